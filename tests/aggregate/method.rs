//! k over a run.

use proptest::prelude::*;
use rvpo_playground::aggregate::{RiskCoefficient, Schedule};

use crate::support::config;

proptest! {
    #![proptest_config(config())]

    /// k goes from the first value at the first step to the last at the last, in a straight line and never beyond either.
    #[test]
    fn schedules_run_from_end_to_end(from in -300.0..300.0, to in -300.0..300.0, near: bool, step in 0..2000_u32, steps in 0..1000_u32) {
        let from = 10.0_f64.powf(from);
        let to = if near { from * (1.0 + 4.0 * f64::EPSILON) } else { 10.0_f64.powf(to) };
        let checked = |k: f64| RiskCoefficient::new(k).unwrap();
        let schedule = Schedule::linear(checked(from), checked(to));
        let k = schedule.at(step, steps).get();
        prop_assert!((from.min(to)..=from.max(to)).contains(&k), "{k} is not from {from} to {to}");
        prop_assert_eq!(schedule.at(0, steps).get(), from);
        if steps > 1 {
            prop_assert_eq!(schedule.at(steps - 1, steps).get(), to);
            prop_assert_eq!(schedule.at(u32::MAX, steps).get(), to);
            let progress = f64::from(step.min(steps - 1)) / f64::from(steps - 1);
            let right = from + (to - from) * progress;
            prop_assert!((k - right).abs() <= 4.0 * f64::EPSILON * from.max(to));
        } else {
            prop_assert_eq!(k, from);
        }
        prop_assert_eq!(Schedule::constant(checked(from)).at(step, steps).get(), from);
    }

}

//! How the options of an analysis are read.

use crate::aggregate::{Convention, Error, Method, MethodName, ScaleRewards, Weights};
use crate::report::Choice;
use crate::web::input::Input;

const FIELDS: [&str; 7] = [
    "convention",
    "method",
    "compare",
    "weights",
    "scaleRewards",
    "step",
    "steps",
];

pub(super) fn read_choice(options: &Input, rewards: usize) -> Result<Choice, Error> {
    options.only(&FIELDS)?;
    let convention = match options.given("convention") {
        None => Convention::default(),
        Some(convention) => {
            Convention::ALL[convention.choice(&Convention::ALL.map(Convention::as_str))?]
        }
    };
    let mut choice = Choice::new(
        options.field("method").method(&MethodName::ALL)?,
        convention,
    );
    choice.compare = options.field("compare").method(&MethodName::ALL)?;
    if let Some(weights) = options.given("weights") {
        let numbers = weights.numbers()?;
        if numbers.len() != rewards {
            let allowed = format_args!("{rewards}, one for each reward");
            return Err(Error::length(weights.path(), numbers.len(), allowed));
        }
        let weights = Weights::new(&numbers).map_err(|error| error.within("options"))?;
        choice.weights = Some(weights);
    }
    if let Some(scale) = options.given("scaleRewards") {
        if ![choice.method, choice.compare].contains(&Method::Grpo) {
            let allowed = "nothing, since it belongs to grpo, which is neither of the methods";
            return Err(scale.refused(&allowed));
        }
        let scales = ScaleRewards::ALL;
        choice.scale_rewards = scales[scale.choice(&scales.map(ScaleRewards::as_str))?];
    }
    if let Some(steps) = options.given("steps") {
        choice.steps = steps.whole(&(1..=u32::MAX))?;
    }
    if let Some(step) = options.given("step") {
        choice.step = step.whole(&(0..=choice.steps - 1))?;
    }
    Ok(choice)
}

//! `taylor`, `taylorRows` and `breakdown`.

use js_sys::Float64Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::input::Input;
use super::output::{Refusal, object};
use crate::aggregate::{self, Error, RiskCoefficient, Rule, Weights};

/// SoftMin's expansion in k, in the unit of z.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Taylor {
    /// The mean, the population variance, and the third and fourth cumulant across the rewards.
    cumulants: [f64; 4],
    /// The series after one to four cumulants.
    orders: [f64; 4],
    /// SoftMin itself.
    exact: f64,
    /// The smallest z, which SoftMin never falls below; nor does it rise above the mean, which is `orders[0]`.
    min: f64,
    /// `min + (ln M)/k` for M rewards, which SoftMin does not rise above either.
    cap: f64,
}

/// What SoftMin is taken of.
pub(super) struct Rollout {
    pub z: Vec<f64>,
    pub weights: Weights<f64>,
    pub k: RiskCoefficient<f64>,
}

impl Rollout {
    #[inline(never)]
    pub fn read(z: &JsValue, k: JsValue) -> Result<Self, Error> {
        let z = Input::new("z", z.clone()).numbers()?;
        if z.is_empty() {
            return Err(Error::length("z", 0, Rule::SomeReward));
        }
        let weights = Weights::equal(z.len())?;
        let k = RiskCoefficient::new(Input::new("k", k).number()?)?;
        Ok(Self { z, weights, k })
    }
}

/// Expands SoftMin of the M standardised rewards `z` of one rollout in k, cut off after one to four cumulants, and gives the exact value beside that.
///
/// @throws Error as softmin
#[wasm_bindgen(unchecked_return_type = "Taylor")]
pub fn taylor(
    #[wasm_bindgen(unchecked_param_type = "ArrayLike<number>")] z: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] k: JsValue,
) -> Result<JsValue, Refusal> {
    let Rollout { z, weights, k } = Rollout::read(z, k)?;
    let aggregate::Taylor {
        cumulants,
        orders,
        exact,
        min,
        cap,
    } = aggregate::taylor(&z, &weights, k)?;
    object(&Taylor {
        cumulants,
        orders,
        exact,
        min,
        cap,
    })
}

/// Does what `taylor` does for many rollouts at once, as a picture needs it. `z` is N x `rewardCount`, row-major, and `k` has N values; where there is one
/// of either, it goes with all of the other. What comes out is N x 7, row-major: exact, the four orders, min, cap.
///
/// @throws Error as softmin, or if the lengths do not fit
#[wasm_bindgen(js_name = taylorRows)]
pub fn taylor_rows(
    #[wasm_bindgen(unchecked_param_type = "Float64Array")] z: JsValue,
    #[wasm_bindgen(js_name = rewardCount, unchecked_param_type = "number")] reward_count: JsValue,
    #[wasm_bindgen(unchecked_param_type = "Float64Array")] k: JsValue,
) -> Result<Vec<f64>, Refusal> {
    let (z, k) = (Input::new("z", z).numbers()?, Input::new("k", k).numbers()?);
    let reward_count = Input::new("rewardCount", reward_count).whole(&(1..=u32::MAX))? as usize;
    if z.is_empty() || !z.len().is_multiple_of(reward_count) {
        let rule = Rule::MultipleOf { of: reward_count };
        return Err(Error::length("z", z.len(), rule).into());
    }
    let weights = Weights::equal(reward_count)?;
    let rollouts = z.len() / reward_count;
    if k.len() != rollouts && k.len() != 1 && (rollouts != 1 || k.is_empty()) {
        return Err(Error::length("k", k.len(), Rule::OneOrEach { rollouts }).into());
    }
    let rows = rollouts.max(k.len());
    let mut out = Vec::with_capacity(7 * rows);
    for i in 0..rows {
        let at = i % rollouts * reward_count;
        let k = RiskCoefficient::new(k[i % k.len()])?;
        let row = aggregate::taylor(&z[at..at + reward_count], &weights, k)?;
        out.push(row.exact);
        out.extend(row.orders);
        out.extend([row.min, row.cap]);
    }
    Ok(out)
}

/// Gives the k at which the mean minus k/2 times the variance is off from SoftMin by more than `share` of the distance between the mean and the smallest
/// z: the k from which it is for the first time, and the k above which it is for good. They differ where it comes back across SoftMin in between.
/// The array is empty where it never is, because all z are equal.
///
/// @throws Error if z is empty or not finite, or share is not above 0 and at most 1
#[wasm_bindgen]
pub fn breakdown(
    #[wasm_bindgen(unchecked_param_type = "ArrayLike<number>")] z: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] share: JsValue,
) -> Result<Float64Array, Refusal> {
    let Rollout { z, weights, .. } = Rollout::read(z, 1.into())?;
    let share = Input::new("share", share).number()?;
    let found = aggregate::breakdown(&z, &weights, share)?;
    let found = found.map(|found| [found.first, found.last]);
    Ok(Float64Array::from(
        found.as_ref().map_or(&[][..], |found| &found[..]),
    ))
}

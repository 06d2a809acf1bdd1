//! `advantages`.

use std::ops::Range;

use js_sys::Float64Array;
use ndarray::{Array1, ArrayView2};
use num_traits::Zero as _;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use self::numbers::Numbers;
pub(super) use self::options::AdvantageOptions;
use self::options::Choice;
#[cfg(test)]
use super::declarations::ts;
use super::input::Input;
use super::output::{Refusal, object};
use crate::aggregate::{
    Advantages as Estimated, Batch, Error, Estimator, Path, Real as _, Rewards, Rule, Warning,
    Weights,
};

mod numbers;
mod options;

/// TypeScript needs two declarations for the one function.
#[wasm_bindgen(typescript_custom_section)]
const OVERLOADS: &str = r"
/**
 * The advantages of N rollouts with M rewards each: `rewards[i][j]`, `null` where missing, or one flat Float64Array, row-major, NaN where missing, with
 * `rewardCount`. A Float32Array is computed, and answered, in single precision, in which trainers mostly compute: in half the time.
 *
 * Where the rollouts of a group are neighbours, a flat array is read in pieces, and not copied as a whole.
 *
 * @throws Error that names the field, its value and what is allowed
 */
export function advantages(rewards: Float32Array, options: AdvantageOptions): Advantages<Float32Array>;
export function advantages(rewards: (number | null)[][] | Float64Array, options: AdvantageOptions): Advantages;
";

#[wasm_bindgen(skip_typescript)]
pub fn advantages(rewards: &JsValue, options: JsValue) -> Result<JsValue, Refusal> {
    let options = AdvantageOptions(Input::new("options", options));
    options.0.only(AdvantageOptions::FIELDS)?;
    let rewards = Input::new("rewards", rewards.clone());
    if let Some(flat) = rewards.doubles() {
        return flat_advantages(&flat, &options);
    }
    if let Some(flat) = rewards.singles() {
        return flat_advantages(&flat, &options);
    }
    let (rollouts, count, numbers) = rewards.table(true)?;
    let mut read = |range: Range<usize>, piece: &mut Vec<f64>| {
        piece.clear();
        piece.extend_from_slice(&numbers[range.start * count..range.end * count]);
        Ok(())
    };
    estimate::<Float64Array>(rollouts, count, &mut read, &options)
}

/// The same of a flat array.
fn flat_advantages<A: Numbers>(flat: &A, options: &AdvantageOptions) -> Result<JsValue, Refusal> {
    let length = flat.length();
    let Some(count) = options.reward_count() else {
        let count = options.0.field("rewardCount");
        return Err(count.refused(Rule::RewardCount).into());
    };
    let width = count.whole(&(1..=u32::MAX))?;
    if !length.is_multiple_of(width) {
        let length = length as usize;
        return Err(count.refused(Rule::DividesRewards { length }).into());
    }
    let mut read = |range: Range<usize>, piece: &mut Vec<A::Number>| {
        let range = range.start as u32 * width..range.end as u32 * width;
        piece.resize(range.len(), A::Number::zero());
        // A getter of the options may have taken them away.
        if flat.length() == length && flat.read(range, piece) {
            return Ok(());
        }
        let rule = Rule::AllTheTime {
            length: length as usize,
        };
        Err(Error::length("rewards", flat.length() as usize, rule))
    };
    let (rollouts, width) = ((length / width) as usize, width as usize);
    estimate::<A>(rollouts, width, &mut read, options)
}

/// So many rewards are worked on at a time: they stay in a core's own cache.
const PIECE: usize = 8192;

/// Puts the rewards of the rollouts that it is asked for into a list, in the place of what is in it.
type Read<'r, F> = &'r mut dyn FnMut(Range<usize>, &mut Vec<F>) -> Result<(), Error>;

/// The advantages of the rewards that `read` reads.
fn estimate<A: Numbers>(
    rollouts: usize,
    count: usize,
    read: Read<'_, A::Number>,
    options: &AdvantageOptions,
) -> Result<JsValue, Refusal> {
    let path = Path::from("rewards");
    if rollouts == 0 {
        return Err(Error::length(path, 0, Rule::SomeRollout).into());
    }
    if count == 0 {
        return Err(Error::length(path.at(0), 0, Rule::SomeReward).into());
    }
    let Choice {
        method,
        convention,
        scale_rewards,
        groups,
        weights,
        response_tokens,
        with_details,
    } = Choice::read(options, rollouts, count)?;
    let weights: Vec<A::Number> = weights.into_iter().map(A::Number::from_f64).collect();
    let weights = Weights::new(&weights).map_err(|error| error.within("options"))?;
    let estimator = Estimator::new(method, 0, 1, weights, scale_rewards)
        .with_convention(convention)
        .map_err(|error| error.within("options"))?;
    let mut warnings = Vec::new();
    let needs_tokens = estimator.needs_response_tokens();
    match &response_tokens {
        Some(_) if !needs_tokens => warnings.push(Warning::UnusedTokens),
        None if needs_tokens => {
            let rule = Rule::TokensNeeded { rollouts };
            return Err(options.0.field("responseTokens").refused(rule).into());
        }
        _ => {}
    }

    let size = if with_details { rollouts * count } else { 0 };
    let (z, credit) = (A::new(size), A::new(size));
    let mut batch = Batch::new(&estimator, rollouts);
    let mut numbers = Vec::new();
    for (range, groups) in groups.pieces(PIECE.div_ceil(count)) {
        let first = range.start;
        let shape = (range.len(), count);
        read(range, &mut numbers)?;
        let rewards = ArrayView2::from_shape(shape, &numbers)
            .map_err(|_| Error::length("rewards", numbers.len(), Rule::Table))?;
        let rewards = Rewards::piece(rewards, first)?;
        if let Some(details) = batch.score(&rewards, &groups, with_details)? {
            for (array, piece) in [(&z, details.z), (&credit, details.credit)] {
                array.write(first * count, piece.as_slice().unwrap_or_default());
            }
        }
    }
    let estimated = batch.finish(&groups, response_tokens.as_deref())?;
    warnings.extend(estimated.warnings(estimator.convention(), method.name(), &groups, count));
    advantages_object(&estimated, z, credit, &warnings)
}

/// What one method makes of N rollouts with M rewards each. Typed arrays are as `A` says, flat, row-major.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(
    test,
    schemars(extend("tsParameters" = "A extends Float64Array | Float32Array = Float64Array"))
)]
pub(super) struct Advantages {
    /// N: the advantages. 0 for a rollout without any reward (`ms-swift` scores it 0 and goes on with that).
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::A"))]
    advantages: JsValue,
    /// N: what the method makes of a rollout's rewards, before the step over the batch; NaN for a rollout without any reward (`ms-swift`: 0).
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::A"))]
    scores: JsValue,
    /// N x M: the rewards as the convention standardises them; NaN where missing (`ms-swift`: 0).
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::A"))]
    z: JsValue,
    /// N x M: the derivative of each score by each standardised reward; every row sums to 1.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::A"))]
    credit: JsValue,
    /// What is peculiar about the data, in English.
    warnings: Vec<String>,
    /// The codes and figures of the warnings; `words` says them in other languages.
    warning_details: Vec<Warning>,
}

/// The same for JavaScript.
pub(super) fn advantages_object<A: Numbers>(
    estimated: &Estimated<A::Number>,
    z: A,
    credit: A,
    warnings: &[Warning],
) -> Result<JsValue, Refusal> {
    let array = |numbers: &Array1<A::Number>| {
        let array = A::new(numbers.len());
        array.write(0, numbers.as_slice().unwrap_or_default());
        array.into()
    };
    object(&Advantages {
        advantages: array(&estimated.advantages),
        scores: array(&estimated.scores),
        z: z.into(),
        credit: credit.into(),
        warnings: warnings.iter().map(Warning::to_string).collect(),
        warning_details: warnings.to_vec(),
    })
}

//! `softmin`, `credit`, `taylor` and `advantages`.

use js_sys::{Array, Float64Array};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use super::input::{MethodInput, Number, describe, numbers, object, read_options};
use crate::aggregate::{
    self, Error, Estimator, Groups, Rewards, RiskCoefficient, ScaleRewards, Weights,
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export type MethodName = "grpo" | "dr-grpo" | "gdpo" | "variance" | "rvpo" | "min";

/** How a rollout's rewards become its advantage. `variance` and `rvpo` need a k above 0; `from` and `to` are its values at the first and the last step of a run. */
export interface Method {
  name: MethodName;
  k?: number | { from: number; to: number };
}

/** SoftMin's expansion in k. */
export interface Taylor {
  /** Mean, population variance, third and fourth cumulant across the rewards. */
  cumulants: number[];
  /** The series after one to four cumulants. */
  orders: number[];
  /** SoftMin itself. */
  exact: number;
}

/** Whose numbers to reproduce. Only `"paper"` so far; the frameworks are refused by name. */
export type Convention = "paper" | "trl" | "verl" | "ms-swift" | "nemo-rl";

export interface AdvantageOptions {
  method: Method;
  /** `"paper"`: standardised with ddof 1 and epsilon 1e-6 in each group, whitened likewise over all rollouts. */
  convention?: Convention;
  /** Consecutive rollouts that answer the same prompt. Either this or `groupIds`. */
  groupSize?: number;
  /** One for each rollout; equal ones make a group. */
  groupIds?: string[];
  /** One for each reward, at least 0; 1 each by default. */
  weights?: ArrayLike<number>;
  /** One for each rollout. The paper's convention whitens over rollouts whatever their length, so they change nothing there. */
  responseTokens?: ArrayLike<number>;
  /** For `grpo`: what the centred sums are divided by. `"group"` by default. */
  scaleRewards?: "group" | "batch" | "none";
  /** How many rewards a rollout has, where the rewards are one flat array. */
  rewardCount?: number;
  /** `false` leaves `z` and `credit` empty, which saves time on large batches. `true` by default. */
  details?: boolean;
}

export interface Advantages {
  /** N */
  advantages: Float64Array;
  /** N: before whitening; NaN for a rollout without any reward. */
  scores: Float64Array;
  /** N x M, row-major: standardised rewards; NaN where missing. */
  z: Float64Array;
  /** N x M, row-major: the derivative of each score by each standardised reward; every row sums to 1. */
  credit: Float64Array;
  /** What is peculiar about the data, in words. */
  warnings: string[];
}
"#;

/// The standardised rewards of one rollout, at least one, and as many equal weights.
fn rewards_of_one(z: &JsValue) -> Result<(Vec<f64>, Weights<f64>), JsError> {
    let z = numbers("z", z)?;
    if z.is_empty() {
        return Err(Error::length("z", 0, "at least one reward").into());
    }
    let weights = Weights::equal(z.len())?;
    Ok((z, weights))
}

fn risk(k: f64) -> Result<RiskCoefficient<f64>, Error> {
    RiskCoefficient::new(k)
}

/// SoftMin of the standardised rewards of one rollout: `-(1/k) ln mean_j exp(-k z_j)`, in the unit of `z`.
///
/// @throws Error if z is empty or not finite, or k is not finite and above 0
#[wasm_bindgen(unchecked_return_type = "number")]
pub fn softmin(
    #[wasm_bindgen(unchecked_param_type = "ArrayLike<number>")] z: &JsValue,
    k: f64,
) -> Result<f64, JsError> {
    let (z, weights) = rewards_of_one(z)?;
    Ok(aggregate::softmin(&z, &weights, risk(k)?)?)
}

/// How much SoftMin listens to each reward: `dA/dz_j`, which sum to 1.
///
/// @throws Error as softmin
#[wasm_bindgen]
pub fn credit(
    #[wasm_bindgen(unchecked_param_type = "ArrayLike<number>")] z: &JsValue,
    k: f64,
) -> Result<Float64Array, JsError> {
    let (z, weights) = rewards_of_one(z)?;
    let credit = aggregate::credit(&z, &weights, risk(k)?)?;
    Ok(Float64Array::from(credit.as_slice()))
}

/// SoftMin's expansion in k, cut off after one to four cumulants, beside the exact value.
///
/// @throws Error as softmin
#[wasm_bindgen(unchecked_return_type = "Taylor")]
pub fn taylor(
    #[wasm_bindgen(unchecked_param_type = "ArrayLike<number>")] z: &JsValue,
    k: f64,
) -> Result<JsValue, JsError> {
    #[derive(Serialize)]
    struct Output {
        cumulants: [f64; 4],
        orders: [f64; 4],
        exact: f64,
    }
    let (z, weights) = rewards_of_one(z)?;
    let aggregate::Taylor {
        cumulants,
        orders,
        exact,
    } = aggregate::taylor(&z, &weights, risk(k)?)?;
    object(&Output {
        cumulants,
        orders,
        exact,
    })
}

#[derive(Deserialize)]
#[serde(
    rename_all = "camelCase",
    expecting = "an object with method and groupSize or groupIds"
)]
struct Options {
    method: MethodInput,
    convention: Option<Convention>,
    group_size: Option<Number>,
    group_ids: Option<Vec<String>>,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    weights: JsValue,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    response_tokens: JsValue,
    scale_rewards: Option<ScaleRewards>,
    reward_count: Option<Number>,
    details: Option<bool>,
}

const FIELDS: [&str; 9] = [
    "method",
    "convention",
    "groupSize",
    "groupIds",
    "weights",
    "responseTokens",
    "scaleRewards",
    "rewardCount",
    "details",
];

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Convention {
    Paper,
    Trl,
    Verl,
    MsSwift,
    NemoRl,
}

/// The advantages of N rollouts with M rewards each: `rewards[i][j]`, `null` where missing, or one flat Float64Array, row-major, NaN where
/// missing, with `rewardCount`.
///
/// @throws Error that names the field, its value and what is allowed
#[wasm_bindgen(unchecked_return_type = "Advantages")]
pub fn advantages(
    #[wasm_bindgen(unchecked_param_type = "(number | null)[][] | Float64Array")] rewards: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "AdvantageOptions")] options: JsValue,
) -> Result<JsValue, JsError> {
    let options: Options = read_options(options, &FIELDS)?;
    if let Some(convention) = options
        .convention
        .filter(|&convention| convention != Convention::Paper)
    {
        let name = match convention {
            Convention::Trl => "trl",
            Convention::Verl => "verl",
            Convention::MsSwift => "ms-swift",
            _ => "nemo-rl",
        };
        return Err(Error::value(
            "options.convention",
            name,
            "paper; the frameworks' conventions are not built yet",
        )
        .into());
    }
    let method = options.method.method("options.method")?;
    if let Some(schedule) = method
        .schedule()
        .filter(|schedule| schedule.from() != schedule.to())
    {
        let given = format!("{} to {}", schedule.from(), schedule.to());
        return Err(Error::value(
            "options.method.k",
            given,
            "one number, since a batch belongs to one step",
        )
        .into());
    }
    let scale_rewards = match options.scale_rewards {
        Some(_) if method != aggregate::Method::Grpo => {
            return Err(Error::value(
                "options.scaleRewards",
                "a choice",
                format!("nothing for {}, since it belongs to grpo", method.name()),
            )
            .into());
        }
        scale => scale.unwrap_or_default(),
    };

    let rewards = match rewards.dyn_ref::<Float64Array>() {
        Some(flat) => flat_rewards(flat, options.reward_count)?,
        None => nested_rewards(rewards)?,
    };
    let (rollouts, count) = (rewards.rollouts(), rewards.rewards());
    let groups = match (options.group_size, options.group_ids) {
        (Some(size), None) => Groups::of_size(
            rollouts,
            size.whole("options.groupSize", &(1..=u32::MAX))? as usize,
        )?,
        (None, Some(ids)) if ids.len() == rollouts => Groups::by_id(&ids),
        (None, Some(ids)) => {
            return Err(Error::length(
                "options.groupIds",
                ids.len(),
                format!("{rollouts}, one for each rollout"),
            )
            .into());
        }
        (None, None) => {
            return Err(
                Error::value("options.groupSize", "nothing", "a group size or groupIds").into(),
            );
        }
        (Some(_), Some(_)) => {
            return Err(Error::value(
                "options.groupIds",
                "given beside groupSize",
                "one of the two",
            )
            .into());
        }
    };
    let weights = if options.weights.is_undefined() {
        Weights::equal(count)?
    } else {
        let weights = numbers("options.weights", &options.weights)?;
        if weights.len() != count {
            return Err(Error::length(
                "options.weights",
                weights.len(),
                format!("{count}, one for each reward"),
            )
            .into());
        }
        Weights::new(&weights).map_err(|error| error.within("options"))?
    };
    let mut warnings = Vec::new();
    if !options.response_tokens.is_undefined() {
        let tokens = numbers("options.responseTokens", &options.response_tokens)?;
        if tokens.len() != rollouts {
            return Err(Error::length(
                "options.responseTokens",
                tokens.len(),
                format!("{rollouts}, one for each rollout"),
            )
            .into());
        }
        if let Some((i, &tokens)) = tokens
            .iter()
            .enumerate()
            .find(|&(_, tokens)| !(*tokens >= 1.0 && tokens.fract() == 0.0))
        {
            return Err(Error::value(
                format!("options.responseTokens[{i}]"),
                tokens,
                "a whole number from 1",
            )
            .into());
        }
        warnings.push("responseTokens change nothing under the paper's convention: it whitens over rollouts, whatever their length".to_owned());
    }

    let estimator = Estimator::new(method, 0, 1, weights, scale_rewards);
    let result = estimator.advantages(&rewards, &groups, options.details.unwrap_or(true))?;
    let mut warn = |count: usize, text: String| {
        if count > 0 {
            warnings.push(text);
        }
    };
    let pairs = groups.len() * count;
    warn(
        result.constant,
        format!(
            "{} of {pairs} pairs of a group and a reward are constant: Z is 0 there, which still caps RVPO's A at (ln M)/k",
            result.constant
        ),
    );
    warn(
        result.single,
        format!(
            "{} of {} groups have a single rollout: its Z is 0",
            result.single,
            groups.len()
        ),
    );
    warn(
        result.missing,
        format!(
            "{} of {} rewards are missing: they are left out, and the others of the rollout count for more",
            result.missing,
            rollouts * count
        ),
    );
    warn(
        result.unscored,
        format!(
            "{} of {rollouts} rollouts have no reward at all: their advantage is 0",
            result.unscored
        ),
    );

    #[derive(Serialize)]
    struct Output {
        #[serde(with = "serde_wasm_bindgen::preserve")]
        advantages: Float64Array,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        scores: Float64Array,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        z: Float64Array,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        credit: Float64Array,
        warnings: Vec<String>,
    }
    let array = |numbers: Option<&[f64]>| Float64Array::from(numbers.unwrap_or_default());
    let details = result.details.as_ref();
    object(&Output {
        advantages: array(result.advantages.as_slice()),
        scores: array(result.scores.as_slice()),
        z: array(details.and_then(|details| details.z.as_slice())),
        credit: array(details.and_then(|details| details.credit.as_slice())),
        warnings,
    })
}

fn flat_rewards(
    flat: &Float64Array,
    count: Option<Number>,
) -> Result<Rewards<'static, f64>, JsError> {
    let length = flat.length() as usize;
    let count = match count {
        Some(count) => count.whole("options.rewardCount", &(1..=u32::MAX))? as usize,
        None => {
            return Err(Error::value(
                "options.rewardCount",
                "nothing",
                "the number of rewards, where the rewards are one flat array",
            )
            .into());
        }
    };
    if count == 0 || !length.is_multiple_of(count) {
        return Err(Error::value(
            "options.rewardCount",
            count,
            format!("a whole number that divides the {length} rewards"),
        )
        .into());
    }
    let table = Array2::from_shape_vec((length / count, count), flat.to_vec())?;
    Ok(Rewards::with_missing(table)?)
}

fn nested_rewards(rewards: &JsValue) -> Result<Rewards<'static, f64>, JsError> {
    let wrong = |field: String, allowed: &str| -> JsError {
        Error::value(field, "not an array", allowed).into()
    };
    let rows = rewards.dyn_ref::<Array>().ok_or_else(|| {
        wrong(
            "rewards".to_owned(),
            "an array of arrays, or a Float64Array",
        )
    })?;
    let mut table = Vec::with_capacity(rows.length() as usize);
    for (i, row) in rows.iter().enumerate() {
        let row = row
            .dyn_into::<Array>()
            .map_err(|_| wrong(format!("rewards[{i}]"), "an array of numbers and nulls"))?;
        let row = row
            .iter()
            .enumerate()
            .map(|(j, value)| match value.as_f64() {
                Some(number) => Ok(Some(number)),
                None if value.is_null() || value.is_undefined() => Ok(None),
                None => Err(Error::value(
                    format!("rewards[{i}][{j}]"),
                    describe(&value),
                    "a number, or null where it is missing",
                )),
            });
        table.push(row.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(Rewards::from_rows(&table)?)
}

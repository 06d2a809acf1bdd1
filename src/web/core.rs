//! `softmin`, `credit`, `taylor`, `breakdown` and `advantages`.

use js_sys::Float64Array;
use ndarray::Array2;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::input::{Input, object};
use crate::aggregate::{
    self, Advantages as Estimated, Convention, Error, Estimator, Groups, MethodName, Rewards,
    RiskCoefficient, ScaleRewards, Weights,
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export type MethodName = "grpo" | "dr-grpo" | "gdpo" | "variance" | "rvpo" | "min";

/** How a rollout's rewards become its advantage. `variance` and `rvpo` need a k above 0; `from` and `to` are its values at the first and the last step of a run. */
export interface Method {
  name: MethodName;
  k?: number | { from: number; to: number };
}

/**
 * Methods that `advantages` computes for comparison, in the paper's convention; they are not trained.
 *
 * - `rloo` (arXiv 2402.14740): the weighted sum of the rewards less the mean of the sums of the group's other rollouts.
 * - `reinforce++` (arXiv 2501.03262, the variant without a baseline): the weighted sum of the rewards, whitened over all rollouts.
 * - `dvao` (arXiv 2605.25604): the standardised rewards, weighted by weight times standard deviation in the group, without whitening.
 */
export interface ComparedMethod {
  name: "rloo" | "reinforce++" | "dvao";
}

/** SoftMin's expansion in k. */
export interface Taylor {
  /** Mean, population variance, third and fourth cumulant across the rewards. */
  cumulants: number[];
  /** The series after one to four cumulants. */
  orders: number[];
  /** SoftMin itself. */
  exact: number;
  /** The smallest z, which SoftMin never falls below; nor does it rise above the mean, `orders[0]`. */
  min: number;
  /** `min + (ln M)/k`, which SoftMin does not rise above either. */
  cap: number;
}

/**
 * Whose numbers to reproduce. Every standard deviation has ddof 1; what is constant in its group has Z = 0.
 *
 * | | Z divides by | missing reward | group of one | step over the batch |
 * |---|---|---|---|---|
 * | `paper` | `std + 1e-6` | left out | Z = 0 | over rollouts, `std + 1e-6` |
 * | `trl` (1.16) | `std + 1e-4` | left out; counts 0 in a weighted sum | Z = 0 | over rollouts, `std + 1e-4` |
 * | `verl` (0.9) | `std + 1e-6` | refused | Z is the raw reward | over tokens, `sqrt(var + 1e-8)` |
 * | `ms-swift` (4.6) | `std + 1e-8` | Z = 0 | Z = 0 | over rollouts, `std + 1e-8` |
 * | `nemo-rl` | `std + 1e-6` | refused | Z = 0 | over rollouts, `std`, or 1 where that is 0 |
 *
 * `gdpo` is then the framework's own, a sum of Z with the weights as given. `rvpo`, `variance` and `min`, which no framework has, take the framework's
 * Z and end with its step over the batch. `grpo` and `dr-grpo` are its own, too; they add 1e-6 to the standard deviation, or 1e-4 (`trl`, `ms-swift`).
 */
export type Convention = "paper" | "trl" | "verl" | "ms-swift" | "nemo-rl";

export interface AdvantageOptions {
  method: Method | ComparedMethod;
  /** `"paper"` by default. */
  convention?: Convention;
  /** Consecutive rollouts that answer the same prompt. Either this or `groupIds`. */
  groupSize?: number;
  /** One for each rollout; equal ones make a group. */
  groupIds?: string[];
  /** One for each reward, at least 0; 1 each by default. */
  weights?: ArrayLike<number>;
  /** One for each rollout, a whole number from 1. `verl` needs them for `gdpo`, `rvpo`, `variance` and `min`, which it whitens over tokens; elsewhere they change nothing. */
  responseTokens?: ArrayLike<number>;
  /** For `grpo`: what the centred sums are divided by. `"group"` by default; `verl` and `nemo-rl` have no `"batch"`. */
  scaleRewards?: "group" | "batch" | "none";
  /** How many rewards a rollout has, where the rewards are one flat array. */
  rewardCount?: number;
  /** `false` leaves `z` and `credit` empty, which saves time on large batches. `true` by default. */
  details?: boolean;
}

export interface Advantages {
  /** N */
  advantages: Float64Array;
  /** N: before the step over the batch; NaN for a rollout without any reward (`ms-swift`: 0). */
  scores: Float64Array;
  /** N x M, row-major: the rewards as the convention standardises them; NaN where missing (`ms-swift`: 0). */
  z: Float64Array;
  /** N x M, row-major: the derivative of each score by each standardised reward; every row sums to 1. */
  credit: Float64Array;
  /** What is peculiar about the data, in words. */
  warnings: string[];
}
"#;

/// What SoftMin is taken of.
struct Rollout {
    z: Vec<f64>,
    weights: Weights<f64>,
    k: RiskCoefficient<f64>,
}

impl Rollout {
    #[inline(never)]
    fn read(z: &JsValue, k: JsValue) -> Result<Self, Error> {
        let z = Input::new("z", z.clone()).numbers()?;
        if z.is_empty() {
            return Err(Error::length("z", 0, "at least one reward"));
        }
        let weights = Weights::equal(z.len())?;
        let k = RiskCoefficient::new(Input::new("k", k).number()?)?;
        Ok(Self { z, weights, k })
    }
}

/// SoftMin of the standardised rewards of one rollout: `-(1/k) ln mean_j exp(-k z_j)`, in the unit of `z`.
///
/// @throws Error if z is empty or not finite, or k is not finite and above 0
#[cfg(feature = "own-rewards")]
#[wasm_bindgen(unchecked_return_type = "number")]
pub fn softmin(
    #[wasm_bindgen(unchecked_param_type = "ArrayLike<number>")] z: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] k: JsValue,
) -> Result<f64, JsError> {
    let Rollout { z, weights, k } = Rollout::read(z, k)?;
    Ok(aggregate::softmin(&z, &weights, k)?)
}

/// How much SoftMin listens to each reward: `dA/dz_j`, which sum to 1.
///
/// @throws Error as softmin
#[cfg(feature = "own-rewards")]
#[wasm_bindgen]
pub fn credit(
    #[wasm_bindgen(unchecked_param_type = "ArrayLike<number>")] z: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] k: JsValue,
) -> Result<Float64Array, JsError> {
    let Rollout { z, weights, k } = Rollout::read(z, k)?;
    let credit = aggregate::credit(&z, &weights, k)?;
    Ok(Float64Array::from(credit.as_slice()))
}

/// SoftMin's expansion in k, cut off after one to four cumulants, beside the exact value.
///
/// @throws Error as softmin
#[wasm_bindgen(unchecked_return_type = "Taylor")]
pub fn taylor(
    #[wasm_bindgen(unchecked_param_type = "ArrayLike<number>")] z: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] k: JsValue,
) -> Result<JsValue, JsError> {
    #[derive(Serialize)]
    struct Output {
        cumulants: [f64; 4],
        orders: [f64; 4],
        exact: f64,
        min: f64,
        cap: f64,
    }
    let Rollout { z, weights, k } = Rollout::read(z, k)?;
    let aggregate::Taylor {
        cumulants,
        orders,
        exact,
        min,
        cap,
    } = aggregate::taylor(&z, &weights, k)?;
    object(&Output {
        cumulants,
        orders,
        exact,
        min,
        cap,
    })
}

/// `taylor` for many at once, as a picture needs it: N rollouts with `rewardCount` rewards each, row-major, and N values of k; where there is one of
/// either, it goes with all of the other. N x 7 numbers, row-major: exact, the four orders, min, cap.
///
/// @throws Error as softmin, or if the lengths do not fit
#[wasm_bindgen(js_name = taylorRows)]
pub fn taylor_rows(
    #[wasm_bindgen(unchecked_param_type = "Float64Array")] z: JsValue,
    #[wasm_bindgen(js_name = rewardCount, unchecked_param_type = "number")] reward_count: JsValue,
    #[wasm_bindgen(unchecked_param_type = "Float64Array")] k: JsValue,
) -> Result<Vec<f64>, JsError> {
    let (z, k) = (Input::new("z", z).numbers()?, Input::new("k", k).numbers()?);
    let reward_count = Input::new("rewardCount", reward_count).whole(&(1..=u32::MAX))? as usize;
    if z.is_empty() || !z.len().is_multiple_of(reward_count) {
        let allowed = format_args!("a multiple of {reward_count}");
        return Err(Error::length("z", z.len(), allowed).into());
    }
    let weights = Weights::equal(reward_count)?;
    let rollouts = z.len() / reward_count;
    if k.len() != rollouts && k.len() != 1 && (rollouts != 1 || k.is_empty()) {
        return Err(Error::length("k", k.len(), format_args!("1 or {rollouts}")).into());
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

/// The k at which the mean minus k/2 times the variance is off from SoftMin by more than `share` of the distance between the mean and the smallest
/// z: the k from which it is for the first time, and the k above which it is for good. They differ where it comes back across SoftMin in between.
/// Empty where it never is, because all z are equal.
///
/// @throws Error if z is empty or not finite, or share is not above 0 and at most 1
#[wasm_bindgen]
pub fn breakdown(
    #[wasm_bindgen(unchecked_param_type = "ArrayLike<number>")] z: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] share: JsValue,
) -> Result<Float64Array, JsError> {
    let Rollout { z, weights, .. } = Rollout::read(z, 1.into())?;
    let share = Input::new("share", share).number()?;
    let found = aggregate::breakdown(&z, &weights, share)?;
    let found = found.map(|found| [found.first, found.last]);
    Ok(Float64Array::from(
        found.as_ref().map_or(&[][..], |found| &found[..]),
    ))
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

/// The advantages of N rollouts with M rewards each: `rewards[i][j]`, `null` where missing, or one flat Float64Array, row-major, NaN where
/// missing, with `rewardCount`.
///
/// @throws Error that names the field, its value and what is allowed
#[wasm_bindgen(unchecked_return_type = "Advantages")]
pub fn advantages(
    #[wasm_bindgen(unchecked_param_type = "(number | null)[][] | Float64Array")] rewards: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "AdvantageOptions")] options: JsValue,
) -> Result<JsValue, JsError> {
    let options = Input::new("options", options);
    let (estimated, warnings) = estimate(rewards, &options)?;
    advantages_object(&estimated, warnings)
}

/// `Advantages`, for JavaScript.
pub(super) fn advantages_object(
    estimated: &Estimated<f64>,
    warnings: Vec<String>,
) -> Result<JsValue, JsError> {
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
    let details = estimated.details.as_ref();
    object(&Output {
        advantages: array(estimated.advantages.as_slice()),
        scores: array(estimated.scores.as_slice()),
        z: array(details.and_then(|details| details.z.as_slice())),
        credit: array(details.and_then(|details| details.credit.as_slice())),
        warnings,
    })
}

/// What `advantages` does, between the values that come from JavaScript and those that go there.
fn estimate(rewards: &JsValue, options: &Input) -> Result<(Estimated<f64>, Vec<String>), Error> {
    options.only(&FIELDS)?;
    let convention = match options.given("convention") {
        None => Convention::default(),
        Some(convention) => {
            let conventions = Convention::ALL;
            conventions[convention.choice(&conventions.map(Convention::as_str))?]
        }
    };
    let method = options.field("method").method(&MethodName::ALL)?;
    if let Some(schedule) = method.schedule()
        && schedule.from() != schedule.to()
    {
        return Err(Error::value(
            "options.method.k",
            format_args!("{} to {}", schedule.from(), schedule.to()),
            "one number, since a batch belongs to one step",
        ));
    }
    let scale_rewards = match options.given("scaleRewards") {
        None => ScaleRewards::default(),
        Some(scale) if method == aggregate::Method::Grpo => {
            let scales = ScaleRewards::ALL;
            scales[scale.choice(&scales.map(ScaleRewards::as_str))?]
        }
        Some(scale) => {
            let name = method.name();
            let allowed = format_args!("nothing for {name}, since it belongs to grpo");
            return Err(scale.refused(&allowed));
        }
    };
    let rewards = Input::new("rewards", rewards.clone());
    let rewards = match rewards.doubles() {
        Some(flat) => flat_rewards(&flat, options)?,
        None => {
            let (rows, width, numbers) = rewards.table(true)?;
            to_rewards(rows, width, numbers)?
        }
    };
    let (rollouts, count) = (rewards.rollouts(), rewards.rewards());
    let groups = match (options.given("groupSize"), options.given("groupIds")) {
        (Some(size), None) => Groups::of_size(rollouts, size.whole(&(1..=u32::MAX))? as usize)
            .map_err(|error| error.within("options"))?,
        (None, Some(ids)) => {
            let labels = ids.labels()?;
            one_for_each_rollout(&ids, labels.len(), rollouts)?;
            Groups::by_label(&labels)
        }
        (None, None) => {
            return Err(options
                .field("groupSize")
                .refused(&"a group size or groupIds"));
        }
        (Some(_), Some(ids)) => {
            return Err(Error::value(
                ids.path(),
                "given beside groupSize",
                "one of the two",
            ));
        }
    };
    let weights = match options.given("weights") {
        None => Weights::equal(count)?,
        Some(weights) => {
            let numbers = weights.numbers()?;
            if numbers.len() != count {
                let allowed = format_args!("{count}, one for each reward");
                return Err(Error::length(weights.path(), numbers.len(), allowed));
            }
            Weights::new(&numbers).map_err(|error| error.within("options"))?
        }
    };
    let estimator = Estimator::new(method, 0, 1, weights, scale_rewards);
    #[cfg(feature = "own-rewards")]
    let estimator = estimator
        .with_convention(convention)
        .map_err(|error| error.within("options"))?;
    let mut warnings = Vec::new();
    let tokens = response_tokens(options, rollouts)?;
    #[cfg(feature = "own-rewards")]
    let needs_tokens = estimator.needs_response_tokens();
    #[cfg(not(feature = "own-rewards"))]
    let needs_tokens = false;
    match &tokens {
        Some(_) if !needs_tokens => warnings.push("responseTokens change nothing here: only verl's whitening, for methods that standardise each reward, counts tokens".to_owned()),
        None if needs_tokens => {
            let allowed = "one number for each rollout, since verl whitens over tokens";
            return Err(options.field("responseTokens").refused(&allowed));
        }
        _ => {}
    }
    let details = match options.given("details") {
        None => true,
        Some(details) => details.truth()?,
    };

    let estimated = estimator.advantages(&rewards, &groups, tokens.as_deref(), details)?;
    warn(
        &estimated,
        convention,
        method.name(),
        &groups,
        count,
        &mut warnings,
    );
    Ok((estimated, warnings))
}

/// Adds what is peculiar about the rewards, `reward_count` for each rollout.
pub(super) fn warn(
    estimated: &Estimated<f64>,
    convention: Convention,
    method: MethodName,
    groups: &Groups,
    reward_count: usize,
    warnings: &mut Vec<String>,
) {
    let mut warn = |count: usize, of: usize, text: &str| {
        if count > 0 {
            warnings.push(format!("{count} of {of} {text}"));
        }
    };
    warn(
        estimated.constant,
        groups.len() * reward_count,
        "pairs of a group and a reward are constant: Z is 0 there, which still caps RVPO's A at (ln M)/k",
    );
    let texts = Texts::of(convention, method);
    let rollouts = groups.rollouts();
    warn(estimated.single, groups.len(), texts.single);
    warn(estimated.missing, rollouts * reward_count, texts.missing);
    warn(estimated.unscored, rollouts, texts.unscored);
    #[cfg(feature = "own-rewards")]
    if matches!(convention, Convention::Trl | Convention::MsSwift) && !groups.are_equal() {
        warnings.push(format!("the groups are of unequal size, which {convention} does not have: each is standardised by itself, as in the others"));
    }
}

/// What is peculiar about a convention, as warnings say it.
struct Texts {
    single: &'static str,
    missing: &'static str,
    unscored: &'static str,
}

impl Texts {
    #[cfg_attr(not(feature = "own-rewards"), expect(unused_variables))]
    fn of(convention: Convention, method: MethodName) -> Self {
        let paper = Self {
            single: "groups have a single rollout: its Z is 0",
            missing: "rewards are missing: they are left out, and the others of the rollout count for more",
            unscored: "rollouts have no reward at all: their advantage is 0",
        };
        #[cfg(feature = "own-rewards")]
        {
            use MethodName::{DrGrpo, Dvao, Gdpo, Grpo, ReinforcePlusPlus, Rloo};
            let adds_up = matches!(method, Grpo | DrGrpo | Rloo | ReinforcePlusPlus);
            let sum = "rewards are missing: they add nothing to the weighted sum of their rollout, as if they were 0";
            match convention {
                Convention::Paper if method == Dvao => {}
                Convention::Paper | Convention::NemoRl if !adds_up => {}
                Convention::Paper | Convention::NemoRl => {
                    return Self {
                        missing: sum,
                        ..paper
                    };
                }
                Convention::Trl => {
                    let missing = if adds_up || method == Gdpo {
                        sum
                    } else {
                        "rewards are missing: they are left out, and the others of the rollout count for more; so is a reward that no other rollout of its group has"
                    };
                    return Self { missing, ..paper };
                }
                Convention::Verl => {
                    let single = "groups have a single rollout: verl takes its mean for 0 and its deviation for 1, so that it keeps its raw rewards";
                    return Self { single, ..paper };
                }
                Convention::MsSwift => {
                    return Self {
                        missing: match method {
                            _ if adds_up => sum,
                            Gdpo => "rewards are missing: their Z is 0, as if they were average",
                            _ => {
                                "rewards are missing: their Z is 0, which a sum does not notice but RVPO, the variance penalty and hard min do"
                            }
                        },
                        unscored: "rollouts have no reward at all: they are scored 0 and whitened or centred with the others",
                        ..paper
                    };
                }
            }
        }
        paper
    }
}

/// The lengths of the responses, where they are given.
fn response_tokens(options: &Input, rollouts: usize) -> Result<Option<Vec<u32>>, Error> {
    let Some(tokens) = options.given("responseTokens") else {
        return Ok(None);
    };
    let numbers = tokens.numbers()?;
    one_for_each_rollout(&tokens, numbers.len(), rollouts)?;
    let mut lengths = Vec::with_capacity(rollouts);
    for (i, &number) in numbers.iter().enumerate() {
        let length = number as u32;
        if length == 0 || f64::from(length) != number {
            let path = format_args!("{}[{i}]", tokens.path());
            return Err(Error::value(path, number, "a whole number from 1"));
        }
        lengths.push(length);
    }
    Ok(Some(lengths))
}

fn one_for_each_rollout(list: &Input, length: usize, rollouts: usize) -> Result<(), Error> {
    if length == rollouts {
        return Ok(());
    }
    let allowed = format_args!("{rollouts}, one for each rollout");
    Err(Error::length(list.path(), length, allowed))
}

fn flat_rewards(flat: &Float64Array, options: &Input) -> Result<Rewards<'static, f64>, Error> {
    let length = flat.length() as usize;
    let Some(count) = options.given("rewardCount") else {
        return Err(Error::value(
            "options.rewardCount",
            "nothing",
            "the number of rewards, where the rewards are one flat array",
        ));
    };
    let width = count.whole(&(1..=u32::MAX))? as usize;
    if !length.is_multiple_of(width) {
        let allowed = format_args!("a whole number that divides the {length} rewards");
        return Err(count.refused(&allowed));
    }
    to_rewards(length / width, width, flat.to_vec())
}

fn to_rewards(
    rows: usize,
    width: usize,
    numbers: Vec<f64>,
) -> Result<Rewards<'static, f64>, Error> {
    Array2::from_shape_vec((rows, width), numbers)
        .map_err(|_| Error::length("rewards", rows, "a table"))
        .and_then(Rewards::with_missing)
}

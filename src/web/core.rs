//! `softmin`, `credit`, `taylor`, `breakdown` and `advantages`.

use std::ops::Range;

#[cfg(feature = "own-rewards")]
use js_sys::Float32Array;
use js_sys::Float64Array;
use ndarray::{Array1, ArrayView2};
use num_traits::Zero as _;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::input::{Input, object};
use crate::aggregate::{
    self, Advantages as Estimated, Batch, Convention, Error, Estimator, Groups, MethodName, Real,
    Rewards, RiskCoefficient, ScaleRewards, Weights,
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

export interface Advantages<A extends Float64Array | Float32Array = Float64Array> {
  /** N */
  advantages: A;
  /** N: before the step over the batch; NaN for a rollout without any reward (`ms-swift`: 0). */
  scores: A;
  /** N x M, row-major: the rewards as the convention standardises them; NaN where missing (`ms-swift`: 0). */
  z: A;
  /** N x M, row-major: the derivative of each score by each standardised reward; every row sums to 1. */
  credit: A;
  /** What is peculiar about the data, in words. */
  warnings: string[];
}

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

/// The page itself needs the first four alone.
const FIELDS: [&str; 9] = [
    "method",
    "groupSize",
    "rewardCount",
    "details",
    "convention",
    "groupIds",
    "weights",
    "responseTokens",
    "scaleRewards",
];
const FIELD_COUNT: usize = if cfg!(feature = "own-rewards") { 9 } else { 4 };

/// One of the other options of `advantages`.
fn other(options: &Input, name: &str) -> Option<Input> {
    if cfg!(feature = "own-rewards") {
        options.given(name)
    } else {
        None
    }
}

// Its type and what it says of itself are above: TypeScript needs two.
#[wasm_bindgen(skip_typescript)]
pub fn advantages(rewards: &JsValue, options: JsValue) -> Result<JsValue, JsError> {
    let options = Input::new("options", options);
    options.only(&FIELDS[..FIELD_COUNT])?;
    let rewards = Input::new("rewards", rewards.clone());
    if let Some(flat) = rewards.doubles() {
        return flat_advantages(&flat, &options);
    }
    #[cfg(feature = "own-rewards")]
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
fn flat_advantages<A: Numbers>(flat: &A, options: &Input) -> Result<JsValue, JsError> {
    let length = flat.length();
    let Some(count) = options.given("rewardCount") else {
        let allowed = "the number of rewards, where the rewards are one flat array";
        return Err(Error::value("options.rewardCount", "nothing", allowed).into());
    };
    let width = count.whole(&(1..=u32::MAX))?;
    if !length.is_multiple_of(width) {
        let allowed = format_args!("a whole number that divides the {length} rewards");
        return Err(count.refused(&allowed).into());
    }
    let mut read = |range: Range<usize>, piece: &mut Vec<A::Number>| {
        let range = range.start as u32 * width..range.end as u32 * width;
        piece.resize(range.len(), A::Number::zero());
        // A getter of the options may have taken them away.
        if flat.length() == length && flat.read(range, piece) {
            return Ok(());
        }
        let allowed = format_args!("{length} all the time");
        Err(Error::length("rewards", flat.length() as usize, allowed))
    };
    let (rollouts, width) = ((length / width) as usize, width as usize);
    estimate::<A>(rollouts, width, &mut read, options)
}

/// JavaScript's arrays of numbers of one type.
pub(super) trait Numbers: JsCast {
    type Number: Real;

    fn new(length: usize) -> Self;

    fn length(&self) -> u32;

    /// Copies these numbers; whether there are so many.
    fn read(&self, range: Range<u32>, to: &mut [Self::Number]) -> bool;

    /// Copies numbers to a place where there is room for them.
    fn write(&self, at: usize, numbers: &[Self::Number]);
}

macro_rules! numbers {
    ($array:ty, $number:ty) => {
        impl Numbers for $array {
            type Number = $number;

            fn new(length: usize) -> Self {
                Self::new_with_length(length as u32)
            }

            fn length(&self) -> u32 {
                Self::length(self)
            }

            fn read(&self, range: Range<u32>, to: &mut [$number]) -> bool {
                let part = self.subarray(range.start, range.end);
                let fits = Self::length(&part) as usize == to.len();
                if fits {
                    part.copy_to(to);
                }
                fits
            }

            fn write(&self, at: usize, numbers: &[$number]) {
                let at = at as u32;
                self.subarray(at, at + numbers.len() as u32)
                    .copy_from(numbers);
            }
        }
    };
}

numbers!(Float64Array, f64);
#[cfg(feature = "own-rewards")]
numbers!(Float32Array, f32);

/// So many rewards are worked on at a time: they stay in a core's own cache.
const PIECE: usize = 8192;

/// Puts the rewards of the rollouts that it is asked for into a list, in the place of what is in it.
type Read<'r, F> = &'r mut dyn FnMut(Range<usize>, &mut Vec<F>) -> Result<(), Error>;

/// The advantages of the rewards that `read` reads.
fn estimate<A: Numbers>(
    rollouts: usize,
    count: usize,
    read: Read<'_, A::Number>,
    options: &Input,
) -> Result<JsValue, JsError> {
    for (field, length, allowed) in [
        ("rewards", rollouts, "at least one rollout"),
        ("rewards[0]", count, "at least one reward"),
    ] {
        if length == 0 {
            return Err(Error::length(field, 0, allowed).into());
        }
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
    let estimator = Estimator::new(method, 0, 1, weights, scale_rewards);
    #[cfg(feature = "own-rewards")]
    let estimator = estimator
        .with_convention(convention)
        .map_err(|error| error.within("options"))?;
    let mut warnings = Vec::new();
    #[cfg(feature = "own-rewards")]
    let needs_tokens = estimator.needs_response_tokens();
    #[cfg(not(feature = "own-rewards"))]
    let needs_tokens = false;
    match &response_tokens {
        Some(_) if !needs_tokens => warnings.push("responseTokens change nothing here: only verl's whitening, for methods that standardise each reward, counts tokens".to_owned()),
        None if needs_tokens => {
            let allowed = "one number for each rollout, since verl whitens over tokens";
            return Err(options.field("responseTokens").refused(&allowed).into());
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
            .map_err(|_| Error::length("rewards", numbers.len(), "a table"))?;
        let rewards = Rewards::piece(rewards, first)?;
        if let Some(details) = batch.score(&rewards, &groups, with_details)? {
            for (array, piece) in [(&z, details.z), (&credit, details.credit)] {
                array.write(first * count, piece.as_slice().unwrap_or_default());
            }
        }
    }
    let estimated = batch.finish(&groups, response_tokens.as_deref())?;
    let name = method.name();
    warn(&estimated, convention, name, &groups, count, &mut warnings);
    advantages_object(&estimated, z, credit, warnings)
}

/// `Advantages`, for JavaScript.
pub(super) fn advantages_object<A: Numbers>(
    estimated: &Estimated<A::Number>,
    z: A,
    credit: A,
    warnings: Vec<String>,
) -> Result<JsValue, JsError> {
    #[derive(Serialize)]
    struct Output {
        #[serde(with = "serde_wasm_bindgen::preserve")]
        advantages: JsValue,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        scores: JsValue,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        z: JsValue,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        credit: JsValue,
        warnings: Vec<String>,
    }
    let array = |numbers: &Array1<A::Number>| {
        let array = A::new(numbers.len());
        array.write(0, numbers.as_slice().unwrap_or_default());
        array.into()
    };
    object(&Output {
        advantages: array(&estimated.advantages),
        scores: array(&estimated.scores),
        z: z.into(),
        credit: credit.into(),
        warnings,
    })
}

/// The options of `advantages`.
struct Choice {
    method: aggregate::Method,
    convention: Convention,
    scale_rewards: ScaleRewards,
    groups: Groups,
    weights: Vec<f64>,
    response_tokens: Option<Vec<u32>>,
    with_details: bool,
}

impl Choice {
    fn read(options: &Input, rollouts: usize, count: usize) -> Result<Self, Error> {
        let convention = match other(options, "convention") {
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
        let scale_rewards = match other(options, "scaleRewards") {
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
        let groups = match (options.given("groupSize"), other(options, "groupIds")) {
            (Some(size), None) => Groups::of_size(rollouts, size.whole(&(1..=u32::MAX))? as usize)
                .map_err(|error| error.within("options"))?,
            (None, Some(ids)) => {
                let labels = ids.labels()?;
                one_for_each_rollout(&ids, labels.len(), rollouts)?;
                Groups::by_label(&labels)
            }
            (None, None) => {
                let allowed = "a group size or groupIds";
                return Err(options.field("groupSize").refused(&allowed));
            }
            (Some(_), Some(ids)) => {
                let value = "given beside groupSize";
                return Err(Error::value(ids.path(), value, "one of the two"));
            }
        };
        let weights = match other(options, "weights") {
            None => vec![1.0; count],
            Some(weights) => {
                let numbers = weights.numbers()?;
                if numbers.len() != count {
                    let allowed = format_args!("{count}, one for each reward");
                    return Err(Error::length(weights.path(), numbers.len(), allowed));
                }
                numbers
            }
        };
        let response_tokens = response_tokens(options, rollouts)?;
        let with_details = match options.given("details") {
            None => true,
            Some(details) => details.truth()?,
        };
        Ok(Self {
            method,
            convention,
            scale_rewards,
            groups,
            weights,
            response_tokens,
            with_details,
        })
    }
}

/// Adds what is peculiar about the rewards, `reward_count` for each rollout.
pub(super) fn warn<F>(
    estimated: &Estimated<F>,
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
    let constant = match method {
        MethodName::Rvpo => {
            "pairs of a group and a reward are constant: Z is 0 there, which still caps RVPO's A at (ln M)/k"
        }
        _ => "pairs of a group and a reward are constant: Z is 0 there",
    };
    warn(estimated.constant, groups.len() * reward_count, constant);
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
    let Some(tokens) = other(options, "responseTokens") else {
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

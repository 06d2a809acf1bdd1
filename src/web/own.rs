//! `RewardLoader`, `RewardTable`, `RewardSelection` and `RewardAnalysis`: rewards of one's own, from a file's bytes to a report.

use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Array, Float64Array, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::core::{advantages_object, warn};
use super::input::{Input, object};
use crate::aggregate::{Advantages, Convention, Error, Method, MethodName, ScaleRewards, Weights};
use crate::data::{Cell, DataError, Format, Kind, Loader, Role, Roles, Table};
use crate::report::{self, Analysis, Choice, Export, Report};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What a column of a table is used as. Rollouts that agree in all `"group"` columns are a group; `"length"` is the response's, in tokens. */
export type ColumnRole = "reward" | "group" | "length" | "ignore";

export interface ColumnInfo {
  name: string;
  /** What most of its cells are. */
  kind: "number" | "text";
  /** Cells with nothing in them. */
  missing: number;
  /** In a column of numbers: cells that are no number, or not a finite one. With one of them it cannot be a reward or a length. */
  unreadable: number;
  /** In a column of text: how many different ones there are; null where they were not kept. */
  different: number | null;
  /** As recognised by name and content. */
  role: ColumnRole;
}

/** In a table as it came: both count from 1. In JSON the column is the byte's number in its line. */
export interface Place {
  line: number;
  column: number;
}

/** What RewardLoader, RewardTable.select and RewardSelection.analyse refuse, in parts: `details` of the Error, whose message says it in English. */
export type RefusalDetails =
  | { code: "value"; field: string; value: string; allowed: string }
  | { code: "empty" }
  | { code: "not-utf8" | "nul"; place: Place; looksLike: string | null }
  | { code: "json"; place: Place; message: string }
  | { code: "not-a-row"; place: Place; value: string; allowed: string }
  | { code: "ragged"; place: Place; found: number; expected: number }
  | { code: "unequal-columns"; place: Place; name: string; found: number; expected: number }
  | { code: "open-quote"; line: number }
  | { code: "duplicate-name"; place: Place; name: string }
  | { code: "too-many-columns" | "too-many-cells" | "too-long" | "too-deep"; place: Place; limit: number }
  | { code: "long-name"; place: Place; name: string; limit: number }
  | { code: "roles"; found: number; expected: number }
  | { code: "rewards"; found: number; limit: number }
  | { code: "groups"; found: "both" | "neither" }
  | { code: "response-lengths"; found: number }
  | { code: "not-a-number" | "not-finite" | "not-a-length"; place: Place; name: string; value: string }
  | { code: "missing"; place: Place; name: string }
  | { code: "not-kept" | "inexact-ids"; name: string };

export interface AnalysisOptions {
  /** Whose standardisation and batch step; `"paper"` by default. */
  convention?: Convention;
  /** The method to look at. */
  method: Method | ComparedMethod;
  /** The one to compare it with. */
  compare: Method | ComparedMethod;
  /** One for each reward, at least 0; 1 each by default. */
  weights?: ArrayLike<number>;
  /** For `grpo`: what the centred sums are divided by. `"group"` by default. */
  scaleRewards?: "group" | "batch" | "none";
  /** For a k that runs from one value to another: the step that the rollouts are from, counted from 0; 0 by default. */
  step?: number;
  /** And how many steps there are; 1 by default. */
  steps?: number;
}

/** What was computed for one rollout, for M rewards. What is missing is null. */
export interface RolloutRow {
  /** Its row in the table, counted from 0. */
  index: number;
  /** The number of its group, from 0. */
  group: number;
  /** What stands in the group columns, the beginning of a long text; null where no column names groups. */
  groupName: string | null;
  rewards: (number | null)[];
  /** The standardised rewards of the method that was asked for. */
  z: (number | null)[];
  /** Its credits. */
  credit: number[];
  /** The method's score, before the step over the batch; null without any reward. */
  score: number | null;
  advantage: number;
  /** The same of the method that it is compared with. */
  compareScore: number | null;
  compareAdvantage: number;
  /** Whether the two advantages are of opposite sign, as the report counts it. */
  flips: boolean;
}

/** A method as a report names it, with its k, if it has one: at the chosen step, at the first and at the last. */
export interface MethodUsed {
  name: MethodName | ComparedMethod["name"];
  k: number | null;
  kFrom: number | null;
  kTo: number | null;
}

/** Rollouts, groups and rewards are given by their indices, from 0; groups in the order in which they first come. */
export interface Report {
  /** What was chosen. */
  settings: {
    convention: Convention;
    method: MethodUsed;
    compare: MethodUsed;
    /** M, as they were given. */
    weights: number[];
    scaleRewards: "group" | "batch" | "none";
    step: number;
    steps: number;
  };
  convention: Convention;
  method: MethodUsed;
  compare: MethodUsed;
  rewardNames: string[];
  /** M, scaled to sum to 1: the mean's credit. */
  weights: number[];
  sizes: {
    rollouts: number;
    rewards: number;
    groups: number;
    smallestGroup: number;
    medianGroup: number;
    largestGroup: number;
    /** Missing rewards. */
    missing: number;
    /** Rollouts without any reward. */
    unscored: number;
  };
  comparison: Comparison;
  /** Whose reward the method listens to. */
  credit: CreditShares;
  /** Whose reward the other one does. */
  compareCredit: CreditShares;
  /** What looks wrong: errors first, then warnings, then notes. */
  findings: Finding[];
  /** Which properties the method has on these data. */
  checks: Check[];
  /** RVPO against k. */
  sweep: Sweep;
}

/** Two methods' advantages of the same rollouts. Those closer than 1e-10 of the largest count as equal, and those closer to 0 as 0. */
export interface Comparison {
  /** Spearman's rank correlation over the batch; null where a method's advantages are all equal. */
  spearman: number | null;
  /** Kendall's tau-b; null likewise. */
  kendall: number | null;
  /** Rollouts with advantages of opposite sign. */
  signFlips: number;
  /** Up to which magnitude the method's advantages count as 0, and the other's. */
  zero: number;
  compareZero: number;
  /** How many rollouts the method ranks better than the other, worse and the same: in their groups, */
  inGroups: { up: number; down: number; unchanged: number };
  /** and in the batch. */
  inBatch: { up: number; down: number; unchanged: number };
  /** At most 100: sign flips first, and among each the largest change first. */
  movers: Mover[];
}

/** A rollout that two methods judge differently. Ranks count from 1, the best; equal advantages share the mean of their ranks. */
export interface Mover {
  rollout: number;
  group: number;
  advantage: number;
  compareAdvantage: number;
  rankInGroup: number;
  compareRankInGroup: number;
  rankInBatch: number;
  compareRankInBatch: number;
  /** Whether the advantages are of opposite sign. */
  flips: boolean;
}

/** The effective number of rewards of shares c that sum to 1 is `1 / sum c^2`: M where all are equal, 1 where one reward has all. */
export interface CreditShares {
  /** M: the mean of the rollouts' credits. */
  shares: number[];
  /** The mean of the rollouts' effective numbers, over those whose z differ, or all if there are none; null where no rollout has a reward. */
  effectivePerRollout: number | null;
  /** The effective number of the shares: whether the same reward rules everywhere. */
  effectiveOfShares: number | null;
  /** How many credits are below 0: there a better reward lowers the score. */
  negative: number;
}

/** Something that looks wrong, with its figures. Shares are from 0 to 1. */
export interface Finding {
  severity: "error" | "warning" | "note";
  lint: Lint;
}

export type Lint =
  /** The same for a whole group in so many groups. */
  | { code: "constant-reward"; reward: number; groups: number; share: number }
  /** Groups in which every reward is constant, the first of them, and what becomes of their score 0. */
  | { code: "no-signal"; groups: number; share: number; first: number; pushed: Pushed[] }
  /** The same numbers in two columns. */
  | { code: "duplicate-reward"; reward: number; other: number }
  /** Pearson's, within the groups. */
  | { code: "correlated-rewards" | "opposed-rewards"; reward: number; other: number; correlation: number; rollouts: number }
  /** `share` of the weighted variances; `next`: the largest of the others' over its own. */
  | { code: "drowning-reward"; reward: number; share: number; std: number; next: number; isSummed: boolean }
  /** The mean effective number of rewards at this k, and the one it is under. */
  | { code: "large-k"; k: number; effective: number; bound: number; rollouts: number }
  /** The mean error as a share of the way from mean to min, and the share of rollouts over 20 %. */
  | { code: "second-order-off"; k: number; error: number; share: number; rollouts: number }
  | { code: "small-groups"; groups: number; share: number; smallest: number }
  /** `isRaw`: the convention takes the raw reward for Z there. */
  | { code: "single-rollouts"; groups: number; share: number; isRaw: boolean; pushed: Pushed[] }
  /** How far weighing by tokens moves the mean of the scores, in standard deviations, and what it multiplies the deviation by. */
  | { code: "token-whitening"; shift: number; ratio: number; isUsed: boolean }
  /** `isFilled`: the convention puts Z = 0 in their place. `method`, `compare`: what each of the two does with them. */
  | { code: "missing-rewards"; rewards: number[]; missing: number; share: number; isFilled: boolean; method: MissingUse; compare: MissingUse }
  /** `isScored`: the convention scores them 0 and goes on with that. */
  | { code: "unscored"; rollouts: number; share: number; isScored: boolean }
  /** Scores that differ by rounding alone, which NeMo-RL divides by. */
  | { code: "noise-whitened"; method: Report["method"]["name"]; std: number }
  | { code: "single-reward" };

/** Left out; 0 in a sum of raw rewards; nothing in a sum of z; or z = 0, which RVPO, the variance penalty and hard min do notice. */
export type MissingUse = "left-out" | "raw-zero" | "neutral" | "zero-z";

/** A method's advantage of the score 0, which all rollouts of a group have in which nothing differs; null under `reinforce++`: each its own. */
export interface Pushed {
  method: MethodUsed["name"];
  advantage: number | null;
}

export interface Check {
  property: "monotone" | "between-min-and-mean" | "symmetric" | "shift-invariant" | "scale-invariant";
  outcome: "pass" | "fail" | "not-applicable";
  /** Why it does not apply. */
  reason: "weighted-sum" | "unequal-weights" | "single-reward" | "nothing-to-try" | null;
  /** How many cases were tried, in how many groups, whether there are no others, and in how many it did not hold. */
  tried: number;
  groups: number;
  isExhaustive: boolean;
  failed: number;
  /** The case in which it is off the most. */
  counterexample: Counterexample | null;
}

/** `before` and `after`: the reward that was changed; for the bounds the smallest z and the mean. `scoreAfter`: for the bounds the one that is passed. */
export interface Counterexample {
  group: number;
  rollout: number;
  reward: number;
  /** The reward it was swapped with. */
  other: number | null;
  before: number | null;
  after: number | null;
  scoreBefore: number;
  scoreAfter: number;
  tolerance: number;
}

export interface Sweep {
  /** How many rollouts it was computed from. */
  rollouts: number;
  points: SweepPoint[];
  /** The effective number of rewards under which a k is too large: 1.5, or less where the weights are very unequal. */
  effectiveBound: number;
  suggestion: {
    /** The range of k; null where there is none. */
    from: number | null;
    to: number | null;
    /** Why it begins there, or why there is none. */
    reason: "share" | "sign-flips" | "single-reward" | "no-difference" | "too-few-rewards";
    /** At `from`: the reward with the largest share for its weight, that share, and the share of the signs that differ from GDPO's. */
    reward: number | null;
    share: number | null;
    signFlips: number | null;
    /** At `to`: the effective number of rewards. */
    effective: number | null;
    /** Whether `from` is the sweep's smallest k, and `to` its largest. */
    fromIsFirst: boolean;
    toIsLast: boolean;
  };
}

export interface SweepPoint {
  k: number;
  /** M: shares of the credit. */
  shares: number[];
  /** The mean effective number of rewards. */
  effective: number | null;
  /** The share of the rollouts whose advantage has the opposite sign under GDPO. */
  signFlips: number;
  /** With GDPO's advantages. */
  spearman: number | null;
  /** The mean of `|second order - SoftMin| / (mean - min)`, and the share of rollouts for which it is over 20 %. */
  taylorError: number | null;
  taylorOff: number | null;
}

/** A report's findings, checks and suggestion in words, in the report's order. */
export interface ReportWords {
  findings: { sentence: string; advice: string }[];
  checks: string[];
  suggestion: string;
}
"#;

/// A refusal on its way to JavaScript: an `Error` that has its parts as `details`.
#[derive(Debug)]
pub struct Refusal(JsValue);

impl Refusal {
    fn new(message: &str, details: &impl Serialize) -> Self {
        let error: JsValue = js_sys::Error::new(message).into();
        if let Ok(details) = object(details) {
            // Nothing keeps an object that was just made from taking it.
            let _ = Reflect::set(&error, &"details".into(), &details);
        }
        Self(error)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        #[derive(Serialize)]
        struct Details<'a> {
            code: &'static str,
            field: &'a str,
            value: &'a str,
            allowed: &'a str,
        }
        let details = Details {
            code: "value",
            field: error.field(),
            value: error.given(),
            allowed: error.allowed(),
        };
        Self::new(&error.to_string(), &details)
    }
}

impl From<DataError> for Refusal {
    fn from(error: DataError) -> Self {
        match error {
            DataError::Core(error) => error.into(),
            error => Self::new(&error.to_string(), &error),
        }
    }
}

impl From<Refusal> for JsValue {
    fn from(refusal: Refusal) -> Self {
        refusal.0
    }
}

/// In the order of [`ROLES`].
const ROLE_NAMES: [&str; 4] = ["reward", "group", "length", "ignore"];
const ROLES: [Role; 4] = [
    Role::Reward,
    Role::Group,
    Role::ResponseLength,
    Role::Ignore,
];

/// Reads a table of rewards from bytes that come in pieces: CSV, TSV, JSON or JSON Lines.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RewardLoader {
    /// None after the end.
    loader: Option<Loader>,
    rows: usize,
}

#[wasm_bindgen]
impl RewardLoader {
    /// For one table. The name of the file, where there is one, may help to tell its format.
    ///
    /// @throws Error if fileName is no text
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(js_name = fileName, unchecked_optional_param_type = "string")]
        file_name: JsValue,
    ) -> Result<Self, JsError> {
        let name = if file_name.is_undefined() {
            None
        } else {
            Some(Input::new("fileName", file_name).text()?)
        };
        Ok(Self {
            loader: Some(Loader::new(name.as_deref())),
            rows: 0,
        })
    }

    /// Reads the next piece. It may end anywhere, also within a character.
    ///
    /// @throws Error that says in which line and column what is wrong, and what is allowed. Every later call throws it again.
    pub fn feed(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] bytes: JsValue,
    ) -> Result<(), Refusal> {
        let loader = self.loader.as_mut().ok_or_else(finished)?;
        let bytes = Input::new("bytes", bytes);
        let Some(piece) = bytes.bytes() else {
            return Err(bytes.refused(&"a Uint8Array").into());
        };
        loader.feed(&piece.to_vec())?;
        self.rows = loader.rows();
        Ok(())
    }

    /// How many rows are complete; 0 while the columns of an object come one after the other.
    #[wasm_bindgen(getter)]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The table, when all pieces were fed. The loader is of no use afterwards.
    ///
    /// @throws Error as feed; also where the input ends too early, or holds no row
    pub fn finish(&mut self) -> Result<RewardTable, Refusal> {
        let table = self.loader.take().ok_or_else(finished)?.finish()?;
        self.rows = table.rows();
        Ok(RewardTable { table })
    }
}

fn finished() -> Error {
    let allowed = "calls before finish()";
    Error::value("loader", "finished", allowed)
}

/// A table of rollouts, one in each row, as it was read.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RewardTable {
    table: Table,
}

#[wasm_bindgen]
impl RewardTable {
    /// How many rows there are.
    #[wasm_bindgen(getter)]
    pub fn rows(&self) -> usize {
        self.table.rows()
    }

    /// How it is written.
    #[wasm_bindgen(
        getter,
        unchecked_return_type = "\"csv\" | \"semicolons\" | \"tsv\" | \"json\" | \"json-columns\" | \"json-lines\""
    )]
    pub fn format(&self) -> String {
        match self.table.format() {
            Format::Csv => "csv",
            Format::Semicolons => "semicolons",
            Format::Tsv => "tsv",
            Format::Json => "json",
            Format::JsonColumns => "json-columns",
            Format::JsonLines => "json-lines",
        }
        .to_owned()
    }

    /// Where no column is recognised as the group: how many consecutive rows are one, if that can be told.
    #[wasm_bindgen(getter, js_name = groupSize)]
    pub fn group_size(&self) -> Option<usize> {
        self.table.roles().group_size
    }

    /// Whether the columns have names: from a first row, or from the keys of objects.
    #[wasm_bindgen(getter, js_name = hasHeader)]
    pub fn has_header(&self) -> bool {
        self.table.has_header()
    }

    /// Left to right; in JSON in the order in which the keys come up.
    #[wasm_bindgen(unchecked_return_type = "ColumnInfo[]")]
    pub fn columns(&self) -> Result<JsValue, JsError> {
        #[derive(Serialize)]
        struct Output<'a> {
            name: &'a str,
            kind: &'static str,
            missing: usize,
            unreadable: usize,
            different: Option<usize>,
            role: &'static str,
        }
        let columns = self.table.columns().iter();
        let columns: Vec<Output<'_>> = columns
            .zip(&self.table.roles().columns)
            .map(|(column, role)| {
                let (kind, missing, unreadable, different) = match column.kind() {
                    Kind::Number {
                        missing,
                        unreadable,
                    } => ("number", missing, unreadable, None),
                    Kind::Text { missing, different } => ("text", missing, 0, different),
                };
                let role = match role {
                    Role::Reward => "reward",
                    Role::Group => "group",
                    Role::ResponseLength => "length",
                    Role::Ignore => "ignore",
                };
                Output {
                    name: column.name(),
                    kind,
                    missing,
                    unreadable,
                    different,
                    role,
                }
            })
            .collect();
        object(&columns)
    }

    /// What stands in some of the rows, `from` counted from 0; fewer come at the end. Missing is null, and a text that was not kept is `…`.
    ///
    /// @throws Error if from or count is no whole number from 0
    #[wasm_bindgen(unchecked_return_type = "(string | number | null)[][]")]
    pub fn cells(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] from: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
    ) -> Result<JsValue, JsError> {
        let rows = read_range(from, count)?;
        let rows = rows.start..rows.end.min(self.table.rows());
        let cells = |row: usize| -> Array {
            let columns = self.table.columns().iter();
            columns
                .map(|column| match column.cell(row) {
                    Cell::Missing => JsValue::NULL,
                    Cell::Number(number) => number.into(),
                    Cell::Text(text) => text.into(),
                    Cell::NotKept => "…".into(),
                })
                .collect()
        };
        Ok(rows.map(cells).collect::<Array>().into())
    }

    /// The rewards, groups and lengths: one role for each column, and the number of consecutive rows that are a group if no column tells.
    ///
    /// @throws Error if the roles do not fit the table, or a cell, named by line and column, does not fit its role
    pub fn select(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ColumnRole[]")] roles: JsValue,
        #[wasm_bindgen(js_name = groupSize, unchecked_optional_param_type = "number")]
        group_size: JsValue,
    ) -> Result<RewardSelection, Refusal> {
        let roles = Input::new("roles", roles).items("an array of roles")?;
        let columns = roles
            .iter()
            .map(|role| Ok(ROLES[role.choice(&ROLE_NAMES)?]))
            .collect::<Result<_, Error>>()?;
        let group_size = if group_size.is_undefined() {
            None
        } else {
            let size = Input::new("groupSize", group_size).whole(&(1..=u32::MAX))?;
            Some(size as usize)
        };
        let mut selection = self.table.select(&Roles {
            columns,
            group_size,
        })?;
        Ok(RewardSelection {
            group_ids: std::mem::take(&mut selection.group_ids).into(),
            group_names: std::mem::take(&mut selection.group_names).into(),
            input: Arc::new(selection.into()),
        })
    }
}

/// N rollouts' M rewards, in groups.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RewardSelection {
    input: Arc<report::Input>,
    group_ids: Rc<[usize]>,
    group_names: Rc<[String]>,
}

#[wasm_bindgen]
impl RewardSelection {
    /// N.
    #[wasm_bindgen(getter)]
    pub fn rollouts(&self) -> usize {
        self.input.rewards.nrows()
    }

    /// How many groups there are.
    #[wasm_bindgen(getter)]
    pub fn groups(&self) -> usize {
        self.input.groups.len()
    }

    /// M.
    #[wasm_bindgen(getter, js_name = rewardNames)]
    pub fn reward_names(&self) -> Vec<String> {
        self.input.reward_names.clone()
    }

    /// Whether the responses' lengths are known.
    #[wasm_bindgen(getter, js_name = hasLengths)]
    pub fn has_lengths(&self) -> bool {
        self.input.response_lengths.is_some()
    }

    /// Two methods' advantages of these rollouts, and a report on them, to be computed step by step.
    ///
    /// @throws Error that names the field, its value and what is allowed; or says what of the rewards the convention has no place for
    pub fn analyse(
        &self,
        #[wasm_bindgen(unchecked_param_type = "AnalysisOptions")] options: JsValue,
    ) -> Result<RewardAnalysis, Refusal> {
        let choice = read_choice(
            &Input::new("options", options),
            self.input.reward_names.len(),
        )?;
        let convention = choice.convention;
        let methods = [choice.method.name(), choice.compare.name()];
        let analysis = Analysis::new(Arc::clone(&self.input), choice)?;
        Ok(RewardAnalysis {
            input: Arc::clone(&self.input),
            group_ids: Rc::clone(&self.group_ids),
            group_names: Rc::clone(&self.group_names),
            convention,
            methods,
            state: State::Working(Box::new(analysis)),
        })
    }
}

const FIELDS: [&str; 7] = [
    "convention",
    "method",
    "compare",
    "weights",
    "scaleRewards",
    "step",
    "steps",
];

fn read_choice(options: &Input, rewards: usize) -> Result<Choice, Error> {
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

/// What two methods make of the rewards.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RewardAnalysis {
    input: Arc<report::Input>,
    group_ids: Rc<[usize]>,
    group_names: Rc<[String]>,
    convention: Convention,
    /// The one that is looked at, and the one it is compared with.
    methods: [MethodName; 2],
    state: State,
}

#[derive(Debug)]
enum State {
    Working(Box<Analysis>),
    Done(Box<Report>),
    Failed(Error),
}

impl RewardAnalysis {
    fn done(&self) -> Result<&Report, Error> {
        match &self.state {
            State::Done(report) => Ok(report),
            State::Failed(error) => Err(error.clone()),
            State::Working(_) => {
                let allowed = "this when step() has returned 1";
                Err(Error::value("analysis", "under way", allowed))
            }
        }
    }

    fn warn(&self, report: &Report, which: usize, warnings: &mut Vec<String>) {
        warn(
            both(report)[which],
            self.convention,
            self.methods[which],
            &self.input.groups,
            self.input.reward_names.len(),
            warnings,
        );
    }

    fn export(&self) -> Result<Export<'_>, Error> {
        Export::new(&self.input, &self.group_ids, self.done()?)
    }

    /// Does a slice of the work: the fraction that is done.
    fn advance(&mut self) -> Result<f64, Error> {
        // While it works it counts as failed.
        let failed = State::Failed(Error::value("analysis", "interrupted", "another one"));
        match std::mem::replace(&mut self.state, failed) {
            State::Working(mut analysis) => {
                let progress = analysis.step()?;
                if progress.is_done() {
                    self.state = State::Done(Box::new(analysis.finish()?));
                    return Ok(1.0);
                }
                self.state = State::Working(analysis);
                // 1 is for when the report is there.
                Ok(progress.fraction.min(1.0 - f64::EPSILON))
            }
            State::Done(report) => {
                self.state = State::Done(report);
                Ok(1.0)
            }
            State::Failed(error) => Err(error),
        }
    }
}

#[wasm_bindgen]
impl RewardAnalysis {
    /// Does a slice of the work, of some milliseconds: how much is done, from 0 to 1. At 1 all the rest can be had.
    ///
    /// @throws Error that says what of the rewards the convention has no place for
    pub fn step(&mut self) -> Result<f64, JsError> {
        let result = self.advance();
        if let Err(error) = &result {
            self.state = State::Failed(error.clone());
        }
        Ok(result?)
    }

    /// What came out.
    ///
    /// @throws Error before step() has returned 1
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub fn report(&self) -> Result<JsValue, JsError> {
        object(self.done()?)
    }

    /// Its findings, checks and suggestion as English sentences.
    ///
    /// @throws Error before step() has returned 1
    #[wasm_bindgen(unchecked_return_type = "ReportWords")]
    pub fn words(&self) -> Result<JsValue, JsError> {
        #[derive(Serialize)]
        struct Finding {
            sentence: String,
            advice: &'static str,
        }
        #[derive(Serialize)]
        struct Output {
            findings: Vec<Finding>,
            checks: Vec<String>,
            suggestion: String,
        }
        let report = self.done()?;
        let names = &report.reward_names;
        let findings = report.findings.iter().map(|finding| Finding {
            sentence: finding.sentence(names),
            advice: finding.advice(),
        });
        let checks = report.checks.iter().map(|check| check.sentence(names));
        object(&Output {
            findings: findings.collect(),
            checks: checks.collect(),
            suggestion: report.sweep.suggestion.sentence(names),
        })
    }

    /// What `advantages` gives for one of the two methods.
    ///
    /// @throws Error before step() has returned 1
    #[wasm_bindgen(unchecked_return_type = "Advantages")]
    pub fn advantages(
        &self,
        #[wasm_bindgen(unchecked_param_type = "\"method\" | \"compare\"")] which: JsValue,
    ) -> Result<JsValue, JsError> {
        let which = read_which(which)?;
        let report = self.done()?;
        let mut warnings = Vec::new();
        self.warn(report, which, &mut warnings);
        let advantages = both(report)[which];
        let details = advantages.details.as_ref();
        let array = |numbers: Option<&[f64]>| Float64Array::from(numbers.unwrap_or_default());
        let z = array(details.and_then(|details| details.z.as_slice()));
        let credit = array(details.and_then(|details| details.credit.as_slice()));
        advantages_object(advantages, z, credit, warnings)
    }

    /// The warnings of both methods' advantages; one that concerns only one of them begins with its name.
    ///
    /// @throws Error before step() has returned 1
    pub fn warnings(&self) -> Result<Vec<String>, JsError> {
        let report = self.done()?;
        let mut warnings = Vec::new();
        self.warn(report, 0, &mut warnings);
        let mut others = Vec::new();
        self.warn(report, 1, &mut others);
        let (both, mut alone): (Vec<_>, Vec<_>) =
            (warnings.into_iter()).partition(|warning| others.contains(warning));
        others.retain(|other| !both.contains(other));
        for (which, list) in [(0, &mut alone), (1, &mut others)] {
            for warning in list {
                *warning = format!("{}: {warning}", self.methods[which]);
            }
        }
        Ok([both, alone, others].concat())
    }

    /// Some of the rollouts, `from` counted from 0, with the standardised rewards and credits of one of the two methods; fewer come at the end.
    ///
    /// @throws Error before step() has returned 1, or if from or count is no whole number from 0
    #[wasm_bindgen(unchecked_return_type = "RolloutRow[]")]
    pub fn rows(
        &self,
        #[wasm_bindgen(unchecked_param_type = "\"method\" | \"compare\"")] which: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] from: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
    ) -> Result<JsValue, JsError> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Output<'n> {
            index: usize,
            group: usize,
            group_name: Option<&'n str>,
            rewards: Vec<Option<f64>>,
            z: Vec<Option<f64>>,
            credit: Vec<Option<f64>>,
            score: Option<f64>,
            advantage: f64,
            compare_score: Option<f64>,
            compare_advantage: f64,
            flips: bool,
        }
        let which = read_which(which)?;
        let rows = read_range(from, count)?;
        let report = self.done()?;
        let both = both(report);
        let [one, other] = both;
        let details = both[which].details.as_ref();
        let present = |number: f64| Some(number).filter(|number| !number.is_nan());
        let rows: Vec<Output<'_>> = (rows.start..rows.end.min(self.group_ids.len()))
            .map(|i| Output {
                index: i,
                group: self.group_ids[i],
                group_name: self.group_names.get(self.group_ids[i]).map(String::as_str),
                rewards: self.input.rewards.row(i).mapv(present).to_vec(),
                z: details.map_or_else(Vec::new, |details| details.z.row(i).mapv(present).to_vec()),
                credit: details.map_or_else(Vec::new, |details| {
                    details.credit.row(i).mapv(present).to_vec()
                }),
                score: present(one.scores[i]),
                advantage: one.advantages[i],
                compare_score: present(other.scores[i]),
                compare_advantage: other.advantages[i],
                flips: report.flips(i),
            })
            .collect();
        object(&rows)
    }

    /// Some rows of all that was computed, as CSV (RFC 4180): the row and the group, counted from 1, the rewards, the standardised rewards, the
    /// method's credits, those of the one it is compared with where they are others, and score and advantage of each. The header, which names the
    /// methods, comes where `from` is 0. The texts of consecutive ranges, one after the other, are the whole file.
    ///
    /// @throws Error as rows
    pub fn csv(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] from: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
    ) -> Result<String, JsError> {
        let rows = read_range(from, count)?;
        Ok(self.export()?.csv(rows).to_string())
    }

    /// The same as a part of one JSON document: an object of `settings`, `report` and `rollouts`, a list of objects.
    ///
    /// @throws Error as rows
    pub fn json(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] from: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
    ) -> Result<String, JsError> {
        let rows = read_range(from, count)?;
        Ok(self.export()?.json(rows).to_string())
    }
}

fn both(report: &Report) -> [&Advantages<f64>; 2] {
    [&report.advantages, &report.compare_advantages]
}

/// 0 for the method that is looked at, 1 for the one it is compared with.
fn read_which(which: JsValue) -> Result<usize, Error> {
    Input::new("which", which).choice(&["method", "compare"])
}

fn read_range(from: JsValue, count: JsValue) -> Result<std::ops::Range<usize>, Error> {
    let whole = |name, value| Input::new(name, value).whole(&(0..=u32::MAX));
    let (from, count) = (whole("from", from)?, whole("count", count)?);
    Ok(from as usize..from.saturating_add(count) as usize)
}

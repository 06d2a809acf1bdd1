use serde::Serialize;

/// What an input must be, with its figures. In what is serialised, `code` names the variant.
///
/// Names of methods and conventions are as JavaScript writes them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(strum::VariantNames),
    strum(serialize_all = "kebab-case")
)]
#[serde(
    tag = "code",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Rule {
    // ---- Values of a kind -----------------------------------------------------------------------------------------
    /// A number.
    Number,
    /// A finite number.
    Finite,
    /// A finite number, or null where it is missing.
    FiniteOrNull,
    /// True or false.
    Truth,
    /// A text.
    Text,
    /// A text that is not too long.
    TextOfAtMost {
        /// The most characters.
        most: u32,
    },
    /// One of several texts.
    OneOf {
        /// The texts.
        names: Vec<&'static str>,
    },
    /// An object with no other fields than these.
    Fields {
        /// The fields.
        names: Vec<&'static str>,
    },
    /// An object.
    Object,
    /// An object whose fields can be read.
    ReadableObject,
    /// An object with these fields.
    ObjectWith {
        /// The fields.
        names: Vec<&'static str>,
    },
    /// A method, `{ name, k }`.
    Method,
    /// An array of something.
    ArrayOf {
        /// Of what.
        of: Items,
    },
    /// A Uint8Array.
    Bytes,
    /// The details of an error or a warning.
    Details,
    /// A rectangular table.
    Table,

    // ---- Numbers in a range ---------------------------------------------------------------------------------------
    /// A number from the one to the other.
    Between {
        /// The smallest.
        from: f64,
        /// The largest.
        to: f64,
    },
    /// A finite number from the negative of the largest to the largest.
    FiniteUpTo {
        /// The largest magnitude.
        most: f64,
    },
    /// A finite number from that one up.
    From {
        /// The smallest.
        from: f64,
    },
    /// A number above 0.
    AboveZeroUpTo {
        /// The largest.
        most: f64,
    },
    /// A whole number from the one to the other.
    Whole {
        /// The smallest.
        from: u32,
        /// The largest.
        to: u32,
    },
    /// A whole number from that one up.
    WholeFrom {
        /// The smallest.
        from: u32,
    },
    /// A whole number below another.
    WholeBelow {
        /// The smallest that is too large.
        limit: usize,
    },
    /// A whole number below the number of steps.
    BelowSteps {
        /// How many steps there are.
        steps: u32,
    },
    /// Device pixels for each CSS pixel.
    DevicePixels {
        /// The fewest.
        from: f64,
        /// The most.
        to: f64,
    },
    /// A size in CSS pixels.
    CssPixels {
        /// The smallest.
        from: f64,
        /// The largest.
        to: f64,
    },
    /// A number above another.
    AboveMin {
        /// By how much at least.
        by: f64,
    },
    /// Finite numbers in ascending order.
    Ascending,

    // ---- Lengths --------------------------------------------------------------------------------------------------
    /// At least one rollout.
    SomeRollout,
    /// At least one reward.
    SomeReward,
    /// One for each reward.
    EachReward {
        /// How many rewards there are.
        rewards: usize,
    },
    /// One for each rollout.
    EachRollout {
        /// How many rollouts there are.
        rollouts: usize,
    },
    /// As many as the first of the list has.
    AsFirst {
        /// How many it has.
        length: usize,
        /// The list.
        list: String,
    },
    /// As long as another list.
    AsLongAs {
        /// How long that is.
        length: usize,
        /// The other list.
        list: &'static str,
    },
    /// So many, whenever one looks.
    AllTheTime {
        /// How many.
        length: usize,
    },
    /// Exactly so many.
    Exactly {
        /// How many.
        length: usize,
    },
    /// At most so many.
    AtMost {
        /// How many.
        most: usize,
    },
    /// A multiple.
    MultipleOf {
        /// Of what.
        of: usize,
    },
    /// One, or as many as there are rollouts.
    OneOrEach {
        /// How many rollouts there are.
        rollouts: usize,
    },
    /// So many of something.
    Count {
        /// The fewest.
        from: usize,
        /// The most.
        to: usize,
        /// Of what.
        of: Counted,
    },
    /// None, or that many, or twice as many.
    NoneOnceOrTwice {
        /// How many.
        count: usize,
        /// Twice as many.
        twice: usize,
    },
    /// A square number, above 3, of finite numbers.
    Square,
    /// Two numbers.
    TwoNumbers,

    // ---- Methods and k --------------------------------------------------------------------------------------------
    /// A finite number above 0, as k must be.
    AboveZero,
    /// A k, which the method needs.
    NeedsK {
        /// The method.
        method: &'static str,
    },
    /// No k, since the method has none.
    NoK {
        /// The method.
        method: &'static str,
    },
    /// A k, or where it goes from and to.
    KOrSchedule,
    /// One k, since a batch belongs to one step.
    OneK,
    /// A k that can be trained with.
    TrainedK {
        /// The smallest.
        from: f64,
        /// The largest.
        to: f64,
    },
    /// A method that can be trained.
    TrainedMethod {
        /// Those that can.
        names: Vec<&'static str>,
    },
    /// Nothing for this method, since it belongs to GRPO.
    OfGrpo {
        /// The method.
        method: &'static str,
    },
    /// Nothing, since it belongs to GRPO, which is neither of the two methods.
    OfGrpoAlone,
    /// The paper's convention, which alone has this method.
    PaperOnly {
        /// The method.
        method: &'static str,
        /// The convention that has not.
        convention: &'static str,
    },
    /// The paper's convention, which alone is in this build.
    PaperBuilt,
    /// Standard deviations that the convention divides by.
    NoBatchScale {
        /// The convention.
        convention: &'static str,
    },

    // ---- Rewards, groups and weights ------------------------------------------------------------------------------
    /// At least one weight above 0.
    SomeWeight,
    /// A group size that divides the rollouts.
    DividesRollouts {
        /// How many rollouts there are.
        rollouts: usize,
    },
    /// A number of rewards that divides a flat array.
    DividesRewards {
        /// How many numbers the array has.
        length: usize,
    },
    /// The number of rewards, which a flat array needs.
    RewardCount,
    /// A group size or group ids.
    GroupsNeeded,
    /// One of two options.
    OneOfTheTwo,
    /// A number, since the convention has no place for missing rewards.
    NoMissing {
        /// The convention.
        convention: &'static str,
    },
    /// No missing rewards at all, for the same reason.
    NoneMissing {
        /// The convention.
        convention: &'static str,
    },
    /// A number in the range of single precision, in which verl's GDPO holds rewards.
    SinglePrecision,
    /// Response lengths, since verl whitens over tokens.
    TokensNeeded {
        /// How many rollouts there are.
        rollouts: usize,
    },
    /// Two tokens at least, since verl whitens over tokens.
    TwoTokens,

    // ---- Runs -----------------------------------------------------------------------------------------------------
    /// What the run began with.
    AsBegun {
        /// The number that it began with.
        now: usize,
    },
    /// The method that the run began with.
    MethodAsBegun {
        /// The method.
        method: &'static str,
    },
    /// The seed that the run began with.
    SeedAsBegun {
        /// The seed.
        seed: u32,
    },
    /// Fewer rewards in a step of all policies.
    RoomForStep {
        /// The most.
        most: usize,
    },
    /// One call at a time.
    OneCall,

    // ---- Pictures -------------------------------------------------------------------------------------------------
    /// A colour written `#rrggbb`.
    Colour,
    /// A list of font families as in CSS.
    FontFamilies,
    /// An HTMLCanvasElement.
    Canvas,
    /// A canvas that is free for a 2d context.
    FreeCanvas,

    // ---- The course of things -------------------------------------------------------------------------------------
    /// Calls before `finish()`.
    BeforeFinish,
    /// This call when `step()` has returned 1.
    AfterSteps,
    /// Another analysis.
    AnotherAnalysis,
}

/// What an array is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(strum::VariantNames),
    strum(serialize_all = "kebab-case")
)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Items {
    /// Numbers.
    Numbers,
    /// Arrays of numbers.
    Rows,
    /// Texts.
    Texts,
    /// Methods.
    Methods,
    /// Curves.
    Curves,
    /// Roles of columns.
    Roles,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(strum::VariantNames),
    strum(serialize_all = "kebab-case")
)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Counted {
    /// Methods.
    Methods,
    /// Responses.
    Responses,
    /// Rewards.
    Rewards,
}

//! The RVPO core: rewards in, advantages out.
//!
//! One prompt is answered by G rollouts (a *group*), each scored by M rewards. [`Estimator`] takes the rewards of N rollouts
//! (N x M, any number of groups) through the whole way:
//!
//! ```text
//! rewards -> standardise in each group -> aggregate across the rewards -> whiten over the batch -> advantages
//! ```
//!
//! Everything is generic over `f32` and `f64` ([`Real`]) and pure: the same input gives the same output, and nothing here knows
//! of wasm, a GPU, randomness or a clock. Values that may be wrong are parsed once, into types that cannot be
//! ([`RiskCoefficient`], [`Weights`], [`Rewards`], [`Groups`]); every refusal is an [`Error`] that names the field, the value and what is allowed.
//!
//! The formulas are those of "Reward-Variance Policy Optimization" (arXiv 2605.05750). It states neither the epsilon nor the ddof
//! of its standard deviations; [`EPSILON`] and ddof 1 stand in, as the trainers in use have them.

mod batch;
mod block;
mod convention;
mod error;
mod estimator;
mod expansion;
mod method;
mod real;
mod rewards;
mod rule;
mod softmin;
mod standardise;
mod traits;
mod warning;

pub use batch::Batch;
pub(crate) use block::aggregate_columns;
pub use block::{Aggregator, aggregate};
pub use convention::Convention;
pub use error::{Error, Given, Path, Refusal, Step};
pub use estimator::{Advantages, Details, Estimator, ScaleRewards};
pub use expansion::{Breakdown, Taylor, breakdown, cumulants, taylor};
pub use method::{Method, MethodName, RiskCoefficient, Schedule};
pub(crate) use real::Lanes;
pub use real::Real;
pub use rewards::{Groups, Rewards, Weights};
pub use rule::{Counted, Items, Rule};
pub use softmin::{credit, softmin};
pub(crate) use standardise::{Spread, standardise_groups, standardise_in_place};
pub use standardise::{standardise, whiten};
pub use traits::{
    ConventionTraits, MethodTraits, Missing, MissingUse, Normalisation, RoundedBessel,
    ScoredWithout, Scoring, SingleZ, Whitening,
};
pub use warning::Warning;

/// Added to every standard deviation that something is divided by. Unit: that of the standard deviation.
pub const EPSILON: f64 = 1e-6;

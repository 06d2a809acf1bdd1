//! What an aggregator does with the rewards of real rollouts: two methods' advantages side by side, what looks wrong, which properties hold
//! on these very data, and a sweep over k.
//!
//! ```
//! use ndarray::array;
//! use rvpo_playground::aggregate::{Convention, Groups, Method, RiskCoefficient, Schedule};
//! use rvpo_playground::report::{Analysis, Choice, Input, Outcome};
//!
//! let input = Input {
//!     rewards: array![[1.0, 0.9, 0.0], [0.6, 0.5, 1.0], [0.2, 0.4, 1.0], [0.3, 0.4, 0.0]],
//!     reward_names: ["helpful", "polite", "safe"].map(str::to_owned).to_vec(),
//!     groups: Groups::of_size(4, 4)?,
//!     response_lengths: None,
//! };
//! let k = Schedule::constant(RiskCoefficient::new(2.0)?);
//! let mut analysis = Analysis::new(input, Choice::new(Method::Rvpo(k), Convention::Paper))?;
//! while !analysis.step()?.is_done() {
//!     // Show how far it is, or stop.
//! }
//! let report = analysis.finish()?;
//! // RVPO is monotone in each reward, on these data too.
//! assert_eq!(report.checks[0].outcome, Outcome::Pass);
//! # Ok::<(), rvpo_playground::aggregate::Error>(())
//! ```
//!
//! Everything is a pure function of the input and the choice. Where the data are too many to look at all of them (the sweep, the correlations, the
//! property checks), whole groups are drawn by [`philox`](crate::toy::random::philox) with a fixed key, and the report says how many rollouts were
//! looked at.
//!
//! Indices of rollouts, groups and rewards count from 0: rollouts and rewards as in the input, groups in the order of [`Groups`](crate::aggregate::Groups).

mod analysis;
mod checks;
mod choice;
mod compare;
mod credit;
mod export;
mod findings;
mod outcome;
mod sample;
mod slices;
mod sweep;
mod words;

pub use analysis::{Analysis, Progress};
pub use checks::{Check, Counterexample, NotApplicable, Outcome, Property};
pub use choice::{Choice, Input};
pub use compare::{Comparison, MOVERS, Mover, RankChanges};
pub use credit::Credit;
pub use export::Export;
pub use findings::{
    CONSTANT_SHARE, CONSTANT_WARNING, CORRELATION, DROWNING_SHARE, Finding, GROUP_SIZE, Lint,
    NO_SIGNAL_WARNING, NOISE, PUSHED, Pushed, Severity, TOKEN_SHIFT,
};
pub use outcome::{MethodUsed, Report, Settings, Sizes};
pub use sample::SAMPLE;
pub use sweep::{
    EFFECTIVE_REWARDS, Reason, SUGGESTED_FLIPS, SUGGESTED_SHARE, SWEEP_FROM, SWEEP_POINTS,
    SWEEP_TO, Suggestion, Sweep, SweepPoint, TAYLOR_ERROR,
};

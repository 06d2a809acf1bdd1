//! The core: rewards in, advantages out.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod any_input;
#[cfg(feature = "conventions")]
mod compared;
#[cfg(feature = "conventions")]
mod conventions;
#[cfg(feature = "conventions")]
mod conventions_golden;
#[cfg(feature = "conventions")]
mod conventions_reference;
mod estimator;
mod estimator_batches;
mod estimator_reference;
mod expansion;
mod golden;
mod method;
mod refusals;
mod scores;
mod softmin;
mod softmin_cases;
mod softmin_laws;
mod standardise;
mod support;
#[cfg(feature = "tables")]
mod traits;

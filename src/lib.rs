//! How several rewards become one training signal.
//!
//! ```text
//! rewards -> standardise -> aggregate -> whiten -> advantages -> policy gradient -> policy -> rollouts -> rewards
//! ```
//!
//! - [`aggregate`]: the RVPO core, rewards in and advantages out. Pure: no wasm, GPU, randomness or clock.
//! - [`data`]: tables of rewards of real rollouts, read from CSV, TSV and JSON; with the feature `tables`.
//! - [`report`]: what an aggregator does with such a table: two methods side by side, findings, properties, a sweep over k; likewise.
//! - [`toy`]: the toy problem, its softmax policy and its counter-based random numbers.
//! - [`engine`]: training many policies at once, on the CPU or on WebGPU, behind one interface.
//! - [`chart`]: the plots, generic over plotters' `DrawingBackend`.
//! - [`words`]: what of this is said in sentences, in English and German; not in the page's module.
//! - [`web`]: the JavaScript API, the only module that knows JavaScript, but for `written`, which has numbers written by it.

pub mod aggregate;
pub mod chart;
#[cfg(feature = "tables")]
pub mod data;
pub mod engine;
#[cfg(feature = "tables")]
pub mod report;
pub mod toy;
pub mod web;
#[cfg(any(feature = "words", not(target_arch = "wasm32")))]
pub mod words;
mod written;

//! `RewardLoader`, `RewardTable`, `RewardSelection` and `RewardAnalysis`: rewards of one's own, from a file's bytes to a report.

use wasm_bindgen::prelude::*;

use super::input::Input;
use crate::aggregate::Error;

mod analysis;
mod loader;
pub(super) mod options;
pub(super) mod rows;
mod selection;
pub(super) mod table;
pub(super) mod words;

/// The rows `from` (counted from 0) to `from + count`.
fn read_range(from: JsValue, count: JsValue) -> Result<std::ops::Range<usize>, Error> {
    let whole = |name, value| Input::new(name, value).whole(&(0..=u32::MAX));
    let (from, count) = (whole("from", from)?, whole("count", count)?);
    Ok(from as usize..from.saturating_add(count) as usize)
}

//! What TypeScript is told of the plain objects that JavaScript hands over and gets.
//!
//! `types.d.ts` is generated: from the types that are serialised, from those that read options, and from the documentation of both, so that each of
//! them is described once. A test fails where it is not what they say; `UPDATE_EXPECT=1 cargo test --lib declarations` writes it anew.

use wasm_bindgen::prelude::*;

#[cfg(all(test, feature = "scripting", feature = "tables"))]
mod generate;
#[cfg(all(test, feature = "scripting", feature = "tables"))]
mod refusal;
#[cfg(test)]
pub(in crate::web) mod ts;
#[cfg(all(test, feature = "scripting", feature = "tables"))]
mod typescript;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

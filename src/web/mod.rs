//! The JavaScript API: the only module that knows JavaScript.
//!
//! Every refusal is an `Error` that names the field, the value and what is allowed. The types in the generated `.d.ts` come from
//! those below and from those that they serialise: see `declarations`.

#[cfg(any(feature = "scripting", feature = "tables"))]
mod advantages;
mod canvas;
mod chart;
mod declarations;
mod input;
#[cfg(not(feature = "scripting"))]
mod object;
mod options;
mod output;
#[cfg(feature = "tables")]
mod own;
#[cfg(feature = "scripting")]
mod scripting;
mod softmin;
mod training;
#[cfg(feature = "words")]
mod words;

/// Half the size of the standard library's allocator.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

//! What goes back to JavaScript: records as objects, and refusals.

use js_sys::Reflect;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::aggregate::{self, Path};
use crate::chart::ChartError;
#[cfg(feature = "tables")]
use crate::data::DataError;
use crate::engine::{self, Cause};
#[cfg(feature = "words")]
use crate::words::{Language, Words};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** In a table as it came: both count from 1. In JSON the column is the byte's number in its line. */
export interface Place {
  line: number;
  column: number;
}

/** A code, and figures that go with it. */
export interface Coded {
  code: string;
  [figure: string]: unknown;
}

/**
 * What is refused, as a code and figures: the `details` of every Error, whose message says it in English. `words` says it in other languages.
 *
 * `path` leads to a refused value: names of fields and indices from 0. `given` and `rule` say what stands there and what may; `field`, `value` and
 * `allowed` say the same in English.
 */
export type RefusalDetails =
  | { code: "value"; path: (string | number)[]; given: Coded; rule: Coded; field: string; value: string; allowed: string }
  | { code: "webgpu-unavailable"; lack: "adapter" | "device" | "kernels" | "room"; detail: string | null }
  | { code: "webgpu-self-test"; difference: number }
  | { code: "webgpu-lost" | "drawing"; detail: string }
  | { code: "empty" }
  | { code: "not-utf8" | "nul"; place: Place; likeness: "utf16" | "parquet" | "zip" | "gzip" | "zstandard" | null; looksLike: string | null }
  | { code: "json"; place: Place; problem: Coded; message: string }
  | { code: "not-a-row"; place: Place; value: string; row: "object-or-list" | "object-as-first" | "list-as-first" | "longer-list"; allowed: string }
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
  | { code: "not-a-number"; place: Place; name: string; value: string }
  | { code: "not-finite" | "not-a-length"; place: Place; name: string; value: string; most: number }
  | { code: "missing"; place: Place; name: string }
  | { code: "not-kept" | "inexact-ids"; name: string };
"#;

/// Any serialisable record as a plain object.
pub(super) fn object(record: &impl Serialize) -> Result<JsValue, Refusal> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    // There is no record that cannot be one.
    record
        .serialize(&serializer)
        .map_err(|error| Refusal(error.into()))
}

/// A refusal on its way to JavaScript: an `Error` that has its code and figures as `details`.
#[derive(Debug)]
pub struct Refusal(JsValue);

impl Refusal {
    #[cold]
    #[inline(never)]
    pub(super) fn new(message: &str, details: &impl Serialize) -> Self {
        let error: JsValue = js_sys::Error::new(message).into();
        if let Ok(details) = object(details) {
            // Nothing keeps an object that was just made from taking it.
            let _ = Reflect::set(&error, &"details".into(), &details);
        }
        Self(error)
    }
}

impl From<aggregate::Error> for Refusal {
    #[cold]
    #[inline(never)]
    fn from(error: aggregate::Error) -> Self {
        #[derive(Serialize)]
        struct Details<'a> {
            code: &'static str,
            path: &'a Path,
            given: &'a aggregate::Given,
            rule: &'a aggregate::Rule,
            field: String,
            #[cfg(feature = "words")]
            value: String,
            #[cfg(feature = "words")]
            allowed: String,
        }
        let aggregate::Refusal { path, given, rule } = error.refusal();
        #[cfg(feature = "words")]
        let [value, allowed] = Words::of(Language::English).given_and_allowed(error.refusal());
        let details = Details {
            code: "value",
            path,
            given,
            rule,
            field: error.field(),
            #[cfg(feature = "words")]
            value,
            #[cfg(feature = "words")]
            allowed,
        };
        Self::new(&error.to_string(), &details)
    }
}

impl From<engine::Error> for Refusal {
    #[cold]
    #[inline(never)]
    fn from(error: engine::Error) -> Self {
        match error.cause() {
            Cause::Config(refused) => refused.clone().into(),
            cause => Self::new(&cause.to_string(), cause),
        }
    }
}

impl From<ChartError> for Refusal {
    #[cold]
    #[inline(never)]
    fn from(error: ChartError) -> Self {
        match error {
            ChartError::Input(refused) => refused.into(),
            error => Self::new(&error.to_string(), &error),
        }
    }
}

impl From<Refusal> for JsValue {
    fn from(refusal: Refusal) -> Self {
        refusal.0
    }
}

#[cfg(feature = "tables")]
impl From<DataError> for Refusal {
    #[cold]
    fn from(error: DataError) -> Self {
        if let DataError::Core(refused) = error {
            return refused.into();
        }
        let refusal = Self::new(&error.to_string(), &error);
        let words = Words::of(Language::English);
        let (key, text) = match &error {
            DataError::Json { problem, .. } => {
                ("message", Some(words.part("problem", problem, &[])))
            }
            DataError::NotARow { row, .. } => ("allowed", Some(words.word("row", row))),
            DataError::NotUtf8 { likeness, .. } | DataError::Nul { likeness, .. } => {
                let word = |likeness| words.word("likeness", &likeness);
                ("looksLike", likeness.map(word))
            }
            _ => return refusal,
        };
        let details = Reflect::get(&refusal.0, &"details".into()).unwrap_or_default();
        let text = text.map_or(JsValue::NULL, JsValue::from);
        let _ = Reflect::set(&details, &key.into(), &text);
        refusal
    }
}

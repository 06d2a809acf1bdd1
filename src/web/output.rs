//! What goes back to JavaScript: records as objects, and refusals.

use js_sys::Reflect;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[cfg(test)]
use super::declarations::ts;
use crate::aggregate::{self, Path};
use crate::chart::ChartError;
#[cfg(feature = "tables")]
use crate::data::DataError;
use crate::engine::{self, Cause};
#[cfg(feature = "words")]
use crate::words::{Language, Words};

#[cfg(not(feature = "scripting"))]
pub(super) use super::object::preserve;
#[cfg(feature = "scripting")]
pub(super) use serde_wasm_bindgen::preserve;

/// Any serialisable record as a plain object. There is none that cannot be one.
pub(super) fn object(record: &impl Serialize) -> Result<JsValue, Refusal> {
    #[cfg(feature = "scripting")]
    return record
        .serialize(&serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true))
        .map_err(|error| Refusal(error.into()));
    #[cfg(not(feature = "scripting"))]
    return Ok(super::object::object(record));
}

/// A refusal on its way to JavaScript: an `Error` that has its code and figures as `details`.
#[derive(Debug)]
pub struct Refusal(JsValue);

impl Refusal {
    #[cold]
    #[inline(never)]
    pub(super) fn new(message: &str, details: &impl Serialize) -> Self {
        let error: JsValue = js_sys::Error::new(message).into();
        // The page's module, which has no words for them, does without: see `www/words/core.js`.
        if cfg!(feature = "words")
            && let Ok(details) = object(details)
        {
            // Nothing keeps an object that was just made from taking it.
            let _ = Reflect::set(&error, &"details".into(), &details);
        }
        Self(error)
    }
}

/// A value that is refused.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ValueDetails<'a> {
    #[cfg_attr(test, schemars(extend("const" = "value")))]
    code: &'static str,
    /// The way to the value, from the outside in: names of fields, and indices from 0.
    #[cfg_attr(test, schemars(with = "ts::Path"))]
    path: &'a Path,
    /// What stands there.
    given: &'a aggregate::Given,
    /// What may stand there.
    rule: &'a aggregate::Rule,
    /// The way to the value as it is written, such as `rewards[3][1]`.
    field: String,
    /// What stands there, in English.
    #[cfg(feature = "words")]
    value: String,
    /// What may stand there, in English.
    #[cfg(feature = "words")]
    allowed: String,
}

impl From<aggregate::Error> for Refusal {
    #[cold]
    #[inline(never)]
    fn from(error: aggregate::Error) -> Self {
        let aggregate::Refusal { path, given, rule } = error.refusal();
        #[cfg(feature = "words")]
        let [value, allowed] = Words::of(Language::English).given_and_allowed(error.refusal());
        let details = ValueDetails {
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

/// What of a refused table the details also say in English: a code, and the field that says it.
#[cfg(feature = "tables")]
pub(super) const IN_ENGLISH: [(&str, &str); 4] = [
    ("json", "message"),
    ("not-a-row", "allowed"),
    ("not-utf8", "looksLike"),
    ("nul", "looksLike"),
];

#[cfg(feature = "tables")]
impl From<DataError> for Refusal {
    #[cold]
    fn from(error: DataError) -> Self {
        if let DataError::Core(refused) = error {
            return refused.into();
        }
        let refusal = Self::new(&error.to_string(), &error);
        let words = Words::of(Language::English);
        let text = match &error {
            DataError::Json { problem, .. } => Some(words.part("problem", problem, &[])),
            DataError::NotARow { row, .. } => Some(words.word("row", row)),
            DataError::NotUtf8 { likeness, .. } | DataError::Nul { likeness, .. } => {
                likeness.map(|likeness| words.word("likeness", &likeness))
            }
            _ => return refusal,
        };
        let get = |object: &JsValue, key: &str| Reflect::get(object, &key.into()).ok();
        let details = get(&refusal.0, "details").unwrap_or_default();
        let code = get(&details, "code").and_then(|code| code.as_string());
        let key = IN_ENGLISH
            .iter()
            .find(|(of, _)| code.as_deref() == Some(of));
        if let Some((_, key)) = key {
            let text = text.map_or(JsValue::NULL, JsValue::from);
            let _ = Reflect::set(&details, &(*key).into(), &text);
        }
        refusal
    }
}

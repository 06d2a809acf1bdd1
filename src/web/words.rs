//! `words`: what codes and figures say.

use js_sys::JSON;
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

use super::input::Input;
use super::output::Refusal;
use crate::aggregate::{Error, Rule};
use crate::words::{Language, Words};

/// Says the `details` of an Error, or one of `warningDetails`, in a sentence; in English, if no language is given.
///
/// @throws Error if these are no details, or for a language that is not spoken
#[wasm_bindgen]
pub fn words(
    #[wasm_bindgen(unchecked_param_type = "RefusalDetails | Warning")] details: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: JsValue,
) -> Result<String, Refusal> {
    let words = Words::of(read_language(language)?);
    // Nothing is made of what is no JSON.
    let json = JSON::stringify(details)
        .ok()
        .and_then(|json| JsValue::from(json).as_string());
    let parsed: Option<Map<String, Value>> = json.and_then(|json| serde_json::from_str(&json).ok());
    match parsed {
        Some(parsed) if words.has(&parsed) => Ok(words.say(&parsed, &[])),
        _ => Err(Input::new("details", details.clone())
            .refused(Rule::Details)
            .into()),
    }
}

/// English where nothing is given.
pub(super) fn read_language(language: JsValue) -> Result<Language, Error> {
    if language.is_undefined() {
        return Ok(Language::default());
    }
    let all = Language::ALL;
    Ok(all[Input::new("language", language).choice(&all.map(Language::as_str))?])
}

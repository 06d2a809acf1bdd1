//! How a table or a choice is refused.

use js_sys::Reflect;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::aggregate::Error;
use crate::data::DataError;
use crate::web::input::object;

/// A refusal on its way to JavaScript: an `Error` that has its parts as `details`.
#[derive(Debug)]
pub struct Refusal(JsValue);

impl Refusal {
    fn new(message: &str, details: &impl Serialize) -> Self {
        let error: JsValue = js_sys::Error::new(message).into();
        if let Ok(details) = object(details) {
            // Nothing keeps an object that was just made from taking it.
            let _ = Reflect::set(&error, &"details".into(), &details);
        }
        Self(error)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        #[derive(Serialize)]
        struct Details<'a> {
            code: &'static str,
            field: &'a str,
            value: &'a str,
            allowed: &'a str,
        }
        let details = Details {
            code: "value",
            field: error.field(),
            value: error.given(),
            allowed: error.allowed(),
        };
        Self::new(&error.to_string(), &details)
    }
}

impl From<DataError> for Refusal {
    fn from(error: DataError) -> Self {
        match error {
            DataError::Core(error) => error.into(),
            error => Self::new(&error.to_string(), &error),
        }
    }
}

impl From<Refusal> for JsValue {
    fn from(refusal: Refusal) -> Self {
        refusal.0
    }
}

//! From JavaScript values to typed ones, with errors that say where.

use std::fmt;
use std::ops::RangeInclusive;

use js_sys::{Array, Float64Array, Object, Reflect};
use serde::de::{self, DeserializeOwned, Deserializer, MapAccess, Visitor};
use wasm_bindgen::prelude::*;

use crate::aggregate::{Error, Method, MethodName, RiskCoefficient, Schedule};

/// Reads a value; `name` is what the caller calls it.
pub(super) fn read<T: DeserializeOwned>(name: &str, value: JsValue) -> Result<T, JsError> {
    let deserializer = serde_wasm_bindgen::Deserializer::from(value);
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let path = match error.path().to_string().as_str() {
            "." => name.to_owned(),
            index if index.starts_with('[') => format!("{name}{index}"),
            field => format!("{name}.{field}"),
        };
        // The message is that of a JavaScript Error, which puts its class in front.
        let message = error.inner().to_string();
        let message = message.strip_prefix("Error: ").unwrap_or(&message);
        JsError::new(&format!("{path}: {message}"))
    })
}

/// Reads an object and refuses fields that it does not have, which are mostly misspelt ones.
pub(super) fn read_options<T: DeserializeOwned>(
    value: JsValue,
    fields: &[&str],
) -> Result<T, JsError> {
    if let Some(object) = value.dyn_ref::<Object>() {
        for key in Object::keys(object)
            .iter()
            .filter_map(|key| key.as_string())
        {
            if !fields.contains(&key.as_str()) {
                return Err(
                    Error::value("options", format!("a field {key:?}"), fields.join(", ")).into(),
                );
            }
        }
    }
    read("options", value)
}

/// A number, whole or not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number(pub f64);

impl<'de> de::Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_f64<E>(self, x: f64) -> Result<Number, E> {
        Ok(Number(x))
    }

    fn visit_i64<E>(self, x: i64) -> Result<Number, E> {
        Ok(Number(x as f64))
    }
}

impl Number {
    /// The number as one that counts something.
    pub fn whole(self, field: &str, range: &RangeInclusive<u32>) -> Result<u32, Error> {
        let (from, to) = (range.start(), range.end());
        if self.0.fract() == 0.0 && (f64::from(*from)..=f64::from(*to)).contains(&self.0) {
            Ok(self.0 as u32)
        } else {
            Err(Error::value(
                field,
                self.0,
                format!("a whole number from {from} to {to}"),
            ))
        }
    }
}

/// `number | { from: number, to: number }`
#[derive(Clone, Copy, Debug)]
pub(super) struct ScheduleInput {
    from: f64,
    to: f64,
}

impl<'de> de::Deserialize<'de> for ScheduleInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScheduleVisitor)
    }
}

struct ScheduleVisitor;

impl<'de> Visitor<'de> for ScheduleVisitor {
    type Value = ScheduleInput;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number above 0, or { from, to } with two of them")
    }

    fn visit_f64<E>(self, k: f64) -> Result<ScheduleInput, E> {
        Ok(ScheduleInput { from: k, to: k })
    }

    fn visit_i64<E>(self, k: i64) -> Result<ScheduleInput, E> {
        Ok(ScheduleInput {
            from: k as f64,
            to: k as f64,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ScheduleInput, A::Error> {
        let (mut from, mut to) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "from" => from = Some(map.next_value::<Number>()?.0),
                "to" => to = Some(map.next_value::<Number>()?.0),
                _ => return Err(de::Error::unknown_field(&key, &["from", "to"])),
            }
        }
        match (from, to) {
            (Some(from), Some(to)) => Ok(ScheduleInput { from, to }),
            _ => Err(de::Error::invalid_value(de::Unexpected::Map, &self)),
        }
    }
}

/// `{ name, k? }`
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(expecting = "a method, { name, k }")]
pub(super) struct MethodInput {
    name: MethodName,
    k: Option<ScheduleInput>,
}

impl MethodInput {
    /// `field` is where it stands, for the error.
    pub fn method(&self, field: &str) -> Result<Method, Error> {
        let schedule = match self.k {
            None => Ok(None),
            Some(ScheduleInput { from, to }) => RiskCoefficient::new(from)
                .and_then(|from| Ok(Some(Schedule::linear(from, RiskCoefficient::new(to)?)))),
        };
        schedule
            .and_then(|schedule| Method::new(self.name, schedule))
            .map_err(|error| error.within(field))
    }
}

/// The numbers of an array or a typed array.
pub(super) fn numbers(field: &str, value: &JsValue) -> Result<Vec<f64>, JsError> {
    if let Some(array) = value.dyn_ref::<Float64Array>() {
        return Ok(array.to_vec());
    }
    if !value.is_object() || !Reflect::has(value, &"length".into()).unwrap_or(false) {
        return Err(Error::value(field, describe(value), "an array of numbers").into());
    }
    let numbers: Vec<Number> = read(field, Array::from(value).into())?;
    Ok(numbers.into_iter().map(|number| number.0).collect())
}

/// A value as an error shows it.
pub(super) fn describe(value: &JsValue) -> String {
    if let Some(text) = value.as_string() {
        format!("{text:?}")
    } else if let Some(number) = value.as_f64() {
        number.to_string()
    } else if value.is_undefined() {
        "nothing".to_owned()
    } else if value.is_null() {
        "null".to_owned()
    } else {
        value.js_typeof().as_string().unwrap_or_default()
    }
}

/// Any serialisable record as a plain object.
pub(super) fn object(record: &impl serde::Serialize) -> Result<JsValue, JsError> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    record.serialize(&serializer).map_err(JsError::from)
}

//! From JavaScript values to typed ones, with errors that say where.

use std::fmt::Display;
use std::ops::RangeInclusive;

use js_sys::{Array, Float64Array, Map, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::aggregate::{Error, Method, MethodName, RiskCoefficient, Schedule};

const NUMBER_OR_NULL: &str = "a finite number, or null where it is missing";

/// A value and where it stands, such as `options.methods[1].k`.
// Not generic and never inlined: what is read often is read here, once in the module.
pub(super) struct Input {
    path: String,
    value: JsValue,
}

impl Input {
    pub fn new(path: impl Into<String>, value: JsValue) -> Self {
        Self {
            path: path.into(),
            value,
        }
    }

    /// Where it stands.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The refusal of this value.
    #[cold]
    #[inline(never)]
    pub fn refused(&self, allowed: &dyn Display) -> Error {
        Error::value(&self.path, describe(&self.value), allowed)
    }

    /// The field of an object; nothing where it has no such field.
    #[inline(never)]
    pub fn field(&self, name: &str) -> Self {
        let value = Reflect::get(&self.value, &name.into()).unwrap_or_default();
        Self::new(format!("{}.{name}", self.path), value)
    }

    /// The same, unless it is nothing.
    #[inline(never)]
    pub fn given(&self, name: &str) -> Option<Self> {
        Some(self.field(name)).filter(|input| !input.value.is_undefined())
    }

    /// Refuses what is no object.
    #[inline(never)]
    pub fn object(&self, allowed: &str) -> Result<&Self, Error> {
        if self.value.is_object() {
            Ok(self)
        } else {
            Err(self.refused(&allowed))
        }
    }

    /// Refuses an object with other fields, which are mostly misspelt ones.
    #[inline(never)]
    pub fn only(&self, fields: &[&str]) -> Result<&Self, Error> {
        let object: &Object = self.object("an object")?.value.unchecked_ref();
        for key in Object::keys(object).iter() {
            let key = key.as_string().unwrap_or_default();
            if !fields.contains(&key.as_str()) {
                return Err(Error::value(
                    &self.path,
                    format_args!("a field {key:?}"),
                    fields.join(", "),
                ));
            }
        }
        Ok(self)
    }

    /// A number, whole or not, finite or not.
    #[inline(never)]
    pub fn number(&self) -> Result<f64, Error> {
        self.value.as_f64().ok_or_else(|| self.refused(&"a number"))
    }

    /// A number that counts something.
    #[inline(never)]
    pub fn whole(&self, range: &RangeInclusive<u32>) -> Result<u32, Error> {
        let number = self.value.as_f64().unwrap_or(f64::NAN);
        let (from, to) = (*range.start(), *range.end());
        if number.fract() == 0.0 && (f64::from(from)..=f64::from(to)).contains(&number) {
            Ok(number as u32)
        } else {
            Err(self.refused(&format_args!("a whole number from {from} to {to}")))
        }
    }

    #[inline(never)]
    pub fn truth(&self) -> Result<bool, Error> {
        self.value
            .as_bool()
            .ok_or_else(|| self.refused(&"true or false"))
    }

    #[inline(never)]
    pub fn text(&self) -> Result<String, Error> {
        self.value
            .as_string()
            .ok_or_else(|| self.refused(&"a text"))
    }

    /// The place of one of several texts.
    #[inline(never)]
    pub fn choice(&self, texts: &[&str]) -> Result<usize, Error> {
        let text = self.value.as_string().unwrap_or_default();
        texts
            .iter()
            .position(|&allowed| allowed == text)
            .ok_or_else(|| self.refused(&texts.join(", ")))
    }

    /// The entries of an array.
    #[inline(never)]
    pub fn items(&self, allowed: &str) -> Result<Vec<Self>, Error> {
        let Some(array) = self.value.dyn_ref::<Array>() else {
            return Err(self.refused(&allowed));
        };
        let items = array.iter().enumerate();
        Ok(items
            .map(|(i, value)| Self::new(format!("{}[{i}]", self.path), value))
            .collect())
    }

    /// The entries of an array as numbers from 0, equal ones alike, in the order in which they first come.
    #[inline(never)]
    pub fn labels(&self) -> Result<Vec<usize>, Error> {
        let Some(array) = self.value.dyn_ref::<Array>() else {
            return Err(self.refused(&"an array of texts"));
        };
        // JavaScript's own map spares a copy of every text.
        let seen = Map::new();
        let mut labels = Vec::with_capacity(array.length() as usize);
        for (i, value) in array.iter().enumerate() {
            if !value.is_string() {
                return Err(self.refused_entry(i, &value, "a text"));
            }
            let label = seen.get(&value).as_f64().unwrap_or_else(|| {
                let next = f64::from(seen.size());
                seen.set(&value, &next.into());
                next
            });
            labels.push(label as usize);
        }
        Ok(labels)
    }

    /// An array of rows of numbers, all as long as the first: the number of rows, their length, and the numbers
    /// row by row. Where `missing` ones are allowed, `null` and `undefined` are NaN.
    #[inline(never)]
    pub fn table(&self, missing: bool) -> Result<(usize, usize, Vec<f64>), Error> {
        let Some(rows) = self.value.dyn_ref::<Array>() else {
            return Err(self.refused(&"an array of arrays of numbers"));
        };
        let (mut width, mut numbers) = (0, Vec::new());
        for (i, row) in rows.iter().enumerate() {
            let Some(entries) = row.dyn_ref::<Array>() else {
                return Err(self.refused_entry(i, &row, "an array of numbers"));
            };
            let length = entries.length() as usize;
            if i == 0 {
                width = length;
                numbers.reserve(rows.length() as usize * width);
            } else if length != width {
                let path = format_args!("{}[{i}]", self.path);
                let allowed = format_args!("{width}, as in {}[0]", self.path);
                return Err(Error::length(path, length, allowed));
            }
            for (j, entry) in entries.iter().enumerate() {
                let number = match entry.as_f64() {
                    Some(number) if !(missing && number.is_nan()) => number,
                    None if missing && entry.loose_eq(&JsValue::NULL) => f64::NAN,
                    _ => {
                        let path = format_args!("{}[{i}][{j}]", self.path);
                        let allowed = if missing { NUMBER_OR_NULL } else { "a number" };
                        return Err(Error::value(path, describe(&entry), allowed));
                    }
                };
                numbers.push(number);
            }
        }
        Ok((rows.length() as usize, width, numbers))
    }

    /// The refusal of one entry.
    #[cold]
    #[inline(never)]
    fn refused_entry(&self, i: usize, entry: &JsValue, allowed: &str) -> Error {
        let path = format_args!("{}[{i}]", self.path);
        Error::value(path, describe(entry), allowed)
    }

    /// The numbers of an array, a typed array, or whatever else has a length and entries.
    #[inline(never)]
    pub fn numbers(&self) -> Result<Vec<f64>, Error> {
        if let Some(array) = self.value.dyn_ref::<Float64Array>() {
            return Ok(array.to_vec());
        }
        if !self.value.is_object() || !Reflect::has(&self.value, &"length".into()).unwrap_or(false)
        {
            return Err(self.refused(&"an array of numbers"));
        }
        let entries = Array::from(&self.value);
        let mut numbers = Vec::with_capacity(entries.length() as usize);
        for (i, value) in entries.iter().enumerate() {
            match value.as_f64() {
                Some(number) => numbers.push(number),
                None => return Err(self.refused_entry(i, &value, "a number")),
            }
        }
        Ok(numbers)
    }

    /// `{ name, k? }`, with one of these names.
    #[inline(never)]
    pub fn method(&self, names: &[MethodName]) -> Result<Method, Error> {
        self.object("a method, { name, k }")?;
        let texts: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        let name = names[self.field("name").choice(&texts)?];
        let schedule = match self.given("k") {
            None => None,
            Some(k) => Some(k.schedule()?),
        };
        Method::new(name, schedule).map_err(|error| error.within(&self.path))
    }

    /// `number | { from: number, to: number }`
    fn schedule(&self) -> Result<Schedule, Error> {
        let (from, to) = if self.value.is_object() {
            self.only(&["from", "to"])?;
            (&self.field("from"), &self.field("to"))
        } else {
            (self, self)
        };
        let risk = |input: &Self| {
            let k = input.value.as_f64();
            k.and_then(|k| RiskCoefficient::new(k).ok()).ok_or_else(|| {
                input.refused(&"a finite number above 0, or { from, to } with two of them")
            })
        };
        Ok(Schedule::linear(risk(from)?, risk(to)?))
    }
}

/// A value as an error shows it.
#[cold]
#[inline(never)]
pub(super) fn describe(value: &JsValue) -> String {
    if let Some(text) = value.as_string() {
        format!("{text:?}")
    } else if let Some(number) = value.as_f64() {
        number.to_string()
    } else if value.is_undefined() {
        "nothing".to_owned()
    } else if value.is_null() {
        "null".to_owned()
    } else if Array::is_array(value) {
        "an array".to_owned()
    } else {
        format!(
            "of type {}",
            value.js_typeof().as_string().unwrap_or_default()
        )
    }
}

/// Any serialisable record as a plain object.
pub(super) fn object(record: &impl serde::Serialize) -> Result<JsValue, JsError> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    record.serialize(&serializer).map_err(JsError::from)
}

//! From JavaScript values to typed ones, with errors that say where.
//!
//! Looking at a value runs code that is not ours where it is a proxy or has getters. What that throws must not pass through the module's frames, whose
//! part of the stack it would not give back: after some thousand times there is none left. So a value is only looked at by functions that catch, and never
//! taken at its word about its length.

use std::ops::RangeInclusive;

use js_sys::{Array, Float64Array, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::aggregate::{
    Error, Given, Items, Method, MethodName, Path, RiskCoefficient, Rule, Schedule,
};
use crate::written::quoted;

const NUMBERS: Rule = Rule::ArrayOf { of: Items::Numbers };

/// The most numbers in a list or a table: 1 GiB. An array may say that it has any number of them.
const MOST_NUMBERS: u32 = 1 << 27;
/// The most in one row of a table, all of which may be missing.
const LONGEST_ROW: u32 = 1 << 16;
/// The most entries of a list of anything else.
const MOST_ITEMS: u32 = 1 << 12;
/// For so many numbers there is room before they are seen.
const EXPECTED_NUMBERS: usize = 1 << 23;
/// The longest text that is read, and how much of one an error shows.
const LONGEST_TEXT: u32 = 1 << 16;
const LONGEST_SHOWN: u32 = 100;

// As in js-sys, but for `catch`.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn keys(object: &JsValue) -> Result<Array, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = Number, js_name = isFinite)]
    static IS_FINITE: js_sys::Function;

    #[wasm_bindgen(catch, js_namespace = ["Array", "prototype", "every"], js_name = call)]
    fn every(array: &JsValue, is: &js_sys::Function) -> Result<bool, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["Float64Array", "prototype", "set"], js_name = call)]
    fn set(to: &Float64Array, array: &JsValue) -> Result<(), JsValue>;
}

/// A value and where it stands, such as `options.methods[1].k`.
// Not generic and never inlined: what is read often is read here, once in the module.
pub(super) struct Input {
    path: Path,
    /// Nothing where it cannot be read.
    value: JsValue,
    is_readable: bool,
}

impl Input {
    pub fn new(path: &'static str, value: JsValue) -> Self {
        Self {
            path: path.into(),
            value,
            is_readable: true,
        }
    }

    /// Where it stands.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The refusal of this value.
    #[cold]
    #[inline(never)]
    pub fn refused(&self, rule: Rule) -> Error {
        let given = if self.is_readable {
            describe(&self.value)
        } else {
            Given::Unreadable
        };
        Error::new(&self.path, given, rule)
    }

    /// The field of an object; nothing where it has no such field.
    #[inline(never)]
    pub fn field(&self, name: &'static str) -> Self {
        // Only objects have fields of their own choice.
        let value = if self.value.is_object() {
            Reflect::get(&self.value, &name.into())
        } else {
            Ok(JsValue::UNDEFINED)
        };
        Self {
            path: self.path.clone().field(name),
            is_readable: value.is_ok(),
            value: value.unwrap_or_default(),
        }
    }

    /// The same, unless it is nothing.
    #[inline(never)]
    pub fn given(&self, name: &'static str) -> Option<Self> {
        Some(self.field(name)).filter(|input| !input.is_readable || !input.value.is_undefined())
    }

    /// Refuses what is no object.
    #[inline(never)]
    pub fn object(&self, rule: Rule) -> Result<&Self, Error> {
        if self.value.is_object() {
            Ok(self)
        } else {
            Err(self.refused(rule))
        }
    }

    /// Refuses an object with other fields, which are mostly misspelt ones.
    #[inline(never)]
    pub fn only(&self, fields: &[&'static str]) -> Result<&Self, Error> {
        self.object(Rule::Object)?;
        let Ok(keys) = keys(&self.value) else {
            return Err(self.refused(Rule::ReadableObject));
        };
        for key in keys.iter() {
            let name = text_of(&key).unwrap_or_default();
            if !fields.contains(&name.as_str()) {
                return Err(Error::new(
                    &self.path,
                    Given::Field {
                        text: written(&key).unwrap_or_default(),
                    },
                    Rule::Fields {
                        names: fields.to_vec(),
                    },
                ));
            }
        }
        Ok(self)
    }

    /// A number, whole or not, finite or not.
    #[inline(never)]
    pub fn number(&self) -> Result<f64, Error> {
        self.value
            .as_f64()
            .ok_or_else(|| self.refused(Rule::Number))
    }

    /// A number that counts something.
    #[inline(never)]
    pub fn whole(&self, range: &RangeInclusive<u32>) -> Result<u32, Error> {
        let number = self.value.as_f64().unwrap_or(f64::NAN);
        let (from, to) = (*range.start(), *range.end());
        if number.fract() == 0.0 && (f64::from(from)..=f64::from(to)).contains(&number) {
            Ok(number as u32)
        } else {
            Err(self.refused(Rule::Whole { from, to }))
        }
    }

    #[inline(never)]
    pub fn truth(&self) -> Result<bool, Error> {
        self.value
            .as_bool()
            .ok_or_else(|| self.refused(Rule::Truth))
    }

    #[inline(never)]
    pub fn text(&self) -> Result<String, Error> {
        text_of(&self.value).ok_or_else(|| {
            self.refused(if self.value.is_string() {
                Rule::TextOfAtMost { most: LONGEST_TEXT }
            } else {
                Rule::Text
            })
        })
    }

    /// The place of one of several texts.
    #[inline(never)]
    pub fn choice(&self, texts: &[&'static str]) -> Result<usize, Error> {
        let text = text_of(&self.value).unwrap_or_default();
        texts
            .iter()
            .position(|&allowed| allowed == text)
            .ok_or_else(|| {
                self.refused(Rule::OneOf {
                    names: texts.to_vec(),
                })
            })
    }

    /// How many entries an array has, `most` at most.
    #[inline(never)]
    fn array(&self, most: u32, of: Items) -> Result<u32, Error> {
        if is_array(&self.value).unwrap_or(false) {
            self.length(most)
        } else {
            Err(self.refused(Rule::ArrayOf { of }))
        }
    }

    /// The length of an object that has one.
    #[inline(never)]
    fn length(&self, most: u32) -> Result<u32, Error> {
        let length = self.field("length").whole(&(0..=u32::MAX))?;
        if length > most {
            let most = most as usize;
            return Err(Error::length(
                &self.path,
                length as usize,
                Rule::AtMost { most },
            ));
        }
        Ok(length)
    }

    /// The entries of an array.
    #[inline(never)]
    pub fn items(&self, of: Items) -> Result<Vec<Self>, Error> {
        let length = self.array(MOST_ITEMS, of)?;
        let item = |i| {
            let value = Reflect::get_u32(&self.value, i);
            Self {
                path: self.path.clone().at(i as usize),
                is_readable: value.is_ok(),
                value: value.unwrap_or_default(),
            }
        };
        Ok((0..length).map(item).collect())
    }

    /// The entries of an array as numbers from 0, equal ones alike, in the order in which they first come.
    #[cfg(any(feature = "scripting", feature = "tables"))]
    #[inline(never)]
    pub fn labels(&self) -> Result<Vec<usize>, Error> {
        let length = self.array(MOST_NUMBERS, Items::Texts)?;
        // JavaScript's own map spares a copy of every text.
        let seen = js_sys::Map::new();
        let mut labels = Vec::new();
        for i in 0..length {
            let value = entry(&self.value, i);
            if !value.is_string() {
                return Err(self.refused_entry(i, &value, Rule::Text));
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
        let rows = self.array(MOST_NUMBERS, Items::Rows)?;
        let (mut width, mut numbers) = (0, Vec::new());
        for i in 0..rows {
            let row = entry(&self.value, i);
            if !is_array(&row).unwrap_or(false) {
                return Err(self.refused_entry(i, &row, NUMBERS));
            }
            let length = Reflect::get(&row, &"length".into()).unwrap_or_default();
            let length = length.as_f64().unwrap_or_default() as u32;
            if i == 0 {
                width = length;
                let most = LONGEST_ROW.min(MOST_NUMBERS / rows);
                if width > most {
                    let path = self.path.clone().at(0);
                    let most = most as usize;
                    return Err(Error::length(path, width as usize, Rule::AtMost { most }));
                }
                numbers.reserve(EXPECTED_NUMBERS.min((width * rows) as usize));
            } else if length != width {
                let path = self.path.clone().at(i as usize);
                let rule = Rule::AsFirst {
                    length: width as usize,
                    list: self.path.to_string(),
                };
                return Err(Error::length(path, length as usize, rule));
            }
            if cfg!(feature = "scripting") && finite_row(&row, width, &mut numbers) {
                continue;
            }
            for j in 0..width {
                let entry = Reflect::get_u32(&row, j);
                let number = match &entry {
                    Err(_) => None,
                    Ok(entry) => match entry.as_f64() {
                        Some(number) => Some(number).filter(|x| !(missing && x.is_nan())),
                        None if missing && (entry.is_null() || entry.is_undefined()) => {
                            Some(f64::NAN)
                        }
                        None => None,
                    },
                };
                let Some(number) = number else {
                    let given = entry.map_or(Given::Unreadable, |it| describe(&it));
                    let path = self.path.clone().at(i as usize).at(j as usize);
                    let rule = if missing {
                        Rule::FiniteOrNull
                    } else {
                        Rule::Number
                    };
                    return Err(Error::new(path, given, rule));
                };
                numbers.push(number);
            }
        }
        Ok((rows as usize, width as usize, numbers))
    }

    /// The refusal of one entry.
    #[cold]
    #[inline(never)]
    fn refused_entry(&self, i: u32, entry: &JsValue, rule: Rule) -> Error {
        let path = self.path.clone().at(i as usize);
        Error::new(path, describe(entry), rule)
    }

    /// The numbers of an array, a typed array, or whatever else has a length and entries.
    #[inline(never)]
    pub fn numbers(&self) -> Result<Vec<f64>, Error> {
        if let Some(array) = self.doubles() {
            return Ok(array.to_vec());
        }
        let has_length = Reflect::has(&self.value, &"length".into());
        if !self.value.is_object() || !has_length.unwrap_or(false) {
            return Err(self.refused(NUMBERS));
        }
        let mut numbers = Vec::new();
        for i in 0..self.length(MOST_NUMBERS)? {
            let value = entry(&self.value, i);
            match value.as_f64() {
                Some(number) => numbers.push(number),
                None => return Err(self.refused_entry(i, &value, Rule::Number)),
            }
        }
        Ok(numbers)
    }

    /// The numbers of a Float64Array.
    pub fn doubles(&self) -> Option<Float64Array> {
        self.value.dyn_ref::<Float64Array>()?;
        view(&self.value, &Float64Array::new_with_length(0)).map(JsCast::unchecked_into)
    }

    /// The numbers of a Float32Array.
    #[cfg(any(feature = "scripting", feature = "tables"))]
    pub fn singles(&self) -> Option<js_sys::Float32Array> {
        self.value.dyn_ref::<js_sys::Float32Array>()?;
        view(&self.value, &js_sys::Float32Array::new_with_length(0)).map(JsCast::unchecked_into)
    }

    /// The bytes of a Uint8Array.
    #[cfg(feature = "tables")]
    pub fn bytes(&self) -> Option<js_sys::Uint8Array> {
        self.value.dyn_ref::<js_sys::Uint8Array>()?;
        view(&self.value, &js_sys::Uint8Array::new_with_length(0)).map(JsCast::unchecked_into)
    }

    /// `{ name, k? }`, with one of these names.
    #[inline(never)]
    pub fn method(&self, names: &[MethodName]) -> Result<Method, Error> {
        self.object(Rule::Method)?;
        let texts: Vec<&'static str> = names.iter().map(|name| name.as_str()).collect();
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
            k.and_then(|k| RiskCoefficient::new(k).ok())
                .ok_or_else(|| input.refused(Rule::KOrSchedule))
        };
        Ok(Schedule::linear(risk(from)?, risk(to)?))
    }
}

/// An entry; nothing where it cannot be read.
#[inline(never)]
fn entry(array: &JsValue, i: u32) -> JsValue {
    Reflect::get_u32(array, i).unwrap_or_default()
}

/// Adds the entries of a row that holds finite numbers and nothing else; whether it does. Few calls for a row instead of a few for each entry.
fn finite_row(row: &JsValue, width: u32, numbers: &mut Vec<f64>) -> bool {
    let copy = Float64Array::new_with_length(width);
    // What is not there passes for finite, and comes as NaN.
    if !IS_FINITE
        .with(|is_finite| every(row, is_finite))
        .unwrap_or(false)
        || set(&copy, row).is_err()
    {
        return false;
    }
    let start = numbers.len();
    numbers.resize(start + width as usize, 0.0);
    copy.copy_to(&mut numbers[start..]);
    let is_finite = numbers[start..].iter().all(|number| number.is_finite());
    if !is_finite {
        numbers.truncate(start);
    }
    is_finite
}

/// The same part of the memory as a typed array of the kind of `fresh`, for which `value` passes: its own `length` may be any number.
#[inline(never)]
fn view(value: &JsValue, fresh: &Object) -> Option<JsValue> {
    let get = |name: &str| Reflect::get(value, &name.into()).ok();
    let buffer = get("buffer").filter(|buffer| {
        let is_there = |name: &str| Reflect::has(buffer, &name.into()).unwrap_or(false);
        buffer.is_object() && is_there("byteLength")
    })?;
    let place = Array::of3(&buffer, &get("byteOffset")?, &get("length")?);
    Reflect::construct(&fresh.constructor(), &place).ok()
}

/// A text that is not too long.
#[inline(never)]
fn text_of(value: &JsValue) -> Option<String> {
    let text = value.dyn_ref::<JsString>()?;
    (text.length() <= LONGEST_TEXT).then(|| String::from(text))
}

/// A value as a refusal shows it.
#[cold]
#[inline(never)]
pub(super) fn describe(value: &JsValue) -> Given {
    if let Some(text) = written(value) {
        text.into()
    } else if let Some(number) = value.as_f64() {
        number.into()
    } else if value.is_undefined() {
        Given::Nothing
    } else if value.is_null() {
        "null".into()
    } else if is_array(value).unwrap_or(false) {
        Given::Array
    } else {
        let name = value.js_typeof().as_string().unwrap_or_default();
        Given::OfType { name }
    }
}

/// A text in quotes, or its beginning.
#[cold]
fn written(value: &JsValue) -> Option<String> {
    let text = value.dyn_ref::<JsString>()?;
    if text.length() > LONGEST_SHOWN {
        let beginning = String::from(text.slice(0, LONGEST_SHOWN));
        return Some(quoted(&beginning) + "...");
    }
    Some(quoted(&String::from(text)))
}

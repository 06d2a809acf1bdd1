//! Records as JavaScript's objects, in the page's module.
//!
//! serde-wasm-bindgen, which the whole module has, weighs 5 kB more: its serializer may fail, so that each field of each record carries the code for
//! giving up, and it keeps a hash table of names. This one cannot fail. A test compares what both modules hand over.

use std::cell::Cell;
use std::fmt::Display;

use js_sys::{Array, Object};
use serde::ser::{
    self, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Object, js_name = Object)]
    type Plain;

    #[wasm_bindgen(constructor, js_class = "Object")]
    fn new() -> Plain;

    #[wasm_bindgen(method, indexing_setter)]
    fn set(this: &Plain, name: &str, value: &JsValue);
}

/// A record as a plain object: lists are arrays, numbers numbers (beyond 2^53 the nearest), what is missing is null, and a variant with fields an object
/// of one field.
pub(super) fn object<R: Serialize + ?Sized>(record: &R) -> JsValue {
    match record.serialize(Writer) {
        Ok(value) => value,
        Err(never) => match never {},
    }
}

/// For `#[serde(with = ...)]`: a value of JavaScript's, as it is.
pub(super) mod preserve {
    use super::*;

    pub fn serialize<S: Serializer, V: AsRef<JsValue>>(
        value: &V,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        PRESERVED.set(value.as_ref().clone());
        serializer.serialize_newtype_struct(NAME, &())
    }
}

/// The name under which the writer takes the value that waits in `PRESERVED`.
const NAME: &str = "JavaScript's";

thread_local! {
    static PRESERVED: Cell<JsValue> = const { Cell::new(JsValue::UNDEFINED) };
}

/// Why a record cannot be written: there is no reason.
#[derive(Debug)]
enum Never {}

impl Display for Never {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

impl ser::Error for Never {
    // Called by records that refuse to be written, such as locked ones. There are none here.
    fn custom<T: Display>(_: T) -> Self {
        std::process::abort()
    }
}

type Written = Result<JsValue, Never>;

struct Writer;

macro_rules! numbers {
    ($($method:ident: $number:ty),*) => {
        $(fn $method(self, number: $number) -> Written {
            Ok(JsValue::from_f64(number as f64))
        })*
    };
}

impl Serializer for Writer {
    type Ok = JsValue;
    type Error = Never;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = Variant<List>;
    type SerializeMap = Fields;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Variant<Fields>;

    numbers!(
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_f32: f32, serialize_f64: f64
    );

    fn serialize_bool(self, truth: bool) -> Written {
        Ok(truth.into())
    }

    fn serialize_char(self, character: char) -> Written {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Written {
        Ok(text.into())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Written {
        self.collect_seq(bytes)
    }

    fn serialize_none(self) -> Written {
        Ok(JsValue::NULL)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Written {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Written {
        if name == NAME {
            Ok(PRESERVED.take())
        } else {
            value.serialize(self)
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Written {
        Ok(only(name, &object(value)))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List, Never> {
        Ok(List(Array::new()))
    }

    fn serialize_tuple(self, _: usize) -> Result<List, Never> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List, Never> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Variant<List>, Never> {
        let fields = self.serialize_seq(None)?;
        Ok(Variant { name, fields })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields, Never> {
        let (object, name) = (Plain::new(), String::new());
        Ok(Fields { object, name })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields, Never> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Variant<Fields>, Never> {
        let fields = self.serialize_map(None)?;
        Ok(Variant { name, fields })
    }
}

/// An object of one field.
fn only(name: &str, value: &JsValue) -> JsValue {
    let object = Plain::new();
    object.set(name, value);
    object.into()
}

struct List(Array);

impl SerializeSeq for List {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.0.push(&object(value));
        Ok(())
    }

    fn end(self) -> Written {
        Ok(self.0.into())
    }
}

struct Fields {
    object: Plain,
    /// In a map: the next value's.
    name: String,
}

impl SerializeStruct for Fields {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        self.object.set(name, &object(value));
        Ok(())
    }

    fn end(self) -> Written {
        Ok(self.object.into())
    }
}

impl SerializeMap for Fields {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Never> {
        self.name = object(name).as_string().unwrap_or_default();
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.object.set(&self.name, &object(value));
        Ok(())
    }

    fn end(self) -> Written {
        Ok(self.object.into())
    }
}

/// The fields of a variant.
struct Variant<F> {
    name: &'static str,
    fields: F,
}

impl SerializeStructVariant for Variant<Fields> {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        SerializeStruct::serialize_field(&mut self.fields, name, value)
    }

    fn end(self) -> Written {
        Ok(only(self.name, &self.fields.object))
    }
}

impl SerializeTupleVariant for Variant<List> {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        SerializeSeq::serialize_element(&mut self.fields, value)
    }

    fn end(self) -> Written {
        Ok(only(self.name, &self.fields.0))
    }
}

/// What has a place but no name is an element of a list.
macro_rules! lists {
    ($($Trait:ident: $element:ident),*) => {
        $(impl $Trait for List {
            type Ok = JsValue;
            type Error = Never;

            fn $element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
                SerializeSeq::serialize_element(self, value)
            }

            fn end(self) -> Written {
                SerializeSeq::end(self)
            }
        })*
    };
}
lists!(SerializeTuple: serialize_element, SerializeTupleStruct: serialize_field);

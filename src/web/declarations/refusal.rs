//! `RefusalDetails`: all that the details of an Error may be.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use crate::chart::ChartError;
use crate::data::DataError;
use crate::engine::Cause;
use crate::web::output::{IN_ENGLISH, ValueDetails};

pub struct RefusalDetails;

impl JsonSchema for RefusalDetails {
    fn schema_name() -> Cow<'static, str> {
        "RefusalDetails".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut members = vec![ValueDetails::json_schema(generator).to_value()];
        for schema in [
            Cause::json_schema(generator),
            ChartError::json_schema(generator),
            DataError::json_schema(generator),
        ] {
            let variants = schema.get("oneOf").and_then(Value::as_array);
            members.extend(variants.into_iter().flatten().cloned());
        }
        for member in &mut members {
            for (code, key) in IN_ENGLISH {
                if member["properties"]["code"]["const"] == code {
                    add_in_english(member, key);
                }
            }
        }
        json_schema!({
            "description": "What is refused, as a code and figures: the `details` of every Error, whose message says it in English. `words` says it in other languages.",
            "oneOf": members,
        })
    }
}

/// Adds a field that says in English what another one has as a code; null where that is.
fn add_in_english(member: &mut Value, key: &str) {
    let of = if key == "looksLike" {
        json!(["string", "null"])
    } else {
        json!("string")
    };
    member["properties"][key] = json!({ "type": of, "description": "The same in English." });
    if let Some(required) = member["required"].as_array_mut() {
        required.push(key.into());
    }
}

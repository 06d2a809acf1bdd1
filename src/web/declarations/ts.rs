//! Types that only TypeScript has, or has under another name.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::aggregate;

/// The key of a schema under which TypeScript's own words for it stand.
pub const TYPE: &str = "tsType";
/// The key under which it stands that a field may be left out.
pub const OPTIONAL: &str = "tsOptional";

/// Declares types by what TypeScript calls them.
macro_rules! typescript {
    ($($Name:ident = $text:literal;)*) => {$(
        pub struct $Name;

        impl JsonSchema for $Name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($Name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ TYPE: $text })
            }
        }
    )*};
}

typescript! {
    A = "A";
    AnyMethod = "Method | ComparedMethod";
    Decimal = "\".\" | \",\"";
    Float64Array = "Float64Array";
    Method = "Method";
    Numbers = "ArrayLike<number>";
    Path = "(string | number)[]";
}

/// The methods that are trained.
pub struct MethodName;

impl JsonSchema for MethodName {
    fn schema_name() -> Cow<'static, str> {
        "MethodName".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let trained = aggregate::MethodName::TRAINED.map(aggregate::MethodName::as_str);
        let mut schema = methods(generator, |name| trained.contains(&name));
        schema.insert("description".to_owned(), "A method that is trained.".into());
        schema
    }
}

/// A method that `advantages` and an analysis compute for comparison, in the paper's convention alone. It has no k, and is not trained.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "it only describes")]
pub struct ComparedMethod {
    /// What it is called.
    name: ComparedName,
}

struct ComparedName;

impl JsonSchema for ComparedName {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "ComparedName".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let trained = aggregate::MethodName::TRAINED.map(aggregate::MethodName::as_str);
        methods(generator, |name| !trained.contains(&name))
    }
}

/// The names of some methods.
fn methods(generator: &mut SchemaGenerator, are_meant: impl Fn(&str) -> bool) -> Schema {
    let mut schema = aggregate::MethodName::json_schema(generator);
    schema.remove("description");
    if let Some(names) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        names.retain(|name| name["const"].as_str().is_some_and(&are_meant));
    }
    schema
}

/// A field that may be left out.
pub struct Optional<T>(std::marker::PhantomData<T>);

impl<T: JsonSchema> JsonSchema for Optional<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = generator.subschema_for::<T>();
        schema.insert(OPTIONAL.to_owned(), true.into());
        schema
    }
}

//! From JSON schemas, as `schemars` makes them of Rust's types, to TypeScript.

#![expect(clippy::panic, reason = "a schema of another form fails the test")]

use std::collections::BTreeMap;

use serde_json::Value;

use super::ts;

/// What links in the documentation stand for, where it is not a name: the value of a constant.
pub type Constants = BTreeMap<&'static str, String>;

/// The key of a schema under which the parameters of a generic type stand.
const PARAMETERS: &str = "tsParameters";

/// The declaration of a type.
pub fn declaration(name: &str, schema: &Value, constants: &Constants) -> String {
    let writer = Writer { constants };
    let parameters = text(schema, PARAMETERS).map_or_else(String::new, |it| format!("<{it}>"));
    let comment = writer.comment(schema, "");
    if schema.get("properties").is_some() && schema.get("oneOf").is_none() {
        let fields = writer.fields(schema, "");
        format!("{comment}export interface {name}{parameters} {fields}\n")
    } else {
        let of = after_space(writer.type_of(schema, ""));
        format!("{comment}export type {name}{parameters} ={of};\n")
    }
}

struct Writer<'c> {
    constants: &'c Constants,
}

impl Writer<'_> {
    /// TypeScript's words for a schema, whose further lines are indented by so much.
    fn type_of(&self, schema: &Value, indent: &str) -> String {
        if let Some(words) = text(schema, ts::TYPE) {
            return words.to_owned();
        }
        if let Some(path) = text(schema, "$ref") {
            return path.rsplit('/').next().unwrap_or_default().to_owned();
        }
        if let Some(value) = schema.get("const") {
            return value.to_string();
        }
        if let Some(values) = list(schema, "enum") {
            let values: Vec<String> = values.iter().map(Value::to_string).collect();
            return values.join(" | ");
        }
        if let Some(members) = list(schema, "oneOf").or_else(|| list(schema, "anyOf")) {
            return self.union(members, indent);
        }
        match schema.get("type") {
            Some(Value::Array(names)) => {
                let names: Vec<String> = (names.iter().filter_map(Value::as_str))
                    .map(|name| self.named(name, schema, indent))
                    .collect();
                names.join(" | ")
            }
            Some(Value::String(name)) => self.named(name, schema, indent),
            _ => panic!("no TypeScript for {schema}"),
        }
    }

    /// One of JSON's types.
    fn named(&self, name: &str, schema: &Value, indent: &str) -> String {
        match name {
            "integer" | "number" => "number".to_owned(),
            "boolean" | "null" | "string" => name.to_owned(),
            "array" => {
                let items = self.type_of(&schema["items"], indent);
                if items.contains(" | ") {
                    format!("({items})[]")
                } else {
                    format!("{items}[]")
                }
            }
            "object" => self.fields(schema, indent),
            _ => panic!("no TypeScript for {schema}"),
        }
    }

    /// One of several: with what is said of each, if anything is, in lines of their own.
    fn union(&self, members: &[Value], indent: &str) -> String {
        if members
            .iter()
            .all(|member| text(member, "description").is_none())
        {
            let members: Vec<String> = members.iter().map(|it| self.type_of(it, indent)).collect();
            return members.join(" | ");
        }
        let inner = format!("{indent}  ");
        let lines = members.iter().map(|member| {
            let comment = self.comment(member, &inner);
            format!("\n{comment}{inner}| {}", self.type_of(member, &inner))
        });
        lines.collect()
    }

    /// The fields of an object, in braces.
    fn fields(&self, schema: &Value, indent: &str) -> String {
        let inner = format!("{indent}  ");
        let fields = schema["properties"].as_object().into_iter().flatten();
        let required = list(schema, "required").unwrap_or_default();
        let lines: String = fields
            .map(|(name, field)| {
                let comment = self.comment(field, &inner);
                let is_optional = field.get(ts::OPTIONAL).is_some()
                    || !required.iter().any(|it| it.as_str() == Some(name));
                let mark = if is_optional { "?" } else { "" };
                let of = after_space(self.type_of(field, &inner));
                format!("{comment}{inner}{name}{mark}:{of};\n")
            })
            .collect();
        format!("{{\n{lines}{indent}}}")
    }

    /// What a schema says of itself, as a comment.
    fn comment(&self, schema: &Value, indent: &str) -> String {
        let Some(description) = text(schema, "description") else {
            return String::new();
        };
        let description = self.without_links(description);
        if !description.contains('\n') {
            return format!("{indent}/** {description} */\n");
        }
        let lines = description.lines().map(|line| format!("{indent} * {line}"));
        let lines: Vec<String> = lines.map(|line| line.trim_end().to_owned()).collect();
        format!("{indent}/**\n{}\n{indent} */\n", lines.join("\n"))
    }

    /// The text with what Rust's links lead to: a constant's value, or a name as JavaScript writes it.
    fn without_links(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, link)) = rest.split_once("[`") {
            let Some((name, after)) = link.split_once("`]") else {
                break;
            };
            out += before;
            match self.constants.get(name) {
                Some(value) => out += value,
                None => out += &format!("`{}`", in_javascript(name)),
            }
            rest = match after
                .strip_prefix('(')
                .and_then(|path| path.split_once(')'))
            {
                Some((_, after)) => after,
                None => after,
            };
        }
        out + rest
    }
}

/// On the same line after a space, if it does not begin with a line of its own.
fn after_space(words: String) -> String {
    if words.starts_with('\n') {
        words
    } else {
        format!(" {words}")
    }
}

/// `Type::field_name` as `Type.fieldName`.
fn in_javascript(name: &str) -> String {
    let parts = name.split("::").map(|part| {
        assert!(
            part.chars().any(char::is_lowercase),
            "what {part} stands for is not known"
        );
        let mut words = part.split('_');
        let first = words.next().unwrap_or_default().to_owned();
        words.fold(first, |so_far, word| {
            let mut letters = word.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            so_far + &first.into_iter().chain(letters).collect::<String>()
        })
    });
    parts.collect::<Vec<_>>().join(".")
}

fn text<'s>(schema: &'s Value, key: &str) -> Option<&'s str> {
    schema.get(key)?.as_str()
}

fn list<'s>(schema: &'s Value, key: &str) -> Option<&'s [Value]> {
    schema.get(key)?.as_array().map(Vec::as_slice)
}

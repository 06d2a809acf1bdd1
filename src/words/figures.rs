use fluent_bundle::{FluentArgs, FluentValue};
use serde::Serialize;
use serde_json::{Map, Value};

use super::Words;

/// Figures that are indices of rewards.
const REWARDS: [&str; 2] = ["reward", "other"];
/// The most letters of a name that are shown.
const LONGEST_NAME: usize = 40;

/// A record as an object; an empty one where it is none.
pub(super) fn object(record: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

pub(super) fn code(details: &Map<String, Value>) -> Option<&str> {
    details.get("code").and_then(Value::as_str)
}

/// A message's name. Fluent has no plus signs in names.
pub(super) fn id(kind: &str, code: &str) -> String {
    format!("{kind}-{}", code.replace('+', "-plus"))
}

/// A refusal's path as it is written, and the first two indices in it, counted from 0.
pub(super) fn path(refusal: &Map<String, Value>) -> (String, [Option<u64>; 2]) {
    let mut written = String::new();
    let mut indices = Vec::new();
    let steps = refusal.get("path").and_then(Value::as_array);
    for step in steps.into_iter().flatten() {
        match step {
            Value::String(field) if written.is_empty() => written.push_str(field),
            Value::String(field) => written = format!("{written}.{field}"),
            step => {
                written = format!("{written}[{step}]");
                indices.extend(step.as_u64());
            }
        }
    }
    (written, [0, 1].map(|at| indices.get(at).copied()))
}

/// A name of which the middle is left out if it is long.
fn short(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= LONGEST_NAME {
        return name.to_owned();
    }
    let kept = LONGEST_NAME - 1;
    let (first, last) = (kept / 2, kept - kept / 2);
    let beginning: String = letters[..first].iter().collect();
    let end: String = letters[letters.len() - last..].iter().collect();
    format!("{beginning}…{end}")
}

impl Words {
    /// The figures as a message's variables.
    pub(super) fn figures(
        &self,
        details: &Map<String, Value>,
        names: &[String],
    ) -> FluentArgs<'static> {
        let mut figures = FluentArgs::new();
        for (key, value) in details {
            let is_reward = REWARDS.contains(&key.as_str());
            let figure: FluentValue<'static> = match value {
                Value::Null => "none".into(),
                Value::Bool(truth) => truth.to_string().into(),
                Value::Number(index) if is_reward => self.reward(index.as_u64(), names).into(),
                Value::Number(number) => number.as_f64().unwrap_or(f64::NAN).into(),
                Value::String(text) => {
                    let id = id(key, text);
                    if self.bundle.has_message(&id) {
                        let words = self.message(&id, None, &FluentArgs::new());
                        figures.set(format!("{key}Words"), words);
                    }
                    text.clone().into()
                }
                Value::Array(items) => self.list(key, items, names).into(),
                Value::Object(part) => self.nested(key, part, names).into(),
            };
            figures.set(key.clone(), figure);
        }
        figures
    }

    /// A reward's name in quotes, or its number where it has none.
    fn reward(&self, index: Option<u64>, names: &[String]) -> String {
        let index = index.and_then(|index| usize::try_from(index).ok());
        let mut figures = FluentArgs::new();
        if let Some(name) = index.and_then(|index| names.get(index)) {
            figures.set("text", short(name));
            self.message("quoted", None, &figures)
        } else {
            figures.set("n", index.map_or(0, |index| index + 1));
            self.message("nth-reward", None, &figures)
        }
    }

    fn list(&self, key: &str, items: &[Value], names: &[String]) -> String {
        let mut said = String::new();
        let mut listed = Vec::new();
        for item in items {
            match item {
                Value::Object(part) => {
                    said.push(' ');
                    said.push_str(&self.nested(key, part, names));
                }
                Value::String(text) => listed.push(text.clone()),
                item => listed.push(self.reward(item.as_u64(), names)),
            }
        }
        match &listed[..] {
            [] => said,
            [most @ .., last] if key == "rewards" && !most.is_empty() => {
                let mut figures = FluentArgs::new();
                figures.set("most", most.join(", "));
                figures.set("last", last.clone());
                self.message("list", None, &figures)
            }
            all => all.join(", "),
        }
    }
}

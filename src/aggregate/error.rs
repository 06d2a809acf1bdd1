use std::fmt::Display;

use super::Real;

/// Why an input was refused: always the field, the value and what is allowed.
// As small as a pointer, so that passing it on costs little code.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}: {} is not allowed; allowed: {}", self.0.field, self.0.value, self.0.allowed)]
pub struct Error(Box<Refusal>);

#[derive(Clone, Debug, PartialEq)]
struct Refusal {
    field: String,
    value: String,
    allowed: String,
}

impl Error {
    /// A refused value. The field may have indices, as in `rewards[3][1]`.
    pub fn value(field: impl Display, value: impl Display, allowed: impl Display) -> Self {
        Self::refuse(&field, &value, &allowed)
    }

    /// A list or table of the wrong length.
    pub fn length(field: impl Display, length: usize, allowed: impl Display) -> Self {
        Self::refuse(&field, &format_args!("length {length}"), &allowed)
    }

    // Refusals are many and rare: the module stays small where they share one piece of code.
    #[cold]
    #[inline(never)]
    fn refuse(field: &dyn Display, value: &dyn Display, allowed: &dyn Display) -> Self {
        Self(Box::new(Refusal {
            field: field.to_string(),
            value: value.to_string(),
            allowed: allowed.to_string(),
        }))
    }

    /// The same error, its field now a part of `parent`: `k` within `methods[1]` is `methods[1].k`.
    #[must_use]
    #[cold]
    pub fn within(mut self, parent: &str) -> Self {
        self.0.field = format!("{parent}.{}", self.0.field);
        self
    }

    /// Which field.
    pub fn field(&self) -> &str {
        &self.0.field
    }

    /// Its value as given, or `length 3` where a list has the wrong one.
    pub fn given(&self) -> &str {
        &self.0.value
    }

    /// What the field allows.
    pub fn allowed(&self) -> &str {
        &self.0.allowed
    }
}

/// A number in its shortest form: `0.5`, `-1`, `1e300`, `NaN`.
#[cold]
#[inline(never)]
pub(crate) fn shortest<F: Real>(x: F) -> String {
    let text = format!("{x:?}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

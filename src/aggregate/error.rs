use std::fmt::Display;

use super::Real;

/// Why an input was refused: always the field, the value and what is allowed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A value outside what its field allows.
    #[error("{field}: {value} is not allowed; allowed: {allowed}")]
    Value {
        /// The field, with its indices, for example `rewards[3][1]`.
        field: String,
        /// The value as given.
        value: String,
        /// What the field allows.
        allowed: String,
    },
    /// A list or table of the wrong length.
    #[error("{field}: length {length} is not allowed; allowed: {allowed}")]
    Length {
        /// The field.
        field: String,
        /// The length as given.
        length: usize,
        /// What is allowed.
        allowed: String,
    },
}

impl Error {
    /// The same error, its field now a part of `parent`: `k` within `methods[1]` is `methods[1].k`.
    #[must_use]
    pub fn within(mut self, parent: &str) -> Self {
        let (Self::Value { field, .. } | Self::Length { field, .. }) = &mut self;
        *field = format!("{parent}.{field}");
        self
    }

    /// A refused value.
    pub fn value(field: impl Display, value: impl Display, allowed: impl Display) -> Self {
        Self::refuse(&field, &value, &allowed)
    }

    // Refusals are many and rare: the module stays small where they share one piece of code.
    #[cold]
    #[inline(never)]
    fn refuse(field: &dyn Display, value: &dyn Display, allowed: &dyn Display) -> Self {
        Self::Value {
            field: field.to_string(),
            value: value.to_string(),
            allowed: allowed.to_string(),
        }
    }

    /// A refused length.
    pub fn length(field: impl Display, length: usize, allowed: impl Display) -> Self {
        Self::refuse_length(&field, length, &allowed)
    }

    #[cold]
    #[inline(never)]
    fn refuse_length(field: &dyn Display, length: usize, allowed: &dyn Display) -> Self {
        Self::Length {
            field: field.to_string(),
            length,
            allowed: allowed.to_string(),
        }
    }
}

/// A number in its shortest form: `0.5`, `-1`, `1e300`, `NaN`.
#[cold]
#[inline(never)]
pub(crate) fn shortest<F: Real>(x: F) -> String {
    let text = format!("{x:?}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

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
    pub fn value(
        field: impl Into<String>,
        value: impl std::fmt::Display,
        allowed: impl Into<String>,
    ) -> Self {
        Self::Value {
            field: field.into(),
            value: value.to_string(),
            allowed: allowed.into(),
        }
    }

    /// A refused length.
    pub fn length(field: impl Into<String>, length: usize, allowed: impl Into<String>) -> Self {
        Self::Length {
            field: field.into(),
            length,
            allowed: allowed.into(),
        }
    }
}

/// A number in its shortest form: `0.5`, `-1`, `1e300`, `NaN`.
pub(crate) fn shortest<F: Real>(x: F) -> String {
    let text = format!("{x:?}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

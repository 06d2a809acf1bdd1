use std::fmt;

use serde::Serialize;

use super::{Real, Rule};

/// Why an input was refused: where it stands, what was given there and which rule it breaks.
///
/// As text it is an English sentence, `FIELD: VALUE is not allowed; allowed: ...`, except in the page's module, which has no words.
// As small as a pointer, so that passing it on costs little code.
#[derive(Clone, Debug, PartialEq)]
pub struct Error(Box<Refusal>);

/// The parts of an [`Error`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refusal {
    /// Where the refused value stands.
    pub path: Path,
    /// What was given.
    pub given: Given,
    /// What is allowed instead.
    pub rule: Rule,
}

/// A place in the input, from the outside in: `rewards[3][1]` is the field `rewards` and the indices 3 and 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Path(Vec<Step>);

/// One step of a [`Path`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Step {
    /// Into a field.
    Field(&'static str),
    /// To an entry of a list, counted from 0.
    Index(usize),
}

/// What was given where something else is allowed. In what is serialised, `code` names the variant.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(strum::VariantNames),
    strum(serialize_all = "kebab-case")
)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Given {
    /// A value, as one would write it: `-1`, `"text"`, `null`; cut short where it is long.
    Written {
        /// What is written.
        text: String,
    },
    /// A list or table of the wrong length.
    Length {
        /// How many entries it has.
        length: usize,
    },
    /// A value that runs from one number to another.
    Span {
        /// The first number.
        from: f64,
        /// The last number.
        to: f64,
    },
    /// Nothing, where something is needed.
    Nothing,
    /// Something that throws when it is looked at.
    Unreadable,
    /// A list, where something else is needed.
    Array,
    /// A value of another type.
    OfType {
        /// JavaScript's name of the type.
        name: String,
    },
    /// A field that there is not.
    Field {
        /// Its name, as one would write it.
        text: String,
    },
    /// A missing reward.
    Missing,
    /// Missing rewards.
    MissingRewards {
        /// How many are missing.
        missing: usize,
    },
    /// Weights that are all 0.
    AllZero,
    /// Group ids beside a group size.
    BesideGroupSize,
    /// A canvas that something else draws on.
    OtherContext,
    /// Something that has come to its end.
    Finished,
    /// Something that is not at its end yet.
    UnderWay,
    /// Something that was stopped in the middle.
    Interrupted,
}

impl Error {
    /// The refusal of what was given at that place, by that rule.
    // Refusals are many and rare: the module stays small where they share one piece of code.
    #[cold]
    #[inline(never)]
    pub fn new(path: impl Into<Path>, given: impl Into<Given>, rule: Rule) -> Self {
        Self(Box::new(Refusal {
            path: path.into(),
            given: given.into(),
            rule,
        }))
    }

    /// The refusal of a list or table of the wrong length.
    #[cold]
    pub fn length(path: impl Into<Path>, length: usize, rule: Rule) -> Self {
        Self::new(path, Given::Length { length }, rule)
    }

    /// The same error, its place now within `parent`: `k` within `methods[1]` is `methods[1].k`.
    #[must_use]
    #[cold]
    pub fn within(mut self, parent: impl Into<Path>) -> Self {
        let mut path: Path = parent.into();
        path.0.append(&mut self.0.path.0);
        self.0.path = path;
        self
    }

    /// Where, what and by which rule.
    pub fn refusal(&self) -> &Refusal {
        &self.0
    }

    /// The place as it is written, such as `rewards[3][1]`.
    pub fn field(&self) -> String {
        self.0.path.to_string()
    }
}

impl std::error::Error for Error {}

#[cfg(any(feature = "words", not(target_arch = "wasm32")))]
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::words::message(&*self.0))
    }
}

/// The page's module has no words: the page has them for the details.
#[cfg(not(any(feature = "words", not(target_arch = "wasm32"))))]
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: not allowed", self.0.path)
    }
}

impl Path {
    /// An entry of what stands here, counted from 0.
    #[must_use]
    #[cold]
    pub fn at(mut self, index: usize) -> Self {
        self.0.push(Step::Index(index));
        self
    }

    /// A field of what stands here.
    #[must_use]
    #[cold]
    pub fn field(mut self, name: &'static str) -> Self {
        self.0.push(Step::Field(name));
        self
    }

    /// From the outside in.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}

impl From<&'static str> for Path {
    #[cold]
    fn from(field: &'static str) -> Self {
        Self(vec![Step::Field(field)])
    }
}

impl From<&Self> for Path {
    #[cold]
    fn from(path: &Self) -> Self {
        path.clone()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            match step {
                Step::Field(name) if i == 0 => f.write_str(name)?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl Given {
    /// A number, as one would write it.
    #[cold]
    pub fn number<F: Real>(number: F) -> Self {
        Self::Written {
            text: number.written(),
        }
    }
}

impl From<String> for Given {
    fn from(text: String) -> Self {
        Self::Written { text }
    }
}

impl From<&str> for Given {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<f64> for Given {
    fn from(number: f64) -> Self {
        Self::number(number)
    }
}

impl From<usize> for Given {
    fn from(number: usize) -> Self {
        number.to_string().into()
    }
}

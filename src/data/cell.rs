use std::fmt;

use crate::aggregate::Real as _;

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Missing,
    /// A finite number; true is 1 and false 0.
    Number(f64),
    /// Text. Long text is cut and ends with a hash of the whole.
    Text(&'a str),
    /// Text that was not kept.
    NotKept,
}

impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => Ok(()),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::NotKept => f.write_str("…"),
        }
    }
}

/// What a piece of text is as a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scalar {
    Missing,
    Number(f64),
    /// A number, but not a finite one, or too large to be a reward.
    TooLarge,
    Text,
}

impl Scalar {
    /// `text` is trimmed. With `decimal_comma`, `0,5` is a number like `0.5`.
    #[inline]
    pub fn of(text: &str, decimal_comma: bool) -> Self {
        let Some(&first) = text.as_bytes().first() else {
            return Self::Missing;
        };
        // Most cells are numbers, and no word begins like one.
        if !matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.' | b',') {
            let is = |word: &str| text.eq_ignore_ascii_case(word);
            if ["NA", "N/A", "NaN", "null", "None"].into_iter().any(is) {
                return Self::Missing;
            } else if is("true") {
                return Self::Number(1.0);
            } else if is("false") {
                return Self::Number(0.0);
            }
        } else if text == "-" {
            return Self::Missing;
        }
        let number = if decimal_comma && text.contains(',') {
            // A second comma, or a full stop beside it, would separate thousands: then it is no number here.
            if text.contains('.') {
                return Self::Text;
            }
            text.replace(',', ".").parse::<f64>()
        } else {
            text.parse::<f64>()
        };
        match number {
            Ok(number) if number.abs() <= f64::LARGEST_REWARD => Self::Number(number),
            Ok(number) if number.is_nan() => Self::Missing,
            Ok(_) => Self::TooLarge,
            Err(_) => Self::Text,
        }
    }
}

const MISSING: u64 = 0x7ff8 << 48;
const TEXT: u64 = 0xfff8 << 48;
const NOT_KEPT: u64 = TEXT | 1 << 32;

/// A cell in eight bytes: a number's own bits, or a NaN that says what else it is. Numbers are never NaN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Packed(u64);

/// A cell, its text by its index among the column's different texts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Unpacked {
    Missing,
    Number(f64),
    Text(u32),
    NotKept,
}

impl Packed {
    pub const MISSING: Self = Self(MISSING);
    pub const NOT_KEPT: Self = Self(NOT_KEPT);

    #[inline]
    pub fn number(number: f64) -> Self {
        // -0 and 0 are one value.
        Self((number + 0.0).to_bits())
    }

    pub fn text(index: u32) -> Self {
        Self(TEXT | u64::from(index))
    }

    #[inline]
    pub fn unpack(self) -> Unpacked {
        match self.0 {
            MISSING => Unpacked::Missing,
            NOT_KEPT => Unpacked::NotKept,
            bits if bits >> 32 == TEXT >> 32 => Unpacked::Text(bits as u32),
            bits => Unpacked::Number(f64::from_bits(bits)),
        }
    }
}

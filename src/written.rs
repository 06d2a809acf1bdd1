//! How numbers and texts are written: in a program, or on a chart's axes.
//!
//! In WebAssembly JavaScript writes them. What the standard library has for it would be a twentieth of the page's module.

#[cfg(target_arch = "wasm32")]
use javascript as platform;
pub(crate) use platform::{exponential, fixed, quoted};
#[cfg(not(target_arch = "wasm32"))]
use rust as platform;

/// Numbers that can be written.
pub trait Written: Copy {
    /// The number in its shortest form, as JavaScript writes it: `0.5`, `-1`, `1e300`; and `inf`, `NaN`.
    fn written(self) -> String;

    /// The double that is written alike.
    fn written_alike(self) -> f64;
}

impl Written for f64 {
    #[cold]
    #[inline(never)]
    fn written(self) -> String {
        if self.is_infinite() {
            return if self > 0.0 { "inf" } else { "-inf" }.to_owned();
        }
        platform::shortest(self)
    }

    #[inline]
    fn written_alike(self) -> f64 {
        self
    }
}

// JavaScript has no numbers in single precision.
impl Written for f32 {
    #[cold]
    fn written(self) -> String {
        rust::shortest(self)
    }

    #[cold]
    fn written_alike(self) -> f64 {
        self.written().parse().unwrap_or(f64::NAN)
    }
}

mod rust {
    use std::fmt::{Display, LowerExp};

    pub fn shortest<N: Copy + Display + LowerExp + Into<f64>>(number: N) -> String {
        let magnitude: f64 = number.into().abs();
        if magnitude > 0.0 && !(1e-6..1e21).contains(&magnitude) && magnitude.is_finite() {
            format!("{number:e}")
        } else {
            number.to_string()
        }
    }

    /// A number with so many decimals.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn fixed(number: f64, decimals: u8) -> String {
        format!("{number:.*}", usize::from(decimals))
    }

    /// The same, of a number from 1 to 10 and a power of ten: `5.2e-7`.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn exponential(number: f64, decimals: u8) -> String {
        format!("{number:.*e}", usize::from(decimals))
    }

    /// A text in quotation marks.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn quoted(text: &str) -> String {
        format!("{text:?}")
    }
}

#[cfg(target_arch = "wasm32")]
mod javascript {
    use js_sys::{JSON, JsString, Number};
    use wasm_bindgen::JsValue;

    // Nothing of this throws: numbers have their methods, and so many decimals are allowed.
    fn text(written: Result<JsString, JsValue>) -> String {
        written.map(String::from).unwrap_or_default()
    }

    /// JavaScript has a plus before exponents.
    fn without_plus(text: String) -> String {
        match text.split_once('+') {
            Some((digits, exponent)) => digits.to_owned() + exponent,
            None => text,
        }
    }

    pub fn shortest(number: f64) -> String {
        without_plus(text(Number::from(number).to_string_with_radix(10)))
    }

    pub fn fixed(number: f64, decimals: u8) -> String {
        text(Number::from(number).to_fixed(decimals))
    }

    pub fn exponential(number: f64, decimals: u8) -> String {
        without_plus(text(Number::from(number).to_exponential(decimals)))
    }

    pub fn quoted(text: &str) -> String {
        self::text(JSON::stringify(&text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_javascript_does() {
        for (number, text) in [
            (0.0, "0"),
            (-1.5, "-1.5"),
            (1e-6, "0.000001"),
            (1.5e-7, "1.5e-7"),
            (1e20, "100000000000000000000"),
            (-1e21, "-1e21"),
            (1e300, "1e300"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(number.written(), text);
        }
        assert_eq!(f64::NAN.written(), "NaN");
        assert_eq!(
            (0.1_f32.written(), 1e30_f32.written()),
            ("0.1".to_owned(), "1e30".to_owned())
        );
        assert_eq!(0.1_f32.written_alike(), 0.1);
    }

    #[test]
    fn digits_are_counted() {
        assert_eq!(fixed(2.0 / 3.0, 2), "0.67");
        assert_eq!(exponential(5.23e-7, 1), "5.2e-7");
    }
}

//! JavaScript's arrays of numbers.

use std::ops::Range;

use js_sys::{Float32Array, Float64Array};
use wasm_bindgen::prelude::*;

use crate::aggregate::Real;

/// JavaScript's arrays of numbers of one type.
pub(in crate::web) trait Numbers: JsCast {
    type Number: Real;

    fn new(length: usize) -> Self;

    fn length(&self) -> u32;

    /// Copies these numbers; whether there are so many.
    fn read(&self, range: Range<u32>, to: &mut [Self::Number]) -> bool;

    /// Copies numbers to a place where there is room for them.
    fn write(&self, at: usize, numbers: &[Self::Number]);
}

macro_rules! numbers {
    ($array:ty, $number:ty) => {
        impl Numbers for $array {
            type Number = $number;

            fn new(length: usize) -> Self {
                Self::new_with_length(length as u32)
            }

            fn length(&self) -> u32 {
                Self::length(self)
            }

            fn read(&self, range: Range<u32>, to: &mut [$number]) -> bool {
                let part = self.subarray(range.start, range.end);
                let fits = Self::length(&part) as usize == to.len();
                if fits {
                    part.copy_to(to);
                }
                fits
            }

            fn write(&self, at: usize, numbers: &[$number]) {
                let at = at as u32;
                self.subarray(at, at + numbers.len() as u32)
                    .copy_from(numbers);
            }
        }
    };
}

numbers!(Float64Array, f64);
numbers!(Float32Array, f32);

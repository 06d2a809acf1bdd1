//! Where the parts of a chart stand. Both layers compute it from the same input, so that they agree.

use super::shape::Paper;
use super::{ChartError, Range, Scale, Style};
use plotters::coord::ranged1d::{BoldPoints, Ranged as _};
use plotters::coord::types::RangedCoordu64;

use crate::written::{Written as _, fixed};

/// Free space along the edge of the area, in em.
pub(super) const PAD: f64 = 0.3;
/// Between the y labels and the plot, in em.
pub(super) const Y_LABEL_GAP: f64 = 0.6;
/// Height of a line of text, in em.
const LINE: f64 = 1.2;

/// Lengths and positions in the backend's units, absolute.
pub(super) struct Layout {
    /// Backend units per device pixel.
    pub pixel: i32,
    /// The font size.
    pub em: f64,
    /// The whole area, x and y.
    pub outer: (std::ops::Range<i32>, std::ops::Range<i32>),
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
    /// In the axis's own numbers.
    pub x_ticks: Vec<f64>,
    pub y_ticks: Vec<f64>,
    y_decimals: usize,
    decimal_comma: bool,
    /// Whether there is room for the axis titles.
    pub titles: bool,
    pub grid_width: i32,
    pub axis_width: i32,
}

impl Layout {
    /// `None` where nothing readable fits.
    pub fn new(
        paper: &Paper<'_>,
        range: &Range,
        style: &Style,
    ) -> Result<Option<Self>, ChartError> {
        let em = style.em();
        let pixel = i32::from(style.lattice());
        let length = |ems: f64| (ems * em).round() as i32;
        let outer = paper.area.clone();
        let (width, height) = (outer.0.end - outer.0.start, outer.1.end - outer.1.start);

        // Every edge lies between two device pixels, where the axes can be sharp.
        let titles = height >= length(9.0);
        let above = PAD + if titles { LINE + 0.7 } else { 0.5 };
        let below = PAD + 0.5 + LINE + if titles { 0.2 + LINE } else { 0.0 };
        let top = round_up(length(above), pixel);
        let bottom = round_down(height - length(below), pixel);
        if bottom - top < length(2.0) {
            return Ok(None);
        }

        let tall = f64::from(bottom - top);
        let most = (tall / (2.0 * em)) as usize + 1;
        let spacing = 1.25 * em * (range.max() - range.min()) / tall;
        let y_ticks = |most| round_numbers(range.min(), range.max(), most);
        let y_ticks = most_apart(most.min(8), spacing, &y_ticks, &|y| y);
        let y_decimals = decimals(&y_ticks);
        let mut y_width = 0;
        for &tick in &y_ticks {
            let text = label(tick, Some(y_decimals));
            y_width = y_width.max((paper.text_width)(&text, em)?);
        }
        let mut x_width = 0;
        let longest = match range.x() {
            None => vec![f64::from(range.steps())],
            Some(_) => x_ticks(range, MOST_X_TICKS),
        };
        for tick in longest {
            x_width = x_width.max((paper.text_width)(&label(tick, None), em)?);
        }
        let left = round_up(length(PAD + Y_LABEL_GAP) + y_width, pixel);
        // The last x label and the last marker reach past the end of the axis.
        let over = (length(PAD) + x_width / 2).max(length(0.8));
        let right = round_down(width - over, pixel);
        if right - left < length(3.0) {
            return Ok(None);
        }
        let wide = f64::from(right - left);
        let most = (wide / (f64::from(x_width) + 2.5 * em)) as usize + 1;
        let spacing = (f64::from(x_width) + 0.5 * em) * f64::from(range.steps()) / wide;
        let (most, place) = (most.min(MOST_X_TICKS), |x| range.step_of(x));
        let x_ticks = most_apart(most, spacing, &|most| x_ticks(range, most), &place);

        // Whole device pixels, so that lines are sharp; the grid is finer than the axes where the screen allows.
        let pixels = |css: f64| (css * style.scale()).round().max(1.0) as i32 * pixel;
        Ok(Some(Self {
            pixel,
            em,
            left: outer.0.start + left,
            top: outer.1.start + top,
            right: outer.0.start + right,
            bottom: outer.1.start + bottom,
            outer,
            x_ticks,
            y_ticks,
            y_decimals,
            decimal_comma: style.decimal_comma(),
            titles,
            grid_width: pixels(0.65),
            axis_width: pixels(0.95),
        }))
    }

    /// A length in em, in backend units.
    pub fn length(&self, ems: f64) -> i32 {
        (ems * self.em).round() as i32
    }

    /// The extent across of a line of that width (in whole device pixels) at `center`, moved onto device pixels.
    pub fn line(&self, center: i32, width: i32) -> std::ops::Range<i32> {
        let start = round_down(center - width / 2 + self.pixel / 2, self.pixel);
        start..start + width
    }

    /// As short as the number allows.
    pub fn x_label(&self, value: f64) -> String {
        self.number(value, None)
    }

    pub fn y_label(&self, value: f64) -> String {
        self.number(value, Some(self.y_decimals))
    }

    /// As the page's language writes it. A comma takes as much room as the point with which the axes were laid out.
    pub fn number(&self, value: f64, decimals: Option<usize>) -> String {
        let text = label(value, decimals);
        match text.split_once('.') {
            Some((ones, tenths)) if self.decimal_comma => format!("{ones},{tenths}"),
            _ => text,
        }
    }
}

/// As many ticks as there may be, at most `most`, such that their places are `spacing` apart.
fn most_apart(
    most: usize,
    spacing: f64,
    ticks: &dyn Fn(usize) -> Vec<f64>,
    place: &dyn Fn(f64) -> f64,
) -> Vec<f64> {
    let apart = |pair: &[f64]| place(pair[1]) - place(pair[0]) >= spacing;
    for most in (1..=most).rev() {
        let ticks = ticks(most);
        if ticks.windows(2).all(apart) {
            return ticks;
        }
    }
    Vec::new()
}

const MOST_X_TICKS: usize = 11;

/// At most `most` numbers that may stand along the x axis.
fn x_ticks(range: &Range, most: usize) -> Vec<f64> {
    match range.x() {
        None => {
            let ticks = RangedCoordu64::from(0..u64::from(range.steps()));
            let ticks = ticks.key_points(BoldPoints(most)).into_iter();
            ticks.map(|step| step as f64).collect()
        }
        Some(scale) if scale.is_log() => {
            let full = decades(scale, &[1.0, 2.0, 5.0]);
            if full.len() <= most {
                full
            } else {
                decades(scale, &[1.0])
            }
        }
        Some(scale) => round_numbers(scale.from(), scale.to(), most),
    }
}

/// These digits in every power of ten within the scale.
fn decades(scale: &Scale, digits: &[f64]) -> Vec<f64> {
    let mut numbers = Vec::new();
    for power in -6..=6 {
        // Divided, not multiplied, so that 0.05 is written as such.
        let unit = 10f64.powi(power);
        for &digit in digits {
            let number = if power < 0 {
                digit / (1.0 / unit).round()
            } else {
                digit * unit
            };
            if (scale.from()..=scale.to()).contains(&number) {
                numbers.push(number);
            }
        }
    }
    numbers
}

/// At most `most` round numbers: all multiples of 1, 2 or 5 times a power of ten, of the smallest of which there are so few.
// As plotters' `key_points`, which takes the general power function along: 1 kB of the page.
fn round_numbers(from: f64, to: f64, most: usize) -> Vec<f64> {
    for power in -9..=9 {
        for digit in [1.0, 2.0, 5.0] {
            // Multiples are divided by what is a whole number, so that 0.3 is written as such.
            let unit = 10f64.powi(i32::abs(power));
            let (times, over) = if power < 0 {
                (digit, unit)
            } else {
                (digit * unit, 1.0)
            };
            let place = |number: f64| number * over / times;
            let (first, last) = ((place(from) - NEARLY).ceil(), (place(to) + NEARLY).floor());
            let count = (last - first + 1.0).max(0.0);
            if count <= most as f64 {
                return (0..count as usize)
                    .map(|i| (first + i as f64) * times / over)
                    .filter(|tick| (from..=to).contains(tick))
                    .collect();
            }
        }
    }
    Vec::new()
}

/// So far from a whole number is what is one but for rounding.
const NEARLY: f64 = 1e-9;

/// How many decimals write the ticks in full.
pub(super) fn decimals(ticks: &[f64]) -> usize {
    let full = |&decimals: &i32| {
        let unit = 10f64.powi(decimals);
        let rest = |tick: f64| (tick - (tick * unit).round() / unit).abs();
        ticks.iter().all(|&tick| rest(tick) < 1e-9)
    };
    (0..9).find(full).unwrap_or(9) as usize
}

/// A number with so many decimals, or as shortly as it can be written.
pub(super) fn label(value: f64, decimals: Option<usize>) -> String {
    let text = match decimals {
        Some(decimals) => fixed(value, decimals as u8),
        None => value.written(),
    };
    match text.strip_prefix('-') {
        Some(digits) if digits.bytes().any(|b| (b'1'..=b'9').contains(&b)) => {
            format!("\u{2212}{digits}")
        }
        Some(zero) => zero.to_owned(),
        None => text,
    }
}

/// The text and its size such that it is no wider than `room`: smaller by up to a fifth, then cut.
pub(super) fn fitted(
    paper: &Paper<'_>,
    text: &str,
    size: f64,
    room: i32,
) -> Result<(String, f64), ChartError> {
    let width = (paper.text_width)(text, size)?;
    if width <= room {
        return Ok((text.to_owned(), size));
    }
    // Whole widths are rounded, so aim a little lower.
    let share = 0.99 * f64::from(room.max(0)) / f64::from(width);
    if share >= 0.8 {
        return Ok((text.to_owned(), size * share));
    }
    let size = size * 0.8;
    let mut kept: Vec<char> = text.chars().collect();
    kept.truncate((kept.len() as f64 * share / 0.8 * 1.5) as usize);
    while kept.pop().is_some() {
        let shorter = format!(
            "{}\u{2026}",
            kept.iter().collect::<String>().trim_ascii_end()
        );
        if (paper.text_width)(&shorter, size)? <= room {
            return Ok((shorter, size));
        }
    }
    Ok((String::new(), size))
}

pub(super) fn round_up(value: i32, unit: i32) -> i32 {
    -round_down(-value, unit)
}

pub(super) fn round_down(value: i32, unit: i32) -> i32 {
    value.div_euclid(unit) * unit
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_as_many_as_may_be() {
        for (from, to, most, ticks) in [
            (0.0, 1.0, 6, &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0][..]),
            (0.0, 0.7, 7, &[0.0, 0.2, 0.4, 0.6]),
            (-1.0, 1.0, 5, &[-1.0, -0.5, 0.0, 0.5, 1.0]),
            (0.28, 0.31, 4, &[0.28, 0.29, 0.3, 0.31]),
            (12.0, 1000.0, 2, &[500.0, 1000.0]),
            (0.1, 0.2, 0, &[]),
        ] {
            assert_eq!(round_numbers(from, to, most), ticks, "{from} to {to}");
        }
    }
}

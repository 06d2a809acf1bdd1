//! Where the parts of a chart stand. Both layers compute it from the same input, so that they agree.

use super::shape::Paper;
use super::{ChartError, Range, Style};
use plotters::coord::ranged1d::{BoldPoints, Ranged as _};
use plotters::coord::types::{RangedCoordf64, RangedCoordu64};

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
    pub x_ticks: Vec<f64>,
    pub y_ticks: Vec<f64>,
    y_decimals: usize,
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
        let y_ticks = most_apart(most.min(8), spacing, |most| y_ticks(range, most));
        let y_decimals = decimals(&y_ticks);
        let mut y_width = 0;
        for &tick in &y_ticks {
            let text = y_label(tick, y_decimals);
            y_width = y_width.max((paper.text_width)(&text, em)?);
        }
        let x_width = (paper.text_width)(&range.steps().to_string(), em)?;
        let left = round_up(length(PAD + Y_LABEL_GAP) + y_width, pixel);
        // The last x label and the last marker reach past the end of the axis.
        let over = (length(PAD) + x_width / 2).max(length(0.8));
        let right = round_down(width - over, pixel);
        if right - left < length(3.0) {
            return Ok(None);
        }
        let (wide, steps) = (f64::from(right - left), u64::from(range.steps()));
        let most = (wide / (f64::from(x_width) + 2.5 * em)) as usize + 1;
        let spacing = (f64::from(x_width) + 0.5 * em) * steps as f64 / wide;
        let x_ticks = most_apart(most.min(11), spacing, |most| {
            let ticks = RangedCoordu64::from(0..steps).key_points(BoldPoints(most));
            ticks.into_iter().map(|step| step as f64).collect()
        });

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

    pub fn x_label(&self, step: f64) -> String {
        format!("{step:.0}")
    }

    pub fn y_label(&self, value: f64) -> String {
        y_label(value, self.y_decimals)
    }
}

/// As many ticks as there may be, at most `most`, such that they are `spacing` apart.
fn most_apart(most: usize, spacing: f64, ticks: impl Fn(usize) -> Vec<f64>) -> Vec<f64> {
    (1..=most)
        .rev()
        .map(ticks)
        .find(|ticks| ticks.windows(2).all(|pair| pair[1] - pair[0] >= spacing))
        .unwrap_or_default()
}

/// At most `most` round values within the range.
fn y_ticks(range: &Range, most: usize) -> Vec<f64> {
    let mut ticks = RangedCoordf64::from(range.min()..range.max()).key_points(BoldPoints(most));
    ticks.retain(|&tick| range.contains(tick));
    ticks
}

/// How many decimals write the ticks in full.
fn decimals(ticks: &[f64]) -> usize {
    let full = |&decimals: &i32| {
        let unit = 10f64.powi(decimals);
        let rest = |tick: f64| (tick - (tick * unit).round() / unit).abs();
        ticks.iter().all(|&tick| rest(tick) < 1e-9)
    };
    (0..9).find(full).unwrap_or(9) as usize
}

fn y_label(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
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
        let shorter = format!("{}\u{2026}", kept.iter().collect::<String>().trim_end());
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

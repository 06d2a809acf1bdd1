//! The shapes on the curves.

use super::shape::Shape;
use super::{Marker, Range};
use plotters::style::RGBColor;

use crate::written::{Written as _, fixed};

/// Half the width of a square of the area that all shapes have, in em.
const RADIUS: f64 = 0.29;
/// The radius of the disc whose area is that of a square from -1 to 1.
const DISC: f64 = 1.13;
/// Width of the rim, in em.
const RIM: f64 = 0.08;
/// Width between the markers of curves that lie on each other, in em.
const SPACING: f64 = 1.1;

/// How many markers a curve has over the whole x axis: ten, or fewer where the markers of `curves` curves on one line
/// would touch.
pub(super) fn groups(width: i32, curves: usize, em: f64) -> usize {
    let fit = f64::from(width) / (SPACING * em * curves.max(1) as f64);
    (fit as usize).clamp(2, 10)
}

/// The steps at which the curve at `index` of `curves` carries a marker, ascending. A curve that ends before its first
/// place has one at its end.
pub(super) fn steps(
    index: usize,
    curves: usize,
    groups: usize,
    range: &Range,
    mean: &[f64],
) -> Vec<usize> {
    let shown = |step: &usize| mean.get(*step).is_some_and(|&value| range.contains(value));
    let phase = (index as f64 + 0.5) / curves as f64;
    let spacing = f64::from(range.steps()) / groups as f64;
    let mut steps: Vec<usize> = (0..groups)
        .map(|group| ((group as f64 + phase) * spacing).round() as usize)
        .filter(shown)
        .collect();
    steps.dedup();
    if steps.is_empty() {
        steps.extend((0..mean.len()).rev().find(shown));
    }
    steps
}

/// A marker, with a rim of the background so that it stands out from what it lies on.
pub(super) fn shapes(
    marker: Marker,
    color: RGBColor,
    at: (i32, i32),
    em: f64,
    background: RGBColor,
) -> [Shape; 2] {
    let rim = (RIM * em).round().max(1.0) as i32;
    if marker == Marker::Circle {
        let radius = (RADIUS * em * DISC).round().max(1.0) as i32;
        return [
            Shape::disc(at, radius + rim, background),
            Shape::disc(at, radius, color),
        ];
    }
    let unit = RADIUS * em;
    let outline: Vec<(i32, i32)> = outline(marker)
        .iter()
        .map(|&(x, y)| {
            (
                at.0 + (x * unit).round() as i32,
                at.1 + (y * unit).round() as i32,
            )
        })
        .collect();
    // The stroke goes round twice past the first corner, which is then joined like the others.
    let around = [&outline[..], &outline[..2]].concat();
    [
        Shape::path(around, background, 2 * rim),
        Shape::polygon(outline, color),
    ]
}

impl Marker {
    /// Writes its outline as the path of an SVG file, in a box of 12 by 12.
    pub fn svg_path(self) -> String {
        // So that the outermost corners, the diamond's, come close to the edge of the box.
        const MIDDLE: f64 = 6.0;
        const UNIT: f64 = 3.6;
        let at = |place: f64| fixed(place, 2);
        if self == Self::Circle {
            let radius = UNIT * DISC;
            let left = MIDDLE - radius;
            let arc = |to: f64| format!("a{} {} 0 0 1 {} 0", at(radius), at(radius), at(to));
            return format!(
                "M{} {}{}{}z",
                at(left),
                MIDDLE.written(),
                arc(2.0 * radius),
                arc(-2.0 * radius)
            );
        }
        let corners = outline(self).iter();
        let corners =
            corners.map(|(x, y)| format!("{} {}", at(MIDDLE + x * UNIT), at(MIDDLE + y * UNIT)));
        format!("M{}z", corners.collect::<Vec<_>>().join("L"))
    }
}

/// The corners about the marker's middle, y down, in units in which the square reaches from -1 to 1. The areas are
/// alike; the cross has less, as its arms reach farther.
fn outline(marker: Marker) -> &'static [(f64, f64)] {
    match marker {
        Marker::Circle => &[],
        Marker::Square => &[(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)],
        Marker::Triangle => &[(0.0, -1.6), (1.45, 0.95), (-1.45, 0.95)],
        Marker::Down => &[(0.0, 1.6), (-1.45, -0.95), (1.45, -0.95)],
        Marker::Diamond => &[(0.0, -1.5), (1.5, 0.0), (0.0, 1.5), (-1.5, 0.0)],
        Marker::Cross => &[
            (0.0, -0.5),
            (0.85, -1.35),
            (1.35, -0.85),
            (0.5, 0.0),
            (1.35, 0.85),
            (0.85, 1.35),
            (0.0, 0.5),
            (-0.85, 1.35),
            (-1.35, 0.85),
            (-0.5, 0.0),
            (-1.35, -0.85),
            (-0.85, -1.35),
        ],
    }
}

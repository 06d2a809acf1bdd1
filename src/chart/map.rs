//! A quantity over a square: shaded between its levels, with lines at them that carry their values.

use plotters::prelude::CoordTranslate as _;
use plotters_backend::text_anchor::{HPos, VPos};

use super::layout::{Layout, decimals, round_down};
use super::shape::{Paper, Shape};
use super::{ChartError, Map, Marker, Range, Style, blend, coordinates, marker};

/// How much of the map's colour lies on the background above the highest level.
const DEEPEST: f64 = 0.55;
/// Width of the lines at the levels and of the hatching, in em.
const LEVEL_EM: f64 = 0.09;
const HATCH_EM: f64 = 0.12;
/// Width between the lines of the hatching, in em.
const HATCH_SPACING: f64 = 0.85;

/// A place on the grid: column and row.
type Place = (f64, f64);

/// Where a place is on the screen.
fn to_screen(layout: &Layout, map: &Map, (column, row): Place) -> (i32, i32) {
    let last = (map.side() - 1) as f64;
    let share = |place: f64, length: i32| (place / last * f64::from(length)).round() as i32;
    (
        layout.left + share(column, layout.right - layout.left),
        layout.bottom - share(row, layout.bottom - layout.top),
    )
}

fn between(a: Place, b: Place, share: f64) -> Place {
    (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1))
}

/// A bar for each stretch of a row of the grid that lies between the same levels. Their steps hide under the lines; polygons that touch would let the
/// background shine through.
pub(super) fn shade(shapes: &mut Vec<Shape>, layout: &Layout, style: &Style, map: &Map) {
    let last = map.side() - 1;
    // Half-way to the next point, on whole device pixels.
    let end = |i: usize| {
        let place = (i as f64 + 0.5).min(last as f64);
        let (x, y) = to_screen(layout, map, (place, place));
        (round_down(x, layout.pixel), round_down(y, layout.pixel))
    };
    let mut bottom = layout.bottom;
    for row in 0..=last {
        let top = end(row).1;
        let band = |column| {
            map.levels()
                .partition_point(|&level| level <= map.at(column, row))
        };
        let (mut left, mut before) = (layout.left, band(0));
        for column in 0..=last {
            let next = if column < last {
                band(column + 1)
            } else {
                usize::MAX
            };
            if next == before {
                continue;
            }
            let right = end(column).0;
            let opacity = DEEPEST * before as f64 / map.levels().len().max(1) as f64;
            let color = blend(map.color(), style.colors().background, opacity);
            shapes.push(Shape::bar(left..right, top..bottom, color));
            (left, before) = (right, next);
        }
        bottom = top;
    }
}

/// The lines at the levels with their values, the hatching, and the point.
pub(super) fn lines(
    shapes: &mut Vec<Shape>,
    paper: &Paper<'_>,
    layout: &Layout,
    range: &Range,
    style: &Style,
    map: &Map,
) -> Result<(), ChartError> {
    let colors = style.colors();
    let mut line = |a: Place, b: Place, color, width| {
        let path = [a, b].map(|place| to_screen(layout, map, place)).to_vec();
        shapes.push(Shape::path(path, color, layout.length(width)));
    };
    let side = map.side();
    let place = |(column, row): (usize, usize)| (column as f64, row as f64);

    // In each cell of the grid, the line joins the places where it crosses the cell's edges.
    let ink = blend(colors.ink, colors.background, 0.75);
    for cell in 0..(side - 1) * (side - 1) {
        let (i, j) = (cell % (side - 1), cell / (side - 1));
        let corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1), (i, j)];
        let values = corners.map(|(column, row)| map.at(column, row));
        for &level in map.levels() {
            let mut open = None;
            for edge in 0..4 {
                let (a, b) = (values[edge], values[edge + 1]);
                if (a < level) != (b < level) {
                    let share = (level - a) / (b - a);
                    let here = between(place(corners[edge]), place(corners[edge + 1]), share);
                    open = match open {
                        None => Some(here),
                        Some(there) => {
                            line(there, here, ink, LEVEL_EM);
                            None
                        }
                    };
                }
            }
        }
    }

    // Along the grid's diagonals, each as far as the slope is below 0.
    let column = f64::from(layout.right - layout.left) / side as f64;
    let spacing = HATCH_SPACING * layout.em * std::f64::consts::SQRT_2 / column;
    for (slopes, falls) in map.slopes().zip([false, true]) {
        for start in (0..2 * side).step_by(spacing.round().max(1.0) as usize) {
            let mut before: Option<(Place, f64)> = None;
            for i in 0..side {
                let j = if falls {
                    start.wrapping_sub(i)
                } else {
                    (start + i).wrapping_sub(side)
                };
                if j >= side {
                    continue;
                }
                let (here, slope) = (place((i, j)), slopes[j * side + i]);
                if let Some((there, was)) = before.filter(|&(_, was)| was < 0.0 || slope < 0.0) {
                    let turn = between(there, here, was / (was - slope));
                    let (a, b) = match (was < 0.0, slope < 0.0) {
                        (true, true) => (there, here),
                        (true, false) => (there, turn),
                        _ => (turn, here),
                    };
                    line(a, b, colors.ink, HATCH_EM);
                }
                before = Some((here, slope));
            }
        }
    }

    // The values stand where the lines cross the diagonal, along which both rewards rise.
    let size = 0.85 * layout.em;
    let half = layout.length(0.6);
    let digits = Some(decimals(map.levels()));
    let mut last = i32::MAX;
    for i in 1..side {
        let (a, b) = (map.at(i - 1, i - 1), map.at(i, i));
        for &level in map.levels() {
            if (a < level) == (b < level) {
                continue;
            }
            let at = i as f64 - 1.0 + (level - a) / (b - a);
            let (x, y) = to_screen(layout, map, (at, at));
            let room = layout.top + half..layout.bottom - half;
            if !room.contains(&y) || last.abs_diff(y) < 2 * half as u32 {
                continue;
            }
            let text = layout.number(level, digits);
            let wide = (paper.text_width)(&text, size)? / 2 + layout.length(0.15);
            if x - wide >= layout.left && x + wide <= layout.right {
                shapes.push(Shape::bar(
                    x - wide..x + wide,
                    y - half..y + half,
                    colors.background,
                ));
                shapes.push(Shape::text(
                    text,
                    (x, y),
                    style,
                    size,
                    HPos::Center,
                    VPos::Center,
                ));
                last = y;
            }
        }
    }

    let [x, y] = map.point();
    let at = (range.step_of(x), y);
    if range.contains(y) && (0.0..=f64::from(range.steps())).contains(&at.0) {
        let at = coordinates(layout, range).translate(&at);
        let em = 1.2 * layout.em;
        shapes.extend(marker::shapes(
            Marker::Circle,
            colors.ink,
            at,
            em,
            colors.background,
        ));
    }
    Ok(())
}

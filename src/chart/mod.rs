//! The plots, generic over plotters' `DrawingBackend`.
//!
//! A line chart, such as that of the bottleneck over training, comes in two layers that share one geometry: [`axes`], redrawn
//! only when the range, the size or the style changes, and [`curves`], redrawn every frame on a transparent layer above.
//! [`chart`] draws both and a legend on one area, for a picture that stands alone. A [`Map`] lies under axes of its own ([`map`]).
//!
//! Lengths follow from the font size, so that a chart with larger text has heavier lines too. One *pixel* is a device
//! pixel; backends that can place ink finer than that draw on a lattice ([`Style::on_lattice`]).

mod input;
mod layout;
mod map;
mod marker;
mod shape;
mod trace;

pub use input::{ChartError, Colors, Curve, Labels, Map, Marker, Range, Scale, Style, parse_color};

use std::cell::{Cell, RefCell};

use layout::{Layout, fitted};
use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::prelude::CoordTranslate as _;
use plotters::style::{Color as _, RGBColor};
use plotters_backend::DrawingBackend;
use plotters_backend::text_anchor::{HPos, VPos};
use shape::{Paper, Shape, draw};

/// How much of the colour a band lets through.
const BAND_ALPHA: f64 = 0.18;
/// Width of a curve in em: 2 CSS px at a font size of 13.
const LINE_EM: f64 = 2.0 / 13.0;

impl<E: std::error::Error + Send + Sync> From<DrawingAreaErrorKind<E>> for ChartError {
    fn from(error: DrawingAreaErrorKind<E>) -> Self {
        Self::Drawing {
            detail: error.to_string(),
        }
    }
}

/// The rectangle between the axes, in the backend's coordinates, as `(x, y)` ranges: step 0 lies at `x.start` and
/// `range.steps` at `x.end`, `range.max` at `y.start` and `range.min` at `y.end`. `None` where the area is too small
/// for a chart; then [`axes`] fills the background only and [`curves`] draws nothing.
///
/// # Errors
///
/// [`ChartError::Drawing`] if the backend cannot measure text.
#[allow(clippy::type_complexity)]
pub fn plot_area<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    range: &Range,
    style: &Style,
) -> Result<Option<(std::ops::Range<i32>, std::ops::Range<i32>)>, ChartError> {
    let plot = RefCell::new(None);
    draw(area, style, &|paper| {
        *plot.borrow_mut() = Layout::new(paper, range, style)?
            .map(|layout| (layout.left..layout.right, layout.top..layout.bottom));
        Ok(Vec::new())
    })?;
    Ok(plot.into_inner())
}

/// Fills the background and draws grid, axes, tick labels and titles.
///
/// # Errors
///
/// [`ChartError::Drawing`] if the backend fails.
pub fn axes<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    range: &Range,
    style: &Style,
    labels: &Labels,
) -> Result<(), ChartError> {
    over(area, range, style, labels, None)
}

/// Draws the [`axes`] over a map that spans them. The range's steps count for nothing.
///
/// # Errors
///
/// [`ChartError::Drawing`] if the backend fails.
pub fn map<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    range: &Range,
    style: &Style,
    labels: &Labels,
    map: &Map,
) -> Result<(), ChartError> {
    over(area, range, style, labels, Some(map))
}

/// Axes over a map or over nothing.
pub(crate) fn over<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    range: &Range,
    style: &Style,
    labels: &Labels,
    map: Option<&Map>,
) -> Result<(), ChartError> {
    area.fill(&style.colors().background)?;
    draw(area, style, &|paper| {
        let mut shapes = Vec::new();
        if let Some(layout) = Layout::new(paper, range, style)? {
            if let Some(map) = map {
                map::shade(&mut shapes, &layout, style, map);
            }
            axes_shapes(&mut shapes, paper, &layout, range, style, labels)?;
            if let Some(map) = map {
                map::lines(&mut shapes, paper, &layout, range, style, map)?;
            }
        }
        Ok(shapes)
    })
}

fn axes_shapes(
    shapes: &mut Vec<Shape>,
    paper: &Paper<'_>,
    layout: &Layout,
    range: &Range,
    style: &Style,
    labels: &Labels,
) -> Result<(), ChartError> {
    let coord = coordinates(layout, range);
    let em = layout.em;
    let colors = style.colors();

    // Filled bars on whole pixels: a stroked line would straddle two of them and look grey.
    let grid = |center: i32| layout.line(center, layout.grid_width);
    let axis = |center: i32| layout.line(center, layout.axis_width);
    let x_of = |x: f64| coord.translate(&(range.step_of(x), range.min())).0;
    let y_of = |value: f64| coord.translate(&(0.0, value)).1;
    let (across, down) = (layout.left..layout.right, layout.top..layout.bottom);
    for &tick in &layout.x_ticks {
        shapes.push(Shape::bar(grid(x_of(tick)), down.clone(), colors.grid));
    }
    for &tick in &layout.y_ticks {
        shapes.push(Shape::bar(across.clone(), grid(y_of(tick)), colors.grid));
    }
    if range.min() < 0.0 && range.max() > 0.0 {
        let half = blend(colors.ink, colors.background, 0.5);
        shapes.push(Shape::bar(across, axis(y_of(0.0)), half));
    }
    if let Some(mark) = range.x().and_then(Scale::mark) {
        shapes.push(Shape::bar(axis(x_of(mark)), down, colors.ink));
    }
    let baseline = axis(layout.bottom);
    let mark = baseline.end..baseline.end + layout.length(0.3);
    for &tick in &layout.x_ticks {
        shapes.push(Shape::bar(axis(x_of(tick)), mark.clone(), colors.ink));
    }
    let ends = axis(layout.left).start..axis(layout.right).end;
    shapes.push(Shape::bar(ends, baseline, colors.ink));

    let mut text = |text: String, at: (i32, i32), size: f64, horizontal: HPos, vertical: VPos| {
        shapes.push(Shape::text(text, at, style, size, horizontal, vertical));
    };
    for &tick in &layout.x_ticks {
        let at = (x_of(tick), layout.bottom + layout.length(0.5));
        text(layout.x_label(tick), at, em, HPos::Center, VPos::Top);
    }
    for &tick in &layout.y_ticks {
        let at = (layout.left - layout.length(layout::Y_LABEL_GAP), y_of(tick));
        text(layout.y_label(tick), at, em, HPos::Right, VPos::Center);
    }
    if layout.titles {
        let pad = layout.length(layout::PAD);
        let (outer_x, outer_y) = &layout.outer;
        let room = outer_x.end - outer_x.start - 2 * pad;
        let (title, size) = fitted(paper, labels.y(), em, room)?;
        let at = (outer_x.start + pad, outer_y.start + pad);
        text(title, at, size, HPos::Left, VPos::Top);
        let (title, size) = fitted(paper, labels.x(), em, room.min(layout.right - layout.left))?;
        let at = (
            (layout.left + layout.right) / 2,
            outer_y.end - layout.length(1.2) - pad,
        );
        text(title, at, size, HPos::Center, VPos::Top);
    }
    Ok(())
}

/// Draws bands, then lines, then markers, and no background. The markers of different curves stand at different steps,
/// so that curves which lie on each other all show theirs.
///
/// Values that are not finite leave a gap; what lies outside the range is cut off; steps after the range's last are
/// left out.
///
/// # Errors
///
/// [`ChartError::Drawing`] if the backend fails.
pub fn curves<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    range: &Range,
    style: &Style,
    curves: &[Curve],
) -> Result<(), ChartError> {
    draw(area, style, &|paper| {
        curve_shapes(paper, range, style, curves)
    })
}

fn curve_shapes(
    paper: &Paper<'_>,
    range: &Range,
    style: &Style,
    curves: &[Curve],
) -> Result<Vec<Shape>, ChartError> {
    let mut shapes = Vec::new();
    let Some(layout) = Layout::new(paper, range, style)? else {
        return Ok(shapes);
    };
    let coord = coordinates(&layout, range);
    let to_screen = |points: &[(f64, f64)]| -> Vec<(i32, i32)> {
        points.iter().map(|p| coord.translate(p)).collect()
    };
    let shown = range.steps() as usize + 1;
    let stride = trace::stride(
        range.steps() as usize,
        ((layout.right - layout.left) / layout.pixel) as usize,
    );

    for curve in curves {
        let points = trace::thin_band(cut(curve.low(), shown), cut(curve.high(), shown), stride);
        for polygon in trace::clip_band(&points, range) {
            let fill = curve.color().mix(BAND_ALPHA);
            shapes.push(Shape::polygon(to_screen(&polygon), fill));
        }
    }
    let width = layout.length(LINE_EM);
    for curve in curves {
        let points = trace::thin_line(cut(curve.mean(), shown), stride);
        for run in trace::clip_line(&points, range) {
            let run = to_screen(&run);
            shapes.push(match run[..] {
                [point] => Shape::disc(point, width, curve.color()),
                _ => Shape::path(run, curve.color(), width),
            });
        }
    }
    let groups = marker::groups(layout.right - layout.left, curves.len(), layout.em);
    for (index, curve) in curves.iter().enumerate() {
        let mean = cut(curve.mean(), shown);
        for step in marker::steps(index, curves.len(), groups, range, mean) {
            let at = coord.translate(&(step as f64, mean[step]));
            shapes.extend(marker::shapes(
                curve.marker(),
                curve.color(),
                at,
                layout.em,
                style.colors().background,
            ));
        }
    }
    Ok(shapes)
}

/// Draws both layers on one area, under a legend of the curves, as SVG files have them.
///
/// # Errors
///
/// [`ChartError::Drawing`] if the backend fails.
pub fn chart<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    range: &Range,
    style: &Style,
    labels: &Labels,
    all: &[Curve],
) -> Result<(), ChartError> {
    area.fill(&style.colors().background)?;
    let height = Cell::new(0);
    draw(area, style, &|paper| {
        let (shapes, rows) = legend_shapes(paper, style, all)?;
        height.set(rows);
        Ok(shapes)
    })?;
    let (_, below) = area.split_vertically(height.get());
    axes(&below, range, style, labels)?;
    curves(&below, range, style, all)
}

/// The legend in rows along the area's top, and the height of the rows. None where they would take more than a third of
/// the area.
fn legend_shapes(
    paper: &Paper<'_>,
    style: &Style,
    curves: &[Curve],
) -> Result<(Vec<Shape>, i32), ChartError> {
    let (across, down) = &paper.area;
    let (width, height) = (across.end - across.start, down.end - down.start);
    let em = style.em();
    let length = |ems: f64| (ems * em).round() as i32;
    let (sample, gap, row) = (length(1.8), length(1.2), length(1.6));
    let pad = length(layout::PAD);

    let mut shapes = Vec::new();
    let (mut x, mut y) = (pad, pad);
    for curve in curves {
        let entry = sample + length(0.5) + (paper.text_width)(curve.label(), em)?;
        if x > pad && x + entry > width - pad {
            (x, y) = (pad, y + row);
        }
        let (left, middle) = (across.start + x, down.start + y + row / 2);
        let line = vec![(left, middle), (left + sample, middle)];
        shapes.push(Shape::path(line, curve.color(), length(LINE_EM)));
        let at = (left + sample / 2, middle);
        let (marker, color) = (curve.marker(), curve.color());
        shapes.extend(marker::shapes(
            marker,
            color,
            at,
            em,
            style.colors().background,
        ));
        let at = (left + sample + length(0.5), middle);
        let label = curve.label().to_owned();
        shapes.push(Shape::text(label, at, style, em, HPos::Left, VPos::Center));
        x += entry + gap;
    }
    let bottom = layout::round_up(y + row, i32::from(style.lattice()));
    if curves.is_empty() || bottom > height / 3 {
        return Ok((Vec::new(), 0));
    }
    Ok((shapes, bottom))
}

fn coordinates(layout: &Layout, range: &Range) -> Cartesian2d<RangedCoordf64, RangedCoordf64> {
    Cartesian2d::new(
        0.0..f64::from(range.steps()),
        range.min()..range.max(),
        (layout.left..layout.right, layout.bottom..layout.top),
    )
}

/// `ink` over `paper` with the given opacity, as an opaque colour.
fn blend(ink: RGBColor, paper: RGBColor, opacity: f64) -> RGBColor {
    let channel = |ink: u8, paper: u8| {
        (f64::from(ink) * opacity + f64::from(paper) * (1.0 - opacity)).round() as u8
    };
    RGBColor(
        channel(ink.0, paper.0),
        channel(ink.1, paper.1),
        channel(ink.2, paper.2),
    )
}

fn cut(values: &[f64], length: usize) -> &[f64] {
    values.get(..length).unwrap_or(values)
}

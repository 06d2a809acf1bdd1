//! The plots, generic over plotters' `DrawingBackend`.
//!
//! The chart of the bottleneck over training comes in two layers that share one geometry: [`axes`], redrawn only when
//! the range, the size or the style changes, and [`curves`], redrawn every frame on a transparent layer above. [`chart`]
//! draws both and a legend on one area, for a picture that stands alone.
//!
//! Lengths follow from the font size, so that a chart with larger text has heavier lines too. One *pixel* is a device
//! pixel; backends that can place ink finer than that draw on a lattice ([`Style::on_lattice`]).

mod input;
mod layout;
mod marker;
mod trace;

pub use input::{ChartError, Colors, Curve, Labels, Marker, Range, Style, parse_color};

use layout::{Layout, fitted, text_style, text_width};
use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::CoordTranslate as _;
use plotters::style::{Color as _, RGBColor};
use plotters_backend::DrawingBackend;
use plotters_backend::text_anchor::{HPos, Pos, VPos};

/// How much of the colour a band lets through.
const BAND_ALPHA: f64 = 0.18;
/// Width of a curve in em: 2 CSS px at a font size of 13.
const LINE_EM: f64 = 2.0 / 13.0;

impl<E: std::error::Error + Send + Sync> From<DrawingAreaErrorKind<E>> for ChartError {
    fn from(error: DrawingAreaErrorKind<E>) -> Self {
        Self::Drawing(error.to_string())
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
    Ok(Layout::new(area, range, style)?
        .map(|layout| (layout.left..layout.right, layout.top..layout.bottom)))
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
    area.fill(&style.colors().background)?;
    let Some(layout) = Layout::new(area, range, style)? else {
        return Ok(());
    };
    let screen = area.use_screen_coord();
    let coord = coordinates(&layout, range);
    let em = layout.em;
    let colors = style.colors();
    let bar = |x: std::ops::Range<i32>, y: std::ops::Range<i32>, color: RGBColor| {
        screen.draw(&Rectangle::new(
            [(x.start, y.start), (x.end, y.end)],
            color.filled(),
        ))
    };

    // Filled bars on whole pixels: a stroked line would straddle two of them and look grey.
    let grid = |center: i32| layout.line(center, layout.grid_width);
    let axis = |center: i32| layout.line(center, layout.axis_width);
    let x_of = |step: f64| coord.translate(&(step, range.min())).0;
    let y_of = |value: f64| coord.translate(&(0.0, value)).1;
    for &tick in &layout.x_ticks {
        bar(grid(x_of(tick)), layout.top..layout.bottom, colors.grid)?;
    }
    for &tick in &layout.y_ticks {
        bar(layout.left..layout.right, grid(y_of(tick)), colors.grid)?;
    }
    if range.min() < 0.0 && range.max() > 0.0 {
        let half = blend(colors.ink, colors.background, 0.5);
        bar(layout.left..layout.right, axis(y_of(0.0)), half)?;
    }
    let baseline = axis(layout.bottom);
    let tick_end = baseline.end + layout.length(0.3);
    for &tick in &layout.x_ticks {
        bar(axis(x_of(tick)), baseline.end..tick_end, colors.ink)?;
    }
    let ends = axis(layout.left).start..axis(layout.right).end;
    bar(ends, baseline, colors.ink)?;

    let label = text_style(style, em, colors.ink);
    let below = label.pos(Pos::new(HPos::Center, VPos::Top));
    for &tick in &layout.x_ticks {
        let at = (x_of(tick), layout.bottom + layout.length(0.5));
        screen.draw(&Text::new(layout.x_label(tick), at, below.clone()))?;
    }
    let beside = label.pos(Pos::new(HPos::Right, VPos::Center));
    for &tick in &layout.y_ticks {
        let at = (layout.left - layout.length(layout::Y_LABEL_GAP), y_of(tick));
        screen.draw(&Text::new(layout.y_label(tick), at, beside.clone()))?;
    }

    if layout.titles {
        let pad = layout.length(layout::PAD);
        let room = layout.outer.0.end - layout.outer.0.start - 2 * pad;
        let (text, size) = fitted(area, style, labels.y(), em, room)?;
        screen.draw(&Text::new(
            text,
            (layout.outer.0.start + pad, layout.outer.1.start + pad),
            text_style(style, size, colors.ink).pos(Pos::new(HPos::Left, VPos::Top)),
        ))?;
        let (text, size) = fitted(
            area,
            style,
            labels.x(),
            em,
            room.min(layout.right - layout.left),
        )?;
        screen.draw(&Text::new(
            text,
            (
                (layout.left + layout.right) / 2,
                layout.outer.1.end - layout.length(1.2) - pad,
            ),
            text_style(style, size, colors.ink).pos(Pos::new(HPos::Center, VPos::Top)),
        ))?;
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
    let Some(layout) = Layout::new(area, range, style)? else {
        return Ok(());
    };
    let screen = area.use_screen_coord();
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
        let fill = curve.color().mix(BAND_ALPHA);
        let points = trace::thin_band(cut(curve.low(), shown), cut(curve.high(), shown), stride);
        for polygon in trace::clip_band(&points, range) {
            screen.draw(&Polygon::new(to_screen(&polygon), fill))?;
        }
    }
    let width = layout.length(LINE_EM).max(1);
    for curve in curves {
        let points = trace::thin_line(cut(curve.mean(), shown), stride);
        for run in trace::clip_line(&points, range) {
            let run = to_screen(&run);
            if let [point] = run[..] {
                screen.draw(&Circle::new(point, width, curve.color().filled()))?;
            } else {
                screen.draw(&PathElement::new(
                    run,
                    curve.color().stroke_width(width as u32),
                ))?;
            }
        }
    }
    let groups = marker::groups(layout.right - layout.left, curves.len(), layout.em);
    for (index, curve) in curves.iter().enumerate() {
        let mean = cut(curve.mean(), shown);
        for step in marker::steps(index, curves.len(), groups, range, mean) {
            let at = coord.translate(&(step as f64, mean[step]));
            marker::draw(&screen, curve, at, layout.em, style.colors().background)?;
        }
    }
    Ok(())
}

/// Both layers on one area, under a legend of the curves: for SVG files.
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
    let height = legend(area, style, all)?;
    let (_, below) = area.split_vertically(height);
    axes(&below, range, style, labels)?;
    curves(&below, range, style, all)
}

/// Fills the area and draws the legend in rows along its top; returns the height of the rows. Draws none where they
/// would take more than a third of the area.
fn legend<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    style: &Style,
    curves: &[Curve],
) -> Result<i32, ChartError> {
    area.fill(&style.colors().background)?;
    let (width, height) = area.dim_in_pixel();
    let em = style.em();
    let length = |ems: f64| (ems * em).round() as i32;
    let (sample, gap, row) = (length(1.8), length(1.2), length(1.6));
    let pad = length(layout::PAD);

    let mut entries = Vec::with_capacity(curves.len());
    let (mut x, mut y) = (pad, pad);
    for curve in curves {
        let entry = sample + length(0.5) + text_width(area, style, curve.label(), em)?;
        if x > pad && x + entry > width as i32 - pad {
            (x, y) = (pad, y + row);
        }
        entries.push((curve, x, y + row / 2));
        x += entry + gap;
    }
    let pixel = style.lattice() as i32;
    let bottom = layout::round_up(y + row, pixel);
    if curves.is_empty() || bottom > height as i32 / 3 {
        return Ok(0);
    }
    let (base_x, base_y) = area.get_base_pixel();
    let screen = area.use_screen_coord();
    let label = text_style(style, em, style.colors().ink).pos(Pos::new(HPos::Left, VPos::Center));
    for (curve, x, y) in entries {
        let (x, y) = (base_x + x, base_y + y);
        screen.draw(&PathElement::new(
            vec![(x, y), (x + sample, y)],
            curve.color().stroke_width(length(LINE_EM).max(1) as u32),
        ))?;
        let at = (x + sample / 2, y);
        marker::draw(&screen, curve, at, em, style.colors().background)?;
        let at = (x + sample + length(0.5), y);
        screen.draw(&Text::new(curve.label().to_owned(), at, label.clone()))?;
    }
    Ok(bottom)
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

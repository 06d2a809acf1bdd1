//! What a chart is drawn from. Charts are laid out as lists of shapes; only drawing them knows the backend.

use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::element::{Drawable, PointCollection};
use plotters::style::{Color, FontDesc, RGBColor, ShapeStyle, TextStyle};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendCoord, DrawingBackend, DrawingErrorKind, FontFamily, FontStyle};

use super::{ChartError, Style};

/// One shape; its points are in the backend's units, absolute.
pub(super) struct Shape {
    points: Vec<BackendCoord>,
    kind: Kind,
}

enum Kind {
    /// From the first point, the upper left, to the second.
    Bar(ShapeStyle),
    Path(ShapeStyle),
    Polygon(ShapeStyle),
    /// About its only point.
    Disc(u32, ShapeStyle),
    /// At its only point.
    Text(Box<Label>),
}

/// A line of text.
struct Label {
    text: String,
    family: String,
    size: f64,
    color: RGBColor,
    anchor: Pos,
}

impl Shape {
    pub fn bar(x: std::ops::Range<i32>, y: std::ops::Range<i32>, color: RGBColor) -> Self {
        Self {
            points: vec![(x.start, y.start), (x.end, y.end)],
            kind: Kind::Bar(color.filled()),
        }
    }

    pub fn path(points: Vec<BackendCoord>, color: RGBColor, width: i32) -> Self {
        Self {
            points,
            kind: Kind::Path(color.stroke_width(width.max(1) as u32)),
        }
    }

    pub fn polygon(points: Vec<BackendCoord>, color: impl Color) -> Self {
        Self {
            points,
            kind: Kind::Polygon(color.filled()),
        }
    }

    pub fn disc(center: BackendCoord, radius: i32, color: RGBColor) -> Self {
        Self {
            points: vec![center],
            kind: Kind::Disc(radius.max(1) as u32, color.filled()),
        }
    }

    /// `size` is in the backend's units.
    pub fn text(
        text: String,
        at: BackendCoord,
        style: &Style,
        size: f64,
        horizontal: HPos,
        vertical: VPos,
    ) -> Self {
        Self {
            points: vec![at],
            kind: Kind::Text(Box::new(Label {
                text,
                family: style.font_family().to_owned(),
                size,
                color: style.colors().ink,
                anchor: Pos::new(horizontal, vertical),
            })),
        }
    }
}

impl<'a> PointCollection<'a, BackendCoord> for &'a Shape {
    type Point = &'a BackendCoord;
    type IntoIter = &'a [BackendCoord];

    fn point_iter(self) -> Self::IntoIter {
        &self.points
    }
}

impl<DB: DrawingBackend> Drawable<DB> for Shape {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut points: I,
        backend: &mut DB,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<DB::ErrorType>> {
        match &self.kind {
            Kind::Path(style) => return backend.draw_path(points, style),
            Kind::Polygon(style) => return backend.fill_polygon(points, style),
            _ => {}
        }
        let Some(first) = points.next() else {
            return Ok(());
        };
        match &self.kind {
            Kind::Bar(style) => {
                let second = points.next().unwrap_or(first);
                backend.draw_rect(first, second, style, true)
            }
            Kind::Disc(radius, style) => backend.draw_circle(first, *radius, style, true),
            Kind::Text(label) => {
                let style = text_style(&label.family, label.size, &label.color).pos(label.anchor);
                backend.draw_text(&label.text, &style, first)
            }
            Kind::Path(_) | Kind::Polygon(_) => Ok(()),
        }
    }
}

fn text_style<'a>(family: &'a str, size: f64, color: &RGBColor) -> TextStyle<'a> {
    FontDesc::new(FontFamily::Name(family), size, FontStyle::Normal).color(color)
}

/// The drawing area as a layout sees it: where it lies, and how wide text is on it.
pub(super) struct Paper<'a> {
    /// The whole area, x and y.
    pub area: (std::ops::Range<i32>, std::ops::Range<i32>),
    /// The width of a text of that size.
    pub text_width: &'a dyn Fn(&str, f64) -> Result<i32, ChartError>,
}

/// Lays shapes out and draws them.
pub(super) fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    style: &Style,
    shapes: &dyn Fn(&Paper<'_>) -> Result<Vec<Shape>, ChartError>,
) -> Result<(), ChartError> {
    let text_width = |text: &str, size: f64| {
        let style = text_style(style.font_family(), size, &style.colors().ink);
        let (width, _) = area.estimate_text_size(text, &style)?;
        Ok(i32::try_from(width).unwrap_or(i32::MAX))
    };
    let shapes = shapes(&Paper {
        area: area.get_pixel_range(),
        text_width: &text_width,
    })?;
    let screen = area.use_screen_coord();
    for shape in &shapes {
        screen.draw(shape)?;
    }
    Ok(())
}

//! The chart of the bottleneck over training, on two stacked canvases.

use crate::chart::{self, ChartError, Colors, Curve, Labels, Marker, Range, Style, parse_color};
use js_sys::Float64Array;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea as _};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use plotters_canvas::CanvasBackend;
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::input::read;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r##"
/** How a chart looks. Colours are written `#rrggbb`. */
export interface ChartStyle {
  /** Device pixels per CSS pixel, 0.1 to 16. */
  scale: number;
  /** In CSS pixels, 4 to 200; lines and markers grow with it. */
  fontSize: number;
  /** As in CSS. */
  fontFamily: string;
  /** Text and axes. */
  ink: string;
  grid: string;
  background: string;
}
/** What the axes span. */
export interface ChartRange {
  /** The x axis goes from step 0 to this one; an integer from 1 to 10^9. */
  steps: number;
  /** The y axis, within -10^6 to 10^6. */
  min: number;
  max: number;
}
export type ChartMarker = "circle" | "square" | "triangle" | "diamond" | "cross";
/** A line with a band; the arrays are as long as each other and hold the values at steps 0, 1, 2 and so on. Values that are not finite leave a gap. */
export interface Curve {
  label: string;
  /** `#rrggbb` */
  color: string;
  marker: ChartMarker;
  mean: Float64Array;
  low: Float64Array;
  high: Float64Array;
}
"##;

/// Draws axes, grid, labels and background: the lower layer, to be redrawn when range, size, style or labels change.
/// The canvas's width and height are in device pixels.
///
/// @throws Error that names the field, its value and what is allowed
#[wasm_bindgen(js_name = drawBottleneckAxes)]
pub fn draw_bottleneck_axes(
    canvas: &HtmlCanvasElement,
    #[wasm_bindgen(unchecked_param_type = "ChartRange")] range: JsValue,
    #[wasm_bindgen(unchecked_param_type = "ChartStyle")] style: JsValue,
    #[wasm_bindgen(unchecked_param_type = "{ x: string; y: string }")] labels: JsValue,
) -> Result<(), JsError> {
    let range = read_range(range)?;
    let style = read_style(style)?;
    let labels: LabelsInput = read("labels", labels)?;
    let labels = Labels::new(&labels.x, &labels.y);
    draw(canvas, &style, |area| {
        chart::axes(area, &range, &style, &labels)
    })?;
    Ok(())
}

/// Clears the canvas and draws bands, lines and markers: the upper layer, of the same size as the one with the axes.
///
/// @throws Error that names the field, its value and what is allowed
#[wasm_bindgen(js_name = drawBottleneckCurves)]
pub fn draw_bottleneck_curves(
    canvas: &HtmlCanvasElement,
    #[wasm_bindgen(unchecked_param_type = "ChartRange")] range: JsValue,
    #[wasm_bindgen(unchecked_param_type = "ChartStyle")] style: JsValue,
    #[wasm_bindgen(unchecked_param_type = "Curve[]")] curves: JsValue,
) -> Result<(), JsError> {
    let range = read_range(range)?;
    let style = read_style(style)?;
    let curves = read_curves(curves)?;
    draw(canvas, &style, |area| {
        chart::curves(area, &range, &style, &curves)
    })?;
    Ok(())
}

// ---- What comes from JavaScript ---------------------------------------------------------------------------------

#[derive(Deserialize)]
#[serde(
    rename_all = "camelCase",
    expecting = "an object with scale, fontSize, fontFamily, ink, grid and background"
)]
struct StyleInput {
    scale: f64,
    font_size: f64,
    font_family: String,
    ink: String,
    grid: String,
    background: String,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with steps, min and max")]
struct RangeInput {
    steps: f64,
    min: f64,
    max: f64,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with x and y")]
struct LabelsInput {
    x: String,
    y: String,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with label, color, marker, mean, low and high")]
struct CurveInput {
    label: String,
    color: String,
    marker: Marker,
    // Kept as they are: read as a sequence, they would be fetched number by number, every frame.
    #[serde(deserialize_with = "serde_wasm_bindgen::preserve::deserialize")]
    mean: JsValue,
    #[serde(deserialize_with = "serde_wasm_bindgen::preserve::deserialize")]
    low: JsValue,
    #[serde(deserialize_with = "serde_wasm_bindgen::preserve::deserialize")]
    high: JsValue,
}

fn read_range(value: JsValue) -> Result<Range, JsError> {
    let input: RangeInput = read("range", value)?;
    Ok(Range::new(input.steps, input.min, input.max).map_err(|e| e.within("range"))?)
}

fn read_style(value: JsValue) -> Result<Style, JsError> {
    let input: StyleInput = read("style", value)?;
    let colors = Colors {
        ink: parse_color("style.ink", &input.ink)?,
        grid: parse_color("style.grid", &input.grid)?,
        background: parse_color("style.background", &input.background)?,
    };
    let style = Style::new(input.scale, input.font_size, &input.font_family, colors)
        .map_err(|e| e.within("style"))?;
    Ok(style.on_lattice(LATTICE))
}

fn read_curves(value: JsValue) -> Result<Vec<Curve>, JsError> {
    let inputs: Vec<CurveInput> = read("curves", value)?;
    let mut curves = Vec::with_capacity(inputs.len());
    for (index, input) in inputs.into_iter().enumerate() {
        let curve = read_curve(input).map_err(|e| e.within(&format!("curves[{index}]")))?;
        curves.push(curve);
    }
    Ok(curves)
}

fn read_curve(input: CurveInput) -> Result<Curve, ChartError> {
    Curve::new(
        &input.label,
        parse_color("color", &input.color)?,
        input.marker,
        numbers("mean", input.mean)?,
        numbers("low", input.low)?,
        numbers("high", input.high)?,
    )
}

fn numbers(field: &str, value: JsValue) -> Result<Vec<f64>, ChartError> {
    match value.dyn_into::<Float64Array>() {
        Ok(array) => Ok(array.to_vec()),
        Err(value) => Err(wrong_type(field, &value, "a Float64Array")),
    }
}

fn wrong_type(field: &str, value: &JsValue, allowed: &'static str) -> ChartError {
    let kind = value.js_typeof().as_string().unwrap_or_default();
    ChartError::Input {
        field: field.to_owned(),
        value: format!("of type {kind}"),
        allowed,
    }
}

// ---- The canvas -------------------------------------------------------------------------------------------------

/// Places per device pixel, along each axis, on which plotters' integers may fall.
const LATTICE: u8 = 8;

fn draw(
    canvas: &HtmlCanvasElement,
    style: &Style,
    with: impl FnOnce(&DrawingArea<FineCanvas, Shift>) -> Result<(), ChartError>,
) -> Result<(), ChartError> {
    if !canvas.is_instance_of::<HtmlCanvasElement>() {
        return Err(wrong_type("canvas", canvas, "an HTMLCanvasElement"));
    }
    let fine = FineCanvas::new(canvas).ok_or_else(|| ChartError::Input {
        field: "canvas".to_owned(),
        value: "in use with another kind of context".to_owned(),
        allowed: "free for a 2d context",
    })?;
    let context = fine.context.clone();
    let failed = |error: JsValue| ChartError::Drawing(format!("{error:?}"));

    // A canvas keeps its font when it is told one that it cannot read.
    context.set_font("1px serif");
    let before = context.font();
    context.set_font(&format!("2px {}", style.font_family()));
    if context.font() == before {
        return Err(ChartError::Input {
            field: "style.fontFamily".to_owned(),
            value: format!("{:?}", style.font_family()),
            allowed: "a list of font families as in CSS",
        });
    }

    context.reset_transform().map_err(failed)?;
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    context.clear_rect(0.0, 0.0, width, height);
    let unit = 1.0 / f64::from(LATTICE);
    context
        .set_transform(unit, 0.0, 0.0, unit, 0.0, 0.0)
        .map_err(failed)?;
    // A sharp corner of a noisy line would shoot far past it.
    context.set_line_join("round");
    context.set_line_cap("butt");
    let result = with(&fine.into_drawing_area());
    context.reset_transform().map_err(failed)?;
    result
}

/// plotters-canvas's backend with two differences: it spans the canvas in `LATTICE`ths of a device pixel, and it
/// measures text on the canvas. plotters would measure in the page, through an element with an inline style, which a
/// Content-Security-Policy may forbid.
struct FineCanvas {
    inner: CanvasBackend,
    context: CanvasRenderingContext2d,
}

impl FineCanvas {
    fn new(canvas: &HtmlCanvasElement) -> Option<Self> {
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let inner = CanvasBackend::with_canvas_object(canvas.clone())?;
        Some(Self { inner, context })
    }
}

type CanvasError = <CanvasBackend as DrawingBackend>::ErrorType;
type Drawn = Result<(), DrawingErrorKind<CanvasError>>;

impl DrawingBackend for FineCanvas {
    type ErrorType = CanvasError;

    fn get_size(&self) -> (u32, u32) {
        let (width, height) = self.inner.get_size();
        let fine = |pixels: u32| pixels.saturating_mul(u32::from(LATTICE));
        (fine(width), fine(height))
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<CanvasError>> {
        self.context.set_font(&format!(
            "{} {}px {}",
            style.style().as_str(),
            style.size(),
            style.family().as_str()
        ));
        // Browsers that resist fingerprinting may refuse; a guess then does.
        let width = match self.context.measure_text(text) {
            Ok(metrics) => metrics.width(),
            Err(_) => 0.6 * style.size() * text.chars().count() as f64,
        };
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }

    fn ensure_prepared(&mut self) -> Drawn {
        self.inner.ensure_prepared()
    }

    fn present(&mut self) -> Drawn {
        self.inner.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.inner.draw_pixel(point, color)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.inner.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.inner.draw_rect(upper_left, bottom_right, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.inner.draw_path(path, style)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.inner.fill_polygon(path, style)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.inner.draw_circle(center, radius, style, fill)
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        pos: BackendCoord,
    ) -> Drawn {
        self.inner.draw_text(text, style, pos)
    }
}

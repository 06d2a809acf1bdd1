//! Line charts on two stacked canvases each, and maps on one.

use crate::chart::{
    self, ChartError, Colors, Labels, Map, Marker, Range, Scale, Style, parse_color,
};
use plotters::style::RGBColor;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use super::canvas::{Area, Canvas, LATTICE};
use super::input::{Input, describe};
use super::options::options;
use super::output::Refusal;
use crate::aggregate::{Error, Given, Items, Path, Rule};
use crate::written::quoted;

options! {
    /// How a chart looks. Colours are written `#rrggbb`.
    pub(super) struct ChartStyle {
        /// How many device pixels a CSS pixel has, 0.1 to 16.
        required scale = "scale": f64,
        /// The size of the text in CSS pixels, 4 to 200; lines and markers grow with it.
        required font_size = "fontSize": f64,
        /// A list of font families as in CSS.
        required font_family = "fontFamily": String,
        /// What stands between ones and tenths; a point by default.
        optional decimal = "decimal": ts::Decimal,
        /// The colour of text and axes.
        required ink = "ink": String,
        /// The colour of the grid.
        required grid = "grid": String,
        /// The colour of the background.
        required background = "background": String,
    }
}

options! {
    /// What the axes span.
    pub(super) struct ChartRange {
        /// The x axis goes from step 0 to this one, a whole number from 1 to 10^9.
        required steps = "steps": f64,
        /// The y axis goes from here, within -10^6 to 10^6.
        required min = "min": f64,
        /// The y axis goes to here, within -10^6 to 10^6.
        required max = "max": f64,
        /// What stands along the x axis in place of the steps.
        optional x = "x": ChartScale,
    }
}

options! {
    /// Numbers along the x axis in place of the steps, on a log scale or evenly.
    pub(super) struct ChartScale {
        /// The number at step 0.
        required from = "from": f64,
        /// The number at the last step.
        required to = "to": f64,
        /// Whether the scale is a log scale.
        required log = "log": bool,
        /// Where an upright line stands, in the axis's numbers.
        optional mark = "mark": f64,
    }
}

options! {
    /// What is written along the axes.
    pub(super) struct ChartLabels {
        /// What stands under the x axis.
        required x = "x": String,
        /// What stands beside the y axis.
        required y = "y": String,
    }
}

options! {
    /// A line with a band. The arrays are as long as each other and hold the values at steps 0, 1, 2 and so on; values that are not finite leave a gap.
    pub(super) struct Curve {
        /// The name of the curve.
        required label = "label": String,
        /// Its colour, `#rrggbb`.
        required color = "color": String,
        /// The shape on the line.
        required marker = "marker": Marker,
        /// The line.
        required mean = "mean": ts::Float64Array,
        /// The lower edge of the band.
        required low = "low": ts::Float64Array,
        /// The upper edge of the band.
        required high = "high": ts::Float64Array,
    }
}

options! {
    /// Numbers over a square.
    pub(super) struct ChartMap {
        /// As many rows as columns, the lowest row first.
        required values = "values": ts::Float64Array,
        /// None, or one or two more such squares: where the first is below 0, the map is hatched like a slash, where the second is, like a backslash.
        required slopes = "slopes": ts::Float64Array,
        /// Where lines are drawn and the shading changes; ascending, at most 100.
        required levels = "levels": ts::Numbers,
        /// What the background takes on towards the highest level, `#rrggbb`.
        required color = "color": String,
        /// x and y of the point that is marked by a disc.
        required point = "point": ts::Numbers,
    }
}

/// Draws axes, grid, labels and background: the lower layer, to be redrawn when range, size, style or labels change. A map lies under the axes, which
/// span it; the range's steps then count for nothing. The canvas's width and height are in device pixels.
///
/// @throws Error that names the field, its value and what is allowed
#[wasm_bindgen(js_name = drawAxes)]
pub fn draw_axes(
    canvas: &HtmlCanvasElement,
    #[wasm_bindgen(unchecked_param_type = "ChartRange")] range: JsValue,
    #[wasm_bindgen(unchecked_param_type = "ChartStyle")] style: JsValue,
    #[wasm_bindgen(unchecked_param_type = "ChartLabels")] labels: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "ChartMap")] map: JsValue,
) -> Result<(), Refusal> {
    let range = read_range(range)?;
    let style = read_style(style)?;
    let labels = ChartLabels(Input::new("labels", labels));
    let labels = Labels::new(&labels.x().text()?, &labels.y().text()?);
    let map = match map.is_undefined() {
        true => None,
        false => Some(read_map(&ChartMap(Input::new("map", map)))?),
    };
    draw(canvas, &style, &|area| {
        chart::over(area, &range, &style, &labels, map.as_ref())
    })?;
    Ok(())
}

/// Clears the canvas and draws bands, lines and markers: the upper layer, of the same size as the one with the axes.
///
/// @throws Error that names the field, its value and what is allowed
#[wasm_bindgen(js_name = drawCurves)]
pub fn draw_curves(
    canvas: &HtmlCanvasElement,
    #[wasm_bindgen(unchecked_param_type = "ChartRange")] range: JsValue,
    #[wasm_bindgen(unchecked_param_type = "ChartStyle")] style: JsValue,
    #[wasm_bindgen(unchecked_param_type = "Curve[]")] curves: JsValue,
) -> Result<(), Refusal> {
    let range = read_range(range)?;
    let style = read_style(style)?;
    let curves = Input::new("curves", curves).items(Items::Curves)?;
    let curves = curves
        .into_iter()
        .map(|curve| read_curve(&Curve(curve)))
        .collect::<Result<Vec<_>, _>>()?;
    draw(canvas, &style, &|area| {
        chart::curves(area, &range, &style, &curves)
    })?;
    Ok(())
}

/// A marker as a chart draws it, without its rim: the path of an SVG file, in a box of 12 by 12.
///
/// @throws Error if there is no such marker
#[wasm_bindgen(js_name = markerPath)]
pub fn marker_path(
    #[wasm_bindgen(unchecked_param_type = "ChartMarker")] marker: JsValue,
) -> Result<String, Refusal> {
    Ok(read_marker(&Input::new("marker", marker))?.svg_path())
}

// ---- What comes from JavaScript ---------------------------------------------------------------------------------

/// An object with these fields.
fn with(fields: &[&'static str]) -> Rule {
    Rule::ObjectWith {
        names: fields.to_vec(),
    }
}

#[inline(never)]
fn read_range(value: JsValue) -> Result<Range, Error> {
    let input = ChartRange(Input::new("range", value));
    input.0.object(with(ChartRange::FIELDS))?;
    let range = Range::new(
        input.steps().number()?,
        input.min().number()?,
        input.max().number()?,
    );
    let range = range.map_err(|error| error.within("range"))?;
    let Some(x) = input.x().map(ChartScale) else {
        return Ok(range);
    };
    let (from, to) = (x.from().number()?, x.to().number()?);
    let scale = Scale::new(from, to, x.log().truth()?);
    let mut scale = scale.map_err(|error| error.within(x.0.path()))?;
    if let Some(mark) = x.mark() {
        scale = scale.with_mark(mark.number()?);
    }
    Ok(range.with_x(scale))
}

#[inline(never)]
fn read_map(input: &ChartMap) -> Result<Map, Error> {
    let &[x, y] = &input.point().numbers()?[..] else {
        return Err(input.point().refused(Rule::TwoNumbers));
    };
    let values = input.values().numbers()?;
    let (slopes, levels) = (input.slopes().numbers()?, input.levels().numbers()?);
    Map::new(values, slopes, levels, read_color(&input.color())?, [x, y])
        .map_err(|error| error.within("map"))
}

#[inline(never)]
fn read_style(value: JsValue) -> Result<Style, Error> {
    let input = ChartStyle(Input::new("style", value));
    input.0.object(with(ChartStyle::FIELDS))?;
    let colors = Colors {
        ink: read_color(&input.ink())?,
        grid: read_color(&input.grid())?,
        background: read_color(&input.background())?,
    };
    let style = Style::new(
        input.scale().number()?,
        input.font_size().number()?,
        &input.font_family().text()?,
        colors,
    );
    let mut style = style.map_err(|error| error.within("style"))?;
    if let Some(decimal) = input.decimal()
        && decimal.choice(&[".", ","])? == 1
    {
        style = style.with_decimal_comma();
    }
    Ok(style.on_lattice(LATTICE))
}

#[inline(never)]
fn read_color(color: &Input) -> Result<RGBColor, Error> {
    parse_color(color.path(), &color.text()?)
}

#[inline(never)]
fn read_marker(input: &Input) -> Result<Marker, Error> {
    let markers = Marker::ALL;
    Ok(markers[input.choice(&markers.map(Marker::as_str))?])
}

#[inline(never)]
fn read_curve(input: &Curve) -> Result<chart::Curve, Error> {
    input.0.object(with(Curve::FIELDS))?;
    chart::Curve::new(
        &input.label().text()?,
        read_color(&input.color())?,
        read_marker(&input.marker())?,
        input.mean().numbers()?,
        input.low().numbers()?,
        input.high().numbers()?,
    )
    .map_err(|error| error.within(input.0.path()))
}

// ---- The canvas -------------------------------------------------------------------------------------------------

fn draw(
    canvas: &HtmlCanvasElement,
    style: &Style,
    with: &dyn Fn(&Area) -> Result<(), ChartError>,
) -> Result<(), ChartError> {
    if !canvas.is_instance_of::<HtmlCanvasElement>() {
        return Err(Error::new("canvas", describe(canvas), Rule::Canvas).into());
    }
    let canvas = Canvas::new(canvas)
        .ok_or_else(|| Error::new("canvas", Given::OtherContext, Rule::FreeCanvas))?;
    if !canvas.knows_font(style.font_family()) {
        let path = Path::from("style").field("fontFamily");
        let family = quoted(style.font_family());
        return Err(Error::new(path, family, Rule::FontFamilies).into());
    }
    canvas.draw(with)
}

//! The chart, drawn as SVG: what it looks like (golden files), and what holds for any data and any size.
//!
//! `UPDATE_GOLDEN=1 cargo test --test chart` writes the golden files anew. Look at them before committing: a browser
//! opens them, or `rsvg-convert -w 900 FILE -o chart.png`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use plotters::prelude::{IntoDrawingArea as _, SVGBackend};
use plotters::style::RGBColor;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontFamily, FontStyle, FontTransform, text_anchor,
};
use proptest::prelude::*;
use rvpo_playground::aggregate::Error;
use rvpo_playground::chart::{
    Colors, Curve, Labels, Map, Marker, Range, Scale, Style, axes, chart, curves, map, parse_color,
    plot_area,
};

// ---- SVG as a canvas would draw it ------------------------------------------------------------------------------

/// plotters' SVG backend with text as large as on a canvas (it divides font sizes by 1.24) and with room for digits as
/// wide as in the usual fonts.
struct Svg<'a>(SVGBackend<'a>);

struct CanvasSize<'a, S>(&'a S);

impl<S: BackendTextStyle> BackendTextStyle for CanvasSize<'_, S> {
    type FontError = S::FontError;
    fn color(&self) -> BackendColor {
        self.0.color()
    }
    fn size(&self) -> f64 {
        self.0.size() * 1.24
    }
    fn transform(&self) -> FontTransform {
        self.0.transform()
    }
    fn style(&self) -> FontStyle {
        self.0.style()
    }
    fn anchor(&self) -> text_anchor::Pos {
        self.0.anchor()
    }
    fn family(&self) -> FontFamily<'_> {
        self.0.family()
    }
    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Self::FontError> {
        self.0.layout_box(text)
    }
    fn draw<E, F: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        text: &str,
        pos: BackendCoord,
        draw: F,
    ) -> Result<Result<(), E>, Self::FontError> {
        self.0.draw(text, pos, draw)
    }
}

type Drawn<E> = Result<(), DrawingErrorKind<E>>;

impl DrawingBackend for Svg<'_> {
    type ErrorType = std::io::Error;
    fn get_size(&self) -> (u32, u32) {
        self.0.get_size()
    }
    fn ensure_prepared(&mut self) -> Drawn<Self::ErrorType> {
        self.0.ensure_prepared()
    }
    fn present(&mut self) -> Drawn<Self::ErrorType> {
        self.0.present()
    }
    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn<Self::ErrorType> {
        self.0.draw_pixel(point, color)
    }
    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn<Self::ErrorType> {
        self.0.draw_line(from, to, style)
    }
    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn<Self::ErrorType> {
        self.0.draw_rect(upper_left, bottom_right, style, fill)
    }
    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn<Self::ErrorType> {
        self.0.draw_path(path, style)
    }
    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn<Self::ErrorType> {
        self.0.fill_polygon(path, style)
    }
    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn<Self::ErrorType> {
        self.0.draw_circle(center, radius, style, fill)
    }
    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        pos: BackendCoord,
    ) -> Drawn<Self::ErrorType> {
        self.0.draw_text(text, &CanvasSize(style), pos)
    }
    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        let width = text.chars().count() as f64 * style.size() * WIDTH_EM;
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}

/// Width of a digit, in em.
const WIDTH_EM: f64 = 0.6;

// ---- Reading it back --------------------------------------------------------------------------------------------

#[derive(Debug)]
struct Element {
    tag: String,
    attributes: HashMap<String, String>,
    text: String,
}

impl Element {
    fn get(&self, name: &str) -> &str {
        self.attributes
            .get(name)
            .unwrap_or_else(|| panic!("{self:?} has no {name}"))
    }
    fn number(&self, name: &str) -> f64 {
        self.get(name).parse().unwrap()
    }
    /// The opaque shapes of a colour are markers (or single points of a line); the others are bands.
    fn is_marker_of(&self, color: RGBColor) -> bool {
        ["circle", "polygon"].contains(&self.tag.as_str())
            && self.get("fill") == hex(color)
            && self.get("opacity") == "1"
    }
    fn points(&self) -> Vec<(f64, f64)> {
        self.get("points")
            .split_whitespace()
            .map(|point| {
                let (x, y) = point.split_once(',').unwrap();
                (x.parse().unwrap(), y.parse().unwrap())
            })
            .collect()
    }
    /// The smallest box around the shape: left, top, right, bottom.
    fn bounds(&self) -> (f64, f64, f64, f64) {
        match self.tag.as_str() {
            "rect" => {
                let (x, y) = (self.number("x"), self.number("y"));
                (x, y, x + self.number("width"), y + self.number("height"))
            }
            "circle" => {
                let (x, y, r) = (self.number("cx"), self.number("cy"), self.number("r"));
                (x - r, y - r, x + r, y + r)
            }
            "text" => {
                let (x, y, em) = (self.number("x"), self.number("y"), self.number("font-size"));
                let width = self.text.chars().count() as f64 * em * WIDTH_EM;
                let left = match self.get("text-anchor") {
                    "start" => x,
                    "middle" => x - width / 2.0,
                    "end" => x - width,
                    other => panic!("text-anchor {other}"),
                };
                let top = match self.get("dy") {
                    "0.76em" => y,
                    "0.5ex" => y - em / 2.0,
                    other => panic!("dy {other}"),
                };
                (left, top, left + width, top + em)
            }
            _ => self.points().iter().fold(
                (f64::MAX, f64::MAX, f64::MIN, f64::MIN),
                |(left, top, right, bottom), &(x, y)| {
                    (left.min(x), top.min(y), right.max(x), bottom.max(y))
                },
            ),
        }
    }
}

fn hex(color: RGBColor) -> String {
    format!("#{:02X}{:02X}{:02X}", color.0, color.1, color.2)
}

/// Reads an SVG file as strictly as an XML reader would, but only the part of XML that plotters writes: one element a
/// line, no children but text.
fn parse(svg: &str) -> Result<Vec<Element>, String> {
    if let Some(bad) = svg.chars().find(|c| c.is_control() && *c != '\n') {
        return Err(format!("the character {bad:?}"));
    }
    let body = svg
        .strip_prefix("<svg ")
        .and_then(|rest| rest.split_once(">\n"))
        .and_then(|(_, rest)| rest.strip_suffix("</svg>\n"))
        .ok_or("no svg element around it")?;
    let mut elements = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let (tag, after) = rest
            .strip_prefix('<')
            .and_then(|rest| rest.split_once(' '))
            .ok_or_else(|| format!("no element at {rest:.60}"))?;
        rest = after;
        let mut attributes = HashMap::new();
        while let Some((name, after)) = rest.split_once("=\"") {
            let name = name.trim_start();
            if !name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b == b'-' || b == b'1' || b == b'2')
            {
                break;
            }
            let (value, after) = after.split_once('"').ok_or("an open quote")?;
            if attributes
                .insert(name.to_owned(), unescape(value)?)
                .is_some()
            {
                return Err(format!("{name} twice"));
            }
            rest = after;
        }
        let mut text = String::new();
        if let Some(after) = rest.strip_prefix("/>\n") {
            rest = after;
        } else {
            let (content, after) = rest
                .strip_prefix(">\n")
                .and_then(|rest| rest.split_once(&format!("\n</{tag}>\n")))
                .ok_or_else(|| format!("{tag} not closed at {rest:.60}"))?;
            text = unescape(content)?;
            rest = after;
        }
        elements.push(Element {
            tag: tag.to_owned(),
            attributes,
            text,
        });
    }
    Ok(elements)
}

fn unescape(text: &str) -> Result<String, String> {
    if text.contains(['<', '>']) {
        return Err(format!("a bare bracket in {text}"));
    }
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, after) = part.split_once(';').ok_or("a bare ampersand")?;
        plain.push(match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            other => return Err(format!("the entity {other}")),
        });
        plain.push_str(after);
    }
    Ok(plain)
}

// ---- Pictures to draw -------------------------------------------------------------------------------------------

const LIGHT: Colors = Colors {
    ink: RGBColor(0x1c, 0x22, 0x2b),
    grid: RGBColor(0xe1, 0xe5, 0xea),
    background: RGBColor(0xff, 0xff, 0xff),
};
const DARK: Colors = Colors {
    ink: RGBColor(0xe6, 0xea, 0xf0),
    grid: RGBColor(0x33, 0x3b, 0x47),
    background: RGBColor(0x14, 0x18, 0x1f),
};
const MARKERS: [Marker; 5] = [
    Marker::Circle,
    Marker::Square,
    Marker::Triangle,
    Marker::Diamond,
    Marker::Cross,
];
/// Text and colours of the five methods on light and on dark paper.
const METHODS: [(&str, RGBColor, RGBColor); 5] = [
    (
        "GRPO",
        RGBColor(0xb4, 0x53, 0x09),
        RGBColor(0xf5, 0x9e, 0x42),
    ),
    (
        "GDPO",
        RGBColor(0xbe, 0x1e, 0x4c),
        RGBColor(0xff, 0x7a, 0x9c),
    ),
    (
        "variance penalty",
        RGBColor(0x6b, 0x3f, 0xa0),
        RGBColor(0xb8, 0x97, 0xf2),
    ),
    (
        "RVPO",
        RGBColor(0x0b, 0x6b, 0x8f),
        RGBColor(0x4f, 0xc3, 0xe8),
    ),
    (
        "hard min",
        RGBColor(0x2f, 0x6f, 0x2f),
        RGBColor(0x86, 0xd0, 0x7c),
    ),
];

fn labels() -> Labels {
    Labels::new("training step", "bottleneck: lowest expected reward")
}

fn style(colors: Colors, scale: f64, font_size: f64, lattice: u8) -> Style {
    Style::new(scale, font_size, "sans-serif", colors)
        .unwrap()
        .on_lattice(lattice)
}

fn range(steps: u32, min: f64, max: f64) -> Range {
    Range::new(f64::from(steps), min, max).unwrap()
}

fn flat(color: RGBColor, marker: Marker, mean: Vec<f64>) -> Curve {
    Curve::new("", color, marker, mean.clone(), mean.clone(), mean).unwrap()
}

/// Five runs like the toy's: two fall to 0, one wavers, two rise. Only sums and quotients, so that every machine draws
/// the same.
fn training(steps: usize, done: usize, dark: bool) -> Vec<Curve> {
    let ends = [0.0, 0.0, 0.21, 0.57, 0.6];
    (0..5)
        .map(|method| {
            let (label, light_ink, dark_ink) = METHODS[method];
            let mut noise = 12345 + method as u32;
            let (mut mean, mut low, mut high) = (vec![], vec![], vec![]);
            for step in 0..done {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let wobble = f64::from(noise >> 16) / 65536.0 - 0.5;
                let t = step as f64 / steps as f64;
                let turn = t * t * t / (t * t * t + 0.004 * (1.0 + method as f64));
                let value = 0.28 + (ends[method] - 0.28) * turn + 0.004 * wobble * (1.0 - turn);
                let wide =
                    0.12 * turn * (1.0 - turn) + if method == 2 { 0.05 * turn } else { 0.002 };
                mean.push(value);
                low.push(value - wide);
                high.push(value + wide);
            }
            let color = if dark { dark_ink } else { light_ink };
            Curve::new(label, color, MARKERS[method], mean, low, high).unwrap()
        })
        .collect()
}

/// Draws on a fresh picture of so many backend units.
fn draw<R>(
    size: (u32, u32),
    with: impl FnOnce(&plotters::drawing::DrawingArea<Svg<'_>, plotters::coord::Shift>) -> R,
) -> (String, R) {
    let mut svg = String::new();
    let result = {
        let area = Svg(SVGBackend::with_string(&mut svg, size)).into_drawing_area();
        let result = with(&area);
        area.present().unwrap();
        result
    };
    (svg, result)
}

// ---- Golden files -----------------------------------------------------------------------------------------------

struct Picture {
    name: &'static str,
    css: (u32, u32),
    scale: f64,
    font_size: f64,
    colors: Colors,
    range: Range,
    curves: Vec<Curve>,
    legend: bool,
    map: Option<Map>,
}

fn pictures() -> Vec<Picture> {
    let picture = |name, css, scale, font_size, colors| Picture {
        name,
        css,
        scale,
        font_size,
        colors,
        range: range(300, 0.0, 1.0),
        curves: training(300, 301, colors == DARK),
        legend: false,
        map: None,
    };
    vec![
        picture("phone-light", (320, 200), 3.0, 12.0, LIGHT),
        picture("phone-dark", (320, 200), 2.0, 12.0, DARK),
        picture("laptop-light", (900, 260), 1.0, 13.0, LIGHT),
        picture("laptop-dark", (900, 260), 2.0, 13.0, DARK),
        picture("projector-light", (1600, 500), 1.0, 20.0, LIGHT),
        picture("projector-dark", (1600, 500), 1.5, 20.0, DARK),
        Picture {
            curves: training(300, 90, false),
            legend: true,
            ..picture("legend", (640, 300), 1.0, 13.0, LIGHT)
        },
        Picture {
            range: range(2000, -1.5, 1.5),
            curves: vec![
                gaps(RGBColor(0xb4, 0x53, 0x09)),
                flat(
                    RGBColor(0x0b, 0x6b, 0x8f),
                    Marker::Diamond,
                    vec![-0.4; 2001],
                ),
                flat(RGBColor(0x2f, 0x6f, 0x2f), Marker::Cross, vec![-0.4; 2001]),
            ],
            ..picture("gaps-and-cuts", (640, 300), 1.0, 13.0, LIGHT)
        },
        Picture {
            range: range(90, -1.5, 0.5).with_x(log_scale(0.05, 50.0).with_mark(2.0)),
            curves: vec![falling(RGBColor(0x0b, 0x6b, 0x8f), Marker::Down)],
            ..picture("log-axis", (640, 300), 1.0, 13.0, LIGHT)
        },
        Picture {
            range: range(1, -3.0, 3.0).with_x(Scale::new(-3.0, 3.0, false).unwrap()),
            map: Some(bowl(25, RGBColor(0x0b, 0x6b, 0x8f))),
            ..picture("map-light", (300, 300), 2.0, 12.0, LIGHT)
        },
        Picture {
            range: range(1, -3.0, 3.0).with_x(Scale::new(-3.0, 3.0, false).unwrap()),
            map: Some(bowl(37, RGBColor(0x4f, 0xc3, 0xe8))),
            ..picture("map-dark-phone", (170, 200), 3.0, 12.0, DARK)
        },
    ]
}

fn log_scale(from: f64, to: f64) -> Scale {
    Scale::new(from, to, true).unwrap()
}

/// From 0.4 down and out of the range, with a band.
fn falling(color: RGBColor, marker: Marker) -> Curve {
    let mean: Vec<f64> = (0..=90)
        .map(|step| 0.4 - f64::from(step * step) / 3000.0)
        .collect();
    let high = mean.iter().map(|mean| mean + 0.2).collect();
    Curve::new("falling", color, marker, mean, vec![-1.0; 91], high).unwrap()
}

/// A mean less a penalty over a square from -3 to 3, hatched where it falls to the right or upwards.
fn bowl(side: usize, color: RGBColor) -> Map {
    let at = |i: usize| 6.0 * i as f64 / (side - 1) as f64 - 3.0;
    let points = || (0..side * side).map(|i| (at(i % side), at(i / side)));
    let values = points().map(|(x, y)| 0.5 * (x + y) - 0.5 * (x - 0.5) * (x - 0.5) - 0.25 * y * y);
    let slopes = points()
        .map(|(x, _)| 1.0 - x)
        .chain(points().map(|(_, y)| 0.5 - 0.5 * y));
    let levels = (-6..=6).map(|level| 0.5 * f64::from(level)).collect();
    Map::new(
        values.collect(),
        slopes.collect(),
        levels,
        color,
        [2.0, -1.0],
    )
    .unwrap()
}

/// A wave that leaves the range above and below, with gaps.
fn gaps(color: RGBColor) -> Curve {
    let wave = |step: usize| {
        let t = (step % 800) as f64 / 400.0 - 1.0;
        let value = 8.0 * t * (1.0 - t.abs());
        if (340..375).contains(&step) {
            f64::NAN
        } else {
            value
        }
    };
    let mean: Vec<f64> = (0..1800).map(wave).collect();
    let low = mean.iter().map(|v| v - 0.3).collect();
    let high = mean.iter().map(|v| v + 0.3).collect();
    Curve::new("wave", color, Marker::Circle, mean, low, high).unwrap()
}

#[test]
fn pictures_are_as_approved() {
    const LATTICE: u32 = 8;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/chart");
    let mut changed = Vec::new();
    for picture in pictures() {
        let units = |css: u32| (f64::from(css) * picture.scale) as u32 * LATTICE;
        let style = style(
            picture.colors,
            picture.scale,
            picture.font_size,
            LATTICE as u8,
        );
        let (svg, result) = draw((units(picture.css.0), units(picture.css.1)), |area| {
            if picture.legend {
                return chart(area, &picture.range, &style, &labels(), &picture.curves);
            }
            if let Some(bowl) = &picture.map {
                return map(
                    area,
                    &picture.range,
                    &style,
                    &Labels::new("z of A, in sd", "z of B, in sd"),
                    bowl,
                );
            }
            axes(area, &picture.range, &style, &labels())?;
            curves(area, &picture.range, &style, &picture.curves)
        });
        result.unwrap();
        parse(&svg).unwrap();
        let path = folder.join(picture.name).with_extension("svg");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &svg).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != svg {
            changed.push(picture.name);
        }
    }
    assert!(
        changed.is_empty(),
        "{changed:?} look different; if they should, set UPDATE_GOLDEN=1 and look at them"
    );
}

// ---- Where things land ------------------------------------------------------------------------------------------

const RED: RGBColor = RGBColor(0xfe, 0x01, 0x02);

#[test]
fn known_values_land_on_known_pixels() {
    let style = style(LIGHT, 1.0, 10.0, 1);
    let range = range(100, 0.0, 1.0);
    let curve = flat(
        RED,
        Marker::Circle,
        [0.0, 1.0, 0.25].repeat(34)[..101].to_vec(),
    );
    let (svg, area) = draw((413, 250), |area| {
        curves(area, &range, &style, std::slice::from_ref(&curve)).unwrap();
        plot_area(area, &range, &style).unwrap().unwrap()
    });
    // 10 px text: PAD + 3 digits + gap on the left; half of "100" and PAD on the right; see layout.rs.
    assert_eq!(area, (27..401, 22..216));
    let elements = parse(&svg).unwrap();
    let line = elements
        .iter()
        .find(|e| e.tag == "polyline" && e.get("stroke") == hex(RED))
        .unwrap();
    assert_eq!(line.get("stroke-width"), "2");
    let points = line.points();
    assert_eq!(points.len(), 101);
    let x = |step: f64| (27.0 + 374.0 * step / 100.0 + 1e-3).floor();
    assert_eq!(points[0], (27.0, 216.0));
    assert_eq!(points[1], (x(1.0), 22.0));
    assert_eq!(points[2], (x(2.0), 168.0));
    assert_eq!(points[50], (214.0, 168.0));
    assert_eq!(points[99], (x(99.0), 216.0));
    assert_eq!(points[100], (401.0, 22.0));
}

#[test]
fn scale_and_lattice_only_enlarge() {
    let range = range(300, 0.0, 1.0);
    let area_at = |times: u32, scale: f64, lattice: u8| {
        let style = style(DARK, scale, 13.0, lattice);
        let (_, area) = draw((640 * times, 300 * times), |area| {
            plot_area(area, &range, &style).unwrap().unwrap()
        });
        [area.0.start, area.0.end, area.1.start, area.1.end]
            .map(|v| f64::from(v) / f64::from(times))
    };
    let plain = area_at(1, 1.0, 1);
    for (times, scale, lattice) in [(2, 2.0, 1), (3, 3.0, 1), (8, 1.0, 8), (24, 3.0, 8)] {
        let large = area_at(times, scale, lattice);
        for (a, b) in plain.iter().zip(large) {
            assert!(
                (a - b).abs() <= 1.5,
                "{times} times: {large:?}, not {plain:?}"
            );
        }
    }
    for edge in area_at(8, 1.0, 8) {
        assert_eq!(
            edge.fract(),
            0.0,
            "an edge of the plot is not on a device pixel"
        );
    }
}

#[test]
fn few_ticks_on_a_phone_more_on_a_projector() {
    let labels_of = |css: (u32, u32), font_size, range: &Range| {
        let style = style(LIGHT, 1.0, font_size, 1);
        let (svg, ()) = draw(css, |area| {
            axes(area, range, &style, &Labels::default()).unwrap()
        });
        let elements = parse(&svg).unwrap();
        let texts = |anchor| -> Vec<String> {
            elements
                .iter()
                .filter(|e| e.tag == "text" && e.get("text-anchor") == anchor && !e.text.is_empty())
                .map(|e| e.text.clone())
                .collect()
        };
        (texts("middle"), texts("end"))
    };
    let unit = range(300, 0.0, 1.0);
    let (x, y) = labels_of((320, 200), 12.0, &unit);
    assert_eq!(x, ["0", "100", "200", "300"]);
    assert_eq!(y, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    let (x, _) = labels_of((1600, 500), 20.0, &unit);
    assert_eq!(x, ["0", "50", "100", "150", "200", "250", "300"]);
    let (x, y) = labels_of((640, 300), 13.0, &range(3, -0.5, 0.5));
    assert_eq!(x, ["0", "1", "2", "3"]);
    assert_eq!(y, ["−0.4", "−0.2", "0.0", "0.2", "0.4"]);
    let (_, y) = labels_of((640, 300), 13.0, &range(3, -10.0, 10.0));
    assert_eq!(y, ["−10", "−5", "0", "5", "10"]);
    let (_, y) = labels_of((100, 70), 12.0, &range(10, 0.21, 0.29));
    assert_eq!(y, ["0.25"]);
}

#[test]
fn numbers_have_the_sign_of_their_language() {
    let style = style(LIGHT, 1.0, 12.0, 1).with_decimal_comma();
    let plane = Map::new(
        (0..9).map(f64::from).collect(),
        vec![],
        vec![1.5, 4.5, 6.5],
        RED,
        [0.5; 2],
    )
    .unwrap();
    let (svg, ()) = draw((640, 300), |area| {
        map(
            area,
            &range(1, -0.5, 0.5),
            &style,
            &Labels::new("k. 1", "A"),
            &plane,
        )
        .unwrap();
    });
    let texts: Vec<String> = parse(&svg)
        .unwrap()
        .into_iter()
        .filter(|e| e.tag == "text")
        .map(|e| e.text)
        .collect();
    for wanted in ["−0,4", "0,0", "0,2", "4,5", "k. 1"] {
        assert!(
            texts.iter().any(|text| text == wanted),
            "{wanted} is not among {texts:?}"
        );
    }
}

#[test]
fn numbers_other_than_steps_stand_where_they_belong() {
    let ticks = |css: (u32, u32), scale: Scale| {
        let range = range(150, 0.0, 1.0).with_x(scale);
        let style = style(LIGHT, 1.0, 12.0, 1);
        let (svg, plot) = draw(css, |area| {
            axes(area, &range, &style, &Labels::default()).unwrap();
            plot_area(area, &range, &style).unwrap().unwrap().0
        });
        let texts = parse(&svg).unwrap().into_iter();
        let ticks: Vec<(String, f64)> = texts
            .filter(|e| e.tag == "text" && e.get("text-anchor") == "middle" && !e.text.is_empty())
            .map(|e| {
                let share =
                    (e.number("x") - f64::from(plot.start)) / f64::from(plot.end - plot.start);
                (e.text, share)
            })
            .collect();
        ticks
    };
    let texts = |ticks: &[(String, f64)]| {
        ticks
            .iter()
            .map(|(text, _)| text.clone())
            .collect::<Vec<_>>()
    };
    let wide = ticks((800, 300), log_scale(0.05, 50.0));
    assert_eq!(
        texts(&wide),
        ["0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10", "20", "50"]
    );
    for (text, share) in &wide {
        let right = (text.parse::<f64>().unwrap() / 0.05).ln() / 1000f64.ln();
        assert!(
            (share - right).abs() < 2e-3,
            "{text} at {share}, not {right}"
        );
    }
    assert_eq!(
        texts(&ticks((250, 200), log_scale(0.05, 50.0))),
        ["0.1", "1", "10"]
    );
    let all = texts(&ticks((1200, 300), log_scale(1e-6, 1e6)));
    assert_eq!((all[0].as_str(), all[12].as_str()), ("0.000001", "1000000"));
    let even = ticks((300, 300), Scale::new(-3.0, 3.0, false).unwrap());
    assert_eq!(texts(&even), ["−2", "0", "2"]);
    for ((_, share), right) in even.iter().zip([1.0 / 6.0, 0.5, 5.0 / 6.0]) {
        assert!((share - right).abs() < 5e-3, "{share}, not {right}");
    }
}

#[test]
fn a_mark_is_an_upright_line_at_its_number() {
    let bars = |mark: f64| {
        let range = range(150, 0.0, 1.0).with_x(log_scale(0.05, 50.0).with_mark(mark));
        let style = style(LIGHT, 1.0, 12.0, 1);
        let (svg, (x, y)) = draw((800, 300), |area| {
            axes(area, &range, &style, &labels()).unwrap();
            plot_area(area, &range, &style).unwrap().unwrap()
        });
        let upright = |e: &Element| {
            let (_, top, _, bottom) = e.bounds();
            e.get("fill") == hex(LIGHT.ink)
                && (top, bottom) == (f64::from(y.start), f64::from(y.end))
        };
        let bars = parse(&svg)
            .unwrap()
            .into_iter()
            .filter(|e| e.tag == "rect" && upright(e));
        let share = |e: Element| (e.number("x") - f64::from(x.start)) / f64::from(x.end - x.start);
        bars.map(share).collect::<Vec<_>>()
    };
    let two = bars(2.0);
    assert_eq!(two.len(), 1);
    assert!((two[0] - 40f64.ln() / 1000f64.ln()).abs() < 3e-3, "{two:?}");
    assert_eq!(bars(0.05).len(), 1);
    assert!(bars(0.01).is_empty());
    assert!(bars(f64::NAN).is_empty());
}

/// What a map of a plane shows, with its plot area: x and y.
fn plane(slope: f64) -> (Vec<Element>, [f64; 4]) {
    let (side, style) = (13, style(LIGHT, 1.0, 12.0, 1));
    let range = range(1, 0.0, 12.0).with_x(Scale::new(0.0, 12.0, false).unwrap());
    let values = (0..side * side)
        .map(|i| (i % side + i / side) as f64)
        .collect();
    let slopes = (0..side * side)
        .map(|i| slope * ((i % side) as f64 - 6.5))
        .collect();
    let map = Map::new(values, slopes, vec![3.5, 12.5], RED, [9.0, 3.0]).unwrap();
    let (svg, (x, y)) = draw((400, 400), |area| {
        super_map(area, &range, &style, &map);
        plot_area(area, &range, &style).unwrap().unwrap()
    });
    (
        parse(&svg).unwrap(),
        [x.start, x.end, y.start, y.end].map(f64::from),
    )
}

fn super_map(
    area: &plotters::drawing::DrawingArea<Svg<'_>, plotters::coord::Shift>,
    range: &Range,
    style: &Style,
    of: &Map,
) {
    map(area, range, style, &labels(), of).unwrap();
}

#[test]
fn a_maps_lines_lie_where_its_values_do() {
    let (elements, [left, right, top, bottom]) = plane(0.0);
    let column = |x: f64| 12.0 * (x - left) / (right - left);
    let row = |y: f64| 12.0 * (bottom - y) / (bottom - top);
    let lines: Vec<_> = elements.iter().filter(|e| e.tag == "polyline").collect();
    assert!(lines.len() > 10);
    let mut on = [0, 0];
    for line in &lines {
        let sums: Vec<f64> = line
            .points()
            .iter()
            .map(|&(x, y)| column(x) + row(y))
            .collect();
        let level = if sums[0] < 8.0 { 0 } else { 1 };
        on[level] += 1;
        for sum in sums {
            assert!((sum - [3.5, 12.5][level]).abs() < 0.1, "{sum}");
        }
    }
    assert!(on[0] >= 4 && on[1] >= 11, "{on:?}");
    // Their values stand on them.
    for value in ["3.5", "12.5"] {
        let text = elements
            .iter()
            .find(|e| e.tag == "text" && e.text == value)
            .unwrap();
        let sum = column(text.number("x")) + row(text.number("y"));
        assert!(
            (sum - value.parse::<f64>().unwrap()).abs() < 0.2,
            "{value} at {sum}"
        );
    }
    // Three shades, the deepest in the upper right corner, and no gap between them.
    let shade = |share: f64| {
        let channel = |ink: u8, paper: u8| {
            (f64::from(ink) * share + f64::from(paper) * (1.0 - share)).round() as u8
        };
        hex(RGBColor(
            channel(RED.0, 255),
            channel(RED.1, 255),
            channel(RED.2, 255),
        ))
    };
    let mut area = 0.0;
    for (band, corner) in [
        (0.0, Some((left, bottom))),
        (0.275, None),
        (0.55, Some((right, top))),
    ] {
        let boxes = elements
            .iter()
            .filter(|e| e.tag == "rect" && e.get("fill") == shade(band))
            .map(Element::bounds);
        let boxes: Vec<_> = boxes
            .filter(|b| b.0 >= left && b.2 <= right && b.1 >= top && b.3 <= bottom)
            .collect();
        area += boxes.iter().map(|b| (b.2 - b.0) * (b.3 - b.1)).sum::<f64>();
        if let Some((x, y)) = corner {
            assert!(
                boxes
                    .iter()
                    .any(|b| (b.0 == x || b.2 == x) && (b.1 == y || b.3 == y)),
                "{band}"
            );
        }
    }
    let labels = elements
        .iter()
        .filter(|e| e.tag == "rect" && e.get("fill") == shade(0.0))
        .count();
    assert!(labels > 0);
    assert!(area >= (right - left) * (bottom - top), "{area}");
    // The point, within its rim.
    let disc = elements.iter().rfind(|e| e.tag == "circle").unwrap();
    assert!(
        (column(disc.number("cx")) - 9.0).abs() < 0.1 && (row(disc.number("cy")) - 3.0).abs() < 0.1
    );
}

#[test]
fn a_map_is_hatched_where_a_slope_is_below_zero() {
    // Below 0 in the left half, then in the right half, then nowhere.
    for (slope, from, to) in [(1.0, 0.0, 6.5), (-1.0, 6.5, 12.0)] {
        let (elements, [left, right, ..]) = plane(slope);
        let hatching = elements
            .iter()
            .filter(|e| e.tag == "polyline" && e.get("stroke") == hex(LIGHT.ink));
        let columns: Vec<f64> = hatching
            .flat_map(Element::points)
            .map(|(x, _)| 12.0 * (x - left) / (right - left))
            .collect();
        assert!(columns.len() > 20, "{}", columns.len());
        assert!(
            columns
                .iter()
                .all(|column| (from - 0.1..=to + 0.1).contains(column)),
            "{columns:?}"
        );
        assert!(
            columns.iter().any(|column| (column - 6.5).abs() < 0.1),
            "up to the turn"
        );
    }
    let (elements, _) = plane(0.0);
    assert!(
        !elements
            .iter()
            .any(|e| e.tag == "polyline" && e.get("stroke") == hex(LIGHT.ink))
    );
}

#[test]
fn titles_that_do_not_fit_get_smaller_then_shorter() {
    let title = |width| {
        let style = style(LIGHT, 1.0, 12.0, 1);
        let range = range(300, 0.0, 1.0);
        let (svg, ()) = draw((width, 200), |area| {
            axes(area, &range, &style, &labels()).unwrap()
        });
        let texts = parse(&svg).unwrap().into_iter();
        let title = texts
            .filter(|e| e.tag == "text")
            .find(|e| e.get("text-anchor") == "start")
            .unwrap();
        (title.text.clone(), title.number("font-size"))
    };
    assert_eq!(
        title(320),
        ("bottleneck: lowest expected reward".into(), 12.0)
    );
    let (text, size) = title(230);
    assert_eq!(text, "bottleneck: lowest expected reward");
    assert!((9.6..12.0).contains(&size), "{size}");
    assert_eq!(title(150), ("bottleneck: lowest expe…".into(), 12.0 * 0.8));
}

#[test]
fn curves_on_each_other_show_all_their_markers() {
    for css in [(320, 200), (900, 260), (1600, 500)] {
        let style = style(LIGHT, 1.0, 13.0, 8);
        let range = range(300, 0.0, 1.0);
        let all: Vec<Curve> = (0..5)
            .map(|i| flat(METHODS[i].1, MARKERS[i], vec![0.5; 301]))
            .collect();
        let (svg, ()) = draw((css.0 * 8, css.1 * 8), |area| {
            curves(area, &range, &style, &all).unwrap()
        });
        let elements = parse(&svg).unwrap();
        let mut boxes = Vec::new();
        for (_, color, _) in METHODS {
            let own: Vec<_> = elements.iter().filter(|e| e.is_marker_of(color)).collect();
            assert!(
                (2..=10).contains(&own.len()),
                "{} markers at {css:?}",
                own.len()
            );
            boxes.extend(own.iter().map(|e| e.bounds()));
        }
        boxes.sort_by(|a, b| a.0.total_cmp(&b.0));
        for pair in boxes.windows(2) {
            assert!(pair[0].2 <= pair[1].0, "markers touch at {css:?}: {pair:?}");
        }
    }
}

#[test]
fn long_curves_are_thinned_to_about_a_point_a_pixel() {
    let steps = 30_000;
    let zigzag: Vec<f64> = (0..=steps)
        .map(|i| if i % 7 == 3 { 0.9 } else { 0.1 })
        .collect();
    let curve = flat(RED, Marker::Square, zigzag);
    let style = style(LIGHT, 2.0, 13.0, 8);
    let range = range(steps, 0.0, 1.0);
    let (svg, plot) = draw((900 * 16, 260 * 16), |area| {
        curves(area, &range, &style, std::slice::from_ref(&curve)).unwrap();
        plot_area(area, &range, &style).unwrap().unwrap()
    });
    let pixels = (plot.0.end - plot.0.start) as usize / 8;
    let line = parse(&svg)
        .unwrap()
        .into_iter()
        .find(|e| e.tag == "polyline" && e.get("stroke") == hex(RED));
    let points = line.unwrap().points();
    assert!(
        (pixels / 2..=pixels + 4).contains(&points.len()),
        "{} points on {pixels} pixels",
        points.len()
    );
    // The peaks stay, and both ends.
    let heights: Vec<i64> = points.iter().map(|p| p.1 as i64).collect();
    let (top, bottom) = (heights.iter().min().unwrap(), heights.iter().max().unwrap());
    assert!(heights.iter().all(|y| y == top || y == bottom));
    assert!(heights.iter().filter(|y| *y == top).count() > pixels / 3);
    assert_eq!(points[0].0, f64::from(plot.0.start));
    assert_eq!(points[points.len() - 1].0, f64::from(plot.0.end));
}

#[test]
fn nothing_to_draw_draws_nothing() {
    let style = style(LIGHT, 1.0, 13.0, 1);
    let range = range(10, 0.0, 1.0);
    let none: [&[Curve]; 3] = [
        &[],
        &[flat(RED, Marker::Cross, vec![])],
        &[flat(RED, Marker::Cross, vec![f64::NAN, f64::INFINITY, 7.0])],
    ];
    for all in none {
        let (svg, ()) = draw((640, 300), |area| {
            curves(area, &range, &style, all).unwrap()
        });
        assert!(parse(&svg).unwrap().is_empty(), "{svg}");
    }
}

#[test]
fn a_curve_of_one_step_shows_its_marker() {
    let style = style(LIGHT, 1.0, 13.0, 1);
    let range = range(10, 0.0, 1.0);
    let curve = flat(RED, Marker::Diamond, vec![0.5]);
    let (svg, ()) = draw((640, 300), |area| {
        curves(area, &range, &style, &[curve]).unwrap()
    });
    let elements = parse(&svg).unwrap();
    assert!(
        elements
            .iter()
            .any(|e| e.tag == "polygon" && e.is_marker_of(RED))
    );
}

// ---- What is refused --------------------------------------------------------------------------------------------

#[test]
fn errors_name_field_value_and_what_is_allowed() {
    let refused = |error: Error| error.to_string();
    let color = |text| refused(parse_color("style.ink", text).unwrap_err());
    assert_eq!(
        color("red"),
        "style.ink: \"red\" is not allowed; allowed: a colour written #rrggbb"
    );
    for bad in [
        "", "#", "#12345", "#1234567", "#+1+2+3", "#ééé", "0x1234", "#12 456",
    ] {
        assert!(parse_color("ink", bad).is_err(), "{bad}");
    }
    assert_eq!(
        parse_color("ink", "#0aF3ff").unwrap(),
        RGBColor(0x0a, 0xf3, 0xff)
    );

    let style = |scale, size| refused(Style::new(scale, size, "serif", LIGHT).unwrap_err());
    assert_eq!(
        style(0.0, 13.0),
        "scale: 0 is not allowed; allowed: 0.1 to 16 device pixels per CSS pixel"
    );
    assert_eq!(
        style(f64::NAN, 13.0),
        "scale: NaN is not allowed; allowed: 0.1 to 16 device pixels per CSS pixel"
    );
    assert_eq!(
        style(1.0, 1e9),
        "fontSize: 1000000000 is not allowed; allowed: 4 to 200 CSS pixels"
    );

    let range = |steps, min, max| refused(Range::new(steps, min, max).unwrap_err());
    assert_eq!(
        range(0.0, 0.0, 1.0),
        "steps: 0 is not allowed; allowed: an integer from 1 to 1000000000"
    );
    assert_eq!(
        range(1.5, 0.0, 1.0),
        "steps: 1.5 is not allowed; allowed: an integer from 1 to 1000000000"
    );
    assert_eq!(
        range(9.0, f64::NAN, 1.0),
        "min: NaN is not allowed; allowed: -1000000 to 1000000"
    );
    assert_eq!(
        range(9.0, 0.0, f64::INFINITY),
        "max: inf is not allowed; allowed: -1000000 to 1000000"
    );
    assert_eq!(
        range(9.0, 1.0, 1.0),
        "max: 1 is not allowed; allowed: more than min, by 0.000001 or more"
    );
    let scale = |from, to, log| refused(Scale::new(from, to, log).unwrap_err());
    assert_eq!(
        scale(0.0, 1.0, true),
        "from: 0 is not allowed; allowed: 0.000001 to 1000000"
    );
    assert_eq!(
        scale(1.0, 1.5, true),
        "to: 1.5 is not allowed; allowed: 2 to 1000000"
    );
    assert_eq!(
        scale(f64::NAN, 1.0, false),
        "from: NaN is not allowed; allowed: -1000000 to 1000000"
    );
    assert_eq!(
        scale(1.0, 1.0, false),
        "to: 1 is not allowed; allowed: 1.000001 to 1000000"
    );

    let square = |values: usize, slopes: usize| {
        refused(Map::new(vec![0.0; values], vec![0.0; slopes], vec![], RED, [0.0; 2]).unwrap_err())
    };
    for values in [0, 1, 3, 5, 8] {
        assert_eq!(
            square(values, 0),
            format!(
                "values: length {values} is not allowed; allowed: a square number, above 3, of finite numbers"
            )
        );
    }
    assert_eq!(
        square(4, 5),
        "slopes: length 5 is not allowed; allowed: 0, 4 or 8"
    );
    assert!(square(4, 12).starts_with("slopes: length 12 "));
    let levels = |levels: Vec<f64>| {
        refused(Map::new(vec![0.0; 4], vec![], levels, RED, [0.0; 2]).unwrap_err())
    };
    for (bad, named) in [
        (vec![1.0, 0.5], "levels[1]: 0.5"),
        (vec![1.0, 1.0], "levels[1]: 1"),
        (vec![f64::NAN], "levels[0]: NaN"),
        (vec![0.0, f64::INFINITY], "levels[1]: inf"),
    ] {
        assert_eq!(
            levels(bad),
            format!("{named} is not allowed; allowed: finite numbers in ascending order")
        );
    }
    assert_eq!(
        levels((0..101).map(f64::from).collect()),
        "levels: length 101 is not allowed; allowed: up to 100"
    );
    assert!(Map::new(vec![0.0, 1.0, f64::NAN, 1.0], vec![], vec![], RED, [0.0; 2]).is_err());

    let range = Range::new(0.0, 0.0, 1.0).unwrap_err().within("range");
    assert!(refused(range).starts_with("range.steps: 0 "));

    let curve = Curve::new(
        "RVPO",
        RED,
        Marker::Circle,
        vec![0.0; 3],
        vec![0.0; 3],
        vec![0.0; 2],
    );
    assert_eq!(
        refused(curve.unwrap_err()),
        "high: an array of 2 numbers (mean has 3) is not allowed; allowed: as long as mean"
    );
}

// ---- Anything at all --------------------------------------------------------------------------------------------

fn any_value() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => -0.2..1.2,
        1 => Just(f64::NAN),
        1 => prop_oneof![Just(f64::INFINITY), Just(f64::NEG_INFINITY)],
        1 => any::<f64>(),
        1 => prop_oneof![Just(0.0), Just(1.0), Just(-0.0), Just(f64::MAX), Just(f64::MIN)],
    ]
}

fn any_curve(index: u8) -> impl Strategy<Value = Curve> {
    let triple = (any_value(), any_value(), any_value());
    let marker = (0..5usize).prop_map(|i| MARKERS[i]);
    (
        any::<String>(),
        marker,
        prop::collection::vec(triple, 0..60),
    )
        .prop_map(move |(label, marker, values)| {
            let color = RGBColor(0xfe, index, 0x33);
            let mean = values.iter().map(|v| v.0).collect();
            let low = values.iter().map(|v| v.1).collect();
            let high = values.iter().map(|v| v.2).collect();
            Curve::new(&label, color, marker, mean, low, high).unwrap()
        })
}

fn any_curves() -> impl Strategy<Value = Vec<Curve>> {
    (0..7u8).prop_flat_map(|count| (0..count).map(any_curve).collect::<Vec<_>>())
}

fn any_range() -> impl Strategy<Value = Range> {
    let steps = prop_oneof![1..80u32, 1..=1_000_000_000u32];
    let ends = prop_oneof![
        4 => Just((0.0, 1.0)),
        2 => (-1e6..0.0, 1e-6..1e6),
        1 => (-1e6..1e6, 1e-6..1e-3).prop_map(|(min, span): (f64, f64)| (min, (min + span * 1.01).min(1e6))),
    ];
    (steps, ends).prop_filter_map("min too close to max", |(steps, (min, max))| {
        Range::new(f64::from(steps), min, max).ok()
    })
}

fn any_style() -> impl Strategy<Value = Style> {
    let scale = prop_oneof![Just(1.0), Just(2.0), Just(3.0), 0.1..16.0];
    let font = prop_oneof![Just(13.0), 4.0..200.0];
    let lattice = prop_oneof![Just(1u8), Just(8), any::<u8>()];
    (scale, font, any::<String>(), any::<bool>(), lattice).prop_map(
        |(scale, font, family, dark, lattice)| {
            Style::new(scale, font, &family, if dark { DARK } else { LIGHT })
                .unwrap()
                .on_lattice(lattice)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_data_on_any_size_is_a_picture(
        size in prop_oneof![(0..4000u32, 0..4000u32), (200..4000u32, 200..4000u32)],
        range in any_range(),
        style in any_style(),
        all in any_curves(),
        titles in any::<(String, String)>(),
    ) {
        let labels = Labels::new(&titles.0, &titles.1);
        let (svg, ()) = draw(size, |area| chart(area, &range, &style, &labels, &all).unwrap());
        prop_assert!(parse(&svg).is_ok(), "{:?}", parse(&svg));
    }

    #[test]
    fn any_map_on_any_size_is_a_picture(
        size in prop_oneof![(0..2000u32, 0..2000u32), (200..2000u32, 200..2000u32)],
        range in any_range(),
        style in any_style(),
        side in 2..9usize,
        scale in (-1e6..1e6, -1e6..1e6, any::<bool>(), any::<f64>()),
        numbers in prop::collection::vec(any_value(), 200),
        levels in prop::collection::vec(any_value(), 0..20),
        point in any::<(f64, f64)>(),
    ) {
        let values: Vec<f64> = numbers.iter().map(|v| if v.is_finite() { *v } else { 0.5 }).take(side * side).collect();
        let slopes = numbers[numbers.len() - 2 * side * side..].to_vec();
        let mut levels: Vec<f64> = levels.into_iter().filter(|level| level.is_finite()).collect();
        levels.sort_by(f64::total_cmp);
        levels.dedup();
        let bad = Map::new(values, slopes, levels, RED, [point.0, point.1]).unwrap();
        let range = match Scale::new(scale.0, scale.1, scale.2) {
            Ok(x) => range.with_x(x.with_mark(scale.3)),
            Err(_) => range,
        };
        let (svg, ()) = draw(size, |area| map(area, &range, &style, &labels(), &bad).unwrap());
        prop_assert!(parse(&svg).is_ok(), "{:?}", parse(&svg));
    }

    #[test]
    fn both_layers_keep_to_one_plot_area(
        size in (1..4000u32, 1..4000u32),
        range in any_range(),
        style in any_style(),
        all in any_curves(),
    ) {
        let (_, plot) = draw(size, |area| plot_area(area, &range, &style).unwrap());
        let (below, ()) = draw(size, |area| axes(area, &range, &style, &labels()).unwrap());
        let (above, ()) = draw(size, |area| curves(area, &range, &style, &all).unwrap());
        let (below, above) = (parse(&below).unwrap(), parse(&above).unwrap());
        let Some((x, y)) = plot else {
            prop_assert_eq!(below.len(), 1, "more than a background");
            prop_assert!(above.is_empty());
            return Ok(());
        };
        let (left, right) = (f64::from(x.start), f64::from(x.end));
        let (top, bottom) = (f64::from(y.start), f64::from(y.end));
        prop_assert!(left >= 0.0 && top >= 0.0);
        prop_assert!(right <= f64::from(size.0) && bottom <= f64::from(size.1));

        // The grid spans the plot, to within the lines' own width.
        let grid: Vec<_> = below.iter()
            .filter(|e| e.tag == "rect" && [hex(LIGHT.grid), hex(DARK.grid)].contains(&e.get("fill").to_owned()))
            .map(Element::bounds)
            .collect();
        let upright = |b: &&(f64, f64, f64, f64)| b.1 == top && b.3 == bottom;
        let level = |b: &&(f64, f64, f64, f64)| b.0 == left && b.2 == right;
        prop_assert!(grid.iter().all(|b| upright(&b) || level(&b)), "{grid:?}");
        prop_assert!(grid.iter().filter(upright).count() <= 12);
        prop_assert!(grid.iter().filter(level).count() <= 8);

        // Lines and bands lie within the plot; a marker's middle does.
        for element in above.iter().filter(|e| e.tag == "polyline" && e.get("stroke").starts_with("#FE")) {
            for (px, py) in element.points() {
                prop_assert!((left..=right).contains(&px) && (top..=bottom).contains(&py));
            }
        }
        for element in above.iter().filter(|e| e.get("opacity") == "0.18") {
            for (px, py) in element.points() {
                prop_assert!((left..=right).contains(&px) && (top..=bottom).contains(&py));
            }
        }
    }

    #[test]
    fn ticks_and_titles_stay_on_the_picture_and_apart(
        size in (150..4000u32, 100..3000u32),
        range in any_range(),
        font in 6.0..60.0f64,
        scale in 1.0..3.0f64,
    ) {
        let style = style(LIGHT, scale, font, 1);
        let (svg, ()) = draw(size, |area| axes(area, &range, &style, &labels()).unwrap());
        let texts: Vec<_> = parse(&svg).unwrap().into_iter().filter(|e| e.tag == "text").collect();
        for text in &texts {
            let (left, top, right, bottom) = text.bounds();
            prop_assert!(
                left >= -1.0 && top >= -1.0 && right <= f64::from(size.0) + 1.0 && bottom <= f64::from(size.1) + 1.0,
                "{text:?} on {size:?}"
            );
        }
        for anchor in ["middle", "end", "start"] {
            let row: Vec<_> = texts.iter().filter(|e| e.get("text-anchor") == anchor && !e.text.is_empty()).collect();
            for (i, a) in row.iter().enumerate() {
                for b in &row[..i] {
                    let (a_box, b_box) = (a.bounds(), b.bounds());
                    prop_assert!(
                        a_box.2 <= b_box.0 || b_box.2 <= a_box.0 || a_box.3 <= b_box.1 || b_box.3 <= a_box.1,
                        "{a:?} on {b:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_curve_with_something_to_show_has_a_marker(
        size in (400..4000u32, 300..4000u32),
        steps in 1..80u32,
        all in any_curves(),
        values in prop::collection::vec(prop::collection::vec(any_value(), 0..60), 7),
    ) {
        let style = style(DARK, 1.0, 13.0, 1);
        let range = range(steps, 0.0, 1.0);
        let all: Vec<_> = all.iter().enumerate().map(|(i, _)| {
            flat(RGBColor(0xfe, i as u8, 0x33), MARKERS[i % 5], values[i].clone())
        }).collect();
        let (svg, ()) = draw(size, |area| curves(area, &range, &style, &all).unwrap());
        let elements = parse(&svg).unwrap();
        for (i, values) in values.iter().enumerate().take(all.len()) {
            let visible = values.iter().take(steps as usize + 1).any(|v| (0.0..=1.0).contains(v));
            let markers = elements.iter().filter(|e| e.is_marker_of(RGBColor(0xfe, i as u8, 0x33)));
            let markers = markers.filter(|e| (e.tag == "circle") == (i % 5 == 0) || e.tag == "polygon");
            prop_assert_eq!(visible, markers.count() > 0, "curve {}: {:?}", i, values);
        }
    }
}

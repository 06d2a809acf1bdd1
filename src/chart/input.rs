//! What a chart is made of, checked once on the way in.

use plotters::style::RGBColor;

use crate::aggregate::Error;

/// Why there is no chart.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ChartError {
    /// A value that no chart can be drawn from.
    #[error(transparent)]
    Input(#[from] Error),
    /// The drawing backend failed.
    #[error("drawing failed: {0}")]
    Drawing(String),
}

/// Reads `#rrggbb`.
///
/// # Errors
///
/// [`Error`] with the field's name for any other text.
pub fn parse_color(field: &str, text: &str) -> Result<RGBColor, Error> {
    let channel = |at: std::ops::Range<usize>| {
        let digits = text.get(at)?;
        digits
            .bytes()
            .all(|b| b.is_ascii_hexdigit())
            .then_some(())?;
        u8::from_str_radix(digits, 16).ok()
    };
    match (
        text.starts_with('#') && text.len() == 7,
        channel(1..3),
        channel(3..5),
        channel(5..7),
    ) {
        (true, Some(red), Some(green), Some(blue)) => Ok(RGBColor(red, green, blue)),
        _ => Err(Error::value(
            field,
            format!("{text:?}"),
            "a colour written #rrggbb",
        )),
    }
}

/// The colours of everything but the curves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colors {
    /// Text and axes.
    pub ink: RGBColor,
    /// Grid lines.
    pub grid: RGBColor,
    /// The paper; also the rim that sets a marker off from what lies under it.
    pub background: RGBColor,
}

/// How a chart looks.
#[derive(Clone, Debug)]
pub struct Style {
    scale: f64,
    font_size: f64,
    font_family: String,
    colors: Colors,
    lattice: u16,
}

impl Style {
    /// `scale` in device pixels per CSS pixel, `font_size` in CSS pixels, `font_family` as in CSS.
    ///
    /// # Errors
    ///
    /// [`Error`] unless `scale` is 0.1 to 16 and `font_size` 4 to 200.
    pub fn new(
        scale: f64,
        font_size: f64,
        font_family: &str,
        colors: Colors,
    ) -> Result<Self, Error> {
        if !(0.1..=16.0).contains(&scale) {
            return Err(Error::value(
                "scale",
                scale,
                "0.1 to 16 device pixels per CSS pixel",
            ));
        }
        if !(4.0..=200.0).contains(&font_size) {
            return Err(Error::value("fontSize", font_size, "4 to 200 CSS pixels"));
        }
        Ok(Self {
            scale,
            font_size,
            font_family: printable(font_family),
            colors,
            lattice: 1,
        })
    }

    /// For a backend that draws on a lattice of `points` by `points` in each device pixel. Backend coordinates are
    /// integers, and a curve that is rounded to whole pixels shows steps where it is nearly flat.
    #[must_use]
    pub fn on_lattice(mut self, points: u8) -> Self {
        self.lattice = u16::from(points.max(1));
        self
    }

    /// The colours of everything but the curves.
    pub fn colors(&self) -> Colors {
        self.colors
    }

    /// The font family, as in CSS.
    pub fn font_family(&self) -> &str {
        &self.font_family
    }

    /// Backend units per device pixel.
    pub(super) fn lattice(&self) -> u16 {
        self.lattice
    }

    /// Device pixels per CSS pixel.
    pub(super) fn scale(&self) -> f64 {
        self.scale
    }

    /// The font size in backend units.
    pub(super) fn em(&self) -> f64 {
        self.font_size * self.scale * f64::from(self.lattice)
    }
}

/// What the axes span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    steps: u32,
    min: f64,
    max: f64,
}

impl Range {
    /// The x axis spans step 0 to `steps`, the y axis `min` to `max`.
    ///
    /// # Errors
    ///
    /// [`Error`] unless `steps` is an integer from 1 to 10^9, `min` and `max` are -10^6 to 10^6, and `max`
    /// is at least 10^-6 more than `min`.
    pub fn new(steps: f64, min: f64, max: f64) -> Result<Self, Error> {
        if !(1.0..=1e9).contains(&steps) || steps.fract() != 0.0 {
            return Err(Error::value(
                "steps",
                steps,
                "an integer from 1 to 1000000000",
            ));
        }
        for (field, value) in [("min", min), ("max", max)] {
            if !(-1e6..=1e6).contains(&value) {
                return Err(Error::value(field, value, "-1000000 to 1000000"));
            }
        }
        if max - min < 1e-6 {
            return Err(Error::value(
                "max",
                max,
                "more than min, by 0.000001 or more",
            ));
        }
        Ok(Self {
            steps: steps as u32,
            min,
            max,
        })
    }

    /// The last step on the x axis.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// The lower end of the y axis.
    pub fn min(&self) -> f64 {
        self.min
    }

    /// The upper end of the y axis.
    pub fn max(&self) -> f64 {
        self.max
    }

    pub(super) fn contains(&self, value: f64) -> bool {
        (self.min..=self.max).contains(&value)
    }
}

/// The titles of the axes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    x: String,
    y: String,
}

impl Labels {
    /// `x` stands under the chart, `y` above its left end (upright, so that it can be read).
    pub fn new(x: &str, y: &str) -> Self {
        Self {
            x: printable(x),
            y: printable(y),
        }
    }

    pub(super) fn x(&self) -> &str {
        &self.x
    }

    pub(super) fn y(&self) -> &str {
        &self.y
    }
}

/// The shape that tells a curve from the others where its colour cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// A disc.
    Circle,
    /// A square on its side.
    Square,
    /// A triangle on its base.
    Triangle,
    /// A square on its corner.
    Diamond,
    /// A diagonal cross.
    Cross,
}

impl Marker {
    /// Every shape.
    pub const ALL: [Self; 5] = [
        Self::Circle,
        Self::Square,
        Self::Triangle,
        Self::Diamond,
        Self::Cross,
    ];

    /// The shape as JavaScript writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Circle => "circle",
            Self::Square => "square",
            Self::Triangle => "triangle",
            Self::Diamond => "diamond",
            Self::Cross => "cross",
        }
    }
}

/// One method's bottleneck over training.
#[derive(Clone, Debug)]
pub struct Curve {
    label: String,
    color: RGBColor,
    marker: Marker,
    mean: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
}

impl Curve {
    /// `mean[s]` is the value at step `s`, with a band from `low[s]` to `high[s]`. Values that are not finite leave a
    /// gap.
    ///
    /// # Errors
    ///
    /// [`Error`] if `low` or `high` has not as many values as `mean`.
    pub fn new(
        label: &str,
        color: RGBColor,
        marker: Marker,
        mean: Vec<f64>,
        low: Vec<f64>,
        high: Vec<f64>,
    ) -> Result<Self, Error> {
        for (field, values) in [("low", &low), ("high", &high)] {
            if values.len() != mean.len() {
                return Err(Error::value(
                    field,
                    format!(
                        "an array of {} numbers (mean has {})",
                        values.len(),
                        mean.len()
                    ),
                    "as long as mean",
                ));
            }
        }
        Ok(Self {
            label: printable(label),
            color,
            marker,
            mean,
            low,
            high,
        })
    }

    pub(super) fn label(&self) -> &str {
        &self.label
    }

    pub(super) fn color(&self) -> RGBColor {
        self.color
    }

    pub(super) fn marker(&self) -> Marker {
        self.marker
    }

    pub(super) fn mean(&self) -> &[f64] {
        &self.mean
    }

    pub(super) fn low(&self) -> &[f64] {
        &self.low
    }

    pub(super) fn high(&self) -> &[f64] {
        &self.high
    }
}

/// Without the characters that XML, and so an SVG file, cannot hold.
fn printable(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}'))
        .collect()
}

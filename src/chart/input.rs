//! What a chart is made of, checked once on the way in.

use plotters::style::RGBColor;
use serde::Serialize;

use crate::aggregate::{Error, Path, Rule};
use crate::written::quoted;

/// Why there is no chart.
/// In what is serialised, `code` names the variant.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum ChartError {
    /// A value that no chart can be drawn from.
    #[error(transparent)]
    #[serde(skip)]
    Input(#[from] Error),
    /// The drawing backend failed.
    #[error("drawing failed: {detail}")]
    Drawing {
        /// What it says.
        detail: String,
    },
}

/// Reads `#rrggbb`.
///
/// # Errors
///
/// [`Error`] with the field's name for any other text.
pub fn parse_color(field: impl Into<Path>, text: &str) -> Result<RGBColor, Error> {
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
        _ => Err(Error::new(field, quoted(text), Rule::Colour)),
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
    decimal_comma: bool,
}

impl Style {
    /// A style: `scale` is in device pixels per CSS pixel, `font_size` in CSS pixels, `font_family` as in CSS.
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
            return Err(Error::new(
                "scale",
                scale,
                Rule::DevicePixels {
                    from: 0.1,
                    to: 16.0,
                },
            ));
        }
        if !(4.0..=200.0).contains(&font_size) {
            return Err(Error::new(
                "fontSize",
                font_size,
                Rule::CssPixels {
                    from: 4.0,
                    to: 200.0,
                },
            ));
        }
        Ok(Self {
            scale,
            font_size,
            font_family: printable(font_family),
            colors,
            lattice: 1,
            decimal_comma: false,
        })
    }

    /// Puts a comma between ones and tenths, as many languages have it.
    #[must_use]
    pub fn with_decimal_comma(self) -> Self {
        Self {
            decimal_comma: true,
            ..self
        }
    }

    /// Draws for a backend that has a lattice of `points` by `points` in each device pixel. Backend coordinates are
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

    /// Whether a comma stands between ones and tenths.
    pub(super) fn decimal_comma(&self) -> bool {
        self.decimal_comma
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
    /// What stands at step 0 and at the last one, where the axis does not count steps.
    x: Option<Scale>,
}

/// Numbers along the x axis in place of the steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    from: f64,
    to: f64,
    log: bool,
    mark: Option<f64>,
}

impl Scale {
    /// Numbers of which `from` stands at step 0 and `to` at the last step; with `log`, each step multiplies by the same factor.
    ///
    /// # Errors
    ///
    /// [`Error`] unless both are -10^6 to 10^6 and in order, at least 10^-6 apart; with `log`, unless `from` is 10^-6 or more and `to` at least
    /// twice `from`.
    pub fn new(from: f64, to: f64, log: bool) -> Result<Self, Error> {
        let least = if log { 1e-6 } else { -1e6 };
        let next = if log { 2.0 * from } else { from + 1e-6 };
        for (field, value, least) in [("from", from, least), ("to", to, next)] {
            if !(least..=1e6).contains(&value) {
                return Err(Error::new(
                    field,
                    value,
                    Rule::Between {
                        from: least,
                        to: 1e6,
                    },
                ));
            }
        }
        Ok(Self {
            from,
            to,
            log,
            mark: None,
        })
    }

    /// Adds an upright line at a number on the axis.
    #[must_use]
    pub fn with_mark(self, mark: f64) -> Self {
        let mark = Some(mark);
        Self { mark, ..self }
    }

    pub(super) fn mark(&self) -> Option<f64> {
        self.mark
            .filter(|mark| (self.from..=self.to).contains(mark))
    }

    pub(super) fn from(&self) -> f64 {
        self.from
    }

    pub(super) fn to(&self) -> f64 {
        self.to
    }

    pub(super) fn is_log(&self) -> bool {
        self.log
    }
}

impl Range {
    /// Axes of which x spans step 0 to `steps` and y `min` to `max`.
    ///
    /// # Errors
    ///
    /// [`Error`] unless `steps` is an integer from 1 to 10^9, `min` and `max` are -10^6 to 10^6, and `max`
    /// is at least 10^-6 more than `min`.
    pub fn new(steps: f64, min: f64, max: f64) -> Result<Self, Error> {
        if !(1.0..=1e9).contains(&steps) || steps.fract() != 0.0 {
            return Err(Error::new(
                "steps",
                steps,
                Rule::Whole {
                    from: 1,
                    to: 1_000_000_000,
                },
            ));
        }
        for (field, value) in [("min", min), ("max", max)] {
            if !(-1e6..=1e6).contains(&value) {
                return Err(Error::new(
                    field,
                    value,
                    Rule::Between {
                        from: -1e6,
                        to: 1e6,
                    },
                ));
            }
        }
        if max - min < 1e-6 {
            return Err(Error::new("max", max, Rule::AboveMin { by: 1e-6 }));
        }
        Ok(Self {
            steps: steps as u32,
            min,
            max,
            x: None,
        })
    }

    /// Puts other numbers along the x axis, in place of the steps.
    #[must_use]
    pub fn with_x(self, scale: Scale) -> Self {
        let x = Some(scale);
        Self { x, ..self }
    }

    pub(super) fn x(&self) -> Option<&Scale> {
        self.x.as_ref()
    }

    /// Where a number of the x axis stands, in steps.
    pub(super) fn step_of(&self, x: f64) -> f64 {
        let steps = f64::from(self.steps);
        match self.x {
            None => x,
            Some(Scale { from, to, log, .. }) if log => steps * (x / from).ln() / (to / from).ln(),
            Some(Scale { from, to, .. }) => steps * (x - from) / (to - from),
        }
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
    /// Titles of which `x` stands under the chart and `y` above its left end (upright, so that it can be read).
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "ChartMarker", rename_all = "kebab-case"))]
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
    /// A triangle on its point.
    Down,
}

impl Marker {
    /// Every shape.
    pub const ALL: [Self; 6] = [
        Self::Circle,
        Self::Square,
        Self::Triangle,
        Self::Diamond,
        Self::Cross,
        Self::Down,
    ];

    /// The shape as JavaScript writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Circle => "circle",
            Self::Square => "square",
            Self::Triangle => "triangle",
            Self::Diamond => "diamond",
            Self::Cross => "cross",
            Self::Down => "down",
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
    /// A curve of which `mean[s]` is the value at step `s`, with a band from `low[s]` to `high[s]`. Values that are not finite leave a
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
                return Err(Error::length(
                    field,
                    values.len(),
                    Rule::AsLongAs {
                        length: mean.len(),
                        list: "mean",
                    },
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

/// Lines that can still be told apart.
const MAX_LEVELS: usize = 100;

/// Numbers over a square, with levels to draw them by.
#[derive(Clone, Debug)]
pub struct Map {
    side: usize,
    values: Vec<f64>,
    slopes: Vec<f64>,
    levels: Vec<f64>,
    color: RGBColor,
    point: [f64; 2],
}

impl Map {
    /// A map whose `values` have as many rows as columns, the lowest row first. `slopes` is empty or one or two more such squares: where the first is below 0, the map is
    /// hatched in the direction of a slash, where the second is, of a backslash. From one of the `levels`, in ascending order, to the next, the
    /// background takes on more of `color`. A disc marks `point`, given in the axes' units.
    ///
    /// # Errors
    ///
    /// [`Error`] unless `values` are a square of 2 rows or more, all finite, `slopes` at most two whole squares of that size, and `levels` at most
    /// 100 finite numbers in ascending order.
    pub fn new(
        values: Vec<f64>,
        slopes: Vec<f64>,
        levels: Vec<f64>,
        color: RGBColor,
        point: [f64; 2],
    ) -> Result<Self, Error> {
        let count = values.len();
        let side = count.isqrt();
        if side < 2 || side * side != count || !values.iter().all(|value| value.is_finite()) {
            return Err(Error::length("values", count, Rule::Square));
        }
        if ![0, count, 2 * count].contains(&slopes.len()) {
            let rule = Rule::NoneOnceOrTwice {
                count,
                twice: 2 * count,
            };
            return Err(Error::length("slopes", slopes.len(), rule));
        }
        if levels.len() > MAX_LEVELS {
            let rule = Rule::AtMost { most: MAX_LEVELS };
            return Err(Error::length("levels", levels.len(), rule));
        }
        for (i, &level) in levels.iter().enumerate() {
            if !level.is_finite() || (i > 0 && level <= levels[i - 1]) {
                let path = Path::from("levels").at(i);
                return Err(Error::new(path, level, Rule::Ascending));
            }
        }
        Ok(Self {
            side,
            values,
            slopes,
            levels,
            color,
            point,
        })
    }

    /// Points along each side.
    pub(super) fn side(&self) -> usize {
        self.side
    }

    /// The number at a point of the grid.
    pub(super) fn at(&self, column: usize, row: usize) -> f64 {
        self.values[row * self.side + column]
    }

    /// None to two squares.
    pub(super) fn slopes(&self) -> impl Iterator<Item = &[f64]> {
        self.slopes.chunks(self.values.len()).take(2)
    }

    pub(super) fn levels(&self) -> &[f64] {
        &self.levels
    }

    pub(super) fn color(&self) -> RGBColor {
        self.color
    }

    pub(super) fn point(&self) -> [f64; 2] {
        self.point
    }
}

/// Without the characters that XML, and so an SVG file, cannot hold.
fn printable(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}'))
        .collect()
}

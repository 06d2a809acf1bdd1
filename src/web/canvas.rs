//! plotters' backend for a canvas of the page.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea as _};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::chart::ChartError;
use crate::written::Written as _;

/// Places per device pixel, along each axis, on which plotters' integers may fall.
pub(super) const LATTICE: u8 = 8;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = String, catch)]
    fn text_of(thrown: &JsValue) -> Result<String, JsValue>;
}

/// What the canvas threw, in words.
#[cold]
fn said(thrown: &JsValue) -> String {
    text_of(thrown).unwrap_or_default()
}

/// A canvas in [`LATTICE`]ths of a device pixel.
// plotters-canvas measures text in the page, through an element with an inline style, which a Content-Security-Policy may forbid, and has numbers
// written by Rust.
pub(super) struct Canvas {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

pub(super) type Area = DrawingArea<Canvas, Shift>;

impl Canvas {
    /// Nothing where the canvas is in use with another kind of context.
    pub fn new(canvas: &HtmlCanvasElement) -> Option<Self> {
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Self {
            canvas: canvas.clone(),
            context,
        })
    }

    /// Clears the canvas and has `with` draw on it.
    pub fn draw(self, with: &dyn Fn(&Area) -> Result<(), ChartError>) -> Result<(), ChartError> {
        let failed = |error: JsValue| ChartError::Drawing {
            detail: said(&error),
        };
        let context = self.context.clone();
        context.reset_transform().map_err(failed)?;
        let [width, height] = [self.canvas.width(), self.canvas.height()].map(f64::from);
        context.clear_rect(0.0, 0.0, width, height);
        let unit = 1.0 / f64::from(LATTICE);
        context
            .set_transform(unit, 0.0, 0.0, unit, 0.0, 0.0)
            .map_err(failed)?;
        // A sharp corner of a noisy line would shoot far past it.
        context.set_line_join("round");
        context.set_line_cap("butt");
        let result = with(&self.into_drawing_area());
        context.reset_transform().map_err(failed)?;
        result
    }

    /// Whether this can be read as a list of font families.
    pub fn knows_font(&self, family: &str) -> bool {
        // A canvas keeps its font when it is told one that it cannot read.
        self.context.set_font("1px serif");
        let before = self.context.font();
        self.context.set_font(&format!("2px {family}"));
        self.context.font() != before
    }

    fn set_font<S: BackendTextStyle>(&self, style: &S) {
        let (slant, size, family) = (style.style(), style.size().written(), style.family());
        let font = format!("{} {size}px {}", slant.as_str(), family.as_str());
        self.context.set_font(&font);
    }

    fn set_fill(&self, color: BackendColor) {
        self.context.set_fill_style_str(&css(color));
    }

    fn set_stroke<S: BackendStyle>(&self, style: &S) {
        self.context.set_stroke_style_str(&css(style.color()));
        self.context.set_line_width(f64::from(style.stroke_width()));
    }

    fn trace(&self, points: impl IntoIterator<Item = BackendCoord>) {
        self.context.begin_path();
        for (i, (x, y)) in points.into_iter().enumerate() {
            let (x, y) = (f64::from(x), f64::from(y));
            if i == 0 {
                self.context.move_to(x, y);
            } else {
                self.context.line_to(x, y);
            }
        }
    }
}

fn css(color: BackendColor) -> String {
    let (red, green, blue) = color.rgb;
    format!("rgba({red},{green},{blue},{})", color.alpha.written())
}

/// A canvas's exception, in words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct CanvasError(String);

#[cold]
fn thrown(error: JsValue) -> DrawingErrorKind<CanvasError> {
    DrawingErrorKind::DrawingError(CanvasError(said(&error)))
}

type Drawn = Result<(), DrawingErrorKind<CanvasError>>;

impl DrawingBackend for Canvas {
    type ErrorType = CanvasError;

    fn get_size(&self) -> (u32, u32) {
        let fine = |pixels: u32| pixels.saturating_mul(u32::from(LATTICE));
        (fine(self.canvas.width()), fine(self.canvas.height()))
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.set_fill(color);
        self.context.fill_rect(f64::from(x), f64::from(y), 1.0, 1.0);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let [x, y, width, height] = [left, top, right - left, bottom - top].map(f64::from);
        if fill {
            self.set_fill(style.color());
            self.context.fill_rect(x, y, width, height);
        } else {
            self.set_stroke(style);
            self.context.stroke_rect(x, y, width, height);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.set_stroke(style);
        self.trace(path);
        self.context.stroke();
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.set_fill(style.color());
        self.trace(path);
        self.context.close_path();
        self.context.fill();
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.context.begin_path();
        self.context
            .arc(
                f64::from(x),
                f64::from(y),
                f64::from(radius),
                0.0,
                std::f64::consts::TAU,
            )
            .map_err(thrown)?;
        if fill {
            self.set_fill(style.color());
            self.context.fill();
        } else {
            self.set_stroke(style);
            self.context.stroke();
        }
        Ok(())
    }

    /// Level, whatever the style's transform is: charts turn no text.
    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Drawn {
        let (x, y) = (f64::from(x), f64::from(y));
        self.set_font(style);
        self.set_fill(style.color());
        self.context.set_text_baseline(match style.anchor().v_pos {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        });
        self.context.set_text_align(match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Right => "end",
            HPos::Center => "center",
        });
        self.context.fill_text(text, x, y).map_err(thrown)
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<CanvasError>> {
        self.set_font(style);
        // Browsers that resist fingerprinting may refuse; a guess then does.
        let width = match self.context.measure_text(text) {
            Ok(metrics) => metrics.width(),
            Err(_) => 0.6 * style.size() * text.chars().count() as f64,
        };
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}

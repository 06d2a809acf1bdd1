//! What is drawn in the tests.

use plotters::prelude::{IntoDrawingArea as _, SVGBackend};
use plotters::style::RGBColor;
use rvpo_playground::chart::{Colors, Curve, Labels, Marker, Range, Scale, Style};

use crate::svg::Svg;

pub const LIGHT: Colors = Colors {
    ink: RGBColor(0x1c, 0x22, 0x2b),
    grid: RGBColor(0xe1, 0xe5, 0xea),
    background: RGBColor(0xff, 0xff, 0xff),
};

pub const DARK: Colors = Colors {
    ink: RGBColor(0xe6, 0xea, 0xf0),
    grid: RGBColor(0x33, 0x3b, 0x47),
    background: RGBColor(0x14, 0x18, 0x1f),
};

pub const MARKERS: [Marker; 5] = [
    Marker::Circle,
    Marker::Square,
    Marker::Triangle,
    Marker::Diamond,
    Marker::Cross,
];

/// Text and colours of the five methods on light and on dark paper.
pub const METHODS: [(&str, RGBColor, RGBColor); 5] = [
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

pub fn labels() -> Labels {
    Labels::new("training step", "bottleneck: lowest expected reward")
}

pub fn style(colors: Colors, scale: f64, font_size: f64, lattice: u8) -> Style {
    Style::new(scale, font_size, "sans-serif", colors)
        .unwrap()
        .on_lattice(lattice)
}

pub fn range(steps: u32, min: f64, max: f64) -> Range {
    Range::new(f64::from(steps), min, max).unwrap()
}

pub fn flat(color: RGBColor, marker: Marker, mean: Vec<f64>) -> Curve {
    Curve::new("", color, marker, mean.clone(), mean.clone(), mean).unwrap()
}

/// Five runs like the toy's: two fall to 0, one wavers, two rise. Only sums and quotients, so that every machine draws
/// the same.
pub fn training(steps: usize, done: usize, dark: bool) -> Vec<Curve> {
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
pub fn draw<R>(
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

pub fn log_scale(from: f64, to: f64) -> Scale {
    Scale::new(from, to, true).unwrap()
}

pub const RED: RGBColor = RGBColor(0xfe, 0x01, 0x02);

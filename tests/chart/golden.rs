//! What the chart looks like.

use std::fs;
use std::path::Path;

use plotters::style::RGBColor;
use rvpo_playground::chart::{
    Colors, Curve, Labels, Map, Marker, Range, Scale, axes, chart, curves, map,
};

use crate::elements::parse;
use crate::pictures::{DARK, LIGHT, draw, flat, labels, log_scale, range, style, training};

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

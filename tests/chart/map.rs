//! Contour maps.

use plotters::style::RGBColor;
use rvpo_playground::chart::{Map, Range, Scale, Style, map, plot_area};

use crate::elements::{Element, hex, parse};
use crate::pictures::{LIGHT, RED, draw, labels, range, style};
use crate::svg::Svg;

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

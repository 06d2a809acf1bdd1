//! Curves, their markers and the mark at a number.

use rvpo_playground::chart::{Curve, Marker, axes, curves, plot_area};

use crate::elements::{Element, hex, parse};
use crate::pictures::{LIGHT, MARKERS, METHODS, RED, draw, flat, labels, log_scale, range, style};

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

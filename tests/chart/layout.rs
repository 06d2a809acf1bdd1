//! Where the axes, their numbers and their titles are.

use rvpo_playground::chart::{Labels, Map, Marker, Range, Scale, axes, curves, map, plot_area};

use crate::elements::{hex, parse};
use crate::pictures::{DARK, LIGHT, RED, draw, flat, labels, log_scale, range, style};

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

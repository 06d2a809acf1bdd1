//! What holds for any data and any size.

use plotters::style::RGBColor;
use proptest::prelude::*;
use rvpo_playground::chart::{
    Curve, Labels, Map, Range, Scale, Style, axes, chart, curves, map, plot_area,
};

use crate::elements::{Element, hex, parse};
use crate::pictures::{DARK, LIGHT, MARKERS, RED, draw, flat, labels, range, style};

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

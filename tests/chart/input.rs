//! What is refused.

use plotters::style::RGBColor;
use rvpo_playground::aggregate::Error;
use rvpo_playground::chart::{Curve, Map, Marker, Range, Scale, Style, parse_color};

use crate::pictures::{LIGHT, RED};

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
        "steps: 0 is not allowed; allowed: a whole number from 1 to 1000000000"
    );
    assert_eq!(
        range(1.5, 0.0, 1.0),
        "steps: 1.5 is not allowed; allowed: a whole number from 1 to 1000000000"
    );
    assert_eq!(
        range(9.0, f64::NAN, 1.0),
        "min: NaN is not allowed; allowed: a number from -1000000 to 1000000"
    );
    assert_eq!(
        range(9.0, 0.0, f64::INFINITY),
        "max: inf is not allowed; allowed: a number from -1000000 to 1000000"
    );
    assert_eq!(
        range(9.0, 1.0, 1.0),
        "max: 1 is not allowed; allowed: more than min, by 1e-6 or more"
    );
    let scale = |from, to, log| refused(Scale::new(from, to, log).unwrap_err());
    assert_eq!(
        scale(0.0, 1.0, true),
        "from: 0 is not allowed; allowed: a number from 1e-6 to 1000000"
    );
    assert_eq!(
        scale(1.0, 1.5, true),
        "to: 1.5 is not allowed; allowed: a number from 2 to 1000000"
    );
    assert_eq!(
        scale(f64::NAN, 1.0, false),
        "from: NaN is not allowed; allowed: a number from -1000000 to 1000000"
    );
    assert_eq!(
        scale(1.0, 1.0, false),
        "to: 1 is not allowed; allowed: a number from 1.000001 to 1000000"
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
        "levels: length 101 is not allowed; allowed: at most 100"
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
        "high: length 2 is not allowed; allowed: 3, as long as mean"
    );
}

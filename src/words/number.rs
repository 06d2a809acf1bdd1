//! How numbers are written.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

use super::Language;

/// A thin space that no line breaks at.
const THIN: char = '\u{202f}';

/// Has the bundle write numbers as the language does. `NUMBER($x)` is a number with its digits in groups of three; `digits: 2` gives it as many
/// after the decimal mark, and `style` is one of these:
///
/// - `"figure"`: three significant digits;
/// - `"size"`: the same of the magnitude;
/// - `"sign"`: `up` above 0, otherwise `down`, for messages to select by;
/// - `"share"`: a share from 0 to 1 in percent, where what is not nothing does not read 0;
/// - `"nth"`: an index, counted from 1 instead of 0;
/// - `"power"`: two significant digits and a power of ten.
pub(super) fn register(bundle: &mut FluentBundle<FluentResource>, language: Language) {
    bundle.set_formatter(Some(match language {
        Language::English => |value, _| alone(value, Language::English),
        Language::German => |value, _| alone(value, Language::German),
    }));
    // A name that is taken already would show in the words' test.
    let _ = bundle.add_function("NUMBER", move |positional, named| {
        match positional.first() {
            Some(FluentValue::Number(number)) => write(number.value, named, language).into(),
            Some(other) => other.clone().into_owned(),
            None => FluentValue::Error,
        }
    });
}

/// A number without a style, as one would type it.
fn alone(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(localised(&shortest(number.value), language)),
        _ => None,
    }
}

fn write(x: f64, named: &FluentArgs<'_>, language: Language) -> String {
    let digits = match named.get("digits") {
        Some(FluentValue::Number(digits)) => digits.value as usize,
        _ => 0,
    };
    let style = match named.get("style") {
        Some(FluentValue::String(style)) => style.as_ref(),
        _ => "",
    };
    match style {
        "figure" => localised(&significant(x), language),
        "size" => localised(&significant(x.abs()), language),
        "sign" => if x > 0.0 { "up" } else { "down" }.to_owned(),
        "share" => share(x, language),
        "nth" => grouped(x + 1.0, 0, language),
        "power" => localised(&format!("{x:.1e}"), language),
        _ => grouped(x, digits, language),
    }
}

fn shortest(x: f64) -> String {
    let text = format!("{x:?}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn significant(x: f64) -> String {
    let rounded: f64 = format!("{x:.2e}").parse().unwrap_or(x);
    shortest(rounded).replace('-', "−")
}

fn share(share: f64, language: Language) -> String {
    let percent = match language {
        Language::English => "%".to_owned(),
        Language::German => format!("{THIN}%"),
    };
    if share > 0.0 && share < 0.005 {
        let under = match language {
            Language::English => "under",
            Language::German => "unter",
        };
        return format!("{under} 1{percent}");
    }
    format!("{}{percent}", (100.0 * share).round())
}

/// With its digits in groups of three.
fn grouped(x: f64, digits: usize, language: Language) -> String {
    let text = format!("{:.digits$}", x.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let separator = match language {
        Language::English => ',',
        Language::German => THIN,
    };
    let mut out = String::new();
    if x < 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
        out.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    localised(&out, language)
}

/// With the language's decimal mark.
fn localised(number: &str, language: Language) -> String {
    match language {
        Language::English => number.to_owned(),
        Language::German => number.replace('.', ","),
    }
}

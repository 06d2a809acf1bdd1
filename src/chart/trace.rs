//! From a curve's numbers to the points worth drawing, in the coordinates of the data (step, value).

use super::Range;

/// How many steps share one place on an axis of `pixels` device pixels. 1 if every step has a pixel to itself.
pub(super) fn stride(steps: usize, pixels: usize) -> usize {
    if steps <= pixels {
        1
    } else {
        // Two points are kept of each place: see `thin_line`.
        (2 * steps).div_ceil(pixels.max(1))
    }
}

/// Keeps the lowest and the highest value of every `stride` steps, and the ends of the curve. A gap is a NaN.
pub(super) fn thin_line(values: &[f64], stride: usize) -> Vec<(f64, f64)> {
    let point = |step: usize| (step as f64, values[step]);
    if stride <= 1 {
        return (0..values.len()).map(point).collect();
    }
    let places = values.len().div_ceil(stride);
    let mut points = Vec::with_capacity(2 * places + 2);
    for place in 0..places {
        let steps = place * stride..((place + 1) * stride).min(values.len());
        let mut finite = steps.clone().filter(|&step| values[step].is_finite());
        let Some(first) = finite.next() else {
            points.push((steps.start as f64, f64::NAN));
            continue;
        };
        let (mut lowest, mut highest, mut last) = (first, first, first);
        for step in finite {
            if values[step] < values[lowest] {
                lowest = step;
            }
            if values[step] > values[highest] {
                highest = step;
            }
            last = step;
        }
        let mut kept = vec![lowest, highest];
        if place == 0 {
            kept.push(first);
        }
        if place + 1 == places {
            kept.push(last);
        }
        kept.sort_unstable();
        kept.dedup();
        points.extend(kept.into_iter().map(point));
    }
    points
}

/// Keeps the envelope of every `stride` steps, as (step, low, high). A gap has NaNs.
pub(super) fn thin_band(low: &[f64], high: &[f64], stride: usize) -> Vec<(f64, f64, f64)> {
    let length = low.len().min(high.len());
    let both = |step: usize| {
        let (a, b) = (low[step], high[step]);
        (a.is_finite() && b.is_finite()).then(|| (a.min(b), a.max(b)))
    };
    (0..length.div_ceil(stride.max(1)))
        .flat_map(|place| {
            let steps = place * stride..((place + 1) * stride).min(length);
            let envelope = steps
                .clone()
                .filter_map(both)
                .reduce(|(a, b), (c, d)| (a.min(c), b.max(d)))
                .unwrap_or((f64::NAN, f64::NAN));
            let end = steps.end.saturating_sub(1);
            // The last place reaches to the curve's end.
            let last = (end > steps.start && steps.end == length).then_some(end);
            std::iter::once(steps.start)
                .chain(last)
                .map(move |step| (step as f64, envelope.0, envelope.1))
        })
        .collect()
}

/// The parts of the line within the range, each as its points. A part may be a single point.
pub(super) fn clip_line(points: &[(f64, f64)], range: &Range) -> Vec<Vec<(f64, f64)>> {
    let mut parts = Vec::new();
    let mut part: Vec<(f64, f64)> = Vec::new();
    let mut before: Option<(f64, f64)> = None;
    for &(x, y) in points {
        if !y.is_finite() {
            flush(&mut part, &mut parts);
            before = None;
            continue;
        }
        let here = (x, near(y, range));
        match before.map(|before| clip_segment(before, here, range)) {
            Some(Some((from, to))) => {
                if part.last() != Some(&from) {
                    flush(&mut part, &mut parts);
                    part.push(from);
                }
                part.push(to);
            }
            Some(None) => flush(&mut part, &mut parts),
            None if range.contains(here.1) => part.push(here),
            None => {}
        }
        before = Some(here);
    }
    flush(&mut part, &mut parts);
    parts
}

/// The parts of the band within the range, each as the corners of a polygon.
pub(super) fn clip_band(points: &[(f64, f64, f64)], range: &Range) -> Vec<Vec<(f64, f64)>> {
    points
        .split(|point| point.1.is_nan())
        .filter(|run| run.len() > 1)
        .map(|run| {
            let high = run.iter().map(|&(x, _, high)| (x, near(high, range)));
            let low = run.iter().rev().map(|&(x, low, _)| (x, near(low, range)));
            let around: Vec<_> = high.chain(low).collect();
            let above_min = clip_polygon(&around, |y| y - range.min());
            clip_polygon(&above_min, |y| range.max() - y)
        })
        .filter(|polygon| polygon.len() > 2)
        .collect()
}

fn flush(part: &mut Vec<(f64, f64)>, parts: &mut Vec<Vec<(f64, f64)>>) {
    if !part.is_empty() {
        parts.push(std::mem::take(part));
    }
}

/// A value so far outside that it might overflow is brought to where it is still far outside.
fn near(value: f64, range: &Range) -> f64 {
    let far = 1e6 * (range.max() - range.min());
    value.clamp(range.min() - far, range.max() + far)
}

fn clip_segment(
    from: (f64, f64),
    to: (f64, f64),
    range: &Range,
) -> Option<((f64, f64), (f64, f64))> {
    let end = |end: (f64, f64), other: (f64, f64)| {
        if range.contains(end.1) {
            end
        } else {
            let edge = end.1.clamp(range.min(), range.max());
            crossing(end, other, edge)
        }
    };
    let (low, high) = (from.1.min(to.1), from.1.max(to.1));
    (low <= range.max() && high >= range.min()).then(|| (end(from, to), end(to, from)))
}

/// Where the line from `a` to `b`, which lie on different sides of `y`, has that height.
fn crossing(a: (f64, f64), b: (f64, f64), y: f64) -> (f64, f64) {
    let share = ((y - a.1) / (b.1 - a.1)).clamp(0.0, 1.0);
    (a.0 + share * (b.0 - a.0), y)
}

/// Sutherland and Hodgman's cut of a polygon by one horizontal line: keeps where `inside` is not negative.
fn clip_polygon(polygon: &[(f64, f64)], inside: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    let mut kept = Vec::with_capacity(polygon.len() + 4);
    let Some(mut before) = polygon.last().copied() else {
        return kept;
    };
    for &here in polygon {
        let (a, b) = (inside(before.1), inside(here.1));
        if (a < 0.0) != (b < 0.0) {
            let share = a / (a - b);
            kept.push((
                before.0 + share * (here.0 - before.0),
                before.1 + share * (here.1 - before.1),
            ));
        }
        if b >= 0.0 {
            kept.push(here);
        }
        before = here;
    }
    kept
}

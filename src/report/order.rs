/// Bits of a key that one pass sorts by.
const BITS: u32 = 11;

/// Sorts by whole numbers, equal ones staying in their order: by their last digits first, in time proportional to the number of items. The standard
/// library's sorting is built for size where the page is, and takes seconds for a million.
pub(super) fn sort_by_number<T: Copy + Default>(items: &mut Vec<T>, number: impl Fn(T) -> u64) {
    let mut sorted = vec![T::default(); items.len()];
    for shift in (0..u64::BITS).step_by(BITS as usize) {
        let digit = |item: T| (number(item) >> shift) as usize % (1 << BITS);
        let mut places = [0_usize; 1 << BITS];
        for &item in items.iter() {
            places[digit(item)] += 1;
        }
        if places.contains(&items.len()) {
            continue;
        }
        let mut next = 0;
        for place in &mut places {
            next += std::mem::replace(place, next);
        }
        for &item in items.iter() {
            let place = &mut places[digit(item)];
            sorted[*place] = item;
            *place += 1;
        }
        std::mem::swap(items, &mut sorted);
    }
}

/// A whole number that is the smaller, the larger the value is, in the order of [`f64::total_cmp`].
pub(super) fn descending(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 0 {
        !bits ^ 1 << 63
    } else {
        bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_as_the_standard_library_does() {
        let mut state = 1_u64;
        let mut values: Vec<f64> = (0..3000)
            .map(|i| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                match i % 3 {
                    0 => f64::from_bits(state),
                    1 => (state >> 60) as f64 - 7.5,
                    _ => -((state >> 61) as f64),
                }
            })
            .collect();
        values.extend([
            0.0,
            -0.0,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
            f64::MIN_POSITIVE,
        ]);
        for length in [0, 1, 2, values.len()] {
            let values = &values[..length];
            let mut order: Vec<u32> = (0..length as u32).collect();
            let mut expected = order.clone();
            sort_by_number(&mut order, |i| descending(values[i as usize]));
            expected.sort_by(|&a, &b| values[b as usize].total_cmp(&values[a as usize]));
            assert_eq!(order, expected);
        }
    }
}

//! Counter-based random numbers: the same key and counter give the same numbers, in any order and on any device.
//!
//! The generator is Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011). Normal
//! numbers come from it by Box and Muller's transform, with a polynomial sine and cosine rather than the device's, which WebGPU allows to
//! be off by 2^-11.

use wide::{f32x8, u32x8};

use crate::aggregate::Lanes as _;

/// Rollouts worked on at once.
const WIDTH: usize = 8;

/// Which stream of random numbers: one for each seed of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The run's seed.
    pub seed: u32,
    /// The index of the policy's seed in the run.
    pub stream: u32,
}

/// Four random words for a counter and a key.
pub fn philox(counter: [u32; 4], key: Key) -> [u32; 4] {
    philox_lanes(counter.map(u32x8::splat), key).map(|lanes| lanes.to_array()[0])
}

#[inline(always)]
fn philox_lanes(counter: [u32x8; 4], key: Key) -> [u32x8; 4] {
    const ROUNDS: usize = 10;
    const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
    const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
    let mut x = counter;
    let (mut k0, mut k1) = (key.seed, key.stream);
    for _ in 0..ROUNDS {
        let (low0, high0) = x[0].mul_keep_low_high(u32x8::splat(MULTIPLIERS[0]));
        let (low1, high1) = x[2].mul_keep_low_high(u32x8::splat(MULTIPLIERS[1]));
        x = [
            high1 ^ x[1] ^ u32x8::splat(k0),
            low1,
            high0 ^ x[3] ^ u32x8::splat(k1),
            low0,
        ];
        k0 = k0.wrapping_add(WEYL[0]);
        k1 = k1.wrapping_add(WEYL[1]);
    }
    x
}

/// Numbers strictly between 0 and 1: the middles of 2^23 equal intervals, exact in an `f32`.
#[inline(always)]
fn uniform(words: u32x8) -> f32x8 {
    // The bits become the mantissa of a number from 1 to 2, which needs no conversion.
    let from_one = f32x8::from_bits((words >> 9_u32) | u32x8::splat(1.0_f32.to_bits()));
    (from_one - f32x8::splat(1.0)) + f32x8::splat(f32::EPSILON / 2.0)
}

/// Two independent standard normal numbers of two words (Box and Muller).
#[inline(always)]
fn normal_pair(radius_words: u32x8, angle_words: u32x8) -> (f32x8, f32x8) {
    let of = f32x8::splat;
    let radius = (of(-2.0) * uniform(radius_words).ln()).sqrt();
    // The two top bits pick a quarter of the circle, the others an angle of at most an eighth of it to either side.
    let angle = (uniform(angle_words << 2_u32) - of(0.5)) * of(std::f32::consts::FRAC_PI_2);
    let square = angle * angle;
    let sine = of(1.0 / 120.0) + square * (of(-1.0 / 5_040.0) + square * of(1.0 / 362_880.0));
    let sine = angle + angle * square * (of(-1.0 / 6.0) + square * sine);
    let cosine = of(1.0 / 24.0) + square * (of(-1.0 / 720.0) + square * of(1.0 / 40_320.0));
    let cosine = of(1.0) + square * (of(-0.5) + square * cosine);
    // A quarter's low bit swaps the two and turns the first around, its high bit turns both around: a sign is a float's top bit.
    let (low, high) = (angle_words << 1_u32, angle_words);
    let top = u32x8::splat(1 << 31);
    let odd = f32x8::from_bits(u32x8::splat(0) - ((angle_words >> 30_u32) & u32x8::splat(1)));
    let x = f32x8::from_bits(odd.bitselect(sine, cosine).to_bits() ^ ((low ^ high) & top));
    let y = f32x8::from_bits(odd.bitselect(cosine, sine).to_bits() ^ (high & top));
    (radius * x, radius * y)
}

/// The random numbers of one step of one seed: shared by every method, so that methods differ by what they do and not by luck.
#[derive(Clone, Debug, Default)]
pub struct Draws {
    /// Uniform numbers, N, that decide which response each rollout gets.
    pub uniforms: Vec<f32>,
    /// Standard normal numbers, M x N, reward-major: the judge's noise before it is scaled.
    pub normals: Vec<f32>,
}

impl Draws {
    /// Fills in the numbers for `rollouts` rollouts of `rewards` rewards at step `step`. Rollout i's words are those of counters `(step, i, 0.., 0)`: the first for
    /// the response, then two for each pair of rewards.
    pub fn fill(&mut self, key: Key, step: u32, rollouts: usize, rewards: usize) {
        self.uniforms.resize(rollouts, 0.0);
        self.normals.resize(rollouts * rewards, 0.0);
        for start in (0..rollouts).step_by(WIDTH) {
            let end = rollouts.min(start + WIDTH);
            let rollout = u32x8::new(std::array::from_fn(|i| (start + i) as u32));
            let block = |index: usize| {
                philox_lanes(
                    [
                        u32x8::splat(step),
                        rollout,
                        u32x8::splat(index as u32),
                        u32x8::splat(0),
                    ],
                    key,
                )
            };
            let mut words = block(0);
            let mut used = 1;
            uniform(words[0]).store(&mut self.uniforms[start..end]);
            let mut next = || {
                if used % 4 == 0 {
                    words = block(used / 4);
                }
                used += 1;
                words[(used - 1) % 4]
            };
            for j in (0..rewards).step_by(2) {
                let (x, y) = normal_pair(next(), next());
                x.store(&mut self.normals[j * rollouts + start..j * rollouts + end]);
                if j + 1 < rewards {
                    y.store(
                        &mut self.normals[(j + 1) * rollouts + start..(j + 1) * rollouts + end],
                    );
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn philox_gives_the_published_words() {
        // The known answers that come with the generator's reference implementation, Random123.
        let answers = [
            (
                [0; 4],
                [0; 2],
                [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8],
            ),
            (
                [u32::MAX; 4],
                [u32::MAX; 2],
                [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd],
            ),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (counter, [seed, stream], words) in answers {
            assert_eq!(philox(counter, Key { seed, stream }), words);
        }
    }

    fn first_pair(radius: u32, angle: u32) -> (f32, f32) {
        let (x, y) = normal_pair(u32x8::splat(radius), u32x8::splat(angle));
        (x.first(), y.first())
    }

    #[test]
    fn normals_are_the_transform_of_their_words() {
        for i in 0..100_000_u32 {
            let [radius, angle, ..] = philox([i, 0, 0, 0], Key { seed: 7, stream: 0 });
            let u = (f64::from(radius >> 9) + 0.5) / 8_388_608.0;
            let turn =
                (f64::from(angle >> 30) + (f64::from((angle << 2) >> 9) + 0.5) / 8_388_608.0 - 0.5)
                    / 4.0;
            let length = (-2.0 * u.ln()).sqrt();
            let (sine, cosine) = (turn * std::f64::consts::TAU).sin_cos();
            let (x, y) = first_pair(radius, angle);
            assert!(
                (f64::from(x) - length * cosine).abs() < 1e-6
                    && (f64::from(y) - length * sine).abs() < 1e-6,
                "{radius:#x} {angle:#x}"
            );
        }
        for word in [0, u32::MAX] {
            assert!(first_pair(word, word).0.is_finite());
            let uniform = uniform(u32x8::splat(word)).first();
            assert!(uniform > 0.0 && uniform < 1.0);
        }
    }

    #[test]
    fn draws_are_normal_uniform_and_independent_of_the_batch() {
        let (rollouts, rewards) = (20_000, 5);
        let mut draws = Draws::default();
        draws.fill(Key { seed: 1, stream: 3 }, 9, rollouts, rewards);
        for j in 0..rewards {
            let row = &draws.normals[j * rollouts..(j + 1) * rollouts];
            let moment =
                |n: i32| row.iter().map(|&x| f64::from(x).powi(n)).sum::<f64>() / rollouts as f64;
            // Five standard errors of each moment.
            let bound = 5.0 / (rollouts as f64).sqrt();
            assert!(moment(1).abs() < bound && (moment(2) - 1.0).abs() < bound * 2.0_f64.sqrt());
            assert!(
                moment(3).abs() < bound * 15.0_f64.sqrt()
                    && (moment(4) - 3.0).abs() < bound * 96.0_f64.sqrt()
            );
            for other in 0..j {
                let other = &draws.normals[other * rollouts..(other + 1) * rollouts];
                let correlation = row
                    .iter()
                    .zip(other)
                    .map(|(&x, &y)| f64::from(x) * f64::from(y))
                    .sum::<f64>()
                    / rollouts as f64;
                assert!(correlation.abs() < bound);
            }
        }
        let mean = draws.uniforms.iter().map(|&u| f64::from(u)).sum::<f64>() / rollouts as f64;
        assert!((mean - 0.5).abs() < 5.0 / (12.0 * rollouts as f64).sqrt());
        // A rollout's numbers depend neither on how many there are beside it, nor on more rewards.
        let mut fewer = Draws::default();
        fewer.fill(Key { seed: 1, stream: 3 }, 9, 13, 4);
        assert_eq!(fewer.uniforms, draws.uniforms[..13]);
        for j in 0..4 {
            assert_eq!(
                fewer.normals[j * 13..(j + 1) * 13],
                draws.normals[j * rollouts..][..13]
            );
        }
    }
}

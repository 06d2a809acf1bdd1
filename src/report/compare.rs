use std::ops::Range;

use serde::Serialize;

use crate::aggregate::Groups;

/// The most movers that are listed.
pub const MOVERS: usize = 100;
/// Numbers closer than this share of the largest magnitude count as equal.
const EQUAL: f64 = 1e-10;

/// Two methods' advantages of the same rollouts. Advantages closer than 1e-10 of the largest count as equal, and those closer to 0 as 0.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Comparison {
    /// Spearman's rank correlation over the batch, ties sharing their mean rank; null where a method's advantages are all equal.
    pub spearman: Option<f64>,
    /// Kendall's tau-b over the batch (Kendall 1945, counted as by Knight 1966); null where a method's advantages are all equal.
    pub kendall: Option<f64>,
    /// How many rollouts one method reinforces and the other discourages: their advantages are of opposite sign.
    pub sign_flips: usize,
    /// The largest magnitude of the method's advantages that counts as 0.
    pub zero: f64,
    /// The largest magnitude of the other method's advantages that counts as 0.
    pub compare_zero: f64,
    /// How the ranks in the groups change from the compared method to the one that is looked at.
    pub in_groups: RankChanges,
    /// How the ranks in the batch change from the compared method to the one that is looked at.
    pub in_batch: RankChanges,
    /// The rollouts that the two judge the most differently, at most [`MOVERS`]: sign flips first, and among each the largest change of the advantage
    /// first.
    pub movers: Vec<Mover>,
}

/// How many rollouts change their rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RankChanges {
    /// How many rollouts the method that is looked at ranks better.
    pub up: usize,
    /// How many it ranks worse.
    pub down: usize,
    /// How many it ranks the same.
    pub unchanged: usize,
}

/// A rollout that two methods judge differently. Ranks count from 1, the best; equal advantages share the mean of their ranks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Mover {
    /// The rollout's index.
    pub rollout: usize,
    /// The number of its group.
    pub group: usize,
    /// Its advantage under the method that is looked at.
    pub advantage: f64,
    /// Its advantage under the method that it is compared with.
    pub compare_advantage: f64,
    /// Its rank in its group under the method that is looked at.
    pub rank_in_group: f64,
    /// Its rank in its group under the method that it is compared with.
    pub compare_rank_in_group: f64,
    /// Its rank in the batch under the method that is looked at.
    pub rank_in_batch: f64,
    /// Its rank in the batch under the method that it is compared with.
    pub compare_rank_in_batch: f64,
    /// Whether the advantages are of opposite sign.
    pub flips: bool,
}

/// N advantages, sorted.
#[derive(Clone, Debug)]
pub(super) struct Ranked {
    /// From 1, the largest; equal ones share the mean.
    pub ranks: Vec<f64>,
    /// The same as whole numbers from 0, equal ones with one number.
    classes: Vec<u32>,
    /// Magnitudes up to this count as 0.
    zero: f64,
}

impl Ranked {
    pub fn new(values: &[f64]) -> Self {
        let largest = values
            .iter()
            .fold(0.0, |most: f64, value| most.max(value.abs()));
        let zero = EQUAL * largest;
        let value = |i: u32| values[i as usize];
        let keys: Vec<u64> = values.iter().map(|&value| descending(value)).collect();
        let order = sorted(&keys);
        let mut ranks = vec![0.0; values.len()];
        let mut classes = vec![0; values.len()];
        let mut start = 0;
        let mut class = 0;
        while let Some(&first) = order.get(start) {
            let equal = order[start..]
                .iter()
                .take_while(|&&i| value(first) - value(i) <= zero)
                .count();
            let rank = (2 * start + equal + 1) as f64 / 2.0;
            for &i in &order[start..start + equal] {
                ranks[i as usize] = rank;
                classes[i as usize] = class;
            }
            start += equal.max(1);
            class += 1;
        }
        Self {
            ranks,
            classes,
            zero,
        }
    }

    fn sign(&self, value: f64) -> i8 {
        i8::from(value > self.zero) - i8::from(value < -self.zero)
    }

    /// The ranks of some rollouts among themselves.
    fn among(&self, members: &[usize]) -> Vec<f64> {
        let mut order: Vec<(u32, usize)> = members
            .iter()
            .enumerate()
            .map(|(i, &rollout)| (self.classes[rollout], i))
            .collect();
        order.sort_unstable();
        let mut ranks = vec![0.0; members.len()];
        let mut start = 0;
        for equal in order.chunk_by(|a, b| a.0 == b.0) {
            for &(_, i) in equal {
                ranks[i] = (2 * start + equal.len() + 1) as f64 / 2.0;
            }
            start += equal.len();
        }
        ranks
    }
}

/// A whole number that is the smaller, the larger the number is.
fn descending(number: f64) -> u64 {
    let bits = number.to_bits();
    // A negative number's bits grow with its magnitude.
    if bits >> 63 == 0 {
        !(bits | 1 << 63)
    } else {
        bits
    }
}

/// The indices of keys in ascending order, those of equal keys too: a radix sort, since sorting a million keys by comparing takes several times as
/// long.
fn sorted(keys: &[u64]) -> Vec<u32> {
    const BITS: u32 = 11;
    const FEW: usize = 1 << 12;
    let mut order: Vec<(u64, u32)> = keys.iter().copied().zip(0..).collect();
    if keys.len() < FEW {
        order.sort_unstable();
    } else {
        let mut moved = order.clone();
        for shift in (0..u64::BITS).step_by(BITS as usize) {
            let digit = |key: u64| (key >> shift) as usize & ((1 << BITS) - 1);
            let mut places = [0; 1 << BITS];
            for &(key, _) in &order {
                places[digit(key)] += 1;
            }
            if places.contains(&keys.len()) {
                continue;
            }
            let mut start = 0;
            for place in &mut places {
                (*place, start) = (start, start + *place);
            }
            for &pair in &order {
                let place = &mut places[digit(pair.0)];
                moved[*place] = pair;
                *place += 1;
            }
            std::mem::swap(&mut order, &mut moved);
        }
    }
    order.into_iter().map(|(_, i)| i).collect()
}

/// Spearman's rank correlation: Pearson's of the ranks. None where one list's numbers are all equal.
pub(super) fn spearman(a: &Ranked, b: &Ranked) -> Option<f64> {
    let middle = (a.ranks.len() + 1) as f64 / 2.0;
    let (mut aa, mut ab, mut bb) = (0.0, 0.0, 0.0);
    for (a, b) in a.ranks.iter().zip(&b.ranks) {
        let (a, b) = (a - middle, b - middle);
        aa += a * a;
        ab += a * b;
        bb += b * b;
    }
    (aa > 0.0 && bb > 0.0).then(|| (ab / (aa * bb).sqrt()).clamp(-1.0, 1.0))
}

/// Kendall's tau-b in O(N log N): pairs are sorted by one list, and what a merge sort by the other has to swap are the discordant ones (Knight:
/// "A computer method for calculating Kendall's tau with ungrouped data", JASA 1966). None where one list's numbers are all equal.
pub(super) fn kendall(a: &Ranked, b: &Ranked) -> Option<f64> {
    let both = |i: usize| u64::from(a.classes[i]) << 32 | u64::from(b.classes[i]);
    let keys: Vec<u64> = (0..a.classes.len()).map(both).collect();
    let both: Vec<u64> = (sorted(&keys).iter()).map(|&i| keys[i as usize]).collect();
    drop(keys);
    let pairs = |count: usize| (count as u64) * (count as u64).saturating_sub(1) / 2;
    let tied = |equal: fn(&u64, &u64) -> bool, of: &[u64]| -> u64 {
        of.chunk_by(equal).map(|run| pairs(run.len())).sum()
    };
    let all = pairs(both.len());
    let tied_in_a = tied(|x, y| x >> 32 == y >> 32, &both);
    let tied_in_both = tied(|x, y| x == y, &both);
    let mut of_b: Vec<u32> = both.iter().map(|&both| both as u32).collect();
    drop(both);
    let swaps = merge_sort(&mut of_b);
    let tied_in_b: u64 = of_b
        .chunk_by(|x, y| x == y)
        .map(|run| pairs(run.len()))
        .sum();
    let concordant_less_discordant =
        (all + tied_in_both) as f64 - (tied_in_a + tied_in_b) as f64 - 2.0 * swaps as f64;
    let (a, b) = ((all - tied_in_a) as f64, (all - tied_in_b) as f64);
    (a > 0.0 && b > 0.0).then(|| (concordant_less_discordant / (a * b).sqrt()).clamp(-1.0, 1.0))
}

/// Sorts; returns how many pairs stood in the wrong order.
fn merge_sort(values: &mut [u32]) -> u64 {
    let mut merged = values.to_vec();
    let mut from: &mut [u32] = values;
    let mut to: &mut [u32] = &mut merged;
    let (mut swaps, mut width, mut passes) = (0, 1, 0);
    while width < from.len() {
        for (from, to) in from.chunks(2 * width).zip(to.chunks_mut(2 * width)) {
            let (left, right) = from.split_at(width.min(from.len()));
            let (mut i, mut j) = (0, 0);
            for to in to {
                let takes_left = match (left.get(i), right.get(j)) {
                    (Some(left), Some(right)) => left <= right,
                    (left, _) => left.is_some(),
                };
                if takes_left {
                    *to = left[i];
                    i += 1;
                } else {
                    *to = right[j];
                    j += 1;
                    swaps += (left.len() - i) as u64;
                }
            }
        }
        std::mem::swap(&mut from, &mut to);
        width *= 2;
        passes += 1;
    }
    if passes % 2 == 1 {
        to.copy_from_slice(from);
    }
    swaps
}

/// How many signs differ.
pub(super) fn sign_flips(a: (&[f64], &Ranked), b: (&[f64], &Ranked)) -> usize {
    let flips = |(x, y): (&f64, &f64)| a.1.sign(*x) * b.1.sign(*y) < 0;
    a.0.iter().zip(b.0).filter(|&both| flips(both)).count()
}

/// Goes through the rollouts, group by group.
#[derive(Clone, Debug, Default)]
pub(super) struct Comparing {
    in_groups: RankChanges,
    in_batch: RankChanges,
    sign_flips: usize,
    candidates: Vec<Candidate>,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    flips: bool,
    change: f64,
    rollout: usize,
    group: usize,
    /// In its group, under the method and under the other.
    rank: f64,
    before: f64,
}

/// A method's advantages and their ranks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<'a> {
    pub advantages: &'a [f64],
    pub ranked: &'a Ranked,
}

impl RankChanges {
    fn add(&mut self, rank: f64, before: f64) {
        *(if rank < before {
            &mut self.up
        } else if rank > before {
            &mut self.down
        } else {
            &mut self.unchanged
        }) += 1;
    }
}

impl Comparing {
    /// The rollouts of the group of that number.
    pub fn add(
        &mut self,
        groups: &Groups,
        group: usize,
        range: Range<usize>,
        method: Side<'_>,
        compare: Side<'_>,
    ) {
        let members: Vec<usize> = range.map(|place| groups.rollout(place)).collect();
        let ranks = method.ranked.among(&members);
        let before = compare.ranked.among(&members);
        for ((&rollout, rank), before) in members.iter().zip(ranks).zip(before) {
            self.in_groups.add(rank, before);
            let rank_of = |side: Side<'_>| side.ranked.ranks[rollout];
            self.in_batch.add(rank_of(method), rank_of(compare));
            let (a, b) = (method.advantages[rollout], compare.advantages[rollout]);
            let flips = method.ranked.sign(a) * compare.ranked.sign(b) < 0;
            self.sign_flips += usize::from(flips);
            let change = (a - b).abs();
            if change > method.ranked.zero.max(compare.ranked.zero) {
                self.candidates.push(Candidate {
                    flips,
                    change,
                    rollout,
                    group,
                    rank,
                    before,
                });
            }
        }
        if self.candidates.len() >= 64 * MOVERS {
            self.keep_the_largest();
        }
    }

    fn keep_the_largest(&mut self) {
        self.candidates.sort_unstable_by(|a, b| {
            (b.flips.cmp(&a.flips))
                .then(b.change.total_cmp(&a.change))
                .then(a.rollout.cmp(&b.rollout))
        });
        self.candidates.truncate(MOVERS);
    }

    pub fn finish(
        mut self,
        method: Side<'_>,
        compare: Side<'_>,
        kendall: Option<f64>,
    ) -> Comparison {
        self.keep_the_largest();
        let movers = self.candidates.iter().map(|candidate| {
            let Candidate {
                rollout,
                group,
                flips,
                rank,
                before,
                ..
            } = *candidate;
            Mover {
                rollout,
                group,
                advantage: method.advantages[rollout],
                compare_advantage: compare.advantages[rollout],
                rank_in_group: rank,
                compare_rank_in_group: before,
                rank_in_batch: method.ranked.ranks[rollout],
                compare_rank_in_batch: compare.ranked.ranks[rollout],
                flips,
            }
        });
        Comparison {
            spearman: spearman(method.ranked, compare.ranked),
            kendall,
            sign_flips: self.sign_flips,
            zero: method.ranked.zero,
            compare_zero: compare.ranked.zero,
            in_groups: self.in_groups,
            in_batch: self.in_batch,
            movers: movers.collect(),
        }
    }
}

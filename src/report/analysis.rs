use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use ndarray::Array2;

use super::check::{Checked, Checking, PARTS};
use super::compare::{Comparing, Ranked, Side, kendall};
use super::credit::Credits;
use super::lint::{AtK, Correlations, Look, noise, token_whitening};
use super::sample::{Batch, TOKENS, sample};
use super::sweep::{Sweeping, estimator, k_at};
use super::{
    Check, Choice, Comparison, Credit, Finding, Input, MethodUsed, PUSHED, Property, Pushed,
    Report, SWEEP_POINTS, Settings, Sizes,
};
use crate::aggregate::{
    Advantages, Convention, Details, Error, Estimator, Method, Rewards, Weights,
};

/// Rewards worked on in a step, if no group has more.
const CHUNK: usize = 1 << 18;

/// How far an analysis is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// From 0 to 1, by an estimate of the work.
    pub fraction: f64,
}

impl Progress {
    /// Whether nothing is left to do.
    pub fn is_done(self) -> bool {
        self.fraction >= 1.0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Method,
    Compare,
}

/// A step's work. Ranges are of groups.
#[derive(Clone, Debug)]
enum Task {
    Advantages(Which),
    Details(Which, Range<usize>),
    Look(Range<usize>),
    Rank(Which),
    Compare(Range<usize>),
    Kendall,
    Movers,
    Sample,
    /// Of the sample's groups, one of so many parts.
    Correlate(usize),
    Mean,
    Sweep(usize),
    AtK(f64, bool),
    Check(Property, usize),
}

/// Parts of the correlations.
const CORRELATE: usize = 8;

/// A report in the making: new, [`step`](Self::step) until done, [`finish`](Self::finish). Between two steps the caller may show the
/// progress or drop it all. The result does not depend on when steps are made.
#[derive(Debug)]
pub struct Analysis {
    input: Arc<Input>,
    choice: Choice,
    weights: Weights<f64>,
    estimators: [Estimator<f64>; 2],
    checked: Checked,
    /// The place of each group.
    ranges: Vec<Range<usize>>,
    tasks: VecDeque<(Task, f64)>,
    work: f64,
    done: f64,
    /// M: the largest magnitude of each reward.
    magnitudes: Vec<f64>,
    advantages: [Option<Advantages<f64>>; 2],
    credits: [Credits; 2],
    ranked: [Option<Ranked>; 2],
    look: Look,
    comparing: Comparing,
    kendall: Option<f64>,
    comparison: Option<Comparison>,
    sample: Option<Batch>,
    correlations: Correlations,
    sweeping: Option<Sweeping>,
    at_k: Vec<AtK>,
    checking: Option<Checking>,
    checks: Vec<Check>,
    keeps_details: bool,
}

impl Analysis {
    /// Checks the input and the choice, and does no work yet.
    ///
    /// # Errors
    /// The rewards are empty, infinite or too large; names, groups, response lengths or weights are not as many as they should be; the
    /// convention has no place for missing rewards or such large ones (also where only the sweep's GDPO has none), does not have one of the two
    /// methods, or needs response lengths that are not given; the step is past the last one.
    pub fn new(input: impl Into<Arc<Input>>, choice: Choice) -> Result<Self, Error> {
        let input = input.into();
        let (rollouts, rewards) = input.rewards.dim();
        let missing = Rewards::with_missing(input.rewards.view())?.missing();
        if input.reward_names.len() != rewards {
            let allowed = format_args!("{rewards}, one for each reward");
            return Err(Error::length(
                "rewardNames",
                input.reward_names.len(),
                allowed,
            ));
        }
        let is_each = |field: &str, length: usize| {
            if length == rollouts {
                Ok(())
            } else {
                let allowed = format_args!("{rollouts}, one for each rollout");
                Err(Error::length(field, length, allowed))
            }
        };
        is_each("groupIds", input.groups.rollouts())?;
        if let Some(lengths) = &input.response_lengths {
            is_each("responseTokens", lengths.len())?;
        }
        if choice.step >= choice.steps {
            let allowed = format_args!("a whole number under steps, {}", choice.steps);
            return Err(Error::value("step", choice.step, allowed));
        }
        let weights = match &choice.weights {
            Some(weights) => weights.clone(),
            None => Weights::equal(rewards)?,
        };
        weights.check_len(rewards)?;
        if missing > 0 && !choice.convention.allows_missing() {
            let allowed =
                format_args!("none missing, for which {} has no place", choice.convention);
            return Err(Error::value(
                "rewards",
                format_args!("{missing} missing"),
                allowed,
            ));
        }
        let method = estimator(&choice, choice.method, &weights)?;
        let compare =
            estimator(&choice, choice.compare, &weights).map_err(|e| e.within("compare"))?;
        let needs_tokens = [&method, &compare]
            .into_iter()
            .any(Estimator::needs_response_tokens);
        if needs_tokens && input.response_lengths.is_none() {
            return Err(Error::value(
                "responseTokens",
                "nothing",
                format_args!("one for each rollout, which {} needs", choice.convention),
            ));
        }
        let rewards_read = Rewards::with_missing(input.rewards.view())?;
        for estimator in [&method, &compare] {
            estimator.check_for_trainer(&rewards_read, input.response_lengths.as_deref())?;
        }
        // The sweep is over RVPO and GDPO, whatever the two methods are.
        let swept = estimator(&choice, Method::Gdpo, &weights)?;
        swept.check_for_trainer(&rewards_read, Some(&vec![TOKENS; rollouts]))?;
        let ranges: Vec<Range<usize>> = input.groups.ranges().collect();
        let tasks = plan(&ranges, rollouts, rewards, &choice);
        Ok(Self {
            checked: Checked::new(&choice, method.clone(), &weights),
            estimators: [method, compare],
            work: tasks.iter().map(|(_, work)| work).sum(),
            tasks,
            done: 0.0,
            magnitudes: magnitudes(&input),
            advantages: [None, None],
            credits: [Credits::new(rewards), Credits::new(rewards)],
            ranked: [None, None],
            look: Look::new(rewards),
            comparing: Comparing::default(),
            kendall: None,
            comparison: None,
            sample: None,
            correlations: Correlations::new(rewards),
            sweeping: None,
            at_k: Vec::new(),
            checking: None,
            checks: Vec::new(),
            keeps_details: true,
            input,
            choice,
            weights,
            ranges,
        })
    }

    /// Leaves the standardised rewards and credits of single rollouts out of the report, which are N x M numbers each, of each method: 256 MiB for 2^20
    /// rollouts x 8 rewards. To be called before the first step.
    #[must_use]
    pub fn without_details(mut self) -> Self {
        self.keeps_details = false;
        self
    }

    /// Does a part of the work: on 2^20 rollouts x 8 rewards some 100 ms at most.
    ///
    /// # Errors
    /// The core refuses what [`Self::new`] did not.
    pub fn step(&mut self) -> Result<Progress, Error> {
        if let Some((task, work)) = self.tasks.pop_front() {
            self.run(task)?;
            self.done += work;
        }
        let fraction = if self.tasks.is_empty() {
            1.0
        } else {
            (self.done / self.work).min(0.999)
        };
        Ok(Progress { fraction })
    }

    fn run(&mut self, task: Task) -> Result<(), Error> {
        match task {
            Task::Advantages(which) => {
                let rewards = Rewards::with_missing(self.input.rewards.view())?;
                let tokens = self.input.response_lengths.as_deref();
                let estimator = &self.estimators[which as usize];
                let mut advantages =
                    estimator.advantages(&rewards, &self.input.groups, tokens, false)?;
                let shape = self.input.rewards.dim();
                advantages.details = self.keeps_details.then(|| Details {
                    z: Array2::zeros(shape),
                    credit: Array2::zeros(shape),
                });
                self.advantages[which as usize] = Some(advantages);
            }
            Task::Details(which, groups) => {
                let batch = Batch::of(&self.input, &self.ranges, groups);
                if batch.rollouts.is_empty() {
                    return Ok(());
                }
                let found = batch.scores(&self.estimators[which as usize])?;
                let Some(found) = found.details else {
                    return Ok(());
                };
                self.credits[which as usize].add(&found, self.weights.normalised());
                let all = self.advantages[which as usize].as_mut();
                if let Some(all) = all.and_then(|all| all.details.as_mut()) {
                    for (i, &rollout) in batch.rollouts.iter().enumerate() {
                        all.z.row_mut(rollout).assign(&found.z.row(i));
                        all.credit.row_mut(rollout).assign(&found.credit.row(i));
                    }
                }
            }
            Task::Look(groups) => {
                for group in groups {
                    let range = self.ranges[group].clone();
                    self.look
                        .add(&self.input, group, range, &self.weights, &self.magnitudes);
                }
            }
            Task::Rank(which) => {
                let advantages = self.advantages[which as usize].as_ref();
                self.ranked[which as usize] =
                    advantages.map(|all| Ranked::new(&all.advantages.to_vec()));
            }
            Task::Compare(groups) => {
                if let [Some(method), Some(compare)] = sides(&self.advantages, &self.ranked) {
                    for group in groups {
                        let range = self.ranges[group].clone();
                        self.comparing
                            .add(&self.input.groups, group, range, method, compare);
                    }
                }
            }
            Task::Kendall => {
                if let [Some(method), Some(compare)] = &self.ranked {
                    self.kendall = kendall(method, compare);
                }
            }
            Task::Movers => {
                if let [Some(method), Some(compare)] = sides(&self.advantages, &self.ranked) {
                    let comparing = std::mem::take(&mut self.comparing);
                    self.comparison = Some(comparing.finish(method, compare, self.kendall));
                }
                self.ranked = [None, None];
            }
            Task::Sample => {
                self.sample = Some(Batch::of(&self.input, &self.ranges, sample(&self.ranges)));
            }
            Task::Correlate(part) => {
                if let Some(batch) = &self.sample {
                    let ranges: Vec<_> = batch.groups.ranges().collect();
                    let at = |part: usize| part * ranges.len() / CORRELATE;
                    for range in &ranges[at(part)..at(part + 1)] {
                        self.correlations.add(batch, range.clone());
                    }
                }
            }
            Task::Mean => {
                if let Some(batch) = &self.sample {
                    self.sweeping = Some(Sweeping::new(batch, &self.choice, &self.weights)?);
                }
            }
            Task::Sweep(index) => {
                if let (Some(batch), Some(sweeping)) = (&self.sample, &mut self.sweeping) {
                    let point = sweeping.point(k_at(index), batch, &self.choice)?;
                    sweeping.push(point);
                }
            }
            Task::AtK(k, is_softmin) => {
                if let (Some(batch), Some(sweeping)) = (&self.sample, &self.sweeping) {
                    let point = sweeping.point(k, batch, &self.choice)?;
                    self.at_k.push(AtK {
                        k,
                        is_softmin,
                        effective: point.effective,
                        error: point.taylor_error,
                        off: point.taylor_off,
                        bound: sweeping.bound(),
                    });
                }
            }
            Task::Check(property, part) => {
                let mut checking = match self.checking.take() {
                    Some(checking) => checking,
                    None => Checking::new(property, &self.checked, &self.ranges),
                };
                checking.part(
                    part,
                    &self.checked,
                    &self.input,
                    &self.ranges,
                    &self.magnitudes,
                    &self.look.stds(&self.magnitudes),
                )?;
                if part + 1 == PARTS {
                    self.checks.push(checking.finish());
                } else {
                    self.checking = Some(checking);
                }
            }
        }
        Ok(())
    }

    /// Does what is left, and hands out the report.
    ///
    /// # Errors
    /// As [`Self::step`].
    pub fn finish(mut self) -> Result<Report, Error> {
        while !self.step()?.is_done() {}
        let findings = self.findings();
        let sizes = self.sizes();
        let sample = self.sample.as_ref().map_or(0, |batch| batch.rollouts.len());
        let [credit, compare_credit]: [Credit; 2] = self.credits.map(Credits::finish);
        let (Some(comparison), Some(sweeping), [Some(advantages), Some(compare_advantages)]) =
            (self.comparison, self.sweeping, self.advantages)
        else {
            return Err(Error::length("rewards", 0, "at least one rollout"));
        };
        let used = |method: Method| MethodUsed::new(method, &self.choice);
        Ok(Report {
            settings: Settings {
                convention: self.choice.convention,
                method: used(self.choice.method),
                compare: used(self.choice.compare),
                weights: self.weights.raw().to_vec(),
                scale_rewards: self.choice.scale_rewards,
                step: self.choice.step,
                steps: self.choice.steps,
            },
            convention: self.choice.convention,
            method: used(self.choice.method),
            compare: used(self.choice.compare),
            reward_names: self.input.reward_names.clone(),
            weights: self.weights.normalised().to_vec(),
            sizes,
            comparison,
            credit,
            compare_credit,
            findings,
            checks: self.checks,
            sweep: sweeping.finish(sample),
            advantages,
            compare_advantages,
        })
    }

    fn findings(&self) -> Vec<Finding> {
        let rollouts = self.input.rewards.nrows();
        let unscored = self.unscored();
        let mut findings = (self.look).findings(
            &self.choice,
            &self.weights,
            &self.magnitudes,
            rollouts,
            unscored,
            |group| self.pushed(group),
        );
        findings.extend(self.correlations.findings(&self.look, &self.weights));
        let sample = self.sample.as_ref().map_or(0, |batch| batch.rollouts.len());
        for at_k in &self.at_k {
            findings.extend(at_k.findings(sample));
        }
        let convention = self.choice.convention;
        let methods = [self.choice.method, self.choice.compare].map(Method::name);
        let whitened = (methods.into_iter().zip(&self.advantages))
            .find(|(method, _)| Convention::Verl.counts_tokens(*method));
        if let (Some((method, Some(advantages))), Some(tokens)) =
            (whitened, &self.input.response_lengths)
        {
            let scores = advantages.scores.to_vec();
            let is_used = convention.counts_tokens(method);
            findings.extend(token_whitening(&scores, tokens, is_used));
        }
        for ((method, all), credits) in methods.into_iter().zip(&self.advantages).zip(&self.credits)
        {
            if let (Some(all), true) = (all, convention.whitens_noise(method)) {
                findings.extend(noise(method, &all.scores.to_vec(), credits.largest_z()));
            }
        }
        findings.dedup();
        // Stable: within a severity the order stays.
        findings.sort_by_key(|finding| finding.severity);
        findings
    }

    /// Rollouts that have nothing to score.
    fn unscored(&self) -> usize {
        self.advantages[0].as_ref().map_or(0, |all| all.unscored)
    }

    /// What the whitening over the batch does to a group whose scores are all 0.
    fn pushed(&self, group: usize) -> Vec<Pushed> {
        let mut pushed: Vec<Pushed> = Vec::new();
        let methods = [self.choice.method, self.choice.compare].map(Method::name);
        for (method, all) in methods.into_iter().zip(&self.advantages) {
            let traits = method.traits();
            let advantage = if !traits.is_whitened() {
                continue;
            } else if traits.adds_up_raw() {
                None
            } else if let Some(all) = all {
                let mut rollouts = (self.ranges[group].clone())
                    .map(|place| self.input.groups.rollout(place))
                    .filter(|&rollout| !all.scores[rollout].is_nan());
                match rollouts.next().map(|rollout| all.advantages[rollout]) {
                    Some(advantage) if advantage.abs() >= PUSHED => Some(advantage),
                    _ => continue,
                }
            } else {
                continue;
            };
            let one = Pushed { method, advantage };
            if !pushed.contains(&one) {
                pushed.push(one);
            }
        }
        pushed
    }

    fn sizes(&self) -> Sizes {
        let mut sizes: Vec<usize> = (self.ranges.iter().map(ExactSizeIterator::len))
            .filter(|&size| size > 0)
            .collect();
        sizes.sort_unstable();
        let at = |place: usize| sizes.get(place).copied().unwrap_or(0);
        let (rollouts, rewards) = self.input.rewards.dim();
        Sizes {
            rollouts,
            rewards,
            groups: sizes.len(),
            smallest_group: at(0),
            median_group: (at(sizes.len().saturating_sub(1) / 2) + at(sizes.len() / 2)) as f64
                / 2.0,
            largest_group: at(sizes.len().saturating_sub(1)),
            missing: self.look.missing(),
            unscored: self.unscored(),
        }
    }
}

impl MethodUsed {
    fn new(method: Method, choice: &Choice) -> Self {
        let schedule = method.schedule();
        Self {
            name: method.name(),
            k: schedule.map(|schedule| schedule.at(choice.step, choice.steps).get()),
            k_from: schedule.map(|schedule| schedule.from()),
            k_to: schedule.map(|schedule| schedule.to()),
        }
    }
}

fn sides<'a>(
    advantages: &'a [Option<Advantages<f64>>; 2],
    ranked: &'a [Option<Ranked>; 2],
) -> [Option<Side<'a>>; 2] {
    [0, 1].map(|which| {
        Some(Side {
            advantages: advantages[which].as_ref()?.advantages.as_slice()?,
            ranked: ranked[which].as_ref()?,
        })
    })
}

/// M.
fn magnitudes(input: &Input) -> Vec<f64> {
    let mut magnitudes = vec![0.0; input.rewards.ncols()];
    for row in input.rewards.rows() {
        for (most, value) in magnitudes.iter_mut().zip(row) {
            if value.abs() > *most {
                *most = value.abs();
            }
        }
    }
    magnitudes
}

/// All that is to do, each with about how much work it is: in rewards standardised and aggregated.
fn plan(
    ranges: &[Range<usize>],
    rollouts: usize,
    rewards: usize,
    choice: &Choice,
) -> VecDeque<(Task, f64)> {
    let mut chunks: Vec<(Range<usize>, f64)> = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (group, range) in ranges.iter().enumerate() {
        size += range.len();
        if size * rewards >= CHUNK || group + 1 == ranges.len() {
            chunks.push((start..group + 1, size as f64));
            (start, size) = (group + 1, 0);
        }
    }
    let all = (rollouts * rewards) as f64;
    let width = rewards as f64;
    let sample = rollouts.min(super::SAMPLE) as f64 * width;
    let mut tasks = VecDeque::new();
    let mut add = |task, work: f64| tasks.push_back((task, work.max(1.0)));
    for which in [Which::Method, Which::Compare] {
        add(Task::Advantages(which), all);
        for (groups, size) in &chunks {
            add(Task::Details(which, groups.clone()), 6.0 * size * width);
        }
    }
    for (groups, size) in &chunks {
        add(Task::Look(groups.clone()), 2.0 * size * width);
    }
    for which in [Which::Method, Which::Compare] {
        add(Task::Rank(which), 20.0 * rollouts as f64);
    }
    for (groups, size) in &chunks {
        add(Task::Compare(groups.clone()), 20.0 * size);
    }
    add(Task::Kendall, 20.0 * rollouts as f64);
    add(Task::Movers, rollouts as f64);
    add(Task::Sample, sample);
    for part in 0..CORRELATE {
        add(
            Task::Correlate(part),
            sample * width / (4 * CORRELATE) as f64,
        );
    }
    add(Task::Mean, 8.0 * sample);
    for index in 0..SWEEP_POINTS {
        add(Task::Sweep(index), 10.0 * sample);
    }
    let mut at: Vec<(f64, bool)> = Vec::new();
    for method in [choice.method, choice.compare] {
        let Some(schedule) = method.schedule() else {
            continue;
        };
        for k in [schedule.from(), schedule.to()] {
            let wanted = (k, matches!(method, Method::Rvpo(_)));
            if !at.contains(&wanted) {
                at.push(wanted);
            }
        }
    }
    for (k, is_softmin) in at {
        add(Task::AtK(k, is_softmin), 10.0 * sample);
    }
    for property in Property::ALL {
        for part in 0..PARTS {
            let work = (100.0 * all).min(1e7);
            add(Task::Check(property, part), work / PARTS as f64);
        }
    }
    tasks
}

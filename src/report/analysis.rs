use std::ops::Range;
use std::sync::Arc;
use std::task::Poll;

use ndarray::Array2;

use super::checks::{Checked, Checking, PARTS};
use super::compare::{Comparing, Ranked, Side, kendall};
use super::credit::Credits;
use super::findings::{AtK, Correlations, GroupStatistics, noise, pushed, token_whitening};
use super::sample::{SAMPLE, Subset, TOKENS, sample};
use super::slices::{Pace, Sliced};
use super::sweep::{SWEEP_POINTS, Sweeping, estimator, k_at};
use super::{
    Check, Choice, Comparison, Finding, Input, MethodUsed, Property, Pushed, Report, Settings,
    Sizes,
};
use crate::aggregate::{
    Advantages, Convention, Details, Error, Estimator, Given, Method, MethodName, Rewards, Rule,
    Weights,
};

/// How many rewards are worked on in a slice, if no group has more.
const CHUNK: usize = 1 << 18;
/// How many slices the correlations are.
const CORRELATE: usize = 8;
/// No fraction is larger until all is done.
const NEARLY_DONE: f64 = 0.999;

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

/// A report in the making: new, [`step`](Self::step) until done, [`finish`](Self::finish). Between two steps the caller may show the
/// progress or drop it all. The result does not depend on when steps are made.
#[derive(Debug)]
pub struct Analysis(State);

#[derive(Debug)]
enum State {
    New(Box<Task>),
    Working(Sliced<Result<Report, Error>>),
    Done(Box<Report>),
    Failed(Error),
}

impl Analysis {
    /// Checks the input and the choice, and does no work yet.
    ///
    /// # Errors
    /// The rewards are empty, infinite or too large; names, groups, response lengths or weights are not as many as they should be; the
    /// convention has no place for missing rewards or such large ones (also where only the sweep's GDPO has none), does not have one of the two
    /// methods, or needs response lengths that are not given; the step is past the last one.
    pub fn new(input: impl Into<Arc<Input>>, choice: Choice) -> Result<Self, Error> {
        let task = Task::new(input.into(), choice)?;
        Ok(Self(State::New(Box::new(task))))
    }

    /// Leaves the standardised rewards and credits of single rollouts out of the report, which are N x M numbers each, of each method: 256 MiB for 2^20
    /// rollouts x 8 rewards. To be called before the first step.
    #[must_use]
    pub fn without_details(mut self) -> Self {
        if let State::New(task) = &mut self.0 {
            task.keeps_details = false;
        }
        self
    }

    /// Does a part of the work: on 2^20 rollouts x 8 rewards some 100 ms at most.
    ///
    /// # Errors
    /// The core refuses what [`Self::new`] did not. Every later step refuses it again.
    pub fn step(&mut self) -> Result<Progress, Error> {
        if let State::New(task) = &self.0 {
            let run = Run::new(Task::clone(task));
            let work = run.work.total();
            self.0 = State::Working(Sliced::new(work, |pace| run.report(pace)));
        }
        if let State::Working(sliced) = &mut self.0 {
            match sliced.step() {
                Poll::Pending => {
                    let fraction = sliced.fraction().min(NEARLY_DONE);
                    return Ok(Progress { fraction });
                }
                Poll::Ready(Ok(report)) => self.0 = State::Done(Box::new(report)),
                Poll::Ready(Err(error)) => self.0 = State::Failed(error),
            }
        }
        match &self.0 {
            State::Failed(error) => Err(error.clone()),
            _ => Ok(Progress { fraction: 1.0 }),
        }
    }

    /// Does what is left, and hands out the report.
    ///
    /// # Errors
    /// As [`Self::step`].
    pub fn finish(mut self) -> Result<Report, Error> {
        loop {
            match self.0 {
                State::Done(report) => return Ok(*report),
                _ => self.step()?,
            };
        }
    }
}

/// What is to be done.
#[derive(Clone, Debug)]
struct Task {
    input: Arc<Input>,
    choice: Choice,
    weights: Weights<f64>,
    /// Those of the method that is looked at and of the one it is compared with.
    estimators: [Estimator<f64>; 2],
    keeps_details: bool,
}

/// A task under way.
#[derive(Debug)]
struct Run {
    task: Task,
    work: Work,
    /// The place of each group.
    ranges: Vec<Range<usize>>,
    /// Consecutive groups, of [`CHUNK`] rewards or somewhat more; and which share of the rollouts is theirs.
    chunks: Vec<(Range<usize>, f64)>,
}

/// About how much work the parts are, in rewards standardised and aggregated.
#[derive(Debug)]
struct Work {
    advantages: f64,
    details: f64,
    statistics: f64,
    ranks: f64,
    comparison: f64,
    kendall: f64,
    movers: f64,
    sample: f64,
    correlations: f64,
    mean: f64,
    /// For each k.
    sweep: f64,
    ks: usize,
    /// For each property.
    check: f64,
}

impl Work {
    fn total(&self) -> f64 {
        let Self {
            advantages,
            details,
            statistics,
            ranks,
            comparison,
            kendall,
            movers,
            sample,
            correlations,
            mean,
            sweep,
            ks,
            check,
        } = self;
        let both = 2.0 * (advantages + details + ranks);
        let sampled = sample + correlations + mean + *ks as f64 * sweep;
        let checks = Property::ALL.len() as f64 * check;
        both + statistics + comparison + kendall + movers + sampled + checks
    }
}

/// What one of the two methods makes of the rewards.
struct Outcome {
    method: MethodName,
    advantages: Advantages<f64>,
    credits: Credits,
}

impl Task {
    fn new(input: Arc<Input>, choice: Choice) -> Result<Self, Error> {
        let (rollouts, rewards) = input.rewards.dim();
        let missing = Rewards::with_missing(input.rewards.view())?.missing();
        if input.reward_names.len() != rewards {
            let rule = Rule::EachReward { rewards };
            return Err(Error::length("rewardNames", input.reward_names.len(), rule));
        }
        let is_each = |field: &'static str, length: usize| {
            if length == rollouts {
                Ok(())
            } else {
                Err(Error::length(field, length, Rule::EachRollout { rollouts }))
            }
        };
        is_each("groupIds", input.groups.rollouts())?;
        if let Some(lengths) = &input.response_lengths {
            is_each("responseTokens", lengths.len())?;
        }
        if choice.step >= choice.steps {
            let rule = Rule::BelowSteps {
                steps: choice.steps,
            };
            return Err(Error::new("step", choice.step as usize, rule));
        }
        let weights = match &choice.weights {
            Some(weights) => weights.clone(),
            None => Weights::equal(rewards)?,
        };
        weights.check_len(rewards)?;
        if missing > 0 && !choice.convention.allows_missing() {
            let convention = choice.convention.as_str();
            return Err(Error::new(
                "rewards",
                Given::MissingRewards { missing },
                Rule::NoneMissing { convention },
            ));
        }
        let method = estimator(&choice, choice.method, &weights)?;
        let compare =
            estimator(&choice, choice.compare, &weights).map_err(|e| e.within("compare"))?;
        let needs_tokens = [&method, &compare]
            .into_iter()
            .any(Estimator::needs_response_tokens);
        if needs_tokens && input.response_lengths.is_none() {
            return Err(Error::new(
                "responseTokens",
                Given::Nothing,
                Rule::TokensNeeded { rollouts },
            ));
        }
        let rewards_read = Rewards::with_missing(input.rewards.view())?;
        for estimator in [&method, &compare] {
            estimator.check_for_trainer(&rewards_read, input.response_lengths.as_deref())?;
        }
        // The sweep is over RVPO and GDPO, whatever the two methods are.
        let swept = estimator(&choice, Method::Gdpo, &weights)?;
        swept.check_for_trainer(&rewards_read, Some(&vec![TOKENS; rollouts]))?;
        Ok(Self {
            estimators: [method, compare],
            keeps_details: true,
            input,
            choice,
            weights,
        })
    }

    fn work(&self) -> Work {
        let (rollouts, rewards) = self.input.rewards.dim();
        let all = (rollouts * rewards) as f64;
        let sample = (rollouts.min(SAMPLE) * rewards) as f64;
        let rollouts = rollouts as f64;
        Work {
            advantages: all,
            details: 6.0 * all,
            statistics: 2.0 * all,
            ranks: 20.0 * rollouts,
            comparison: 20.0 * rollouts,
            kendall: 20.0 * rollouts,
            movers: rollouts,
            sample,
            correlations: sample * rewards as f64 / 4.0,
            mean: 8.0 * sample,
            sweep: 10.0 * sample,
            ks: SWEEP_POINTS + self.ks().len(),
            check: (100.0 * all).min(1e7),
        }
    }

    /// Every k of the two methods' schedules that is looked at, and whether it is RVPO's and not the variance penalty's.
    fn ks(&self) -> Vec<(f64, bool)> {
        let mut ks = Vec::new();
        for method in [self.choice.method, self.choice.compare] {
            let ends = method
                .schedule()
                .map(|schedule| [schedule.from(), schedule.to()]);
            for k in ends.into_iter().flatten() {
                let wanted = (k, matches!(method, Method::Rvpo(_)));
                if !ks.contains(&wanted) {
                    ks.push(wanted);
                }
            }
        }
        ks
    }
}

impl Run {
    fn new(task: Task) -> Self {
        let ranges: Vec<Range<usize>> = task.input.groups.ranges().collect();
        let (rollouts, rewards) = task.input.rewards.dim();
        let mut chunks = Vec::new();
        let (mut start, mut size) = (0, 0);
        for (group, range) in ranges.iter().enumerate() {
            size += range.len();
            if size * rewards >= CHUNK || group + 1 == ranges.len() {
                chunks.push((start..group + 1, size as f64 / rollouts as f64));
                (start, size) = (group + 1, 0);
            }
        }
        Self {
            work: task.work(),
            task,
            ranges,
            chunks,
        }
    }

    async fn report(self, mut pace: Pace) -> Result<Report, Error> {
        let pace = &mut pace;
        let Task {
            input,
            choice,
            weights,
            estimators: [estimator, compare_estimator],
            ..
        } = &self.task;
        let magnitudes = magnitudes(input);
        let method = self.outcome(choice.method, estimator, pace).await?;
        let compare = self
            .outcome(choice.compare, compare_estimator, pace)
            .await?;
        let statistics = self.statistics(&magnitudes, pace).await;
        let comparison = self.comparison(&method, &compare, pace).await;

        let subset = Subset::of(input, &self.ranges, sample(&self.ranges));
        let sampled = subset.rollouts.len();
        pace.done(self.work.sample).await;
        let correlations = self.correlations(&subset, pace).await;
        let mut sweeping = Sweeping::new(&subset, choice, weights)?;
        pace.done(self.work.mean).await;
        for index in 0..SWEEP_POINTS {
            sweeping.push(sweeping.point(k_at(index), &subset, choice)?);
            pace.done(self.work.sweep).await;
        }
        let mut at_k = Vec::new();
        for (k, is_softmin) in self.task.ks() {
            let point = sweeping.point(k, &subset, choice)?;
            at_k.push(AtK::new(&point, is_softmin, sweeping.bound()));
            pace.done(self.work.sweep).await;
        }
        let checks = self
            .checks(&magnitudes, &statistics.stds(&magnitudes), pace)
            .await?;

        let mut findings = statistics.findings(
            choice,
            weights,
            &magnitudes,
            input.rewards.nrows(),
            method.advantages.unscored,
            |group| self.pushed(group, &method, &compare),
        );
        findings.extend(correlations.findings(&statistics, weights));
        findings.extend(at_k.iter().flat_map(|at_k| at_k.findings(sampled)));
        findings.extend(self.whitening(&method, &compare));
        // Stable: within a severity the order stays.
        findings.sort_by_key(|finding| finding.severity);
        Ok(Report {
            settings: Settings::new(choice, weights),
            convention: choice.convention,
            method: MethodUsed::new(choice.method, choice),
            compare: MethodUsed::new(choice.compare, choice),
            reward_names: input.reward_names.clone(),
            weights: weights.normalised().to_vec(),
            sizes: self.sizes(statistics.missing(), method.advantages.unscored),
            comparison,
            credit: method.credits.finish(),
            compare_credit: compare.credits.finish(),
            findings,
            checks,
            sweep: sweeping.finish(sampled),
            advantages: method.advantages,
            compare_advantages: compare.advantages,
        })
    }

    async fn outcome(
        &self,
        method: Method,
        estimator: &Estimator<f64>,
        pace: &mut Pace,
    ) -> Result<Outcome, Error> {
        let input = &*self.task.input;
        let rewards = Rewards::with_missing(input.rewards.view())?;
        let tokens = input.response_lengths.as_deref();
        let mut advantages = estimator.advantages(&rewards, &input.groups, tokens, false)?;
        let shape = input.rewards.dim();
        advantages.details = self.task.keeps_details.then(|| Details {
            z: Array2::zeros(shape),
            credit: Array2::zeros(shape),
        });
        pace.done(self.work.advantages).await;
        let mut credits = Credits::new(shape.1);
        for (groups, share) in &self.chunks {
            let subset = Subset::of(input, &self.ranges, groups.clone());
            // All of its groups may be empty.
            if !subset.rollouts.is_empty()
                && let Some(found) = subset.scores(estimator)?.details
            {
                credits.add(&found, self.task.weights.normalised());
                if let Some(all) = &mut advantages.details {
                    for (i, &rollout) in subset.rollouts.iter().enumerate() {
                        all.z.row_mut(rollout).assign(&found.z.row(i));
                        all.credit.row_mut(rollout).assign(&found.credit.row(i));
                    }
                }
            }
            pace.done(share * self.work.details).await;
        }
        Ok(Outcome {
            method: method.name(),
            advantages,
            credits,
        })
    }

    async fn statistics(&self, magnitudes: &[f64], pace: &mut Pace) -> GroupStatistics {
        let input = &*self.task.input;
        let mut statistics = GroupStatistics::new(input.rewards.ncols());
        for (groups, share) in &self.chunks {
            for group in groups.clone() {
                let range = self.ranges[group].clone();
                statistics.add(input, group, range, &self.task.weights, magnitudes);
            }
            pace.done(share * self.work.statistics).await;
        }
        statistics
    }

    async fn comparison(&self, method: &Outcome, compare: &Outcome, pace: &mut Pace) -> Comparison {
        let [advantages, compare_advantages] =
            [method, compare].map(|of| of.advantages.advantages.as_slice().unwrap_or_default());
        let ranked = Ranked::new(advantages);
        pace.done(self.work.ranks).await;
        let compare_ranked = Ranked::new(compare_advantages);
        pace.done(self.work.ranks).await;
        let method = Side {
            advantages,
            ranked: &ranked,
        };
        let compare = Side {
            advantages: compare_advantages,
            ranked: &compare_ranked,
        };
        let mut comparing = Comparing::default();
        for (groups, share) in &self.chunks {
            for group in groups.clone() {
                let range = self.ranges[group].clone();
                comparing.add(&self.task.input.groups, group, range, method, compare);
            }
            pace.done(share * self.work.comparison).await;
        }
        let kendall = kendall(&ranked, &compare_ranked);
        pace.done(self.work.kendall).await;
        let comparison = comparing.finish(method, compare, kendall);
        pace.done(self.work.movers).await;
        comparison
    }

    async fn correlations(&self, subset: &Subset, pace: &mut Pace) -> Correlations {
        let work = self.work.correlations / CORRELATE as f64;
        let mut correlations = Correlations::new(self.task.input.rewards.ncols());
        let ranges: Vec<_> = subset.groups.ranges().collect();
        let at = |part: usize| part * ranges.len() / CORRELATE;
        for part in 0..CORRELATE {
            for range in &ranges[at(part)..at(part + 1)] {
                correlations.add(subset, range.clone());
            }
            pace.done(work).await;
        }
        correlations
    }

    async fn checks(
        &self,
        magnitudes: &[f64],
        stds: &[f64],
        pace: &mut Pace,
    ) -> Result<Vec<Check>, Error> {
        let work = self.work.check / PARTS as f64;
        let checked = Checked::new(
            &self.task.choice,
            self.task.estimators[0].clone(),
            &self.task.weights,
        );
        let mut checks = Vec::new();
        for property in Property::ALL {
            let mut checking = Checking::new(property, &checked, &self.ranges);
            for part in 0..PARTS {
                checking.part(
                    part,
                    &checked,
                    &self.task.input,
                    &self.ranges,
                    magnitudes,
                    stds,
                )?;
                pace.done(work).await;
            }
            checks.push(checking.finish());
        }
        Ok(checks)
    }

    /// What the two methods do to a group of that number whose scores are all 0.
    fn pushed(&self, group: usize, method: &Outcome, compare: &Outcome) -> Vec<Pushed> {
        let rollouts = || {
            let places = self.ranges[group].clone();
            places.map(|place| self.task.input.groups.rollout(place))
        };
        let mut both: Vec<Pushed> = [method, compare]
            .into_iter()
            .filter_map(|of| pushed(of.method, &of.advantages, rollouts()))
            .collect();
        // Both may be the same method.
        both.dedup();
        both
    }

    /// What the whitening over the batch does to the scores of the two methods.
    fn whitening(&self, method: &Outcome, compare: &Outcome) -> Vec<Finding> {
        let convention = self.task.choice.convention;
        let both = [method, compare];
        let scores = |of: &'_ Outcome| of.advantages.scores.to_vec();
        let mut findings = Vec::new();
        let of_tokens = both
            .into_iter()
            .find(|of| Convention::Verl.counts_tokens(of.method));
        if let (Some(of), Some(tokens)) = (of_tokens, &self.task.input.response_lengths) {
            let is_used = convention.counts_tokens(of.method);
            findings.extend(token_whitening(&scores(of), tokens, is_used));
        }
        for of in both {
            if convention.whitens_noise(of.method) {
                findings.extend(noise(of.method, &scores(of), of.credits.largest_z()));
            }
        }
        // Both may be the same method.
        findings.dedup();
        findings
    }

    fn sizes(&self, missing: usize, unscored: usize) -> Sizes {
        let mut sizes: Vec<usize> = (self.ranges.iter().map(ExactSizeIterator::len))
            .filter(|&size| size > 0)
            .collect();
        sizes.sort_unstable();
        let at = |place: usize| sizes.get(place).copied().unwrap_or(0);
        let (rollouts, rewards) = self.task.input.rewards.dim();
        Sizes {
            rollouts,
            rewards,
            groups: sizes.len(),
            smallest_group: at(0),
            median_group: (at(sizes.len().saturating_sub(1) / 2) + at(sizes.len() / 2)) as f64
                / 2.0,
            largest_group: at(sizes.len().saturating_sub(1)),
            missing,
            unscored,
        }
    }
}

/// M: the largest magnitude of each reward.
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

use super::{Finding, Lint, Pushed, Severity};
use crate::aggregate::{Advantages, MethodName};
use crate::report::checks::std_of;
use crate::report::{SweepPoint, TAYLOR_ERROR};

/// How far weighing by tokens may move the mean of the scores, in standard deviations, or change the standard deviation, as a share of it.
pub const TOKEN_SHIFT: f64 = 0.1;
/// The advantage, in standard deviations of the scores, from which on a group without any signal counts as pushed.
pub const PUSHED: f64 = 0.01;
/// The standard deviation of the scores, as a share of the largest Z, under which it is rounding.
pub const NOISE: f64 = 1e-12;

/// What a k does, from the sample.
#[derive(Clone, Copy, Debug)]
pub struct AtK {
    k: f64,
    /// Whether it is RVPO's k, and not the variance penalty's.
    is_softmin: bool,
    effective: Option<f64>,
    error: Option<f64>,
    off: Option<f64>,
    /// See [`Sweep::effective_bound`](crate::report::Sweep::effective_bound).
    bound: f64,
}

impl AtK {
    pub fn new(point: &SweepPoint, is_softmin: bool, bound: f64) -> Self {
        Self {
            k: point.k,
            is_softmin,
            effective: point.effective,
            error: point.taylor_error,
            off: point.taylor_off,
            bound,
        }
    }

    pub fn findings(&self, rollouts: usize) -> Vec<Finding> {
        let mut findings = Vec::new();
        let k = self.k;
        if let Some(effective) = self.effective
            && self.is_softmin
            && effective < self.bound
        {
            let lint = Lint::LargeK {
                k,
                effective,
                bound: self.bound,
                rollouts,
            };
            let severity = Severity::Warning;
            findings.push(Finding { severity, lint });
        }
        if let (Some(error), Some(share)) = (self.error, self.off)
            && error > TAYLOR_ERROR
        {
            // For RVPO it only says that the penalty would be another method.
            let severity = if self.is_softmin {
                Severity::Note
            } else {
                Severity::Warning
            };
            let lint = Lint::SecondOrderOff {
                k,
                error,
                share,
                rollouts,
            };
            findings.push(Finding { severity, lint });
        }
        findings
    }
}

/// What the whitening over the batch does to rollouts whose scores are all 0, where it does anything.
pub fn pushed(
    method: MethodName,
    advantages: &Advantages<f64>,
    rollouts: impl IntoIterator<Item = usize>,
) -> Option<Pushed> {
    let traits = method.traits();
    if !traits.is_whitened() {
        return None;
    }
    if traits.adds_up_raw() {
        let advantage = None;
        return Some(Pushed { method, advantage });
    }
    let mut scored = (rollouts.into_iter()).filter(|&i| !advantages.scores[i].is_nan());
    let advantage = Some(advantages.advantages[scored.next()?]);
    let is_enough = advantage.is_some_and(|advantage| advantage.abs() >= PUSHED);
    is_enough.then_some(Pushed { method, advantage })
}

/// Scores that differ by rounding alone, and are divided by that.
pub fn noise(method: MethodName, scores: &[f64], largest_z: f64) -> Option<Finding> {
    let std = std_of(scores);
    (std > 0.0 && std < NOISE * largest_z).then_some(Finding {
        severity: Severity::Error,
        lint: Lint::NoiseWhitened { method, std },
    })
}

/// What weighing by tokens does to the mean and the standard deviation of N scores; `is_used` where the convention does it.
pub fn token_whitening(scores: &[f64], tokens: &[u32], is_used: bool) -> Option<Finding> {
    let scored = || {
        scores
            .iter()
            .zip(tokens)
            .filter(|(score, _)| !score.is_nan())
            .map(|(&score, &tokens)| (score, f64::from(tokens)))
    };
    let largest = scored().fold(0.0, |most: f64, (score, _)| most.max(score.abs()));
    let moments = |weight: &dyn Fn(f64) -> f64| {
        let total: f64 = scored().map(|(_, tokens)| weight(tokens)).sum();
        let mean = scored()
            .map(|(s, t)| weight(t) * (s / largest))
            .sum::<f64>()
            / total;
        let square = |s: f64| (s / largest - mean) * (s / largest - mean);
        let squares: f64 = scored().map(|(s, t)| weight(t) * square(s)).sum();
        (mean, (squares / (total - 1.0)).sqrt())
    };
    let (mean, std) = moments(&|_| 1.0);
    let (token_mean, token_std) = moments(&|tokens| tokens);
    let shift = (token_mean - mean) / std;
    let ratio = token_std / std;
    // Where nothing varies, or there are no tokens, these are no numbers.
    let is_found =
        ratio.is_finite() && (shift.abs() > TOKEN_SHIFT || (ratio - 1.0).abs() > TOKEN_SHIFT);
    is_found.then_some(Finding {
        severity: if is_used {
            Severity::Warning
        } else {
            Severity::Note
        },
        lint: Lint::TokenWhitening {
            shift,
            ratio,
            is_used,
        },
    })
}

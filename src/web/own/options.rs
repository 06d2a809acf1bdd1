//! How the options of an analysis are read.

use crate::aggregate::{Convention, Error, Method, MethodName, Rule, ScaleRewards, Weights};
use crate::report::Choice;
use crate::web::options::options;

options! {
    /// Which methods are looked at, and how.
    pub(in crate::web) struct AnalysisOptions {
        /// Whose standardisation and batch step are taken, `"paper"` by default.
        optional convention = "convention": Convention,
        /// The method to look at.
        required method = "method": ts::AnyMethod,
        /// The one to compare it with.
        required compare = "compare": ts::AnyMethod,
        /// The weight of each reward, at least 0; 1 each by default.
        optional weights = "weights": ts::Numbers,
        /// What `grpo` divides the centred sums by, `"group"` by default. It is given where one of the two methods is `grpo`.
        optional scale_rewards = "scaleRewards": ScaleRewards,
        /// For a k that runs from one value to another: the step that the rollouts are from, counted from 0; 0 by default.
        optional step = "step": u32,
        /// For a k that runs from one value to another: how many steps the run has; 1 by default.
        optional steps = "steps": u32,
    }
}

pub(super) fn read_choice(options: &AnalysisOptions, rewards: usize) -> Result<Choice, Error> {
    options.0.only(AnalysisOptions::FIELDS)?;
    let convention = match options.convention() {
        None => Convention::default(),
        Some(convention) => {
            Convention::ALL[convention.choice(&Convention::ALL.map(Convention::as_str))?]
        }
    };
    let mut choice = Choice::new(options.method().method(&MethodName::ALL)?, convention);
    choice.compare = options.compare().method(&MethodName::ALL)?;
    if let Some(weights) = options.weights() {
        let numbers = weights.numbers()?;
        if numbers.len() != rewards {
            let rule = Rule::EachReward { rewards };
            return Err(Error::length(weights.path(), numbers.len(), rule));
        }
        let weights = Weights::new(&numbers).map_err(|error| error.within("options"))?;
        choice.weights = Some(weights);
    }
    if let Some(scale) = options.scale_rewards() {
        let takes_it = |method: Method| method.name().traits().takes_scale_rewards();
        if ![choice.method, choice.compare].into_iter().any(takes_it) {
            return Err(scale.refused(Rule::OfGrpoAlone));
        }
        let scales = ScaleRewards::ALL;
        choice.scale_rewards = scales[scale.choice(&scales.map(ScaleRewards::as_str))?];
    }
    if let Some(steps) = options.steps() {
        choice.steps = steps.whole(&(1..=u32::MAX))?;
    }
    if let Some(step) = options.step() {
        choice.step = step.whole(&(0..=choice.steps - 1))?;
    }
    Ok(choice)
}

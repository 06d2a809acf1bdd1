//! A report in words.

use serde::Serialize;

use super::{
    CORRELATION, Check, Counterexample, Finding, GROUP_SIZE, Lint, Property, Reason,
    SUGGESTED_FLIPS, SUGGESTED_SHARE, Severity, Suggestion, Sweep, TAYLOR_ERROR,
};
use crate::aggregate::MissingUse;
use crate::words::{Language, Words};

impl Severity {
    /// In a word.
    pub fn word(self, language: Language) -> String {
        Words::of(language).word("severity", &self)
    }
}

/// A lint with what else its words need.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found<'a> {
    #[serde(flatten)]
    lint: &'a Lint,
    /// The threshold that it is beyond.
    #[serde(skip_serializing_if = "Option::is_none")]
    bound: Option<f64>,
    is_pushed: bool,
    is_alike: bool,
    worst: Option<MissingUse>,
}

impl<'a> Found<'a> {
    fn new(lint: &'a Lint) -> Self {
        let bound = match lint {
            Lint::CorrelatedRewards { .. } => Some(CORRELATION),
            Lint::SecondOrderOff { .. } => Some(TAYLOR_ERROR),
            Lint::SmallGroups { .. } => Some(GROUP_SIZE as f64),
            _ => None,
        };
        let is_pushed = matches!(lint, Lint::NoSignal { pushed, .. } if !pushed.is_empty());
        let uses = match lint {
            Lint::MissingRewards {
                method, compare, ..
            } => Some([*method, *compare]),
            _ => None,
        };
        let is_one = |worst: &MissingUse| uses.is_some_and(|uses| uses.contains(worst));
        Self {
            lint,
            bound,
            is_pushed,
            is_alike: uses.is_some_and(|[method, compare]| method == compare),
            worst: [MissingUse::RawZero, MissingUse::ZeroZ]
                .into_iter()
                .find(is_one),
        }
    }
}

impl Finding {
    /// What was found, in a sentence or two; `names` are the rewards', M.
    pub fn sentence(&self, language: Language, names: &[String]) -> String {
        Words::of(language).part("finding", &Found::new(&self.lint), names)
    }

    /// What to do about it.
    pub fn advice(&self, language: Language, names: &[String]) -> String {
        Words::of(language).advice("finding", &Found::new(&self.lint), names)
    }
}

impl Property {
    /// In a few words.
    pub fn words(self, language: Language) -> String {
        Words::of(language).word("property", &self)
    }
}

impl Check {
    /// How it ended, in a clause.
    pub fn clause(&self, language: Language) -> String {
        let check = Self {
            counterexample: None,
            ..self.clone()
        };
        Words::of(language).part("check", &check, &[])
    }

    /// How it ended, and its counterexample, in a sentence or two.
    pub fn sentence(&self, language: Language, names: &[String]) -> String {
        let clause = self.clause(language);
        match self.example(language, names) {
            Some(example) => format!("{clause}. {example}"),
            None => format!("{clause}."),
        }
    }

    /// Its counterexample, where there is one, in a sentence; `names` are the rewards', M.
    pub fn example(&self, language: Language, names: &[String]) -> Option<String> {
        let example = self.counterexample.as_ref()?;
        Some(example.sentence(self.property, language, names))
    }
}

impl Counterexample {
    fn sentence(&self, property: Property, language: Language, names: &[String]) -> String {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Example {
            code: Property,
            rollout: usize,
            reward: usize,
            other: Option<usize>,
            before: String,
            after: String,
            is_missing: bool,
            score_before: f64,
            score_after: f64,
        }
        #[derive(Serialize)]
        #[serde(tag = "code", rename_all = "kebab-case")]
        enum Value {
            Missing,
            Present { value: f64 },
        }
        let words = Words::of(language);
        let shown = |value: Option<f64>| {
            let value = value.map_or(Value::Missing, |value| Value::Present { value });
            words.part("value", &value, &[])
        };
        let example = Example {
            code: property,
            rollout: self.rollout,
            reward: self.reward,
            other: self.other,
            before: shown(self.before),
            after: shown(self.after),
            is_missing: self.before.is_none(),
            score_before: self.score_before,
            score_after: self.score_after,
        };
        words.part("example", &example, names)
    }
}

impl Sweep {
    /// The suggested range of k and why, in a few sentences; `names` are the rewards', M.
    pub fn words(&self, language: Language, names: &[String]) -> String {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Suggested<'a> {
            #[serde(flatten)]
            suggestion: &'a Suggestion,
            code: Reason,
            effective_bound: f64,
            more_share: f64,
            bound_flips: f64,
        }
        let suggested = Suggested {
            suggestion: &self.suggestion,
            code: self.suggestion.reason,
            effective_bound: self.effective_bound,
            more_share: SUGGESTED_SHARE - 1.0,
            bound_flips: SUGGESTED_FLIPS,
        };
        Words::of(language).part("suggestion", &suggested, names)
    }
}

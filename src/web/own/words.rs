//! What came out of an analysis, in words.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::analysis::{RewardAnalysis, methods};
use crate::aggregate::{MethodName, Warning};
use crate::report::Report;
use crate::web::output::{Refusal, object};
use crate::web::words::read_language;
use crate::words::{Language, Words};

/// A report in words, in the report's order.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::web) struct ReportWords {
    /// What looks wrong.
    findings: Vec<FindingWords>,
    /// How each check ended, in a sentence.
    checks: Vec<String>,
    /// The same in parts.
    properties: Vec<PropertyWords>,
    /// The range of k that is suggested, or why there is none.
    suggestion: String,
    /// What is peculiar about the data, as `RewardAnalysis.warnings` gives it.
    warnings: Vec<String>,
}

/// A finding in words.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FindingWords {
    /// How much it matters.
    severity: String,
    /// What looks wrong.
    sentence: String,
    /// What can be done about it.
    advice: String,
}

/// A check in words, in parts.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PropertyWords {
    /// The property.
    property: String,
    /// How the check ended.
    result: String,
    /// The case in which the property is off the most; null where it held.
    example: Option<String>,
}

/// A warning, and the method whose advantages alone it concerns.
struct Concern {
    warning: Warning,
    method: Option<MethodName>,
}

#[wasm_bindgen]
impl RewardAnalysis {
    /// The report's findings, checks, suggestion and warnings in sentences, in English if no language is given.
    ///
    /// @throws Error before step() has returned 1, or for a language that is not spoken
    #[wasm_bindgen(unchecked_return_type = "ReportWords")]
    pub fn words(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: JsValue,
    ) -> Result<JsValue, Refusal> {
        let language = read_language(language)?;
        let report = self.done()?;
        let names = &report.reward_names;
        let words = Words::of(language);
        let findings = report.findings.iter().map(|finding| FindingWords {
            severity: finding.severity.word(language),
            sentence: finding.sentence(language, names),
            advice: finding.advice(language, names),
        });
        let checks = report.checks.iter();
        let properties = checks.clone().map(|check| PropertyWords {
            property: check.property.words(language),
            result: check.clause(language),
            example: check.example(language, names),
        });
        object(&ReportWords {
            findings: findings.collect(),
            checks: checks
                .map(|check| check.sentence(language, names))
                .collect(),
            properties: properties.collect(),
            suggestion: report.sweep.words(language, names),
            warnings: (self.concerns(report).iter())
                .map(|concern| concern.words(&words, |method| words.word("method", &method)))
                .collect(),
        })
    }

    /// The warnings of both methods' advantages, in English; one that concerns only one of them begins with its name.
    ///
    /// @throws Error before step() has returned 1
    pub fn warnings(&self) -> Result<Vec<String>, Refusal> {
        let words = Words::of(Language::English);
        let concerns = self.concerns(self.done()?);
        let sentences = concerns
            .iter()
            .map(|concern| concern.words(&words, |method| method.as_str().to_owned()));
        Ok(sentences.collect())
    }
}

impl RewardAnalysis {
    /// What concerns both methods, and then what concerns only one of them.
    fn concerns(&self, report: &Report) -> Vec<Concern> {
        let [warnings, mut others] = [0, 1].map(|which| self.warnings_of(report, which));
        let (both, alone): (Vec<_>, Vec<_>) =
            (warnings.into_iter()).partition(|warning| others.contains(warning));
        others.retain(|other| !both.contains(other));
        let [method, compare] = methods(report).map(Some);
        [(None, both), (method, alone), (compare, others)]
            .into_iter()
            .flat_map(|(method, warnings)| {
                let concern = move |warning| Concern { warning, method };
                warnings.into_iter().map(concern)
            })
            .collect()
    }
}

impl Concern {
    fn words(&self, words: &Words, name: impl Fn(MethodName) -> String) -> String {
        #[derive(Serialize)]
        struct Named {
            method: String,
            warning: String,
        }
        let warning = words.say(&self.warning, &[]);
        match self.method {
            None => warning,
            Some(method) => {
                let method = name(method);
                words.part("concerns", &Named { method, warning }, &[])
            }
        }
    }
}

//! `RewardAnalysis`: two methods' advantages and a report on them, slice by slice.

use std::rc::Rc;
use std::sync::Arc;

use js_sys::Float64Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::aggregate::{Advantages, Error, MethodName, Warning};
use crate::report::{self, Analysis, Export, Report};
use crate::web::advantages::advantages_object;
use crate::web::input::{Input, object};

/// What two methods make of the rewards, computed slice by slice.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RewardAnalysis {
    pub(super) input: Arc<report::Input>,
    pub(super) group_ids: Rc<[usize]>,
    pub(super) group_names: Rc<[String]>,
    pub(super) state: State,
}

#[derive(Debug)]
pub(super) enum State {
    Working(Box<Analysis>),
    Done(Box<Report>),
    Failed(Error),
}

impl RewardAnalysis {
    pub(super) fn done(&self) -> Result<&Report, Error> {
        match &self.state {
            State::Done(report) => Ok(report),
            State::Failed(error) => Err(error.clone()),
            State::Working(_) => {
                let allowed = "this when step() has returned 1";
                Err(Error::value("analysis", "under way", allowed))
            }
        }
    }

    /// What is peculiar about the method that is looked at (0), or about the one it is compared with (1).
    fn warnings_of(&self, report: &Report, which: usize) -> Vec<Warning> {
        both(report)[which].warnings(
            report.convention,
            methods(report)[which],
            &self.input.groups,
            self.input.reward_names.len(),
        )
    }

    pub(super) fn export(&self) -> Result<Export<'_>, Error> {
        Export::new(&self.input, &self.group_ids, self.done()?)
    }

    /// Does a slice of the work: the fraction that is done.
    fn advance(&mut self) -> Result<f64, Error> {
        // While it works it counts as failed.
        let failed = State::Failed(Error::value("analysis", "interrupted", "another one"));
        match std::mem::replace(&mut self.state, failed) {
            State::Working(mut analysis) => {
                let progress = analysis.step()?;
                if progress.is_done() {
                    self.state = State::Done(Box::new(analysis.finish()?));
                    return Ok(1.0);
                }
                self.state = State::Working(analysis);
                // 1 is for when the report is there.
                Ok(progress.fraction.min(1.0 - f64::EPSILON))
            }
            State::Done(report) => {
                self.state = State::Done(report);
                Ok(1.0)
            }
            State::Failed(error) => Err(error),
        }
    }
}

#[wasm_bindgen]
impl RewardAnalysis {
    /// Does a slice of the work, of some milliseconds, and says how much is done, from 0 to 1. At 1 all the rest can be had.
    ///
    /// @throws Error that says what of the rewards the convention has no place for
    pub fn step(&mut self) -> Result<f64, JsError> {
        let result = self.advance();
        if let Err(error) = &result {
            self.state = State::Failed(error.clone());
        }
        Ok(result?)
    }

    /// The report on the two methods.
    ///
    /// @throws Error before step() has returned 1
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub fn report(&self) -> Result<JsValue, JsError> {
        object(self.done()?)
    }

    /// The report's findings, checks and suggestion as English sentences.
    ///
    /// @throws Error before step() has returned 1
    #[wasm_bindgen(unchecked_return_type = "ReportWords")]
    pub fn words(&self) -> Result<JsValue, JsError> {
        #[derive(Serialize)]
        struct Finding {
            sentence: String,
            advice: &'static str,
        }
        #[derive(Serialize)]
        struct Output {
            findings: Vec<Finding>,
            checks: Vec<String>,
            suggestion: String,
        }
        let report = self.done()?;
        let names = &report.reward_names;
        let findings = report.findings.iter().map(|finding| Finding {
            sentence: finding.sentence(names),
            advice: finding.advice(),
        });
        let checks = report.checks.iter().map(|check| check.sentence(names));
        object(&Output {
            findings: findings.collect(),
            checks: checks.collect(),
            suggestion: report.sweep.suggestion.sentence(names),
        })
    }

    /// What the function `advantages` gives for one of the two methods.
    ///
    /// @throws Error before step() has returned 1
    #[wasm_bindgen(unchecked_return_type = "Advantages")]
    pub fn advantages(
        &self,
        #[wasm_bindgen(unchecked_param_type = "\"method\" | \"compare\"")] which: JsValue,
    ) -> Result<JsValue, JsError> {
        let which = read_which(which)?;
        let report = self.done()?;
        let warnings = self.warnings_of(report, which);
        let advantages = both(report)[which];
        let details = advantages.details.as_ref();
        let array = |numbers: Option<&[f64]>| Float64Array::from(numbers.unwrap_or_default());
        let z = array(details.and_then(|details| details.z.as_slice()));
        let credit = array(details.and_then(|details| details.credit.as_slice()));
        advantages_object(advantages, z, credit, &warnings)
    }

    /// The warnings of both methods' advantages; one that concerns only one of them begins with its name.
    ///
    /// @throws Error before step() has returned 1
    pub fn warnings(&self) -> Result<Vec<String>, JsError> {
        let report = self.done()?;
        let [warnings, mut others] = [0, 1].map(|which| self.warnings_of(report, which));
        let (both, alone): (Vec<_>, Vec<_>) =
            (warnings.into_iter()).partition(|warning| others.contains(warning));
        others.retain(|other| !both.contains(other));
        let named = |(method, warnings): (MethodName, Vec<Warning>)| {
            let sentences = warnings.into_iter();
            sentences.map(move |warning| format!("{method}: {warning}"))
        };
        let named = methods(report)
            .into_iter()
            .zip([alone, others])
            .flat_map(named);
        Ok(both.iter().map(Warning::to_string).chain(named).collect())
    }
}

/// The one that is looked at, and the one it is compared with.
fn methods(report: &Report) -> [MethodName; 2] {
    [report.method.name, report.compare.name]
}

pub(super) fn both(report: &Report) -> [&Advantages<f64>; 2] {
    [&report.advantages, &report.compare_advantages]
}

/// 0 for the method that is looked at, 1 for the one it is compared with.
pub(super) fn read_which(which: JsValue) -> Result<usize, Error> {
    Input::new("which", which).choice(&["method", "compare"])
}

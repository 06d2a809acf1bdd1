//! `RewardAnalysis`: two methods' advantages and a report on them, slice by slice.

use std::rc::Rc;
use std::sync::Arc;

use js_sys::Float64Array;
use wasm_bindgen::prelude::*;

use crate::aggregate::{Advantages, Error, Given, MethodName, Rule, Warning};
use crate::report::{self, Analysis, Export, Report};
use crate::web::advantages::advantages_object;
use crate::web::input::Input;
use crate::web::output::{Refusal, object};

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
            State::Working(_) => Err(Error::new("analysis", Given::UnderWay, Rule::AfterSteps)),
        }
    }

    /// What is peculiar about the method that is looked at (0), or about the one it is compared with (1).
    pub(super) fn warnings_of(&self, report: &Report, which: usize) -> Vec<Warning> {
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
        let failed = State::Failed(Error::new(
            "analysis",
            Given::Interrupted,
            Rule::AnotherAnalysis,
        ));
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
    pub fn step(&mut self) -> Result<f64, Refusal> {
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
    pub fn report(&self) -> Result<JsValue, Refusal> {
        object(self.done()?)
    }

    /// What the function `advantages` gives for one of the two methods.
    ///
    /// @throws Error before step() has returned 1
    #[wasm_bindgen(unchecked_return_type = "Advantages")]
    pub fn advantages(
        &self,
        #[wasm_bindgen(unchecked_param_type = "\"method\" | \"compare\"")] which: JsValue,
    ) -> Result<JsValue, Refusal> {
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
}

/// The one that is looked at, and the one it is compared with.
pub(super) fn methods(report: &Report) -> [MethodName; 2] {
    [report.method.name, report.compare.name]
}

pub(super) fn both(report: &Report) -> [&Advantages<f64>; 2] {
    [&report.advantages, &report.compare_advantages]
}

/// 0 for the method that is looked at, 1 for the one it is compared with.
pub(super) fn read_which(which: JsValue) -> Result<usize, Error> {
    Input::new("which", which).choice(&["method", "compare"])
}

//! `RewardSelection`: the rewards and groups that a table's columns give.

use std::rc::Rc;
use std::sync::Arc;

use wasm_bindgen::prelude::*;

use super::analysis::{RewardAnalysis, State};
use super::options::{AnalysisOptions, read_choice};
use crate::report::{self, Analysis};
use crate::web::input::Input;
use crate::web::output::Refusal;

/// The M rewards of N rollouts, in groups.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RewardSelection {
    pub(super) input: Arc<report::Input>,
    pub(super) group_ids: Rc<[usize]>,
    pub(super) group_names: Rc<[String]>,
}

#[wasm_bindgen]
impl RewardSelection {
    /// How many rollouts there are: N.
    #[wasm_bindgen(getter)]
    pub fn rollouts(&self) -> usize {
        self.input.rewards.nrows()
    }

    /// How many groups there are.
    #[wasm_bindgen(getter)]
    pub fn groups(&self) -> usize {
        self.input.groups.len()
    }

    /// What the rewards are called, M names, from left to right.
    #[wasm_bindgen(getter, js_name = rewardNames)]
    pub fn reward_names(&self) -> Vec<String> {
        self.input.reward_names.clone()
    }

    /// Whether the responses' lengths are known.
    #[wasm_bindgen(getter, js_name = hasLengths)]
    pub fn has_lengths(&self) -> bool {
        self.input.response_lengths.is_some()
    }

    /// Begins to compute two methods' advantages of these rollouts and a report on them, which `step` goes on with.
    ///
    /// @throws Error that names the field, its value and what is allowed; or says what of the rewards the convention has no place for
    pub fn analyse(
        &self,
        #[wasm_bindgen(unchecked_param_type = "AnalysisOptions")] options: JsValue,
    ) -> Result<RewardAnalysis, Refusal> {
        let choice = read_choice(
            &AnalysisOptions(Input::new("options", options)),
            self.input.reward_names.len(),
        )?;
        let analysis = Analysis::new(Arc::clone(&self.input), choice)?;
        Ok(RewardAnalysis {
            input: Arc::clone(&self.input),
            group_ids: Rc::clone(&self.group_ids),
            group_names: Rc::clone(&self.group_names),
            state: State::Working(Box::new(analysis)),
        })
    }
}

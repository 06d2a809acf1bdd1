//! What came out of an analysis, rollout by rollout: rows, CSV and JSON.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::analysis::{RewardAnalysis, both, read_which};
use super::read_range;
use crate::web::input::object;

#[wasm_bindgen]
impl RewardAnalysis {
    /// Some of the rollouts, `from` counted from 0, with the standardised rewards and credits of one of the two methods; fewer come at the end.
    ///
    /// @throws Error before step() has returned 1, or if from or count is no whole number from 0
    #[wasm_bindgen(unchecked_return_type = "RolloutRow[]")]
    pub fn rows(
        &self,
        #[wasm_bindgen(unchecked_param_type = "\"method\" | \"compare\"")] which: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] from: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
    ) -> Result<JsValue, JsError> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Output<'n> {
            index: usize,
            group: usize,
            group_name: Option<&'n str>,
            rewards: Vec<Option<f64>>,
            z: Vec<Option<f64>>,
            credit: Vec<Option<f64>>,
            score: Option<f64>,
            advantage: f64,
            compare_score: Option<f64>,
            compare_advantage: f64,
            flips: bool,
        }
        let which = read_which(which)?;
        let rows = read_range(from, count)?;
        let report = self.done()?;
        let both = both(report);
        let [one, other] = both;
        let details = both[which].details.as_ref();
        let present = |number: f64| Some(number).filter(|number| !number.is_nan());
        let rows: Vec<Output<'_>> = (rows.start..rows.end.min(self.group_ids.len()))
            .map(|i| Output {
                index: i,
                group: self.group_ids[i],
                group_name: self.group_names.get(self.group_ids[i]).map(String::as_str),
                rewards: self.input.rewards.row(i).mapv(present).to_vec(),
                z: details.map_or_else(Vec::new, |details| details.z.row(i).mapv(present).to_vec()),
                credit: details.map_or_else(Vec::new, |details| {
                    details.credit.row(i).mapv(present).to_vec()
                }),
                score: present(one.scores[i]),
                advantage: one.advantages[i],
                compare_score: present(other.scores[i]),
                compare_advantage: other.advantages[i],
                flips: report.flips(i),
            })
            .collect();
        object(&rows)
    }

    /// Some rows of all that was computed, as CSV (RFC 4180): the row and the group, counted from 1, the rewards, the standardised rewards, the
    /// method's credits, those of the one it is compared with where they are others, and score and advantage of each. The header, which names the
    /// methods, comes where `from` is 0. The texts of consecutive ranges, one after the other, are the whole file.
    ///
    /// @throws Error as rows
    pub fn csv(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] from: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
    ) -> Result<String, JsError> {
        let rows = read_range(from, count)?;
        Ok(self.export()?.csv(rows).to_string())
    }

    /// The same as a part of one JSON document: an object of `settings`, `report` and `rollouts`, a list of objects.
    ///
    /// @throws Error as rows
    pub fn json(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] from: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
    ) -> Result<String, JsError> {
        let rows = read_range(from, count)?;
        Ok(self.export()?.json(rows).to_string())
    }
}

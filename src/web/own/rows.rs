//! What came out of an analysis, rollout by rollout: rows, CSV and JSON.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::analysis::{RewardAnalysis, both, read_which};
use super::read_range;
use crate::web::output::{Refusal, object};

/// What was computed for one rollout with M rewards. What is missing is null.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::web) struct RolloutRow<'n> {
    /// Its row in the table, counted from 0.
    index: usize,
    /// The number of its group, counted from 0.
    group: usize,
    /// What stands in the group columns, the beginning of a long text; null where no column names groups.
    group_name: Option<&'n str>,
    /// M: the rewards as they are in the table.
    rewards: Vec<Option<f64>>,
    /// M: the rewards as they are standardised for the method that was asked for.
    z: Vec<Option<f64>>,
    /// M: the derivative of that method's score by each standardised reward.
    #[cfg_attr(test, schemars(with = "Vec<f64>"))]
    credit: Vec<Option<f64>>,
    /// The score of the method that is looked at, before the step over the batch; null without any reward.
    score: Option<f64>,
    /// The advantage under the method that is looked at.
    advantage: f64,
    /// The score of the method that it is compared with; null without any reward.
    compare_score: Option<f64>,
    /// The advantage under the method that it is compared with.
    compare_advantage: f64,
    /// Whether the two advantages are of opposite sign, as the report counts it.
    flips: bool,
}

#[wasm_bindgen]
impl RewardAnalysis {
    /// Gives `count` rollouts, `from` counted from 0, with the standardised rewards and credits of one of the two methods; fewer come at the end.
    ///
    /// @throws Error before step() has returned 1, or if from or count is no whole number from 0
    #[wasm_bindgen(unchecked_return_type = "RolloutRow[]")]
    pub fn rows(
        &self,
        #[wasm_bindgen(unchecked_param_type = "\"method\" | \"compare\"")] which: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] from: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
    ) -> Result<JsValue, Refusal> {
        let which = read_which(which)?;
        let rows = read_range(from, count)?;
        let report = self.done()?;
        let both = both(report);
        let [one, other] = both;
        let details = both[which].details.as_ref();
        let present = |number: f64| Some(number).filter(|number| !number.is_nan());
        let rows: Vec<RolloutRow<'_>> = (rows.start..rows.end.min(self.group_ids.len()))
            .map(|i| RolloutRow {
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

    /// Writes `count` rows of all that was computed, `from` counted from 0, as CSV (RFC 4180): the row and the group, counted from 1, the rewards, the
    /// standardised rewards, the method's credits, those of the one it is compared with where they are others, and score and advantage of each. The
    /// header, which names the methods, comes where `from` is 0. The texts of consecutive ranges, one after the other, are the whole file.
    ///
    /// @throws Error as rows
    pub fn csv(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] from: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
    ) -> Result<String, Refusal> {
        let rows = read_range(from, count)?;
        Ok(self.export()?.csv(rows).to_string())
    }

    /// Writes the same rows as a part of one JSON document: an object of `settings`, `report` and `rollouts`, a list of objects.
    ///
    /// @throws Error as rows
    pub fn json(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] from: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
    ) -> Result<String, Refusal> {
        let rows = read_range(from, count)?;
        Ok(self.export()?.json(rows).to_string())
    }
}

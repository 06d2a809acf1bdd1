//! `Trainer`, which trains step by step, and `changeBetween`.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use self::options::read;
use self::snapshot::snapshot_object;
use super::input::Input;
use super::output::Refusal;
use crate::aggregate::{Error, Given, Rule};
use crate::engine::{self, Change, Inspection, Settings};

pub(super) mod options;
pub(super) mod snapshot;

/// Says what a run that began with the options `from` needs so that it goes on with the options `to`: `"nothing"`, since they are the same; its next
/// `"step"`, after `Trainer.configure`; a `"reset"` to another seed; or a new `"trainer"`.
///
/// @throws Error that names the field, its value and what is allowed
#[wasm_bindgen(js_name = changeBetween, unchecked_return_type = "Change")]
pub fn change_between(
    #[wasm_bindgen(unchecked_param_type = "SimulateOptions")] from: JsValue,
    #[wasm_bindgen(unchecked_param_type = "SimulateOptions")] to: JsValue,
) -> Result<String, Refusal> {
    let ((from, backend), (to, other)) = (read(from)?, read(to)?);
    let change = match from.change_to(&to) {
        _ if backend != other => Change::NewRun,
        change => change,
    };
    Ok(change.as_str().to_owned())
}

/// Trains policies step by step; what the page's worker holds.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Trainer {
    /// Empty while steps are under way.
    trainer: RefCell<Option<engine::Trainer>>,
}

impl Trainer {
    fn busy() -> Error {
        Error::new("trainer", Given::UnderWay, Rule::OneCall)
    }
}

#[wasm_bindgen]
impl Trainer {
    /// Picks the backend and puts uniform policies before their first step.
    ///
    /// @throws Error that names the field, its value and what is allowed; or says why WebGPU, if asked for by name, is not available
    #[wasm_bindgen(unchecked_return_type = "Trainer")]
    pub async fn create(
        #[wasm_bindgen(unchecked_param_type = "SimulateOptions")] options: JsValue,
    ) -> Result<Trainer, Refusal> {
        let (config, choice) = read(options)?;
        let trainer = engine::Trainer::new(config, choice).await?;
        Ok(Self {
            trainer: RefCell::new(Some(trainer)),
        })
    }

    /// Takes another rewardTable, noise, k, learningRate or steps, from the next step on; the policies stay as they are.
    ///
    /// @throws Error if the options are bad or are for other shapes, methods or another seed
    pub fn configure(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SimulateOptions")] options: JsValue,
    ) -> Result<(), Refusal> {
        let (config, _) = read(options)?;
        Ok(self
            .trainer
            .borrow_mut()
            .as_mut()
            .ok_or_else(Self::busy)?
            .configure(config)?)
    }

    /// Goes back to uniform policies before their first step. The same seed gives the same run again.
    ///
    /// @throws Error if the seed is not a whole number from 0 to 4,294,967,295
    #[wasm_bindgen(unchecked_return_type = "Snapshot")]
    pub fn reset(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] seed: JsValue,
    ) -> Result<JsValue, Refusal> {
        let seed = Input::new("seed", seed).whole(&(0..=u32::MAX))?;
        let snapshot = self
            .trainer
            .borrow_mut()
            .as_mut()
            .ok_or_else(Self::busy)?
            .reset(seed);
        snapshot_object(&snapshot)
    }

    /// Moves every policy on by n steps; 0 only looks. `inspected` is the place of a method whose last batch is wanted too, `compared` that of another, to say
    /// what it would make of the same rewards.
    ///
    /// @throws Error if n is not a whole number from 0 to 100,000, there is no such method, or steps are still under way
    #[wasm_bindgen(unchecked_return_type = "Snapshot")]
    pub async fn step(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] n: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number | null")] inspected: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number | null")] compared: JsValue,
    ) -> Result<JsValue, Refusal> {
        let n = Input::new("n", n).whole(&Settings::STEPS_AT_ONCE)?;
        let inspected = place("inspected", inspected)?;
        let compared = place("compared", compared)?;
        let inspection = inspected.map(|method| Inspection { method, compared });
        let mut trainer = self.trainer.borrow_mut().take().ok_or_else(Self::busy)?;
        let result = trainer.step(n, inspection).await;
        *self.trainer.borrow_mut() = Some(trainer);
        snapshot_object(&result?)
    }
}

/// The place of a method, if one is given.
fn place(name: &'static str, given: JsValue) -> Result<Option<usize>, Refusal> {
    if given.is_undefined() || given.is_null() {
        return Ok(None);
    }
    let place = Input::new(name, given).whole(&(0..=u32::MAX))?;
    Ok(Some(place as usize))
}

//! `SimulateOptions`: what `simulate` and `Trainer` are told.

use std::ops::RangeInclusive;

use ndarray::Array2;
use wasm_bindgen::prelude::*;

use crate::aggregate::{Error, Items, MethodName, Rule};
use crate::engine::{BackendChoice, Config, Settings};
use crate::toy::Scenario;
use crate::web::input::Input;
use crate::web::options::options;

options! {
    /// What is trained, and how.
    pub(in crate::web) struct SimulateOptions {
        /// Responses x rewards: what each response is worth, for 2 to [`MAX_RESPONSES`] responses with 2 to [`MAX_TRAINED_REWARDS`] rewards each, from
        /// -[`MAX_LEVEL`] to [`MAX_LEVEL`].
        required reward_table = "rewardTable": Vec<Vec<f64>>,
        /// The standard deviation of the normal noise on each scored reward, in the unit of the rewards, 0 to [`MAX_LEVEL`].
        required noise = "noise": f64,
        /// 1 to [`MAX_METHODS`] methods, trained side by side on the same random numbers; each k from [`Settings::K`].
        required methods = "methods": Vec<ts::Method>,
        /// How many prompts a batch has, [`Settings::PROMPTS`]; 8 by default.
        optional prompts = "prompts": u32,
        /// How many rollouts a group has, [`Settings::GROUP_SIZE`]; 16 by default.
        optional group_size = "groupSize": u32,
        /// Over how many steps k runs from its first to its last value, [`Settings::STEPS`]; 300 by default.
        optional steps = "steps": u32,
        /// How many policies each method has, [`Settings::SEEDS`]; 64 by default.
        optional seeds = "seeds": u32,
        /// What all random numbers are made from, 0 to 4,294,967,295; 1 by default.
        optional seed = "seed": u32,
        /// How far a step goes along the policy gradient, above 0, up to 100; 1 by default.
        optional learning_rate = "learningRate": f64,
        /// What computes, `"auto"` by default.
        optional backend = "backend": BackendChoice,
    }
}

#[inline(never)]
pub(in crate::web) fn read(options: JsValue) -> Result<(Config, BackendChoice), Error> {
    let options = SimulateOptions(Input::new("options", options));
    options.0.only(SimulateOptions::FIELDS)?;
    let methods = options.methods().items(Items::Methods)?;
    let methods = methods
        .iter()
        .map(|method| method.method(&MethodName::TRAINED));
    let scenario = scenario(&options)?;
    let mut settings = Settings::new(scenario, methods.collect::<Result<_, _>>()?);
    let whole = |input: Option<Input>, range: RangeInclusive<u32>, default: u32| {
        input.map_or(Ok(default), |input| input.whole(&range))
    };
    let size = |input: Option<Input>, range, default: usize| {
        whole(input, range, default as u32).map(|number| number as usize)
    };
    settings.prompts = size(options.prompts(), Settings::PROMPTS, settings.prompts)?;
    settings.group_size = size(
        options.group_size(),
        Settings::GROUP_SIZE,
        settings.group_size,
    )?;
    settings.steps = whole(options.steps(), Settings::STEPS, settings.steps)?;
    settings.seeds = size(options.seeds(), Settings::SEEDS, settings.seeds)?;
    settings.seed = whole(options.seed(), 0..=u32::MAX, settings.seed)?;
    if let Some(rate) = options.learning_rate() {
        settings.learning_rate = rate.number()?;
    }
    let backend = match options.backend() {
        None => BackendChoice::default(),
        Some(backend) => {
            let choices = BackendChoice::ALL;
            choices[backend.choice(&choices.map(BackendChoice::as_str))?]
        }
    };
    let config = Config::new(settings).map_err(|error| error.within("options"))?;
    Ok((config, backend))
}

fn scenario(options: &SimulateOptions) -> Result<Scenario, Error> {
    let table = options.reward_table();
    let (responses, rewards, levels) = table.table(false)?;
    let noise = options.noise().number()?;
    Array2::from_shape_vec((responses, rewards), levels)
        .map_err(|_| table.refused(Rule::Table))
        .and_then(|table| {
            Scenario::new(table.view(), noise).map_err(|error| error.within("options"))
        })
}

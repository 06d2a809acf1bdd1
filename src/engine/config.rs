use std::ops::RangeInclusive;

use ndarray::ArrayView2;

use crate::aggregate::MethodName;
use crate::aggregate::{Error, Method};
use crate::toy::Scenario;

/// The most methods in one run.
pub const MAX_METHODS: usize = 16;
/// The most numbers in one buffer: WebGPU promises bindings of 128 MiB.
const MAX_BUFFER: usize = 1 << 25;

/// What a run can be told; [`Config`] is what has been found good.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Responses, rewards and noise.
    pub scenario: Scenario,
    /// One to [`MAX_METHODS`], trained side by side, each k within [`Self::K`].
    pub methods: Vec<Method>,
    /// Prompts in a batch (P), each with a group of rollouts: [`Self::PROMPTS`].
    pub prompts: usize,
    /// Rollouts in a group (G): [`Self::GROUP_SIZE`].
    pub group_size: usize,
    /// Steps over which a k runs from its first to its last value: [`Self::STEPS`].
    pub steps: u32,
    /// Policies for each method, each with its own random numbers: [`Self::SEEDS`].
    pub seeds: usize,
    /// What all random numbers are made from.
    pub seed: u32,
    /// How far a step goes along the policy gradient: above 0, up to 100.
    pub learning_rate: f64,
}

impl Settings {
    /// How large or small k may be. Training is in single precision, whose range the squares of larger penalties would leave.
    pub const K: RangeInclusive<f64> = 1e-6..=1e6;
    /// How many prompts there may be.
    pub const PROMPTS: RangeInclusive<u32> = 1..=64;
    /// How large a group may be.
    pub const GROUP_SIZE: RangeInclusive<u32> = 2..=256;
    /// How long a schedule may be.
    pub const STEPS: RangeInclusive<u32> = 1..=100_000;
    /// How many seeds there may be.
    pub const SEEDS: RangeInclusive<u32> = 1..=1024;
    /// How many steps may be asked for at once.
    pub const STEPS_AT_ONCE: RangeInclusive<u32> = 0..=100_000;

    /// The protocol of the reference figures: 8 prompts x 16 rollouts, 300 steps, 64 seeds, seed 1, learning rate 1.
    pub fn new(scenario: Scenario, methods: Vec<Method>) -> Self {
        Self {
            scenario,
            methods,
            prompts: 8,
            group_size: 16,
            steps: 300,
            seeds: 64,
            seed: 1,
            learning_rate: 1.0,
        }
    }
}

/// What a run needs so that it goes on with other settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "lowercase"))]
pub enum Change {
    /// Nothing: they are the same.
    Nothing,
    /// Its next step, which is made with them; the policies stay.
    #[cfg_attr(test, schemars(rename = "step"))]
    NextStep,
    /// Uniform policies before their first step: the seed is another.
    Reset,
    /// Another run: policies of another shape, or other methods.
    #[cfg_attr(test, schemars(rename = "trainer"))]
    NewRun,
}

impl Change {
    /// Every change.
    pub const ALL: [Self; 4] = [Self::Nothing, Self::NextStep, Self::Reset, Self::NewRun];

    /// The change as JavaScript writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::NextStep => "step",
            Self::Reset => "reset",
            Self::NewRun => "trainer",
        }
    }
}

/// Settings within their limits.
#[derive(Clone, Debug, PartialEq)]
pub struct Config(Settings);

impl std::ops::Deref for Config {
    type Target = Settings;

    fn deref(&self) -> &Settings {
        &self.0
    }
}

impl Config {
    /// # Errors
    /// A setting is outside its limits, or all together need too much memory.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        let count = |field: &str, value: usize, range: RangeInclusive<u32>| {
            let (from, to) = (*range.start(), *range.end());
            if (from as usize..=to as usize).contains(&value) {
                Ok(())
            } else {
                Err(Error::value(
                    field,
                    value,
                    format_args!("a whole number from {from} to {to}"),
                ))
            }
        };
        if !(1..=MAX_METHODS).contains(&settings.methods.len()) {
            return Err(Error::length(
                "methods",
                settings.methods.len(),
                format_args!("1 to {MAX_METHODS} methods"),
            ));
        }
        for (i, method) in settings.methods.iter().enumerate() {
            if !MethodName::TRAINED.contains(&method.name()) {
                let allowed = MethodName::TRAINED.map(MethodName::as_str).join(", ");
                let allowed = format_args!("{allowed} in training");
                return Err(Error::value(
                    format_args!("methods[{i}].name"),
                    method.name(),
                    allowed,
                ));
            }
            for k in method
                .schedule()
                .into_iter()
                .flat_map(|k| [k.from(), k.to()])
            {
                if !Settings::K.contains(&k) {
                    let allowed = format!(
                        "a number from {:e} to {:e} in training",
                        Settings::K.start(),
                        Settings::K.end()
                    );
                    return Err(Error::value(format_args!("methods[{i}].k"), k, allowed));
                }
            }
        }
        count("prompts", settings.prompts, Settings::PROMPTS)?;
        count("groupSize", settings.group_size, Settings::GROUP_SIZE)?;
        count("steps", settings.steps as usize, Settings::STEPS)?;
        count("seeds", settings.seeds, Settings::SEEDS)?;
        // Also refuses NaN.
        if !(settings.learning_rate > 0.0 && settings.learning_rate <= 100.0) {
            return Err(Error::value(
                "learningRate",
                settings.learning_rate,
                "a number above 0, up to 100",
            ));
        }
        let config = Self(settings);
        let numbers = config.lanes() * config.rollouts() * config.rewards();
        if numbers > MAX_BUFFER {
            return Err(Error::value(
                "methods x seeds x prompts x groupSize x rewards",
                numbers,
                format_args!("up to {MAX_BUFFER} rewards in a step of all policies"),
            ));
        }
        Ok(config)
    }

    /// What a run with this configuration needs so that it goes on with another.
    pub fn change_to(&self, new: &Self) -> Change {
        if self == new {
            Change::Nothing
        } else if self.check_shape(new).is_err() {
            Change::NewRun
        } else if self.seed != new.seed {
            Change::Reset
        } else {
            Change::NextStep
        }
    }

    /// Refuses a configuration that a run with this one cannot take up with its next step.
    ///
    /// # Errors
    /// Another number of responses, rewards, methods, prompts, rollouts or seeds, other methods, or another seed.
    pub fn check_same_run(&self, new: &Self) -> Result<(), Error> {
        self.check_shape(new)?;
        if self.seed == new.seed {
            return Ok(());
        }
        let allowed = format_args!("{}, as the run began with; reset it for another", self.seed);
        Err(Error::value("seed", new.seed, allowed))
    }

    fn check_shape(&self, new: &Self) -> Result<(), Error> {
        let same = |field: &str, now: usize, new: usize| {
            if now == new {
                Ok(())
            } else {
                Err(Error::value(
                    field,
                    new,
                    format_args!("{now}, as the run began with; start a new one for another"),
                ))
            }
        };
        same("rewardTable (responses)", self.responses(), new.responses())?;
        same("rewardTable (rewards)", self.rewards(), new.rewards())?;
        same(
            "methods (their number)",
            self.methods.len(),
            new.methods.len(),
        )?;
        same("prompts", self.prompts, new.prompts)?;
        same("groupSize", self.group_size, new.group_size)?;
        same("seeds", self.seeds, new.seeds)?;
        for (i, (now, new)) in self.methods.iter().zip(&new.methods).enumerate() {
            if now.name() != new.name() {
                return Err(Error::value(
                    format_args!("methods[{i}].name"),
                    new.name(),
                    format_args!(
                        "{}, as the run began with; start a new one for another",
                        now.name()
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Gives the same configuration another seed.
    #[must_use]
    pub fn with_seed(&self, seed: u32) -> Self {
        Self(Settings {
            seed,
            ..self.0.clone()
        })
    }

    /// How many responses there are (A).
    pub fn responses(&self) -> usize {
        self.scenario.responses()
    }

    /// How many rewards there are (M).
    pub fn rewards(&self) -> usize {
        self.scenario.rewards()
    }

    /// Responses x rewards.
    pub fn table(&self) -> ArrayView2<'_, f32> {
        self.scenario.table()
    }

    /// Rollouts of a lane in one step (N = P G).
    pub fn rollouts(&self) -> usize {
        self.prompts * self.group_size
    }

    /// Policies in training (L): lane `i * seeds + s` is method i with seed s.
    pub fn lanes(&self) -> usize {
        self.methods.len() * self.seeds
    }

    /// The method of a lane.
    pub fn method(&self, lane: usize) -> Method {
        self.methods[lane / self.seeds]
    }
}

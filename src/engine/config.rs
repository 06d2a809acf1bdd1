use std::ops::RangeInclusive;

use ndarray::ArrayView2;

use crate::aggregate::MethodName;
use crate::aggregate::{Counted, Error, Method, Path, Rule};
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
        let count = |field: &'static str, value: usize, range: RangeInclusive<u32>| {
            let (from, to) = (*range.start(), *range.end());
            if (from as usize..=to as usize).contains(&value) {
                Ok(())
            } else {
                Err(Error::new(field, value, Rule::Whole { from, to }))
            }
        };
        if !(1..=MAX_METHODS).contains(&settings.methods.len()) {
            return Err(Error::length(
                "methods",
                settings.methods.len(),
                Rule::Count {
                    from: 1,
                    to: MAX_METHODS,
                    of: Counted::Methods,
                },
            ));
        }
        for (i, method) in settings.methods.iter().enumerate() {
            if !MethodName::TRAINED.contains(&method.name()) {
                let names = MethodName::TRAINED.map(MethodName::as_str).to_vec();
                return Err(Error::new(
                    Path::from("methods").at(i).field("name"),
                    method.name().as_str(),
                    Rule::TrainedMethod { names },
                ));
            }
            for k in method
                .schedule()
                .into_iter()
                .flat_map(|k| [k.from(), k.to()])
            {
                if !Settings::K.contains(&k) {
                    let (from, to) = (*Settings::K.start(), *Settings::K.end());
                    return Err(Error::new(
                        Path::from("methods").at(i).field("k"),
                        k,
                        Rule::TrainedK { from, to },
                    ));
                }
            }
        }
        count("prompts", settings.prompts, Settings::PROMPTS)?;
        count("groupSize", settings.group_size, Settings::GROUP_SIZE)?;
        count("steps", settings.steps as usize, Settings::STEPS)?;
        count("seeds", settings.seeds, Settings::SEEDS)?;
        // Also refuses NaN.
        if !(settings.learning_rate > 0.0 && settings.learning_rate <= 100.0) {
            return Err(Error::new(
                "learningRate",
                settings.learning_rate,
                Rule::AboveZeroUpTo { most: 100.0 },
            ));
        }
        let config = Self(settings);
        let numbers = config.lanes() * config.rollouts() * config.rewards();
        if numbers > MAX_BUFFER {
            return Err(Error::new(
                "methods x seeds x prompts x groupSize x rewards",
                numbers,
                Rule::RoomForStep { most: MAX_BUFFER },
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
        let rule = Rule::SeedAsBegun { seed: self.seed };
        Err(Error::new("seed", new.seed as usize, rule))
    }

    fn check_shape(&self, new: &Self) -> Result<(), Error> {
        let same = |field: Path, now: usize, new: usize| {
            if now == new {
                Ok(())
            } else {
                Err(Error::new(field, new, Rule::AsBegun { now }))
            }
        };
        let table = || Path::from("rewardTable");
        same(table().field("length"), self.responses(), new.responses())?;
        same(table().at(0).field("length"), self.rewards(), new.rewards())?;
        let methods = Path::from("methods").field("length");
        same(methods, self.methods.len(), new.methods.len())?;
        same("prompts".into(), self.prompts, new.prompts)?;
        same("groupSize".into(), self.group_size, new.group_size)?;
        same("seeds".into(), self.seeds, new.seeds)?;
        for (i, (now, new)) in self.methods.iter().zip(&new.methods).enumerate() {
            if now.name() != new.name() {
                return Err(Error::new(
                    Path::from("methods").at(i).field("name"),
                    new.name().as_str(),
                    Rule::MethodAsBegun {
                        method: now.name().as_str(),
                    },
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

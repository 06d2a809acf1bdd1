//! The arguments of `rvpo report`.

use std::str::FromStr;

use lexopt::prelude::*;
use rvpo_playground::aggregate::{
    Convention, Method, MethodName, RiskCoefficient, ScaleRewards, Schedule, Weights,
};
use rvpo_playground::data::Role;
use rvpo_playground::report::Choice;
use rvpo_playground::words::Language;

/// How to call it.
pub const USAGE: &str = "\
rvpo report FILE [OPTION VALUE]...

FILE is CSV, TSV, JSON or JSON Lines, one row for each rollout.

  --method NAME         what to look at: grpo, dr-grpo, gdpo, variance, rvpo (the default), min, rloo, reinforce++, dvao
  --compare NAME        what to compare it with; gdpo by default
  --k K                 for rvpo and variance; 1 by default
  --k-from K --k-to K   the same, rising or falling over training
  --step N --steps N    where in that training the rollouts are from: the step, from 0, and how many there are; 0 of 1 by default
  --convention NAME     paper (the default), trl, verl, ms-swift, nemo-rl
  --scale-rewards NAME  for grpo: group (the default), batch, none
  --weights W,W,...     one for each reward; 1 each by default
  --group-size N        consecutive rows that are a group, where no column says so
  --reward COLUMN       use the column as a reward; may be repeated, and so may the next three
  --group COLUMN        as a part of the group's id
  --length COLUMN       as the response's length in tokens
  --ignore COLUMN       not at all
  --format NAME         text (the default) or json
  --language NAME       en (the default) or de: what findings, checks and refusals are said in
  --help                this text
";

/// How the report is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// What was asked for.
pub struct Options {
    /// The file's path.
    pub file: String,
    /// Methods and convention.
    pub choice: Choice,
    /// Columns whose roles were given.
    pub roles: Vec<(String, Role)>,
    /// Rows in a group, where that was given.
    pub group_size: Option<usize>,
    /// How the report is written.
    pub format: Format,
    /// What it is said in.
    pub language: Language,
}

impl Options {
    /// Nothing where help is asked for.
    pub fn parse(mut arguments: lexopt::Parser) -> Result<Option<Self>, String> {
        let mut file = None;
        let (mut method, mut compare) = (MethodName::Rvpo, MethodName::Gdpo);
        let (mut from, mut to) = (None, None);
        let mut choice = Choice::new(Method::Min, Convention::Paper);
        let mut roles = Vec::new();
        let mut group_size = None;
        let mut format = Format::Text;
        let mut language = Language::default();
        let mut given: Vec<String> = Vec::new();
        while let Some(argument) = arguments.next().map_err(|error| error.to_string())? {
            let option = match argument {
                Value(path) if file.is_none() => {
                    file = Some(path.string().map_err(|error| error.to_string())?);
                    continue;
                }
                Long("help") | Short('h') => return Ok(None),
                Long(name) => name.to_owned(),
                argument => return Err(format!("{}\n\n{USAGE}", argument.unexpected())),
            };
            let role = match option.as_str() {
                "reward" => Some(Role::Reward),
                "group" => Some(Role::Group),
                "length" => Some(Role::ResponseLength),
                "ignore" => Some(Role::Ignore),
                _ => None,
            };
            if role.is_none() && given.contains(&option) {
                return Err(format!("--{option} is given twice."));
            }
            let mut value = || {
                let value = arguments.value().and_then(|value| value.string());
                value.map_err(|error| format!("--{option}: {error}.\n\n{USAGE}"))
            };
            match option.as_str() {
                "method" => {
                    method = named(&option, &value()?, &MethodName::ALL, MethodName::as_str)?;
                }
                "compare" => {
                    compare = named(&option, &value()?, &MethodName::ALL, MethodName::as_str)?;
                }
                "k" => {
                    let k = k(&option, &value()?)?;
                    (from, to) = (Some(k), Some(k));
                }
                "k-from" => from = Some(k(&option, &value()?)?),
                "k-to" => to = Some(k(&option, &value()?)?),
                "step" => choice.step = number(&option, &value()?)?,
                "steps" => choice.steps = number(&option, &value()?)?,
                "convention" => {
                    let all = &Convention::ALL;
                    choice.convention = named(&option, &value()?, all, Convention::as_str)?;
                }
                "scale-rewards" => {
                    let all = &ScaleRewards::ALL;
                    choice.scale_rewards = named(&option, &value()?, all, ScaleRewards::as_str)?;
                }
                "weights" => {
                    let weights: Vec<f64> = value()?
                        .split(',')
                        .map(|weight| number(&option, weight.trim()))
                        .collect::<Result<_, _>>()?;
                    let weights = Weights::new(&weights).map_err(|error| error.to_string())?;
                    choice.weights = Some(weights);
                }
                "group-size" => group_size = Some(number(&option, &value()?)?),
                "format" => {
                    let name = |format| match format {
                        Format::Text => "text",
                        Format::Json => "json",
                    };
                    format = named(&option, &value()?, &[Format::Text, Format::Json], name)?;
                }
                "language" => {
                    language = named(&option, &value()?, &Language::ALL, Language::as_str)?;
                }
                _ => match role {
                    Some(role) => roles.push((value()?, role)),
                    None => return Err(format!("--{option} is no option.\n\n{USAGE}")),
                },
            }
            given.push(option);
        }
        check_together(&given, [method, compare], &roles)?;
        let one = || RiskCoefficient::new(1.0).map_err(|error| error.to_string());
        let from = from.map_or_else(one, Ok)?;
        let schedule = Schedule::linear(from, to.unwrap_or(from));
        let of = |name: MethodName| {
            let schedule = name.traits().takes_k.then_some(schedule);
            Method::new(name, schedule).map_err(|error| error.to_string())
        };
        (choice.method, choice.compare) = (of(method)?, of(compare)?);
        Ok(Some(Self {
            file: file.ok_or_else(|| USAGE.to_owned())?,
            choice,
            roles,
            group_size,
            format,
            language,
        }))
    }
}

/// Refuses what would be ignored.
fn check_together(
    given: &[String],
    methods: [MethodName; 2],
    roles: &[(String, Role)],
) -> Result<(), String> {
    let has = |option: &str| given.iter().any(|given| given == option);
    let mut of_k = ["k", "k-from", "k-to"].into_iter();
    if let Some(option) = of_k.find(|option| has(option))
        && !methods.iter().any(|method| method.traits().takes_k)
    {
        let [method, compare] = methods;
        return Err(format!(
            "--{option}: neither {method} nor {compare} has a k."
        ));
    }
    if has("k-from") != has("k-to") {
        return Err("--k-from and --k-to need each other.".to_owned());
    }
    if has("k") && has("k-from") {
        return Err("--k and --k-from exclude each other.".to_owned());
    }
    let mut steps = ["step", "steps"].into_iter();
    if let Some(option) = steps.find(|option| has(option))
        && !has("k-from")
    {
        return Err(format!(
            "--{option} changes nothing without --k-from and --k-to."
        ));
    }
    let takes_it = |method: &MethodName| method.traits().takes_scale_rewards();
    if has("scale-rewards") && !methods.iter().any(takes_it) {
        return Err("--scale-rewards is for grpo, which is neither of the methods.".to_owned());
    }
    if has("group-size") && has("group") {
        return Err("--group-size and --group exclude each other.".to_owned());
    }
    for (i, (column, _)) in roles.iter().enumerate() {
        if roles[..i].iter().any(|(other, _)| other == column) {
            return Err(format!("The column \"{column}\" is given twice."));
        }
    }
    Ok(())
}

fn number<T: FromStr>(option: &str, value: &str) -> Result<T, String> {
    let message = |_| format!("--{option}: {value} is not a number that is allowed.");
    value.parse().map_err(message)
}

fn k(option: &str, value: &str) -> Result<RiskCoefficient<f64>, String> {
    RiskCoefficient::new(number(option, value)?).map_err(|error| error.to_string())
}

fn named<T: Copy>(
    option: &str,
    value: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, String> {
    let found = all.iter().copied().find(|&one| name(one) == value);
    found.ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|&one| name(one)).collect();
        format!("--{option}: {value} is none of {}.", names.join(", "))
    })
}

//! Prints what an aggregator does with the rewards in a file: two methods side by side, what looks wrong, which properties hold, a sweep over k.
//!
//! `cargo run --release --example own_rewards -- rewards.csv --method rvpo --k 2 --compare gdpo --convention trl`
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use rvpo_playground::aggregate::{
    Convention, Method, MethodName, RiskCoefficient, ScaleRewards, Schedule, Weights,
};
use rvpo_playground::data::{Loader, Role, Table};
use rvpo_playground::report::{Analysis, Choice, Credit, Input, MethodUsed, Report};

/// How to call it.
pub const USAGE: &str = "\
own_rewards FILE [OPTION VALUE]...

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
  --help                this text
";

/// Bytes read at once.
const PIECE: usize = 1 << 20;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (text, code) = match run(&arguments) {
        Ok(text) => (text, ExitCode::SUCCESS),
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::FAILURE;
        }
    };
    // Whoever reads may have had enough.
    let _ = std::io::stdout().write_all(text.as_bytes());
    code
}

/// The report for a command line, or what is wrong with it.
pub fn run(arguments: &[String]) -> Result<String, String> {
    if arguments.iter().any(|argument| argument == "--help") {
        return Ok(USAGE.to_owned());
    }
    let options = Options::parse(arguments)?;
    let table = load(&options.file)?;
    let mut roles = table.roles().clone();
    for (name, role) in &options.roles {
        let index = table
            .columns()
            .iter()
            .position(|column| column.name() == name);
        let Some(index) = index else {
            let names: Vec<&str> = table.columns().iter().map(|c| c.name()).collect();
            return Err(format!(
                "There is no column \"{name}\"; there are {}.",
                names.join(", ")
            ));
        };
        roles.columns[index] = *role;
    }
    if let Some(size) = options.group_size {
        // Then no column says what a group is.
        for role in &mut roles.columns {
            if *role == Role::Group {
                *role = Role::Ignore;
            }
        }
        roles.group_size = Some(size);
    }
    let selection = table.select(&roles).map_err(|error| error.to_string())?;
    let mut analysis =
        Analysis::new(Input::from(selection), options.choice).map_err(|error| error.to_string())?;
    while !analysis
        .step()
        .map_err(|error| error.to_string())?
        .is_done()
    {}
    let report = analysis.finish().map_err(|error| error.to_string())?;
    if options.is_json {
        serde_json::to_string_pretty(&report)
            .map(|json| json + "\n")
            .map_err(|error| error.to_string())
    } else {
        text(&report).map_err(|error| error.to_string())
    }
}

struct Options {
    file: String,
    choice: Choice,
    roles: Vec<(String, Role)>,
    group_size: Option<usize>,
    is_json: bool,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut file = None;
        let (mut method, mut compare) = (MethodName::Rvpo, MethodName::Gdpo);
        let (mut from, mut to) = (None, None);
        let mut choice = Choice::new(Method::Min, Convention::Paper);
        let mut roles = Vec::new();
        let mut group_size = None;
        let mut is_json = false;
        let mut given: Vec<&str> = Vec::new();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            if !argument.starts_with("--") && file.is_none() {
                file = Some(argument.clone());
                continue;
            }
            let value = arguments
                .next()
                .ok_or_else(|| format!("{argument} needs a value.\n\n{USAGE}"))?;
            let may_repeat = ["--reward", "--group", "--length", "--ignore"];
            if given.contains(&argument.as_str()) && !may_repeat.contains(&argument.as_str()) {
                return Err(format!("{argument} is given twice."));
            }
            given.push(argument);
            match argument.as_str() {
                "--method" => {
                    method = named(argument, value, &MethodName::ALL, MethodName::as_str)?
                }
                "--compare" => {
                    compare = named(argument, value, &MethodName::ALL, MethodName::as_str)?;
                }
                "--k" => (from, to) = (Some(k(argument, value)?), Some(k(argument, value)?)),
                "--k-from" => from = Some(k(argument, value)?),
                "--k-to" => to = Some(k(argument, value)?),
                "--step" => choice.step = number(argument, value)?,
                "--steps" => choice.steps = number(argument, value)?,
                "--convention" => {
                    let all = &Convention::ALL;
                    choice.convention = named(argument, value, all, Convention::as_str)?;
                }
                "--scale-rewards" => {
                    let all = &ScaleRewards::ALL;
                    choice.scale_rewards = named(argument, value, all, ScaleRewards::as_str)?;
                }
                "--weights" => {
                    let weights: Vec<f64> = value
                        .split(',')
                        .map(|weight| number(argument, weight.trim()))
                        .collect::<Result<_, _>>()?;
                    choice.weights =
                        Some(Weights::new(&weights).map_err(|error| error.to_string())?);
                }
                "--group-size" => group_size = Some(number(argument, value)?),
                "--reward" => roles.push((value.clone(), Role::Reward)),
                "--group" => roles.push((value.clone(), Role::Group)),
                "--length" => roles.push((value.clone(), Role::ResponseLength)),
                "--ignore" => roles.push((value.clone(), Role::Ignore)),
                "--format" => {
                    is_json = named(argument, value, &["text", "json"], |name| name)? == "json";
                }
                _ => return Err(format!("{argument} is no option.\n\n{USAGE}")),
            }
        }
        check_together(&given, [method, compare], &roles)?;
        let one = || RiskCoefficient::new(1.0).map_err(|error| error.to_string());
        let from = from.map_or_else(one, Ok)?;
        let schedule = Schedule::linear(from, to.unwrap_or(from));
        let of = |name: MethodName| {
            let schedule = name.takes_k().then_some(schedule);
            Method::new(name, schedule).map_err(|error| error.to_string())
        };
        (choice.method, choice.compare) = (of(method)?, of(compare)?);
        Ok(Self {
            file: file.ok_or_else(|| USAGE.to_owned())?,
            choice,
            roles,
            group_size,
            is_json,
        })
    }
}

/// Refuses what would be ignored.
fn check_together(
    given: &[&str],
    methods: [MethodName; 2],
    roles: &[(String, Role)],
) -> Result<(), String> {
    let has = |option: &str| given.contains(&option);
    let of_k = ["--k", "--k-from", "--k-to"].into_iter();
    if let Some(option) = of_k.clone().find(|option| has(option))
        && !methods.iter().any(|method| method.takes_k())
    {
        let [method, compare] = methods;
        return Err(format!("{option}: neither {method} nor {compare} has a k."));
    }
    if has("--k-from") != has("--k-to") {
        return Err("--k-from and --k-to need each other.".to_owned());
    }
    if has("--k") && has("--k-from") {
        return Err("--k and --k-from exclude each other.".to_owned());
    }
    let mut steps = ["--step", "--steps"].into_iter();
    if let Some(option) = steps.find(|option| has(option))
        && !has("--k-from")
    {
        return Err(format!(
            "{option} changes nothing without --k-from and --k-to."
        ));
    }
    let takes_it = |method: &MethodName| method.traits().takes_scale_rewards();
    if has("--scale-rewards") && !methods.iter().any(takes_it) {
        return Err("--scale-rewards is for grpo, which is neither of the methods.".to_owned());
    }
    if has("--group-size") && has("--group") {
        return Err("--group-size and --group exclude each other.".to_owned());
    }
    for (i, (column, _)) in roles.iter().enumerate() {
        if roles[..i].iter().any(|(other, _)| other == column) {
            return Err(format!("The column \"{column}\" is given twice."));
        }
    }
    Ok(())
}

fn number<T: std::str::FromStr>(option: &str, value: &str) -> Result<T, String> {
    let message = |_| format!("{option}: {value} is not a number that is allowed.");
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
        format!("{option}: {value} is none of {}.", names.join(", "))
    })
}

/// Reads a file piece by piece.
fn load(path: &str) -> Result<Table, String> {
    let in_file = |error: &dyn std::fmt::Display| format!("{path}: {error}");
    let mut file = File::open(path).map_err(|error| in_file(&error))?;
    let mut loader = Loader::new(Some(path));
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece).map_err(|error| in_file(&error))?;
        if read == 0 {
            return loader.finish().map_err(|error| in_file(&error));
        }
        loader
            .feed(&piece[..read])
            .map_err(|error| in_file(&error))?;
    }
}

fn text(report: &Report) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    let names = &report.reward_names;
    let sizes = &report.sizes;
    writeln!(
        out,
        "{} rollouts x {} rewards ({}), {} groups of {} to {}, {} missing",
        sizes.rollouts,
        sizes.rewards,
        names.join(", "),
        sizes.groups,
        sizes.smallest_group,
        sizes.largest_group,
        sizes.missing
    )?;
    let (method, compare) = (label(&report.method), label(&report.compare));
    writeln!(
        out,
        "{method} beside {compare}, convention {}; rollouts and groups count from 1",
        report.convention
    )?;

    let comparison = &report.comparison;
    let correlation =
        |value: Option<f64>| value.map_or("undefined".to_owned(), |x| format!("{x:.4}"));
    writeln!(out, "\nWHO MOVES")?;
    writeln!(
        out,
        "  rank correlation: Spearman {}, Kendall {}",
        correlation(comparison.spearman),
        correlation(comparison.kendall)
    )?;
    let changes = comparison.in_groups;
    writeln!(
        out,
        "  {} change sign; within their group {} move up, {} down, {} stay",
        comparison.sign_flips, changes.up, changes.down, changes.unchanged
    )?;
    if !comparison.movers.is_empty() {
        writeln!(
            out,
            "  rollout   group  {:>12}  {:>12}  rank in group",
            report.compare.name, report.method.name
        )?;
    }
    for mover in comparison.movers.iter().take(10) {
        writeln!(
            out,
            "  {:>7}  {:>6}  {:>12.4}  {:>12.4}  {} -> {}{}",
            mover.rollout + 1,
            mover.group + 1,
            mover.compare_advantage,
            mover.advantage,
            mover.compare_rank_in_group,
            mover.rank_in_group,
            if mover.flips { "  other sign" } else { "" }
        )?;
    }

    writeln!(out, "\nWHOSE REWARD COUNTS (share of the credit)")?;
    for (j, name) in names.iter().enumerate() {
        writeln!(
            out,
            "  {:<24} {compare} {:5.1} %   {method} {:5.1} %",
            name,
            100.0 * report.compare_credit.shares[j],
            100.0 * report.credit.shares[j]
        )?;
    }
    let effective = |credit: &Credit| {
        let per_rollout = credit.effective_per_rollout.unwrap_or(f64::NAN);
        let of_shares = credit.effective_of_shares.unwrap_or(f64::NAN);
        format!("{per_rollout:.2} a rollout, {of_shares:.2} over all")
    };
    writeln!(
        out,
        "  effective number of rewards: {compare} {}; {method} {}",
        effective(&report.compare_credit),
        effective(&report.credit)
    )?;

    writeln!(out, "\nWHAT LOOKS WRONG")?;
    for finding in &report.findings {
        let severity = finding.severity.as_str();
        writeln!(out, "  {severity}: {}", finding.sentence(names))?;
        writeln!(out, "    -> {}", finding.advice())?;
    }
    if report.findings.is_empty() {
        writeln!(out, "  nothing")?;
    }

    writeln!(out, "\nWHAT HOLDS, for {method} on these data")?;
    for check in &report.checks {
        let property = check.property.as_str();
        writeln!(out, "  {property}: {}", check.sentence(names))?;
    }

    let sweep = &report.sweep;
    writeln!(out, "\nRVPO AGAINST k (from {} rollouts)", sweep.rollouts)?;
    writeln!(
        out,
        "        k  effective  sign flips  Spearman  order 2 off  shares of the credit"
    )?;
    for point in &sweep.points {
        let shares: Vec<String> = point.shares.iter().map(|x| format!("{x:.2}")).collect();
        let percent = |share: f64| format!("{:.1} %", 100.0 * share);
        writeln!(
            out,
            "  {:>7.3}  {:>9.2}  {:>10}  {:>8}  {:>11}  {}",
            point.k,
            point.effective.unwrap_or(f64::NAN),
            percent(point.sign_flips),
            correlation(point.spearman),
            point.taylor_error.map_or("-".to_owned(), percent),
            shares.join(" ")
        )?;
    }
    writeln!(out, "  suggested: {}", sweep.suggestion.sentence(names))?;
    Ok(out)
}

fn label(method: &MethodUsed) -> String {
    match (method.k, method.k_from, method.k_to) {
        (Some(k), Some(from), Some(to)) if from < to || to < from => {
            format!("{} (k = {k}, of {from} to {to})", method.name)
        }
        (Some(k), ..) => format!("{} (k = {k})", method.name),
        _ => method.name.to_string(),
    }
}

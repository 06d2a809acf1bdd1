//! A report as text.

use std::fmt::Write as _;

use rvpo_playground::report::{Credit, MethodUsed, Report};
use rvpo_playground::words::Language;

/// The whole report.
pub fn text(report: &Report, language: Language) -> Result<String, std::fmt::Error> {
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
            report.compare.name.as_str(),
            report.method.name.as_str()
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
        let severity = finding.severity.word(language);
        writeln!(out, "  {severity}: {}", finding.sentence(language, names))?;
        writeln!(out, "    -> {}", finding.advice(language, names))?;
    }
    if report.findings.is_empty() {
        writeln!(out, "  nothing")?;
    }

    writeln!(out, "\nWHAT HOLDS, for {method} on these data")?;
    for check in &report.checks {
        let property = check.property.words(language);
        writeln!(out, "  {property}: {}.", check.clause(language))?;
        if let Some(example) = check.example(language, names) {
            writeln!(out, "    {example}")?;
        }
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
    writeln!(out, "  {}", sweep.words(language, names))?;
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

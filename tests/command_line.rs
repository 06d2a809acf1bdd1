//! The command line tool.
#![cfg(feature = "tables")]
#![allow(missing_docs, clippy::unwrap_used)]

use std::process::Command;

fn run(arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_rvpo"))
        .arg("report")
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    if output.status.success() {
        Ok(text(output.stdout))
    } else {
        Err(text(output.stderr))
    }
}

fn table(name: &str) -> String {
    format!("{}/www/examples/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_table_that_ships_is_read() {
    let text = run(&[&table("rubric.csv"), "--method", "rvpo", "--k", "2"]).unwrap();
    for part in [
        "96 rollouts x 4 rewards (helpful, accurate, polite, safe)",
        "12 groups of 8 to 8",
    ] {
        assert!(text.contains(part), "{text}");
    }
    for part in [
        "WHO MOVES",
        "WHOSE REWARD COUNTS",
        "WHAT LOOKS WRONG",
        "WHAT HOLDS",
        "Suggested: k from",
    ] {
        assert!(text.contains(part), "{text}");
    }
    // Its rollouts are 1 to 96, its groups 1 to 12.
    let movers: Vec<[usize; 2]> = (text.lines())
        .skip_while(|line| !line.starts_with("  rollout"))
        .skip(1)
        .take(10)
        .map(|line| {
            let mut numbers = line
                .split_whitespace()
                .map(|number| number.parse().unwrap());
            [numbers.next().unwrap(), numbers.next().unwrap()]
        })
        .collect();
    assert_eq!(movers.len(), 10);
    assert!(
        movers
            .iter()
            .all(|[rollout, group]| (rollout - 1) / 8 + 1 == *group)
    );
    let json = run(&[
        &table("trl_completions.jsonl"),
        "--k-from",
        "0.5",
        "--k-to",
        "2",
        "--convention",
        "trl",
        "--compare",
        "grpo",
        "--weights",
        "1,1,2",
        "--step",
        "1",
        "--steps",
        "3",
        "--format",
        "json",
    ]);
    let json: serde_json::Value = serde_json::from_str(&json.unwrap()).unwrap();
    assert_eq!(
        (&json["convention"], &json["method"]["k"]),
        (&"trl".into(), &1.25.into())
    );
    let text = run(&[
        &table("verl_rollouts.tsv"),
        "--convention",
        "verl",
        "--method",
        "min",
    ]);
    assert!(text.unwrap().contains("min beside gdpo, convention verl"));
    let text = run(&[&table("rubric.csv"), "--language", "de"]).unwrap();
    assert!(text.contains("Vorgeschlagen: k von"), "{text}");
    // Roles by hand: no group column, eight rows each.
    let text = run(&[
        &table("rubric.csv"),
        "--group-size",
        "4",
        "--ignore",
        "polite",
    ])
    .unwrap();
    assert!(
        text.contains("3 rewards (helpful, accurate, safe), 24 groups of 4 to 4"),
        "{text}"
    );
}

#[test]
fn what_it_cannot_do_it_says() {
    let refused = |arguments: &[&str]| run(arguments).unwrap_err();
    assert!(refused(&[]).contains("rvpo report FILE"));
    let rubric = table("rubric.csv");
    assert!(refused(&[&rubric, "--method", "ppo"]).contains("dvao"));
    assert!(refused(&[&rubric, "--k", "-1"]).contains('k'));
    assert!(refused(&[&rubric, "--k"]).contains("missing argument"));
    assert!(refused(&[&rubric, "--colour", "red"]).contains("no option"));
    assert!(refused(&[&rubric, "--reward", "beauty"]).contains("helpful"));
    assert!(refused(&[&rubric, "--convention", "verl"]).contains("responseTokens"));
    // What would be clamped or ignored is refused.
    let of = |options: &str| {
        let options = options.split(' ');
        refused(
            &[rubric.as_str()]
                .into_iter()
                .chain(options)
                .collect::<Vec<_>>(),
        )
    };
    for (options, part) in [
        ("--k-from 1 --k-to 2 --step 3 --steps 3", "step: 3"),
        ("--k-from 1 --k-to 2 --steps 0", "step: 0"),
        ("--step 0", "--step"),
        ("--method min --k 2", "neither min nor gdpo"),
        ("--k-to 2", "--k-from"),
        ("--k 1 --k-from 1 --k-to 2", "exclude"),
        ("--scale-rewards none", "grpo"),
        ("--group-size 4 --group prompt_id", "exclude"),
        ("--k 1 --k 2", "--k is given twice"),
        (
            "--ignore polite --reward polite",
            "\"polite\" is given twice",
        ),
    ] {
        let message = of(options);
        assert!(message.contains(part), "{options}: {message}");
    }
    assert!(run(&["--help"]).unwrap().contains("--language"));
    assert!(refused(&["no/such/file.csv"]).starts_with("no/such/file.csv"));
}

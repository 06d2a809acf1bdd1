//! What each column is recognised as.

use rvpo_playground::aggregate::Rewards;
use rvpo_playground::data::Role;

use crate::support::{load, load_as, selected};

/// The roles of columns with these names and two rows of these cells.
fn roles_of(columns: &[(&str, &str, &str)]) -> Vec<Role> {
    let line = |cell: fn(&(&str, &str, &str)) -> String| {
        columns.iter().map(cell).collect::<Vec<_>>().join(",") + "\n"
    };
    let text = line(|c| c.0.to_owned()) + &line(|c| c.1.to_owned()) + &line(|c| c.2.to_owned());
    load_as(Some("a.csv"), text)
        .unwrap()
        .roles()
        .columns
        .clone()
}

#[test]
fn roles_go_by_name_and_cells() {
    use Role::{Group, Ignore, ResponseLength, Reward};
    let a = ("a", "1", "0.5");
    for (column, role) in [
        (("accuracy", "1", "0"), Reward),
        (("format_score", "1", "0"), Reward),
        (("acc", "True", "False"), Reward),
        (("note", "good", "good"), Ignore),
        (("empty", "", ""), Ignore),
        (("mostly", "1", "n.a."), Ignore),
        (("judge_reward", "1", "failed"), Reward),
        (("group", "3", "3"), Group),
        (("Group ID", "3", "3"), Group),
        (("groupId", "x", "x"), Group),
        (("extra.uid", "x", "x"), Group),
        (("request-id", "x", "x"), Group),
        (("PROMPT", "x", "x"), Group),
        (("prompt_id", "1", "2"), Ignore),
        (("response_length", "100", "20"), ResponseLength),
        (("completionLength", "100", "20"), ResponseLength),
        (("num_tokens", "100", "20"), ResponseLength),
        (("response_tokens", "100", ""), ResponseLength),
        (("length", "100", "0"), ResponseLength),
        (("length", "0.3", "1"), Reward),
        (("length", "-1", "1"), Reward),
        (("rewards.length", "0", "1"), Reward),
        (("prompt_length", "100", "20"), Ignore),
        (("step", "1", "1"), Ignore),
        (("index", "0", "1"), Ignore),
        (("", "0", "1"), Ignore),
        (("Unnamed: 0", "0", "1"), Ignore),
        (("epoch", "0", "1"), Ignore),
        (("advantage", "0", "1"), Ignore),
        (("lr", "0", "1"), Ignore),
        (("train/kl", "0", "1"), Ignore),
        (("kl_penalty", "0", "1"), Ignore),
        (("score", "0", "1"), Ignore),
        (("reward", "0", "1"), Ignore),
        (("total_reward", "0", "1"), Ignore),
        (("reward_extra_info.score", "0", "1"), Ignore),
        (("reward_extra_info.acc", "0", "1"), Reward),
        (("gts", "42", "43"), Ignore),
        (("completion", "1", "2"), Ignore),
    ] {
        assert_eq!(roles_of(&[column, a]), [role, Reward], "{column:?}");
    }
    // A total is a reward where there is no other.
    let uid = ("uid", "x", "x");
    assert_eq!(roles_of(&[uid, ("score", "0", "1")]), [Group, Reward]);
    // Only one group, the surest, and only one length.
    let prompt = ("prompt", "x", "x");
    assert_eq!(roles_of(&[prompt, uid, a]), [Ignore, Group, Reward]);
    // An id for each rollout is no group's.
    let request = ("request_id", "r1", "r2");
    assert_eq!(roles_of(&[request, prompt, a]), [Ignore, Group, Reward]);
    let (tokens, length) = (("num_tokens", "9", "8"), ("length", "9", "8"));
    assert_eq!(
        roles_of(&[tokens, length, a]),
        [ResponseLength, Ignore, Reward]
    );
    // The same prompt at another step is another group; an id says so by itself.
    let step = ("step", "1", "2");
    assert_eq!(roles_of(&[step, prompt, a]), [Group, Group, Reward]);
    let prompt_id = ("prompt_id", "x", "x");
    assert_eq!(roles_of(&[step, prompt_id, a]), [Group, Group, Reward]);
    assert_eq!(roles_of(&[step, uid, a]), [Ignore, Group, Reward]);
}

#[test]
fn without_names_the_first_text_that_comes_twice_is_the_group() {
    let table = load("r1,p1,0.5,7\nr2,p1,0.25,8\n").unwrap();
    use Role::{Group, Ignore, Reward};
    assert_eq!(table.roles().columns, [Ignore, Group, Reward, Reward]);
}

#[test]
fn logs_of_trl_and_verl() {
    let trl = selected(
        r#"{"step": "10", "prompt": "p", "completion": "x", "format_reward": 1.0, "<lambda>": null, "advantage": 0.7}
           {"step": "10", "prompt": "p", "completion": "y", "format_reward": 0.5, "<lambda>": 2, "advantage": -0.7}
           {"step": "20", "prompt": "p", "completion": "y", "format_reward": 0.5, "<lambda>": NaN, "advantage": 0}"#,
    )
    .unwrap();
    assert_eq!(trl.reward_names, ["format_reward", "<lambda>"]);
    assert_eq!(trl.group_ids, [0, 0, 1]);
    assert!(trl.rewards[(0, 1)].is_nan() && trl.rewards[(2, 1)].is_nan());
    let verl = selected(
        r#"{"input": "p", "output": "x", "gts": "4", "score": 1.5, "step": 1, "acc": true, "format": 0.5}
           {"input": "p", "output": "y", "gts": "4", "score": 0.5, "step": 1, "acc": false, "format": 0.5}"#,
    )
    .unwrap();
    assert_eq!(verl.reward_names, ["acc", "format"]);
    assert_eq!(verl.group_ids, [0, 0]);
    let nested = selected(
        r#"{"input": "p", "score": 1.5, "reward_extra_info": {"acc": 1, "score": 1.5, "length": 0}}
           {"input": "p", "score": 1.5, "reward_extra_info": {"acc": 0, "score": 1.5, "length": 1}}"#,
    )
    .unwrap();
    assert_eq!(
        nested.reward_names,
        ["reward_extra_info.acc", "reward_extra_info.length"]
    );
    // A table of totals only.
    let totals = selected(r#"{"input": ["p", "p"], "output": ["x", "y"], "score": [1, 2]}"#);
    assert_eq!(totals.unwrap().reward_names, ["score"]);
}

#[test]
fn the_examples_can_be_used() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("www/examples");
    for (name, names, groups, missing, has_lengths) in [
        (
            "rubric.csv",
            vec!["helpful", "accurate", "polite", "safe"],
            12,
            0,
            false,
        ),
        (
            "trl_completions.jsonl",
            vec!["format_reward", "accuracy_reward", "safety_reward"],
            8,
            24,
            false,
        ),
        (
            "verl_rollouts.tsv",
            vec!["correct", "format", "concise"],
            6,
            0,
            true,
        ),
    ] {
        let file = std::fs::read_to_string(folder.join(name)).unwrap();
        assert!(file.len() < 10_000);
        let table = load_as(Some(name), file).unwrap();
        let selection = table.select(table.roles()).unwrap();
        assert_eq!(selection.reward_names, names);
        assert_eq!(selection.groups.len(), groups);
        let rewards = Rewards::with_missing(selection.rewards.view()).unwrap();
        assert_eq!(rewards.missing(), missing);
        assert_eq!(selection.response_lengths.is_some(), has_lengths);
        if let Some(lengths) = selection.response_lengths {
            assert!(lengths.iter().max() > lengths.iter().min());
        }
    }
}

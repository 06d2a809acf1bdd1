//! What is selected by hand.

use rvpo_playground::data::{Role, Roles};

use crate::support::{load, refused_use, selected};

#[test]
fn roles_by_hand() {
    let table = load("a,b,c,d\n1,2,3,x\n4,5,6,x\n7,8,9,y\n1,2,3,y\n").unwrap();
    let select = |columns: [Role; 4], group_size| {
        table.select(&Roles {
            columns: columns.to_vec(),
            group_size,
        })
    };
    use Role::{Group, Ignore, ResponseLength, Reward};
    let selection = select([Reward, ResponseLength, Reward, Group], None).unwrap();
    assert_eq!(
        selection.rewards,
        ndarray::arr2(&[[1.0, 3.0], [4.0, 6.0], [7.0, 9.0], [1.0, 3.0]])
    );
    assert_eq!(selection.reward_names, ["a", "c"]);
    assert_eq!(selection.response_lengths, Some(vec![2, 5, 8, 2]));
    assert_eq!(selection.group_ids, [0, 0, 1, 1]);
    // By two columns.
    let selection = select([Group, Reward, Ignore, Group], None).unwrap();
    assert_eq!(selection.group_ids, [0, 1, 2, 3]);
    let selection = select([Reward, Ignore, Ignore, Ignore], Some(2)).unwrap();
    assert_eq!(selection.group_ids, [0, 0, 1, 1]);
    assert_eq!(selection.groups.len(), 2);
    let message = |columns, size| select(columns, size).unwrap_err().to_string();
    assert_eq!(
        message([Reward, Ignore, Ignore, Reward], Some(2)),
        "line 2, column 4, column \"d\": \"x\" is not a number; allowed: numbers, true and false, and where one is missing nothing, NA, N/A, NaN, null, None or -"
    );
    assert_eq!(
        message([Reward, Ignore, Ignore, ResponseLength], Some(2))
            .split_once(" is not a number")
            .unwrap()
            .0,
        "line 2, column 4, column \"d\": \"x\""
    );
    assert_eq!(
        message([Ignore, Ignore, Ignore, Group], None),
        "0 columns are rewards; allowed: 1 to 64"
    );
    assert_eq!(
        message([Reward, ResponseLength, ResponseLength, Group], None),
        "2 columns are response lengths; allowed: at most 1"
    );
    assert_eq!(
        message([Reward, Ignore, Ignore, Ignore], None),
        "groups: neither; allowed: columns that name each rollout's group, or a group size, not both"
    );
    assert_eq!(
        message([Reward, Ignore, Ignore, Group], Some(2)),
        "groups: both; allowed: columns that name each rollout's group, or a group size, not both"
    );
    assert_eq!(
        message([Reward, Ignore, Ignore, Ignore], Some(3)),
        "groupSize: 3 is not allowed; allowed: a whole number that divides the 4 rollouts"
    );
    let too_few = Roles {
        columns: vec![Reward],
        group_size: None,
    };
    assert_eq!(
        table.select(&too_few).unwrap_err().to_string(),
        "roles: 1 are given; allowed: 4, one for each column"
    );
}

#[test]
fn up_to_64_rewards() {
    for (rewards, is_allowed) in [(17, true), (64, true), (65, false)] {
        let header: Vec<String> = (0..rewards).map(|j| format!("r{j}")).collect();
        let row = vec!["1"; rewards].join(",");
        let text = format!("group,{}\n1,{row}\n1,{row}\n", header.join(","));
        let result = selected(text);
        assert_eq!(result.is_ok(), is_allowed);
        if let Err(error) = result {
            assert_eq!(
                error.to_string(),
                "65 columns are rewards; allowed: 1 to 64"
            );
        }
    }
}

#[test]
fn a_cell_that_does_not_fit_is_never_dropped() {
    for (text, message) in [
        // Mostly numbers: a reward all the same.
        (
            "group,a\n1,0.5\n1,\"high, or so\"\n1,0.1\n",
            "line 3, column 2, column \"a\": \"high, or so\" is not a number; allowed: numbers, true and false, and where one is missing nothing, NA, N/A, NaN, null, None or -",
        ),
        (
            "group,a\n1,0.5\n1,0.1\n1,1e999\n",
            "line 4, column 2, column \"a\": \"1e999\" is not allowed; allowed: numbers from -1e150 to 1e150",
        ),
        (
            "group,a\n1,0.5\n1,0.1\n1,-inf\n",
            "line 4, column 2, column \"a\": \"-inf\" is not allowed; allowed: numbers from -1e150 to 1e150",
        ),
        (
            "[{\"group\": 1, \"a\": 1},\n {\"group\": 1, \"a\": 1e999}]",
            "line 2, column 20, column \"a\": \"1e999\" is not allowed; allowed: numbers from -1e150 to 1e150",
        ),
        (
            "group,a\n1,0.5\n\n \n,0.1\n1,2\n",
            "line 5, column 1, column \"group\": nothing stands here; allowed: a value in every row of a group or response-length column",
        ),
        (
            "group,a,length\n1,0.5,10\n1,0.5,\n",
            "line 3, column 3, column \"length\": nothing stands here; allowed: a value in every row of a group or response-length column",
        ),
        (
            "{\"group\": 1, \"a\": 1}\n{\"a\": 1}\n{\"group\": 1, \"a\": 1}",
            "line 2, column 1, column \"group\": nothing stands here; allowed: a value in every row of a group or response-length column",
        ),
        (
            "{\"a\": 1}\n{\"group\": 1, \"a\": 1}\n{\"group\": 1, \"a\": 1}",
            "line 1, column 1, column \"group\": nothing stands here; allowed: a value in every row of a group or response-length column",
        ),
        // The line in which the cell is, not the row.
        (
            "prompt,a,b\n\"x\ny\",0.5,1\n\"x\ny\",0.5,1\n\"x\ny\",what?,2\n",
            "line 7, column 2, column \"a\": \"what?\" is not a number; allowed: numbers, true and false, and where one is missing nothing, NA, N/A, NaN, null, None or -",
        ),
    ] {
        assert_eq!(refused_use(text), message, "{text}");
    }
    let table = load("group,a,b\n1,0.5,2.5\n1,0.5,4\n").unwrap();
    let roles = Roles {
        columns: vec![Role::Group, Role::Reward, Role::ResponseLength],
        group_size: None,
    };
    assert_eq!(
        table.select(&roles).unwrap_err().to_string(),
        "line 2, column 3, column \"b\": \"2.5\" is not a response length; allowed: whole numbers from 0 to 4294967295"
    );
    // Control characters are escaped and long values cut.
    let long = format!("group,a\n1,1\n1,2\n1,\u{1b}[31m{}\n", "x".repeat(100));
    let message = refused_use(long);
    assert!(
        message.contains(&format!("\"\\u{{1b}}[31m{}…\"", "x".repeat(35))),
        "{message}"
    );
}

//! The texts of cells.

use std::fmt::Write as _;

use rvpo_playground::data::{Cell, Kind, Limits, Role, Roles};

use crate::support::{cells, load, load_pieces, selected};

#[test]
fn long_texts_are_told_apart_and_cut() {
    let long = "ü".repeat(1000);
    let text = format!("prompt,a\n{long}x,1\n{long}y,2\n{long}x,3\n");
    let table = load(text).unwrap();
    let cell = |row| match table.columns()[0].cell(row) {
        Cell::Text(text) => text,
        other => panic!("{other:?}"),
    };
    assert_eq!(cell(0), cell(2));
    assert_ne!(cell(0), cell(1));
    assert!(cell(0).len() < 72 && cell(0).starts_with("üüü"));
    let selection = table.select(table.roles()).unwrap();
    assert_eq!(selection.group_ids, [0, 1, 0]);
}

#[test]
fn ids_are_told_apart_by_their_text() {
    // Both are the same double.
    let ids = "uid,a\n9007199254740993,1\n9007199254740992,2\n9007199254740993,3\n";
    assert_eq!(selected(ids).unwrap().group_ids, [0, 1, 0]);
    let by_hand = load(ids.replace("uid", "number")).unwrap();
    let roles = Roles {
        columns: vec![Role::Group, Role::Reward],
        group_size: None,
    };
    assert_eq!(
        by_hand.select(&roles).unwrap_err().to_string(),
        "column \"number\": numbers of 2^53 or more, which cannot be told apart; allowed: ids as text, or in a column called \"group_id\""
    );
    let by_hand = load("number,a\n7,1\n8,2\n7.0,3\n").unwrap();
    assert_eq!(by_hand.select(&roles).unwrap().group_ids, [0, 1, 0]);
    // And a column of ids is a reward if one says so.
    let table = load("uid,a\n0.25,1\n,1\ntrue,1\n0.25,1\n").unwrap();
    let roles = Roles {
        columns: vec![Role::Reward, Role::Ignore],
        group_size: Some(2),
    };
    let rewards = table.select(&roles).unwrap().rewards;
    assert_eq!(rewards[(0, 0)], 0.25);
    assert!(rewards[(1, 0)].is_nan());
    assert_eq!((rewards[(2, 0)], rewards[(3, 0)]), (1.0, 0.25));
}

#[test]
fn texts_of_responses_are_not_kept() {
    let table = load("prompt,completion,a\np,yes,1\np,3,1\np,no,1\n").unwrap();
    assert_eq!(
        table.columns()[1].kind(),
        Kind::Text {
            missing: 0,
            different: None
        }
    );
    assert_eq!(
        cells(&table.columns()[1], 3),
        [Cell::NotKept, Cell::Number(3.0), Cell::NotKept]
    );
    let mut roles = table.roles().clone();
    roles.columns[1] = Role::Group;
    let error = table.select(&roles).unwrap_err();
    assert_eq!(
        error.to_string(),
        "column \"completion\": its text was not kept, being a response's or too varied; allowed: another column"
    );
}

#[test]
fn the_most_varied_texts_are_let_go_first() {
    let limits = Limits {
        different_texts: 10,
        ..Limits::default()
    };
    let mut text = "note,prompt,a\n".to_owned();
    for row in 0..100 {
        writeln!(text, "note {row},p{},{row}", row / 20).unwrap();
    }
    let table = load_pieces(limits, [text.as_bytes()]).unwrap();
    assert_eq!(table.columns()[0].cell(0), Cell::NotKept);
    assert_eq!(table.columns()[1].cell(99), Cell::Text("p4"));
    assert_eq!(table.select(table.roles()).unwrap().groups.len(), 5);
}

//! What is read, from each format.

use rvpo_playground::aggregate::Rewards;
use rvpo_playground::data::{Cell, Format, Roles};

use crate::support::{content, first_column, load, refused, refused_use};

#[test]
fn the_same_table_in_every_format() {
    let expected = "group Text { missing: 0, different: Some(2) } Group [Text(\"a\"), Text(\"a\"), Text(\"b\")]\n\
        x Number { missing: 1, unreadable: 0 } Reward [Number(0.5), Number(-1.0), Missing]\n\
        y Number { missing: 0, unreadable: 0 } Reward [Number(1.0), Number(0.0), Number(1000.0)]\n";
    for (format, text) in [
        (Format::Csv, "group,x,y\na,0.5,true\na,-1,false\nb,,1e3\n"),
        (
            Format::Semicolons,
            "group;x;y\na;0,5;true\na;-1;false\nb;;1e3\n",
        ),
        (
            Format::Tsv,
            "group\tx\ty\na\t0.5\ttrue\na\t-1\tfalse\nb\t\t1e3\n",
        ),
        (
            Format::Json,
            r#"[{"group": "a", "x": 0.5, "y": true}, {"group": "a", "x": -1, "y": false}, {"group": "b", "x": null, "y": 1e3}]"#,
        ),
        (
            Format::Json,
            r#" [["group", "x", "y"], ["a", 0.5, true], ["a", -1, false], ["b", null, 1e3]] "#,
        ),
        (
            Format::JsonColumns,
            r#"{"group": ["a", "a", "b"], "x": [0.5, -1, null], "y": [true, false, 1e3]}"#,
        ),
        (
            Format::JsonLines,
            "{\"group\":\"a\",\"x\":0.5,\"y\":true}\n{\"group\":\"a\",\"y\":false,\"x\":-1}\n\n{\"group\":\"b\",\"y\":1e3}",
        ),
        (
            Format::JsonLines,
            "[\"group\",\"x\",\"y\"]\n[\"a\",0.5,true]\n[\"a\",-1,false]\n[\"b\",\"\",1e3]\n",
        ),
    ] {
        let table = load(text).unwrap();
        assert_eq!(
            (content(&table).as_str(), table.format()),
            (expected, format),
            "{text}"
        );
        assert!(table.has_header());
        let selection = table.select(table.roles()).unwrap();
        assert_eq!(selection.group_ids, [0, 0, 1]);
        assert_eq!(selection.groups.len(), 2);
        let rewards = Rewards::with_missing(selection.rewards.view()).unwrap();
        assert_eq!((rewards.missing(), rewards.rewards()), (1, 2));
    }
}

#[test]
fn what_is_missing() {
    for word in [
        "", "NA", "n/a", "NaN", "nan", "-nan", "null", "NULL", "None", "-", "  ",
    ] {
        assert_eq!(
            first_column(&format!("x,y\n{word},1\n")),
            ["missing"],
            "{word}"
        );
        let json = format!(r#"{{"x": "{word}", "y": 1}}"#);
        assert_eq!(first_column(&json), ["missing"], "{json}");
    }
    // Absent keys, also of a column that comes up late.
    let table = load("{\"x\": 1}\n{\"y\": 2}\n{}\n{\"x\": 3, \"y\": null}").unwrap();
    assert_eq!(
        content(&table),
        "x Number { missing: 2, unreadable: 0 } Reward [Number(1.0), Missing, Missing, Number(3.0)]\n\
         y Number { missing: 3, unreadable: 0 } Reward [Missing, Number(2.0), Missing, Missing]\n"
    );
}

#[test]
fn what_is_a_number() {
    let is = |text: &str| first_column(&format!("x,y\n{text},1\n")).remove(0);
    for (text, value) in [
        ("1", "1"),
        (" +.5 ", "0.5"),
        ("-2.", "-2"),
        ("1e-3", "0.001"),
        ("-0", "0"),
        ("1e150", &format!("{}", 1e150)),
        ("1e-400", "0"),
        ("True", "1"),
        ("FALSE", "0"),
        ("0.1000000000000000055511151231257827", "0.1"),
        ("1e999", "\"1e999\""),
        ("inf", "\"inf\""),
        ("2e150", "\"2e150\""),
        ("0x1", "\"0x1\""),
        ("1 000", "\"1 000\""),
        ("50%", "\"50%\""),
        ("\"1,5\"", "\"1,5\""),
        ("--", "\"--\""),
    ] {
        assert_eq!(is(text), value, "{text}");
    }
    // Every bit of a double comes through JSON as through CSV.
    let exact = 0.1 + 0.2;
    assert_eq!(first_column(&format!("[[{exact:?}]]")), [exact.to_string()]);
}

#[test]
fn an_object_of_lists_is_columns_and_other_objects_are_rows() {
    for (text, format) in [
        (r#"{"a": [1, 2], "b": ["x", "]}"]}"#, Format::JsonColumns),
        (r#"{"a": [1, 2], "b": 3}"#, Format::JsonLines),
        (
            r#"{"prompt": [{"role": "user"}], "b": 3}"#,
            Format::JsonLines,
        ),
        (r#"{"a": [[1], [2]]}"#, Format::JsonLines),
        (
            "{\"a\": [1], \"b\": [2]}\n{\"a\": [3], \"b\": [4]}",
            Format::JsonLines,
        ),
        (r#"{"a": {"b": [1]}, "c": 1}"#, Format::JsonLines),
    ] {
        assert_eq!(load(text).unwrap().format(), format, "{text}");
    }
    // Also where the first column is longer than what is looked at.
    let long = format!("[{}1]", "1,".repeat(60_000));
    let table = load(format!(r#"{{"a": {long}, "b": {long}}}"#)).unwrap();
    assert_eq!(
        (table.rows(), table.format()),
        (60_001, Format::JsonColumns)
    );
}

#[test]
fn groups_have_the_names_of_their_cells() {
    let of = |text: &str, group_size| {
        let table = load(text).unwrap();
        let roles = Roles {
            group_size,
            ..table.roles().clone()
        };
        table.select(&roles).unwrap().group_names
    };
    let text = "prompt,a\nWhy?,1\nHow?,2\nWhy?,3\nHow?,4\n";
    assert_eq!(of(text, None), ["Why?", "How?"]);
    let text = "step,prompt,a\n1,p,1\n1,p,2\n2.5,p,3\n2.5,p,4\n";
    assert_eq!(of(text, None), ["1 / p", "2.5 / p"]);
    assert_eq!(of("a,b\n1,2\n3,4\n", Some(2)), [""; 0]);
}

#[test]
fn dictionaries_are_spread_and_lists_are_text() {
    let table = load(
        "{\"input\": [{\"role\": \"user\"}], \"info\": {\"safe\": 1, \"deep\": {\"x\": 1}, \"list\": [1]}, \"score\": 1.5}\n\
         {\"input\": [{\"role\": \"user\"}], \"info\": {}, \"score\": 2}",
    )
    .unwrap();
    assert_eq!(
        content(&table),
        "input Text { missing: 0, different: Some(1) } Group [Text(\"[{\\\"role\\\": \\\"user\\\"}]\"), Text(\"[{\\\"role\\\": \\\"user\\\"}]\")]\n\
         info.safe Number { missing: 1, unreadable: 0 } Reward [Number(1.0), Missing]\n\
         info.deep Text { missing: 1, different: Some(1) } Ignore [Text(\"{\\\"x\\\": 1}\"), Missing]\n\
         info.list Text { missing: 1, different: Some(1) } Ignore [Text(\"[1]\"), Missing]\n\
         score Number { missing: 0, unreadable: 0 } Ignore [Number(1.5), Number(2.0)]\n"
    );
}

#[test]
fn what_python_writes_instead_of_json() {
    let text = r#"{"a": NaN, "b": 1, "c": "NaN, Infinity \" NaN"}
        {"a": 2, "b": NaN, "c": ""}"#;
    let table = load(text).unwrap();
    assert_eq!(table.columns()[0].cell(0), Cell::Missing);
    assert_eq!(table.columns()[0].cell(1), Cell::Number(2.0));
    assert_eq!(
        table.columns()[2].cell(0),
        Cell::Text("NaN, Infinity \" NaN")
    );
    assert_eq!(
        first_column(r#"{"a": [NaN, 1, -Infinity], "b": [1, Infinity, NaN]}"#),
        ["missing", "1", "\"-Inf\""]
    );
    assert_eq!(first_column("[[NaN, 1]]"), ["missing"]);
    assert_eq!(
        refused_use("{\"a\": 1, \"group\": 1}\n{\"a\": -Infinity, \"group\": 1}"),
        "line 2, column 7, column \"a\": \"-Inf\" is not allowed; allowed: numbers from -1e150 to 1e150"
    );
    assert_eq!(
        refused("{\"a\": Nan}"),
        "line 1, column 7: what stands here is no JSON; allowed: JSON"
    );
}

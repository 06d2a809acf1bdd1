//! The reader of reward tables: what it reads, what it recognises, what it refuses and where. Generated inputs come in numbers that RVPO_FUZZ_CASES sets.
#![cfg(feature = "tables")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::num;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rvpo_playground::aggregate::Rewards;
use rvpo_playground::data::{
    Cell, Column, DataError, Expected, Format, JsonProblem, Kind, Limits, Loader, Place, Role,
    Roles, Selection, Table,
};

fn load(input: impl AsRef<[u8]>) -> Result<Table, DataError> {
    load_as(None, input)
}

fn load_as(name: Option<&str>, input: impl AsRef<[u8]>) -> Result<Table, DataError> {
    let mut loader = Loader::new(name);
    loader.feed(input.as_ref())?;
    loader.finish()
}

fn load_pieces<'a>(
    limits: Limits,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Table, DataError> {
    let mut loader = Loader::with_limits(None, limits);
    for piece in pieces {
        // The error comes again from every later call.
        let _ = loader.feed(piece);
    }
    loader.finish()
}

/// The table with nothing left out, to compare.
fn described(table: &Table) -> String {
    let mut text = format!(
        "{:?} {} {}\n",
        table.format(),
        table.rows(),
        table.has_header()
    );
    for (column, role) in table.columns().iter().zip(&table.roles().columns) {
        let cells = cells(column, table.rows());
        writeln!(
            text,
            "{} {:?} {role:?} {cells:?}",
            column.name(),
            column.kind()
        )
        .unwrap();
    }
    text
}

/// The same without what depends on the format.
fn content(table: &Table) -> String {
    let text = described(table);
    text.split_once('\n').unwrap().1.to_owned()
}

fn cells(column: &Column, rows: usize) -> Vec<Cell<'_>> {
    (0..rows).map(|row| column.cell(row)).collect()
}

fn names(table: &Table) -> Vec<&str> {
    table.columns().iter().map(Column::name).collect()
}

/// The cells of the first column.
fn first_column(input: &str) -> Vec<String> {
    let table = load(input).unwrap();
    let cells = cells(&table.columns()[0], table.rows());
    cells
        .into_iter()
        .map(|cell| match cell {
            Cell::Missing => "missing".to_owned(),
            Cell::Number(x) => x.to_string(),
            Cell::Text(text) => format!("\"{text}\""),
            Cell::NotKept => "not kept".to_owned(),
        })
        .collect()
}

fn selected(input: impl AsRef<[u8]>) -> Result<Selection, DataError> {
    let table = load(input)?;
    table.select(table.roles())
}

/// The message of the error in reading.
fn refused(input: impl AsRef<[u8]>) -> String {
    match load(input) {
        Err(error) => error.to_string(),
        Ok(table) => panic!("read: {}", described(&table)),
    }
}

/// The message of the error in reading, or in using what was recognised.
fn refused_use(input: impl AsRef<[u8]>) -> String {
    match selected(input) {
        Err(error) => error.to_string(),
        Ok(selection) => panic!("selected: {selection:?}"),
    }
}

// What is read.

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
fn a_comma_is_decimal_between_semicolons_only() {
    assert_eq!(
        first_column("x;y\n0,5;1\n1,234;1\n-3;1\n.5;1\n1.234,5;1\n1,2,3;1\n"),
        ["0.5", "1.234", "-3", "0.5", "\"1.234,5\"", "\"1,2,3\""]
    );
    // Without a header the commas outnumber the semicolons.
    let table = load("0,5;0,7;1,0\n0,1;0,2;0,3\n").unwrap();
    assert_eq!(table.format(), Format::Semicolons);
    assert_eq!(table.columns()[2].cell(0), Cell::Number(1.0));
}

#[test]
fn delimiters_are_told_by_all_rows() {
    for (text, format) in [
        ("a,b\n1,2\n", Format::Csv),
        // The header has one, too, or it is none.
        ("text,b\nx;y,2\nz;w;q,3\n", Format::Csv),
        ("a\tb,c\n1\t2\n", Format::Tsv),
        ("\"a;b\",c\n\"d;e\",2\n", Format::Csv),
        ("x\n1\n2\n", Format::Csv),
        // Uneven rows: what divides the first one most.
        ("a;b;c\n1;2\n", Format::Semicolons),
    ] {
        let mut loader = Loader::new(None);
        let result = loader.feed(text.as_bytes()).and_then(|()| loader.finish());
        match result {
            Ok(table) => assert_eq!(table.format(), format, "{text}"),
            Err(error) => assert_eq!(
                (error.to_string(), format),
                (
                    "line 2, column 3: a row of 2 cells; allowed: 3, as in the first row"
                        .to_owned(),
                    Format::Semicolons
                )
            ),
        }
    }
}

#[test]
fn a_files_name_decides_where_the_content_does_not() {
    let format = |name: &str, text: &str| load_as(Some(name), text).unwrap().format();
    // One column, of which the commas are a part, or two.
    assert_eq!(format("a.tsv", "a,b\n1,2\n"), Format::Tsv);
    assert_eq!(format("a.txt", "a,b\n1,2\n"), Format::Csv);
    assert_eq!(format("a.CSV", "a;b\n1;2\n"), Format::Semicolons);
    // Two columns, or one row of lists.
    let lists = r#"{"tokens": [1, 2], "ids": [3, 4]}"#;
    assert_eq!(format("a.json", lists), Format::JsonColumns);
    assert_eq!(format("a.jsonl", lists), Format::JsonLines);
    // Whatever the name says.
    assert_eq!(format("a.jsonl", r#"[{"a": 1}]"#), Format::Json);
    assert_eq!(
        format("a.json", "{\"a\": 1}\n{\"a\": 2}"),
        Format::JsonLines
    );
    assert_eq!(format("a.csv", "[1],b\n2,3\n"), Format::Csv);
    assert_eq!(format("noname", r#"[[1, 2], [3, 4]]"#), Format::Json);
    assert_eq!(format("", "[1, 2]\n[3, 4]"), Format::JsonLines);
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
fn a_header_has_text_and_no_number() {
    for (text, expected) in [
        ("a,b\n1,2\n", vec!["a", "b"]),
        ("1,2\n3,4\n", vec!["column 1", "column 2"]),
        (",2\n3,4\n", vec!["column 1", "column 2"]),
        ("p1,0.5\np1,0.7\n", vec!["column 1", "column 2"]),
        (",a\n0,1\n", vec!["column 1", "a"]),
        (" a ,\"b,c\"\n1,2\n", vec!["a", "b,c"]),
        ("[[1, 2]]", vec!["column 1", "column 2"]),
        ("[\"a\", null]\n[1, 2]", vec!["a", "column 2"]),
        // As pandas names columns; but rewards of 0 and 1 beside a prompt of any other name are rewards.
        ("prompt,0,1\np,0.5,0.7\n", vec!["prompt", "0", "1"]),
        (",0,1,2\n0,1,1,0\n", vec!["column 1", "0", "1", "2"]),
        ("p1,0,1\np1,1,0\n", vec!["column 1", "column 2", "column 3"]),
        (
            "prompt,1,0\nprompt,1,0\n",
            vec!["column 1", "column 2", "column 3"],
        ),
        (",0,1\n,1,0\n", vec!["column 1", "column 2", "column 3"]),
        ("prompt,0\np,1\n", vec!["column 1", "column 2"]),
        ("prompt,inf\np,1\n", vec!["prompt", "inf"]),
        ("prompt,1e999\np,1\n", vec!["column 1", "column 2"]),
        // Lists are text, but no name.
        ("[[[1], \"a\"], [2, 3]]", vec!["column 1", "column 2"]),
    ] {
        let table = load(text).unwrap();
        assert_eq!(names(&table), expected, "{text}");
        assert_eq!(
            table.has_header(),
            expected[1] != "column 2" || text.contains("null"),
            "{text}"
        );
    }
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
fn lines_quotes_and_marks() {
    let plain = content(&load("prompt,a\np,1\nq,2\n").unwrap());
    for same in [
        "\u{feff}prompt,a\np,1\nq,2\n",
        "prompt,a\r\np,1\r\nq,2\r\n",
        "prompt,a\np,1\nq,2",
        "\n\n prompt , a\n\r\np,1\n   \nq,2\n\n\n",
        "\"prompt\",\"a\"\n\"p\",\"1\"\nq,2\n",
        "prompt,a\rp,1\rq,2\r",
    ] {
        assert_eq!(content(&load(same).unwrap()), plain, "{same:?}");
    }
    let json = content(&load(r#"[{"prompt":"p","a":1},{"prompt":"q","a":2}]"#).unwrap());
    assert_eq!(json, plain);
    let json = "\u{feff}\r\n[ {\"prompt\":\"p\",\n\"a\":1} ,\t{\"prompt\":\"q\",\"a\":2}\n]\n";
    assert_eq!(content(&load(json).unwrap()), plain);
    let quoted = load("prompt,a\n\"x, \"\"y\"\"\nz\",1\n# no comment,2\n").unwrap();
    assert_eq!(quoted.columns()[0].cell(0), Cell::Text("x, \"y\"\nz"));
    assert_eq!(quoted.columns()[0].cell(1), Cell::Text("# no comment"));
    // In a single column a line of spaces, or of quotes, is a missing value; an empty one is nothing.
    assert_eq!(
        first_column("a\n1\n \n\"\"\n\n2\n"),
        ["1", "missing", "missing", "2"]
    );
    let escaped = load(r#"[{"\u0070rompt": "\u00e4\n", "a\"b": 1}]"#).unwrap();
    assert_eq!(names(&escaped), ["prompt", "a\"b"]);
    assert_eq!(escaped.columns()[0].cell(0), Cell::Text("ä"));
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

// Texts.

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

// Roles.

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

// Selecting by hand.

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

// What is refused in reading.

#[test]
fn inputs_that_are_no_table() {
    let utf16: Vec<u8> = "a,b\n1,2\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let utf16_marked = [&[0xff, 0xfe], utf16.as_slice()].concat();
    for (input, message) in [
        (
            b"".as_slice(),
            "no rows; allowed: a table with at least one row of values",
        ),
        (
            b" \n\r\n",
            "no rows; allowed: a table with at least one row of values",
        ),
        (
            b"a,b\n",
            "no rows; allowed: a table with at least one row of values",
        ),
        (
            b"[]",
            "no rows; allowed: a table with at least one row of values",
        ),
        (
            b"[{}, {}]",
            "no rows; allowed: a table with at least one row of values",
        ),
        (
            b"{\"a\": [], \"b\": []}",
            "no rows; allowed: a table with at least one row of values",
        ),
        (
            b"a,b\n1,\xff\n",
            "line 2, column 3: not UTF-8; allowed: text in UTF-8",
        ),
        (
            b"a\n\xe2\x82",
            "line 2, column 1: not UTF-8; allowed: text in UTF-8",
        ),
        (
            b"a,b\n1,\0\n",
            "line 2, column 3: a NUL byte; allowed: text in UTF-8",
        ),
        (
            &utf16,
            "line 1, column 2: a NUL byte (this looks like UTF-16); allowed: text in UTF-8",
        ),
        (
            &utf16_marked,
            "line 1, column 1: not UTF-8 (this looks like UTF-16); allowed: text in UTF-8",
        ),
        (
            b"PAR1\x15\x04\x15\0",
            "line 1, column 8: a NUL byte (this looks like Parquet); allowed: text in UTF-8",
        ),
        (
            b"PK\x03\x04\x14\0",
            "line 1, column 6: a NUL byte (this looks like a ZIP archive or a spreadsheet); allowed: text in UTF-8",
        ),
        (
            b"\x1f\x8b\x08",
            "line 1, column 2: not UTF-8 (this looks like gzip); allowed: text in UTF-8",
        ),
        (
            b"\xff",
            "line 1, column 1: not UTF-8; allowed: text in UTF-8",
        ),
    ] {
        assert_eq!(refused(input), message, "{input:?}");
    }
}

#[test]
fn rows_that_break_the_format() {
    for (text, message) in [
        (
            "a,b\n1,2\n\n1,2,3\n",
            "line 4, column 3: a row of 3 cells; allowed: 2, as in the first row",
        ),
        (
            "a,b\n\"1\n\",2\n1\n",
            "line 4, column 2: a row of 1 cells; allowed: 2, as in the first row",
        ),
        (
            "[[1, 2],\n [1]]",
            "line 2, column 2: a row of 1 cells; allowed: 2, as in the first row",
        ),
        (
            "a,a\n1,2\n",
            "line 1, column 2: a second column \"a\"; allowed: each name once",
        ),
        (
            "[{\"a\": 1, \"a\": 2}]",
            "line 1, column 16: a second column \"a\"; allowed: each name once",
        ),
        (
            "{\"a\": [1, 2], \"a\": [1, 2]}",
            "line 1, column 15: a second column \"a\"; allowed: each name once",
        ),
        (
            "a,b\n1,\"2\n3,4\n",
            "line 2: a row that begins here has a quote that is never closed; allowed: \" in pairs",
        ),
        (
            "{\"a\": [1, 2],\n\"b\": [1]}",
            "line 2, column 8: column \"b\" has 1 cells; allowed: 2, as in the first column",
        ),
        (
            "{\"a\": [1],\n\"b\": [1, 2]}",
            "line 2, column 10: column \"b\" has 2 cells; allowed: 1, as in the first column",
        ),
        (
            "{\"a\": 1}\n[1]",
            "line 2, column 1: \"[1]\" is not a row; allowed: an object, as in the first row",
        ),
        (
            "[1]\n{\"a\": 1}",
            "line 2, column 1: \"{\\\"a\\\": 1}\" is not a row; allowed: a list of values, as in the first row",
        ),
        (
            "[{\"a\": 1}, 2]",
            "line 1, column 12: \"2\" is not a row; allowed: an object, as in the first row",
        ),
        (
            "[[], [1]]",
            "line 1, column 2: \"[]\" is not a row; allowed: a list of at least one value",
        ),
    ] {
        assert_eq!(refused(text), message, "{text}");
    }
    let long_name = format!("a,{}\n1,2\n", "b".repeat(257));
    assert_eq!(
        refused(long_name),
        format!(
            "line 1, column 2: a column's name \"{}…\" of more than 256 bytes; allowed: 1 to 256",
            "b".repeat(40)
        )
    );
}

#[test]
fn json_that_breaks_its_grammar() {
    let unexpected = |found: &str, expected| JsonProblem::Unexpected {
        found: format!("\"{found}\""),
        expected,
    };
    for (text, place, problem) in [
        (
            "[{\"a\": 1}",
            (1, 10),
            JsonProblem::Ends {
                expected: Expected::CommaOrListEnd,
            },
        ),
        (
            "[{\"a\": 1},",
            (1, 11),
            JsonProblem::Ends {
                expected: Expected::Row,
            },
        ),
        ("[{\"a\": 1},]", (1, 11), unexpected("]", Expected::Row)),
        ("[,", (1, 2), JsonProblem::Syntax),
        (
            "[{\"a\": 1}}",
            (1, 10),
            unexpected("}", Expected::CommaOrListEnd),
        ),
        ("[{\"a\": 1}] 2", (1, 12), unexpected("2", Expected::End)),
        ("[{\"a\": 1}]ü", (1, 11), unexpected("ü", Expected::End)),
        (
            "{\"a\": [1 2]}",
            (1, 10),
            unexpected("2", Expected::CommaOrListEnd),
        ),
        ("{\"a\": [1], 2}", (1, 12), unexpected("2", Expected::Name)),
        ("{\"a\": [1,\n]}", (2, 1), unexpected("]", Expected::Value)),
        (
            "{\"a\": [1], \"b\" [1]}",
            (1, 16),
            unexpected("[", Expected::Colon),
        ),
        (
            "{\"a\":1},{\"a\":2}",
            (1, 8),
            unexpected(",", Expected::Row),
        ),
        ("{\"a\": 1}\n{\"a\": }", (2, 7), JsonProblem::Syntax),
        ("{\"a\": 1}\n{\"a\": 1\n", (3, 1), JsonProblem::Incomplete),
        ("{\"a\": 1}\n{\"a\n\": 1}", (3, 1), JsonProblem::Syntax),
        ("[{\"a\": 01}]", (1, 9), JsonProblem::Syntax),
        ("[{\"a\": [1}]}", (1, 10), JsonProblem::Syntax),
        ("[{a: 1}]", (1, 3), JsonProblem::Syntax),
        ("[{\"a\": tru}]", (1, 11), JsonProblem::Syntax),
        ("[{\"a\": \"\\x\"}]", (1, 10), JsonProblem::Syntax),
        ("[{\"a\": \"\\ud800\"}]", (1, 15), JsonProblem::Syntax),
    ] {
        let error = load(text).unwrap_err();
        let (line, column) = place;
        let expected = DataError::Json {
            place: Place { line, column },
            problem,
        };
        assert_eq!(error, expected, "{text}");
    }
    assert_eq!(
        load_as(Some("a.json"), "what?").unwrap_err().to_string(),
        "line 1, column 1: what stands here is no JSON; allowed: JSON"
    );
}

#[test]
fn limits_are_met_while_the_input_comes_in() {
    let limits = Limits {
        columns: 3,
        cells: 8,
        row_bytes: 40,
        different_texts: 10,
    };
    let long = "x".repeat(50);
    for (text, message) in [
        (
            "1,2,3,4\n",
            "line 1, column 4: more than 3 columns; allowed: 1 to 3",
        ),
        (
            "\n\n,,,,,,",
            "line 3, column 4: more than 3 columns; allowed: 1 to 3",
        ),
        (
            "[1, 2, 3, 4]",
            "line 1, column 11: more than 3 columns; allowed: 1 to 3",
        ),
        (
            "{\"a\":1,\"b\":2,\"c\":3}\n{\"d\":1}",
            "line 2, column 6: more than 3 columns; allowed: 1 to 3",
        ),
        (
            "{\"a\":[1],\"b\":[2],\"c\":[3],\"d\":[]}",
            "line 1, column 26: more than 3 columns; allowed: 1 to 3",
        ),
        (
            "1,2\n1,2\n1,2\n1,2\n1,2\n",
            "line 5, column 1: more than 8 cells; allowed: rows times columns up to 8",
        ),
        (
            "{\"a\":1}\n{}\n{}\n{}\n{}\n{\"b\":2}",
            "line 6, column 6: more than 8 cells; allowed: rows times columns up to 8",
        ),
        (
            "{\"a\":[1,1,1,1,1,1,1,1,1]}",
            "line 1, column 23: more than 8 cells; allowed: rows times columns up to 8",
        ),
        (
            &format!("1,2\n{long}"),
            "line 2, column 1: a row of more than 40 bytes begins here; allowed: up to 40",
        ),
        (
            &format!("[1]\n[\"{long}\"]"),
            "line 2, column 1: a row of more than 40 bytes begins here; allowed: up to 40",
        ),
        // What is wrong comes before what is long.
        (
            &format!("[1]\n[1 2, \"{long}\"]"),
            "line 2, column 4: what stands here is no JSON; allowed: JSON",
        ),
    ] {
        let whole = load_pieces(limits, [text.as_bytes()]).unwrap_err();
        assert_eq!(whole.to_string(), message, "{text}");
        let bytes = load_pieces(limits, text.as_bytes().chunks(1)).unwrap_err();
        assert_eq!(bytes, whole);
    }
    let deep = format!("[{{\"a\": {}1", "[".repeat(200));
    assert_eq!(
        refused(deep),
        "line 1, column 135: nested more than 128 deep; allowed: up to 128"
    );
}

/// How many mebibytes of such an input are read until it is refused, at most `most`.
fn mebibytes_until_refused(start: &str, repeated: &str, most: usize) -> (usize, DataError) {
    let piece = repeated.repeat((1 << 20) / repeated.len());
    let mut loader = Loader::new(None);
    loader.feed(start.as_bytes()).unwrap();
    for mebibyte in 1..=most {
        if let Err(error) = loader.feed(piece.as_bytes()) {
            return (mebibyte, error);
        }
    }
    (most, loader.finish().unwrap_err())
}

#[test]
fn hostile_inputs_are_refused_early() {
    use DataError::{Empty, Json, TooDeep, TooLong, TooManyCells, TooManyColumns};
    type Expected = fn(&DataError) -> bool;
    let cases: [(&str, &str, usize, Expected); 14] = [
        ("", ",", 1, |e| matches!(e, TooManyColumns { .. })),
        ("", "1,", 1, |e| matches!(e, TooManyColumns { .. })),
        ("", "[", 1, |e| matches!(e, TooDeep { .. })),
        ("{\"a\":", "{\"a\":", 1, |e| matches!(e, TooDeep { .. })),
        ("[", ",", 1, |e| matches!(e, Json { .. })),
        ("", "x", 17, |e| matches!(e, TooLong { .. })),
        ("", "\"", 33, |e| matches!(e, TooLong { .. })),
        ("", " ", 17, |e| matches!(e, TooLong { .. })),
        ("[", "1,", 17, |e| matches!(e, TooLong { .. } | Json { .. })),
        ("[[\"", "\\\\", 17, |e| matches!(e, TooLong { .. })),
        ("[", "[],", 1, |e| matches!(e, DataError::NotARow { .. })),
        ("{\"a\":1}", "{\"b\":1}\n{}\n", 40, |e| {
            matches!(e, TooManyCells { .. })
        }),
        ("", "\n", 64, |e| matches!(e, Empty)),
        ("[", "\n", 64, |e| matches!(e, Json { .. })),
    ];
    let cell_limit = 1 << 22;
    for (start, repeated, most, is_expected) in cases {
        let (mebibytes, error) = if repeated.starts_with("{\"b\"") {
            let limits = Limits {
                cells: cell_limit,
                ..Limits::default()
            };
            let text = start.to_owned() + &repeated.repeat(2 << 20);
            (1, load_pieces(limits, [text.as_bytes()]).unwrap_err())
        } else {
            mebibytes_until_refused(start, repeated, most + 1)
        };
        assert!(is_expected(&error), "{start}{repeated}...: {error}");
        assert!(mebibytes <= most + 1, "{repeated}: {mebibytes} MiB");
    }
    // Names that go on for ever, and a million columns by name.
    let keys: String = (0..1 << 20).map(|i| format!("\"k{i}\":1,")).collect();
    assert_eq!(
        refused(format!("{{{}\"k\":1}}", &keys)),
        "line 1, column 14747570: more than 65536 entries; allowed: JSON".replace("14747570", &{
            // After the entry that is one too many.
            let at = keys.match_indices(",\"k65536\"").next().unwrap().0;
            (at + ",\"k65536\":1".len() + 1).to_string()
        })
    );
    assert_eq!(
        refused(format!("{}\n", "c,".repeat(1 << 20))),
        "line 1, column 1025: more than 1024 columns; allowed: 1 to 1024"
    );
}

// Generated inputs.

fn config() -> ProptestConfig {
    let cases = std::env::var("RVPO_FUZZ_CASES").ok();
    let cases = cases.and_then(|cases| cases.parse().ok()).unwrap_or(512);
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Small enough that generated inputs reach them.
const SMALL: Limits = Limits {
    columns: 6,
    cells: 64,
    row_bytes: 64,
    different_texts: 8,
};

fn limits() -> impl Strategy<Value = Limits> {
    prop_oneof![Just(Limits::default()), Just(SMALL)]
}

/// Texts that are mostly tables, or nearly.
fn tables() -> impl Strategy<Value = Vec<u8>> {
    let valid = select(vec![
        "group,x,y\na,0.5,true\na,-1,false\nb,,1e3\n",
        "group;x;y\r\na;0,5;true\r\n\"a;\"\"\r\n\";-1;false\r\n",
        "0.5\t1\n\n2\tNA\n",
        "\u{feff}[{\"group\": \"ä\\u00e4\", \"x\": {\"y\": 1, \"z\": [1, {\"a\": \"]\"}]}},\n {\"x\": NaN}]",
        "[[\"group\", \"x\"], [1, 2.5], [null, -Infinity]]",
        "{\"group\": [\"a\", \"b\"], \"x\": [0.5, NaN], \"y\": [true, \"\\\\\"]}",
        "{\"step\": \"1\", \"prompt\": \"p\", \"a\": 1}\n{\"step\": \"1\", \"prompt\": \"p\", \"a\": null}\n",
        "[1, 2]\n[\"-\", \"€\"]\n",
    ]);
    let part = select(vec![
        ",", ";", "\t", "\n", "\r\n", "\"", "[", "]", "{", "}", ":", "\\", "1", "1e999", "NaN",
        "Infinity", "\u{feff}", "€", " ", "null", "\"a\"", "-", "0,5", "\0", "true", "[1]",
    ]);
    let edit = (any::<Index>(), 0..4_usize, part.prop_map(str::to_owned));
    let edited = (valid, vec(edit, 0..6)).prop_map(|(text, edits)| {
        let mut bytes = text.as_bytes().to_vec();
        for (at, removed, inserted) in edits {
            let at = at.index(bytes.len() + 1);
            let end = bytes.len().min(at + removed);
            bytes.splice(at..end, inserted.into_bytes());
        }
        bytes
    });
    let alphabet = select(b",;\t\n\r\"[]{}:\\ 1e.-aNI\xc3\xa4\xff\0".to_vec());
    prop_oneof![
        4 => edited,
        2 => vec(alphabet, 0..200),
        1 => vec(any::<u8>(), 0..200),
    ]
}

fn pieces<'a>(bytes: &'a [u8], cuts: &[Index]) -> Vec<&'a [u8]> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
    cuts.push(0);
    cuts.push(bytes.len());
    cuts.sort_unstable();
    cuts.windows(2)
        .map(|ends| &bytes[ends[0]..ends[1]])
        .collect()
}

/// Reading and using it: no panic, and places are in the input.
fn check_places(bytes: &[u8], result: &Result<Table, DataError>) -> Result<(), TestCaseError> {
    let lines = bytes.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
    let check = |error: &DataError| {
        prop_assert!(error.to_string().len() < 1000);
        if let Some(Place { line, column }) = error.place() {
            prop_assert!((1..=lines).contains(&line), "{error}");
            prop_assert!((1..=bytes.len() as u64 + 1).contains(&column), "{error}");
        }
        Ok(())
    };
    match result {
        Err(error) => check(error)?,
        Ok(table) => {
            prop_assert!(table.rows() > 0 && !table.columns().is_empty());
            if let Err(error) = table.select(table.roles()) {
                check(&error)?;
            }
            for role in [Role::Reward, Role::Group, Role::ResponseLength] {
                let mut columns = vec![Role::Ignore; table.columns().len()];
                columns[0] = Role::Reward;
                let last = columns.len() - 1;
                columns[last] = role;
                let group_size = (role != Role::Group).then_some(1);
                match table.select(&Roles {
                    columns,
                    group_size,
                }) {
                    Err(error) => check(&error)?,
                    Ok(selection) => {
                        prop_assert_eq!(selection.rewards.nrows(), table.rows());
                        prop_assert_eq!(selection.group_ids.len(), table.rows());
                        prop_assert!(Rewards::with_missing(selection.rewards.view()).is_ok());
                    }
                }
            }
        }
    }
    Ok(())
}

/// A number as a table may hold it.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        -1e3..1e3_f64,
        // Up to the largest reward; beyond it the reciprocal.
        (num::f64::NORMAL | num::f64::SUBNORMAL | num::f64::ZERO)
            .prop_map(|x| if x.abs() <= 1e150 { x } else { x.recip() }),
        (-5..5_i32).prop_map(f64::from),
    ]
    .prop_map(|x| x + 0.0)
}

/// Rows of a group and some rewards, of which some are missing.
fn rows() -> impl Strategy<Value = Vec<(String, Vec<Option<f64>>)>> {
    (1..5_usize, 1..20_usize).prop_flat_map(|(rewards, rows)| {
        let group = select(vec![
            "p1", "p 2", "é\"", "a,b", "c;d", "e\tf", "g\nh", "\\", "0012", "[x]",
        ]);
        let rewards = vec(proptest::option::weighted(0.8, number()), rewards);
        vec((group.prop_map(str::to_owned), rewards), rows)
    })
}

fn delimited(rows: &[(String, Vec<Option<f64>>)], delimiter: char, comma: bool) -> String {
    let mut text = "prompt".to_owned();
    for j in 0..rows[0].1.len() {
        write!(text, "{delimiter}r{j}").unwrap();
    }
    for (group, rewards) in rows {
        write!(text, "\n\"{}\"", group.replace('"', "\"\"")).unwrap();
        for reward in rewards {
            let number = reward.map_or_else(String::new, |x| format!("{x:?}"));
            let number = if comma {
                number.replace('.', ",")
            } else {
                number
            };
            write!(text, "{delimiter}{number}").unwrap();
        }
    }
    text
}

fn json_value(rows: &[(String, Vec<Option<f64>>)]) -> Vec<serde_json::Value> {
    rows.iter()
        .map(|(group, rewards)| {
            let mut row = serde_json::Map::new();
            row.insert("prompt".to_owned(), group.as_str().into());
            for (j, reward) in rewards.iter().enumerate() {
                row.insert(format!("r{j}"), serde_json::json!(reward));
            }
            row.into()
        })
        .collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_give_a_table_or_an_error_in_its_place(bytes in tables(), limits in limits()) {
        let result = load_pieces(limits, [bytes.as_slice()]);
        check_places(&bytes, &result)?;
    }

    #[test]
    fn any_division_gives_the_same(bytes in tables(), limits in limits(), cuts in vec(any::<Index>(), 0..8), is_fine in any::<bool>()) {
        let whole = load_pieces(limits, [bytes.as_slice()]);
        let divided = if is_fine {
            load_pieces(limits, bytes.chunks(1))
        } else {
            load_pieces(limits, pieces(&bytes, &cuts))
        };
        prop_assert_eq!(whole.as_ref().map(described), divided.as_ref().map(described));
        if let (Ok(whole), Ok(divided)) = (whole, divided) {
            let select = |table: &Table| table.select(table.roles()).map(|s| (s.rewards.map(|x| x.to_bits()), s.group_ids, s.response_lengths));
            prop_assert_eq!(select(&whole), select(&divided));
        }
    }

    #[test]
    fn what_is_written_is_read_again(rows in rows()) {
        let json = json_value(&rows);
        let lines: Vec<String> = json.iter().map(ToString::to_string).collect();
        let lists = rows.iter().map(|(group, rewards)| {
            std::iter::once(serde_json::json!(group)).chain(rewards.iter().map(|r| serde_json::json!(r))).collect()
        });
        let lists: Vec<Vec<serde_json::Value>> = lists.collect();
        let names: Vec<String> = (0..rows[0].1.len()).map(|j| format!("r{j}")).collect();
        let header = serde_json::json!(["prompt"].into_iter().chain(names.iter().map(String::as_str)).collect::<Vec<_>>());
        let named: Vec<serde_json::Value> = std::iter::once(header).chain(lists.iter().map(|row| serde_json::json!(row))).collect();
        let mut columns = serde_json::Map::new();
        columns.insert("prompt".to_owned(), rows.iter().map(|row| row.0.clone()).collect());
        for j in 0..rows[0].1.len() {
            columns.insert(format!("r{j}"), rows.iter().map(|row| serde_json::json!(row.1[j])).collect());
        }
        let mut texts = vec![
            (delimited(&rows, ',', false), true),
            (delimited(&rows, ';', true), true),
            (delimited(&rows, '\t', false), true),
            (serde_json::to_string_pretty(&json).unwrap(), true),
            (lines.join("\n"), true),
            (serde_json::to_string(&named).unwrap(), true),
            (serde_json::to_string(&columns).unwrap(), true),
        ];
        // Without names, a row of text without a number would be taken for the names.
        if rows[0].1.iter().any(Option::is_some) {
            texts.push((serde_json::to_string(&lists).unwrap(), false));
        }
        for (text, is_named) in texts {
            let table = load(&text).unwrap();
            prop_assert_eq!(table.rows(), rows.len());
            prop_assert_eq!(table.columns().len(), rows[0].1.len() + 1);
            for (i, (group, rewards)) in rows.iter().enumerate() {
                if is_named {
                    prop_assert_eq!(table.columns()[0].name(), "prompt");
                    // A name is kept as it is written, also if it looks like a number.
                    prop_assert_eq!(table.columns()[0].cell(i), Cell::Text(group));
                }
                for (j, reward) in rewards.iter().enumerate() {
                    let expected = reward.map_or(Cell::Missing, Cell::Number);
                    prop_assert_eq!(table.columns()[j + 1].cell(i), expected, "{}", text);
                }
            }
        }
    }
}

/// The format is told by the first 64 KiB, which other tests do not fill.
#[test]
fn long_inputs_may_be_divided_anywhere() {
    let mut csv = "prompt;a\n".to_owned();
    let mut json = "[".to_owned();
    for i in 0..20_000 {
        writeln!(csv, "prömpt {};{},{}", i / 8, i % 7, i % 10).unwrap();
        writeln!(
            json,
            "{}{{\"prompt\": \"€ {}\", \"a\": {}.5}}",
            if i > 0 { "," } else { "" },
            i / 8,
            i % 7
        )
        .unwrap();
    }
    json.push(']');
    for text in [csv, json] {
        assert!(text.len() > 3 << 16);
        let whole = described(&load(&text).unwrap());
        for size in [1, 7, 1000, 1 << 16, (1 << 16) + 1] {
            let divided = load_pieces(Limits::default(), text.as_bytes().chunks(size));
            assert!(described(&divided.unwrap()) == whole, "pieces of {size}");
        }
        let broken = text.into_bytes();
        for at in [100, (1 << 16) - 1, 1 << 16, 200_000] {
            let mut broken = broken.clone();
            broken[at] = 0xff;
            let whole = load(&broken).unwrap_err();
            for size in [1, 1000, 1 << 16] {
                let divided = load_pieces(Limits::default(), broken.chunks(size));
                assert_eq!(divided.unwrap_err(), whole);
            }
        }
    }
}

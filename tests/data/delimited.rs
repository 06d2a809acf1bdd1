//! What is read from CSV and TSV alone.

use rvpo_playground::data::{Cell, Format, Loader};

use crate::support::{content, first_column, load, load_as, names};

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

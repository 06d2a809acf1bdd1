//! What is refused in reading, and where.

use rvpo_playground::data::{DataError, Expected, JsonProblem, Limits, Loader, Place};

use crate::support::{load, load_as, load_pieces, refused};

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

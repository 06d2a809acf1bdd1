//! Generated inputs.

use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::num;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rvpo_playground::aggregate::Rewards;
use rvpo_playground::data::{Cell, DataError, Limits, Place, Role, Roles, Table};

use crate::support::{described, load, load_pieces};

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

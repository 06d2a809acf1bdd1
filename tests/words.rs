//! Everything that has a code has words in every language, and nothing else has.
#![cfg(feature = "tables")]
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeSet;

use rvpo_playground::aggregate::{
    Convention, Counted, Error, Given, Items, MethodName, MissingUse, Path, Rule, SingleZ, Warning,
};
use rvpo_playground::chart::ChartError;
use rvpo_playground::data::{DataError, Expected, GroupsGiven, JsonProblem, Likeness, Place, Row};
use rvpo_playground::engine::{Cause, Lack};
use rvpo_playground::report::{
    Check, Counterexample, Finding, Lint, NotApplicable, Outcome, Property, Pushed, Reason,
    Severity, Suggestion, Sweep,
};
use rvpo_playground::words::{Language, Words};
use serde::Serialize;
use serde_json::{Value, json};
use strum::VariantNames;

const PLACE: Place = Place { line: 3, column: 2 };

fn rules() -> Vec<Rule> {
    let names = || vec!["rvpo", "min"];
    let (method, convention) = ("rloo", "ms-swift");
    vec![
        Rule::Number,
        Rule::Finite,
        Rule::FiniteOrNull,
        Rule::Truth,
        Rule::Text,
        Rule::TextOfAtMost { most: 65536 },
        Rule::OneOf { names: names() },
        Rule::Fields { names: names() },
        Rule::Object,
        Rule::ReadableObject,
        Rule::ObjectWith { names: names() },
        Rule::Method,
        Rule::ArrayOf { of: Items::Rows },
        Rule::Bytes,
        Rule::Details,
        Rule::Table,
        Rule::Between { from: 0.0, to: 0.5 },
        Rule::FiniteUpTo { most: 1e150 },
        Rule::From { from: 1e-300 },
        Rule::AboveZeroUpTo { most: 1.0 },
        Rule::Whole { from: 1, to: 8 },
        Rule::WholeFrom { from: 1 },
        Rule::WholeBelow { limit: 3 },
        Rule::BelowSteps { steps: 3 },
        Rule::DevicePixels {
            from: 0.1,
            to: 16.0,
        },
        Rule::CssPixels {
            from: 4.0,
            to: 200.0,
        },
        Rule::AboveMin { by: 1e-6 },
        Rule::Ascending,
        Rule::SomeRollout,
        Rule::SomeReward,
        Rule::EachReward { rewards: 3 },
        Rule::EachRollout { rollouts: 8 },
        Rule::AsFirst {
            length: 2,
            list: "rewards".into(),
        },
        Rule::AsLongAs {
            length: 2,
            list: "mean",
        },
        Rule::AllTheTime { length: 2 },
        Rule::Exactly { length: 2 },
        Rule::AtMost { most: 2 },
        Rule::MultipleOf { of: 2 },
        Rule::OneOrEach { rollouts: 2 },
        Rule::Count {
            from: 2,
            to: 8,
            of: Counted::Responses,
        },
        Rule::NoneOnceOrTwice { count: 4, twice: 8 },
        Rule::Square,
        Rule::TwoNumbers,
        Rule::AboveZero,
        Rule::NeedsK { method },
        Rule::NoK { method },
        Rule::KOrSchedule,
        Rule::OneK,
        Rule::TrainedK {
            from: 1e-6,
            to: 1e6,
        },
        Rule::TrainedMethod { names: names() },
        Rule::OfGrpo { method },
        Rule::OfGrpoAlone,
        Rule::PaperOnly { method, convention },
        Rule::PaperBuilt,
        Rule::NoBatchScale { convention },
        Rule::SomeWeight,
        Rule::DividesRollouts { rollouts: 12000 },
        Rule::DividesRewards { length: 12 },
        Rule::RewardCount,
        Rule::GroupsNeeded,
        Rule::OneOfTheTwo,
        Rule::NoMissing { convention },
        Rule::NoneMissing { convention },
        Rule::SinglePrecision,
        Rule::TokensNeeded { rollouts: 8 },
        Rule::TwoTokens,
        Rule::AsBegun { now: 3 },
        Rule::MethodAsBegun { method },
        Rule::SeedAsBegun { seed: 3 },
        Rule::RoomForStep { most: 1 << 20 },
        Rule::OneCall,
        Rule::Colour,
        Rule::FontFamilies,
        Rule::Canvas,
        Rule::FreeCanvas,
        Rule::BeforeFinish,
        Rule::AfterSteps,
        Rule::AnotherAnalysis,
    ]
}

fn givens() -> Vec<Given> {
    let text = || "\"{x}\"".to_owned();
    vec![
        Given::Written { text: text() },
        Given::Length { length: 3 },
        Given::Span { from: 0.5, to: 2.0 },
        Given::Nothing,
        Given::Unreadable,
        Given::Array,
        Given::OfType {
            name: "symbol".into(),
        },
        Given::Field { text: text() },
        Given::Missing,
        Given::MissingRewards { missing: 1 },
        Given::AllZero,
        Given::BesideGroupSize,
        Given::OtherContext,
        Given::Finished,
        Given::UnderWay,
        Given::Interrupted,
    ]
}

fn data_errors() -> Vec<DataError> {
    let (place, name, value) = (PLACE, || "a".to_owned(), || "\"x\"".to_owned());
    vec![
        DataError::Empty,
        DataError::NotUtf8 {
            place,
            likeness: None,
        },
        DataError::Nul {
            place,
            likeness: Some(Likeness::Zip),
        },
        DataError::Json {
            place,
            problem: JsonProblem::Syntax,
        },
        DataError::NotARow {
            place,
            value: value(),
            row: Row::ListAsFirst,
        },
        DataError::Ragged {
            place,
            found: 1,
            expected: 2,
        },
        DataError::UnequalColumns {
            place,
            name: name(),
            found: 1,
            expected: 2,
        },
        DataError::OpenQuote { line: 2 },
        DataError::DuplicateName {
            place,
            name: name(),
        },
        DataError::TooManyColumns { place, limit: 1024 },
        DataError::TooManyCells { place, limit: 1024 },
        DataError::TooLong { place, limit: 1024 },
        DataError::LongName {
            place,
            name: name(),
            limit: 256,
        },
        DataError::TooDeep { place, limit: 128 },
        DataError::Roles {
            found: 1,
            expected: 2,
        },
        DataError::Rewards {
            found: 0,
            limit: 64,
        },
        DataError::Groups {
            found: GroupsGiven::Both,
        },
        DataError::ResponseLengths { found: 2 },
        DataError::NotANumber {
            place,
            name: name(),
            value: value(),
        },
        DataError::NotFinite {
            place,
            name: name(),
            value: value(),
            most: 1e150,
        },
        DataError::NotALength {
            place,
            name: name(),
            value: value(),
            most: u32::MAX,
        },
        DataError::Missing {
            place,
            name: name(),
        },
        DataError::NotKept { name: name() },
        DataError::InexactIds { name: name() },
    ]
}

fn causes() -> Vec<Cause> {
    vec![
        Cause::Unavailable {
            lack: Lack::Adapter,
            detail: None,
        },
        Cause::Unavailable {
            lack: Lack::Device,
            detail: Some("why".into()),
        },
        Cause::SelfTest { difference: 0.125 },
        Cause::Lost {
            detail: "why".into(),
        },
    ]
}

fn warnings() -> Vec<Warning> {
    let of = 12;
    let mut warnings = vec![
        Warning::UnusedTokens,
        Warning::UnequalGroups {
            convention: Convention::Trl,
        },
    ];
    for (z, truth) in [(SingleZ::Zero, false), (SingleZ::RawReward, true)] {
        warnings.extend([
            Warning::ConstantRewards {
                pairs: 1,
                of,
                caps: truth,
            },
            Warning::SingleRollouts {
                groups: 1,
                of,
                z,
                convention: Convention::Verl,
            },
            Warning::Unscored {
                rollouts: 1,
                of,
                is_scored: truth,
            },
        ]);
    }
    for method in [
        MissingUse::LeftOut,
        MissingUse::RawZero,
        MissingUse::Neutral,
        MissingUse::ZeroZ,
    ] {
        let drops_lone_reward = method == MissingUse::LeftOut;
        warnings.push(Warning::MissingRewards {
            rewards: 1,
            of,
            method,
            drops_lone_reward,
        });
    }
    warnings
}

fn lints() -> Vec<Lint> {
    let pushed = || {
        let pushed = |method, advantage| Pushed { method, advantage };
        vec![
            pushed(MethodName::Rvpo, Some(0.5)),
            pushed(MethodName::Min, Some(-0.5)),
            pushed(MethodName::ReinforcePlusPlus, None),
        ]
    };
    let mut lints = vec![
        Lint::ConstantReward {
            reward: 0,
            groups: 1,
            share: 0.25,
        },
        Lint::ConstantReward {
            reward: 0,
            groups: 4,
            share: 1.0,
        },
        Lint::NoSignal {
            groups: 1,
            share: 0.25,
            first: 2,
            pushed: pushed(),
        },
        Lint::NoSignal {
            groups: 2,
            share: 0.25,
            first: 2,
            pushed: Vec::new(),
        },
        Lint::DuplicateReward {
            reward: 0,
            other: 1,
        },
        Lint::CorrelatedRewards {
            reward: 0,
            other: 1,
            correlation: 0.97,
            rollouts: 9,
        },
        Lint::OpposedRewards {
            reward: 0,
            other: 1,
            correlation: -0.97,
            rollouts: 9,
        },
        Lint::LargeK {
            k: 50.0,
            effective: 1.2,
            bound: 1.5,
            rollouts: 9,
        },
        Lint::SecondOrderOff {
            k: 2.0,
            error: 0.3,
            share: 0.5,
            rollouts: 9,
        },
        Lint::SmallGroups {
            groups: 1,
            share: 0.5,
            smallest: 2,
        },
        Lint::NoiseWhitened {
            method: MethodName::Gdpo,
            std: 1e-17,
        },
        Lint::SingleReward,
    ];
    for truth in [false, true] {
        let share = 0.5;
        lints.extend([
            Lint::DrowningReward {
                reward: 0,
                share,
                std: 100.0,
                next: 0.01,
                is_summed: truth,
            },
            Lint::SingleRollouts {
                groups: 2,
                share,
                is_raw: truth,
                pushed: pushed(),
            },
            Lint::TokenWhitening {
                shift: 0.5,
                ratio: 1.2,
                is_used: truth,
            },
            Lint::Unscored {
                rollouts: 2,
                share,
                is_scored: truth,
            },
        ]);
    }
    for (method, compare) in [
        (MissingUse::LeftOut, MissingUse::LeftOut),
        (MissingUse::RawZero, MissingUse::Neutral),
        (MissingUse::ZeroZ, MissingUse::Neutral),
        (MissingUse::Neutral, MissingUse::RawZero),
    ] {
        lints.push(Lint::MissingRewards {
            rewards: vec![0, 1],
            missing: 2,
            share: 0.1,
            is_filled: false,
            method,
            compare,
        });
    }
    lints
}

fn checks(reasons: &[NotApplicable]) -> Vec<Check> {
    let mut checks = Vec::new();
    for property in Property::ALL {
        let check = |outcome, reason, counterexample: Option<Counterexample>| Check {
            property,
            outcome,
            reason,
            tried: 30,
            groups: 1,
            is_exhaustive: counterexample.is_none(),
            failed: 2,
            counterexample,
        };
        checks.push(check(Outcome::Pass, None, None));
        for before in [Some(0.5), None] {
            let counterexample = Counterexample {
                group: 0,
                rollout: 3,
                reward: 0,
                other: (property == Property::Symmetric).then_some(1),
                before,
                after: Some(1.0),
                score_before: 0.25,
                score_after: -0.25,
                tolerance: 1e-9,
            };
            checks.push(check(Outcome::Fail, None, Some(counterexample)));
        }
        let none = reasons
            .iter()
            .map(|&reason| check(Outcome::NotApplicable, Some(reason), None));
        checks.extend(none);
    }
    checks
}

fn sweep(reason: Reason, is_edge: bool) -> Sweep {
    Sweep {
        rollouts: 64,
        points: Vec::new(),
        effective_bound: 1.5,
        suggestion: Suggestion {
            from: Some(0.5),
            to: Some(2.0),
            reason,
            reward: Some(1),
            share: Some(0.4),
            sign_flips: Some(0.06),
            effective: Some(1.6),
            from_is_first: is_edge,
            to_is_last: is_edge,
        },
    }
}

/// The code of each, of which there must be one for every variant.
fn codes<T: VariantNames + Serialize>(all: &[T]) -> BTreeSet<String> {
    codes_but(all, &[])
}

/// The same, except for some that are never said.
fn codes_but<T: VariantNames + Serialize>(all: &[T], unsaid: &[&str]) -> BTreeSet<String> {
    let code = |one: &T| {
        let one = serde_json::to_value(one).unwrap();
        one.get("code").unwrap_or(&one).as_str().unwrap().to_owned()
    };
    let codes: BTreeSet<String> = all.iter().map(code).collect();
    let variants = T::VARIANTS.iter().filter(|name| !unsaid.contains(name));
    let variants: BTreeSet<String> = variants.map(|&name| name.to_owned()).collect();
    assert_eq!(codes, variants);
    codes
}

/// Says something in every language, differently, and without a fault.
fn say(what: &str, with: impl Fn(&Words) -> String) -> [String; 2] {
    let said = Language::ALL.map(|language| {
        let words = Words::of(language);
        let text = with(&words);
        assert!(!text.trim().is_empty(), "{what}");
        assert_eq!(words.problems(), [""; 0], "{what}");
        text
    });
    println!("{what}\n  {}\n  {}", said[0], said[1]);
    said
}

#[test]
fn every_code_has_words_in_every_language_and_no_words_are_unused() {
    let mut used =
        BTreeSet::from(["value", "quoted", "nth-reward", "list", "place"].map(str::to_owned));
    let mut uses = |kind: &str, codes: &BTreeSet<String>| {
        used.extend(codes.iter().map(|code| {
            let code = code.replace('+', "-plus");
            if kind.is_empty() {
                code
            } else {
                format!("{kind}-{code}")
            }
        }));
    };
    uses("rule", &codes(&rules()));
    uses("given", &codes(&givens()));
    for rule in rules() {
        for given in givens() {
            // The sentence counts what is missing.
            let counts = matches!(rule, Rule::NoneMissing { .. });
            if counts && !matches!(given, Given::MissingRewards { .. }) {
                continue;
            }
            let error = Error::new(Path::from("rewards").at(3).at(1), given, rule.clone());
            let refusal = error.refusal();
            let [english, _] = say("a refusal", |words| words.value(refusal));
            assert_eq!(english, error.to_string());
            say("a refusal", |words| words.say(refusal, &[]));
        }
    }

    // What the core refuses of a table is said by the core's rules.
    uses("", &codes_but(&data_errors(), &["core"]));
    for error in data_errors() {
        let [english, _] = say("a table's refusal", |words| words.say(&error, &[]));
        assert_eq!(english, error.to_string());
    }
    let expected = [
        Expected::Opening,
        Expected::RowOrEnd,
        Expected::Row,
        Expected::CommaOrListEnd,
        Expected::NameOrEnd,
        Expected::Name,
        Expected::Colon,
        Expected::Column,
        Expected::ValueOrEnd,
        Expected::Value,
        Expected::CommaOrObjectEnd,
        Expected::End,
    ];
    uses("expected", &codes(&expected));
    let mut problems = vec![
        JsonProblem::Syntax,
        JsonProblem::Incomplete,
        JsonProblem::TooManyEntries { limit: 65536 },
    ];
    for expected in expected {
        problems.push(JsonProblem::Ends { expected });
        problems.push(JsonProblem::Unexpected {
            found: "\"]\"".into(),
            expected,
        });
    }
    uses("problem", &codes(&problems));
    for problem in problems {
        let error = DataError::Json {
            place: PLACE,
            problem,
        };
        say("JSON", |words| words.say(&error, &[]));
    }
    let rows = [
        Row::ObjectOrList,
        Row::ObjectAsFirst,
        Row::ListAsFirst,
        Row::LongerList,
    ];
    uses("row", &codes(&rows));
    for row in rows {
        say("a row", |words| words.word("row", &row));
    }
    let likenesses = [
        Likeness::Utf16,
        Likeness::Parquet,
        Likeness::Zip,
        Likeness::Gzip,
        Likeness::Zstandard,
    ];
    uses("likeness", &codes(&likenesses));
    for likeness in likenesses {
        say("a likeness", |words| words.word("likeness", &likeness));
    }
    let items = [
        Items::Numbers,
        Items::Rows,
        Items::Texts,
        Items::Methods,
        Items::Curves,
        Items::Roles,
    ];
    uses("of", &codes(&items));
    uses(
        "of",
        &codes(&[Counted::Methods, Counted::Responses, Counted::Rewards]),
    );

    let lacks = [Lack::Adapter, Lack::Device, Lack::Kernels, Lack::Room];
    uses("lack", &codes(&lacks));
    for lack in lacks {
        say("a lack", |words| words.word("lack", &lack));
    }
    for cause in causes() {
        // The page's module says it in English without these words.
        let [english, _] = say("the engine", |words| words.say(&cause, &[]));
        assert_eq!(english, cause.to_string());
    }
    let drawing = ChartError::Drawing {
        detail: "why".into(),
    };
    let [english, _] = say("a picture", |words| words.say(&drawing, &[]));
    assert_eq!(english, drawing.to_string());
    let engine = [
        "webgpu-unavailable",
        "webgpu-self-test",
        "webgpu-lost",
        "drawing",
    ];
    uses("", &BTreeSet::from(engine.map(str::to_owned)));

    let methods = MethodName::ALL.map(|method| method.as_str().to_owned());
    uses("method", &BTreeSet::from(methods));
    let conventions = Convention::ALL.map(|convention| convention.as_str().to_owned());
    uses("convention", &BTreeSet::from(conventions));

    let severities = [Severity::Error, Severity::Warning, Severity::Note];
    uses("severity", &codes(&severities));
    for severity in severities {
        say("a severity", |words| words.word("severity", &severity));
    }
    let missing = [
        MissingUse::LeftOut,
        MissingUse::RawZero,
        MissingUse::Neutral,
        MissingUse::ZeroZ,
    ];
    uses("method", &codes(&missing));
    uses("compare", &codes(&missing));
    uses("", &codes(&warnings()));
    uses("", &BTreeSet::from(["concerns".to_owned()]));
    for warning in warnings() {
        let [english, _] = say("a warning", |words| words.say(&warning, &[]));
        assert_eq!(english, warning.to_string());
    }
    let names = ["helpful", "safe"].map(str::to_owned);
    uses("finding", &codes(&lints()));
    uses("", &BTreeSet::from(["pushed".to_owned()]));
    for lint in lints() {
        let finding = Finding {
            severity: Severity::Note,
            lint,
        };
        for names in [&names[..], &names[..0]] {
            say("a finding", |words| {
                finding.sentence(words.language(), names)
            });
            say("an advice", |words| finding.advice(words.language(), names));
        }
    }
    uses("property", &codes(&Property::ALL));
    uses("example", &codes(&Property::ALL));
    let reasons = [
        NotApplicable::WeightedSum,
        NotApplicable::UnequalWeights,
        NotApplicable::SingleReward,
        NotApplicable::NothingToTry,
    ];
    uses("reason", &codes(&reasons));
    uses(
        "value",
        &["missing".to_owned(), "present".to_owned()].into(),
    );
    uses("", &["check".to_owned()].into());
    for check in checks(&reasons) {
        say("a property", |words| check.property.words(words.language()));
        say("a check", |words| check.sentence(words.language(), &names));
    }
    let reasons = [
        Reason::Share,
        Reason::SignFlips,
        Reason::SingleReward,
        Reason::NoDifference,
        Reason::TooFewRewards,
    ];
    uses("suggestion", &codes(&reasons));
    uses("suggestion", &["end".to_owned()].into());
    for reason in reasons {
        for is_edge in [true, false] {
            let sweep = sweep(reason, is_edge);
            say("a suggestion", |words| {
                sweep.words(words.language(), &names)
            });
        }
    }

    for language in Language::ALL {
        let ids = Words::ids(language);
        let messages: BTreeSet<String> = (ids.iter().filter(|id| !id.contains('.')))
            .cloned()
            .collect();
        assert_eq!(messages, used, "{language:?}");
        assert_eq!(
            ids.iter().collect::<BTreeSet<_>>(),
            Words::ids(Language::English)
                .iter()
                .collect::<BTreeSet<_>>(),
            "{language:?}"
        );
    }
}

#[test]
fn a_rule_with_a_sentence_of_its_own_is_said_by_it() {
    let error = Error::new(
        "rewards",
        Given::MissingRewards { missing: 12000 },
        Rule::NoneMissing { convention: "verl" },
    );
    assert_eq!(
        error.to_string(),
        "rewards: 12000 missing is not allowed; allowed: none missing, for which verl has no place"
    );
    let said = Language::ALL.map(|language| Words::of(language).say(error.refusal(), &[]));
    assert_eq!(
        said,
        [
            "12,000 rewards are missing, for which verl has no place: score every rollout, or ignore the columns with gaps.",
            "12\u{202f}000 Rewards fehlen, und verl hat dafür keinen Platz: bewerte jeden Rollout, oder nimm die Spalten mit Lücken heraus.",
        ]
    );
    let path = Path::from("rewards").at(3).at(1);
    let error = Error::new(path, 0.5, Rule::SinglePrecision);
    let said = Words::of(Language::German).say(error.refusal(), &[]);
    assert!(said.starts_with("Rollout 4, Reward 2: 0.5"), "{said}");
}

#[test]
fn numbers_are_written_as_the_language_does() {
    let words = |language| {
        let figures = json!({ "code": "drowning-reward", "reward": 0, "share": 0.004, "std": -1234.5678, "next": 0.126, "isSummed": true });
        Words::of(language).advice("finding", &figures, &["a".to_owned()])
            + &Words::of(language).part("finding", &figures, &["a".to_owned()])
    };
    let english = words(Language::English);
    assert!(
        english.contains("“a” makes up under 1% of")
            && english.contains("is −1230, and")
            && english.contains(" 13% of it"),
        "{english}"
    );
    let german = words(Language::German);
    assert!(
        german.contains("„a“ macht unter 1\u{202f}% der")
            && german.contains("mal Faktor, 13\u{202f}% davon"),
        "{german}"
    );
    let unknown: Value = json!({ "code": "nothing-known" });
    assert!(!Words::of(Language::English).has(&unknown));
}

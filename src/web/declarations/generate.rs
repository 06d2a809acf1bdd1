//! The types that TypeScript is told of, in the order in which it is.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use expect_test::expect_file;
use schemars::JsonSchema;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::Value;

use super::refusal::RefusalDetails;
use super::ts;
use super::typescript::{Constants, declaration};
use crate::aggregate::{Convention, MethodName, ScaleRewards};
use crate::chart::Marker;
use crate::data::{Format, Limits, Role};
use crate::engine::{BackendChoice, Change, MAX_METHODS, Settings};
use crate::report::{
    EFFECTIVE_REWARDS, GROUP_SIZE, MOVERS, PUSHED, Report, SUGGESTED_FLIPS, SUGGESTED_SHARE,
    TAYLOR_ERROR,
};
use crate::toy::{MAX_LEVEL, MAX_RESPONSES, MAX_TRAINED_REWARDS};
use crate::web::advantages::{AdvantageOptions, Advantages};
use crate::web::chart::{ChartLabels, ChartMap, ChartRange, ChartScale, ChartStyle, Curve};
use crate::web::own::options::AnalysisOptions;
use crate::web::own::rows::RolloutRow;
use crate::web::own::table::ColumnInfo;
use crate::web::own::words::ReportWords;
use crate::web::scripting::{Method, SelfTest, SimulationResult};
use crate::web::softmin::Taylor;
use crate::web::training::options::SimulateOptions;
use crate::web::training::snapshot::Snapshot;
use crate::words::Language;

#[test]
fn the_declarations_are_what_the_types_say() {
    let mut types = Types::default();
    types.add::<ts::MethodName>();
    types.add::<Method>();
    types.add::<ts::ComparedMethod>();
    types.add::<MethodName>();
    types.add::<Taylor>();
    types.add::<Convention>();
    types.add::<ScaleRewards>();
    types.add::<AdvantageOptions>();
    types.add::<Advantages>();
    types.add::<SimulateOptions>();
    types.add::<SimulationResult>();
    types.add::<SelfTest<'_>>();
    types.add::<Snapshot<'_>>();
    types.add::<Change>();
    types.add::<Format>();
    types.add::<ColumnInfo<'_>>();
    types.add::<AnalysisOptions>();
    types.add::<RolloutRow<'_>>();
    types.add::<Report>();
    types.add::<ReportWords>();
    types.add::<Language>();
    types.add::<RefusalDetails>();
    types.add::<ChartStyle>();
    types.add::<ChartRange>();
    types.add::<ChartScale>();
    types.add::<ChartLabels>();
    types.add::<Marker>();
    types.add::<Curve>();
    types.add::<ChartMap>();
    expect_file!["types.d.ts"].assert_eq(&types.declarations());
}

#[test]
fn names_are_those_that_are_read() {
    fn check<T: JsonSchema, const N: usize>(names: [&str; N]) {
        let schema = T::json_schema(&mut generator());
        let choices = schema.get("oneOf").and_then(Value::as_array);
        let declared: Vec<&str> = (choices.into_iter().flatten())
            .filter_map(|choice| choice["const"].as_str())
            .collect();
        assert_eq!(declared, names);
    }
    check::<BackendChoice, _>(BackendChoice::ALL.map(BackendChoice::as_str));
    check::<Change, _>(Change::ALL.map(Change::as_str));
    check::<Convention, _>(Convention::ALL.map(Convention::as_str));
    check::<Format, _>(Format::ALL.map(Format::as_str));
    check::<Language, _>(Language::ALL.map(Language::as_str));
    check::<Marker, _>(Marker::ALL.map(Marker::as_str));
    check::<MethodName, _>(MethodName::ALL.map(MethodName::as_str));
    check::<Role, _>(Role::ALL.map(Role::as_str));
    check::<ScaleRewards, _>(ScaleRewards::ALL.map(ScaleRewards::as_str));
}

/// What links in the documentation stand for where it is not the name itself: values of constants, and names that JavaScript has otherwise.
fn constants() -> Constants {
    fn range<T: std::fmt::Display>(range: &RangeInclusive<T>) -> String {
        format!("{} to {}", range.start(), range.end())
    }
    let k = format!("{:e} to {:e}", Settings::K.start(), Settings::K.end());
    let name = |text: &str| format!("`{text}`");
    let limits = Limits::default();
    BTreeMap::from([
        (
            "Credit::effective_per_rollout",
            name("CreditShares.effectivePerRollout"),
        ),
        ("Details::credit", name("Advantages.credit")),
        ("EFFECTIVE_REWARDS", EFFECTIVE_REWARDS.to_string()),
        ("GROUP_SIZE", GROUP_SIZE.to_string()),
        ("MAX_LEVEL", MAX_LEVEL.to_string()),
        ("MAX_METHODS", MAX_METHODS.to_string()),
        ("MAX_RESPONSES", MAX_RESPONSES.to_string()),
        ("MAX_TRAINED_REWARDS", MAX_TRAINED_REWARDS.to_string()),
        ("Limits::cells", limits.cells.to_string()),
        ("Limits::columns", limits.columns.to_string()),
        ("Limits::row_bytes", limits.row_bytes.to_string()),
        ("MOVERS", MOVERS.to_string()),
        ("PUSHED", PUSHED.to_string()),
        ("Property::BetweenMinAndMean", name("between-min-and-mean")),
        ("SUGGESTED_FLIPS", SUGGESTED_FLIPS.to_string()),
        ("SUGGESTED_SHARE", SUGGESTED_SHARE.to_string()),
        ("TAYLOR_ERROR", TAYLOR_ERROR.to_string()),
        ("Settings::GROUP_SIZE", range(&Settings::GROUP_SIZE)),
        ("Settings::K", k),
        ("Settings::PROMPTS", range(&Settings::PROMPTS)),
        ("Settings::SEEDS", range(&Settings::SEEDS)),
        ("Settings::STEPS", range(&Settings::STEPS)),
    ])
}

/// What the types serialise to.
fn generator() -> SchemaGenerator {
    SchemaSettings::default().for_serialize().into_generator()
}

struct Types {
    generator: SchemaGenerator,
    names: Vec<String>,
}

impl Default for Types {
    fn default() -> Self {
        Self {
            generator: generator(),
            names: Vec::new(),
        }
    }
}

impl Types {
    /// Adds a type and, behind it, what it consists of and was not there yet.
    fn add<T: JsonSchema>(&mut self) {
        self.generator.subschema_for::<T>();
        let mut names = vec![T::schema_name().into_owned()];
        names.extend(self.generator.definitions().keys().cloned());
        for name in names {
            if !self.names.contains(&name) {
                self.names.push(name);
            }
        }
    }

    fn declarations(&self) -> String {
        let constants = constants();
        let definitions = self.generator.definitions();
        let texts = self.names.iter();
        let texts = texts.map(|name| declaration(name, &definitions[name], &constants));
        texts.collect::<Vec<_>>().join("\n")
    }
}

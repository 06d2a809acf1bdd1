//! What the page states of methods and conventions on its own account, because it must know it before the core is there, against the core.
#![allow(missing_docs)]

use rvpo_playground::aggregate::{Convention, MethodName, ScaleRewards};

const SCHEMA: &str = include_str!("../www/settings/schema.js");
const METHODS: &str = include_str!("../www/own/methods.js");

/// A list as JavaScript writes it.
fn list(names: impl IntoIterator<Item = &'static str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("{name:?}")).collect();
    format!("[{}]", names.join(", "))
}

fn methods(of: impl Fn(MethodName) -> bool) -> String {
    let all = MethodName::ALL.into_iter();
    list(all.filter(|&name| of(name)).map(MethodName::as_str))
}

fn conventions(of: impl Fn(Convention) -> bool) -> String {
    let all = Convention::ALL.into_iter();
    list(
        all.filter(|&convention| of(convention))
            .map(Convention::as_str),
    )
}

/// Whether the constant has these entries.
fn has(text: &str, name: &str, entries: &str) -> bool {
    text.contains(&format!("const {name} = new Set({entries});"))
}

#[test]
fn the_page_knows_what_methods_take() {
    assert!(has(
        SCHEMA,
        "USES_K",
        &methods(|name| name.traits().takes_k)
    ));
    let takes_scale = methods(|name| name.traits().takes_scale_rewards());
    assert!(has(METHODS, "TAKES_SCALE", &takes_scale));
}

#[test]
fn the_page_knows_what_conventions_have() {
    let untrained = methods(|name| !MethodName::TRAINED.contains(&name));
    assert!(has(METHODS, "UNTRAINED", &untrained));
    let has_all = |convention: Convention| {
        MethodName::ALL
            .iter()
            .all(|&name| convention.has_method(name))
    };
    assert!(has(METHODS, "HAS_UNTRAINED", &conventions(has_all)));
    let complete = conventions(|convention| !convention.allows_missing());
    assert!(has(METHODS, "COMPLETE", &complete));
}

#[test]
fn the_page_offers_what_there_is() {
    let all = methods(|_| true);
    assert!(SCHEMA.contains(&format!(
        "const OWN_METHODS = /** @type {{const}} */ ({all});"
    )));
    let values = |entries: String| SCHEMA.contains(&format!("values: {entries} }}"));
    assert!(values(conventions(|_| true)));
    assert!(values(list(ScaleRewards::ALL.map(ScaleRewards::as_str))));
}

//! What the core finds, warns of and refuses, in words.
//!
//! What is to be said comes as a code with figures: any record that serialises to an object with a field `code`. The words for it are one message in
//! `www/words/LANGUAGE/core.ftl` (Project Fluent), named after the code, and the figures are its variables. The page, the command line and the
//! JavaScript API all read these files and have no such words of their own.
//!
//! Of a figure called `name`:
//!
//! - an object is said by the message `name-CODE`, or `name` where it has no code; a list of objects one after the other, with a space before each;
//! - a list of texts is joined by commas, in a sentence with an "and";
//! - a text is itself, and `nameWords` what the message `name-TEXT` says, where there is one;
//! - nothing is `none`, and a truth `true` or `false`, for messages to select by;
//! - `reward`, `other` and `rewards` are the names of these rewards.
//!
//! Numbers are written by the function `NUMBER`, or, where a message names them alone, as one would type them.

mod figures;
mod number;

use std::cell::RefCell;
use std::rc::Rc;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use fluent_syntax::ast::Entry;
use serde::Serialize;
use serde_json::{Map, Value};

/// A language that everything is said in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Language {
    /// English.
    #[default]
    #[cfg_attr(test, schemars(rename = "en"))]
    English,
    /// German.
    #[cfg_attr(test, schemars(rename = "de"))]
    German,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its code: `en`, `de`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../../www/words/en/core.ftl"),
            Self::German => include_str!("../../www/words/de/core.ftl"),
        }
    }
}

/// The words of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    problems: RefCell<Vec<String>>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Words").field(&self.language).finish()
    }
}

impl Words {
    /// The words of that language, read once in each thread.
    pub fn of(language: Language) -> Rc<Self> {
        thread_local! {
            static WORDS: RefCell<[Option<Rc<Words>>; Language::ALL.len()]> =
                const { RefCell::new([const { None }; Language::ALL.len()]) };
        }
        WORDS.with_borrow_mut(|words| {
            let place = &mut words[language as usize];
            Rc::clone(place.get_or_insert_with(|| Rc::new(Self::read(language))))
        })
    }

    /// Which language it is.
    pub fn language(&self) -> Language {
        self.language
    }

    fn read(language: Language) -> Self {
        let mut problems = Vec::new();
        let resource = FluentResource::try_new(language.source().to_owned());
        let resource = resource.unwrap_or_else(|(resource, errors)| {
            problems.extend(errors.iter().map(ToString::to_string));
            resource
        });
        let id = language.as_str().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![id]);
        // What is put into a sentence is short and reads in the sentence's own direction.
        bundle.set_use_isolating(false);
        number::register(&mut bundle, language);
        if let Err(errors) = bundle.add_resource(resource) {
            problems.extend(errors.iter().map(ToString::to_string));
        }
        Self {
            language,
            bundle,
            problems: RefCell::new(problems),
        }
    }

    /// What is said of these details; `names` are the rewards', where they are known.
    pub fn say(&self, details: &impl Serialize, names: &[String]) -> String {
        let details = figures::object(details);
        if details.contains_key("rule") {
            return self.refusal(&details);
        }
        let code = figures::code(&details).unwrap_or_default();
        self.message(code, None, &self.figures(&details, names))
    }

    /// Whether there are words for these details.
    pub fn has(&self, details: &impl Serialize) -> bool {
        let details = figures::object(details);
        details.contains_key("rule")
            || figures::code(&details).is_some_and(|code| self.bundle.has_message(code))
    }

    /// The names of all messages, each of an attribute as `NAME.ATTRIBUTE`.
    pub fn ids(language: Language) -> Vec<String> {
        let resource = FluentResource::try_new(language.source().to_owned());
        let resource = resource.unwrap_or_else(|(resource, _)| resource);
        let mut ids = Vec::new();
        for entry in resource.entries() {
            if let Entry::Message(message) = entry {
                let id = message.id.name;
                ids.push(id.to_owned());
                let attributes = message.attributes.iter();
                ids.extend(attributes.map(|attribute| format!("{id}.{}", attribute.id.name)));
            }
        }
        ids
    }

    /// What is advised where details of that kind are found.
    pub fn advice(&self, kind: &str, details: &impl Serialize, names: &[String]) -> String {
        let details = figures::object(details);
        let id = figures::id(kind, figures::code(&details).unwrap_or_default());
        self.message(&id, Some("advice"), &self.figures(&details, names))
    }

    /// The word for one of several, such as a severity: the message `KIND-CODE`.
    pub fn word(&self, kind: &str, code: &impl Serialize) -> String {
        let code = serde_json::to_value(code).unwrap_or_default();
        let id = figures::id(kind, code.as_str().unwrap_or_default());
        self.message(&id, None, &FluentArgs::new())
    }

    /// Details of one kind: the message `KIND-CODE`, or `KIND` where they have no code.
    pub fn part(&self, kind: &str, details: &impl Serialize, names: &[String]) -> String {
        self.nested(kind, &figures::object(details), names)
    }

    /// What was given, and what is allowed: the last two parts of [`Self::value`].
    pub fn given_and_allowed(&self, refusal: &impl Serialize) -> [String; 2] {
        let refusal = figures::object(refusal);
        ["given", "rule"].map(|part| self.part_of(part, &refusal))
    }

    /// A refusal as an `Error` says it: the field, the value and what is allowed.
    pub fn value(&self, refusal: &impl Serialize) -> String {
        self.refused_value(&figures::object(refusal))
    }

    /// What went wrong so far: what is missing in the file, or cannot be read there.
    pub fn problems(&self) -> Vec<String> {
        self.problems.borrow().clone()
    }

    fn refused_value(&self, refusal: &Map<String, Value>) -> String {
        let mut figures = self.figures(refusal, &[]);
        figures.set("field", figures::path(refusal).0);
        self.message("value", None, &figures)
    }

    /// A refusal by its rule's own sentence, where it has one.
    fn refusal(&self, refusal: &Map<String, Value>) -> String {
        let part = |key: &str| refusal.get(key).and_then(Value::as_object);
        let (Some(rule), Some(given)) = (part("rule"), part("given")) else {
            return self.refused_value(refusal);
        };
        let id = figures::id("rule", figures::code(rule).unwrap_or_default());
        let has_sentence = self
            .bundle
            .get_message(&id)
            .is_some_and(|message| message.get_attribute("sentence").is_some());
        if !has_sentence {
            return self.refused_value(refusal);
        }
        let (field, [i, j]) = figures::path(refusal);
        let mut all = given.clone();
        all.extend(rule.clone());
        let mut figures = self.figures(&all, &[]);
        figures.set("field", field);
        figures.set("given", self.part_of("given", refusal));
        for (name, index) in [("i", i), ("j", j)] {
            figures.set(name, index.map_or(0, |index| index + 1));
        }
        self.message(&id, Some("sentence"), &figures)
    }

    /// One figure that is an object, in words.
    fn part_of(&self, key: &str, details: &Map<String, Value>) -> String {
        let part = details.get(key).and_then(Value::as_object);
        part.map_or_else(String::new, |part| self.nested(key, part, &[]))
    }

    fn nested(&self, key: &str, details: &Map<String, Value>, names: &[String]) -> String {
        let figures = self.figures(details, names);
        match figures::code(details) {
            Some(code) => self.message(&figures::id(key, code), None, &figures),
            None => self.message(key, None, &figures),
        }
    }

    /// A message, or one of its attributes.
    fn message(&self, id: &str, attribute: Option<&str>, figures: &FluentArgs<'_>) -> String {
        let message = self.bundle.get_message(id);
        let pattern = message.and_then(|message| match attribute {
            None => message.value(),
            Some(name) => message.get_attribute(name).map(|found| found.value()),
        });
        let Some(pattern) = pattern else {
            let attribute = attribute.unwrap_or("value");
            let problem = format!("there is no {attribute} of {id}");
            self.problems.borrow_mut().push(problem);
            return id.to_owned();
        };
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(figures), &mut errors);
        let errors = errors.iter().map(|error| format!("{id}: {error}"));
        self.problems.borrow_mut().extend(errors);
        text.into_owned()
    }
}

/// The English message of an error with these details.
pub fn message(details: &impl Serialize) -> String {
    let words = Words::of(Language::English);
    let details = figures::object(details);
    if details.contains_key("rule") {
        words.refused_value(&details)
    } else {
        words.say(&details, &[])
    }
}

use std::hash::{BuildHasher as _, DefaultHasher, Hash as _, Hasher as _, RandomState};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// The longest text that is kept as it is, in bytes.
const WHOLE: usize = 64;
/// What is kept of a longer one, before its hash.
const PREFIX: usize = 48;

/// The different texts of a column, each once, numbered from 0.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    /// One after the other.
    all: String,
    ends: Vec<u32>,
    indices: HashTable<u32>,
    hasher: RandomState,
    /// The last one asked for: rollouts of a group mostly stand together.
    last: u32,
}

impl Texts {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn get(&self, index: u32) -> &str {
        text_of(&self.all, &self.ends, index)
    }

    /// The text's number.
    pub fn intern(&mut self, text: &str) -> u32 {
        let shortened;
        let text = if text.len() <= WHOLE {
            text
        } else {
            shortened = shorten(text);
            &shortened
        };
        if !self.ends.is_empty() && self.get(self.last) == text {
            return self.last;
        }
        let Self {
            all, ends, hasher, ..
        } = self;
        let entry = self.indices.entry(
            hasher.hash_one(text),
            |&index| text_of(all, ends, index) == text,
            |&index| hasher.hash_one(text_of(all, ends, index)),
        );
        self.last = match entry {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                let index = *entry.insert(ends.len() as u32).get();
                all.push_str(text);
                ends.push(all.len() as u32);
                index
            }
        };
        self.last
    }
}

fn text_of<'a>(all: &'a str, ends: &[u32], index: u32) -> &'a str {
    let index = index as usize;
    let start = index.checked_sub(1).map_or(0, |before| ends[before]);
    all.get(start as usize..ends[index] as usize)
        .unwrap_or_default()
}

/// At least 65 bytes, more than any text that is kept whole, so that the two are never mistaken for each other.
fn shorten(text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let end = (0..=PREFIX).rfind(|&end| text.is_char_boundary(end));
    let prefix = text.get(..end.unwrap_or(0)).unwrap_or_default();
    format!("{prefix}… {:016x}", hasher.finish())
}

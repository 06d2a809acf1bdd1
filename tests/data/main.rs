//! The reader of reward tables: what it reads, what it recognises, what it refuses and where. Generated inputs come in numbers that RVPO_FUZZ_CASES sets.

#![cfg(feature = "tables")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod delimited;
mod formats;
mod generated;
mod refusals;
mod roles;
mod selection;
mod support;
mod texts;

//! The report on one's own rewards: against figures worked out by hand, against plain references, and on tables made to show each finding.

#![cfg(feature = "tables")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod analysis;
mod cases;
mod checks;
mod compare;
mod findings;
mod support;
mod sweep;
mod words;

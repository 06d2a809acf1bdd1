//! The chart, drawn as SVG: what it looks like (golden files), and what holds for any data and any size.
//!
//! `UPDATE_GOLDEN=1 cargo test --test chart` writes the golden files anew. Look at them before committing: a browser
//! opens them, or `rsvg-convert -w 900 FILE -o chart.png`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod any;
mod elements;
mod golden;
mod input;
mod layout;
mod map;
mod pictures;
mod svg;
mod trace;

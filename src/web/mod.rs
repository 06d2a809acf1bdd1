//! The JavaScript API.

mod chart;

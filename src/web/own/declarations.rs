//! What JavaScript sees of a report, in TypeScript.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"

/** A report's findings, checks and suggestion in words, in the report's order. */
export interface ReportWords {
  findings: { severity: string; sentence: string; advice: string }[];
  checks: string[];
  /** The checks in parts: the property, how it ended, and the counterexample. */
  properties: { property: string; result: string; example: string | null }[];
  suggestion: string;
  /** As RewardAnalysis.warnings, in that language. */
  warnings: string[];
}
"#;

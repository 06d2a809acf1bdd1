//! What JavaScript sees of a report, in TypeScript.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** In a table as it came: both count from 1. In JSON the column is the byte's number in its line. */
export interface Place {
  line: number;
  column: number;
}

/** What RewardLoader, RewardTable.select and RewardSelection.analyse refuse, in parts: `details` of the Error, whose message says it in English. */
export type RefusalDetails =
  | { code: "value"; field: string; value: string; allowed: string }
  | { code: "empty" }
  | { code: "not-utf8" | "nul"; place: Place; looksLike: string | null }
  | { code: "json"; place: Place; message: string }
  | { code: "not-a-row"; place: Place; value: string; allowed: string }
  | { code: "ragged"; place: Place; found: number; expected: number }
  | { code: "unequal-columns"; place: Place; name: string; found: number; expected: number }
  | { code: "open-quote"; line: number }
  | { code: "duplicate-name"; place: Place; name: string }
  | { code: "too-many-columns" | "too-many-cells" | "too-long" | "too-deep"; place: Place; limit: number }
  | { code: "long-name"; place: Place; name: string; limit: number }
  | { code: "roles"; found: number; expected: number }
  | { code: "rewards"; found: number; limit: number }
  | { code: "groups"; found: "both" | "neither" }
  | { code: "response-lengths"; found: number }
  | { code: "not-a-number" | "not-finite" | "not-a-length"; place: Place; name: string; value: string }
  | { code: "missing"; place: Place; name: string }
  | { code: "not-kept" | "inexact-ids"; name: string };

/** A report's findings, checks and suggestion in words, in the report's order. */
export interface ReportWords {
  findings: { sentence: string; advice: string }[];
  checks: string[];
  suggestion: string;
}
"#;

// What the choice of a method and a convention must know of them. The core says it (src/aggregate/traits.rs), and tests/page_facts.rs holds this against it.

/** Methods that are computed in some conventions alone. @type {Set<string>} */
export const UNTRAINED = new Set(["rloo", "reinforce++", "dvao"]);
/** Those conventions. @type {Set<string>} */
export const HAS_UNTRAINED = new Set(["paper"]);
/** Methods for which what GRPO divides by makes a difference. @type {Set<string>} */
export const TAKES_SCALE = new Set(["grpo"]);
/** Conventions that have no place for missing rewards. @type {Set<string>} */
export const COMPLETE = new Set(["verl", "nemo-rl"]);

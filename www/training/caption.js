// What to look for, in a sentence that goes along with the run.

import { byId, setText } from "../base/dom.js";
import { METHODS, SCHEMA } from "../settings/schema.js";
import { TEXT } from "../words/page.js";

/** @typedef {import("../../pkg/rvpo_playground.js").Snapshot} Snapshot */
/** @typedef {import("./verdict.js").Judgement} Judgement */
/** @typedef {import("./run.js").RunState} RunState */

/** Steps at which it begins to name methods: before, every policy still has a bit of everything. */
const EARLY_STEPS = 10;

/** @param {Snapshot} snapshot @param {Judgement[]} judgements @param {RunState} state @param {string[]} rewards their names @param {string} scenario */
export function showCaption(snapshot, judgements, state, rewards, scenario) {
  const names = (/** @type {import("./verdict.js").Verdict} */ wanted) =>
    judgements.flatMap((j, i) => (j.verdict === wanted ? [TEXT.methodNamesInText[snapshot.methods[i].name]] : []));
  const rewardNames = (/** @type {Judgement[]} */ some) =>
    [...new Set(some.flatMap((j) => j.hard))].sort((a, b) => a - b).map((j) => rewards[j]);
  const groups = {
    lost: names("lost"),
    kept: names("kept"),
    between: names("between"),
    hard: rewardNames(judgements.filter((j) => j.verdict === "lost")),
  };
  const caption = byId("look");
  // Read out once at the end, not while it changes.
  caption.setAttribute("aria-live", state === "finished" ? "polite" : "off");
  setText(caption, captionFor(snapshot.step, groups, rewardNames(judgements), judgements, state, scenario));
}

/**
 * @param {number} step
 * @param {import("../words/en/page.js").Groups} groups
 * @param {string[]} hard
 * @param {Judgement[]} judgements
 * @param {RunState} state
 * @param {string} scenario
 */
function captionFor(step, groups, hard, judgements, state, scenario) {
  const { look } = TEXT;
  if (step === 0) return look.before(hard);
  if (judgements.every((j) => j.verdict === "nothing")) return look.nothing;
  if (state === "finished") {
    const rvpo = judgements[METHODS.indexOf("rvpo")].verdict;
    // The other scenarios say themselves what to try.
    const next = scenario !== SCHEMA.scenario.default ? "" : groups.lost.length === 0 ? look.tryReward : rvpo === "kept" ? look.trySmaller : look.tryLarger;
    return look.finished(groups, next);
  }
  return step < EARLY_STEPS || groups.lost.length + groups.kept.length === 0 || groups.lost.length === 0 ? look.early(hard) : look.running(groups);
}

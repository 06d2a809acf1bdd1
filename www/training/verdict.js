// Words for numbers: what a method did to the hardest reward, judged from a snapshot.

/** @typedef {"start" | "kept" | "between" | "lost" | "nothing"} Verdict */
/** @typedef {{ verdict: Verdict, hard: number[] }} Judgement the verdict and the lowest rewards of one method */

/** Share of the attainable bottleneck below which a reward counts as given up, above which as kept. */
const LOST_BELOW = 0.25;
const KEPT_ABOVE = 0.75;
/** Rewards closer to the lowest than this share the mark: the page shows two digits. */
const TIE = 0.005;
/** A table whose best bottleneck is below this has nothing to keep. */
const WORTH_KEEPING = 0.02;

/**
 * A bottleneck that some policy surely reaches: the best of answering always the same and of answering evenly.
 * @param {number[][]} table responses x rewards
 */
export function attainable(table) {
  const even = (table[0] ?? []).map((_, j) => table.reduce((sum, row) => sum + (row[j] ?? 0), 0) / table.length);
  return Math.max(Math.min(...even), ...table.map((row) => Math.min(...row)));
}

/**
 * @param {number} bottleneck mean over the seeds
 * @param {number} reachable from `attainable`
 * @param {number} step
 * @returns {Verdict}
 */
export function verdict(bottleneck, reachable, step) {
  if (step === 0) return "start";
  if (reachable < WORTH_KEEPING) return "nothing";
  if (bottleneck < LOST_BELOW * reachable) return "lost";
  return bottleneck > KEPT_ABOVE * reachable ? "kept" : "between";
}

/**
 * The rewards that are lowest, ties included; none when all are level.
 * @param {ArrayLike<number>} rewards expected levels
 * @returns {number[]} indices
 */
export function lowest(rewards) {
  const levels = Array.from(rewards);
  const floor = Math.min(...levels) + TIE;
  const at = levels.flatMap((level, j) => (level <= floor ? [j] : []));
  return at.length === levels.length ? [] : at;
}

/** Of each method. @param {import("../../pkg/rvpo_playground.js").Snapshot} snapshot @param {number} reachable from `attainable` @returns {Judgement[]} */
export function judge(snapshot, reachable) {
  return snapshot.methods.map(({ bottleneck, rewards }) => ({
    verdict: verdict(bottleneck.mean, reachable, snapshot.step),
    hard: lowest(rewards),
  }));
}

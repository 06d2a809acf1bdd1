// One group under the microscope: the rollouts of one prompt, from their rewards to their advantages. The worker sends the
// batch and what the core makes of it.

import { byId, fill, inputById, setText } from "../base/dom.js";
import { formula } from "./formula.js";
import { GROUP_SIZE, METHODS, parse, PROMPTS } from "../settings/schema.js";
import { WORDS as SAY } from "../words/microscope.js";
import { TEXT } from "../words/page.js";

/** @typedef {import("../../pkg/rvpo_playground.js").Snapshot} Snapshot */
/** @typedef {import("../../pkg/rvpo_playground.js").Batch} Batch */
/** @typedef {import("../settings/schema.js").MethodName} MethodName */
/**
 * What is shown.
 * @typedef {object} Inspected
 * @property {MethodName} method whose batch it is
 * @property {MethodName | null} compare which other method it is compared with
 * @property {Batch} batch
 * @property {number} step
 * @property {Float64Array | null} before the policy that it was sampled from, where it is known
 * @property {number[]} ranks of the rollouts, each in its group
 * @property {number[]} otherRanks under the other method
 */

/** The sub-steps of a training step, in order; the words of each are in words/en/microscope.js. */
export const STAGES = /** @type {const} */ (["sample", "score", "standardise", "aggregate", "whiten", "update"]);
/** @typedef {typeof STAGES[number]} Stage */
const ALL = STAGES.length;
/** What a sub-step touches outside of the table. @type {Record<Stage, (method: MethodName) => string[]>} */
const TOUCHES = {
  sample: (method) => [`[data-method="${method}"] .answers`],
  score: () => ["#rewards"],
  standardise: () => [],
  aggregate: (method) => ["#scope-formula", `[data-method="${method}"] .formula`],
  whiten: () => [],
  update: (method) => ["#scope-policy", `[data-method="${method}"] .answers`],
};
/** Heat is full at this many standard deviations. */
const FULL_HEAT = 2;
/** While it trains the table changes this seldom: else nobody could read it. */
const CALM_MS = 400;
const SELECTS = /** @type {const} */ (["method", "prompt", "compare"]);

export class Microscope {
  #host = byId("microscope");
  #body = byId("scope-rows");
  #run;
  #settings;
  #events;
  /** @type {import("../settings/names.js").Names} */
  #names = { responses: [], rewards: [] };
  /** @type {Inspected | null} */
  #inspected = null;
  /** The step that is shown came in slow motion. */
  #slow = false;
  /** How many of its sub-steps are shown; all of them unless in slow motion. */
  #stage = /** @type {number} */ (ALL);
  /** Slow motion has asked for a step that has not come yet. */
  #waiting = false;
  #inSight = false;
  /** The rollout under the pointer. @type {number | null} */
  #pointed = null;
  /** @type {Snapshot | null} */
  #shown = null;
  #shownAt = -Infinity;
  #built = "";

  /**
   * @param {import("../training/run.js").Run} run
   * @param {import("../settings/schema.js").Settings} settings changed in place
   * @param {{ changed: () => void, pointed: () => void, selected: (z: number[] | null) => void }} events changed: the settings; pointed: only to another rollout; selected: the z of the rollout, if there is one
   */
  constructor(run, settings, events) {
    this.#run = run;
    this.#settings = settings;
    this.#events = events;
    fill(this.#host, SAY.fixed);
    for (const name of METHODS) {
      this.#select("method").add(new Option(TEXT.methodNames[name], name));
      this.#select("compare").add(new Option(TEXT.methodNames[name], name));
    }
    for (let prompt = 1; prompt <= PROMPTS; prompt++) this.#select("prompt").add(new Option(String(prompt)));
    for (const name of SELECTS) this.#select(name).addEventListener("change", () => this.#take(name, this.#select(name).value));
    inputById("sort").addEventListener("change", () => this.#take("sort", inputById("sort").checked ? "1" : "0"));
    byId("scope-next").addEventListener("click", () => this.next());
    // Pointing shows a rollout for as long as it lasts, a click or the focus selects it.
    this.#body.addEventListener("pointerover", (event) => this.#point(rolloutOf(event.target)));
    this.#body.addEventListener("pointerleave", () => this.#point(null));
    for (const type of ["focusin", "click"]) this.#body.addEventListener(type, (event) => this.#choose(rolloutOf(event.target)));
    this.#body.addEventListener("keydown", (event) => this.#move(event));
    for (const type of ["pointerover", "focusin"]) this.#host.addEventListener(type, (event) => this.#link(event.target));
    for (const type of ["pointerleave", "focusout"]) this.#host.addEventListener(type, () => this.#link(null));
    // What nobody sees is neither fetched nor computed.
    // The expansion shows the rollout, too.
    const inSight = new Set();
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) inSight.add(target);
        else inSight.delete(target);
      }
      this.#inSight = inSight.size > 0;
      this.show();
    });
    for (const part of [this.#host, byId("expansion")]) observer.observe(part);
    this.show();
  }

  /** The settings have changed. */
  show() {
    for (const name of SELECTS) this.#select(name).value = String(this.#settings[name]);
    inputById("sort").checked = this.#settings.sort === 1;
    const { method, compare } = this.#settings;
    if (this.#inSight) this.#run.inspect(place(method), place(compare));
    else this.#run.inspect(undefined);
    this.#draw();
  }

  /** The rollout that is pointed at, else the selected one. */
  get #rollout() {
    return this.#pointed ?? this.#settings.rollout;
  }

  /** The next sub-step; the first makes a step. */
  next() {
    if (this.#waiting) return;
    if (this.#run.playing || this.#stage === ALL) {
      this.#run.step();
      this.#waiting = true;
    } else {
      this.#stage++;
      this.#draw();
    }
  }

  /** @param {Snapshot} snapshot @param {import("../settings/names.js").Names} names @param {number} now milliseconds */
  update(snapshot, names, now) {
    const renamed = this.#name(names);
    const { batch, step } = snapshot;
    // Training that goes on ends the slow motion, whether or not someone looks here.
    if (this.#slow && !this.#waiting && step !== this.#inspected?.step) {
      this.#slow = false;
      this.#stage = ALL;
      this.#draw();
    }
    const due = !this.#run.playing || now - this.#shownAt >= CALM_MS;
    const { method, compare } = this.#settings;
    const own = this.#run.inspected === place(method) && this.#run.compared === place(compare);
    if (this.#inSight && due && own && snapshot !== this.#shown && batch !== null && batch.policy.length === names.responses.length) {
      this.#shown = snapshot;
      this.#shownAt = now;
      const again = this.#inspected?.step === step;
      const last = this.#inspected?.method === method ? this.#inspected : null;
      const uniform = step === 1 ? batch.policy.map(() => 1 / batch.policy.length) : null;
      const before = last !== null && last.step === step ? last.before : last !== null && last.step === step - 1 ? last.batch.policy : uniform;
      const [ranks, otherRanks] = [ranksOf(batch.advantages), ranksOf(batch.compared)];
      this.#inspected = { method, compare: compare === "none" ? null : compare, batch, step, before, ranks, otherRanks };
      if (this.#waiting && !this.#run.playing && !this.#run.busy) {
        this.#waiting = false;
        this.#slow = true;
        this.#stage = 1;
      } else if (!again) {
        // A step that came otherwise.
        this.#slow = false;
        this.#stage = ALL;
      }
      if (this.#run.playing) this.#waiting = false;
      this.#draw();
    } else if (renamed) this.#draw();
  }

  /** The step that is shown. */
  get step() {
    return this.#inspected?.step ?? 0;
  }

  /** The group as it is shown, with all digits, under a row of names. @returns {(string | number)[][]} */
  rows() {
    const { prompt } = this.#settings;
    const { columns } = SAY;
    const { rewards, responses } = this.#names;
    const heads = [columns.rollout, columns.response, ...rewards, ...rewards.map((name) => `z: ${name}`), columns.score, columns.advantage, columns.rank, ...rewards.map((name) => `${columns.credit}: ${name}`)];
    if (!this.#inspected || this.#inspected.batch.responses.length === 0) return [heads];
    const { ranks, batch } = this.#inspected;
    return [
      heads,
      ...Array.from({ length: GROUP_SIZE }, (_, i) => {
        const at = (prompt - 1) * GROUP_SIZE + i;
        const row = (/** @type {Float64Array} */ values) => values.subarray(at * rewards.length, (at + 1) * rewards.length);
        return [i + 1, responses[batch.responses[at]], ...row(batch.rewards), ...row(batch.z), batch.scores[at], batch.advantages[at], ranks[at], ...row(batch.credit)];
      }),
    ];
  }

  /** @param {typeof SELECTS[number]} name */
  #select(name) {
    return /** @type {HTMLSelectElement} */ (byId(`scope-${name}`));
  }

  /** @param {import("../settings/schema.js").Name} name @param {string} text */
  #take(name, text) {
    Object.assign(this.#settings, { [name]: parse(name, text) });
    this.#events.changed();
    this.show();
  }

  /** @param {import("../settings/names.js").Names} names @returns {boolean} whether they have changed */
  #name(names) {
    const wanted = JSON.stringify(names);
    if (wanted === this.#built) return false;
    this.#built = wanted;
    this.#names = names;
    // Of another table, perhaps.
    this.#inspected = null;
    this.#shown = null;
    this.#heads();
    const credits = names.rewards.map((name, j) => bar(name, j));
    for (const row of credits) row.tabIndex = 0;
    byId("scope-credits").replaceChildren(...credits);
    byId("scope-policy").replaceChildren(...names.responses.map((name) => bar(name)));
    return true;
  }

  #heads() {
    const { columns } = SAY;
    const { rewards } = this.#names;
    /** @type {(words: string, stage: Stage | "", span?: number, reward?: number) => HTMLTableCellElement} */
    const head = (words, stage, span = 1, reward) => {
      const cell = document.createElement("th");
      cell.textContent = words;
      cell.title = words;
      cell.scope = span > 1 ? "colgroup" : "col";
      cell.colSpan = span;
      cell.dataset.stage = stage;
      if (reward !== undefined) cell.dataset.reward = String(reward);
      return cell;
    };
    const empty = (/** @type {Stage | ""} */ stage) => {
      const cell = document.createElement("td");
      cell.dataset.stage = stage;
      return cell;
    };
    byId("scope-heads").replaceChildren(
      empty(""),
      empty("sample"),
      head(columns.rewards, "score", rewards.length),
      head(columns.z, "standardise", rewards.length),
      empty("aggregate"),
      empty("whiten"),
      empty("whiten"),
      empty("whiten"),
    );
    const each = (/** @type {Stage} */ stage) => rewards.map((name, j) => head(name, stage, 1, j));
    byId("scope-names").replaceChildren(
      head(columns.rollout, ""),
      head(columns.response, "sample"),
      ...each("score"),
      ...each("standardise"),
      head(columns.score, "aggregate"),
      head(columns.advantage, "whiten"),
      head(columns.rank, "whiten"),
      head("", "whiten"),
    );
    this.#body.replaceChildren(...Array.from({ length: GROUP_SIZE }, () => row(rewards.length)));
  }

  #draw() {
    const { prompt, sort } = this.#settings;
    // Until the selected method's batch is here, the other one's stays.
    const method = this.#inspected?.method ?? this.#settings.method;
    const stage = /** @type {Stage} */ (STAGES[this.#stage - 1]);
    const { sentences } = SAY;
    const words = method === "grpo" ? { ...sentences, ...SAY.grpoSentences } : sentences;
    setText(byId("scope-sentence"), this.#slow ? words[stage] : "");
    setText(byId("scope-next"), SAY.next(this.#stage < ALL ? this.#stage + 1 : 1));
    const empty = !this.#inspected || this.#inspected.batch.responses.length === 0;
    byId("scope-empty").hidden = !empty;
    byId("scope-picture").hidden = empty;
    for (const node of document.querySelectorAll(".touched")) node.classList.remove("touched");
    if (!this.#inspected || empty) {
      this.#events.selected(null);
      return;
    }
    const marked = this.#slow ? [`#microscope [data-stage="${stage}"]`, ...TOUCHES[stage](method)] : [];
    for (const selector of marked) for (const node of document.querySelectorAll(selector)) node.classList.add("touched");

    const { batch, compare } = this.#inspected;
    const first = (prompt - 1) * GROUP_SIZE;
    const group = (/** @type {number[]} */ ranks) => ranks.slice(first, first + GROUP_SIZE);
    const [ranks, otherRanks] = [group(this.#inspected.ranks), group(this.#inspected.otherRanks)];
    const order = Array.from(ranks, (_, i) => i);
    if (sort === 1 && this.#stage >= 5) order.sort((a, b) => ranks[a] - ranks[b] || a - b);
    const m = this.#names.rewards.length;
    for (const cell of this.#host.querySelectorAll("tr > :last-child")) /** @type {HTMLElement} */ (cell).hidden = compare === null;
    if (compare !== null) setText(/** @type {Element} */ (byId("scope-names").lastElementChild), SAY.columns.other(TEXT.methodNames[compare]));
    let moved = 0;
    order.forEach((i, place) => {
      const line = /** @type {HTMLElement} */ (this.#body.children[place]);
      const at = first + i;
      line.dataset.rollout = String(i + 1);
      const [head, ...cells] = /** @type {HTMLElement[]} */ ([...line.children]);
      setText(/** @type {Element} */ (head.firstElementChild), String(i + 1));
      const put = (/** @type {number} */ cell, /** @type {number} */ shownFrom, /** @type {string} */ words, heat = 0) => {
        const shown = this.#stage >= shownFrom;
        setText(cells[cell], shown ? words : "");
        cells[cell].style.setProperty("--heat", `${shown ? Math.round(60 * Math.min(1, Math.abs(heat))) : 0}%`);
        cells[cell].classList.toggle("below", heat < 0);
      };
      put(0, 1, this.#names.responses[batch.responses[at]]);
      for (let j = 0; j < m; j++) {
        const [reward, z] = [batch.rewards[at * m + j], batch.z[at * m + j]];
        put(1 + j, 2, TEXT.number(reward, 2), reward / 2);
        put(1 + m + j, 3, TEXT.number(z, 2), z / FULL_HEAT);
      }
      // GRPO's sums have no zero of their own.
      put(1 + 2 * m, 4, TEXT.number(batch.scores[at], 2), (method === "grpo" ? batch.advantages : batch.scores)[at] / FULL_HEAT);
      put(2 + 2 * m, 5, TEXT.number(batch.advantages[at], 2), batch.advantages[at] / FULL_HEAT);
      put(3 + 2 * m, 5, String(ranks[i]));
      const places = compare ? otherRanks[i] - ranks[i] : 0;
      if (places !== 0) moved++;
      line.classList.toggle("moved", places !== 0 && this.#stage >= 5);
      put(4 + 2 * m, 5, compare ? SAY.moved(otherRanks[i], places) : "");
    });
    setText(byId("scope-moved"), compare && this.#stage >= 5 ? SAY.movedOf(TEXT.methodNamesInText[compare], moved, GROUP_SIZE) : "");
    const only = batch.responses.subarray(first, first + GROUP_SIZE).every((response) => response === batch.responses[first]);
    setText(byId("scope-same"), only ? SAY.same(this.#names.responses[batch.responses[first]]) : "");
    this.#drawRollout(this.#inspected);
  }

  /** The selected rollout: its row, its formula, its bars. @param {Inspected} inspected */
  #drawRollout({ method, batch, before }) {
    const rollout = this.#rollout;
    for (const line of /** @type {HTMLCollectionOf<HTMLElement>} */ (this.#body.children)) {
      const chosen = line.dataset.rollout === String(rollout);
      line.classList.toggle("selected", chosen);
      const button = /** @type {HTMLButtonElement} */ (line.firstElementChild?.firstElementChild);
      button.setAttribute("aria-pressed", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
    const group = this.#settings.prompt - 1;
    const at = group * GROUP_SIZE + rollout - 1;
    const { rewards, responses } = this.#names;
    const m = rewards.length;
    const z = batch.z.subarray(at * m, at * m + m);
    const response = responses[batch.responses[at]];
    setText(byId("scope-which"), SAY.which(rollout, response));
    const aggregated = this.#stage >= 4;
    const focused = document.activeElement?.closest("#scope-formula [data-reward]")?.getAttribute("data-reward");
    byId("scope-formula").replaceChildren(...(aggregated ? [formula(method, batch.k ?? 1, z, batch.rewards.subarray(at * m, at * m + m), batch.scores[at])] : []));
    /** @type {HTMLElement | null} */ (byId("scope-formula").querySelector(`[data-reward="${focused}"]`))?.focus();
    setText(byId("scope-whitened"), this.#stage >= 5 ? SAY.whitened(batch.advantages[at], batch.groupMeans[group], batch.groupDeviations[group]) : "");
    byId("scope-detail").hidden = !aggregated;
    [...byId("scope-credits").children].forEach((row, j) => {
      const credit = batch.credit[at * m + j];
      setBar(row, credit, TEXT.percent(credit), 1 / m);
      row.setAttribute("aria-label", `${rewards[j]}: ${TEXT.percent(credit)}`);
    });
    const updated = this.#stage === ALL;
    byId("scope-update").hidden = !updated;
    [...byId("scope-policy").children].forEach((row, a) => setBar(row, batch.policy[a], SAY.change(before?.[a] ?? null, batch.policy[a]), before?.[a]));
    this.#events.selected(Array.from(z));
  }

  /** @param {number | null} rollout */
  #point(rollout) {
    if (rollout === this.#pointed) return;
    this.#pointed = rollout;
    this.#again();
  }

  /** @param {number | null} rollout */
  #choose(rollout) {
    if (rollout === null || rollout === this.#settings.rollout) return;
    this.#settings.rollout = rollout;
    this.#events.pointed();
    this.#again();
  }

  /** Another rollout of those that are shown. */
  #again() {
    if (this.#inspected && this.#inspected.batch.responses.length > 0) this.#drawRollout(this.#inspected);
  }

  /** Up and down the rows, as they stand. @param {KeyboardEvent} event */
  #move(event) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const line = event.target instanceof Element ? event.target.closest("tr") : null;
    const next = by === undefined || !line ? null : by < 0 ? line.previousElementSibling : line.nextElementSibling;
    if (by === undefined) return;
    event.preventDefault();
    // Focusing it selects it.
    next?.querySelector("button")?.focus();
  }

  /** A term of the formula, its bar and its columns are marked together. @param {EventTarget | null} target */
  #link(target) {
    const at = [target, document.activeElement].map((node) => (node instanceof Element ? node.closest("#microscope [data-reward]") : null)).find(Boolean);
    const reward = at?.getAttribute("data-reward");
    for (const node of this.#host.querySelectorAll("[data-reward]")) node.classList.toggle("linked", node.getAttribute("data-reward") === reward);
  }
}

/** @param {MethodName | "none"} method @returns {number | undefined} */
function place(method) {
  const at = /** @type {readonly string[]} */ (METHODS).indexOf(method);
  return at < 0 ? undefined : at;
}

/** @param {EventTarget | null} target in its row */
function rolloutOf(target) {
  const line = target instanceof Element ? target.closest("tr") : null;
  return line?.dataset.rollout ? Number(line.dataset.rollout) : null;
}

/** @param {number} rewards */
function row(rewards) {
  const line = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  head.append(button);
  line.append(head);
  const cell = (/** @type {Stage} */ stage, /** @type {number} */ reward = -1) => {
    const made = document.createElement("td");
    made.dataset.stage = stage;
    if (reward >= 0) made.dataset.reward = String(reward);
    line.append(made);
  };
  cell("sample");
  for (const stage of /** @type {const} */ (["score", "standardise"])) for (let j = 0; j < rewards; j++) cell(stage, j);
  for (const stage of /** @type {const} */ (["aggregate", "whiten", "whiten", "whiten"])) cell(stage);
  return line;
}

/** @param {string} name @param {number} [reward] */
function bar(name, reward) {
  const template = /** @type {HTMLTemplateElement} */ (byId("bar"));
  const made = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (template.content.firstElementChild).cloneNode(true));
  if (reward !== undefined) made.dataset.reward = String(reward);
  setText(made.children[0], name);
  return made;
}

/** @param {Element} row @param {number} share @param {string} words @param {number} [mark] a line across the bar */
function setBar(row, share, words, mark) {
  const [, track, value] = /** @type {HTMLElement[]} */ ([...row.children]);
  setText(value, words);
  /** @type {HTMLElement} */ (track.firstElementChild).style.width = `${100 * Math.min(1, Math.abs(share))}%`;
  track.classList.toggle("below", share < 0);
  track.classList.toggle("marked", mark !== undefined);
  track.style.setProperty("--mark", `${100 * (mark ?? 0)}%`);
}

/** The rank of each rollout in its group, 1 for the largest advantage; equal ones share it. @param {Float64Array} advantages */
function ranksOf(advantages) {
  return Array.from(advantages, (own, at) => {
    const first = at - (at % GROUP_SIZE);
    const group = advantages.subarray(first, first + GROUP_SIZE);
    return 1 + group.reduce((above, value) => above + Number(value > own), 0);
  });
}

// The method cards: one per method, built once from the template, then only changed where a number changed.

import { TEXT } from "../words/page.js";
import { byId, fill, setText } from "../base/dom.js";
import { MARKERS, marker } from "../base/markers.js";

/** @typedef {import("../../pkg/rvpo_playground.js").Snapshot} Snapshot */
/** @typedef {import("./verdict.js").Judgement} Judgement */
/** @typedef {{ row: HTMLElement, bar: HTMLElement, value: HTMLElement, shown: string }} Bar */

/** 95 % of a normal law lie within this many standard errors. */
export const Z95 = 1.96;

export class Cards {
  #cards;
  /** @type {string[]} */
  #rewards = [];
  /** The names that the bars were built with. */
  #built = "";

  /** @param {readonly import("../settings/schema.js").MethodName[]} methods */
  constructor(methods) {
    const template = /** @type {HTMLTemplateElement} */ (byId("card"));
    const host = byId("cards");
    this.#cards = methods.map((name) => {
      const card = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (template.content.firstElementChild).cloneNode(true));
      const part = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (card.querySelector(selector));
      const title = part(".name");
      card.dataset.method = name;
      card.style.setProperty("--method", `var(--${name})`);
      card.setAttribute("aria-labelledby", (title.id = `method-${name}`));
      title.textContent = TEXT.methodNames[name];
      part(".swatch").append(marker(MARKERS[name]));
      part(".note").textContent = TEXT.methodNotes[name];
      part(".formula").append(/** @type {HTMLTemplateElement} */ (byId(`formula-${name}`)).content.cloneNode(true));
      fill(card, TEXT.fixed);
      host.append(card);
      return {
        card,
        bottleneck: part("[data-bottleneck]"),
        half: part(".half"),
        sign: part(".sign"),
        verdict: part(".words"),
        hosts: { answers: part(".answers"), earns: part(".earns") },
        /** @type {Bar[]} */
        answers: [],
        /** @type {Bar[]} */
        earns: [],
      };
    });
  }

  /** Gives every card a bar for each name. @param {import("../settings/names.js").Names} names */
  name(names) {
    const wanted = JSON.stringify(names);
    if (wanted === this.#built) return;
    this.#built = wanted;
    this.#rewards = names.rewards;
    for (const card of this.#cards) {
      card.answers = bars(card.hosts.answers, names.responses, "response");
      card.earns = bars(card.hosts.earns, names.rewards, "reward");
    }
  }

  /** @param {Snapshot} snapshot of as many responses and rewards as there are names @param {Judgement[]} judgements one per method @param {boolean} finished */
  update(snapshot, judgements, finished) {
    snapshot.methods.forEach((method, i) => {
      const { card, bottleneck, half, sign, verdict, answers, earns } = this.#cards[i];
      const judged = judgements[i];
      const { mean, standardError } = method.bottleneck;
      bottleneck.dataset.bottleneck = mean.toFixed(4);
      setText(bottleneck, TEXT.number(mean, 2));
      setText(half, TEXT.plusMinus(Z95 * standardError));
      if (card.dataset.verdict !== judged.verdict) card.dataset.verdict = judged.verdict;
      setText(sign, TEXT.verdictSigns[judged.verdict]);
      setText(verdict, TEXT.verdict(judged.verdict, judged.hard.map((j) => this.#rewards[j]), finished));
      answers.forEach((bar, r) => setBar(bar, method.policy[r], TEXT.percent(method.policy[r])));
      earns.forEach((bar, j) => {
        setBar(bar, method.rewards[j], TEXT.number(method.rewards[j], 2));
        bar.row.classList.toggle("lowest", judged.hard.includes(j));
      });
    });
  }
}

/** @param {HTMLElement} host @param {string[]} names @param {string} kind @returns {Bar[]} */
function bars(host, names, kind) {
  const template = /** @type {HTMLTemplateElement} */ (byId("bar"));
  const made = names.map((name) => {
    const row = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (template.content.firstElementChild).cloneNode(true));
    const part = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (row.querySelector(selector));
    row.dataset[kind] = name;
    part(".label").textContent = name;
    fill(row, TEXT.fixed);
    return { row, bar: part(".fill"), value: part(".value"), shown: "" };
  });
  host.replaceChildren(...made.map(({ row }) => row));
  return made;
}

/** @param {Bar} bar @param {number} share 0..1 @param {string} words */
function setBar(bar, share, words) {
  setText(bar.value, words);
  const width = `${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%`;
  if (width === bar.shown) return;
  bar.shown = width;
  bar.bar.style.width = width;
}

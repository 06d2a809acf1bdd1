// What the page says beside what it shows.

import { byId, setText } from "../base/dom.js";
import { TEXT } from "../words/page.js";
import { tellParent } from "./embedding.js";

const STATUS_MS = 9000;
/** So many problems with a link are told of one by one. */
const MOST_PROBLEMS = 12;

/** @type {ReturnType<typeof setTimeout> | 0} */
let timer = 0;

/** One line about what has just happened; it is read out too. @param {string} words */
export function say(words) {
  setText(byId("status"), words);
  clearTimeout(timer);
  timer = setTimeout(() => setText(byId("status"), ""), STATUS_MS);
}

/** What is loaded when it is asked for did not come. @param {unknown} error */
export function sayMissing(error) {
  console.warn(error);
  say(TEXT.failure.part);
}

/** Says what in the link is not as it must be. @param {import("../settings/fragment.js").Problem[]} problems */
export function sayProblems(problems) {
  const words = problems.length > 0 ? TEXT.linkProblems(problems.slice(0, MOST_PROBLEMS), problems.length - MOST_PROBLEMS) : "";
  setText(byId("link-notice"), words);
  if (words) tellParent({ type: "error", message: words });
}

// The panel for when nothing goes on: what went wrong, to be copied, and what to try.

import { byId, copy, fill, setText } from "../base/dom.js";
import { tellParent } from "./embedding.js";

/** @typedef {(title: string, error: unknown, words: Record<string, string>) => void} ShowFailure by data-text key */

/** @type {ShowFailure} */
export function showFailure(title, error, words) {
  const report = [title, describe(error), navigator.userAgent, location.href].join("\n");
  document.getElementById("boot")?.remove();
  document.body.dataset.state = "failed";
  byId("app").inert = true;
  const panel = byId("failure");
  fill(panel, words);
  setText(byId("failure-title"), title);
  setText(byId("failure-details"), report);
  panel.hidden = false;
  panel.focus();
  tellParent({ type: "error", message: report });
  const button = byId("copy");
  button.addEventListener("click", () => copy(button, words.copied, report, () => getSelection()?.selectAllChildren(byId("failure-details"))));
}

/** @param {unknown} error some browsers begin the stack with the message, some do not */
function describe(error) {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? "";
  return (stack.includes(error.message) ? stack : `${error.name}: ${error.message}\n${stack}`).trim();
}

// The panel for when nothing goes on: what went wrong, to be copied, and what to try.

import { byId, copy, fill, setText, tellParent } from "./dom.js";

/** @param {string} title @param {unknown} error */
export function showFailure(title, error) {
  const report = [title, describe(error), navigator.userAgent, location.href].join("\n");
  document.getElementById("boot")?.remove();
  document.body.dataset.state = "failed";
  byId("app").inert = true;
  const panel = byId("failure");
  fill(panel);
  setText(byId("failure-title"), title);
  setText(byId("failure-details"), report);
  panel.hidden = false;
  panel.focus();
  tellParent({ type: "error", message: report });
  const button = byId("copy");
  button.addEventListener("click", () => copy(button, report, () => getSelection()?.selectAllChildren(byId("failure-details"))));
}

/** @param {unknown} error some browsers begin the stack with the message, some do not */
function describe(error) {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? "";
  return (stack.includes(error.message) ? stack : `${error.name}: ${error.message}\n${stack}`).trim();
}

// The views of the page, of which one is seen, and the bar that leads from one to another.

import { byId, make } from "../base/dom.js";
import { SCHEMA, seenView } from "../settings/schema.js";
import { TEXT } from "../words/page.js";

/** @typedef {import("../settings/schema.js").Settings} Settings */
/** @typedef {Settings["view"]} View */

export class Views {
  #settings;
  #buttons;

  /** @param {Settings} settings @param {(view: View) => void} onChoice */
  constructor(settings, onChoice) {
    this.#settings = settings;
    this.#buttons = SCHEMA.view.values.map((view) => {
      const button = make("button", { type: "button", className: "quiet" }, TEXT.views[view]);
      button.dataset.to = view;
      button.addEventListener("click", () => onChoice(view));
      return button;
    });
    byId("views").setAttribute("aria-label", TEXT.fixed.views);
    byId("views").append(...this.#buttons);
    this.show();
  }

  get seen() {
    return seenView(this.#settings);
  }

  /** As the settings are. */
  show() {
    const { seen } = this;
    document.documentElement.dataset.view = seen;
    byId("views").hidden = this.#settings.hide.includes("own");
    for (const button of this.#buttons) button.setAttribute("aria-current", button.dataset.to === seen ? "page" : "false");
    // What is said is said in sight.
    byId(seen === "playground" ? "run" : "view-own").append(byId("status"));
    document.title = seen === "playground" ? TEXT.fixed.title : `${TEXT.views[seen]} · ${TEXT.fixed.title}`;
  }
}

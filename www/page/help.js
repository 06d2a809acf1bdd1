// The help: what the page shows, and the table of keys with the switch that turns them off.

import { byId, make } from "../base/dom.js";
import { controlOf, HOTKEYS } from "./keys.js";
import { WORDS } from "../words/dialogs.js";

const { help, hotkeys, keyNames } = WORDS;

/** @type {{ dialog: HTMLDialogElement, keys: HTMLElement, on: HTMLInputElement } | null} */
let built = null;

/** @param {import("../settings/schema.js").Settings} settings changed in place @param {() => void} changed */
export function openHelp(settings, changed) {
  const { dialog, keys, on } = (built ??= build(settings, changed));
  // What can be used, and which keys there are, may be other than last time.
  keys.replaceChildren(
    ...HOTKEYS.map((hotkey) => {
      const signs = hotkey.keys.flatMap((key, i) => [...(i === 0 ? [] : [` ${help.and} `]), make("kbd", {}, keyNames[key] ?? key.toUpperCase())]);
      const note = controlOf(hotkey) ? [] : [" ", make("small", {}, `(${help.none})`)];
      return make("div", {}, make("dt", {}, ...signs), make("dd", {}, hotkeys[hotkey.name] ?? hotkey.name, ...note));
    }),
  );
  on.checked = settings.keys === 1;
  dialog.showModal();
}

/** @param {import("../settings/schema.js").Settings} settings @param {() => void} changed */
function build(settings, changed) {
  const title = make("h2", { id: "help-title" }, help.title);
  const keys = make("dl", { className: "keys" });
  const on = make("input", { type: "checkbox" });
  on.addEventListener("change", () => {
    settings.keys = on.checked ? 1 : 0;
    changed();
  });
  const close = make("button", { type: "button", className: "primary" }, help.close);
  const dialog = make(
    "dialog",
    { id: "help-dialog", className: "panel" },
    title,
    ...help.about.map((words) => make("p", {}, words)),
    make("h3", {}, help.keys),
    keys,
    make("label", { className: "check" }, on, help.on),
    make("p", { className: "caption" }, help.notWhile),
    make("p", {}, help.more),
    close,
  );
  dialog.setAttribute("aria-labelledby", title.id);
  close.addEventListener("click", () => dialog.close());
  byId("app").append(dialog);
  return { dialog, keys, on };
}

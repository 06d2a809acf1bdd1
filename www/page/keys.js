// The keys that work wherever the focus is, in one table that the listener and the help read. A key does what its control does, so
// that what a link locks or hides stays so. A widget that uses a key itself calls `preventDefault`.

import { byId } from "../base/dom.js";

/**
 * @typedef {object} Hotkey
 * @property {readonly string[]} keys as in KeyboardEvent.key, in small letters
 * @property {string} name of its words for the help, in words/en/more.js; without an entry there, the words themselves
 * @property {readonly string[]} on ids of the controls that it stands for: it is for the first that can be used
 * @property {(control: HTMLElement) => void} act
 * @property {boolean} [repeats] while the key is held
 * @property {(control: HTMLElement) => string | null | undefined} [said] what to say then, where nothing else does
 */

/** @param {HTMLElement} control */
const click = (control) => control.click();
/** @param {HTMLElement} slider */
const down = (slider) => move(slider, (input) => input.stepDown());
/** @param {HTMLElement} slider */
const up = (slider) => move(slider, (input) => input.stepUp());

/** @type {Hotkey[]} */
export const HOTKEYS = [
  { keys: [" ", "k"], name: "play", on: ["play"], act: click },
  { keys: ["s", "arrowright"], name: "step", on: ["step"], act: click, repeats: true },
  { keys: ["r"], name: "reset", on: ["reset"], act: click },
  { keys: ["n"], name: "newSeed", on: ["new-seed"], act: click },
  // Not every keyboard writes brackets without AltGr.
  { keys: ["[", ","], name: "smaller", on: ["k-slider", "kTo-slider"], act: down, repeats: true },
  { keys: ["]", "."], name: "larger", on: ["k-slider", "kTo-slider"], act: up, repeats: true },
  { keys: ["-"], name: "slower", on: ["speed"], act: down, repeats: true, said: valueOf },
  { keys: ["+", "="], name: "faster", on: ["speed"], act: up, repeats: true, said: valueOf },
  { keys: ["m"], name: "part", on: ["scope-next"], act: showAndClick },
  { keys: ["t"], name: "theme", on: ["theme"], act: nextChoice, said: valueOf },
  { keys: ["l"], name: "share", on: ["share"], act: click },
  { keys: ["?"], name: "help", on: ["help"], act: click },
];

/** What has the focus uses these keys itself. */
const USED = [
  { by: "input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable]", keys: /./s },
  { by: "[type=range]", keys: /^(arrow|page|home|end)/ },
  { by: "[type=radio]", keys: /^(arrow| )/ },
  // What is scrolled.
  { by: "[tabindex]", keys: /^(arrow|page|home|end| )/ },
  { by: "button, summary, a, [type=checkbox]", keys: /^( |enter)/ },
];

/** The control that a hotkey is for now: not one that is hidden, locked or out of use. @param {Hotkey} hotkey */
export function controlOf({ on }) {
  return on.map(byId).find((control) => control.getClientRects().length > 0 && !control.matches(":disabled, [inert] *"));
}

/** @param {() => boolean} areOn @param {(words: string) => void} say @returns {(event: KeyboardEvent) => void} what each key press goes to */
export function listen(areOn, say) {
  const press = (/** @type {KeyboardEvent} */ event) => {
    const { target } = event;
    if (!areOn() || event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.getModifierState("AltGraph")) return;
    const key = event.key.toLowerCase();
    if (target instanceof Element && USED.some((use) => target.matches(use.by) && use.keys.test(key))) return;
    // A dialog has the page to itself.
    if (document.querySelector("dialog[open]")) return;
    for (const hotkey of HOTKEYS) {
      const control = hotkey.keys.includes(key) && controlOf(hotkey);
      if (!control) continue;
      event.preventDefault();
      if (!event.repeat || hotkey.repeats) {
        hotkey.act(control);
        const said = hotkey.said?.(control);
        if (said) say(said);
      }
      return;
    }
  };
  document.addEventListener("keydown", press);
  return press;
}

/** What it does is seen beside it. Where that is not loaded yet, it is by coming into sight. @param {HTMLElement} control */
function showAndClick(control) {
  const part = control.closest("section");
  part?.scrollIntoView();
  if (part?.matches("[data-waiting]")) part.addEventListener("loaded", () => control.click(), { once: true });
  else control.click();
}

/** @param {HTMLElement} slider @param {(slider: HTMLInputElement) => void} how */
function move(slider, how) {
  how(/** @type {HTMLInputElement} */ (slider));
  changed(slider);
}

/** @param {HTMLElement} control */
function nextChoice(control) {
  const select = /** @type {HTMLSelectElement} */ (control);
  select.selectedIndex = (select.selectedIndex + 1) % select.length;
  changed(select);
}

/** What a screen reader would say if the control had the focus. @param {HTMLElement} control */
function valueOf(control) {
  return control instanceof HTMLSelectElement ? control.selectedOptions[0].text : control.getAttribute("aria-valuetext");
}

/** As if it had been done by hand. @param {HTMLElement} control */
function changed(control) {
  for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
}

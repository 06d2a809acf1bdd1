// What the parts for rewards of one's own are made of.

import { element, make, setText } from "../base/dom.js";
import { WORDS } from "../words/own.js";
import { TEXT } from "../words/page.js";

/** @param {string} words @param {string} id @param {string} [className] */
export function button(words, id, className = "") {
  return make("button", { type: "button", id, className }, words);
}

/** A box that scrolls by itself, also by keyboard. @param {HTMLElement} box @param {string} name */
export function scrolls(box, name) {
  box.classList.add("own-scroll");
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", name);
}

/** A name from the data that may go on in another line where its words end. @param {string} name @returns {(string | HTMLElement)[]} */
export function breakable(name) {
  return name.split(/(?<=[_\-./:])/).flatMap((word, i) => (i === 0 ? [word] : [make("wbr", {}), word]));
}

/** @param {string} id */
export function alert(id) {
  return make("p", { className: "error", id, role: "alert" });
}

/** @param {HTMLElement} error @param {HTMLElement} field @param {string} words */
export function showError(error, field, words) {
  setText(error, words);
  field.setAttribute("aria-invalid", String(words !== ""));
}

/** A method's name as it stands on the page. @param {string} name */
export function methodName(name) {
  return WORDS.choice.methods[name] ?? TEXT.methodNames[/** @type {import("../settings/schema.js").MethodName} */ (name)];
}

/** Both methods' names, with their k. @param {import("../../pkg/rvpo_playground.js").Report} report */
export function namesInReport({ method, compare }) {
  return [method, compare].map(({ name, k }) => WORDS.withK(methodName(name), k ?? null));
}

/** A part of the answers. @param {string} className @param {string} title @param {Node[]} content */
export function block(className, title, ...content) {
  return make("div", { className: `own-block ${className}` }, make("h4", {}, title), ...content);
}

/** @param {string} words */
export function hint(words) {
  return element("p", "caption", words);
}

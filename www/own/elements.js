// What the parts for rewards of one's own are made of.

import { make } from "../page/dom.js";

/** In a legend, a table's head or beside a bar. */
const LONGEST = 28;

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

/** A name from the data, where there is little room: names that begin alike often differ at the end, so it is the middle that is left out. @param {string} name */
export function short(name, longest = LONGEST) {
  const letters = [...name];
  const kept = longest - 1;
  return letters.length > longest ? `${letters.slice(0, Math.floor(kept / 2)).join("")}…${letters.slice(-Math.ceil(kept / 2)).join("")}` : name;
}

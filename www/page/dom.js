// Small helpers: the only place that makes elements from names.

import { TEXT } from "../words/page.js";

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found;
}

/** @param {string} id @returns {HTMLInputElement} */
export const inputById = (id) => /** @type {HTMLInputElement} */ (byId(id));

/**
 * An element with its properties and what is in it.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, unknown>} properties @param {(Node | string)[]} content
 */
export function make(tag, properties, ...content) {
  const node = document.createElement(tag);
  Object.assign(node, properties);
  node.append(...content);
  return node;
}

/** @param {string} tag @param {Record<string, string | number>} attributes @param {(Node | string)[]} content */
export function makeSvg(tag, attributes, ...content) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...content);
  return node;
}

/** Changes a text only where it differs, so that an unchanged page costs nothing. @param {Element} node @param {string} text */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Puts the fixed words in place, by data-text. @param {ParentNode} root @param {Record<string, string>} words */
export function fill(root, words = TEXT.fixed) {
  for (const node of root.querySelectorAll("[data-text]")) {
    const text = words[node.getAttribute("data-text") ?? ""];
    // What is not in this table is in that of a part that is loaded later.
    if (text !== undefined) node.textContent = text;
  }
}

/** By name. @type {Map<string, Promise<unknown>>} */
const dressed = new Map();

/** Loads the styles of what is not there to begin with. */
export function dressParts(name = "parts.css") {
  const coming =
    dressed.get(name) ??
    new Promise((onload, onerror) => {
      document.head.append(make("link", { rel: "stylesheet", href: new URL(`../styles/${name}`, import.meta.url).href, onload, onerror }));
    }).catch(() => {
      dressed.delete(name);
      throw new Error(`${name} could not be loaded`);
    });
  dressed.set(name, coming);
  return coming;
}

/** Without a clipboard, as without https, the text is at least selected. @param {HTMLElement} button @param {string} text @param {() => void} select */
export async function copy(button, text, select) {
  try {
    await navigator.clipboard.writeText(text);
    setText(button, TEXT.fixed.copied);
  } catch {
    select();
  }
}

/** Tells the page that this one is embedded in. @param {object} message */
export function tellParent(message) {
  if (parent !== window) parent.postMessage(message, "*");
}

/** The same five signs as the chart draws: cards and legend show which curve is whose without colour. */
export const MARKERS = /** @type {const} */ ({ grpo: "circle", "dr-grpo": "circle", gdpo: "square", variance: "triangle", rvpo: "diamond", min: "cross" });
/** In a box of 12 by 12. */
export const MARKERS_DRAWN = {
  circle: "M6 1.6a4.4 4.4 0 1 0 .01 0z",
  square: "M2 2h8v8H2z",
  triangle: "M6 1.2 11 10.4H1z",
  diamond: "M6 .6 11.4 6 6 11.4.6 6z",
  cross: "M2.6 1 6 4.4 9.4 1 11 2.6 7.6 6 11 9.4 9.4 11 6 7.6 2.6 11 1 9.4 4.4 6 1 2.6z",
  down: "M6 10.8 1 1.6h10z",
};

/** @param {import("../../pkg/rvpo_playground.js").ChartMarker} shape */
export function marker(shape) {
  return makeSvg("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" }, makeSvg("path", { d: MARKERS_DRAWN[shape] }));
}

/** A line of a chart's legend. @param {import("../../pkg/rvpo_playground.js").ChartMarker} shape @param {string} color a custom property @param {string} words */
export function legendItem(shape, color, words) {
  const item = document.createElement("li");
  item.style.setProperty("--method", `var(${color})`);
  const swatch = element("span", "swatch");
  swatch.append(marker(shape));
  item.append(swatch, words);
  return item;
}

/** @param {string} tag @param {string} className @param {string} [text] */
export function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

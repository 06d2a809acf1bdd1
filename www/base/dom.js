// Small helpers: the only place that makes elements from names.

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
export function fill(root, words) {
  for (const node of root.querySelectorAll("[data-text]")) {
    const text = words[node.getAttribute("data-text") ?? ""];
    // What is not in this table is in that of a part that is loaded later.
    if (text !== undefined) node.textContent = text;
  }
}

/**
 * Without a clipboard, as without https, the text is at least selected.
 * @param {HTMLElement} button says so where it is copied @param {string} copied its words then @param {string} text @param {() => void} select
 */
export async function copy(button, copied, text, select) {
  try {
    await navigator.clipboard.writeText(text);
    setText(button, copied);
  } catch {
    select();
  }
}

/** @param {string} tag @param {string} className @param {string} [text] */
export function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

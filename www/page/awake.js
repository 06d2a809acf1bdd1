// What is wanted once someone is there, so loaded with the first sign of it: the keys, and what a sheet of paper needs.

import { byId, make, setText } from "./dom.js";
import { listen } from "./keys.js";
import { linkTo } from "./address.js";

/** @typedef {import("../settings/schema.js").Settings} Settings */
/** The canvas for paper, what must know of another look, and the picture. @typedef {[string, { lookAgain(): void }, (scale: number) => import("../picture/svg.js").Picture]} Printed */

/** Dots on paper for each of a picture's pixels. */
const SCALE = 3;

/**
 * @param {Event} first what has woken it
 * @param {{ settings: Settings, say: (words: string) => void, dress: (settings: Settings) => void, charts: () => Printed[] }} page
 */
export function begin(first, { settings, say, dress, charts }) {
  const press = listen(() => settings.keys === 1, say);
  if (first instanceof KeyboardEvent) press(first);

  document.head.append(make("link", { rel: "stylesheet", media: "print", href: new URL("../styles/print.css", import.meta.url).href }));
  /** Paper is light, whatever the theme, and does not know how large the window was. @param {boolean} printing */
  const paper = (printing) => {
    dress(printing ? { ...settings, theme: "light" } : settings);
    setText(byId("address"), linkTo({ ...settings, embed: 0 }));
    for (const [id, chart, picture] of charts()) {
      chart.lookAgain();
      if (printing) drawForPaper(/** @type {HTMLCanvasElement} */ (byId(id)), picture(SCALE));
    }
  };
  addEventListener("beforeprint", () => paper(true));
  addEventListener("afterprint", () => paper(false));
}

/**
 * Draws a picture for paper. Browsers may print of a canvas only what was drawn on it in one go, without measuring text meanwhile.
 * @param {HTMLCanvasElement} canvas @param {import("../picture/svg.js").Picture} picture
 */
function drawForPaper(canvas, { width, height, style: { scale }, layers }) {
  const size = { width: scale * width, height: scale * height };
  Object.assign(canvas, size);
  const drawn = layers.map((layer) => {
    const sheet = Object.assign(document.createElement("canvas"), size);
    layer(sheet);
    return sheet;
  });
  for (const sheet of drawn) canvas.getContext("2d")?.drawImage(sheet, 0, 0);
}

// Canvases that fill an element: they follow its size, the pixel ratio and the theme. Sizes and colours come from CSS; the
// drawing itself is the wasm's.

import { TEXT } from "../words/page.js";

/** @typedef {import("../../pkg/rvpo_playground.js").ChartStyle} ChartStyle */
/** What CSS says of sizes and colours. @typedef {{ style: ChartStyle, colors: string[] }} Appearance */

export class Canvases {
  #host;
  #layers;
  #colors;
  #onChange;
  /** @type {Appearance | null} read again when sizes or colours have changed */
  #appearance = null;
  /** Device pixels, where the browser tells them exactly: with a fractional ratio it alone knows how it rounds. */
  #exact = { width: 0, height: 0 };

  /**
   * @param {HTMLElement} host
   * @param {readonly string[]} colors custom properties
   * @param {() => void} onChange something outside asks for a redraw
   */
  constructor(host, colors, onChange) {
    this.#host = host;
    /** @type {NodeListOf<HTMLCanvasElement>} */
    this.#layers = host.querySelectorAll("canvas:not(.on-paper)");
    this.#colors = colors;
    this.#onChange = onChange;
    const observer = new ResizeObserver(([entry]) => {
      const exact = entry.devicePixelContentBoxSize?.[0];
      if (exact) this.#exact = { width: exact.inlineSize, height: exact.blockSize };
      this.restyle();
    });
    try {
      observer.observe(host, { box: "device-pixel-content-box" });
    } catch {
      observer.observe(host);
    }
    // A media query knows only one pixel ratio: after each change it is asked anew.
    const onRatio = () => {
      this.restyle();
      matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", onRatio, { once: true });
    };
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", onRatio, { once: true });
  }

  /** The canvases, the lowest first. */
  get layers() {
    return this.#layers;
  }

  /** Gives the canvases one device pixel per screen pixel. @returns {boolean} whether there is anything to draw on */
  fit() {
    const width = pixels(this.#host.clientWidth, this.#exact.width);
    const height = pixels(this.#host.clientHeight, this.#exact.height);
    for (const canvas of this.#layers) {
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    }
    return width > 60 && height > 60;
  }

  /** Sizes or colours have changed. */
  restyle() {
    this.#appearance = null;
    this.#onChange();
  }

  get appearance() {
    return (this.#appearance ??= this.#read());
  }

  /** What it shows, for those who do not see it. @param {string} words */
  describe(words) {
    if (this.#host.getAttribute("aria-label") !== words) this.#host.setAttribute("aria-label", words);
  }

  /** What was said last. */
  get words() {
    return this.#host.getAttribute("aria-label") ?? "";
  }

  /** Words in place of the canvases. @param {string} words */
  giveUp(words) {
    this.#host.replaceChildren(words);
    this.#host.removeAttribute("role");
    this.#host.removeAttribute("aria-label");
  }

  /** @returns {Appearance} */
  #read() {
    const css = getComputedStyle(this.#host);
    const color = (/** @type {string} */ name) => css.getPropertyValue(name).trim();
    return {
      style: {
        scale: devicePixelRatio,
        fontSize: Number.parseFloat(css.fontSize),
        fontFamily: css.fontFamily,
        decimal: TEXT.decimal,
        ink: color("--muted"),
        grid: color("--line"),
        background: color("--panel"),
      },
      colors: this.#colors.map(color),
    };
  }
}

/** @param {number} css @param {number} exact an older size is of no use */
function pixels(css, exact) {
  const size = css * devicePixelRatio;
  return Math.abs(exact - size) < 1.5 ? exact : Math.round(size);
}

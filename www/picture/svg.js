// A picture that stands alone, as SVG or PNG: title, legend, and the chart as the page draws it. The chart's code gets a canvas
// whose pen writes SVG instead, so that one drawing serves screen and file.

import { markerPath } from "../../pkg/page/rvpo_playground.js";
import { makeSvg } from "../base/dom.js";

/**
 * @typedef {object} Picture
 * @property {string} title
 * @property {string} description the same in words
 * @property {number} width in CSS pixels
 * @property {number} height without title and legend
 * @property {Pick<import("../../pkg/rvpo_playground.js").ChartStyle, "scale" | "fontSize" | "fontFamily" | "ink" | "background">} style
 * @property {{ label: string, color: string, marker: import("../../pkg/rvpo_playground.js").ChartMarker }[]} legend
 * @property {((canvas: HTMLCanvasElement) => void)[]} layers each draws on a canvas of that size times `style.scale`; for a file that is 1
 */

/** In em. */
const PAD = 0.6;
/** As the chart's own. */
const LEFT = 0.3;
const LINE = 1.7;
const SAMPLE = 1.1;
const GAP = 1.5;
/** Pixels of a PNG for each of the picture's. */
const SCALE = 2;
/** What XML cannot hold. */
const UNWRITABLE = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** @param {Picture} picture @returns {string} */
export function toSvg(picture) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(draw(picture))}\n`;
}

/** @param {Picture} picture @returns {Promise<Blob>} */
export async function toPng(picture) {
  const svg = draw(picture);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SCALE * Number(svg.getAttribute("width"));
  canvas.height = SCALE * Number(svg.getAttribute("height"));
  context(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser made no PNG."))), "image/png"));
}

/** @param {Picture} picture */
function draw({ title, description, width, height, style, legend, layers }) {
  const { fontSize: em, fontFamily, ink, background } = style;
  const real = context(document.createElement("canvas"));
  const [pad, left] = [PAD * em, LEFT * em];
  /** @type {Element[]} */
  const above = [];
  const text = (/** @type {string} */ words, /** @type {number} */ x, /** @type {number} */ y, /** @type {object} */ more = {}) =>
    above.push(makeSvg("text", { x: round(x), y: round(y), fill: ink, "font-size": em, "font-family": fontFamily, ...more }, writable(words)));

  let line = pad + em;
  text(title, left, line, { "font-weight": 600 });
  real.font = `${em}px ${fontFamily}`;
  line += LINE * em;
  let x = left;
  for (const { label, color, marker } of legend) {
    const entry = (SAMPLE + 0.4) * em + real.measureText(label).width;
    if (x > left && x + entry > width - pad) [x, line] = [left, line + LINE * em];
    const size = (SAMPLE * em) / 12;
    above.push(makeSvg("path", { d: markerPath(marker), fill: color, transform: `translate(${round(x)} ${round(line - 0.9 * em)}) scale(${round(size)})` }));
    text(label, x + (SAMPLE + 0.4) * em, line);
    x += entry + GAP * em;
  }
  const top = Math.ceil(line + pad);
  const chart = makeSvg("g", { transform: `translate(0 ${top})` }, ...layers.flatMap((layer) => record(width, height, layer)));
  const size = { width, height: top + height };
  return makeSvg(
    "svg",
    { ...size, viewBox: `0 0 ${size.width} ${size.height}`, role: "img", "aria-labelledby": "title desc" },
    makeSvg("title", { id: "title" }, writable(title)),
    makeSvg("desc", { id: "desc" }, writable(description)),
    makeSvg("rect", { ...size, fill: background }),
    ...above,
    chart,
  );
}

/**
 * What would have been drawn on a canvas.
 * @param {number} width @param {number} height @param {(canvas: HTMLCanvasElement) => void} layer
 */
function record(width, height, layer) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const pen = new Pen(context(document.createElement("canvas")));
  Object.defineProperty(canvas, "getContext", { value: () => pen });
  layer(canvas);
  return pen.shapes;
}

/** A canvas's context that writes down what is drawn; as much of one as charts use. The rest throws, as it is no real one. */
class Pen {
  /** @type {Element[]} */
  shapes = [];
  fillStyle = "#000";
  strokeStyle = "#000";
  lineWidth = 1;
  lineJoin = "miter";
  lineCap = "butt";
  textAlign = "start";
  textBaseline = "alphabetic";
  /** Measures text, and knows which fonts can be read. */
  #real;
  #unit = 1;
  #path = "";

  /** @param {CanvasRenderingContext2D} real */
  constructor(real) {
    this.#real = real;
  }

  get font() {
    return this.#real.font;
  }

  set font(font) {
    this.#real.font = font;
  }

  /** @param {string} text */
  measureText(text) {
    return this.#real.measureText(text);
  }

  resetTransform() {
    this.#unit = 1;
  }

  /** Only ever a scale. @param {number} unit */
  setTransform(unit) {
    this.#unit = unit;
  }

  /** There is nothing yet. */
  clearRect() {}

  beginPath() {
    this.#path = "";
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.#path += `M${this.#at(x)} ${this.#at(y)}`;
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.#path += `L${this.#at(x)} ${this.#at(y)}`;
  }

  closePath() {
    this.#path += "Z";
  }

  /** Only ever a full circle. @param {number} x @param {number} y @param {number} radius */
  arc(x, y, radius) {
    const r = this.#at(radius);
    this.#path += `M${this.#at(x - radius)} ${this.#at(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  }

  fill() {
    this.#add("path", { d: this.#path, ...paint("fill", this.fillStyle) });
  }

  stroke() {
    const { lineJoin, lineCap, lineWidth } = this;
    this.#add("path", {
      d: this.#path,
      fill: "none",
      ...paint("stroke", this.strokeStyle),
      "stroke-width": this.#at(lineWidth),
      "stroke-linejoin": lineJoin,
      "stroke-linecap": lineCap,
    });
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  fillRect(x, y, width, height) {
    const [left, top] = [this.#at(x), this.#at(y)];
    this.#add("rect", { x: left, y: top, width: this.#at(width), height: this.#at(height), ...paint("fill", this.fillStyle) });
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    const [, before, size, family] = /^(.*?)([\d.]+)px (.*)$/.exec(this.font) ?? ["", "", "10", "sans-serif"];
    // Programs differ in which other lines of text they know than this one.
    const ascent = (/** @type {string} */ baseline) => {
      this.#real.textBaseline = /** @type {CanvasTextBaseline} */ (baseline);
      return this.#real.measureText(text).fontBoundingBoxAscent;
    };
    const down = ascent("alphabetic") - ascent(this.textBaseline);
    const anchor = { start: "start", center: "middle", end: "end" }[this.textAlign] ?? "start";
    this.#add(
      "text",
      {
        x: this.#at(x),
        y: this.#at(y + (down || 0)),
        "text-anchor": anchor,
        ...paint("fill", this.fillStyle),
        "font-size": this.#at(Number(size)),
        "font-family": family,
        ...(/bold|[6-9]00/.test(before) && { "font-weight": "bold" }),
      },
      writable(text),
    );
  }

  /** @param {string} tag @param {Record<string, string | number>} attributes @param {string[]} content */
  #add(tag, attributes, ...content) {
    this.shapes.push(makeSvg(tag, attributes, ...content));
  }

  /** @param {number} length */
  #at(length) {
    return round(length * this.#unit);
  }
}
// What draws asks whether it is one.
Object.setPrototypeOf(Pen.prototype, CanvasRenderingContext2D.prototype);

/** SVG has the opacity apart. @param {"fill" | "stroke"} what @param {string} color @returns {Record<string, string>} */
function paint(what, color) {
  const [, rgb, alpha] = /^rgba\((.*),([^,]*)\)$/.exec(color) ?? [];
  if (rgb === undefined) return { [what]: color };
  return { [what]: `rgb(${rgb})`, ...(Number(alpha) < 1 && { [`${what}-opacity`]: alpha }) };
}

/** @param {HTMLCanvasElement} canvas */
function context(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/** @param {number} value to hundredths of a pixel */
function round(value) {
  return Number(value.toFixed(2));
}

/** @param {string} text */
function writable(text) {
  return text.replace(UNWRITABLE, "");
}

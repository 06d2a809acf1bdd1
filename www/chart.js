// The chart: two stacked canvases, axes below and curves above, so that a frame redraws only the curves.
// The page gives sizes, colours and numbers; the drawing itself is the wasm's.

import { drawBottleneckAxes, drawBottleneckCurves } from "../pkg/rvpo_playground.js";
import { Z95 } from "./cards.js";
import { byId, marker, MARKERS } from "./dom.js";
import { TEXT } from "./text.js";

/** @typedef {import("../pkg/rvpo_playground.js").ChartRange} ChartRange */
/** @typedef {import("../pkg/rvpo_playground.js").ChartStyle} ChartStyle */
/** @typedef {import("./schema.js").MethodName} MethodName */
/** @typedef {{ mean: number[], standardError: number[] }} History */

export class Chart {
  #host = byId("chart");
  #axes = /** @type {HTMLCanvasElement} */ (byId("chart-axes"));
  #curves = /** @type {HTMLCanvasElement} */ (byId("chart-curves"));
  #methods;
  #onChange;
  #drawnAxes = "";
  /** @type {{ style: ChartStyle, colors: string[] } | null} read again when the page's look has changed */
  #look = null;
  #broken = false;
  /** Device pixels, where the browser tells them exactly: with a fractional ratio it alone knows how it rounds. */
  #exact = { width: 0, height: 0 };

  /** @param {readonly MethodName[]} methods @param {() => void} onChange something outside asks for a redraw */
  constructor(methods, onChange) {
    this.#methods = methods;
    this.#onChange = onChange;
    this.#watch();
    const legend = byId("legend");
    for (const name of methods) {
      const item = document.createElement("li");
      item.style.setProperty("--method", `var(--${name})`);
      const swatch = document.createElement("span");
      swatch.className = "swatch";
      swatch.append(marker(name));
      item.append(swatch, TEXT.methodNames[name]);
      legend.append(item);
    }
  }

  /** @param {History[]} history from step 0 @param {number} steps the x axis's end @param {number} reachable a level that must be in sight */
  draw(history, steps, reachable) {
    if (this.#broken || !this.#fit()) return;
    const { style, colors } = (this.#look ??= this.#readLook());
    const range = { steps, min: 0, max: top(history, reachable) };
    try {
      const key = JSON.stringify([range, style, this.#axes.width, this.#axes.height]);
      if (key !== this.#drawnAxes) {
        drawBottleneckAxes(this.#axes, range, style, TEXT.chart);
        this.#drawnAxes = key;
      }
      drawBottleneckCurves(this.#curves, range, style, this.#curvesOf(history, range, colors));
    } catch (error) {
      console.error(error);
      this.#broken = true;
      this.#host.replaceChildren(TEXT.chart.failed);
      this.#host.removeAttribute("role");
    }
  }

  /**
   * The same for a file, always of one size. `draw` says what the arguments are.
   * @param {History[]} history @param {number} steps @param {number} reachable @param {number} [scale] dots for each pixel
   * @returns {import("./picture.js").Picture}
   */
  picture(history, steps, reachable, scale = 1) {
    const look = this.#readLook();
    const style = { ...look.style, scale, fontSize: 15 };
    const range = { steps, min: 0, max: top(history, reachable) };
    const curves = this.#curvesOf(history, range, look.colors);
    return {
      title: TEXT.fixed.chart,
      description: this.#host.getAttribute("aria-label") ?? "",
      width: 960,
      height: 420,
      style,
      legend: curves,
      layers: [(canvas) => drawBottleneckAxes(canvas, range, style, TEXT.chart), (canvas) => drawBottleneckCurves(canvas, range, style, curves)],
    };
  }

  /** @param {History[]} history @param {ChartRange} range @param {string[]} colors */
  #curvesOf(history, range, colors) {
    return history.map(({ mean, standardError }, i) => {
      const name = this.#methods[i];
      const at = (/** @type {number} */ side) => Float64Array.from(mean, (m, s) => clamp(m + side * standardError[s], range));
      return {
        label: TEXT.methodNames[name],
        color: colors[i],
        marker: MARKERS[name],
        mean: at(0),
        low: at(-Z95),
        high: at(Z95),
      };
    });
  }

  /** The chart in words, for those who do not see it. @param {import("../pkg/rvpo_playground.js").Snapshot} snapshot */
  describe(snapshot) {
    const rows = snapshot.methods.map(({ name, bottleneck }) => ({
      name: TEXT.methodNames[name],
      mean: bottleneck.mean,
      half: Z95 * bottleneck.standardError,
    }));
    const words = TEXT.chart.summary(snapshot.step, rows);
    if (this.#host.getAttribute("aria-label") !== words) this.#host.setAttribute("aria-label", words);
  }

  #watch() {
    const observer = new ResizeObserver(([entry]) => {
      const exact = entry.devicePixelContentBoxSize?.[0];
      if (exact) this.#exact = { width: exact.inlineSize, height: exact.blockSize };
      this.lookAgain();
    });
    try {
      observer.observe(this.#host, { box: "device-pixel-content-box" });
    } catch {
      observer.observe(this.#host);
    }
    // A media query knows only one pixel ratio: after each change it is asked anew.
    const onRatio = () => {
      this.lookAgain();
      matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", onRatio, { once: true });
    };
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", onRatio, { once: true });
  }

  /** Gives both canvases one device pixel per screen pixel. @returns {boolean} whether there is anything to draw on */
  #fit() {
    const width = pixels(this.#host.clientWidth, this.#exact.width);
    const height = pixels(this.#host.clientHeight, this.#exact.height);
    for (const canvas of [this.#axes, this.#curves]) {
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    }
    return width > 60 && height > 60;
  }

  /** Sizes or colours have changed. */
  lookAgain() {
    this.#look = null;
    this.#onChange();
  }

  #readLook() {
    const css = getComputedStyle(this.#host);
    const color = (/** @type {string} */ name) => css.getPropertyValue(name).trim();
    return {
      style: {
        scale: devicePixelRatio,
        fontSize: Number.parseFloat(css.fontSize),
        fontFamily: css.fontFamily,
        ink: color("--muted"),
        grid: color("--line"),
        background: color("--panel"),
      },
      colors: this.#methods.map((name) => color(`--${name}`)),
    };
  }
}

/**
 * Draws a picture for paper. Browsers may print of a canvas only what was drawn on it in one go, without measuring text meanwhile.
 * @param {HTMLCanvasElement} canvas @param {import("./picture.js").Picture} picture
 */
export function drawForPaper(canvas, { width, height, style: { scale }, layers }) {
  const size = { width: scale * width, height: scale * height };
  Object.assign(canvas, size);
  const drawn = layers.map((layer) => {
    const sheet = Object.assign(document.createElement("canvas"), size);
    layer(sheet);
    return sheet;
  });
  for (const sheet of drawn) canvas.getContext("2d")?.drawImage(sheet, 0, 0);
}

/** @param {number} css @param {number} exact an older size is of no use */
function pixels(css, exact) {
  const size = css * devicePixelRatio;
  return Math.abs(exact - size) < 1.5 ? exact : Math.round(size);
}

/** @param {number} value @param {ChartRange} range */
function clamp(value, range) {
  return Math.min(range.max, Math.max(range.min, value));
}

/** The y axis's end: a fifth at a time, so that it seldom moves. @param {History[]} history @param {number} reachable */
function top(history, reachable) {
  let highest = Math.max(reachable, 0.15);
  for (const { mean, standardError } of history) {
    for (let s = 0; s < mean.length; s++) highest = Math.max(highest, mean[s] + Z95 * standardError[s]);
  }
  return Math.min(1, Math.ceil(highest * 5.2) / 5);
}

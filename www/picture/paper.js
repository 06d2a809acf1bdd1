// Pictures on paper.

/** The canvas for paper, what it is a picture of, and the picture with so many dots for each of its pixels. @typedef {{ canvas: string, of: { restyle(): void }, picture: (scale: number) => import("./svg.js").Picture }} Printed */

/** Dots on paper for each of a picture's pixels. */
const SCALE = 3;

/**
 * Draws a picture for paper. Browsers may print of a canvas only what was drawn on it in one go, without measuring text meanwhile.
 * @param {Printed} printed
 */
export function drawForPaper(printed) {
  const {
    width,
    height,
    style: { scale },
    layers,
  } = printed.picture(SCALE);
  const size = { width: scale * width, height: scale * height };
  const canvas = Object.assign(/** @type {HTMLCanvasElement} */ (document.getElementById(printed.canvas)), size);
  const drawn = layers.map((layer) => {
    const made = Object.assign(document.createElement("canvas"), size);
    layer(made);
    return made;
  });
  for (const layer of drawn) canvas.getContext("2d")?.drawImage(layer, 0, 0);
}

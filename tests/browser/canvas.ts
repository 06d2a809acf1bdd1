// What the chart's canvases show.

import type { Locator } from "@playwright/test";

export interface Extent {
  pixels: number;
  /** Shares of the canvas's width; both 0 where there are no pixels. */
  left: number;
  right: number;
}

export interface Picture {
  width: number;
  height: number;
  /** Pixels that differ from the most common colour. */
  ink: number;
  /** Where the colours named in CSS (`--grpo`) are, in their order. */
  colors: Extent[];
}

/** Reads a canvas. */
export function picture(canvas: Locator, colors: string[] = []): Promise<Picture> {
  return canvas.evaluate((node, colors) => {
    const canvas = node as HTMLCanvasElement;
    const { width, height } = canvas;
    // Of a copy: reading the canvas itself would move it out of the GPU for good.
    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, width, height);
    const counts = new Map<number, number>();
    for (const pixel of new Uint32Array(data.buffer)) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    const extents = colors.map((name) => {
      const color = getComputedStyle(canvas).getPropertyValue(name).trim();
      const wanted = [1, 3, 5].map((i) => Number.parseInt(color.slice(i, i + 2), 16));
      let [pixels, left, right] = [0, 1, 0];
      for (let i = 0; i < data.length; i += 4) {
        // Anti-aliasing and the bands of the others tint it.
        if (data[i + 3]! < 160 || !wanted.every((level, c) => Math.abs(level - data[i + c]!) < 16)) continue;
        const x = ((i / 4) % width) / width;
        pixels++;
        left = Math.min(left, x);
        right = Math.max(right, x);
      }
      return pixels === 0 ? { pixels, left: 0, right: 0 } : { pixels, left, right };
    });
    return { width, height, ink: width * height - Math.max(...counts.values()), colors: extents };
  }, colors);
}

// The JavaScript API: what a page draws its own legends with.

import { expect, test } from "@playwright/test";

import { type ChartMarker, markerPath } from "../../pkg/rvpo_playground.js";
import { load } from "./node-api.js";

test.beforeAll(load);

test("markers come as paths, each of its own form, in a box of 12 by 12", () => {
  const markers: ChartMarker[] = ["circle", "square", "triangle", "diamond", "cross", "down"];
  const paths = markers.map(markerPath);
  expect(new Set(paths).size).toBe(markers.length);
  expect(paths[0]).toMatch(/^M[\d.]+ 6a.*z$/);
  for (const path of paths.slice(1)) {
    expect(path).toMatch(/^M[\d.]+ [\d.]+(L[\d.]+ [\d.]+)+z$/);
    const numbers = path.match(/[\d.]+/g)!.map(Number);
    expect(Math.min(...numbers), path).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers), path).toBeLessThanOrEqual(12);
  }
  expect(paths[1]).toBe("M2.40 2.40L9.60 2.40L9.60 9.60L2.40 9.60z");
  expect(() => markerPath("star" as ChartMarker)).toThrow(/^marker: "?star"? is not allowed/);
});

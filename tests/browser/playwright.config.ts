// The whole suite where Chromium finds no WebGPU adapter, and on SwiftShader, its software adapter, all in which it makes a
// difference. A third project runs the JavaScript API and the links in Node, without a browser; a fourth the main path in
// Firefox, where RVPO_FIREFOX names one.
//
// RVPO_CHROMIUM names Chromium. RVPO_URL names a server that runs already; without it, `cargo xtask serve` is started.

import { defineConfig, type Project } from "@playwright/test";

import { QUIET, SWIFTSHADER } from "./chromium.js";

const PORT = 18_470;
const served = process.env["RVPO_URL"];
const baseURL = served ?? `http://127.0.0.1:${PORT}`;

const IN_NODE = "**/node-*.spec.ts";
const IN_FIREFOX = "**/firefox.spec.ts";
/** What of the other files is the same whoever trains has this tag. */
const WHOEVER_TRAINS = /@whoever-trains/;
/** What is the same whoever trains: markup, words, keys, files, and what no GPU computes. Both projects paint without one. */
const WITHOUT_GPU = ["accessibility", "expansion", "failure", "fields", "keys", "language", "out", "own*", "print", "faults", "views", "layout"].map((name) => `**/${name}.spec.ts`);

function browser(name: string, flags: string[], less: Partial<Project> = {}): Project {
  const { testIgnore = [], ...rest } = less;
  return {
    name,
    ...rest,
    testIgnore: [IN_NODE, IN_FIREFOX, ...[testIgnore].flat()],
    use: {
      launchOptions: {
        executablePath: process.env["RVPO_CHROMIUM"] ?? "/usr/bin/chromium",
        args: [...QUIET, ...flags],
        chromiumSandbox: false,
      },
    },
  };
}

export default defineConfig({
  testDir: ".",
  outputDir: "test-results",
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  use: { baseURL, viewport: { width: 1280, height: 800 }, screenshot: "off" },
  projects: [
    // First, since it takes longest: a software GPU takes every core there is, so that no two of these run at a time.
    browser("swiftshader", SWIFTSHADER, { testIgnore: WITHOUT_GPU, grepInvert: WHOEVER_TRAINS, workers: 1 }),
    browser("no-webgpu", []),
    { name: "node", testMatch: IN_NODE },
    ...(process.env["RVPO_FIREFOX"] ? [{ name: "firefox", testMatch: IN_FIREFOX }] : []),
  ],
  ...(served === undefined && {
    webServer: {
      command: `cargo xtask serve --port ${PORT}`,
      cwd: "../..",
      url: `${baseURL}/www/`,
      // It may have to build pkg/ first.
      timeout: 900_000,
    },
  }),
});

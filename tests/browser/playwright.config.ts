// The whole suite twice: where Chromium finds no WebGPU adapter, and on SwiftShader, its software adapter. A third
// project runs the JavaScript API and the links in Node, without a browser.
//
// RVPO_CHROMIUM names the browser. RVPO_URL names a server that runs already; without it, `cargo xtask serve` is started.

import { defineConfig, type Project } from "@playwright/test";

import { QUIET, SWIFTSHADER } from "./chromium.js";

const PORT = 18_470;
const served = process.env["RVPO_URL"];
const baseURL = served ?? `http://127.0.0.1:${PORT}`;

const IN_NODE = "**/node-*.spec.ts";

function browser(name: string, flags: string[]): Project {
  return {
    name,
    testIgnore: IN_NODE,
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
  // A software GPU takes every core there is.
  workers: 1,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  use: { baseURL, viewport: { width: 1280, height: 800 }, screenshot: "only-on-failure" },
  projects: [browser("no-webgpu", []), browser("swiftshader", SWIFTSHADER), { name: "node", testMatch: IN_NODE }],
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

// How Chromium is started, for the tests and the benchmarks.

/** No traffic of the browser's own, and no pages for its address bar: for each window it starts a process for them, which costs as much as a test. */
export const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-features=AimEnabled,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup",
];

/** WebGPU on SwiftShader, Chromium's software adapter. */
export const SWIFTSHADER = [
  "--enable-unsafe-webgpu",
  "--ignore-gpu-blocklist",
  "--enable-gpu",
  "--enable-features=Vulkan",
  "--use-vulkan=swiftshader",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  // The page itself is painted without the software GPU, which has enough to do.
  "--disable-gpu-rasterization",
  "--disable-accelerated-2d-canvas",
];

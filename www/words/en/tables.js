// The words of tables and files in English. Names of columns come with units.

export const WORDS = {
  step: "training step",
  mean: (/** @type {string} */ name) => `${name}: bottleneck, mean over the runs (reward, 0 to 1)`,
  standardError: (/** @type {string} */ name) => `${name}: standard error (reward)`,
  halfWidth: (/** @type {string} */ name) => `${name}: half width of the 95% interval (reward)`,
  caption: (/** @type {number} */ step) => `Bottleneck and half the width of its 95% interval, up to step ${step}. While it trains, the table waits for a pause.`,
  k: "k (per standard deviation)",
  a: (/** @type {string} */ name) => `A: ${name} (standard deviations)`,
  against: (/** @type {string} */ z) => `A in standard deviations, for z = ${z}.`,
  line: "line",
  valueOfA: "A (standard deviations)",
  off: "off the exact one by (standard deviations)",
  share: "off, as a share of the way from mean to min",
  setting: "setting",
  value: "value",
  earns: (/** @type {string} */ response, /** @type {string} */ reward) => `reward of “${response}” for “${reward}”`,
  fragment: "link",
};

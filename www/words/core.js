// What the core refuses of the training, in words. No setting of the page's own leads there, so that the module that has them is loaded only then.

import { TEXT } from "./page.js";

/** @param {import("../../pkg/rvpo_playground.js").RefusalDetails} details @returns {Promise<string>} in the page's language */
export async function wordsOf(details) {
  const { default: init, words } = await import("../../pkg/rvpo_playground.js");
  await init();
  return words(details, TEXT.lang === "de" ? "de" : "en");
}

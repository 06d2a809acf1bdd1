// Why the core refuses options of the training, in words. No setting of the page's own leads there, so that the module that has the words is loaded
// only then, and says it of the same options.

import { TEXT } from "./page.js";

/** @param {import("../../pkg/rvpo_playground.js").SimulateOptions} options @returns {Promise<string | null>} in the page's language; null where nothing is wrong with them */
export async function refusalOf(options) {
  const { default: init, Trainer, words } = await import("../../pkg/rvpo_playground.js");
  await init();
  try {
    (await Trainer.create({ ...options, backend: "cpu" })).free();
    return null;
  } catch (error) {
    const { details } = /** @type {{ details?: import("../../pkg/rvpo_playground.js").RefusalDetails }} */ (error);
    if (details === undefined) throw error;
    return words(details, TEXT.lang === "de" ? "de" : "en");
  }
}

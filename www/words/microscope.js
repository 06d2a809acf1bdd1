// The words of the microscope, in the language of the page.

import { TEXT } from "./page.js";

/** @typedef {typeof import("./en/microscope.js").WORDS} Words */

/** @type {{ WORDS: Words }} */
export const { WORDS } = await (TEXT.lang.startsWith("de") ? import("./de/microscope.js") : import("./en/microscope.js"));

// The first script. It loads the rest at run time, so that a missing or broken file ends in a panel that says so.

import { showFailure } from "./failure.js";
import { TEXT } from "./text.js";

import("./main.js").then(({ start }) => start()).catch((error) => showFailure(TEXT.failure.load, error));

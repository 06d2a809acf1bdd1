// The first script. It starts the worker, which takes a while, and loads the rest meanwhile; a missing or broken file ends in a
// panel that says so.

import { showFailure } from "./failure.js";
import { TEXT } from "../words/page.js";
import { TrainerClient } from "../training/client.js";

async function boot() {
  const client = new TrainerClient();
  const { start } = await import("./main.js");
  await start(client);
}

boot().catch((error) => showFailure(TEXT.failure.load, error));

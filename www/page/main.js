// Starts the page: compiles the wasm once, hands it to the worker that boot.js has started, and builds the page meanwhile.

import init from "../../pkg/page/rvpo_playground.js";
import { built } from "../base/built.js";
import { byId, fill, setText } from "../base/dom.js";
import { fromFragment } from "../settings/fragment.js";
import { trainerOptions } from "../settings/schema.js";
import { TrainerClient } from "../training/client.js";
import { speak, TEXT } from "../words/page.js";
import { App } from "./app.js";
import { applyTheme } from "./theme.js";

/** @param {import("./boot.js").Booted} booted */
export async function start({ worker, broken, showFailure }) {
  try {
    await begin(new TrainerClient(worker, broken), (error) => showFailure(TEXT.failure.worker, error, TEXT.fixed));
  } catch (error) {
    showFailure(TEXT.failure.load, error, TEXT.fixed);
  }
}

/** @param {TrainerClient} client @param {(error: unknown) => void} onFailure the training cannot go on */
async function begin(client, onFailure) {
  const { hash } = location;
  const { settings, problems } = fromFragment(hash);
  applyTheme(settings);
  const spoken = speak(settings.lang);
  const module = await compile(built("rvpo_playground_bg.wasm"));
  const created = client.create(module, trainerOptions(settings));
  // They are awaited below; until then a failure is nobody's.
  for (const promise of [created, spoken]) promise.catch(() => {});
  await Promise.all([init({ module_or_path: module }), spoken]);

  Object.assign(document.documentElement, { lang: TEXT.lang, dir: TEXT.dir });
  fill(document, TEXT.fixed);
  setText(byId("look"), TEXT.look.loading);
  const app = new App(settings);
  // Another address came while this one was taken up.
  if (location.hash !== hash) location.reload();
  const { snapshot } = await created;
  app.begin(client, snapshot, problems, onFailure);
}

/**
 * Compiles while loading where the server names the type rightly, else after loading.
 * @param {URL} url
 */
async function compile(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status} ${response.statusText}`);
  const type = response.headers.get("Content-Type") ?? "";
  if (type.startsWith("application/wasm")) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

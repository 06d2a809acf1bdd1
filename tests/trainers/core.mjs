// Reads jobs, [{ rewards, options }], from standard input and writes what the core's `advantages` gives for each: { advantages, scores },
// with null for NaN, or { refused } with its message.
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

const folder = new URL("../../pkg/", import.meta.url);
const { default: init, advantages } = await import(new URL("rvpo_playground.js", folder));
await init({ module_or_path: await readFile(new URL("rvpo_playground_bg.wasm", folder)) });

function answer({ rewards, options }) {
  try {
    const { advantages: a, scores } = advantages(rewards, options);
    return { advantages: [...a], scores: [...scores] };
  } catch (error) {
    return { refused: String(error) };
  }
}

console.log(JSON.stringify(JSON.parse(await text(process.stdin)).map(answer)));

// The page's folders: nothing is imported in a circle, and a folder knows only those below it.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "@playwright/test";

const WWW = fileURLToPath(new URL("../../www/", import.meta.url));
/** Each may import from itself and from those before it in an earlier row. */
const LAYERS = [["base", "words"], ["settings", "picture"], ["training", "microscope", "expansion", "own"], ["page"]];

/** What a script imports, at once or later; comments, which name types, are left out. */
function importsOf(name: string): string[] {
  const text = readFileSync(path.join(WWW, name), "utf8")
    .replace(/\/\*[^]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "");
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, wanted]) => path.posix.normalize(path.posix.join(path.posix.dirname(name), wanted!)));
  return found.filter((wanted) => !wanted.startsWith("../pkg/"));
}

const scripts = readdirSync(WWW, { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".js"));
const imports = new Map(scripts.map((name) => [name, importsOf(name)]));

test("every import leads to a script", () => {
  expect(scripts.length).toBeGreaterThan(50);
  const lost = [...imports].flatMap(([name, wanted]) => wanted.filter((other) => !imports.has(other)).map((other) => `${name}: ${other}`));
  expect(lost).toEqual([]);
});

test("no script imports itself by way of others", () => {
  const circles: string[] = [];
  const visit = (name: string, above: string[]): void => {
    if (above.includes(name)) circles.push([...above.slice(above.indexOf(name)), name].join(" > "));
    else if (!done.has(name)) for (const other of imports.get(name) ?? []) visit(other, [...above, name]);
    if (!above.includes(name)) done.add(name);
  };
  const done = new Set<string>();
  for (const name of scripts) visit(name, []);
  expect(circles).toEqual([]);
});

test("folders know only those below them", () => {
  const row = (name: string) => LAYERS.findIndex((folders) => folders.includes(name.split("/")[0]!));
  const wrong = [...imports].flatMap(([name, wanted]) => wanted.filter((other) => name.split("/")[0] !== other.split("/")[0] && row(other) >= row(name)).map((other) => `${name} > ${other}`));
  expect(scripts.filter((name) => row(name) < 0)).toEqual([]);
  expect(wrong).toEqual([]);
});

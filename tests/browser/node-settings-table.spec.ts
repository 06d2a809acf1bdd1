// The table of settings in docs/links.md is what the schema says.

import { readFile } from "node:fs/promises";

import { expect, test } from "@playwright/test";

import { SCHEMA } from "../../www/settings/schema.js";
import { DOC } from "../../www/settings/schema.doc.js";
import { LINKS, table, withTable } from "../../xtask/settings-table.mjs";

test("docs/links.md has every key as the schema has it; if not, run node xtask/settings-table.mjs", async () => {
  const text = await readFile(LINKS, "utf8");
  expect(text).toBe(withTable(text));
});

test("every key is documented, and no other", () => {
  expect(Object.keys(DOC)).toEqual(Object.keys(SCHEMA));
  for (const [name, { means }] of Object.entries(DOC)) expect.soft(means, name).not.toBe("");
});

test("the table says of a key what it takes, what that means and what it is else", () => {
  expect(table()).toContain("| `k` | 0.05 to 50 | the risk coefficient of RVPO and of the variance penalty, where it stays | `2` |\n");
  expect(table()).toContain("| `prompt` | a whole number from 1 to 8 | the prompt under the microscope | `1` |\n");
});

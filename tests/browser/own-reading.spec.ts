// Your rewards: tables are read, and nothing is lost where one cannot be.

import { alerts, computed, dropEndless, kSlider, number, open, OTHER, part, paste, read, role, rows, sentence, SMALL, text } from "./own.js";
import { expect, showOwn, test } from "./playground.js";

test("nothing of it is loaded before its view is seen, and then no worker before there are data", async ({ page, playground }) => {
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
  await playground.lighten();
  await playground.open();
  expect(loaded.filter((path) => /\/own\/|own\.css|examples|trainers\//.test(path))).toEqual([]);
  await showOwn(page);
  expect(loaded.filter((path) => /\/own\/part\.js/.test(path))).toHaveLength(1);
  expect(loaded.filter((path) => /own\/worker|pkg\/rvpo_playground/.test(path))).toEqual([]);
  await expect(part(page)).toContainText("Nothing leaves this machine");
});

test("pasted rows are read, their columns recognised, and the answers are the core's", async ({ page, playground, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, playground);
  await page.evaluate((table) => navigator.clipboard.writeText(table), SMALL);
  await text(page).focus();
  await page.keyboard.press("Control+V");
  await expect(sentence(page)).toHaveText(/^RVPO, k = 2, beside GDPO, by the paper’s convention \(our reading\): \d of 8 advantages changes? sign\.$/);
  await expect(page.locator("#own-loaded")).toHaveText("What you pasted: 8 rows, 4 columns, CSV.");
  await expect(role(page, "prompt_id")).toHaveValue("group");
  for (const name of ["helpful", "polite", "safe"]) await expect(role(page, name)).toHaveValue("reward");

  // Computed again by the API, from the numbers.
  const lines = SMALL.trim().split("\n").slice(1).map((line) => line.split(","));
  const [rvpo, gdpo] = await page.evaluate(
    async ({ rewards, groupIds }) => {
      const api = (await import("/pkg/rvpo_playground.js" as string)) as typeof import("../../pkg/rvpo_playground.js");
      await api.default();
      return [{ name: "rvpo" as const, k: 2 }, { name: "gdpo" as const }].map((method) => Array.from(api.advantages(rewards, { method, groupIds }).advantages));
    },
    { rewards: lines.map(([, ...cells]) => cells.map(Number)), groupIds: lines.map(([id]) => id!) },
  );
  const out = await rows(page);
  expect(out.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(out.map(({ group }) => group)).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
  out.forEach(({ advantage, compareAdvantage }, i) => {
    expect.soft(Math.abs(advantage - rvpo![i]!)).toBeLessThan(1e-12);
    expect.soft(Math.abs(compareAdvantage - gdpo![i]!)).toBeLessThan(1e-12);
  });
  const flips = out.filter(({ advantage, compareAdvantage }) => advantage * compareAdvantage < 0).length;
  await expect(page.locator('[data-figure="flips"] .number')).toHaveText(String(flips));

  // Sign flips first, and all of them.
  await expect(page.locator('.own-movers tbody tr[data-flips="true"]')).toHaveCount(flips);
  const listed = await page.locator(".own-movers tbody tr").evaluateAll((lines) => lines.map((line) => (line as HTMLElement).dataset["flips"]));
  expect(listed.slice(0, flips).every((flip) => flip === "true")).toBe(true);

  // All rollouts, with what the file has.
  await page.getByRole("combobox", { name: "Show" }).selectOption("all");
  await expect(page.locator(".own-movers tbody tr")).toHaveCount(8);
  const shown = await page.locator(".own-movers tbody tr").evaluateAll((lines) => lines.map((line) => [...line.querySelectorAll("td")].slice(1, 3).map((cell) => cell.textContent)));
  const written = (value: number) => value.toFixed(2).replace(/^-(0\.00)$/, "$1").replace("-", "−");
  expect(shown).toEqual(out.map(({ advantage, compareAdvantage }) => [written(compareAdvantage), written(advantage)]));
});

test("a table without a header says so, and groups go by their names", async ({ page, playground }) => {
  await open(page, playground);
  await text(page).fill("why,0.5,0.25\nwhy,0.7,0.75\nhow,1,0\nhow,0,1\n");
  await page.getByRole("button", { name: "Read the text", exact: true }).click();
  await expect(page.locator("#own-loaded")).toHaveText(/: 4 rows, 3 columns, CSV; no header row was found\.$/);
  const groups = page.locator(".own-movers tbody tr td:nth-of-type(1)");
  await expect(groups.first()).toHaveText(/^(why|how)$/);
  await expect(groups.first()).toHaveAttribute("title", /^(why|how)$/);
});

test("a file is opened, and another dropped", async ({ page, playground }) => {
  await open(page, playground);
  await page.locator("#own-file").setInputFiles({ name: "mine.csv", mimeType: "text/csv", buffer: Buffer.from(SMALL) });
  await expect(page.locator("#own-loaded")).toHaveText("mine.csv: 8 rows, 4 columns, CSV.");
  await expect(sentence(page)).toContainText("of 8 advantages");
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['{"prompt":"a","x":1,"y":0}\n{"prompt":"a","x":0,"y":1}\n{"prompt":"a","x":0.5,"y":0.2}\n'], "log.jsonl"));
    return transfer;
  });
  await part(page).dispatchEvent("dragenter", { dataTransfer: data });
  await expect(page.locator(".own-drop")).toBeVisible();
  await part(page).dispatchEvent("drop", { dataTransfer: data });
  await expect(page.locator(".own-drop")).toBeHidden();
  await expect(page.locator("#own-loaded")).toHaveText("log.jsonl: 3 rows, 3 columns, JSON Lines.");
  await expect(sentence(page)).toContainText("of 3 advantages");
});

test("columns are assigned by hand, and a group size where no column is the group", async ({ page, playground }) => {
  await open(page, playground);
  // No header.
  await read(page, "1,0.9,0,40\n0.6,0.5,1,10\n0.2,0.4,1,20\n0.3,0.4,0,30\n");
  const roles = page.locator("#own tbody select");
  await expect(roles).toHaveCount(4);
  await roles.nth(3).selectOption("length");
  const size = page.getByRole("textbox", { name: /^Rollouts in a group/ });
  await expect(alerts(page)).toContainText("Say what makes a group");
  await size.fill("0");
  await size.press("Enter");
  await expect(page.locator("#own-columns-error")).toContainText("“0” is not a whole number above 0");
  await size.fill("4");
  await size.press("Enter");
  await expect(alerts(page)).toHaveCount(0);
  await expect(page.locator('[data-figure="rewards"] .number')).toHaveText("3");
  await expect(page.locator('[data-figure="groups"] .number')).toHaveText("1");
  await size.fill("2");
  await size.press("Enter");
  await expect(page.locator('[data-figure="groups"] .number')).toHaveText("2");
  await roles.nth(0).selectOption("ignore");
  await expect(page.locator('[data-figure="rewards"] .number')).toHaveText("2");
  // No reward at all is refused in words, and what was there stays.
  for (const i of [1, 2]) await roles.nth(i).selectOption("ignore");
  await expect(alerts(page)).toContainText(/does not work on these data: .*reward/i);
  await expect(sentence(page)).toBeVisible();
});

test("what cannot be read is named by line and column, and the rest stays", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, SMALL);
  await expect(sentence(page)).toContainText("of 8 advantages");
  const before = await rows(page);
  for (const [bad, where] of [
    ["a,b\n1,2\n3,4,5\n", /line 3, column 3/],
    ['[{"a":1},\n{"a":}]', /line 2, column \d+/],
    ["a,b\n1,2\n3\n", /line 3/],
  ] as const) {
    await read(page, bad);
    await expect(alerts(page)).toContainText(where);
    await expect(alerts(page)).toContainText("The table before is still here.");
    await expect(page.locator("#own-loaded")).toContainText("8 rows");
  }
  await text(page).fill("  ");
  await page.locator("#own-read").click();
  await expect(alerts(page)).toContainText("There is nothing to read");
  // It still answers.
  expect(await rows(page)).toEqual(before);
  await kSlider(page).press("ArrowLeft");
  await expect(sentence(page)).toContainText("k = 1.8");
  await read(page, SMALL);
  await expect(alerts(page)).toHaveCount(0);
});

test("of two tables that are asked for one after the other the second shows, and nothing of the first", async ({ page, playground }) => {
  await open(page, playground);
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => seen.push(document.getElementById("own")!.textContent ?? "")).observe(document.getElementById("own")!, { childList: true, characterData: true, subtree: true });
  });
  // Before it has begun, and while it is being read.
  for (const wait of [0, 1]) {
    await dropEndless(page);
    if (wait) await expect(page.locator(".own-progress")).toContainText(/Reading large\.csv: .* [1-9][\d,]* rows/);
    await read(page, SMALL);
    await expect(page.locator("#own-loaded")).toHaveText("What you pasted: 8 rows, 4 columns, CSV.");
    await computed(page);
    await expect(sentence(page)).toContainText("of 8 advantages");
    await expect(page.locator(".own-progress")).toBeHidden();
  }
  // Three at once: what waits for its turn makes way as well.
  await dropEndless(page);
  await page.evaluate(() => {
    for (const rows of ["x,y\n1,0\n0,1\n0,0\n", "prompt_id,u,v\na,1,0\na,0,1\n"]) {
      const transfer = new DataTransfer();
      transfer.items.add(new File([rows], `${rows.length}.csv`));
      document.getElementById("own")!.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
  });
  await expect(page.locator("#own-loaded")).toHaveText("26.csv: 2 rows, 3 columns, CSV.");
  await computed(page);
  await expect(sentence(page)).toContainText("sign.");
  await expect(number(page, "rollouts")).toHaveText("2");
  await expect(alerts(page)).toHaveCount(0);
  const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  expect(seen.filter((text) => /large\.csv: [\d,]+ rows|16\.csv: |Cancelled/.test(text)).map((text) => text.slice(0, 300))).toEqual([]);
});

test("reading can be ended, and the table before stays", async ({ page, playground }) => {
  test.slow();
  await open(page, playground);
  await read(page, SMALL);
  await expect(sentence(page)).toContainText("of 8 advantages");
  await dropEndless(page);
  const cancel = page.locator(".own-input").getByRole("button", { name: "Cancel", exact: true });
  await expect(page.locator("#own-json")).toBeDisabled();
  await cancel.click();
  await expect(alerts(page)).toContainText("Cancelled. The table before is still here.");
  await expect(page.locator(".own-movers tbody tr")).not.toHaveCount(0);
  await expect(cancel).toBeHidden();
  await expect(page.locator("#own-loaded")).toContainText("8 rows");
  expect(await rows(page)).toHaveLength(8);
});

test("forgotten is forgotten", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, SMALL);
  await expect(sentence(page)).toBeVisible();
  await page.getByRole("button", { name: "Forget the data" }).click();
  await expect(page.locator("#own-answers")).toBeHidden();
  await expect(text(page)).toHaveValue("");
  await expect(page.locator("#own tbody select")).toHaveCount(0);
  await read(page, SMALL);
  await expect(sentence(page)).toBeVisible();
});

test("where the worker is gone, what was pasted stays", async ({ page, playground, faults }) => {
  faults.expect(/request failed: .*own\/worker\.js/);
  faults.allow(/Failed to load resource/);
  await page.route("**/own/worker.js", (route) => route.abort());
  await open(page, playground);
  await read(page, SMALL);
  await expect(page.locator("#own-data-error")).toContainText("the data must be read again");
  await expect(text(page)).toHaveValue(SMALL);
  await expect(page.locator("#own-read")).toBeFocused();
  await page.unroute("**/own/worker.js");
  await page.locator("#own-read").click();
  await expect(sentence(page)).toContainText("of 8 advantages");
});

test("an example that comes late does not take the place of what was read meanwhile", async ({ page, playground }) => {
  let send = () => {};
  const sent = new Promise<void>((resolve) => (send = resolve));
  await page.route("**/examples/rubric.csv", async (route) => {
    await sent;
    await route.continue();
  });
  await open(page, playground);
  await page.getByRole("button", { name: "Rubric, 4 rewards" }).click();
  await read(page, SMALL);
  await expect(sentence(page)).toContainText("of 8 advantages");
  const came = page.waitForResponse("**/examples/rubric.csv");
  send();
  await (await came).finished();
  // It would be read by the time that something else was.
  await kSlider(page).press("End");
  await expect(sentence(page)).toContainText("k = 50");
  await expect(page.locator("#own-loaded")).toContainText("8 rows");
});

test("every digit of an id is shown", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, "prompt_id,a,b\n100234,1,0\n100234,0.123456,1\n100234,0.5,0.5\n");
  await page.locator(".own-preview summary").click();
  await expect(page.locator(".own-preview tbody tr").nth(1)).toHaveText(/100234.*0\.123456/);
});

test("a table that is pasted takes the place of the one that was read, and of nothing else", async ({ page, playground, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, playground);
  await paste(page, SMALL);
  await expect(page.locator("#own-loaded")).toHaveText("What you pasted: 8 rows, 4 columns, CSV.");
  await paste(page, OTHER);
  await expect(page.locator("#own-loaded")).toHaveText("What you pasted: 3 rows, 3 columns, CSV.");
  await expect(text(page)).toHaveValue(OTHER);
  // What could not be read makes way as well.
  await paste(page, "a,b\n1,2\n3\n");
  await expect(alerts(page)).toContainText("line 3");
  await paste(page, OTHER);
  await expect(text(page)).toHaveValue(OTHER);
  await expect(alerts(page)).toHaveCount(0);
  // What was typed since stays, and the paste goes where the caret is.
  await page.keyboard.press("Control+End");
  await page.keyboard.type("p9,0.2,0.5\n");
  await paste(page, "p9,0.3,0.5\n");
  await expect(page.locator("#own-loaded")).toHaveText("What you pasted: 5 rows, 3 columns, CSV.");
  // And of what is marked only that is replaced.
  await text(page).evaluate((field) => {
    const from = (field as HTMLTextAreaElement).value.indexOf("p9,0.7");
    (field as HTMLTextAreaElement).setSelectionRange(from, from + 6);
  });
  await paste(page, "p9,0.9");
  await expect(text(page)).toHaveValue(`${OTHER.replace("p9,0.7", "p9,0.9")}p9,0.2,0.5\np9,0.3,0.5\n`);
});

test("a file that is dropped anywhere on the page is read, and the page stays", async ({ page, playground }) => {
  await open(page, playground);
  const drag = (type: string, kind: "file" | "text") =>
    page.locator(".head").evaluate(
      (head, { type, kind, table }) => {
        scrollTo(0, 0);
        const dataTransfer = new DataTransfer();
        if (kind === "file") dataTransfer.items.add(new File([table], "beside.csv"));
        else dataTransfer.setData("text/plain", table);
        // False: the browser is to do nothing.
        return head.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      },
      { type, kind, table: SMALL },
    );
  expect(await drag("dragenter", "file")).toBe(false);
  const words = page.locator(".own-drop");
  await expect(words).toBeVisible();
  // All of it is in sight.
  await expect(words).toBeInViewport({ ratio: 1 });
  expect(await drag("dragover", "file")).toBe(false);
  await drag("dragleave", "file");
  await expect(words).toBeHidden();
  await drag("dragenter", "file");
  expect(await drag("drop", "file")).toBe(false);
  await expect(words).toBeHidden();
  await expect(page.locator("#own-loaded")).toHaveText("beside.csv: 8 rows, 4 columns, CSV.");
  await expect(page.locator("#own-title")).toBeInViewport();
  // A text is the browser's.
  expect(await drag("dragover", "text")).toBe(true);
  expect(await drag("drop", "text")).toBe(true);
});

test("what was said of a table that could not be read goes with the next change, and nothing is said of the one before", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, SMALL);
  const status = page.locator("#own-status");
  await expect(status).toContainText("RVPO, k = 2");
  const nonsense = async () => {
    await page.locator("#own-file").setInputFiles({ name: "nonsense.txt", mimeType: "text/plain", buffer: Buffer.from([0, 159, 146, 150]) });
    await expect(page.locator("#own-data-error")).toContainText("nonsense.txt cannot be read: ");
  };
  await nonsense();
  await expect(status).toBeEmpty();
  // Not later, either: what comes out is said after a while.
  await page.waitForTimeout(1200);
  await expect(status).toBeEmpty();
  await expect(page.locator("#own-data-error")).not.toBeEmpty();
  await kSlider(page).press("ArrowLeft");
  await expect(page.locator("#own-data-error")).toBeEmpty();
  await expect(status).toContainText("RVPO, k = 1.8");
  await nonsense();
  await role(page, "polite").selectOption("ignore");
  await expect(page.locator("#own-data-error")).toBeEmpty();
  await nonsense();
  await page.evaluate(() => (location.hash = "ownK=3"));
  await expect(sentence(page)).toContainText("k = 3");
  await expect(page.locator("#own-data-error")).toBeEmpty();
});

test("a file that had to make way for another choice is named", async ({ page, playground }) => {
  test.slow();
  await open(page, playground);
  const lines = Array.from({ length: 200_000 }, (_, i) => `p${i >> 3},${(i * 7) % 11},${(i * 5) % 13}\n`);
  await page.locator("#own-file").setInputFiles({ name: "large.csv", mimeType: "text/csv", buffer: Buffer.from(`prompt_id,a,b\n${lines.join("")}`) });
  await expect(page.locator("#own-loaded")).toContainText("200,000 rows", { timeout: 60_000 });
  await expect(page.locator("#own-csv")).toBeEnabled({ timeout: 60_000 });
  const files: string[] = [];
  page.on("download", (download) => files.push(download.suggestedFilename()));
  await page.locator("#own-csv").click();
  await kSlider(page).press("ArrowLeft");
  await expect(page.locator("#own-file-error")).toHaveText("The CSV file was not written: the settings changed meanwhile.");
  await expect(page.locator("#own-csv")).toBeEnabled({ timeout: 60_000 });
  expect(files).toEqual([]);
  // By hand it needs no words.
  await page.locator("#own-json").click();
  await expect(page.locator("#own-file-error")).toBeEmpty();
  await page.locator("#own-cancel").click();
  await expect(page.locator(".own-progress")).toBeHidden();
  await expect(page.locator("#own-file-error")).toBeEmpty();
});

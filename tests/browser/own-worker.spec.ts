// The worker for rewards of one's own, through its client, in a page that has nothing else.

import { readFile } from "node:fs/promises";

import type { JSHandle, Page } from "@playwright/test";

import type * as Client from "../../www/own/client.js";
import { expect, openEmpty, test } from "./playground.js";

type Module = typeof Client;
interface Setting {
  client: Client.OwnClient;
  module: Module;
  /** A table of so many rollouts, 8 rewards each, in groups of 16. */
  table(rows: number): Blob;
  /** An error as a test can see it. */
  failure(promise: Promise<unknown>): Promise<{ kind: string; message: string; code?: string | undefined }>;
}

/** Opens an empty page with a client. */
async function open(page: Page): Promise<JSHandle<Setting>> {
  await openEmpty(page);
  return page.evaluateHandle(async (): Promise<Setting> => {
    const url = "/www/own/client.js";
    const module = (await import(url)) as Module;
    return {
      client: new module.OwnClient("en"),
      module,
      table(rows) {
        const parts = ["prompt_id,helpful,accurate,clear,polite,brief,honest,kind,safe,response_length\n"];
        let state = 1;
        const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
        for (let row = 0; row < rows; row++) {
          parts.push(`p${Math.floor(row / 16)}`);
          for (let j = 0; j < 8; j++) parts.push(`,${(next() * (j + 1)).toFixed(4)}`);
          parts.push(`,${1 + Math.floor(500 * next())}\n`);
        }
        return new Blob(parts);
      },
      async failure(promise) {
        try {
          await promise;
        } catch (error) {
          const kind = error instanceof module.Cancelled ? "cancelled" : error instanceof module.Broken ? "broken" : error instanceof Error ? "error" : "none";
          return { kind, message: error instanceof Error ? error.message : "", code: error instanceof module.Refused ? error.details?.code : undefined };
        }
        return { kind: "none", message: "" };
      },
    };
  });
}

test("200,000 rollouts are read, computed and written while the page goes on", async ({ page }) => {
  const setting = await open(page);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  const seen = await setting.evaluate(async ({ client, table }) => {
    const file = table(200_000);
    // How often the page comes to do something else.
    let [turns, over] = [0, false];
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      turns++;
      if (!over) setTimeout(() => port2.postMessage(null), 1);
    };
    port2.postMessage(null);
    const [loading, computing, writing]: [{ bytes: number; total: number; rows: number }[], number[], number[]] = [[], [], []];
    const loaded = await client.load(file, "rewards.csv", (progress) => loading.push(progress));
    const roles = loaded.columns.map(({ role }) => role);
    const analysed = await client.analyse(roles, loaded.groupSize, { method: { name: "rvpo", k: 2 }, compare: { name: "gdpo" }, convention: "verl" }, (fraction) => computing.push(fraction));
    const rows = await client.rows("method", 100_000, 3);
    const csv = await client.file("csv", (fraction) => writing.push(fraction));
    over = true;
    // What it starts and ends with: the whole would not fit into a message to the test.
    const head = await csv.slice(0, 2000).text();
    const tail = await csv.slice(-1000).text();
    return { size: file.size, loaded, loading, computing, writing, turns, analysed, rows, csv: { size: csv.size, type: csv.type, head, tail }, idle: !client.busy };
  });
  expect(seen.loaded.rows).toBe(200_000);
  expect(seen.loaded.format).toBe("csv");
  expect(seen.loaded.columns.map(({ role }) => role)).toEqual(["group", ...Array(8).fill("reward"), "length"]);
  expect(seen.loaded.preview).toHaveLength(20);
  expect(seen.loaded.preview[0]![0]).toBe("p0");
  for (const [i, { bytes, total, rows }] of seen.loading.entries()) {
    const before = seen.loading[i - 1];
    expect.soft(total).toBe(seen.size);
    expect.soft(bytes).toBeLessThanOrEqual(total);
    if (before) expect.soft([bytes > before.bytes, rows >= before.rows]).toEqual([true, true]);
  }
  for (const fractions of [seen.computing, seen.writing]) {
    expect(fractions.length).toBeGreaterThan(5);
    expect(fractions.toSorted((a, b) => a - b)).toEqual(fractions);
    expect(fractions[0]).toBeGreaterThanOrEqual(0);
    expect(fractions.at(-1)).toBeLessThanOrEqual(1);
  }
  expect(seen.loading.length).toBeGreaterThan(3);
  expect(seen.analysed.report.rewardNames).toEqual(["helpful", "accurate", "clear", "polite", "brief", "honest", "kind", "safe"]);
  expect(seen.analysed.report.sizes).toMatchObject({ rollouts: 200_000, groups: 12_500 });
  expect(seen.analysed.words.warnings).toEqual([]);
  expect(seen.rows.map(({ index, group }) => [index, group])).toEqual([100_000, 100_001, 100_002].map((index) => [index, Math.floor(index / 16)]));
  expect(seen.rows[0]!.credit.reduce((sum, c) => sum + c, 0)).toBeCloseTo(1, 10);
  expect(seen.csv.type).toBe("text/csv;charset=utf-8");
  expect(seen.csv.head).toMatch(/^"row","group","helpful",.*"advantage gdpo"\r\n1,1,/);
  expect(seen.csv.tail).toMatch(/\r\n200000,12500,[^\n]*\r\n$/);
  expect(seen.idle).toBe(true);
  expect(seen.turns, "turns for the page").toBeGreaterThan(seen.loading.length + seen.computing.length + seen.writing.length);
  // Nothing but the worker and the module is fetched, and nothing sent.
  expect(new Set(requests)).toEqual(new Set(["/pkg/page/own/worker.js", "/pkg/rvpo_playground.js", "/pkg/rvpo_playground_bg.wasm"]));
});

test("loading can be cancelled; the table before stays", async ({ page }) => {
  const setting = await open(page);
  const seen = await setting.evaluate(async ({ client, table, failure }) => {
    const options = { method: { name: "rvpo", k: 2 }, compare: { name: "gdpo" } } as const;
    const loaded = await client.load(table(1600), "small.csv");
    const roles = loaded.columns.map(({ role }) => role);
    await client.analyse(roles, undefined, options);
    const before = await client.rows("method", 0, 5);
    let after = 0;
    const cancelled = await failure(
      client.load(table(200_000), "large.csv", ({ bytes, total }) => {
        if (bytes > 0.3 * total) client.cancel();
        if (bytes > 0.8 * total) after++;
      }),
    );
    const busy = client.busy;
    // Neither the table nor what was computed is gone.
    const still = await client.rows("method", 0, 5);
    const picked = await client.picked("method", [3, 0]);
    const again = await client.analyse(roles, undefined, { ...options, compare: { name: "min" } });
    return { picked, cancelled, busy, after, before, still, again: again.report.sizes, compare: again.report.compare.name };
  });
  expect(seen.cancelled.kind).toBe("cancelled");
  expect(seen.busy).toBe(false);
  expect(seen.after, "it stops soon").toBe(0);
  expect(seen.still).toEqual(seen.before);
  expect(seen.picked).toEqual([seen.before[3], seen.before[0]]);
  expect(seen.again.rollouts).toBe(1600);
  expect(seen.compare).toBe("min");
});

test("computing and writing can be cancelled, also before they begin", async ({ page }) => {
  const setting = await open(page);
  const seen = await setting.evaluate(async ({ client, table, failure }) => {
    const options = { method: { name: "rvpo", k: 2 }, compare: { name: "gdpo" } } as const;
    // Nothing is under way: nothing happens.
    client.cancel();
    const loaded = await client.load(table(100_000));
    const roles = loaded.columns.map(({ role }) => role);
    const analyse = (onProgress = (_: number) => {}) => client.analyse(roles, undefined, options, onProgress);
    let latest = 0;
    const computing = await failure(
      analyse((fraction) => {
        latest = fraction;
        if (fraction > 0.2) client.cancel();
      }),
    );
    const nothing = await failure(client.rows("method", 0, 1));
    const { report } = await analyse();
    const writing = await failure(client.file("json", (fraction) => fraction > 0.1 && client.cancel()));
    const row = await client.rows("compare", 99_999, 5);
    // Several that wait are all ended.
    const waiting = [failure(analyse()), failure(client.rows("method", 0, 1)), failure(client.file("csv"))];
    client.cancel();
    const ended = await Promise.all(waiting);
    // And what comes after is not.
    const after = await analyse();
    // A request that is done before the cancelling is heard keeps its answer.
    const json = await client.file("json");
    return { computing, latest, nothing, rollouts: report.sizes.rollouts, writing, row: row.length, ended, after: after.report.sizes.groups, parsed: (JSON.parse(await json.text()) as { rollouts: unknown[] }).rollouts.length };
  });
  expect(seen.computing.kind).toBe("cancelled");
  expect(seen.latest).toBeLessThan(0.9);
  expect(seen.nothing).toEqual({ kind: "error", message: "nothing is computed" });
  expect(seen.rollouts).toBe(100_000);
  expect(seen.writing.kind).toBe("cancelled");
  expect(seen.row).toBe(1);
  expect(seen.ended.map(({ kind }) => kind)).toEqual(["cancelled", "cancelled", "cancelled"]);
  expect(seen.after).toBe(6250);
  expect(seen.parsed).toBe(100_000);
});

test("what is under way rests while nobody sees it, and goes on or is cancelled then", async ({ page }) => {
  const setting = await open(page);
  const seen = await setting.evaluate(async ({ client, table, failure }) => {
    const loaded = await client.load(table(100_000));
    const roles = loaded.columns.map(({ role }) => role);
    /** Rests at the first progress, and tells how much came after that: one may have been on its way. */
    const rested = async () => {
      let told = 0;
      const analysed = client.analyse(roles, undefined, { method: { name: "rvpo", k: 2 }, compare: { name: "gdpo" } }, () => {
        if (++told === 1) client.rest(true);
      });
      const outcome = failure(analysed);
      // To prove that nothing happens.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return { told, outcome, busy: client.busy };
    };
    const first = await rested();
    client.rest(false);
    const wentOn = await first.outcome;
    const second = await rested();
    client.cancel();
    const cancelled = await second.outcome;
    client.rest(false);
    return { first: { ...first, outcome: wentOn }, second: { ...second, outcome: cancelled } };
  });
  expect(seen.first).toMatchObject({ busy: true, outcome: { kind: "none" } });
  expect(seen.second).toMatchObject({ busy: true, outcome: { kind: "cancelled" } });
  for (const { told } of [seen.first, seen.second]) expect(told).toBeLessThan(4);
});

test("errors say where and what, and change nothing", async ({ page }) => {
  const setting = await open(page);
  const seen = await setting.evaluate(async ({ client, table, failure }) => {
    const options = { method: { name: "rvpo", k: 2 }, compare: { name: "gdpo" } } as const;
    const early = [await failure(client.analyse(["reward"], undefined, options)), await failure(client.rows("method", 0, 1)), await failure(client.file("csv"))];
    const loaded = await client.load(table(160));
    const roles = loaded.columns.map(({ role }) => role);
    const refused = [
      await failure(client.load("a,b\n1,2\n1\n")),
      await failure(client.load(new Blob([Uint8Array.of(97, 10, 255)]))),
      await failure(client.load("[[[[".repeat(100))),
      await failure(client.load("")),
      await failure(client.analyse(roles.slice(1), undefined, options)),
      await failure(client.analyse(roles, 16, options)),
      await failure(client.analyse(roles, undefined, { ...options, method: { name: "rvpo", k: -1 } })),
      await failure(client.analyse(roles, undefined, { ...options, weights: [1, 1] })),
      await failure(client.analyse(roles, undefined, { ...options, method: (() => {}) as never })),
    ];
    const { report } = await client.analyse(roles, undefined, options);
    const wrong = await failure(client.rows("method", -1, 1));
    const rows = await client.rows("method", 150, 100);
    return { early, refused, rollouts: report.sizes.rollouts, wrong, rows: rows.length };
  });
  expect(seen.early.map(({ kind, message }) => [kind, message])).toEqual([["error", "no table is loaded"], ["error", "nothing is computed"], ["error", "nothing is computed"]]);
  const patterns = [
    /^line 3, column 2: a row of 1 cells; allowed: 2/,
    /^line 2, column 1: not UTF-8/,
    /^line 1, column 130: nested more than 128 deep/,
    /^no rows/,
    /^roles: 9 are given; allowed: 10/,
    /^groups: both/,
    /^options\.method\.k: -1 /,
    /^options\.weights: length 2 .*8/,
    /could not be cloned/,
  ];
  expect(seen.refused.map(({ kind }) => kind)).toEqual(patterns.map(() => "error"));
  patterns.forEach((pattern, i) => expect.soft(seen.refused[i]!.message).toMatch(pattern));
  // What the core refuses comes in parts, too.
  expect(seen.refused.map(({ code }) => code)).toEqual(["ragged", "not-utf8", "too-deep", "empty", "roles", "groups", "value", "value", undefined]);
  expect(seen.rollouts).toBe(160);
  expect(seen.wrong.message).toMatch(/^from: -1 /);
  expect(seen.rows).toBe(10);
});

test("a gigabyte of commas and other hostile files are refused", async ({ page }) => {
  const setting = await open(page);
  const seen = await setting.evaluate(async ({ client, failure }) => {
    const gigabyte = (text: string) => new Blob(Array<Blob>(1024).fill(new Blob([text.repeat(2 ** 20 / text.length)])));
    const results = [];
    for (const text of [",", "\n", "1e999,", "[", '"', "a,b\n".repeat(2), "\u00e9"]) {
      const { kind, message } = await failure(client.load(gigabyte(text)));
      results.push({ text, kind, message });
      if (kind === "none") client.clear();
    }
    const { rows } = await client.load("0.5,1\n0.25,0\n");
    return { results, rows };
  });
  for (const { text, kind, message } of seen.results) {
    expect.soft([kind, message.length < 500], `${text}: ${kind} ${message}`).toEqual(["error", true]);
  }
  expect(seen.rows).toBe(2);
});

test("clear forgets the table, and ends what is under way", async ({ page }) => {
  const setting = await open(page);
  const seen = await setting.evaluate(async ({ client, table, failure }) => {
    const options = { method: { name: "rvpo", k: 2 }, compare: { name: "gdpo" } } as const;
    client.clear();
    const loaded = await client.load(table(16_000));
    const roles = loaded.columns.map(({ role }) => role);
    const under = failure(client.analyse(roles, undefined, options));
    client.clear();
    const [ended, busy] = [await under, client.busy];
    const gone = await failure(client.analyse(roles, undefined, options));
    const again = await client.load("0.5,1\n0.25,0\n");
    return { ended, busy, gone, rows: again.rows };
  });
  expect(seen.ended.kind).toBe("cancelled");
  expect(seen.busy).toBe(false);
  expect(seen.gone).toEqual({ kind: "error", message: "no table is loaded" });
  expect(seen.rows).toBe(2);
});

test("a lack of memory is an error, and the next request has a fresh worker", async ({ page }) => {
  const script = await readFile(new URL("../../www/own/worker.js", import.meta.url), "utf8");
  let lacks = true;
  await page.route("**/own/worker.js", async (route) => {
    // All pages but a few that a module may have are taken.
    const taken = script.replace("??= init()", "??= init().then(({ memory }) => { while (true) try { memory.grow(16); } catch { return; } })");
    expect(taken, "own/worker.js starts its module").not.toBe(script);
    await route.fulfill({ contentType: "text/javascript", body: (lacks ? taken : script).replaceAll('"../../pkg/', '"/pkg/') });
  });
  const setting = await open(page);
  const broken = await setting.evaluate(async ({ client, table, failure }) => {
    const loading = failure(client.load(table(100_000)));
    const waiting = failure(client.rows("method", 0, 1));
    return [await loading, await waiting];
  });
  for (const { kind, message } of broken) {
    expect(kind).toBe("broken");
    expect(message).toMatch(/^out of memory \(.+\)$/);
  }
  lacks = false;
  const rows = await setting.evaluate(async ({ client, table }) => (await client.load(table(1600))).rows);
  expect(rows).toBe(1600);
});

for (const [what, file] of [["the worker", "**/own/worker.js"], ["the module", "**/pkg/rvpo_playground_bg.wasm"], ["the module's script", "**/pkg/rvpo_playground.js"]] as const) {
  test(`${what} cannot be fetched: an error says so, and it is tried again`, async ({ page, faults }) => {
    faults.expect(/status 500|request failed/);
    faults.allow(/Failed to load resource|own-worker|rvpo_playground/);
    const setting = await open(page);
    await page.route(file, (route) => route.fulfill({ status: 500, contentType: "text/plain", body: "no" }));
    const refused = await setting.evaluate(({ client, failure }) => failure(client.load("0.5,1\n0.25,0\n")));
    expect(refused.kind).toBe("broken");
    expect(refused.message).not.toBe("");
    await page.unroute(file);
    expect(await setting.evaluate(async ({ client }) => (await client.load("0.5,1\n0.25,0\n")).rows)).toBe(2);
  });
}

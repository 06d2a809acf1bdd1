// What leaves the page: the QR code of the link, tables, files. Nothing of it is loaded before it is asked for.

import { readFile } from "node:fs/promises";

import type { Page } from "@playwright/test";
import jsQR from "jsqr";

import { expect, expectNoViolation, inPage, METHODS, type Playground, test } from "./playground.js";

test.beforeEach(async ({ playground }) => playground.lighten());

async function openAt(page: Page, playground: Playground, fragment = ""): Promise<void> {
  await page.goto(`/www/#${fragment}`);
  await playground.started();
}

const share = (page: Page) => page.getByRole("dialog", { name: "Share" });
const code = (page: Page) => share(page).getByRole("img", { name: "QR code of the link" });

/** The pixels of a PNG: RGBA. */
async function decode(page: Page, png: Buffer): Promise<{ data: Uint8ClampedArray; width: number; height: number }> {
  const { data, width, height } = await page.evaluate(async (png) => {
    const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext("2d")!;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    let text = "";
    for (let i = 0; i < data.length; i += 8192) text += String.fromCharCode(...data.subarray(i, i + 8192));
    return { data: btoa(text), width, height };
  }, png.toString("base64"));
  return { data: new Uint8ClampedArray(Buffer.from(data, "base64")), width, height };
}

const LONG_LINK = "k=0.30000000000000004&rewards=0.123456789,1,1,1,0;0.6,0.623456789,0.6,0.6,0.6;0.2,0.2,0.2,0.2,1;0.3,0.3,0.3,0.3,0.300000000000004";

for (const [fragment, theme, width, height] of [
  ["", "light", 390, 844],
  ["k=0.5&noise=0.3", "dark", 1280, 800],
  [LONG_LINK, "projector", 1920, 1080],
] as const) {
  test.describe(`${width} x ${height}, ${theme}`, () => {
    test.use({ viewport: { width, height } });

    test("the QR code is that of the link, black on white", async ({ page, playground }) => {
      await openAt(page, playground, [fragment, `theme=${theme}`].filter(Boolean).join("&"));
      await page.getByRole("button", { name: "Share" }).click();
      await expect(code(page)).toBeVisible();
      const link = await page.getByRole("textbox", { name: "A link to this page" }).inputValue();
      expect(link).toBe(page.url());
      await code(page).scrollIntoViewIfNeeded();
      const { data, width: across, height: down } = await decode(page, await code(page).screenshot());
      const found = jsQR(data, across, down, { inversionAttempts: "dontInvert" });
      expect(found?.data).toBe(link);
      // Four modules of white around it.
      expect(found!.location.topLeftCorner.x).toBeGreaterThan((3.5 / (17 + 4 * found!.version + 8)) * across);
      // Large enough for the last row, as far as the screen goes.
      expect(across).toBeGreaterThan(0.6 * Math.min(width, height));
      const box = (await share(page).boundingBox())!;
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
      expect(await share(page).evaluate((node) => node.scrollWidth - node.clientWidth)).toBeLessThanOrEqual(0);
      await expectNoViolation(page);
    });
  });
}

test("the QR code follows the settings, and a link that is too long has none", async ({ page, playground }) => {
  await openAt(page, playground, "k=0.5");
  await page.getByRole("button", { name: "Share" }).click();
  await expect(code(page)).toBeVisible();
  const before = await code(page).innerHTML();
  await page.keyboard.press("Escape");
  await playground.noise.press("End");
  await page.getByRole("button", { name: "Share" }).click();
  await expect(code(page)).toBeVisible();
  expect(await code(page).innerHTML()).not.toBe(before);
  await page.keyboard.press("Escape");

  // Before the fragment the address is the host's.
  await page.evaluate(() => history.replaceState(null, "", `?${"long".repeat(400)}${location.hash}`));
  await page.getByRole("button", { name: "Share" }).click();
  await expect(share(page)).toContainText("too long for a QR code");
  await expect(code(page)).toHaveCount(0);
  await expect(page.getByRole("textbox", { name: "A link to this page" })).toHaveValue(page.url());
});

test("without the library the link is shared all the same", async ({ page, playground, faults }) => {
  faults.expect(/qr\.js/);
  faults.allow(/Failed to load resource/);
  await page.route("**/pkg/page/qr.js", (route) => route.fulfill({ status: 404, body: "" }));
  await openAt(page, playground, "k=0.5");
  await page.getByRole("button", { name: "Share" }).click();
  await expect(share(page)).toContainText("The QR code could not be loaded");
  await expect(page.getByRole("textbox", { name: "A link to this page" })).toHaveValue(page.url());
});

test("what is asked for later is not loaded to begin with", async ({ page, playground }) => {
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(new URL(request.url()).pathname.replace("/pkg/page/", "")));
  await openAt(page, playground);
  await playground.reach(5);
  const index = await page.evaluate(async () => (await fetch("/www/")).text());
  const named = [...index.matchAll(/"\.\.\/pkg\/page\/([^"]+)"/g)].map(([, name]) => name);
  expect(named).toContain("page/main.js");
  const scripts = [...new Set(loaded.filter((name) => /\.(js|css)$/.test(name)))];
  // What is counted as the page's weight is what it loads.
  const expected = named.filter((name) => /\.(js|css)$/.test(name));
  expect(scripts.sort()).toEqual([...new Set([...expected, "training/worker.js", "words/en/page.js"])].sort());
});

/** What a button of the chart saves. */
async function save(page: Page, name: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".chart-panel").getByRole("button", { name, exact: true }).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

const toggle = (page: Page) => page.locator(".chart-panel").getByRole("button", { name: "Data table" });
const table = (page: Page) => page.getByRole("table", { name: /Bottleneck and half the width/ });

test.describe("the data of the chart", () => {
  test("is a table that holds still while it trains", async ({ page, playground }) => {
    await openAt(page, playground);
    await expect(table(page)).toHaveCount(0);
    await playground.toStart();
    await playground.steps(4);
    await toggle(page).click();
    await expect(table(page)).toBeVisible();
    await expect(page.getByRole("button", { name: "Hide the table" })).toHaveAttribute("aria-expanded", "true");
    await expect(table(page).getByRole("columnheader")).toHaveText(["training step", "GRPO", "GDPO", "Variance penalty", "RVPO", "Hard min"]);
    await expect(table(page).getByRole("rowheader")).toHaveText(["0", "1", "2", "3", "4"]);
    const { rvpo } = await playground.cards();
    await expect(table(page).getByRole("row").last().getByRole("cell").nth(3)).toHaveText(new RegExp(`^${rvpo.bottleneck.toFixed(3)} ± \\d\\.\\d{3}$`));
    await playground.steps(1);
    await expect(table(page).getByRole("rowheader")).toHaveText(["0", "1", "2", "3", "4", "5"]);

    await page.evaluate(() => {
      const told: number[] = [];
      Object.assign(window, { told });
      new MutationObserver((changes) => told.push(changes.length)).observe(document.getElementById("chart-data")!, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    await playground.play.click();
    await playground.reach(25);
    expect(await page.evaluate(() => (window as unknown as { told: number[] }).told.length)).toBe(0);
    await playground.pause.click();
    await playground.expectState("paused");
    await expect(table(page).getByRole("rowheader").last()).toHaveText(String(await playground.step()));

    await page.getByRole("button", { name: "Hide the table" }).click();
    await expect(table(page)).toBeHidden();
    await expect(toggle(page)).toHaveAttribute("aria-expanded", "false");
  });

  test("is a file with every step", async ({ page, playground }) => {
    await openAt(page, playground, "seed=7");
    await playground.toStart();
    await playground.steps(3);
    const { name, bytes } = await save(page, "Save as CSV");
    expect(name).toBe("rvpo-playground-bottleneck-seed7-step3.csv");
    const lines = bytes.toString("utf8").split("\r\n");
    expect(lines.length).toBe(1 + 4 + 1);
    expect(lines[0]).toContain('"RVPO: bottleneck, mean over the runs (reward, 0 to 1)"');
    const numbers = lines[4]!.split(",").map(Number);
    expect(numbers[0]).toBe(3);
    // The same numbers as the cards, which show four digits of them.
    const cards = await playground.cards();
    METHODS.forEach((method, i) => expect(numbers[1 + 3 * i]!.toFixed(4), method).toBe(cards[method].bottleneck.toFixed(4)));
    await toggle(page).click();
    const settings = await save(page, "Settings as CSV");
    expect(settings.name).toBe("rvpo-playground-settings-seed7-step3.csv");
    expect(settings.bytes.toString("utf8")).toContain('"seed",7\r\n');
  });

  test("can be hidden and locked by the link", async ({ page, playground }) => {
    await openAt(page, playground, "hide=data");
    await expect(toggle(page)).toBeHidden();
    await page.evaluate(() => (location.hash = "lock=data"));
    await expect(toggle(page)).toBeVisible();
    for (const name of ["Data table", "Save as CSV", "Save as SVG", "Save as PNG"]) {
      for (const button of await page.getByRole("button", { name }).all()) await expect(button).toBeDisabled();
    }
  });

  for (const [theme, width, height] of [["light", 320, 640], ["dark", 1280, 800], ["projector", 1920, 1080]] as const) {
    test(`fits and passes axe, ${theme}, ${width} x ${height}`, async ({ page, playground }) => {
      await page.setViewportSize({ width, height });
      await openAt(page, playground, `theme=${theme}`);
      await playground.reach(3);
      await playground.pause.click();
      await toggle(page).click();
      await expect(table(page)).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
      await expectNoViolation(page);
    });
  }
});

/** What an SVG says when a browser reads it as a file. */
function readSvg(page: Page, svg: string) {
  return page.evaluate((svg) => {
    const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    const count = (selector: string) => root.querySelectorAll(selector).length;
    return {
      tag: root.tagName,
      size: [Number(root.getAttribute("width")), Number(root.getAttribute("height"))],
      title: root.querySelector("title")?.textContent ?? "",
      description: root.querySelector("desc")?.textContent ?? "",
      texts: Array.from(root.querySelectorAll("text"), (node) => node.textContent ?? ""),
      fonts: [...new Set(Array.from(root.querySelectorAll("text"), (node) => node.getAttribute("font-family")))],
      background: root.querySelector("rect")?.getAttribute("fill") ?? "",
      bands: count("path[fill-opacity]"),
      lines: Array.from(root.querySelectorAll("path[stroke]"), (node) => ({ stroke: node.getAttribute("stroke") ?? "", points: (node.getAttribute("d") ?? "").split(/[ML]/).length - 1 })),
      pictures: count("image, foreignObject, script, style, [style], [href]"),
      bad: Array.from(root.querySelectorAll("*")).flatMap((node) => Array.from(node.attributes, ({ value }) => value)).filter((value) => /NaN|undefined|Infinity/.test(value)),
    };
  }, svg);
}

test.describe("the chart as a file", () => {
  for (const theme of ["light", "dark", "projector"]) {
    test(`is an SVG of lines and letters, ${theme}`, async ({ page, playground }) => {
      await openAt(page, playground, `theme=${theme}`);
      await playground.toStart();
      await playground.steps(5);
      const { name, bytes } = await save(page, "Save as SVG");
      expect(name).toBe("rvpo-playground-bottleneck-seed1-step5.svg");
      const svg = await readSvg(page, bytes.toString("utf8"));
      expect(svg.tag).toBe("svg");
      expect(svg.title).toBe("Bottleneck (lowest reward) during training");
      expect(svg.description).toContain("over 5 training steps");
      for (const text of [svg.title, "GRPO", "GDPO", "Variance penalty", "RVPO", "Hard min", "training step", "bottleneck (reward, 0 to 1)", "0", "300", "0.2"]) expect.soft(svg.texts).toContain(text);
      expect(svg.fonts).toHaveLength(1);
      expect(svg.fonts[0]).toContain("sans-serif");
      expect(svg.background).toBe(theme === "dark" ? "#1c1e21" : "#ffffff");
      const colors = await page.evaluate((methods) => methods.map((name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()), METHODS);
      const rgb = colors.map((color) => `rgb(${[1, 3, 5].map((i) => Number.parseInt(color.slice(i, i + 2), 16)).join(",")})`);
      // A line of six points for each method; the signs on it have a rim of the background's colour.
      expect(svg.lines.filter(({ stroke, points }) => points === 6 && rgb.includes(stroke)).map(({ stroke }) => stroke)).toEqual(rgb);
      expect(svg.bands).toBe(METHODS.length);
      expect(svg.pictures).toBe(0);
      expect(svg.bad).toEqual([]);
    });
  }

  test("is the same picture as on the page", async ({ page, playground }) => {
    await openAt(page, playground, "theme=light");
    await playground.reach(20);
    await playground.pause.click();
    await playground.expectState("paused");
    // Both at the same size, without title and legend: drawn by the browser from the SVG, and by the chart on canvases.
    const difference = await page.evaluate(async () => {
      const load = (url: string) => import(url);
      const [{ Chart }, { toPng }, { speak }] = (await Promise.all(["training/chart.js", "picture/svg.js", "words/page.js"].map((name) => load(`/www/${name}`)))) as [
        typeof import("../../www/training/chart.js"),
        typeof import("../../www/picture/svg.js"),
        typeof import("../../www/words/page.js"),
      ];
      await speak("en");
      document.getElementById("legend")!.replaceChildren();
      const history = Array.from({ length: 5 }, (_, i) => ({
        mean: Array.from({ length: 40 }, (_, step) => 0.5 + 0.4 * Math.sin(step / (3 + i))),
        standardError: Array.from({ length: 40 }, (_, step) => step / 1000),
      }));
      const picture = new Chart(["grpo", "gdpo", "variance", "rvpo", "min"], () => {}).picture(history, 40, 1);
      const file = await createImageBitmap(await toPng(picture));
      const { width, height, layers } = picture;
      const top = file.height - 2 * height;
      const pen = () => new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
      const [fromFile, fromCanvas] = [pen(), pen()];
      fromFile.drawImage(file, 0, top, 2 * width, 2 * height, 0, 0, width, height);
      for (const layer of layers) {
        const canvas = Object.assign(document.createElement("canvas"), { width, height });
        layer(canvas);
        fromCanvas.drawImage(canvas, 0, 0);
      }
      const [a, b] = [fromFile, fromCanvas].map((context) => context.getImageData(0, 0, width, height).data) as [Uint8ClampedArray, Uint8ClampedArray];
      let [different, inked] = [0, 0];
      for (let i = 0; i < a.length; i += 4) {
        const most = (pixels: Uint8ClampedArray, others: number[]) => Math.max(...[0, 1, 2].map((c) => Math.abs(pixels[i + c]! - others[c]!)));
        if (most(b, [255, 255, 255]) > 60) inked++;
        if (most(a, [b[i]!, b[i + 1]!, b[i + 2]!]) > 110) different++;
      }
      return { different, inked };
    });
    expect(difference.inked).toBeGreaterThan(5000);
    // Edges are smoothed otherwise; a letter or a line in another place would be thousands.
    expect(difference.different).toBeLessThan(0.015 * difference.inked);
  });

  test("is a PNG of twice the size", async ({ page, playground }) => {
    await openAt(page, playground, "theme=dark");
    await playground.toStart();
    await playground.steps(5);
    const svg = await readSvg(page, (await save(page, "Save as SVG")).bytes.toString("utf8"));
    const { name, bytes } = await save(page, "Save as PNG");
    expect(name).toBe("rvpo-playground-bottleneck-seed1-step5.png");
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual(svg.size.map((length) => 2 * length));
    const { data } = await decode(page, bytes);
    // The dark theme's panel.
    expect([...data.subarray(0, 4)]).toEqual([28, 30, 33, 255]);
    expect(new Set(new Uint32Array(data.buffer, data.byteOffset, data.length / 4)).size).toBeGreaterThan(50);
  });
});

test("the expansion's lines are a table and files too", async ({ page, playground }) => {
  await openAt(page, playground, "k=5");
  await playground.pause.click();
  await playground.expectState("paused");
  const part = page.locator("#expansion");
  await part.scrollIntoViewIfNeeded();
  const saved = async (what: string) => {
    const [download] = await Promise.all([page.waitForEvent("download"), part.locator("#expansion-exports").getByRole("button", { name: `Save as ${what}` }).click()]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };
  await part.locator("#expansion-exports").getByRole("button", { name: "Data table" }).click();
  await expect(part.locator("#expansion-data").getByRole("columnheader")).toHaveText(["k", "SoftMin, exact", "mean (order 1)", "order 2", "order 3", "order 4", "min"]);
  await expect(part.locator("#expansion-data").getByRole("rowheader")).toHaveText(["0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10", "20", "50"]);
  // It says what the table of figures says for this k.
  const exact = await part.locator("#expansion-rows [data-line=exact] .value").textContent();
  await expect(part.locator("#expansion-data tbody tr").nth(6).locator("td").first()).toHaveText(exact ?? "");

  const csv = await saved("CSV");
  expect(csv.name).toBe("rvpo-playground-expansion-k5.csv");
  const rows = csv.bytes.toString("utf8").trim().split("\r\n").map((line) => line.split(","));
  expect(rows.length).toBe(152);
  const numbers = rows.slice(1).map((row) => row.map(Number));
  expect(numbers[0]![0]).toBeCloseTo(0.05, 12);
  expect(numbers.at(-1)![0]).toBeCloseTo(50, 9);
  // SoftMin lies between the min and the mean.
  expect(numbers.filter(([, exact, mean, , , , min]) => !(exact! >= min! - 1e-12 && exact! <= mean! + 1e-12))).toEqual([]);

  const svg = await readSvg(page, (await saved("SVG")).bytes.toString("utf8"));
  expect(svg.title).toMatch(/k/);
  for (const text of ["SoftMin, exact", "order 2", "min", "0.1", "10"]) expect.soft(svg.texts).toContain(text);
  expect(svg.lines.length).toBeGreaterThan(5);
  expect(svg.bad).toEqual([]);
  expect((await saved("PNG")).bytes.subarray(1, 4).toString()).toBe("PNG");
});

test("the figures beside the lines are a file too, with every digit", async ({ page, playground }) => {
  await openAt(page, playground, "hand=1&z=2,-1,0.5&k=2");
  await playground.pause.click();
  await playground.expectState("paused");
  const part = page.locator("#expansion");
  await part.scrollIntoViewIfNeeded();
  const [download] = await Promise.all([page.waitForEvent("download"), part.locator("#figures-exports").getByRole("button", { name: "Save as CSV" }).click()]);
  expect(download.suggestedFilename()).toBe("rvpo-playground-figures-k2.csv");
  const [heads, ...rows] = (await readFile(await download.path())).toString("utf8").trim().split("\r\n").map((line) => (line.match(/"[^"]*"|[^,]+|(?<=,)(?=,|$)/g) ?? []).map((field) => field.replaceAll('"', "")));
  expect(heads).toEqual(["line", "A (standard deviations)", "off the exact one by (standard deviations)", "off, as a share of the way from mean to min"]);
  expect(rows.map(([line]) => line)).toEqual(["SoftMin, exact", "mean (order 1)", "order 2", "order 3", "order 4", "min"]);
  // By the definition.
  const z = [2, -1, 0.5];
  const exact = -Math.log(z.reduce((sum, z) => sum + Math.exp(-2 * z), 0) / 3) / 2;
  const [first, mean, , , , min] = rows;
  expect(Number(first![1])).toBeCloseTo(exact, 12);
  expect(first!.slice(2)).toEqual(["", ""]);
  expect(Number(mean![2])).toBeCloseTo(0.5 - exact, 12);
  expect(Number(mean![3])).toBeCloseTo((0.5 - exact) / 1.5, 12);
  expect(Number(min![1])).toBe(-1);
});

test("each map, and the group under the microscope, is a file too", async ({ page, playground }) => {
  await openAt(page, playground, "hand=1&z=1,-1,0&k=2");
  await playground.toStart();
  await playground.steps(2);
  const saved = async (host: string, what: string) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(host).getByRole("button", { name: `Save as ${what}` }).click()]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
  };
  const lines = (text: string) => text.replace("\ufeff", "").trim().split("\r\n");
  await page.locator("#microscope").scrollIntoViewIfNeeded();
  await expect(page.locator("#scope-picture")).toBeVisible();
  const group = await saved("#scope-exports", "CSV");
  expect(group.name).toBe("rvpo-playground-group-rvpo-seed1-step2-prompt1.csv");
  expect(lines(group.text)).toHaveLength(17);
  expect(lines(group.text)[0]).toContain('"z: Helpful"');
  // With all digits, credits that sum to one.
  for (const line of lines(group.text).slice(1)) expect(line.split(",").slice(-5).reduce((sum, credit) => sum + Number(credit), 0)).toBeCloseTo(1, 12);

  await page.locator("#maps").scrollIntoViewIfNeeded();
  const map = "#maps > :nth-child(3) .exports";
  const numbers = await saved(map, "CSV");
  expect(numbers.name).toBe("rvpo-playground-map-exact-k2.csv");
  const rows = lines(numbers.text).slice(1).map((line) => line.split(",").map(Number));
  expect(rows).toHaveLength(41 * 41);
  const expected = await inPage(page, ({ api }, rows) => rows.map(([a, b]) => api.softmin([a!, -1, b!], 2)), rows);
  rows.forEach(([, , value], i) => expect(value).toBeCloseTo(expected[i]!, 12));
  const svg = await readSvg(page, (await saved(map, "SVG")).text);
  expect(svg.title).toBe("SoftMin (RVPO)");
  // Some of them on the page: a row and a column for each whole z, the highest on top.
  await page.locator(map).getByRole("button", { name: "Data table" }).click();
  const table = page.locator("#map-exact-data");
  await expect(table.getByRole("rowheader")).toHaveText(["4.00", "3.00", "2.00", "1.00", "0.00", "−1.00", "−2.00", "−3.00", "−4.00"]);
  const value = await inPage(page, ({ api }) => api.softmin([-4, -1, 4], 2), null);
  await expect(table.getByRole("cell").nth(0)).toHaveText(value.toFixed(2).replace("-", "−"));
  expect((await saved(map, "PNG")).name).toBe("rvpo-playground-map-exact-k2.png");
});

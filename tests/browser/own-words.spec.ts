// Your rewards: what is said, in both languages, and how it looks.

import { picture } from "./canvas.js";
import { alerts, choose, computed, file, HOSTILE, kSlider, LONG, open, part, read, read2, role, sentence, SMALL, text } from "./own.js";
import { expectInOrder } from "./page-order.js";
import { expect, expectFragment, expectNoViolation, showOwn, test } from "./playground.js";

for (const [name, words, columns] of [
  ["Rubric, 4 rewards", /^rubric\.csv: 96 rows, 5 columns, CSV\.$/, { prompt_id: "group", safe: "reward" }],
  ["TRL completions", /^trl_completions\.jsonl: 48 rows, 7 columns, JSON Lines\.$/, { prompt: "group", safety_reward: "reward", completion: "ignore", advantage: "ignore" }],
  ["verl rollouts", /^verl_rollouts\.tsv: 48 rows, 9 columns, TSV\.$/, { input: "group", correct: "reward", response_length: "length", score: "ignore" }],
] as const) {
  test(`the example “${name}” shows answers at once`, async ({ page, playground }) => {
    await open(page, playground);
    await page.getByRole("button", { name, exact: true }).click();
    await expect(page.locator("#own-loaded")).toHaveText(words);
    await expect(sentence(page)).toContainText("RVPO, k = 2, beside GDPO");
    for (const [column, wanted] of Object.entries(columns)) await expect.soft(role(page, column), column).toHaveValue(wanted);
    await expect(alerts(page)).toHaveCount(0);
    await expect(page.locator(".own-findings li").first()).not.toBeEmpty();
    await expect(page.locator(".own-checks li")).toHaveCount(5);
    await expect(page.locator("#own-suggestion")).toContainText(/suggested/i);
    for (const chart of ["shares", "flips", "effective"]) {
      await expect.poll(async () => (await picture(page.locator(`#own-${chart} canvas:not(.on-paper)`).last())).ink, chart).toBeGreaterThan(300);
      await expect(page.locator(`#own-${chart}`)).toHaveAttribute("aria-label", /At k = 1\.99: /);
    }
    // Each method's shares sum to 1.
    for (const which of ["method", "compare"]) {
      const shares = await page.locator(`.own-bar.${which}`).evaluateAll((bars) => bars.map((bar) => Number((bar as HTMLElement).dataset["share"])));
      expect(shares.length).toBeGreaterThan(1);
      expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1)).toBeLessThan(1e-9);
    }
    await page.locator(".own-preview summary").click();
    await expect(page.locator(".own-preview tbody tr")).toHaveCount(20);
  });
}

test("names are text, however hostile or long", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, `prompt_id,"${HOSTILE}",${LONG},"=1+1"\np1,1,0,0.5\np1,0,1,0.2\np1,0.5,0.5,0.9\np1,0.1,0.2,0.3\n`);
  await expect(sentence(page)).toBeVisible();
  await expect(page.locator(".own-shares .label").first()).toHaveText(HOSTILE);
  await expect(page.locator("#own img")).toHaveCount(0);
  await expectInOrder(page, "hostile names");
  expect((await file(page, "csv")).split("\r\n")[0]).toContain(`"'=1+1"`);
  // Names that a trainer cannot have are refused in words, or quoted.
  await expect(page.locator(".own-code pre code").first()).not.toBeEmpty();
});

for (const theme of ["light", "dark", "projector"] as const) {
  test(`axe finds nothing, ${theme}`, async ({ page, playground }) => {
    await open(page, playground, `theme=${theme}`);
    await expectNoViolation(page, "empty");
    await page.getByRole("button", { name: "TRL completions" }).click();
    await expect(sentence(page)).toBeVisible();
    await page.locator(".own-preview summary").click();
    // The strongest colours that there are.
    await page.locator(".own-reward").evaluateAll((cells) =>
      cells.forEach((cell, i) => {
        (cell as HTMLElement).style.setProperty("--heat", "60%");
        cell.classList.toggle("below", i % 2 === 0);
      }),
    );
    await expectNoViolation(page, "with answers");
    await choose(page, "Method", "rloo");
    await choose(page, "Framework", "nemo-rl");
    await expect(alerts(page)).toHaveCount(1);
    await read(page, "a,b\n1\n");
    await expect(alerts(page)).toHaveCount(2);
    await expectNoViolation(page, "with messages");
  });
}

for (const lang of ["en", "de"]) {
  for (const [width, height] of [
    [320, 640],
    [390, 844],
    [768, 1024],
    [1280, 800],
    [1920, 1080],
    [3840, 2160],
  ] as const) {
    test.describe(`${lang}, ${width} x ${height}`, () => {
      test.use({ viewport: { width, height }, hasTouch: width < 800 });

      test("nothing overlaps, nothing is cut off", async ({ page, playground }) => {
        await open(page, playground, `lang=${lang}`);
        await expectInOrder(page, "empty");
        await page.locator('[data-example="trl_completions.jsonl"]').click();
        await expect(sentence(page)).toBeVisible();
        await page.locator(".own-preview summary").click();
        await page.locator("#own-schedule").selectOption("linear");
        await page.locator(".own-chart .exports button").first().click();
        await expect(page.locator("#own-shares-data tbody tr")).toHaveCount(11);
        await expectInOrder(page, "with answers");
        await page.locator("#own-ownMethod").selectOption("variance");
        await page.locator("#own-ownCompare").selectOption("grpo");
        await expect(page.locator("#own-ownScale")).toBeVisible();
        await page.locator("#own-k").fill("x".repeat(40));
        await page.locator("#own-k").press("Enter");
        await read2(page, `a,${"b".repeat(90)}\n1\n`);
        await expect(alerts(page)).toHaveCount(2);
        await expectInOrder(page, "with messages");
      });
    });
  }
}

for (const theme of ["light", "projector"]) {
  test(`names in the head of a table stand apart, ${theme}`, async ({ page, playground }) => {
    await open(page, playground, `theme=${theme}`);
    const names = ["instruction_following_reward", "accuracy_of_all_the_facts", "harmlessnessWithoutAnyBreak", "brief"];
    await read(page, SMALL.replaceAll(/$(?=\n)/gm, ",0.5").replace(/^.*/, `prompt_id,${names.join()}`));
    await computed(page);
    await expect(page.locator(".own-movers thead .own-label")).toHaveText(names);
    const boxes = await page.locator(".own-movers thead th").evaluateAll((heads) =>
      heads.map((head) => {
        const range = document.createRange();
        range.selectNodeContents(head);
        const { left, right } = head.querySelector(".own-label")?.getBoundingClientRect() ?? range.getBoundingClientRect();
        return { left, right };
      }),
    );
    boxes.slice(1).forEach(({ left }, i) => expect.soft(left - boxes[i]!.right, `before column ${i + 2}`).toBeGreaterThan(8));
    await expectInOrder(page, "long names");
  });
}

test("in German everything is German", async ({ page, playground }) => {
  await open(page, playground, "lang=de");
  await page.locator('[data-example="verl_rollouts.tsv"]').click();
  await expect(sentence(page)).toHaveText(/^RVPO, k = 2, neben GDPO, nach der Konvention des Papers \(unsere Lesart\): .* das Vorzeichen\.$/);
  const strangers = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.getElementById("own")!, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? "";
      if (node.parentElement!.closest("pre, td, [lang=en]") === null && /\b(the|of|and|what|with|rows|rewards are|at least)\b/i.test(text)) found.push(text);
    }
    return found;
  });
  expect(strangers).toEqual([]);
});

test("in German also what the core refuses is said in German", async ({ page, playground }) => {
  await open(page, playground, "lang=de");
  const refused = async (table: string, words: string) => {
    await page.locator("#own-text").fill(table);
    await page.locator("#own-read").click();
    await expect(page.locator("#own-data-error")).toHaveText(`Das Eingefügte ist nicht zu lesen: ${words}`);
  };
  await refused("a,b\n1,2\n1\n", "Zeile 3, Spalte 2: eine Zeile mit 1 Zelle; erlaubt: 2, wie in der ersten.");
  await refused("a,b,a\n1,2,3\n", "Zeile 1, Spalte 3: eine zweite Spalte „a“; erlaubt: jeder Name einmal.");
  await refused('a,b\n1,"2\n', 'Zeile 2: hier beginnt eine Zeile mit einem Anführungszeichen, das nie geschlossen wird; erlaubt: " in Paaren.');
  await refused('[{"a":1},[1]]', 'Zeile 1, Spalte 10: "[1]" ist keine Zeile der Tabelle; erlaubt: ein Objekt, wie in der ersten.');
  await refused('[{"a": 1 2}]', "Zeile 1, Spalte 10: was hier steht, ist kein JSON; erlaubt: JSON.");
  await refused("a,b\n", "keine Zeilen; erlaubt: eine Tabelle mit mindestens einer Zeile von Werten.");

  const choice = page.locator("#own-refused");
  const select = (name: string, value: string) => page.locator(`#own-own${name}`).selectOption(value);
  const roleOf = (name: string, value: string) => page.getByRole("combobox", { name: `Als was „${name}“ gilt` }).selectOption(value);
  const expectRefused = (words: string) => expect(choice).toContainText(`Diese Wahl geht mit diesen Daten nicht: ${words}`);
  await page.locator("#own-text").fill("prompt_id,a,b,c\np1,1,,0\np1,0.5,1,0\np1,x,0.5,7\n");
  await page.locator("#own-read").click();
  await expectRefused('Zeile 4, Spalte 2, „a“: "x" ist keine Zahl; erlaubt: Zahlen, true und false,');
  await roleOf("a", "ignore");
  await expect(choice).toBeEmpty();
  await select("Convention", "nemo-rl");
  await expectRefused("1 Reward fehlt, und NeMo-RL hat dafür keinen Platz: bewerte jeden Rollout, oder nimm die Spalten mit Lücken heraus.");
  await roleOf("b", "ignore");
  await expect(choice).toBeEmpty();
  await select("Convention", "paper");
  await select("Method", "dvao");
  await select("Convention", "nemo-rl");
  await expectRefused("DVAO gibt es nur nach der Konvention des Papers, nicht nach der von NeMo-RL.");
  await select("Method", "grpo");
  await select("Scale", "batch");
  await expectRefused("NeMo-RL teilt nicht durch die Standardabweichung des Batches: nimm die der Gruppe, oder teil gar nicht.");
  await select("Scale", "group");
  await select("Method", "rvpo");
  await select("Convention", "verl");
  await expectRefused("verl macht das Whitening über Tokens: nimm eine Spalte als Antwortlänge.");
  await select("Convention", "paper");
  await roleOf("c", "ignore");
  await expectRefused("0 Spalten gelten als Reward; erlaubt: 1 bis ");
  await roleOf("c", "reward");
  await roleOf("prompt_id", "ignore");
  await page.locator("#own-group-size").fill("2");
  await page.locator("#own-group-size").press("Enter");
  await expectRefused("die 3 Zeilen gehen in Gruppen von 2 nicht auf: gib eine Zahl an, die ihre Anzahl teilt, oder nimm eine Spalte als Gruppe.");
  await page.locator("#own-group-size").fill("3");
  await page.locator("#own-group-size").press("Enter");
  await expect(choice).toBeEmpty();
  const weight = page.getByRole("textbox", { name: "Faktor von „c“" });
  await weight.fill("0");
  await weight.press("Enter");
  await expectRefused("alle Faktoren sind 0: mindestens einer muss über 0 sein.");
});

test("what came out is said once it is there, and not while k is pulled", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, SMALL);
  const status = page.locator("#own-status");
  await expect(status).toContainText("RVPO, k = 2");
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const node = document.getElementById("own-status")!;
    new MutationObserver(() => said.push(node.textContent ?? "")).observe(node, { childList: true, characterData: true, subtree: true });
  });
  for (let i = 0; i < 6; i++) await kSlider(page).press("ArrowLeft");
  await expect(status).toContainText("RVPO, k = 1, beside");
  expect(await page.evaluate(() => (window as unknown as { said: string[] }).said.length)).toBe(1);
});

test("the keyboard goes through all of it, in order, and sees where it is", async ({ page, playground }) => {
  await open(page, playground);
  await page.getByRole("button", { name: "Rubric, 4 rewards" }).click();
  await expect(sentence(page)).toBeVisible();
  await expect(page.locator(".own-code pre code").first()).not.toBeEmpty();
  const stops = await part(page).evaluate((part) =>
    Array.from(part.querySelectorAll<HTMLElement>("button, input, select, textarea, summary, [tabindex]"))
      .filter((node) => node.tabIndex >= 0 && node.checkVisibility() && !(node as HTMLButtonElement).disabled)
      .map((node, i) => (node.dataset["stop"] = String(i))),
  );
  expect(stops.length).toBeGreaterThan(35);
  await text(page).focus();
  for (const stop of stops) {
    const focused = page.locator(":focus");
    await expect.soft(focused).toHaveAttribute("data-stop", stop);
    await expect.soft(focused).toHaveAccessibleName(/\S/);
    await expect.soft(focused).toBeInViewport();
    expect.soft(await focused.evaluate((node) => Number.parseFloat(getComputedStyle(node).outlineWidth)), stop).toBeGreaterThanOrEqual(2);
    await page.keyboard.press("Tab");
  }
  // A key that the page knows is not taken from who types here.
  await text(page).focus();
  await page.keyboard.type("s ");
  await expect(text(page)).toHaveValue("s ");
  await playground.expectState("paused");
});

test("on paper there are the answers and the charts, and none of the fields", async ({ page, playground }) => {
  await open(page, playground, "theme=dark");
  await page.getByRole("button", { name: "Rubric, 4 rewards" }).click();
  await expect(sentence(page)).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  for (const kind of ["shares", "flips", "effective"]) {
    await expect(page.locator(`#own-${kind}-paper`)).toBeVisible();
    expect((await picture(page.locator(`#own-${kind}-paper`))).ink, kind).toBeGreaterThan(1000);
  }
  await expect(sentence(page)).toBeVisible();
  await expect(page.locator("#own-suggestion")).toBeVisible();
  for (const gone of ["#own-text", "#own-csv", ".own-code pre >> nth=0", "#own-earlier"]) await expect.soft(page.locator(gone), gone).toBeHidden();
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
});

test("names that begin alike can be told apart where they are cut", async ({ page, playground }) => {
  // The other heads are longer.
  await open(page, playground, "ownMethod=variance");
  const ends = ["correctness", "politeness", "brevity", "style_and_tone"];
  const names = ends.map((end) => `reward_functions/very_long_module_name/${end}`);
  await read(page, SMALL.replaceAll(/$(?=\n)/gm, ",0.5").replace(/^.*/, `prompt_id,${names.join()}`));
  await computed(page);
  for (const where of ["tbody th .own-label[title^=reward]", ".own-shares .label", ".own-movers thead .own-label", ".own-chart:first-child .legend li[title]"]) {
    const labels = part(page).locator(where);
    await expect.soft(labels, where).toHaveCount(ends.length);
    for (const [j, end] of ends.entries()) {
      await expect.soft(labels.nth(j), where).toHaveText(new RegExp(`^reward_functi.*….*${end}$`));
      await expect.soft(labels.nth(j), where).toHaveAttribute("title", names[j]!);
      // Nor does the style cut it.
      expect.soft(await labels.nth(j).evaluate(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => scrollWidth <= clientWidth + 1 && scrollHeight <= clientHeight + 1), `${where} ${end}`).toBe(true);
    }
  }
});

test("before a table is thrown away for another language the page asks", async ({ page, playground, faults }) => {
  // What a page that is left was still loading.
  faults.allow(/request failed: .* net::ERR_ABORTED/);
  await open(page, playground);
  await read(page, SMALL);
  await computed(page);
  const lang = page.locator("#lang");
  const asked: string[] = [];
  page.once("dialog", (dialog) => {
    asked.push(dialog.message());
    void dialog.dismiss();
  });
  await lang.selectOption("de");
  await expect(lang).toHaveValue("en");
  expect(asked).toEqual(["In another language the page begins again, and your table must be read again. Change the language?"]);
  await expect(sentence(page)).toBeVisible();
  await expectFragment(page, "#view=own");
  page.once("dialog", (dialog) => void dialog.accept());
  await lang.selectOption("de");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  // With no table there is nothing to ask.
  await showOwn(page);
  await lang.selectOption("en");
  await expect(page.locator("html")).toHaveAttribute("lang", "en-GB");
});

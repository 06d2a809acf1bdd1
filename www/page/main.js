// Starts the page: compiles the wasm once, hands it to the worker that page/boot.js has started, and joins run, controls, cards and chart.

import init from "../../pkg/page/rvpo_playground.js";
import { Cards } from "../training/cards.js";
import { Chart } from "../training/chart.js";
import { Controls } from "../settings/controls.js";
import { byId, dressParts, fill, setText, tellParent } from "./dom.js";
import { showFailure } from "./failure.js";
import { Address, fromFragment, toFragment } from "./address.js";
import { namesOf } from "../settings/names.js";
import { Run } from "../training/run.js";
import { HORIZON, METHODS, SCHEMA, shapeOf, trainerOptions } from "../settings/schema.js";
import { speak, TEXT } from "../words/page.js";
import { addTools } from "../picture/buttons.js";
import { attainable, lowest, verdict } from "../training/verdict.js";

/** @typedef {import("../../pkg/rvpo_playground.js").Snapshot} Snapshot */
/** @typedef {import("../training/cards.js").Judgement} Judgement */

/** Steps at which the caption begins to name methods: before, every policy still has a bit of everything. */
const EARLY_STEPS = 10;
/** The figures in the badge change no faster than one can read them. */
const BADGE_MS = 500;
/** With reduced motion the pictures move this seldom. */
const CALM_MS = 500;
const STATUS_MS = 9000;
/** That someone is there. */
const SIGNS = ["pointermove", "pointerdown", "keydown"];
const DARK = "(prefers-color-scheme: dark)";

/** @param {import("../training/client.js").TrainerClient} client */
export async function start(client) {
  const { hash } = location;
  const { settings, problems } = fromFragment(hash);
  dress(settings);
  const spoken = speak(settings.lang);
  const module = await compile(new URL("../../pkg/page/rvpo_playground_bg.wasm", import.meta.url));
  const created = client.create(module, trainerOptions(settings));
  // They are awaited below; until then a failure is nobody's.
  for (const promise of [created, spoken]) promise.catch(() => {});
  await Promise.all([init({ module_or_path: module }), spoken]);

  Object.assign(document.documentElement, { lang: TEXT.lang, dir: TEXT.dir });
  document.title = TEXT.fixed.title;
  fill(document);
  setText(byId("look"), TEXT.look.loading);

  const cards = new Cards(METHODS);
  // The page is hidden until there is a run, so nothing asks for it before.
  let outdated = false;
  const chart = new Chart(METHODS, () => (outdated = true));
  /** @type {import("../microscope/microscope.js").Microscope | undefined} */
  let microscope;
  /** @type {import("../expansion/expansion.js").Expansion | undefined} */
  let expansion;
  /** @type {import("../own/own.js").OwnPart | undefined} */
  let own;
  const viewChanged = () => {
    dress(settings);
    chart.lookAgain();
    expansion?.lookAgain();
    own?.lookAgain();
  };
  matchMedia(DARK).addEventListener("change", viewChanged);
  const showParts = () => {
    microscope?.show();
    expansion?.showSettings();
    own?.showSettings();
  };
  let begun = false;
  const address = new Address(settings, () => {
    const arrived = fromFragment(location.hash);
    // Every word on the page was written when it began; and what has not begun yet begins with the new address.
    if (!begun || arrived.settings.lang !== settings.lang) return location.reload();
    const before = trainerOptions(settings);
    Object.assign(settings, arrived.settings);
    const after = trainerOptions(settings);
    // What a dialog speaks of may be no more.
    for (const dialog of document.querySelectorAll("dialog[open]")) /** @type {HTMLDialogElement} */ (dialog).close();
    controls.show();
    showParts();
    viewChanged();
    complain(arrived.problems);
    if (arrived.problems.length > 0) address.replaced();
    const what = TEXT.changed.address;
    if (after.seed !== before.seed || after.backend !== before.backend || shapeOf(after) !== shapeOf(before)) {
      run.startAgain();
      say(TEXT.status.restarted(what));
    } else if (JSON.stringify(after) !== JSON.stringify(before)) takeUp(what);
  });
  // Another address came while this one was taken up.
  if (location.hash !== hash) location.reload();
  /** What was wrong in the link is gone with the first change. */
  const note = () => {
    address.changed();
    controls.showChanged();
    complain([]);
    outdated = true;
  };
  /** @param {string} what */
  const takeUp = (what) => {
    const { step } = run.snapshot;
    // Not with the next frame: then it would be drawn with the one after that.
    queueMicrotask(() => run.frame(performance.now()));
    say(run.changed() ? TEXT.status.restarted(what) : TEXT.status.applied(what, step + 1));
  };
  const controls = new Controls(settings, {
    playOrPause: () => (run.playing ? run.pause() : run.play()),
    step: () => run.step(),
    reset: () => {
      run.reset();
      say(TEXT.status.reset(settings.seed));
    },
    newSeed: () => {
      note();
      run.restart();
      say(TEXT.status.newSeed(settings.seed));
    },
    allChanged: (what) => {
      showParts();
      note();
      run.startAgain();
      say(TEXT.status.restarted(what));
    },
    changed: (what) => {
      note();
      takeUp(what);
    },
    viewChanged: () => {
      note();
      viewChanged();
    },
    partMissing,
  });

  byId("help").addEventListener("click", async () => {
    try {
      const [{ openHelp }] = await Promise.all([import("./help.js"), dressParts()]);
      openHelp(settings, note);
    } catch (error) {
      partMissing(error);
    }
  });

  const { snapshot } = await created;
  // Then the panel has the page, and nothing is drawn any more.
  let failed = false;
  const run = new Run(client, settings, snapshot, {
    // The bars at once, the charts with the next frame.
    changed: () => void showCards(),
    finished: () => say(TEXT.status.finished(run.target, HORIZON)),
    refused: (why) => {
      say(TEXT.status.refused(why));
      tellParent({ type: "error", message: why });
    },
    failed: (error) => {
      failed = true;
      showFailure(TEXT.failure.worker, error);
    },
  });
  /** What the cards show is what the rest goes by. */
  const showCards = () => {
    const names = namesOf(settings);
    // After a change of the table's shape the run begins anew; until then there is nothing to show it with.
    if (!fits(run.snapshot, names)) return null;
    const reachable = attainable(settings.rewards);
    const judgements = judge(run.snapshot, reachable);
    cards.name(names);
    cards.update(run.snapshot, judgements, run.state === "finished");
    return { names, reachable, judgements };
  };
  const rows = () => import("../training/tables.js");
  const data = addTools(byId("chart-tools"), byId("chart-data"), {
    name: "bottleneck",
    stamp: () => `seed${settings.seed}-step${run.snapshot.step}`,
    rows: async () => (await rows()).allRows(run.history),
    table: async () => (await rows()).someRows(run.history),
    picture: () => {
      chart.describe(run.snapshot);
      return chart.picture(run.history, run.target, attainable(settings.rewards));
    },
    missing: partMissing,
    more: [{ words: TEXT.tools.settings, name: "settings", rows: async () => (await rows()).settingsRows(settings) }],
  });
  /** @type {ReturnType<typeof addTools> | undefined} */
  let expansionData;
  /** The z of the rollout under the microscope. @type {number[] | null} */
  let looked = null;
  const loadMicroscope = whenSeen("microscope", async () => {
    const { Microscope } = await import("../microscope/microscope.js");
    const selected = (/** @type {number[] | null} */ z) => {
      looked = z;
      expansion?.take(z, namesOf(settings).rewards);
      if (!run.playing) void expansionData?.refresh();
    };
    const pointed = () => {
      address.replaced();
      outdated = true;
    };
    const made = new Microscope(run, settings, { changed: note, pointed, selected });
    addTools(byId("scope-tools"), null, {
      name: "group",
      stamp: () => `${settings.method}-seed${settings.seed}-step${made.step}-prompt${settings.prompt}`,
      rows: () => made.rows(),
      missing: partMissing,
    });
    microscope = made;
    controls.hold();
    outdated = true;
  });
  whenSeen("expansion", async () => {
    // It shows the rollout under the microscope, however one came here.
    await loadMicroscope();
    const { Expansion } = await import("../expansion/expansion.js");
    const shown = new Expansion(settings, () => {
      note();
      void expansionData?.refresh();
    });
    expansion = shown;
    const tables = () => import("../expansion/tables.js");
    expansionData = addTools(byId("expansion-tools"), byId("expansion-data"), {
      name: "expansion",
      stamp: () => `k${shown.k}`,
      rows: async () => (await tables()).expansionRows(shown.z),
      table: async () => (await tables()).expansionTable(shown.z),
      picture: () => shown.picture(),
      missing: partMissing,
    });
    addTools(byId("figures-tools"), null, {
      name: "figures",
      stamp: () => `k${shown.k}`,
      rows: async () => (await tables()).figuresRows(shown.z, shown.k),
      missing: partMissing,
    });
    for (const { host, below, ...map } of shown.maps) addTools(host, below, { ...map, stamp: () => `k${shown.k}`, missing: partMissing });
    if (looked) expansion.take(looked, namesOf(settings).rewards);
    controls.hold();
    outdated = true;
  });
  whenSeen("own", async () => {
    const { begin } = await import("../own/own.js");
    own = await begin(settings, { changed: note, tidied: () => address.replaced(), missing: partMissing });
    controls.hold();
  });
  begun = true;
  run.play();
  // The worker makes the first step while its start is laid out and drawn.
  run.frame(performance.now());

  byId("boot").remove();
  byId("app").hidden = false;
  tellParent({ type: "ready", settings: toFragment(settings) });
  complain(problems);
  // Without what was wrong in it.
  if (problems.length > 0) address.replaced();
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let drawn = -1;
  let drawnAt = -Infinity;
  let badgeAt = -Infinity;

  const draw = (/** @type {number} */ now) => {
    const wait = calm.matches && run.playing ? CALM_MS : 0;
    if ((outdated || run.version !== drawn) && now - drawnAt >= wait) {
      const shown = showCards();
      if (!shown) return;
      outdated = false;
      drawn = run.version;
      drawnAt = now;
      const { snapshot, state } = run;
      const { names, reachable, judgements } = shown;
      chart.draw(run.history, run.target, reachable);
      microscope?.update(snapshot, names, now);
      expansion?.show(names.rewards, presentK(settings, snapshot.step));
      controls.showState(state);
      showCaption(snapshot, judgements, state, names.rewards, settings.scenario);
      setText(byId("progress"), TEXT.progress(snapshot.step, run.target));
      document.body.dataset.state = state;
      document.body.dataset.step = String(snapshot.step);
      document.body.dataset.backend = snapshot.backend.kind;
      if (!run.playing || now - badgeAt >= BADGE_MS) {
        badgeAt = now;
        showBadge(snapshot, run.rate);
        chart.describe(snapshot);
        if (!run.playing) for (const open of [data, expansionData]) void open?.refresh();
        tellParent({
          type: "state",
          state,
          step: snapshot.step,
          settings: toFragment(settings),
          backend: snapshot.backend,
          bottleneck: Object.fromEntries(snapshot.methods.map(({ name, bottleneck }) => [name, bottleneck.mean])),
        });
      }
    }
  };
  // Keys and paper are for when someone is there.
  let woken = false;
  const wake = async (/** @type {Event} */ first) => {
    if (woken) return;
    woken = true;
    try {
      const { begin } = await import("./awake.js");
      begin(first, {
        settings,
        say,
        dress,
        charts: () => [
          ["chart-paper", chart, (scale) => chart.picture(run.history, run.target, attainable(settings.rewards), scale)],
          ...(expansion?.papers ?? []),
          ...(own?.papers ?? []),
        ],
      });
      for (const type of SIGNS) removeEventListener(type, wake);
    } catch (error) {
      // With the next sign it is tried again.
      woken = false;
      partMissing(error);
    }
  };
  for (const type of SIGNS) addEventListener(type, wake);
  const frame = (/** @type {number} */ now) => {
    // Who does not look misses nothing: the training waits. Some browsers give a hidden page frames all the same.
    if (!document.hidden && !failed) {
      run.frame(now);
      draw(now);
    }
    if (!failed) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/**
 * Loads a part of the page when it comes into sight, and says `loaded` to it: until then nobody waits for it.
 * @param {string} id @param {() => Promise<void>} load
 * @returns {() => Promise<void>} loads it all the same
 */
function whenSeen(id, load) {
  const part = byId(id);
  /** @type {Promise<void> | undefined} */
  let loading;
  const begin = () =>
    (loading ??= dressParts().then(load).then(
      () => {
        observer.disconnect();
        part.removeAttribute("data-waiting");
        part.dispatchEvent(new Event("loaded"));
      },
      (error) => {
        // It is tried again when it comes into sight again.
        loading = undefined;
        part.dataset.failed = TEXT.failure.part;
        partMissing(error);
      },
    ));
  const observer = new IntersectionObserver((entries) => {
    if (entries.at(-1)?.isIntersecting) void begin();
  });
  observer.observe(part);
  return begin;
}

/** Puts the page's look on. @param {import("../settings/schema.js").Settings} settings */
function dress({ theme, embed }) {
  const { dataset } = document.documentElement;
  dataset.theme = theme === "system" ? (matchMedia(DARK).matches ? "dark" : "light") : theme;
  if (embed) dataset.embed = "";
  else delete dataset.embed;
}

/** k in the step that was made last, as it is written; before the first, that one's. @param {import("../settings/schema.js").Settings} settings @param {number} step */
function presentK({ schedule, k, kFrom, kTo }, step) {
  if (schedule === "constant") return k;
  const progress = Math.min(1, Math.max(0, step - 1) / (HORIZON - 1));
  return Number((kFrom + (kTo - kFrom) * progress).toPrecision(3));
}

/** Says what in the link is not as it must be. @param {import("./address.js").Problem[]} problems */
function complain(problems) {
  const words = problems.length > 0 ? TEXT.linkProblems(problems) : "";
  setText(byId("link-notice"), words);
  if (words) tellParent({ type: "error", message: words });
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

/** @param {Snapshot} snapshot @param {number} reachable @returns {Judgement[]} */
function judge(snapshot, reachable) {
  return snapshot.methods.map(({ bottleneck, rewards }) => ({
    verdict: verdict(bottleneck.mean, reachable, snapshot.step),
    hard: lowest(rewards),
  }));
}

/** Whether it is of the table that has these names. @param {Snapshot} snapshot @param {import("../settings/names.js").Names} names */
function fits({ methods: [{ policy, rewards }] }, names) {
  return policy.length === names.responses.length && rewards.length === names.rewards.length;
}

/** @param {Snapshot} snapshot @param {Judgement[]} judgements @param {import("../training/run.js").RunState} state @param {string[]} rewards their names @param {string} scenario */
function showCaption(snapshot, judgements, state, rewards, scenario) {
  const names = (/** @type {import("../training/verdict.js").Verdict} */ wanted) =>
    judgements.flatMap((j, i) => (j.verdict === wanted ? [TEXT.methodNamesInText[snapshot.methods[i].name]] : []));
  const rewardNames = (/** @type {Judgement[]} */ some) =>
    [...new Set(some.flatMap((j) => j.hard))].sort((a, b) => a - b).map((j) => rewards[j]);
  const groups = {
    lost: names("lost"),
    kept: names("kept"),
    between: names("between"),
    hard: rewardNames(judgements.filter((j) => j.verdict === "lost")),
  };
  const caption = byId("look");
  // Read out once at the end, not while it changes.
  caption.setAttribute("aria-live", state === "finished" ? "polite" : "off");
  setText(caption, captionFor(snapshot.step, groups, rewardNames(judgements), judgements, state, scenario));
}

/**
 * @param {number} step
 * @param {import("../words/en/page.js").Groups} groups
 * @param {string[]} hard
 * @param {Judgement[]} judgements
 * @param {import("../training/run.js").RunState} state
 * @param {string} scenario
 */
function captionFor(step, groups, hard, judgements, state, scenario) {
  const { look } = TEXT;
  if (step === 0) return look.before(hard);
  if (judgements.every((j) => j.verdict === "nothing")) return look.nothing;
  if (state === "finished") {
    const rvpo = judgements[METHODS.indexOf("rvpo")].verdict;
    // The other scenarios say themselves what to try.
    const next = scenario !== SCHEMA.scenario.default ? "" : groups.lost.length === 0 ? look.tryReward : rvpo === "kept" ? look.trySmaller : look.tryLarger;
    return look.finished(groups, next);
  }
  return step < EARLY_STEPS || groups.lost.length + groups.kept.length === 0 || groups.lost.length === 0 ? look.early(hard) : look.running(groups);
}

/** @param {Snapshot} snapshot @param {number | null} rate */
function showBadge({ backend, coreDifference }, rate) {
  const { badge } = TEXT;
  const parts = [
    backend.kind === "cpu" ? badge.cpu : badge.webgpu(backend.adapter),
    rate === null ? badge.noRate : badge.rate(rate),
    ...(coreDifference === null ? [] : [badge.difference(coreDifference)]),
  ];
  setText(byId("badge"), parts.join(" · "));
  setText(byId("notice"), TEXT.notice(backend.notice));
}

/** What is loaded when it is asked for did not come. @param {unknown} error */
function partMissing(error) {
  console.warn(error);
  say(TEXT.failure.part);
}

let statusTimer = 0;

/** One line about what has just happened; it is read out too. @param {string} words */
function say(words) {
  setText(byId("status"), words);
  clearTimeout(statusTimer);
  statusTimer = setTimeout(() => setText(byId("status"), ""), STATUS_MS);
}

// The page at work: what a change of the settings, of the address or of the view leads to.

import { Observable } from "../base/observable.js";
import { byId } from "../base/dom.js";
import { loadStyles } from "../base/styles.js";
import { Controls } from "../settings/controls.js";
import { fromFragment, linkTo, toFragment } from "../settings/fragment.js";
import { HORIZON } from "../settings/schema.js";
import { TrainingPart } from "../training/part.js";
import { Run } from "../training/run.js";
import { TEXT } from "../words/page.js";
import { Address } from "./address.js";
import { tellParent } from "./embedding.js";
import { Frames } from "./frames.js";
import { Parts } from "./parts.js";
import { say, sayMissing, sayProblems } from "./status.js";
import { applyTheme, onSystemTheme } from "./theme.js";
import { Views } from "./views.js";

/** @typedef {import("../settings/schema.js").Settings} Settings */
/** @typedef {import("./parts.js").Page} Page */

/** What need not follow every frame is brought up to date this seldom: one must be able to read it. */
const SETTLE_MS = 500;
/** That someone is there. */
const SIGNS = ["pointermove", "pointerdown", "keydown"];

/** @implements {Page} */
export class App {
  settings;
  /** The z of the rollout under the microscope. @type {Observable<number[] | null>} */
  rollout = new Observable(/** @type {number[] | null} */ (null));
  /** What there is from `begin` on. @type {{ run: Run, parts: Parts, frames: Frames } | null} */
  #begun = null;
  #training;
  #controls;
  #address;
  #views;
  #settledAt = -Infinity;

  /** Builds what needs no run, while the worker prepares it. @param {Settings} settings changed in place */
  constructor(settings) {
    this.settings = settings;
    this.#training = new TrainingPart(this);
    this.#address = new Address(settings, () => this.#arrive());
    this.#views = new Views(settings, (view) => this.show(view));
    this.#controls = new Controls(settings, {
      playOrPause: () => (this.run.playing ? this.run.pause() : this.run.play()),
      step: () => this.run.step(),
      reset: () => {
        this.run.reset();
        say(TEXT.status.reset(settings.seed));
      },
      newSeed: () => {
        this.changed();
        this.run.restart();
        say(TEXT.status.newSeed(settings.seed));
      },
      allChanged: (what) => {
        this.#showSettings();
        this.changed();
        this.run.startAgain();
        say(TEXT.status.restarted(what));
      },
      changed: (what) => {
        this.changed();
        this.#takeUp(what);
      },
      restyled: () => {
        this.changed();
        this.#restyle();
      },
      spoken: () => {
        // Every word on the page was written when it began.
        history.replaceState(null, "", linkTo(settings));
        location.reload();
      },
      missing: sayMissing,
    });
    onSystemTheme(() => this.#restyle());
    this.#opens("share", async () => (await import("./share.js")).openShare(settings));
    this.#opens("help", async () => (await import("./help.js")).openHelp(settings, () => this.changed()));
  }

  /**
   * @param {import("../training/client.js").TrainerClient} client @param {import("../../pkg/rvpo_playground.js").Snapshot} snapshot at step 0
   * @param {import("../settings/fragment.js").Problem[]} problems with the address @param {(error: unknown) => void} onFailure the training cannot go on
   */
  begin(client, snapshot, problems, onFailure) {
    const run = new Run(client, this.settings, snapshot, {
      // The bars at once, the charts with the next frame.
      changed: () => this.#training.showCards(),
      finished: () => say(TEXT.status.finished(run.target, HORIZON)),
      refused: async (place, options) => {
        const { refusalOf } = await import("../words/core.js");
        const why = (await refusalOf(options)) ?? place;
        say(TEXT.status.refused(why));
        tellParent({ type: "error", message: why });
      },
      failed: (error) => {
        frames.end();
        onFailure(error);
      },
    });
    const frames = new Frames(run, { trains: () => this.#views.seen === "playground", draw: (now) => this.#draw(now) });
    const parts = new Parts(this, this.#training, () => {
      this.#controls.hold();
      this.outdate();
    });
    this.#begun = { run, parts, frames };
    run.play();
    // The worker makes the first step while its start is laid out and drawn.
    frames.advance(performance.now());

    byId("boot").remove();
    byId("app").hidden = false;
    tellParent({ type: "ready", settings: toFragment(this.settings) });
    sayProblems(problems);
    // Without what was wrong in it.
    if (problems.length > 0) this.followed();
    frames.start();
    this.#awaitSomeone();
  }

  // ---- What the parts may ask for

  /** Nobody asks for it before `begin`. */
  get run() {
    if (!this.#begun) throw new Error("The page has not begun.");
    return this.#begun.run;
  }

  changed() {
    this.#address.changed();
    this.#controls.showChanged();
    // What was wrong in the link is gone with the first change.
    sayProblems([]);
    this.outdate();
  }

  followed() {
    this.#address.followed();
    this.outdate();
  }

  outdate() {
    this.#begun?.frames.outdate();
  }

  /** @param {import("./views.js").View} view */
  show(view) {
    if (view === this.#views.seen) return;
    this.settings.view = view;
    this.#showView();
    // What was wrong in the link is still to be read.
    this.#address.changed();
    scrollTo(0, 0);
  }

  /** @param {unknown} error */
  missing(error) {
    sayMissing(error);
  }

  // ---- What has changed

  #showView() {
    this.#views.show();
    this.#begun?.parts.leaveOthers(this.#views.seen);
    this.#showSettings();
    this.outdate();
  }

  /** To the parts that are seen: the others hear of it when they are. */
  #showSettings() {
    for (const part of this.#seen) part.showSettings?.();
  }

  get #seen() {
    return this.#begun?.parts.of(this.#views.seen) ?? [];
  }

  #restyle() {
    applyTheme(this.settings);
    for (const part of this.#seen) part.restyle?.();
  }

  /** The address is another, by going back or by hand. */
  #arrive() {
    const { settings } = this;
    const arrived = fromFragment(location.hash);
    // Every word on the page was written when it began; and what has not begun yet begins with the new address.
    if (!this.#begun || arrived.settings.lang !== settings.lang) return location.reload();
    Object.assign(settings, arrived.settings);
    // What a dialog speaks of may be no more.
    for (const dialog of document.querySelectorAll("dialog[open]")) /** @type {HTMLDialogElement} */ (dialog).close();
    this.#controls.show();
    this.#showView();
    this.#restyle();
    sayProblems(arrived.problems);
    if (arrived.problems.length > 0) this.followed();
    this.#takeUp(TEXT.changed.address);
  }

  /** The run goes on with the settings as they are now. @param {string} what was changed */
  #takeUp(what) {
    const { step } = this.run.snapshot;
    // Not with the next frame: then it would be drawn with the one after that.
    queueMicrotask(() => this.#begun?.frames.advance(performance.now()));
    const change = this.run.changed();
    if (change !== "nothing") say(change === "restarted" ? TEXT.status.restarted(what) : TEXT.status.applied(what, step + 1));
  }

  /** @param {number} now @returns {boolean} */
  #draw(now) {
    const { run, settings } = this;
    const { snapshot, state } = run;
    // After a change of the table's shape the run begins anew; until then there is nothing to show it with.
    if (!this.#training.fits) return false;
    for (const part of this.#seen) part.update?.(now);
    this.#controls.showState(state);
    Object.assign(document.body.dataset, { state, step: snapshot.step, backend: snapshot.backend.kind });
    if (run.playing && now - this.#settledAt < SETTLE_MS) return true;
    this.#settledAt = now;
    for (const part of this.#seen) part.settle?.();
    tellParent({
      type: "state",
      state,
      step: snapshot.step,
      settings: toFragment(settings),
      backend: snapshot.backend,
      bottleneck: Object.fromEntries(snapshot.methods.map(({ name, bottleneck }) => [name, bottleneck.mean])),
    });
    return true;
  }

  // ---- What is loaded when it is asked for

  /** @param {string} id of the button @param {() => Promise<unknown>} open */
  #opens(id, open) {
    byId(id).addEventListener("click", () => void Promise.all([open(), loadStyles()]).catch(sayMissing));
  }

  /** Keys and paper are for when someone is there. */
  #awaitSomeone() {
    let begun = false;
    /** Pressed before there is someone to take them. @type {KeyboardEvent[]} */
    let pressed = [];
    const begin = async (/** @type {Event} */ sign) => {
      if (sign instanceof KeyboardEvent) pressed.push(sign);
      if (begun) return;
      begun = true;
      try {
        const [keys, print] = await Promise.all([import("./keys.js"), import("./print.js")]);
        const press = keys.listen(() => this.settings.keys === 1, say);
        for (const key of pressed) press(key);
        print.listen(this.settings, () => this.#seen.flatMap((part) => part.printed?.() ?? []));
        for (const type of SIGNS) removeEventListener(type, begin);
      } catch (error) {
        // With the next sign it is tried again.
        begun = false;
        pressed = [];
        sayMissing(error);
      }
    };
    for (const type of SIGNS) addEventListener(type, begin);
  }
}

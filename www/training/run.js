// One training run: what plays, what is due, what the worker still has to hear. It knows no DOM and no clock;
// all change goes through `frame`, once to begin with and once per animation frame.

import { changeBetween } from "../../pkg/page/rvpo_playground.js";
import { HORIZON, METHODS, trainerOptions } from "../settings/schema.js";
import { Refused } from "./client.js";

/** @typedef {import("../../pkg/rvpo_playground.js").SimulateOptions} SimulateOptions */
/** @typedef {import("../../pkg/rvpo_playground.js").Snapshot} Snapshot */
/** @typedef {import("../settings/schema.js").Settings} Settings */
/** @typedef {import("./worker.js").Advance} Advance */
/** @typedef {"running" | "paused" | "finished"} RunState */

/**
 * @typedef {object} Events
 * @property {() => void} finished
 * @property {() => void} changed what the user has changed is in the snapshot now
 * @property {(why: string, options: SimulateOptions) => void} refused
 * @property {(error: unknown) => void} failed
 */

/** At full speed a request should take about this long: short enough for 60 frames a second. */
const FULL_SPEED_MS = 12;
/** At a chosen speed a slow machine may take longer, but must stay usable. */
const LONGEST_MS = 40;
/** A frame later than this (hidden tab) does not make up for lost time. */
const LONGEST_FRAME_MS = 100;
/** Changes this close after a restart belong to the same movement of a slider, and restart again. */
const SAME_GESTURE_MS = 1200;
const RATE_WINDOW_MS = 1000;

export class Run {
  playing = false;
  /** Step at which the run pauses by itself. */
  target = HORIZON;
  /** @type {Snapshot} */
  snapshot;
  /** Bottleneck per method and step, from step 0: mean and standard error. */
  history = METHODS.map(() => ({ mean: [0], standardError: [0] }));
  /** The method whose last batch is in the snapshot, by its place. @type {number | undefined} */
  inspected;
  /** Which other method it is compared with, likewise. @type {number | undefined} */
  compared;
  /** Steps a second, measured while playing. @type {number | null} */
  rate = null;
  /** Counts up whenever there is something new to draw. */
  version = 0;

  #client;
  #settings;
  #events;
  #due = 0;
  #singleSteps = 0;
  #wantsReset = false;
  /** From the wish for a reset until the snapshot at step 0 is here. */
  #resetting = false;
  #wantsOptions = false;
  /** The method whose last batch is to come with each snapshot, and which other it is compared with, by their places. @type {Pick<Advance, "inspected" | "compared">} */
  #wanted = {};
  #wantsBatch = false;
  /** What the trainer has been told. */
  #told;
  #inFlight = false;
  #failed = false;
  #lastFrame = 0;
  #restartedAt = -Infinity;
  #latencyMs = Infinity;
  #stepMs = 1;
  #lastSteps = 1;
  /** @type {{ at: number, step: number }[]} */
  #marks = [];

  /**
   * @param {import("./client.js").TrainerClient} client
   * @param {Settings} settings read at each request; after changing it, call `changed`
   * @param {Snapshot} snapshot at step 0
   * @param {Events} events
   */
  constructor(client, settings, snapshot, events) {
    this.#client = client;
    this.#settings = settings;
    this.#events = events;
    this.#told = trainerOptions(settings);
    this.snapshot = snapshot;
    this.#begin(snapshot);
  }

  /** @returns {RunState} */
  get state() {
    if (this.playing) return "running";
    return this.#atTarget ? "finished" : "paused";
  }

  get #atTarget() {
    return !this.#resetting && this.snapshot.step + this.#singleSteps >= this.target;
  }

  play() {
    if (this.#atTarget) this.target += HORIZON;
    this.playing = true;
    this.#due = 1;
    this.#marks = [];
    this.version++;
  }

  pause() {
    this.playing = false;
    this.#singleSteps = 0;
    this.version++;
  }

  /** One step; pauses first where it was playing. */
  step() {
    if (this.#atTarget) this.target += HORIZON;
    this.playing = false;
    this.#singleSteps++;
    this.version++;
  }

  /** To step 0 with the settings' seed: the same numbers, where nothing else was changed. Stays there. */
  reset() {
    this.pause();
    this.#wantsReset = true;
    this.#resetting = true;
    this.target = HORIZON;
  }

  /** To step 0 with the settings' seed, and on from there. */
  restart() {
    this.reset();
    this.play();
  }

  /**
   * The settings have changed. A run under way takes them up with its next step, where it can; a finished run starts again, so
   * that the effect is seen.
   * @returns {"nothing" | "taken up" | "restarted"} nothing: they are the same for the training
   */
  changed() {
    const change = changeBetween(this.#told, trainerOptions(this.#settings));
    if (change === "nothing" && !this.#wantsOptions) return "nothing";
    this.#wantsOptions = true;
    const again = change === "reset" || change === "trainer" || this.state === "finished" || (this.playing && performance.now() - this.#restartedAt < SAME_GESTURE_MS);
    if (again) this.startAgain();
    return again ? "restarted" : "taken up";
  }

  /** From step 0 with the changed settings. */
  startAgain() {
    this.#wantsOptions = true;
    this.#restartedAt = performance.now();
    this.restart();
  }

  /** From now on the last batch of that method comes with each snapshot. @param {number | undefined} inspected its place @param {number} [compared] that of another, to compare it with */
  inspect(inspected, compared) {
    if (inspected === this.#wanted.inspected && compared === this.#wanted.compared) return;
    this.#wanted = { inspected, compared };
    this.#wantsBatch = inspected !== undefined;
  }

  /** Whether there is something that was asked for and is not in the snapshot yet. */
  get busy() {
    return this.#inFlight || this.#singleSteps > 0 || this.#wantsReset;
  }

  /** @param {number} now milliseconds, from requestAnimationFrame or performance.now */
  frame(now) {
    // The first call comes between two frames, and a frame's time is that of its beginning: it may be earlier.
    const elapsed = Math.min(Math.max(now - (this.#lastFrame || now), 0), LONGEST_FRAME_MS);
    this.#lastFrame = now;
    const { speed } = this.#settings;
    if (this.playing && speed !== Infinity) this.#due = Math.min(this.#due + (speed * elapsed) / 1000, Math.max(1, speed / 4));
    if (this.#inFlight || this.#failed) return;

    /** @type {Advance} */
    const advance = { steps: 0, ...this.#wanted };
    if (this.#wantsReset) advance.seed = this.#settings.seed;
    else advance.steps = this.#stepsNow();
    if (this.#wantsOptions) {
      advance.options = trainerOptions(this.#settings);
      advance.anew = changeBetween(this.#told, advance.options) === "trainer";
      advance.steps = Math.min(advance.steps, 1);
    }
    if (advance.seed === undefined && advance.options === undefined && advance.steps === 0 && !this.#wantsBatch) return;

    const { seed } = advance;
    if (advance.options !== undefined) this.#told = trainerOptions(this.#settings);
    else if (seed !== undefined) this.#told = { ...this.#told, seed };
    this.#wantsReset = false;
    this.#wantsOptions = false;
    this.#wantsBatch = false;
    this.#due -= Math.min(this.#due, advance.steps);
    this.#singleSteps = this.playing ? 0 : this.#singleSteps - Math.min(this.#singleSteps, advance.steps);
    void this.#send(advance);
  }

  /** How many steps the next request makes. */
  #stepsNow() {
    const left = this.target - this.snapshot.step;
    if (!this.playing) return Math.min(this.#singleSteps, left);
    const full = this.#settings.speed === Infinity;
    // Part of an answer's time is waiting that more steps do not lengthen (in Firefox a readback takes 100 ms): grant the
    // steps at least as much, within reason.
    const waiting = Math.min(this.#latencyMs, 25);
    const budget = Math.max((full ? FULL_SPEED_MS : LONGEST_MS) - waiting, waiting, 1);
    const affordable = Math.max(1, Math.min(Math.floor(budget / this.#stepMs), 2 * this.#lastSteps));
    return Math.min(left, affordable, full ? affordable : Math.floor(this.#due));
  }

  /** @param {Advance} advance */
  async #send(advance) {
    this.#inFlight = true;
    try {
      const { snapshot, ms } = await this.#client.advance(advance);
      if (advance.steps > 0) this.#measure(advance.steps, ms);
      // What comes back after the user asked for a reset is the past already.
      if (!this.#wantsReset) {
        this.inspected = advance.inspected;
        this.compared = advance.compared;
        this.#take(snapshot, advance.seed !== undefined);
        if (advance.options !== undefined) this.#events.changed();
      }
    } catch (error) {
      if (error instanceof Refused) {
        // The reset that came with the options was done, but its snapshot has not been seen.
        if (advance.seed !== undefined) this.#wantsReset = true;
        if (advance.options !== undefined) this.#events.refused(error.message, advance.options);
      } else {
        this.#failed = true;
        this.playing = false;
        this.#events.failed(error);
      }
    } finally {
      this.#inFlight = false;
    }
    // Who pulls a slider sees it move at once.
    if (this.#wantsOptions || this.#wantsReset) this.frame(performance.now());
  }

  /** @param {Snapshot} snapshot @param {boolean} fresh whether it begins a run */
  #take(snapshot, fresh) {
    if (fresh) this.#begin(snapshot);
    else this.#append(snapshot);
    this.#resetting = false;
    this.snapshot = snapshot;
    this.version++;
    if (this.playing && this.#atTarget) {
      this.playing = false;
      this.#events.finished();
    }
  }

  /** @param {Snapshot} snapshot */
  #begin(snapshot) {
    this.history = snapshot.methods.map(({ bottleneck }) => ({ mean: [bottleneck.mean], standardError: [bottleneck.standardError] }));
    this.#marks = [];
  }

  /** @param {Snapshot} snapshot */
  #append({ history: { firstStep, mean, standardError } }) {
    const methods = this.history.length;
    for (let i = 0; i < mean.length; i++) {
      const curve = this.history[i % methods];
      const step = firstStep + Math.floor(i / methods);
      curve.mean[step] = mean[i];
      curve.standardError[step] = standardError[i];
    }
  }

  /** @param {number} steps @param {number} tookMs */
  #measure(steps, tookMs) {
    this.#latencyMs = Math.min(this.#latencyMs, tookMs);
    this.#lastSteps = steps;
    const stepMs = Math.max((tookMs - this.#latencyMs) / steps, 0.01);
    // A single late answer (another program, a tab in the background) must not slow the next ones.
    this.#stepMs += (Math.min(stepMs, 2 * this.#stepMs) - this.#stepMs) / 4;
    if (!this.playing) return;
    const at = performance.now();
    const before = this.#marks.at(-1)?.step ?? 0;
    this.#marks.push({ at, step: before + steps });
    while (this.#marks.length > 2 && at - this.#marks[0].at > RATE_WINDOW_MS) this.#marks.shift();
    const [first] = this.#marks;
    if (at - first.at > RATE_WINDOW_MS / 4) this.rate = ((before + steps - first.step) * 1000) / (at - first.at);
  }
}

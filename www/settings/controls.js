// The controls: they show the settings, change them, and say in words what was changed. What a change does to
// the run is not decided here.

import { byId, inputById, setText } from "../base/dom.js";
import { loadStyles } from "../base/styles.js";
import { namesOf } from "./names.js";
import { SCENARIOS } from "./scenarios.js";
import { defaults, entryOf, freeDefaults, fromSlider, parse, SCHEMA, sliderRange, toSlider } from "./schema.js";
import { RewardSliders } from "./reward-sliders.js";
import { TEXT } from "../words/page.js";

/** @typedef {import("./schema.js").Settings} Settings */
/** @typedef {import("./schema.js").NumberName} NumberName */

/**
 * @typedef {object} Handlers
 * @property {() => void} playOrPause
 * @property {() => void} step
 * @property {() => void} reset
 * @property {() => void} newSeed the settings have another seed
 * @property {(what: string) => void} changed the settings have changed; what, in words
 * @property {(what: string) => void} allChanged they are another set: not a change to watch, but a new start
 * @property {() => void} restyled the run does not have to know
 * @property {() => void} spoken another language is wanted
 * @property {(error: unknown) => void} missing what is loaded when it is asked for could not be loaded
 */

/** Someone who types is given this long to go on before the number is taken. */
const TYPING_MS = 600;
/** @type {readonly NumberName[]} */
const SLIDERS = ["k", "kFrom", "kTo", "noise"];
/** @type {readonly NumberName[]} */
const FIELDS = ["k", "kFrom", "kTo", "seed"];
/** Each in its own language. */
const LANGUAGES = { en: "English", de: "Deutsch" };
/** What a scenario's text speaks of. @type {readonly import("./schema.js").Name[]} */
const WATCHED = ["rewards", "noise", "schedule", "k", "kFrom", "kTo"];
/** New seeds are short, so that a class can read them out. */
const NEW_SEEDS = 10_000;

export class Controls {
  #settings;
  #handlers;
  #sliders;

  /** @param {Settings} settings changed in place @param {Handlers} handlers */
  constructor(settings, handlers) {
    this.#settings = settings;
    this.#handlers = handlers;
    byId("play").addEventListener("click", handlers.playOrPause);
    byId("step").addEventListener("click", handlers.step);
    byId("reset").addEventListener("click", handlers.reset);
    byId("new-seed").addEventListener("click", () => {
      this.#set("seed", 1 + Math.floor(Math.random() * NEW_SEEDS));
    });
    byId("defaults").addEventListener("click", () => {
      Object.assign(settings, freeDefaults(settings));
      this.show();
      handlers.allChanged(TEXT.changed.defaults);
    });
    this.#speed();
    for (const name of SLIDERS) this.#slider(name);
    for (const name of FIELDS) this.#field(name);
    for (const radio of this.#schedules()) {
      radio.addEventListener("change", () => {
        this.#take("schedule", radio.value);
        this.show();
        handlers.changed(TEXT.changed[settings.schedule]);
      });
    }
    const scenario = this.#scenario;
    scenario.append(...SCHEMA.scenario.values.map((id) => new Option(TEXT.scenarios[id].title, id)));
    scenario.addEventListener("change", () => {
      this.#take("scenario", scenario.value);
      const { speed } = settings;
      Object.assign(settings, freeDefaults(settings), { speed });
      this.show();
      handlers.allChanged(TEXT.changed.scenario(settings.scenario));
    });
    const theme = this.#theme;
    theme.append(...SCHEMA.theme.values.map((value) => new Option(TEXT.themes[value], value)));
    theme.addEventListener("change", () => {
      this.#take("theme", theme.value);
      handlers.restyled();
    });
    const lang = /** @type {HTMLSelectElement} */ (byId("lang"));
    lang.append(...Object.entries(LANGUAGES).map(([value, name]) => new Option(name, value, false, TEXT.lang.startsWith(value))));
    lang.addEventListener("change", () => {
      this.#take("lang", lang.value);
      handlers.spoken();
    });
    this.#sliders = new RewardSliders((response, reward, value) => {
      settings.rewards[response][reward] = value;
      const names = namesOf(settings);
      handlers.changed(TEXT.changed.cell(names.responses[response], names.rewards[reward], value));
    });
    this.#edit();
    this.show();
  }

  /** Puts the settings into every control. */
  show() {
    const settings = this.#settings;
    for (const name of SLIDERS) this.#showSlider(name);
    for (const name of FIELDS) this.#showField(name);
    for (const radio of this.#schedules()) radio.checked = radio.value === settings.schedule;
    byId("k-constant").hidden = settings.schedule !== "constant";
    byId("k-linear").hidden = settings.schedule !== "linear";
    this.#showTemperature();
    const speed = inputById("speed");
    speed.value = String(SCHEMA.speed.values.indexOf(settings.speed));
    this.#showSpeed();
    this.#sliders.show(settings.rewards, namesOf(settings));
    this.#showScenario();
    this.#theme.value = settings.theme;
    this.hold();
  }

  /** What is said of a scenario holds only while it is as it was. */
  showChanged() {
    const { scenario } = this.#settings;
    const own = defaults(scenario);
    const changed = WATCHED.some((name) => String(this.#settings[name]) !== String(own[name]));
    setText(byId("scenario-changed"), changed ? TEXT.scenarioChanged : "");
  }

  /** @param {import("../training/run.js").RunState} state */
  showState(state) {
    const running = state === "running";
    const words = TEXT.fixed[running ? "pause" : "play"];
    const play = byId("play");
    if (play.dataset.shows !== words) {
      play.dataset.shows = words;
      setText(byId("play-words"), words);
      play.classList.toggle("playing", running);
    }
  }

  /** Hides and locks what the link wants hidden and locked, on what there is by now. Each part is a button or a fieldset. */
  hold() {
    const { hide, lock } = this.#settings;
    for (const part of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-control]"))) {
      const { control = "", with: other = "" } = part.dataset;
      part.hidden = hide.includes(control) || hide.includes(other);
      part.disabled = lock.includes(control) || lock.includes(other);
      part.dataset.locked = TEXT.locked;
    }
  }

  #edit() {
    /** @type {import("./reward-dialog.js").RewardDialog | undefined} */
    let dialog;
    byId("edit").addEventListener("click", async () => {
      try {
        const [{ RewardDialog }] = await Promise.all([import("./reward-dialog.js"), loadStyles()]);
        dialog ??= new RewardDialog(this.#settings, (what, kind) => {
          this.#sliders.show(this.#settings.rewards, namesOf(this.#settings));
          if (kind === "number") this.#handlers.changed(what);
          else this.#handlers.restyled();
        });
        dialog.open();
      } catch (error) {
        this.#handlers.missing(error);
      }
    });
  }

  /** @param {import("./schema.js").Name} name @param {string} text from a control that offers only what is allowed */
  #take(name, text) {
    Object.assign(this.#settings, { [name]: parse(name, text) ?? SCHEMA[name].default });
  }

  get #scenario() {
    return /** @type {HTMLSelectElement} */ (byId("scenario"));
  }

  #showScenario() {
    const { scenario } = this.#settings;
    this.#scenario.value = scenario;
    const { about, look } = TEXT.scenarios[scenario];
    setText(byId("about"), about);
    setText(byId("scenario-look"), look);
    this.showChanged();
    const expected = SCENARIOS[scenario].expected.map(({ change, ends }) => ({ change: pairs(change), ends: pairs(ends) }));
    setText(byId("expected"), TEXT.expected(expected));
  }

  get #theme() {
    return /** @type {HTMLSelectElement} */ (byId("theme"));
  }

  #schedules() {
    return /** @type {NodeListOf<HTMLInputElement>} */ (document.getElementsByName("schedule"));
  }

  #speed() {
    const slider = inputById("speed");
    slider.max = String(SCHEMA.speed.values.length - 1);
    slider.addEventListener("input", () => {
      this.#take("speed", String(SCHEMA.speed.values[Number(slider.value)]));
      this.#showSpeed();
      this.#handlers.restyled();
    });
  }

  #showSpeed() {
    const words = TEXT.speedValue(this.#settings.speed);
    const slider = inputById("speed");
    slider.setAttribute("aria-valuetext", words);
    slider.style.setProperty("--at", String(Number(slider.value) / Number(slider.max)));
    setText(byId("speed-value"), words);
  }

  /** @param {NumberName} name */
  #slider(name) {
    const slider = inputById(`${name}-slider`);
    const { min, max, step } = sliderRange(name);
    Object.assign(slider, { min: String(min), max: String(max), step: String(step) });
    slider.addEventListener("input", () => this.#set(name, fromSlider(name, Number(slider.value))));
  }

  /** @param {NumberName} name */
  #field(name) {
    const field = inputById(name);
    /** @type {ReturnType<typeof setTimeout> | 0} */
    let timer = 0;
    const take = (/** @type {boolean} */ tidy) => {
      clearTimeout(timer);
      const value = /** @type {number | null} */ (parse(name, field.value));
      this.#showError(name, value === null ? TEXT.fieldError(name, field.value, entryOf(name), this.#settings[name]) : "");
      if (value === null) return;
      if (value !== this.#settings[name]) this.#set(name, value);
      if (tidy) this.#showField(name);
    };
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(take, TYPING_MS, false);
    });
    field.addEventListener("change", () => take(true));
  }

  /** @param {NumberName} name @param {number} value */
  #set(name, value) {
    this.#settings[name] = value;
    if (name !== "seed") this.#showSlider(name);
    if (document.activeElement !== inputByIdOrNull(name)) this.#showField(name);
    this.#showTemperature();
    if (name === "seed") this.#handlers.newSeed();
    else this.#handlers.changed(TEXT.changed.number(name, value));
  }

  /** @param {NumberName} name */
  #showSlider(name) {
    const value = this.#settings[name];
    const slider = inputById(`${name}-slider`);
    const { min, max } = sliderRange(name);
    const position = toSlider(name, value);
    if (Number(slider.value) !== position) slider.value = String(position);
    slider.style.setProperty("--at", String((position - min) / (max - min)));
    slider.setAttribute("aria-valuetext", name === "noise" ? TEXT.number(value, 2) : TEXT.kSlider(value));
    if (name === "noise") setText(byId("noise-value"), TEXT.number(value, 2));
  }

  /** @param {NumberName} name */
  #showField(name) {
    const field = inputByIdOrNull(name);
    if (!field) return;
    field.value = TEXT.typed(this.#settings[name]);
    this.#showError(name, "");
  }

  #showTemperature() {
    const { schedule, k, kFrom, kTo } = this.#settings;
    setText(byId("temperature"), schedule === "constant" ? TEXT.temperature(k) : TEXT.temperatures(kFrom, kTo));
  }

  /** @param {NumberName} name @param {string} words */
  #showError(name, words) {
    const error = byId(`${name}-error`);
    setText(error, words);
    inputById(name).setAttribute("aria-invalid", String(words !== ""));
  }
}

/** @template {object} T @param {T} record @returns {any[]} */
function pairs(record) {
  return Object.entries(record);
}

/** Noise has a slider and no field. @param {string} id */
function inputByIdOrNull(id) {
  return /** @type {HTMLInputElement | null} */ (document.getElementById(id));
}

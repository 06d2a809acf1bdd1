// The settings in the page's address: the fragment holds what differs from the defaults, `#k=0.5&noise=0.3`. Reading it
// never fails: what cannot be used is reported and left at its default.

import { defaults, entryOf, parse, SCHEMA, write } from "./schema.js";

/** @typedef {import("./schema.js").Settings} Settings */
/** @typedef {import("./schema.js").Name} Name */
/** @typedef {{ key: string, text: string, entry: import("./schema.js").Entry | null }} Problem no entry: there is no such setting */

const NAMES = /** @type {Name[]} */ (Object.keys(SCHEMA));
/** What is of the training, though the Defaults button leaves it. @type {Name[]} */
const OF_TRAINING = ["scenario", "seed"];

/** @param {Settings} settings @returns {string} without "#"; empty for the defaults */
export function toFragment(settings) {
  return changedNames(settings)
    .filter((name) => name !== "view" || settings.view !== impliedView(settings))
    // Readable, as far as a link allows.
    .map((name) => `${name}=${encodeURIComponent(write(name, settings[name])).replace(/%(2C|3B)/g, decodeURIComponent)}`)
    .join("&");
}

/** @param {string} fragment with or without "#" @returns {{ settings: Settings, problems: Problem[] }} */
export function fromFragment(fragment) {
  const parts = fragment.replace(/^#/, "").split("&").filter(Boolean).map((part) => part.split(/=(.*)/s, 2).map(decode));
  const scenario = parts.findLast(([key]) => key === "scenario")?.[1] ?? "";
  const fallback = defaults(SCHEMA.scenario.values.includes(scenario) ? scenario : undefined);
  const settings = { ...fallback };
  /** @type {Problem[]} */
  const problems = [];
  for (const [key, text = ""] of parts) {
    const name = NAMES.find((some) => some === key);
    const value = name ? parse(name, text) : null;
    if (name) Object.assign(settings, { [name]: value ?? fallback[name] });
    if (value === null) problems.push({ key, text, entry: name ? entryOf(name) : null });
  }
  if (!parts.some(([key]) => key === "view")) settings.view = impliedView(settings);
  return { settings, problems };
}

/** What differs from the defaults, and the view. @param {Settings} settings */
function changedNames(settings) {
  const base = { ...defaults(settings.scenario), scenario: SCHEMA.scenario.default };
  return NAMES.filter((name) => name === "view" || write(name, settings[name]) !== write(name, base[name]));
}

/**
 * The view of a link that names none. Such a link may be older than the views: where it is about rewards of one's own alone, their view serves who
 * follows it; in a frame they were not there.
 * @param {Settings} settings
 */
function impliedView(settings) {
  const changed = changedNames(settings);
  const own = changed.some((name) => entryOf(name).within === "own");
  const training = changed.some((name) => !entryOf(name).keep || OF_TRAINING.includes(name));
  return own && !training && !settings.embed ? "own" : SCHEMA.view.default;
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {Settings} settings @returns {string} the page's address with these settings */
export function linkTo(settings) {
  const fragment = toFragment(settings);
  return location.href.split("#")[0] + (fragment && `#${fragment}`);
}

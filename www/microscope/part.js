// The microscope as a part of the page.

import { byId } from "../base/dom.js";
import { addExportButtons } from "../picture/export-buttons.js";
import { namesOf } from "../settings/names.js";
import { Microscope } from "./microscope.js";

/** @param {import("../page/parts.js").Page} page @returns {import("../page/parts.js").Part} */
export function begin(page) {
  const { settings, run, rollout } = page;
  const microscope = new Microscope(run, settings, {
    changed: () => page.changed(),
    pointed: () => page.followed(),
    selected: (z) => (rollout.value = z),
  });
  addExportButtons(byId("scope-exports"), null, {
    name: "group",
    stamp: () => `${settings.method}-seed${settings.seed}-step${microscope.step}-prompt${settings.prompt}`,
    rows: () => microscope.rows(),
    missing: page.missing,
  });
  return {
    showSettings: () => microscope.show(),
    update: (now) => microscope.update(run.snapshot, namesOf(settings), now),
  };
}

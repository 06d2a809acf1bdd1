// The expansion as a part of the page.

import { byId } from "../base/dom.js";
import { addExportButtons } from "../picture/export-buttons.js";
import { namesOf } from "../settings/names.js";
import { Expansion } from "./expansion.js";

/** @param {import("../page/parts.js").Page} page @returns {import("../page/parts.js").Part} */
export function begin(page) {
  const { settings, run, rollout } = page;
  const expansion = new Expansion(settings, () => {
    page.changed();
    void data.refresh();
  });
  const { subject } = expansion;
  const tables = () => import("./tables.js");
  const stamp = () => `k${subject.k}`;
  const { missing } = page;
  const data = addExportButtons(byId("expansion-exports"), byId("expansion-data"), {
    name: "expansion",
    stamp,
    rows: async () => (await tables()).expansionRows(subject.z),
    table: async () => (await tables()).expansionTable(subject.z),
    picture: () => expansion.picture(),
    missing,
  });
  addExportButtons(byId("figures-exports"), null, {
    name: "figures",
    stamp,
    rows: async () => (await tables()).figuresRows(subject.z, subject.k),
    missing,
  });
  for (const { host, below, ...map } of expansion.maps) addExportButtons(host, below, { ...map, stamp, missing });
  const take = (/** @type {number[] | null} */ z) => expansion.take(z, namesOf(settings).rewards);
  rollout.follow((z) => {
    take(z);
    if (!run.playing) void data.refresh();
  });
  if (rollout.value) take(rollout.value);
  return {
    showSettings: () => expansion.showSettings(),
    update: () => expansion.show(namesOf(settings).rewards, presentK(settings, run.snapshot)),
    settle: () => {
      if (!run.playing) void data.refresh();
    },
    restyle: () => expansion.restyle(),
    printed: () => expansion.printed,
  };
}

/** k in the step that was made last, as it is written; before the first, that one's. @param {import("../settings/schema.js").Settings} settings @param {import("../../pkg/rvpo_playground.js").Snapshot} snapshot */
function presentK({ schedule }, { methods }) {
  const k = methods.find(({ k }) => k !== null)?.k ?? 1;
  return schedule === "constant" ? k : Number(k.toPrecision(3));
}

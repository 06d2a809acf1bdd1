// The expansion's lines as tables.

import { taylor } from "../../pkg/page/rvpo_playground.js";
import { figures, K_STEPS, kAt, LINES } from "./lines.js";
import { WORDS as SAY } from "../words/expansion.js";
import { TEXT } from "../words/page.js";
import { WORDS as HEADS } from "../words/tables.js";

const names = () => LINES.map(({ key }) => SAY.lines[key]);

/** Every point. @param {number[]} z @returns {import("../picture/csv.js").Cell[][]} */
export function expansionRows(z) {
  const points = Array.from({ length: K_STEPS + 1 }, (_, i) => kAt(i));
  return [
    [HEADS.k, ...names().map(HEADS.a)],
    ...points.map((k) => {
      const expansion = taylor(z, k);
      return [k, ...LINES.map(({ of }) => of(expansion))];
    }),
  ];
}

/** What stands beside the lines, at one k. @param {number[]} z @param {number} k @returns {import("../picture/csv.js").Cell[][]} */
export function figuresRows(z, k) {
  const says = names();
  return [[HEADS.line, HEADS.valueOfA, HEADS.off, HEADS.share], ...figures(taylor(z, k)).map(({ value, off, share }, i) => [says[i], value, off, share])];
}

/** At a few k. @param {number[]} z @returns {import("../picture/data-table.js").Table} */
export function expansionTable(z) {
  const rows = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50].map((k) => {
    const expansion = taylor(z, k);
    return [TEXT.plain(k), ...LINES.map(({ of }) => SAY.number(of(expansion)))];
  });
  return { caption: HEADS.against(z.map(SAY.number).join("; ")), rows: [["k", ...names()], ...rows] };
}

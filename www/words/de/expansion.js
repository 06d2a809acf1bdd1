// Die Wörter der Entwicklung auf Deutsch.

import { TEXT } from "../page.js";

const { number, plain } = TEXT;

/** @param {number} value */
const signedMinus = (value) => number(value, 2).replace("-", "−");

/** @type {import("../expansion.js").Words} */
export const WORDS = {
  fixed: {
    againstK: "A gegen k, für einen Rollout",
    againstKHint: "Bei kleinem k ist jede Kurve der Mittelwert. Wächst k, so sinkt SoftMin glatt auf das Minimum zu und bleibt im Band zwischen seinen Schranken; die Ordnungen seiner Entwicklung verlassen es. Der senkrechte Strich ist das jetzige k.",
    byHand: "Die z-Werte von Hand setzen",
    zValues: "Die z-Werte",
    count: "Anzahl der z-Werte",
    zHint: "z: ein Reward in Standardabweichungen seiner Gruppe.",
    figures: "Jetzt, bei",
    value: "A",
    off: "daneben um",
    ofWay: "des Weges",
    overTwo: "A über zwei der z-Werte",
    across: "Quer",
    up: "Hoch",
    overTwoHint: "Entlang einer Linie ist A gleich; je kräftiger die Farbe, desto höher. Die Scheibe ist der jetzige Punkt; alle anderen z bleiben.",
  },

  lines: { exact: "SoftMin, genau", mean: "Mittelwert (Ordnung 1)", order2: "Ordnung 2", order3: "Ordnung 3", order4: "Ordnung 4", min: "Minimum" },
  maps: { mean: "Mittelwert", order2: "Varianzstrafe, β = k/2 (Ordnung 2)", exact: "SoftMin (RVPO)", min: "Minimum" },
  mapHints: {
    mean: "Gerade Linien: jeder Reward macht jeden anderen wett.",
    order2: "Geschlossene Linien: jenseits der Schraffurkante ist besser schlechter.",
    exact: "Die Linien biegen sich, kehren aber nie um: der niedrigere Reward zählt am meisten.",
    min: "Ecken: nur der niedrigste Reward zählt.",
  },
  x: "k, je Standardabweichung (logarithmisch)",
  y: "A, in Standardabweichungen",
  axis: (name) => `z von ${name}, in SA`,
  zOf: (name) => `z von ${name}`,
  another: (n) => `Reward ${n}`,
  number: signedMinus,
  signed: (value) => (signedMinus(value).startsWith("−") ? "" : "+") + signedMinus(value),
  countError: (typed, min, max, kept) => `Anzahl der z-Werte: „${typed}“ ist keine ganze Zahl von ${min} bis ${max}. Es bleibt bei ${kept}.`,
  mapTable: (map, across, up) => `${map}: A über dem z von ${across} (Spalten) und dem von ${up} (Zeilen), in Standardabweichungen`,
  bounds: ({ min, exact, orders, cap }) =>
    `Schranken: Minimum ${signedMinus(min)} ≤ A ${signedMinus(exact)} ≤ Mittelwert ${signedMinus(orders[0])}, und A ≤ Minimum + (ln M)/k = ${signedMinus(cap)}.`,
  breakdown(off, first, last) {
    const way = `${off} des Weges vom Mittelwert zum Minimum`;
    if (first === undefined || last === undefined) return "Alle z sind gleich: jede Ordnung ist bei jedem k genau.";
    if (plain(first) === plain(last)) return `Ordnung 2 liegt für jedes k über ${plain(last)} um mehr als ${way} daneben.`;
    return `Ordnung 2 liegt ab k = ${plain(first)} um mehr als ${way} daneben. Weiter oben kreuzt sie SoftMin zufällig; über k = ${plain(last)} liegt sie endgültig daneben.`;
  },
  hatched: (across, up, share) =>
    `Schraffiert, ${share} der Karte der Varianzstrafe: ein besserer Reward senkt A. ╱╱╱ ein besseres ${across}, ╲╲╲ ein besseres ${up}.`,
  summary: (k, rows) =>
    `Liniendiagramm von A gegen k, von 0,05 bis 50 logarithmisch. Bei k = ${plain(k)}: ${rows.map(([name, value]) => `${name} ${signedMinus(value)}`).join(", ")}.`,
  mapSummary: (name, across, up, reach, value) =>
    `Höhenlinien, ${name}: A über dem z von ${across}, quer, und dem von ${up}, hoch, jeweils von −${reach} bis ${reach}. Am markierten Punkt ist A ${signedMinus(value)}.`,
  failed: "Das konnte hier nicht gezeichnet werden.",
};

// Die Wörter von Mikroskop und Entwicklung auf Deutsch: dieselbe Tabelle wie in words/en/look.js.

import { TEXT } from "../page.js";

const { number, plain } = TEXT;

/** @param {number} value */
const signedMinus = (value) => number(value, 2).replace("-", "−");

/** @type {import("../en/look.js").Look} */
export const LOOK = {
  fixed: {
    scopeHint: "Sechzehn Rollouts zu einem Prompt, im ersten der 64 Läufe. Zeig auf einen, oder geh mit den Pfeiltasten, und sieh, wie aus seinen Rewards sein Advantage wird.",
    scopeMethod: "Methode",
    scopePrompt: "Prompt",
    scopeCompare: "Vergleichen mit",
    scopeNone: "keiner",
    scopeSort: "Nach Advantage sortieren",
    scopeEmpty: "Noch kein Schritt getan. Drück Start, oder sieh dir einen Schritt in Zeitlupe an.",
    scopeUpdate: "Die Policy nach dem Schritt (Strich: davor)",
    credits: "Gewicht: von wessen Reward der Advantage abhängt (Strich: der gleiche Anteil des Mittelwerts)",
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

  scope: {
    columns: {
      rollout: "#",
      response: "Antwort",
      rewards: "Rewards",
      z: "In der Gruppe standardisiert (z)",
      score: "Aggregat A",
      advantage: "Advantage",
      credit: "Gewicht",
      rank: "Rang",
      other: (method) => `Rang unter ${method}`,
    },
    sentences: {
      sample: "1. Ziehen: die Policy zieht sechzehn Antworten auf den Prompt.",
      score: "2. Bewerten: jeder Reward beurteilt jeden Rollout, mit Rauschen.",
      standardise: "3. Standardisieren: jeder Reward kommt in der Gruppe auf eine Skala, Mittelwert 0 und Standardabweichung 1.",
      aggregate: "4. Aggregieren: die Methode macht aus den standardisierten Rewards jedes Rollouts eine Zahl.",
      whiten: "5. Whitening: über die Rollouts aller Prompts wieder Mittelwert 0 und Standardabweichung 1. Das sind die Advantages.",
      update: "6. Update: Antworten, deren Rollouts einen positiven Advantage haben, werden wahrscheinlicher, die anderen seltener.",
    },
    grpoSentences: {
      standardise: "3. Standardisieren: nicht bei GRPO. Die z stehen hier nur zum Vergleich.",
      aggregate: "4. Aggregieren: GRPO zählt die Rewards jedes Rollouts zusammen, wie sie sind.",
      whiten: "5. Advantage: von jeder Summe geht der Mittelwert der Gruppe ab, dann wird durch deren Standardabweichung geteilt.",
    },
    same: (response) => `Alle sechzehn Rollouts sind inzwischen „${response}“, zu vergleichen bleibt nur das Rauschen. Drück Reset und sieh dir die ersten Schritte in Zeitlupe an.`,
    next: (part) => (part === 1 ? "Ein Schritt in Zeitlupe" : `Zeitlupe: Teil ${part} von 6`),
    which: (rollout, response) => `Rollout ${rollout}: ${response}`,
    whitened: (advantage, mean, deviation) => `${mean === undefined ? "Whitening über alle Prompts" : `minus Mittelwert der Gruppe ${number(mean, 2)}, geteilt durch ihre Standardabweichung ${number(deviation ?? 0, 2)}`}: Advantage ${number(advantage, 2)}`,
    moved: (rank, places) => (places === 0 ? `${rank}` : `${rank} ${places < 0 ? `▲${-places}` : `▼${places}`}`),
    movedOf: (method, moved, all) => `Unter ${method.replace(/^die /, "der ").replace(/^das /, "dem ")} haben ${moved} dieser ${all} Rollouts einen anderen Rang (▲ dort besser, ▼ schlechter).`,
    change: (before, after) => `${before === null ? "" : `${number(100 * before, 1)} → `}${number(100 * after, 1)}\u202f%`,
  },

  expansion: {
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
  },
};

// Die Wörter des Mikroskops auf Deutsch.

import { TEXT } from "../page.js";

const { number } = TEXT;

/** @type {import("../microscope.js").Words} */
export const WORDS = {
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
  },

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
};

// Die Wörter von Tabellen und Dateien auf Deutsch.

/** @type {import("../tables.js").Words} */
export const WORDS = {
  step: "Trainingsschritt",
  mean: (name) => `${name}: Engpass, Mittelwert über die Läufe (Reward, 0 bis 1)`,
  standardError: (name) => `${name}: Standardfehler (Reward)`,
  halfWidth: (name) => `${name}: halbe Breite des 95-%-Intervalls (Reward)`,
  caption: (step) => `Engpass und halbe Breite seines 95-%-Intervalls, bis Schritt ${step}. Während des Trainings wartet die Tabelle auf eine Pause.`,
  k: "k (je Standardabweichung)",
  a: (name) => `A: ${name} (Standardabweichungen)`,
  against: (z) => `A in Standardabweichungen, für z = ${z}.`,
  line: "Linie",
  valueOfA: "A (Standardabweichungen)",
  off: "daneben um (Standardabweichungen)",
  share: "daneben, als Anteil des Wegs vom Mittelwert zum Minimum",
  setting: "Einstellung",
  value: "Wert",
  earns: (response, reward) => `Reward von „${response}“ für „${reward}“`,
  fragment: "Link",
};

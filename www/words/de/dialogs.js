// Die Wörter von Hilfe, Tasten und Teilen auf Deutsch.

import { TEXT } from "../page.js";

/** @type {import("../dialogs.js").Words} */
export const WORDS = {
  keyNames: { " ": "Leertaste", arrowright: "→", arrowleft: "←", arrowup: "↑", arrowdown: "↓", "-": "−" },

  hotkeys: {
    play: "Start oder Pause",
    step: "Ein Schritt",
    reset: "Zurück zum Anfang",
    newSeed: "Neuer Startwert",
    smaller: "k kleiner",
    larger: "k größer",
    slower: "Langsamer",
    faster: "Schneller",
    part: "Nächster Teil eines Schritts, in Zeitlupe",
    theme: "Nächstes Aussehen",
    share: "Teilen",
    help: "Hilfe",
  },

  help: {
    title: "Hilfe",
    about: [
      "Ein Sprachmodell beantwortet eine Frage, und mehrere Rewards beurteilen die Antwort. Jede Karte trainiert dieselbe kleine Policy mit denselben Antworten und denselben Zufallszahlen; verschieden ist nur, wie aus den Rewards ein Trainingssignal wird.",
      "Der Engpass ist der niedrigste Reward, den eine Policy bekommt. Eine Methode, die mittelt, kann ihn für die leichten hergeben; das Diagramm zeigt, wer es tut. k sagt, wie sehr ungleiche Rewards RVPO und die Varianzstrafe stören.",
      "Es ist ein Spielmodell: wenige feste Antworten, und Rewards, die du einstellst. Es zeigt, wie solche Signale wirken, nicht, wie es einem Sprachmodell ergeht.",
    ],
    keys: "Tasten",
    none: "hier nicht",
    and: "oder",
    notWhile: "Sie ruhen, während du tippst und wo das Bedienelement im Fokus die Taste selbst braucht.",
    on: "Diese Tasten benutzen",
    more: "Mehr steht im Ordner des Projekts: docs/links.md (Links, Rahmen, Dateien), README.md (JavaScript), docs/model.md (was simuliert wird und was man daraus schließen darf); beide auf Englisch.",
    close: "Schließen",
  },

  share: {
    title: "Teilen",
    link: "Ein Link auf diese Seite mit diesen Einstellungen",
    copyLink: "Link kopieren",
    frame: "Ein Rahmen für eine andere Seite",
    copyFrame: "Rahmen kopieren",
    frameCode: (src) => `<iframe src="${src}" title="${TEXT.fixed.title}" width="1100" height="760" allow="clipboard-write"></iframe>`,
    thisMachine: "Diese Adresse gilt nur auf diesem Gerät.",
    code: "QR-Code des Links",
    tooLong: "Der Link ist zu lang für einen QR-Code, den eine Kamera vom Bildschirm lesen könnte.",
    noCode: "Der QR-Code konnte nicht geladen werden.",
    close: "Schließen",
  },
};

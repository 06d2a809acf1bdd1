// Die Wörter der Seite auf Deutsch: dieselbe Tabelle wie in words/en/page.js. Geladen wird sie nur, wo Deutsch gesprochen wird.

/** @typedef {import("../page.js").Text} Text */
/** @typedef {import("../../settings/schema.js").Entry} Entry */

/** @param {number} value @param {number} digits 0 bis 3 */
const number = (value, digits) =>
  value
    .toFixed(digits)
    .replace(/^-(0(\.0+)?)$/, "$1")
    .replace(".", ",")
    .replace(/\B(?=(\d{3})+(,|$))/g, "\u202f");
/** @param {number} value */
const plain = (value) => String(Number(value.toPrecision(3))).replace(".", ",");
/** @param {string[]} names */
const list = (names) => [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(" und ");
/** @param {string[]} names @param {string} one @param {string} many */
const agree = (names, one, many) => (names.length === 1 ? one : many);
/** @param {string} sentence */
const capital = (sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1);
/** @param {number} value */
const plainAll = (value) => (Number.isInteger(value) ? String(value) : plain(value));
/** @param {string} text was jemand geschrieben hat */
const quote = (text) => `„${text.length > 24 ? `${text.slice(0, 24)}…` : text}“`;

/** Was eine Einstellung annimmt. @param {Entry} entry @returns {string} */
function allowed(entry) {
  switch (entry.type) {
    case "number":
      return `${entry.integer ? "eine ganze Zahl" : "eine Zahl"} von ${plain(entry.min)} bis ${plainAll(entry.max)}`;
    case "choice":
      return `eines von ${entry.values.join(", ")}`;
    case "names":
      return `eine Liste aus ${entry.values.join(", ")}`;
    case "labels":
      return `höchstens ${entry.most} Namen mit höchstens ${entry.longest} Zeichen, durch ; getrennt`;
    case "letters":
      return `1 bis ${entry.most} der Buchstaben ${entry.of}`;
    case "table":
      return `${entry.rows[1] === 1 ? "" : `${entry.rows.join(" bis ")} Zeilen mit `}${entry.columns.join(entry.neverColumns ? " oder " : " bis ")} Zahlen von ${entry.min} bis ${entry.max}, etwa ${entry.rows[1] > 1 ? "1,0;0.5,1" : entry.neverColumns ? "0.5,2,300" : "1,0"}`;
  }
}

/** Was an einem WebGPU verkehrt ist. @type {Record<import("../../../pkg/rvpo_playground.js").Notice["fault"], string>} */
const FAULTS = {
  adapter: "hat keinen Adapter",
  device: "gibt kein Gerät her",
  kernels: "lehnte die Kernel ab",
  room: "hat keinen Platz für den Lauf",
  "self-test": "hat die Selbstprüfung nicht bestanden",
  lost: "ging verloren",
};

/** @type {Text} */
export const TEXT = {
  lang: "de",
  dir: "ltr",
  number,
  plain,
  typed: (value) => String(value).replace(".", ","),
  percent: (share) => `${Math.round(100 * share)}\u202f%`,

  usual: {
    responses: ["Gefällig, unsicher", "Ausgewogen", "Sicher, nutzlos", "Schlecht"],
    rewards: ["Hilfreich", "Klar", "Höflich", "Knapp", "Sicher"],
  },
  nthResponse: (n) => `Antwort ${n}`,
  nthReward: (n) => `Reward ${n}`,

  scenarios: {
    neglect: {
      title: "Ein schwerer Reward geht unter",
      about: "Fünf Rewards beurteilen jede Antwort, und die in vieren beste erhält im fünften, Sicher, 0. Eine ausgewogene Antwort erhält überall 0,6.",
      look: "Welche Art, die Rewards zu verbinden, gibt Sicher auf?",
    },
    two: {
      title: "Zwei Rewards: der Mittelwert genügt",
      about: "Ein Werkzeugaufruf muss das richtige Werkzeug nennen und wohlgeformt sein. Hier findet der Mittelwert zweier standardisierter Rewards die ausgewogene Antwort von selbst.",
      look: "GDPO ist so gut wie RVPO; nur GRPO, das rohe Rewards addiert, schwankt.",
      responses: ["Richtig, fehlgeformt", "Meist richtig", "Wohlgeformt, falsch", "Schlecht"],
      rewards: ["Werkzeug", "Form"],
    },
    eight: {
      title: "Acht Rewards: k muss wachsen",
      about: "Sieben leichte Rewards überstimmen nun den schweren. Je mehr Rewards es sind, desto größer das k, das den niedrigsten noch hört.",
      look: "RVPO schwankt bei k = 2 und hält bei k = 5.",
      rewards: ["Hilfreich", "Klar", "Höflich", "Knapp", "Flüssig", "Belegt", "Ehrlich", "Sicher"],
    },
    noisy: {
      title: "Verrauschte Urteile",
      about: "Dieselbe Tabelle, aber jedes Urteil rauscht doppelt so stark. Das niedrigste von fünf verrauschten Urteilen ist oft Rauschen, und SoftMin hört darauf.",
      look: "RVPO verliert bei k = 2 den Halt und schwankt bei k = 5, wo die Varianzstrafe hält.",
    },
    rare: {
      title: "Ein Reward, der fast nie erreicht wird",
      about: "Nur eine von acht Antworten besteht die Tests, und sie liest sich etwas schlechter. Ihre anderen Rewards sind ihre niedrigsten, so wertet ein Minimum den einsamen Erfolg ab.",
      look: "Der Mittelwert lernt ihn; RVPO gibt ihn bei k = 2 auf. Probiere k = 0,5.",
      responses: ["Entwurf A", "Entwurf B", "Entwurf C", "Entwurf D", "Entwurf E", "Entwurf F", "Entwurf G", "Laufender Code"],
      rewards: ["Lesbar", "Kurz", "Tests"],
    },
    late: {
      title: "k zu spät erhöht",
      about: "k wächst während des Laufs von 0,5 auf 2. Die Policy hat sich lange entschieden, bevor k groß genug ist.",
      look: "RVPO endet in der Vernachlässigung. Vertausche die Werte, 2 auf 0,5, und es hält.",
    },
    equal: {
      title: "Nichts zu tauschen",
      about: "Die beste Antwort ist in jedem Reward die beste. Ohne Widerstreit kann keine Art, die Rewards zu verbinden, einen vernachlässigen.",
      look: "Alle fünf Methoden enden gleich.",
      responses: ["Ausgezeichnet", "Gut", "Mäßig", "Schlecht"],
    },
  },
  scenarioChanged: "(seither geändert; Vorgaben stellt es wieder her)",
  expected: (expected) =>
    expected
      .map(({ change, ends }) => {
        const words = ends.map(([name, level]) => `${TEXT.methodNames[name]} ${number(level, 2)}`).join(", ");
        return change.length === 0 ? `Nach 300 Schritten: ${words}.` : `Mit ${list(change.map(([name, value]) => `${TEXT.fieldNames[name]} = ${plainAll(value)}`))}: ${words}.`;
      })
      .join(" "),

  fixed: {
    title: "RVPO Playground",
    scenario: "Szenario",
    expected: "Was herauskommen sollte",
    edit: "Bearbeiten…",
    rewardDialogHint: "Ein leerer Name wird wieder der der Seite. Hinzufügen und Entfernen beginnt den Lauf von vorn.",
    addResponse: "Antwort hinzufügen",
    addReward: "Reward hinzufügen",
    done: "Fertig",
    lookFor: "Worauf es ankommt",
    run: "Training",
    methods: "Fünf Methoden, dieselben Zufallszahlen",
    play: "Start",
    pause: "Pause",
    step: "Schritt",
    reset: "Reset",
    speed: "Tempo",
    seed: "Startwert",
    newSeed: "Neu",
    kName: "Risikokoeffizient k",
    kHint: "(Strafe, RVPO)",
    constant: "konstant",
    linear: "von – bis",
    from: "von",
    to: "bis",
    likeMean: "wie der Mittelwert",
    likeMin: "wie das Minimum",
    situation: "Reward-Tabelle",
    tableHint: "Was jede Antwort einbringt. Zieh an einem Regler und sieh, wie die Policies umlernen.",
    noise: "Rauschen in jedem Reward",
    defaults: "Vorgaben",
    answers: "Sie antwortet",
    earns: "Sie erhält",
    bottleneck: "Engpass",
    lowest: "niedrigster",
    chart: "Engpass (niedrigster Reward) während des Trainings",
    chartHint: "Eine Kurve, die auf null sinkt, gibt einen Reward auf. Band: 95-%-Intervall des Mittels über 64 Läufe.",
    scope: "Eine Gruppe unter dem Mikroskop",
    expansion: "Die Entwicklung: wo hört „Mittelwert minus Varianz“ auf, SoftMin zu sein?",
    failedTry: "Was du probieren kannst",
    try1: "Lade die Seite neu.",
    try2: "Nimm eine aktuelle Version von Chrome, Edge, Firefox oder Safari.",
    try3: "Falls du die Seite selbst anbietest: den Ordner mit www und pkg über http, .wasm als application/wasm.",
    copy: "Einzelheiten kopieren",
    copied: "Kopiert",
    share: "Teilen",
    help: "Hilfe",
    theme: "Aussehen",
    language: "Sprache",
    views: "Ansichten",
  },

  views: { playground: "Spielwiese", own: "Deine Rewards" },

  themes: { system: "Aussehen: System", light: "Aussehen: hell", dark: "Aussehen: dunkel", projector: "Aussehen: Beamer" },
  locked: "gesperrt",

  methodNames: { grpo: "GRPO", "dr-grpo": "Dr. GRPO", gdpo: "GDPO", variance: "Varianzstrafe", rvpo: "RVPO", min: "Minimum" },
  methodNamesInText: { grpo: "GRPO", "dr-grpo": "Dr. GRPO", gdpo: "GDPO", variance: "die Varianzstrafe", rvpo: "RVPO", min: "das Minimum" },
  methodNotes: {
    grpo: "Addiert die Rewards und vergleicht die Summen s.",
    "dr-grpo": "Addiert die Rewards und vergleicht die Summen s, ungeteilt.",
    gdpo: "Der Mittelwert der Rewards auf einer Skala (z).",
    variance: "Dieser Mittelwert, weniger eine Strafe für Ungleichheit.",
    rvpo: "Ein weiches Minimum: das niedrigste z zählt am meisten.",
    min: "Nur das niedrigste z zählt.",
  },

  verdict(verdict, hard, finished) {
    const name = hard.length > 0 && hard.length < 3 ? list(hard) : "Ein Reward";
    switch (verdict) {
      case "start":
        return "Noch untrainiert";
      case "nothing":
        return "Nichts zu halten";
      case "lost":
        return `${name} aufgegeben`;
      case "between":
        return finished ? `${name} schwankt` : `${name} unentschieden`;
      case "kept":
        return finished ? "Alle Rewards behalten" : "Alle Rewards gehalten";
    }
  },
  verdictSigns: { start: "·", nothing: "·", lost: "✕", between: "~", kept: "✓" },

  plusMinus: (half) => `± ${number(half, 2)}`,

  look: {
    loading: "Das Training beginnt gleich.",
    before: (hard) =>
      hard.length > 0
        ? `Jede Policy beginnt unentschieden, jede Antwort ist gleich wahrscheinlich. Drück Start und beobachte ${list(hard)}, den niedrigsten Reward.`
        : "Jede Policy beginnt unentschieden, jede Antwort ist gleich wahrscheinlich. Drück Start und sieh, welcher Reward fällt.",
    early: (hard) =>
      hard.length > 0
        ? `Der niedrigste Reward trägt auf jeder Karte das Zeichen ▸. Jetzt ist es meist ${list(hard)}: wer gibt ihn auf?`
        : "Der niedrigste Reward trägt auf jeder Karte das Zeichen ▸. Wer gibt ihn auf?",
    running(g) {
      const parts = [];
      if (g.lost.length > 0) parts.push(`${list(g.lost)} ${agree(g.lost, "gibt", "geben")} ${list(g.hard)} auf`);
      if (g.kept.length > 0) parts.push(`${list(g.kept)} ${agree(g.kept, "hält", "halten")} jeden Reward`);
      return capital(`${parts.join("; ")}.`);
    },
    finished(g, next) {
      const parts = [];
      if (g.lost.length > 0) parts.push(`${list(g.lost)} ${agree(g.lost, "hat", "haben")} ${list(g.hard)} aufgegeben.`);
      if (g.kept.length > 0) parts.push(`${list(g.kept)} ${agree(g.kept, "hat", "haben")} jeden Reward behalten.`);
      if (g.between.length > 0) parts.push(`${list(g.between)} ${agree(g.between, "schwankt", "schwanken")} dazwischen.`);
      return `${parts.map(capital).join(" ")} ${next}`;
    },
    nothing: "Hier dient keine Antwort jedem Reward, es gibt also nichts zu halten. Erhöhe einen Reward in der Tabelle.",
    trySmaller: "Probiere nun ein kleineres k.",
    tryLarger: "Probiere nun ein größeres k.",
    tryReward: "Ändere nun einen Reward.",
  },

  progress: (step, target) => `Schritt ${step} von ${target}`,
  speedValue: (speed) => (speed === Infinity ? "so schnell wie möglich" : `${speed} Schritte je Sekunde`),
  temperature: (k) => `Temperatur 1/k = ${plain(1 / k)}`,
  temperatures: (from, to) => `Temperatur 1/k = ${plain(1 / from)} bis ${plain(1 / to)}`,
  kSlider: (k) => `k = ${plain(k)}`,

  fieldNames: { k: "k", kFrom: "k von", kTo: "k bis", noise: "Rauschen", seed: "Startwert" },
  cell: (response, reward) => `${response}, ${reward}`,
  fieldError: (name, typed, entry, kept) => `${TEXT.fieldNames[name]}: ${quote(typed)} ist nicht erlaubt, sondern ${allowed(entry)}. Es bleibt bei ${plainAll(kept)}.`,

  linkProblems(problems, others) {
    const some = problems
      .map(({ key, text, entry }) => (entry ? `${key}: ${quote(text)} ist nicht erlaubt, sondern ${allowed(entry)}. Die Vorgabe gilt.` : `${quote(key)} = ${quote(text)}: diese Einstellung gibt es nicht.`));
    const more = others > 0 ? [`Und ${others} weitere.`] : [];
    return ["Im Link:", ...some, ...more].join(" ");
  },

  rewardDialog: {
    name: { responses: (n) => `Name von Antwort ${n}`, rewards: (n) => `Name von Reward ${n}` },
    remove: (name) => `${name} entfernen`,
    renamed: (name) => `Umbenannt: ${name}`,
    badNumber: (cell, typed, min, max) => `${cell}: ${quote(typed)} ist keine Zahl von ${min} bis ${max}.`,
    badName: (typed, entry) => `${quote(typed)} geht nicht: ${allowed(entry)}.`,
  },

  changed: {
    number: (name, value) => `${TEXT.fieldNames[name]} = ${plainAll(value)}`,
    cell: (response, reward, value) => `${response}, ${reward} = ${number(value, 2)}`,
    constant: "k konstant",
    linear: "k von – bis",
    defaults: "Vorgaben",
    scenario: (id) => TEXT.scenarios[id].title,
    shape: "Eine andere Reward-Tabelle",
    address: "Einstellungen aus dem Link",
  },
  status: {
    applied: (what, step) => `${what}: gilt ab Schritt ${step}.`,
    restarted: (what) => `${what}: von Schritt 0 an neu, mit demselben Startwert.`,
    newSeed: (seed) => `Startwert ${seed}: von Schritt 0 an neu.`,
    reset: (seed) => `Zurück bei Schritt 0 mit Startwert ${seed}: die Zahlen werden dieselben sein.`,
    finished: (steps, more) => `${steps} Schritte fertig. Start macht ${more} weitere.`,
    refused: (why) => `Nicht angenommen: ${why}`,
  },

  badge: {
    cpu: "CPU",
    webgpu: (adapter) => (adapter === "" ? "WebGPU" : `WebGPU (${adapter})`),
    rate: (rate) => `${number(rate, rate < 10 ? 1 : 0)} Schritte/s`,
    noRate: "– Schritte/s",
    difference: (d) =>
      `größte Abweichung vom Kern ${
        d === 0
          ? "0"
          : d
              .toExponential(1)
              .replace(".", ",")
              .replace(/e-(\d+)$/, (_, digits) => `\u00a0×\u00a010⁻${Array.from(digits, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("")}`)
      }`,
  },

  notice: ({ noticeDetails: why }) => (why === null ? "" : `WebGPU ${FAULTS[why.fault]}${why.step === null ? "; die CPU trainiert" : ` bei Schritt ${why.step}; die CPU macht weiter`}`),

  decimal: ",",
  chart: {
    x: "Trainingsschritt",
    y: "Engpass (Reward, 0 bis 1)",
    summary: (step, rows) =>
      `Liniendiagramm des Engpasses über ${step} Trainingsschritte. Jetzt: ${rows.map((r) => `${r.name} ${number(r.mean, 2)} plus oder minus ${number(r.half, 2)}`).join(", ")}.`,
    failed: "Das Diagramm konnte hier nicht gezeichnet werden. Die Karten zeigen dieselben Zahlen.",
  },

  exports: {
    show: "Datentabelle",
    hide: "Tabelle schließen",
    save: (what) => `Als ${what} speichern`,
    settings: "Einstellungen als CSV",
  },

  failure: {
    load: "Das Programm der Seite konnte nicht geladen werden.",
    worker: "Das Training endete mit einem Fehler.",
    part: "Dieser Teil der Seite konnte nicht geladen werden. Ist das Netz da?",
  },
};

// Die Wörter der Ansicht für eigene Rewards auf Deutsch.

import { short } from "../short.js";
import { TEXT } from "../page.js";

const { number, plain, percent } = TEXT;

/** @param {number} value */
const signed = (value) => number(value, 2).replace("-", "−");
/** @param {number} value */
const figure = (value) => plain(value).replace("-", "−");
/** Geteilte Ränge liegen dazwischen. @param {number} rank */
const rankDigits = (rank) => (Number.isInteger(rank) ? 0 : 1);
/** @param {number} share */
const share = (share) => (share > 0 && share < 0.005 ? "unter 1\u202f%" : percent(share));
/** @param {number} n @param {string} one @param {string} many */
const count = (n, one, many) => `${number(n, 0)} ${n === 1 ? one : many}`;
/** @param {string[]} names */
const list = (names) => [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(" und ");
/** @param {string} name */
const quoted = (name) => `„${short(name, 40)}“`;
/** @param {number} bytes */
const size = (bytes) => (bytes < 1e6 ? `${number(bytes / 1e3, 1)} kB` : `${number(bytes / 1e6, 1)} MB`);

/** @type {Record<string, string>} */
const CONVENTIONS = { paper: "Paper (unsere Lesart)", trl: "TRL 1.16", verl: "verl 0.9", "ms-swift": "ms-swift 4.6", "nemo-rl": "NeMo-RL" };

/** @param {string} name @returns {string} */
const methodName = (name) => WORDS.choice.methods[name] ?? TEXT.methodNames[/** @type {import("../../settings/schema.js").MethodName} */ (name)];
/** @param {string} convention */
const conventionOf = (convention) => (convention === "paper" ? "des Papers (unsere Lesart)" : `von ${CONVENTIONS[convention]}`);
/** Was aus Rollouts wird, in deren Gruppe sich nichts unterscheidet. @param {import("../en/own.js").Pushed[]} pushed */
const pushes = (pushed) =>
  pushed
    .map(({ method, advantage }) => ` Unter ${methodName(method)} ${advantage === null ? "verschiebt sich jeder um seinen Abstand vom Mittelwert des Batches" : `rücken alle um ${figure(Math.abs(advantage))} nach ${advantage > 0 ? "oben" : "unten"}`}.`)
    .join("");
/** Was aus fehlenden Rewards wird. @type {Record<import("../en/own.js").MissingUse, string>} */
const MISSING = {
  "left-out": "bleiben sie weg, und die anderen des Rollouts zählen mehr",
  "raw-zero": "zählen sie in der Summe roher Rewards als 0",
  neutral: "geben sie zur Summe der z nichts, als wären sie durchschnittlich",
  "zero-z": "haben sie z = 0, was einen SoftMin auf (ln M)/k begrenzt",
};

/** @param {import("../../../pkg/rvpo_playground.js").Place} place */
const at = ({ line, column }) => `Zeile ${line}, Spalte ${column}`;
/** @param {string | null} what */
const likeness = (what) => (what === null ? "" : ` (es sieht nach ${what === "a ZIP archive or a spreadsheet" ? "einem ZIP-Archiv oder einer Tabellenkalkulation" : what} aus)`);
/** Was im JSON eine Zeile sein darf. @type {Record<string, string>} */
const ROWS = {
  "an object or a list of values": "ein Objekt oder eine Liste von Werten",
  "an object, as in the first row": "ein Objekt, wie in der ersten",
  "a list of values, as in the first row": "eine Liste von Werten, wie in der ersten",
  "a list of at least one value": "eine Liste von mindestens einem Wert",
};
/** Was der Rechenkern an einer Wahl ablehnt; null: womit diese Seite nicht rechnet. @param {{ field: string, value: string }} refused */
function refusedValue({ field, value }) {
  const [, list, i, j] = /^(\w+)\[(\d+)\](?:\[(\d+)\])?$/.exec(field) ?? [];
  const rollout = `Rollout ${number(Number(i) + 1, 0)}`;
  switch (list ?? field) {
    case "convention":
    case "compare.convention":
      return `RLOO, REINFORCE++ und DVAO gibt es nur nach der Konvention des Papers, nicht nach der von ${CONVENTIONS[value] ?? value}.`;
    case "scaleRewards":
    case "compare.scaleRewards":
      return "dieses Framework teilt nicht durch die Standardabweichung des Batches: nimm die der Gruppe, oder teil gar nicht.";
    case "rewards":
      return j === undefined
        ? `${count(Number.parseInt(value, 10), "Reward fehlt", "Rewards fehlen")}, und dieses Framework hat dafür keinen Platz: bewerte jeden Rollout, oder nimm die Spalten mit Lücken heraus.`
        : `${rollout}, Reward ${number(Number(j) + 1, 0)}: ${value} hat keinen Platz in einfacher Genauigkeit, mit der das GDPO von verl rechnet.`;
    case "responseTokens":
      if (i === undefined) return "verl macht das Whitening über Tokens: nimm eine Spalte als Antwortlänge.";
      return value === "0" ? `${rollout}: die Antwortlänge ist 0, sie muss mindestens 1 sein.` : `${rollout}: die Antwortlänge ist ${value}, und wo es der einzige ist, muss sie mindestens 2 sein.`;
    case "groupSize":
      return `die Zeilen gehen in Gruppen von ${number(Number(value), 0)} nicht auf: gib eine Zahl an, die ihre Anzahl teilt, oder nimm eine Spalte als Gruppe.`;
    case "options.weights":
      return value === "all 0" ? "alle Faktoren sind 0: mindestens einer muss über 0 sein." : null;
    default:
      return null;
  }
}

/** @type {import("../own.js").Words} */
export const WORDS = {
  title: "Deine Rewards: was macht diese Aggregation daraus?",
  local: "Füg die Rewards echter Rollouts ein, zieh sie hierher oder öffne eine Datei: eine Zeile für jeden Rollout, eine Spalte für jeden Reward. Nichts verlässt dieses Gerät: die Seite liest und rechnet alles selbst.",

  data: {
    title: "Daten",
    text: "Zeilen zum Lesen: CSV, TSV, JSON oder JSON Lines",
    placeholder: "prompt_id,helpful,safe\np1,0.9,0\np1,0.6,1\n…",
    hint: "Was du einfügst, wird gleich gelesen; eine Datei kannst du irgendwo auf die Seite ziehen. Kopfzeile und fehlende Werte sind erlaubt.",
    read: "Text lesen",
    open: "Datei öffnen …",
    file: "Eine Datei mit Rewards",
    clear: "Daten vergessen",
    examples: "Oder ein Beispiel:",
    example: { "rubric.csv": "Rubrik, 4 Rewards", "trl_completions.jsonl": "TRL-Completions", "verl_rollouts.tsv": "verl-Rollouts" },
    pasted: "das Eingefügte",
    drop: "Lass los: gelesen wird hier, gesendet nichts.",
    reading: (name, bytes, total, rows) => `Lese ${name}: ${size(bytes)} von ${size(total)}, ${count(rows, "Zeile", "Zeilen")}`,
    computing: (fraction) => `Rechne: ${percent(fraction)}`,
    writing: (fraction) => `Schreibe die Datei: ${percent(fraction)}`,
    progress: "Fortschritt",
    cancel: "Abbrechen",
    again: "Rechnen",
    cancelledLoad: (kept) => (kept ? "Abgebrochen. Die Tabelle davor ist noch da." : "Abgebrochen."),
    cancelled: "Abgebrochen.",
    unreadable: (name, why) => `${name} ist nicht zu lesen: ${why}`,
    kept: "Die Tabelle davor ist noch da.",
    noExample: "Das Beispiel konnte nicht geladen werden. Ist das Netz da?",
    several: "Nur eine Datei auf einmal: genommen ist die erste.",
    empty: "Es gibt nichts zu lesen: füg erst Zeilen ein.",
    leave: "In einer anderen Sprache beginnt die Seite neu, und deine Tabelle muss neu gelesen werden. Die Sprache wechseln?",
    broken: (why) => `Die Rechnung brach ab, die Daten müssen neu gelesen werden: ${why}`,
    loaded: (name, rows, columns, format, hasHeader) => `${name}: ${count(rows, "Zeile", "Zeilen")}, ${count(columns, "Spalte", "Spalten")}, ${format}${hasHeader ? "" : "; keine Kopfzeile gefunden"}.`,
    formats: { csv: "CSV", semicolons: "CSV mit Semikolons", tsv: "TSV", json: "JSON", "json-columns": "JSON nach Spalten", "json-lines": "JSON Lines" },
  },

  columns: {
    title: "Spalten",
    name: "Spalte",
    kind: "Enthält",
    kinds: { number: "Zahlen", text: "Text" },
    missing: "Fehlend",
    unreadable: "Unlesbar",
    first: "Erste Werte",
    role: "Gilt als",
    roles: { reward: "Reward", group: "Gruppe", length: "Antwortlänge", ignore: "nichts" },
    roleOf: (name) => `Als was ${quoted(name)} gilt`,
    weight: "Faktor",
    weightOf: (name) => `Faktor von ${quoted(name)}`,
    badWeight: (typed, min, max) => `Faktor: ${quoted(typed)} ist keine Zahl von ${min} bis ${max}. Es gilt weiter der davor.`,
    groupSize: "Rollouts in einer Gruppe (Zeilen hintereinander)",
    noGroups: "Sag, was eine Gruppe ist: nimm eine Spalte als Gruppe, oder gib an, wie viele Zeilen hintereinander eine sind.",
    badGroupSize: (typed) => `Rollouts in einer Gruppe: ${quoted(typed)} ist keine ganze Zahl über 0.`,
    otherWeights: (told, rewards) => `Der Link hat Faktoren für ${count(told, "Reward", "Rewards")}, hier ${rewards === 1 ? "ist" : "sind"} ${number(rewards, 0)}: alle Faktoren sind 1.`,
    otherRoles: (told, columns) => `Der Link sagt, wofür ${count(told, "Spalte", "Spalten")} ${told === 1 ? "steht" : "stehen"}, hier ${columns === 1 ? "ist" : "sind"} ${number(columns, 0)}: seine Rollen, Faktoren und Gruppengröße zählen nicht.`,
    preview: (rows) => (rows === 1 ? "Die erste Zeile" : `Die ersten ${number(rows, 0)} Zeilen`),
    row: "#",
    absent: "fehlt",
  },

  choice: {
    title: "Methode",
    convention: "Framework",
    conventions: CONVENTIONS,
    method: "Methode",
    compare: "Verglichen mit",
    scale: "GRPO teilt durch die Standardabweichung",
    scales: { group: "der Gruppe", batch: "des Batches", none: "gar nicht" },
    k: "k",
    kName: "k für deine Rewards",
    refused: (why) => `Diese Wahl geht mit diesen Daten nicht: ${why}`,
    methods: { rloo: "RLOO", "reinforce++": "REINFORCE++", dvao: "DVAO" },
    old: "Die Antworten unten gelten für die Wahl davor.",
    onlyPaper: "Nur nach der Konvention des Papers",
  },

  refusal: (details) => {
    switch (details.code) {
      case "value":
        return refusedValue(details);
      case "empty":
        return "keine Zeilen; erlaubt: eine Tabelle mit mindestens einer Zeile von Werten.";
      case "not-utf8":
        return `${at(details.place)}: kein UTF-8${likeness(details.looksLike)}; erlaubt: Text in UTF-8.`;
      case "nul":
        return `${at(details.place)}: ein NUL-Byte${likeness(details.looksLike)}; erlaubt: Text in UTF-8.`;
      case "json":
        // Was der JSON-Leser sagt, ist englisch.
        return `${at(details.place)}: kein gültiges JSON (${details.message}).`;
      case "not-a-row":
        return `${at(details.place)}: ${details.value} ist keine Zeile der Tabelle; erlaubt: ${ROWS[details.allowed] ?? details.allowed}.`;
      case "ragged":
        return `${at(details.place)}: eine Zeile mit ${count(details.found, "Zelle", "Zellen")}; erlaubt: ${details.expected}, wie in der ersten.`;
      case "unequal-columns":
        return `${at(details.place)}: die Spalte ${quoted(details.name)} hat ${count(details.found, "Zelle", "Zellen")}; erlaubt: ${details.expected}, wie in der ersten.`;
      case "open-quote":
        return `Zeile ${details.line}: hier beginnt eine Zeile mit einem Anführungszeichen, das nie geschlossen wird; erlaubt: " in Paaren.`;
      case "duplicate-name":
        return `${at(details.place)}: eine zweite Spalte ${quoted(details.name)}; erlaubt: jeder Name einmal.`;
      case "too-many-columns":
        return `${at(details.place)}: mehr als ${number(details.limit, 0)} Spalten; erlaubt: 1 bis ${number(details.limit, 0)}.`;
      case "too-many-cells":
        return `${at(details.place)}: mehr als ${number(details.limit, 0)} Zellen; erlaubt: Zeilen mal Spalten bis ${number(details.limit, 0)}.`;
      case "too-long":
        return `${at(details.place)}: hier beginnt eine Zeile von mehr als ${number(details.limit, 0)} Bytes; erlaubt: so viele.`;
      case "long-name":
        return `${at(details.place)}: der Name einer Spalte, ${details.name}, hat mehr als ${number(details.limit, 0)} Bytes; erlaubt: 1 bis ${number(details.limit, 0)}.`;
      case "too-deep":
        return `${at(details.place)}: mehr als ${number(details.limit, 0)}-fach verschachtelt; erlaubt: bis ${number(details.limit, 0)}.`;
      case "roles":
        return `${count(details.found, "Rolle ist", "Rollen sind")} angegeben; erlaubt: ${number(details.expected, 0)}, eine für jede Spalte.`;
      case "rewards":
        return `${count(details.found, "Spalte gilt", "Spalten gelten")} als Reward; erlaubt: 1 bis ${number(details.limit, 0)}.`;
      case "groups":
        return `Es gibt ${details.found === "both" ? "Spalten für die Gruppe und eine Gruppengröße" : "weder Spalten für die Gruppe noch eine Gruppengröße"}; erlaubt: eines von beiden.`;
      case "response-lengths":
        return `${number(details.found, 0)} Spalten gelten als Antwortlänge; erlaubt: höchstens eine.`;
      case "not-a-number":
        return `${at(details.place)}, ${quoted(details.name)}: ${details.value} ist keine Zahl; erlaubt: Zahlen, true und false, und wo eine fehlt, nichts, NA, N/A, NaN, null, None oder -.`;
      case "not-finite":
        return `${at(details.place)}, ${quoted(details.name)}: ${details.value} ist nicht erlaubt; erlaubt: Zahlen von -1e150 bis 1e150.`;
      case "not-a-length":
        return `${at(details.place)}, ${quoted(details.name)}: ${details.value} ist keine Antwortlänge; erlaubt: ganze Zahlen von 0 bis 4294967295.`;
      case "missing":
        return `${at(details.place)}, ${quoted(details.name)}: hier steht nichts; erlaubt: ein Wert in jeder Zeile einer Spalte, die als Gruppe oder Antwortlänge gilt.`;
      case "not-kept":
        return `Spalte ${quoted(details.name)}: ihr Text wurde nicht behalten, da es Antworten oder zu viele verschiedene sind; erlaubt: eine andere Spalte.`;
      case "inexact-ids":
        return `Spalte ${quoted(details.name)}: Zahlen ab 2^53, die nicht zu unterscheiden sind; erlaubt: Kennungen als Text, oder in einer Spalte namens „group_id“.`;
      default:
        return null;
    }
  },

  withK: (name, k) => (k === null ? name : `${name}, k = ${plain(k)}`),

  answers: {
    title: "Antworten",
    sentence: (method, compare, convention, flips, all) =>
      `${method}, neben ${compare}, nach der Konvention ${conventionOf(convention)}: ${flips === 0 ? "kein Advantage wechselt" : `${number(flips, 0)} von ${number(all, 0)} Advantages ${flips === 1 ? "wechselt" : "wechseln"}`} das Vorzeichen.`,
    rollouts: "Rollouts",
    groups: "Gruppen",
    groupSizes: (smallest, largest) => (smallest === largest ? `zu je ${number(smallest, 0)}` : `von ${number(smallest, 0)} bis ${number(largest, 0)}`),
    rewards: "Rewards",
    missing: (missing) => (missing === 0 ? "keiner fehlt" : `${count(missing, "Wert fehlt", "Werte fehlen")}`),
    unscored: (rollouts) => `${number(rollouts, 0)} ohne jeden Reward`,
    flips: "Vorzeichenwechsel",
    ofAll: (part) => `${share(part)} der Rollouts`,
    correlation: "Rangkorrelation",
    kendall: (kendall) => (kendall === null ? "Spearman" : `Spearman; Kendall ${signed(kendall)}`),
    effective: "Effektive Rewards",
    effectiveOther: (other, value) => (value === null ? "in einem Rollout" : `in einem Rollout; ${other} ${number(value, 2)}`),
    nothing: "–",
    signed,
    share,
    figure,
  },

  movers: {
    title: "Wer sich bewegt",
    hint: "Je kräftiger die Farbe eines Rewards, desto mehr Gewicht hat er in dem Rollout unter der Methode.",
    view: "Zeig",
    movers: "wer sich bewegt, Vorzeichenwechsel zuerst",
    all: "alle Rollouts in ihrer Reihenfolge",
    caption: (method, compare) => `Advantages unter ${method} und unter ${compare}`,
    rollout: "#",
    group: "Gruppe",
    sign: "Vorzeichen",
    rank: "Rang in der Gruppe",
    ranks: (from, to) => (from === to ? number(to, rankDigits(to)) : `${number(from, rankDigits(from))} → ${number(to, rankDigits(to))} ${to < from ? "▲" : "▼"}`),
    none: "Niemand bewegt sich: auf diesen Daten sind sich die beiden Methoden einig.",
    inGroups: (up, down, unchanged) => `In ihren Gruppen ${up === 1 ? "steigt" : "steigen"} ${number(up, 0)}, ${down === 1 ? "sinkt" : "sinken"} ${number(down, 0)}; ${number(unchanged, 0)} ${unchanged === 1 ? "behält seinen" : "behalten ihren"} Rang.`,
    listed: (listed) => `Aufgeführt sind ${number(listed, 0)}: Vorzeichenwechsel zuerst, dann wer sich am meisten ändert.`,
    earlier: "Davor",
    later: "Danach",
    page: (from, to, of) => `${number(from, 0)} – ${number(to, 0)} von ${number(of, 0)}`,
    credit: (part) => `Gewicht ${percent(part)}`,
  },

  credits: {
    title: "Wessen Reward zählt",
    hint: "Der Anteil jedes Rewards am Gewicht über alle Rollouts. Strich: was ihm allein sein Faktor gibt, wie der Mittelwert, wo nichts fehlt.",
    share: (value) => `${number(100 * value, 1).replace("-", "−")}\u202f%`,
    scale: (most) => `Ein Balken über die ganze Breite sind ${number(100 * most, 1)}\u202f%.`,
    negative: (negative) => `${count(negative, "Gewicht liegt", "Gewichte liegen")} unter 0: dort senkt ein besserer Reward den Wert.`,
  },

  findings: {
    title: "Was verkehrt aussieht",
    none: "Nichts von dem, wonach hier gesucht wird.",
    severity: { error: "Fehler", warning: "Warnung", note: "Hinweis" },
    words(lint, nameOf) {
      const name = (/** @type {number} */ reward) => quoted(nameOf(reward));
      switch (lint.code) {
        case "constant-reward":
          return [
            `${name(lint.reward)} ist in ${count(lint.groups, "Gruppe", "Gruppen")} konstant (${share(lint.share)}).`,
            "Dort sagt er nichts: sein z ist 0, und unter einem SoftMin begrenzt er den Wert trotzdem auf (ln M)/k. Zieh mehr Rollouts je Prompt, oder bewerte feiner.",
          ];
        case "no-signal":
          return [`In ${count(lint.groups, "Gruppe", "Gruppen")} (${share(lint.share)}) ist jeder Reward konstant, zuerst in Gruppe ${lint.first + 1}.${pushes(lint.pushed)}`, `${lint.pushed.length > 0 ? "Das Whitening über den Batch verschiebt ihre Rollouts alle gleich, auch misslungene." : "Dort ist nichts zu lernen."} Lass solche Prompts weg, oder zieh mehr Rollouts.`];
        case "duplicate-reward":
          return [`${name(lint.reward)} und ${name(lint.other)} sind Zahl für Zahl gleich.`, "Nimm einen von beiden heraus: sonst zählt er doppelt."];
        case "correlated-rewards":
          return [`${name(lint.reward)} und ${name(lint.other)} haben in den Gruppen eine Korrelation von ${signed(lint.correlation)}.`, "In einem Mittelwert zählen sie zusammen doppelt. Nimm einen heraus, oder halbiere beide Faktoren."];
        case "opposed-rewards":
          return [`${name(lint.reward)} und ${name(lint.other)} sind fast Gegenteile: Korrelation ${signed(lint.correlation)} in den Gruppen.`, "In einem Mittelwert heben sie sich auf; ein SoftMin bestraft, welcher gerade niedrig ist. Entscheide, welchen du willst."];
        case "drowning-reward":
          return [
            `${name(lint.reward)} macht ${share(lint.share)} der Varianz einer einfachen Summe aus: seine Standardabweichung ist ${figure(lint.std)}, die des nächsten, mal Faktor, ${share(lint.next)} davon.`,
            lint.isSummed ? "Eine der beiden Methoden zählt rohe Rewards zusammen und hört kaum einen anderen. Skalier ihn kleiner, senk seinen Faktor, oder nimm eine Methode, die erst standardisiert." : "Beide Methoden standardisieren erst, ihnen ist das gleich. GRPO, das rohe Rewards zusammenzählt, hörte kaum einen anderen.",
          ];
        case "large-k":
          return [`Bei k = ${plain(lint.k)} hört ein Rollout auf ${number(lint.effective, 2)} Rewards (effektive Anzahl), weniger als ${plain(lint.bound)}.`, "Das ist fast das harte Minimum: das Rauschen eines Rewards entscheidet. Nimm ein kleineres k."];
        case "second-order-off":
          return [
            `Bei k = ${plain(lint.k)} liegt „Mittelwert minus k/2 mal Varianz“ um ${share(lint.error)} des Weges vom Mittelwert zum Minimum daneben, bei ${share(lint.share)} der Rollouts um mehr als 20\u202f%.`,
            "Bei diesem k ist die Varianzstrafe eine andere Methode als RVPO. Nimm nicht die eine für die andere, oder nimm ein kleineres k.",
          ];
        case "small-groups":
          return [`${count(lint.groups, "Gruppe hat", "Gruppen haben")} weniger als 4 Rollouts (${share(lint.share)}), die kleinste ${lint.smallest}.`, "Mittelwert und Standardabweichung von so wenigen sagen nicht viel. Zieh mehr Rollouts je Prompt."];
        case "single-rollouts":
          return [
            `${count(lint.groups, "Gruppe ist", "Gruppen sind")} ein einzelner Rollout (${share(lint.share)}).`,
            lint.isRaw ? "Dieses Framework nimmt dort den rohen Reward als z, auf einer anderen Skala als sonst. Sieh nach, ob die Gruppenspalte stimmt." : `Ein Rollout allein hat nichts, womit er zu vergleichen wäre: sein z ist 0.${pushes(lint.pushed)} Sieh nach, ob die Gruppenspalte stimmt.`,
          ];
        case "token-whitening":
          return [
            `Nach Tokens gezählt liegt der Mittelwert der Werte ${signed(lint.shift)} Standardabweichungen daneben, und ihre Streuung ist ${number(lint.ratio, 2)}-mal so groß.`,
            lint.isUsed ? "verl macht das Whitening über Tokens: lange Antworten zählen mehr, und alle Advantages verschieben sich. Behalt die Längen im Auge." : "Dieses Framework macht das Whitening über Rollouts, ihm ist das gleich; verl nicht.",
          ];
        case "missing-rewards":
          return [
            `${count(lint.missing, "Wert fehlt", "Werte fehlen")} (${share(lint.share)}), in ${list(lint.rewards.map(name))}.`,
            `Unter ${lint.method === lint.compare ? `beiden Methoden ${MISSING[lint.method]}` : `der Methode ${MISSING[lint.method]}; unter der verglichenen ${MISSING[lint.compare]}`}. Bewerte jeden Rollout, wo es geht.`,
          ];
        case "unscored":
          return [`${count(lint.rollouts, "Rollout hat", "Rollouts haben")} gar keinen Reward (${share(lint.share)}).`, `${lint.isScored ? "Ihr Wert ist 0 und wird mit den anderen zentriert oder durch das Whitening verschoben." : "Der Advantage ist dort 0."} Find heraus, warum nichts bewertet wurde.`];
        case "noise-whitened":
          return [`Die Werte von ${methodName(lint.method)} unterscheiden sich nur durch Rundung (Standardabweichung ${lint.std.toExponential(1).replace(".", ",")}).`, "NeMo-RL teilt dadurch: die Advantages sind Rauschen der Größe 1. Lass diesen Batch weg: daraus ist nichts zu lernen."];
        case "single-reward":
          return ["Es gibt nur einen Reward.", "Mit einem ist nichts zu aggregieren: die Methoden sind sich einig, bis auf die Skala."];
        default:
          return [JSON.stringify(lint), ""];
      }
    },
  },

  checks: {
    title: "Hält die Methode, was man erwartet?",
    hint: "An eben diesen Daten versucht, mit der gewählten Methode.",
    names: {
      monotone: "Besser in einem Reward ist nie schlechter",
      "between-min-and-mean": "Zwischen dem kleinsten z und ihrem Mittelwert",
      symmetric: "Kein Reward wird anders behandelt",
      "shift-invariant": "Eine Konstante zu einem Reward ändert nichts",
      "scale-invariant": "Ein Reward mal zehn ändert nichts",
    },
    outcomes: { pass: "gilt", fail: "gilt nicht", "not-applicable": "sagt hier nichts" },
    signs: { pass: "✓", fail: "✕", "not-applicable": "·" },
    reasons: {
      "weighted-sum": "der Wert ist eine Summe, kein Mittelwert standardisierter Rewards",
      "unequal-weights": "die Faktoren sind verschieden",
      "single-reward": "es gibt nur einen Reward",
      "nothing-to-try": "keine Gruppe gibt einen Fall her",
    },
    tried: ({ outcome, tried, failed, groups, isExhaustive }) =>
      `${outcome === "fail" ? `in ${number(failed, 0)} von ${count(tried, "Fall", "Fällen")}` : `in ${tried === 1 ? "dem einen Fall" : `allen ${number(tried, 0)} Fällen`}`}, ${isExhaustive ? "mehr gibt es nicht" : `versucht in ${count(groups, "Gruppe", "Gruppen")}`}`,
    example(property, { rollout, reward, other, before, after, scoreBefore, scoreAfter }, nameOf) {
      const value = (/** @type {number | null | undefined} */ some) => (some == null ? "fehlt" : figure(some));
      const scores = `bringt seinen Wert von ${figure(scoreBefore)} auf ${figure(scoreAfter)}`;
      const name = quoted(nameOf(reward));
      switch (property) {
        case "monotone":
          return `Rollout ${rollout + 1}: ${name} von ${value(before)} auf ${value(after)} zu heben ${scores}.`;
        case "between-min-and-mean":
          return `Rollout ${rollout + 1}: seine z reichen von ${value(before)}, ${name}, bis zu einem Mittelwert von ${value(after)}, und sein Wert ist ${figure(scoreBefore)}.`;
        case "symmetric":
          return `Rollout ${rollout + 1}: ${name} (${value(before)}) mit ${quoted(nameOf(other ?? 0))} (${value(after)}) zu tauschen ${scores}.`;
        default:
          if (before == null) return `Rollout ${rollout + 1} hat kein ${name}; das der anderen Rollouts, entsprechend geändert, ${scores}.`;
          return `Rollout ${rollout + 1}: ${name} von ${value(before)} auf ${value(after)}, bei den anderen Rollouts entsprechend geändert, ${scores}.`;
      }
    },
  },

  sweep: {
    title: "RVPO gegen k, auf diesen Daten",
    shares: "Anteile am Gewicht",
    flips: "Vorzeichenwechsel und der Fehler der Ordnung 2",
    effective: "Effektive Anzahl der Rewards",
    x: "k, je Standardabweichung (log. Skala)",
    y: { shares: "Anteil am Gewicht (0 bis 1)", flips: "Anteil (0 bis 1)", effective: "effektive Anzahl der Rewards" },
    others: (n) => `${n} mit weniger Gewicht: in Tabelle und Datei`,
    lines: { signFlips: "Anteil der Rollouts mit anderem Vorzeichen als bei GDPO", taylorError: "Fehler der Ordnung 2, als Anteil des Weges vom Mittelwert zum Minimum", effective: "effektive Anzahl in einem Rollout" },
    range: "vorgeschlagenes k",
    hint: "Senkrechter Strich: das jetzige k. Getönt: der vorgeschlagene Bereich.",
    beyond: "Ein Fehler über 1 liegt außerhalb des Bildes.",
    sampled: (rollouts) => `Gerechnet aus ${count(rollouts, "Rollout", "Rollouts")}, in ganzen, ausgelosten Gruppen.`,
    suggestion({ suggestion: { from, to, reason, reward, share: part, signFlips, effective, fromIsFirst, toIsLast }, effectiveBound }, nameOf) {
      switch (reason) {
        case "single-reward":
          return "Kein k ist vorgeschlagen: mit einem Reward ändert es nichts.";
        case "no-difference":
          return "Kein k ist vorgeschlagen: bei keinem hat ein Reward ein Zehntel mehr vom Credit als unter dem Mittelwert, oder wechseln mehr als 5 % der Vorzeichen.";
        case "too-few-rewards":
          return `Kein k ist vorgeschlagen: wo immer sich RVPO hier merklich vom Mittelwert unterscheidet, hört ein Rollout schon auf weniger als ${plain(effectiveBound)} Rewards.`;
        default: {
          const begins =
            reason === "share"
              ? `${quoted(nameOf(reward ?? 0))} hat ${share(part ?? 0)} des Gewichts, ein Zehntel mehr, als sein Faktor ihm gibt`
              : `${share(signFlips ?? 0)} der Advantages haben ein anderes Vorzeichen`;
          return `Vorgeschlagen: k von ${figure(from ?? 0)} bis ${figure(to ?? 0)}. Ab ${figure(from ?? 0)} unterscheidet sich RVPO vom Mittelwert: ${begins}. Bis ${figure(to ?? 0)} hört ein Rollout noch auf mindestens ${plain(effectiveBound)} Rewards (dort ${number(effective ?? 0, 2)}).${fromIsFirst ? " Ein kleineres k wurde nicht versucht." : ""}${toIsLast ? " Ein größeres k wurde nicht versucht." : ""} Eine Faustregel: ob das Training dort besser wird, ist nicht bekannt.`;
        }
      }
    },
    summary: (what, now, k) =>
      `Liniendiagramm, ${what}, gegen k von 0,05 bis 50 auf einer logarithmischen Skala. Bei k = ${plain(k)}: ${now.map(([name, value]) => `${name} ${value === null ? "nichts" : number(value, 2)}`).join(", ")}.`,
    table: (what) => `${what}, gegen k`,
    failed: "Das konnte hier nicht gezeichnet werden.",
  },

  out: {
    title: "Mitnehmen",
    hint: "Für jeden Rollout: Rewards, z, Gewicht, Wert und Advantage, unter beiden Methoden.",
    csv: "Alles als CSV",
    json: "Alles als JSON",
    link: "Link kopieren",
    linkHint: "Der Link bringt die Einstellungen dieses Teils zurück, nie die Daten.",
    code: "Code für deinen Trainer",
    codeHint: "RVPO mit dem k und den Faktoren von oben.",
    trainer: "Trainer",
    schedule: "k im Training",
    constant: "konstant",
    linear: "von – bis",
    ramp: ["k im ersten Schritt", "k im letzten Schritt", "Schritte"],
    file: "Die Datei",
    how: "So benutzt du sie",
    copyCode: "Code kopieren",
    copyHow: "Kopieren",
    saveCode: "Datei speichern",
    badK: (name, typed, min, max) => `${name}: ${quoted(typed)} ist keine Zahl von ${plain(min)} bis ${plain(max)}. Es gilt weiter der Wert davor.`,
    badSteps: (typed, max) => `Schritte: ${quoted(typed)} ist keine ganze Zahl von 1 bis ${max}. Es gilt weiter der Wert davor.`,
    isRvpo: (method) => `Die gewählte Methode ist ${method}; dieser Code ist der von RVPO.`,
    otherConvention: (theirs, chosen) => `Dieser Code rechnet nach der Konvention ${conventionOf(theirs)}, und die Antworten oben nach der ${conventionOf(chosen)}: seine Zahlen werden andere sein.`,
    noMissing: (theirs, missing) => `${CONVENTIONS[theirs]} hat für fehlende Werte keinen Platz, und hier ${missing === 1 ? "fehlt" : "fehlen"} ${number(missing, 0)}: bewerte erst jeden Rollout.`,
    unwritten: (kind, why) => `Die ${kind.toUpperCase()}-Datei wurde nicht geschrieben: ${{ analyse: "die Einstellungen haben sich inzwischen geändert", load: "eine andere Tabelle wird gelesen", file: "die andere Datei wurde verlangt" }[why]}.`,
    badCode: (why) => `Kein Code für diese Wahl: ${why}`,
  },
};

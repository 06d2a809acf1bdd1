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
/** @param {string} name */
const quoted = (name) => `„${short(name, 40)}“`;
/** @param {number} bytes */
const size = (bytes) => (bytes < 1e6 ? `${number(bytes / 1e3, 1)} kB` : `${number(bytes / 1e6, 1)} MB`);

/** @type {Record<string, string>} */
const CONVENTIONS = { paper: "Paper (unsere Lesart)", trl: "TRL 1.16", verl: "verl 0.9", "ms-swift": "ms-swift 4.6", "nemo-rl": "NeMo-RL" };

/** @param {string} convention */
const conventionOf = (convention) => (convention === "paper" ? "des Papers (unsere Lesart)" : `von ${CONVENTIONS[convention]}`);

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
  },

  checks: {
    title: "Hält die Methode, was man erwartet?",
    hint: "An eben diesen Daten versucht, mit der gewählten Methode.",
    signs: { pass: "✓", fail: "✕", "not-applicable": "·" },
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

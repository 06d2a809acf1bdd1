// Names that come from elsewhere, where there is little room.

/** In a legend, a table's head or beside a bar. */
const LONGEST = 28;

/** Names that begin alike often differ at the end, so it is the middle that is left out. @param {string} name */
export function short(name, longest = LONGEST) {
  const letters = [...name];
  const kept = longest - 1;
  return letters.length > longest ? `${letters.slice(0, Math.floor(kept / 2)).join("")}…${letters.slice(-Math.ceil(kept / 2)).join("")}` : name;
}

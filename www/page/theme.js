// The page's theme, and its form in a frame.

const DARK = matchMedia("(prefers-color-scheme: dark)");

/** @param {Pick<import("../settings/schema.js").Settings, "theme" | "embed">} settings */
export function applyTheme({ theme, embed }) {
  const { dataset } = document.documentElement;
  dataset.theme = theme === "system" ? (DARK.matches ? "dark" : "light") : theme;
  if (embed) dataset.embed = "";
  else delete dataset.embed;
}

/** @param {() => void} listener the system's theme is another */
export function onSystemTheme(listener) {
  DARK.addEventListener("change", listener);
}

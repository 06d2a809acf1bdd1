// The page on paper: light, whatever the theme, with its address and with pictures that do not know how large the window was.

import { built } from "../base/built.js";
import { byId, make, setText } from "../base/dom.js";
import { drawForPaper } from "../picture/paper.js";
import { linkTo } from "../settings/fragment.js";
import { applyTheme } from "./theme.js";

/** @param {import("../settings/schema.js").Settings} settings @param {() => import("../picture/paper.js").Printed[]} printed what is on the page by then */
export function listen(settings, printed) {
  document.head.append(make("link", { rel: "stylesheet", media: "print", href: built("styles/print.css").href }));
  /** @param {boolean} printing */
  const change = (printing) => {
    applyTheme(printing ? { ...settings, theme: "light" } : settings);
    setText(byId("address"), linkTo({ ...settings, embed: 0 }));
    for (const picture of printed()) {
      picture.of.restyle();
      if (printing) drawForPaper(picture);
    }
  };
  addEventListener("beforeprint", () => change(true));
  addEventListener("afterprint", () => change(false));
}

// The Share dialog: the link to the present settings, and a frame for another page.

import { byId, copy, fill, inputById } from "./dom.js";
import { linkTo } from "./link.js";
import { TEXT } from "./text.js";

/** @param {import("./schema.js").Settings} settings */
export function shareDialog(settings) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("share-dialog"));
  byId("share").addEventListener("click", () => {
    const src = linkTo({ ...settings, embed: 1 }).replaceAll("&", "&amp;");
    inputById("share-link").value = linkTo({ ...settings, embed: 0 });
    inputById("share-frame").value = `<iframe src="${src}" title="${TEXT.fixed.title}" width="1100" height="760" allow="clipboard-write"></iframe>`;
    // The buttons may still say that they have copied.
    fill(dialog);
    dialog.showModal();
  });
  byId("share-close").addEventListener("click", () => dialog.close());
  for (const name of ["link", "frame"]) {
    const field = inputById(`share-${name}`);
    const button = byId(`copy-${name}`);
    button.addEventListener("click", () => copy(button, field.value, () => field.select()));
  }
}

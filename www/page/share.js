// The Share dialog: the link, a frame to copy, and the link as a QR code.

import { built } from "../base/built.js";
import { byId, copy, make, makeSvg, setText } from "../base/dom.js";
import { linkTo } from "../settings/fragment.js";
import { TEXT } from "../words/page.js";
import { WORDS } from "../words/dialogs.js";

/** @typedef {import("../settings/schema.js").Settings} Settings */
/** @typedef {{ encode: (text: string, options: object) => { size: number, data: boolean[][] } }} QrLibrary uqr */

const { share } = WORDS;
/** Modules that stay white on each side: what the standard asks for. */
const QUIET = 4;
/** The largest size that a phone still reads from a screen; it holds 1273 bytes. */
const LARGEST_VERSION = 25;

/** @type {((settings: Settings) => Promise<void>) | null} */
let show = null;

/** @param {Settings} settings */
export function openShare(settings) {
  show ??= build();
  return show(settings);
}

function build() {
  const title = make("h2", { id: "share-title" }, share.title);
  const [link, frame] = [field("share-link", share.link, share.copyLink), field("share-frame", share.frame, share.copyFrame)];
  const code = make("div", { className: "qr" });
  const close = make("button", { type: "button", className: "primary", id: "share-close" }, share.close);
  const note = make("p", { className: "caption" });
  const dialog = make("dialog", { id: "share-dialog", className: "panel share" }, title, make("div", { className: "share-fields" }, ...link.parts, ...frame.parts, note), code, close);
  dialog.setAttribute("aria-labelledby", title.id);
  close.addEventListener("click", () => dialog.close());
  byId("app").append(dialog);
  return async (/** @type {Settings} */ settings) => {
    const address = linkTo({ ...settings, embed: 0 });
    link.show(address);
    frame.show(share.frameCode(linkTo({ ...settings, embed: 1 }).replaceAll("&", "&amp;")));
    setText(note, /^(localhost|127\.|\[::1\])/.test(location.hostname) ? share.thisMachine : "");
    code.replaceChildren(await picture(address));
    dialog.showModal();
  };
}

/** @param {string} id @param {string} name @param {string} copyName */
function field(id, name, copyName) {
  const input = make("input", { type: "text", id, readOnly: true });
  const button = make("button", { type: "button", id: `${id}-copy` });
  // That it has copied is said on it.
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", () => copy(button, TEXT.fixed.copied, input.value, () => input.select()));
  return {
    parts: [make("label", { htmlFor: id }, name), input, button],
    show(/** @type {string} */ text) {
      input.value = text;
      // It may still say that it has copied.
      setText(button, copyName);
    },
  };
}

/** @param {string} text @returns {Promise<Element>} the QR code, or why there is none */
async function picture(text) {
  /** @type {QrLibrary} */
  let library;
  try {
    // Not a literal: it exists only built.
    library = await import(built("qr.js").href);
  } catch {
    return make("p", {}, share.noCode);
  }
  try {
    return drawn(library.encode(text, { ecc: "L", boostEcc: true, border: QUIET, maxVersion: LARGEST_VERSION }));
  } catch {
    return make("p", {}, share.tooLong);
  }
}

/** Black on white in every theme, or cameras might not read it. @param {{ size: number, data: boolean[][] }} code */
function drawn({ size, data }) {
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  const attributes = { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": share.code, "shape-rendering": "crispEdges" };
  return makeSvg("svg", attributes, makeSvg("path", { fill: "#fff", d: `M0 0h${size}v${size}H0z` }), makeSvg("path", { fill: "#000", d: dark }));
}

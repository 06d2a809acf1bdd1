// The words of help, keys and Share in English.

import { TEXT } from "../page.js";

export const WORDS = {
  /** @type {Record<string, string>} */
  keyNames: { " ": "Space", arrowright: "→", arrowleft: "←", arrowup: "↑", arrowdown: "↓", "-": "−" },

  /** @type {Record<string, string>} */
  hotkeys: {
    play: "Play or pause",
    step: "One step",
    reset: "Reset",
    newSeed: "New seed",
    smaller: "Smaller k",
    larger: "Larger k",
    slower: "Slower",
    faster: "Faster",
    part: "Next part of a step, in slow motion",
    theme: "Next theme",
    share: "Share",
    help: "Help",
  },

  help: {
    title: "Help",
    about: [
      "A language model answers a question, and several rewards judge the answer. Each card trains the same small policy on the same answers with the same random numbers; only the way in which the rewards become one training signal differs.",
      "The bottleneck is the lowest of the rewards that a policy earns. A method that averages can trade it away for the easy ones; the chart shows who does. k says how much RVPO and the variance penalty mind uneven rewards.",
      "It is a toy: a few fixed responses, and rewards that you set. It shows how such signals work, not how a language model will fare.",
    ],
    keys: "Keys",
    none: "not here",
    and: "or",
    notWhile: "They rest while you type, and where the focused control has a use for the key.",
    on: "Use these keys",
    more: "The folder of the project tells more: docs/links.md (links, frames, files), README.md (JavaScript), docs/model.md (what is simulated, and what one may conclude).",
    close: "Close",
  },

  share: {
    title: "Share",
    link: "A link to this page with these settings",
    copyLink: "Copy the link",
    frame: "A frame for another page",
    copyFrame: "Copy the frame",
    frameCode: (/** @type {string} */ src) => `<iframe src="${src}" title="${TEXT.fixed.title}" width="1100" height="760" allow="clipboard-write"></iframe>`,
    thisMachine: "This address works on this machine only.",
    code: "QR code of the link",
    tooLong: "The link is too long for a QR code that a camera could read from a screen.",
    noCode: "The QR code could not be loaded.",
    close: "Close",
  },
};

// What the page around this one is told, where this one is shown in a frame.

/** Tells the page that this one is embedded in. @param {object} message */
export function tellParent(message) {
  if (parent !== window) parent.postMessage(message, "*");
}

// The words for a page that cannot be loaded, which must not have to be loaded themselves.

export const FAILURE = {
  load: "The page's program could not be loaded.",
  worker: "The training stopped with an error.",
  part: "This part of the page could not be loaded. Is the network there?",
};

export const PANEL = {
  copy: "Copy the details",
  copied: "Copied",
  failedTry: "What to try",
  try1: "Reload the page.",
  try2: "Use a current version of Chrome, Edge, Firefox or Safari.",
  try3: "If you host the page yourself: serve the folder that holds both www and pkg over http, with .wasm as application/wasm.",
};

// Where the files of `pkg/page/` are.

/** Beside the page's own folder, wherever this script was loaded from. @param {string} name with its folder */
export const built = (name) => new URL(`../pkg/page/${name}`, document.baseURI);

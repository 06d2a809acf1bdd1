// The page's scripts and styles as browsers load them: `node bundle.mjs WWW OUT`, from the folder of the page's sources to that of the built
// ones. `node bundle.mjs --minify FILE...` makes single files small.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

/** @typedef {import("esbuild").BuildOptions} BuildOptions */

/** @type {BuildOptions} */
const SMALL = { minify: true, charset: "utf8", target: "es2022", logLevel: "warning" };
/** What is loaded at once, as one file: `FIRST` names all of it, and is what that file is called. */
const FIRST = "page/first.js";
const MAIN = "page/main.js";
/** What runs before it or beside it, and shares nothing with it. */
const ALONE = ["page/boot.js", "training/worker.js", "own/worker.js"];
/** A script that is a library's and has no source in `WWW`. */
const QR = { file: "qr.js", library: "uqr" };

/** The package is above the built scripts, not beside them. @type {import("esbuild").Plugin} */
const fromPackage = {
  name: "package",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/\.\.\/pkg\// }, ({ path: name }) => ({ path: name.replace("../../pkg/page/", "../").replace("../../pkg/", "../../"), external: true }));
  },
};

/** @param {string} www @param {string} outdir */
async function buildPage(www, outdir) {
  const within = (/** @type {string} */ name) => path.join(www, name);
  /** @type {BuildOptions} */
  const scripts = { ...SMALL, bundle: true, format: "esm", outdir, outbase: www, plugins: [fromPackage], absWorkingDir: www };
  await build({ ...scripts, entryPoints: ALONE.map(within), external: [`./${path.basename(MAIN)}`] });
  const later = await loadedLater({ ...scripts, entryPoints: [within(MAIN)] });
  await buildParts({ ...scripts, entryPoints: [MAIN, ...later].map(within), inject: [within(FIRST)] });
  const styles = ["style", "parts", "own", "print"].map((name) => within(`styles/${name}.css`));
  await build({ ...SMALL, entryPoints: styles, outdir, outbase: www });
  await buildQrCodes(path.join(outdir, QR.file));
}

/** The scripts that are loaded when they are asked for. @param {BuildOptions} options @returns {Promise<string[]>} */
async function loadedLater(options) {
  const { metafile } = await build({ ...options, metafile: true, write: false });
  const later = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter(({ kind, external }) => kind === "dynamic-import" && !external));
  return [...new Set(later.map(({ path: name }) => name))];
}

/**
 * Each of the scripts that are loaded later as a file, what several of them share as another, and what is loaded at once as one under its own
 * name, by which `index.html` asks for it early.
 * @param {BuildOptions} options
 */
async function buildParts(options) {
  const { metafile, outputFiles = [] } = await build({ ...options, splitting: true, chunkNames: "page/[hash]", metafile: true, write: false });
  const shared = Object.entries(metafile.outputs).find(([, { inputs, entryPoint }]) => !entryPoint && MAIN in inputs);
  if (!shared) throw new Error(`no built file holds ${MAIN} for the others`);
  const name = path.basename(shared[0]);
  for (const file of outputFiles) {
    const renamed = path.join(path.dirname(file.path), path.basename(file.path).replace(name, path.basename(FIRST)));
    await mkdir(path.dirname(renamed), { recursive: true });
    await writeFile(renamed, file.text.replaceAll(name, path.basename(FIRST)));
  }
}

/** What the page needs of the library for QR codes, under the library's licence. @param {string} outfile */
async function buildQrCodes(outfile) {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const licence = await readFile(path.join(here, "node_modules", QR.library, "LICENSE"), "utf8");
  await build({
    ...SMALL,
    bundle: true,
    format: "esm",
    stdin: { contents: `export { encode } from "${QR.library}";`, resolveDir: here },
    banner: { js: `/*! QR codes by ${QR.library}.\n\n${licence.trim().replaceAll("*/", "* /")}\n*/` },
    outfile,
  });
}

const [first, ...others] = process.argv.slice(2);
if (first === "--minify") for (const file of others) await build({ ...SMALL, entryPoints: [file], outfile: file, allowOverwrite: true });
else await buildPage(path.resolve(first), path.resolve(others[0]));

// A method's formula in MathML, with a rollout's numbers in it.

import { taylor } from "../../pkg/page/rvpo_playground.js";
import { TEXT } from "../words/page.js";

const MATHML = "http://www.w3.org/1998/Math/MathML";

/** @param {string} tag @param {(Element | string)[]} children */
function math(tag, ...children) {
  const node = document.createElementNS(MATHML, tag);
  node.append(...children);
  return node;
}
const sign = (/** @type {string} */ text) => math("mo", text);
const plain = (/** @type {number} */ x) => math("mn", TEXT.number(x, 2).replace("-", "−"));
/** A number below 0 stands in brackets wherever it is added to or multiplied with something. @param {number} x */
const number = (x) => (x < 0 ? math("mrow", ...inBrackets(plain(x))) : plain(x));
const inBrackets = (/** @type {Element[]} */ ...inside) => [sign("("), ...inside, sign(")")];
const fraction = (/** @type {string} */ over, /** @type {Element} */ under) => math("mfrac", math("mn", over), under);

/** One term for each reward, each with its `data-reward`. @param {Float64Array} values @param {string} between @param {(x: number) => Element} term */
function list(values, between, term) {
  return Array.from(values).flatMap((x, j) => {
    const node = term(x);
    node.setAttribute("data-reward", String(j));
    node.setAttribute("tabindex", "0");
    return j === 0 ? [node] : [sign(between), node];
  });
}

/** @param {import("../settings/schema.js").MethodName} name @param {number} k @param {Float64Array} z @param {Float64Array} rewards @param {number} score the value of it all, from the core */
export function formula(name, k, z, rewards, score) {
  const steepness = () => math("mn", TEXT.plain(k));
  const share = () => fraction("1", math("mn", String(z.length)));
  const mean = () => [share(), ...inBrackets(...list(z, "+", number))];
  const minus = sign("−");
  /** @returns {Element[]} */
  const parts = () => {
    switch (name) {
      case "gdpo":
        return mean();
      case "variance": {
        const [mu, variance] = taylor(z, k).cumulants;
        return [...mean(), minus, math("mfrac", steepness(), math("mn", "2")), sign("×"), number(variance), sign("="), number(mu), sign("−"), number((k / 2) * variance)];
      }
      case "rvpo": {
        const term = (/** @type {number} */ x) => math("msup", math("mi", "e"), math("mrow", sign("−"), steepness(), sign("×"), number(x)));
        return [minus, fraction("1", steepness()), math("mi", "ln"), ...inBrackets(share(), ...inBrackets(...list(z, "+", term)))];
      }
      case "min":
        return [math("mi", "min"), ...inBrackets(...list(z, ",", number))];
      default:
        return [math("mi", "s"), sign("="), ...list(rewards, "+", number)];
    }
  };
  const named = name === "grpo" || name === "dr-grpo" ? [] : [math("mi", "A"), sign("=")];
  return math("math", ...named, ...parts(), sign("="), plain(score));
}

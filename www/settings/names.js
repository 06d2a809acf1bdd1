// What the responses and the rewards are called: by the user, else by the scenario, else by their number.

import { TEXT } from "../words/page.js";

/** @typedef {{ responses: string[], rewards: string[] }} Names */

/** @param {import("./schema.js").Settings} settings @returns {Names} one for each row and each column of the reward table */
export function namesOf({ scenario, rewards, responseNames, rewardNames }) {
  const words = { ...TEXT.usual, ...TEXT.scenarios[scenario] };
  return {
    responses: rewards.map((_, r) => responseNames[r] || words.responses[r] || TEXT.nthResponse(r + 1)),
    rewards: rewards[0].map((_, j) => rewardNames[j] || words.rewards[j] || TEXT.nthReward(j + 1)),
  };
}

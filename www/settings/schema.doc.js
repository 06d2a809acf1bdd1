// What the keys of a link mean, for readers: `xtask/settings-table.mjs` makes the table in docs/links.md of it. The page does not load it.

/**
 * `means`: what the values do, in Markdown; `default`: where the default is not simply the schema's.
 * @typedef {{ means: string, default?: string }} Doc
 */

/** @satisfies {Record<import("./schema.js").Name, Doc>} */
export const DOC = {
  view: { means: "which view is seen", default: "`playground`; where a link sets rewards of your own and nothing of the training, `own`" },
  scenario: { means: "what the other defaults are" },
  seed: { means: "the seed of all random numbers" },
  speed: { means: "steps a second" },
  schedule: { means: "whether k stays or moves over the run" },
  k: { means: "the risk coefficient of RVPO and of the variance penalty, where it stays" },
  kFrom: { means: "k at the first step, where it moves" },
  kTo: { means: "k at the last step, where it moves" },
  noise: { means: "the standard deviation of what is added to each reward" },
  rewards: { means: "what each response earns, a row for each: `1,1,1,1,0;0.6,0.6,...`", default: "the scenario's" },
  responseNames: { means: "an empty one is the page's own", default: "the scenario's" },
  rewardNames: { means: "likewise", default: "the scenario's" },
  method: { means: "whose batch is under the microscope" },
  prompt: { means: "the prompt under the microscope" },
  rollout: { means: "the rollout under the microscope" },
  compare: { means: "the method that the microscope compares with" },
  sort: { means: "1: the rollouts are sorted by advantage" },
  hand: { means: "1: the expansion is of z values set by hand, not of the rollout's" },
  z: { means: "the z values set by hand" },
  across: { means: "which z the maps move from left to right" },
  up: { means: "which z the maps move from bottom to top" },
  ownConvention: { means: "your rewards: whose numbers are computed" },
  ownMethod: { means: "the method for your rewards" },
  ownCompare: { means: "the method that it is compared with" },
  ownK: { means: "k for your rewards" },
  ownWeights: { means: "the weights, in the order of the rewards; those not named have 1" },
  ownRoles: { means: "what each column is taken as: `r` reward, `g` group, `l` response length, `i` ignored. For the next table, if it has as many columns", default: "as recognised" },
  ownGroupSize: { means: "how many rows make a group, where no column says what a row's group is", default: "as recognised" },
  ownTrainer: { means: "whose code is shown", default: "`auto`, the framework's" },
  ownSchedule: { means: "in the code for a trainer: k at the first step, at the last, and how many steps", default: "`0`: k stays" },
  ownScale: { means: "what GRPO divides by, as far as the framework lets one choose: the standard deviation in the group, that over the batch, or nothing" },
  theme: { means: "`projector`: large, black on white" },
  lang: { means: "`auto`: the browser's, if the page is in it" },
  backend: { means: "without WebGPU the CPU trains, and the page says so" },
  hide: { means: "what is not shown; `own` is the view for your rewards, `data` the buttons under the charts", default: "none" },
  lock: { means: "what is shown but disabled", default: "none" },
  keys: { means: "`0`: no single key does anything but what the focused control does with it" },
  embed: { means: "`1`: without what stands around the pictures and the controls" },
};

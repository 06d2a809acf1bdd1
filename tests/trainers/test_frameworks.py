"""The files in trainers/ beside golden data and the frameworks' own code, and inside it."""

from __future__ import annotations

import types
import unittest

import numpy as np

import frameworks
from support import (
    NAN, FakeTrainer, array, golden, largest, mask_of, needs_torch, nemo_file, numpy_file, some_rewards, swift_file, tensor, torch, torch_file, trl_file,
    verl_file,
)

# So small that SoftMin is the mean to the last digit.
K_MEAN = 1e-12


def weighted_sum(z: torch.Tensor, weights) -> torch.Tensor:
    """What GDPO has where RVPO has the SoftMin."""
    return (z * tensor(weights).to(z.dtype)).nansum(dim=1)


class Golden(unittest.TestCase):
    """Z and the step over the batch are the frameworks': with GDPO's sum in the SoftMin's place, their own numbers come out."""

    def compare(self, cases, advantages, tolerance):
        worst = max(largest(advantages(case), case["advantages"]) for case in cases)
        self.assertLessEqual(worst, tolerance)
        print(f"{cases[0]['id'].split('-uniform')[0]}.json, {len(cases)} GDPO cases: off by {worst:.1e}")

    @needs_torch
    def test_trl(self):
        def advantages(case):
            rewards = tensor(array(case["rewards"]))
            scores = weighted_sum(trl_file.standardise(rewards, case["group_size"]), case["weights"])
            return trl_file.whiten(scores.masked_fill(torch.isnan(rewards).all(dim=1), NAN))

        cases = [case for case in golden("trl") if case["mode"] == "normalize_then_sum"]
        self.assertEqual(len(cases), 20)
        self.assertTrue(any(None in row for case in cases for row in case["rewards"]))
        self.compare(cases, advantages, 1e-9)

    @needs_torch
    def test_verl(self):
        def advantages(case):
            rewards = torch.tensor(case["rewards"], dtype=torch.float32)
            mask = mask_of(case["response_tokens"])
            scores = weighted_sum(verl_file.standardise(rewards, case["group_ids"]), case["weights"])
            tokens = verl_file.whiten_tokens(scores, mask)
            self.assertTrue(torch.equal(tokens, tokens[:, :1] * mask))
            return tokens[:, 0]

        cases = [case for case in golden("verl") if case["mode"] == "gdpo"]
        self.assertEqual(len(cases), 16)
        self.compare(cases, advantages, 1e-5)

    @needs_torch
    def test_ms_swift(self):
        def advantages(case):
            z = torch.nan_to_num(swift_file.standardise(tensor(array(case["rewards"])), case["group_size"]))
            return swift_file.whiten(weighted_sum(z, case["weights"]))

        cases = [case for case in golden("ms_swift") if case["scale_rewards"] == "gdpo"]
        self.assertEqual(len(cases), 16)
        self.compare(cases, advantages, 1e-9)

    def test_paper_toy(self):
        for case in golden("gdpo_toy"):
            rewards = np.array(case["rewards"], dtype=float)
            scores = numpy_file.softmin(numpy_file.standardise_groups(rewards, "aa"), 1.0)
            # The toy has no epsilon.
            self.assertLess(largest(scores, case["rvpo_k1"]), 3e-6, case["id"])


class BesideTheFrameworks(unittest.TestCase):
    """The frameworks' own GDPO beside ours, on the same data: at k -> 0 with the same weights RVPO is GDPO."""

    def batches(self, missing: float = 0.0):
        rng = np.random.default_rng(2)
        for group_size, groups, rewards in ((4, 1, 2), (3, 9, 4), (4, 5, 3), (2, 6, 5), (16, 4, 8), (5, 3, 17), (6, 8, 1)):
            x = some_rewards(rng, group_size * groups, rewards, group_size)
            if missing:
                x[rng.random(x.shape) < missing] = NAN
            weights = rng.integers(1, 9, rewards) / 4
            # Scaled to sum to 1, so that their sum is a mean.
            yield x, group_size, weights, weights / weights.sum()

    @needs_torch
    def test_trl(self):
        block = frameworks.trl_block(torch)

        def theirs(rewards, group_size, weights):
            trainer = FakeTrainer(rewards, group_size, weights)
            return block(trainer, [], [None] * len(rewards), [], [], "train", "cpu")[1]

        for x, group_size, weights, p in self.batches():
            ours = trl_file.rvpo_advantages(tensor(x), group_size, K_MEAN, list(weights))
            self.assertLess(largest(ours, theirs(tensor(x), group_size, p)), 1e-9)
        for missing in (0.1, 0.6):
            for x, group_size, weights, _ in self.batches(missing):
                x = tensor(x)
                scores = weighted_sum(trl_file.standardise(x, group_size), weights)
                ours = trl_file.whiten(scores.masked_fill(torch.isnan(x).all(dim=1), NAN))
                self.assertLess(largest(ours, theirs(x, group_size, weights)), 1e-9)
        # In groups of one, which only an evaluation has.
        x = tensor([[1.0, 0.5], [0.0, NAN], [NAN, NAN]])
        self.assertLess(largest(trl_file.rvpo_advantages(x, 1, 2.0, [1, 1]), theirs(x, 1, [1, 1])), 1e-9)

    @needs_torch
    def test_verl(self):
        gdpo = frameworks.verl_gdpo(torch, np)
        rng = np.random.default_rng(3)
        for x, group_size, weights, p in self.batches():
            keys = [f"reward{j}" for j in range(x.shape[1])]
            lengths = rng.integers(1, 30, len(x) + 1)
            # The last response is alone in its group, and the groups lie mixed.
            order = rng.permutation(len(x) + 1)
            ids = np.array([f"p{i // group_size}" for i in range(len(x))] + ["alone"], dtype=object)[order]
            x = np.concatenate([x, some_rewards(rng, 1, x.shape[1], 1)])[order]
            mask = mask_of(lengths)
            batch = {
                "prompts": torch.zeros(len(x), 3),
                "attention_mask": torch.cat([torch.ones(len(x), 3, dtype=torch.int64), mask], dim=1),
            }
            non_tensor_batch = {key: x[:, j] for j, key in enumerate(keys)}
            common = dict(token_level_rewards=torch.zeros(mask.shape), response_mask=mask, index=ids)
            common.update(non_tensor_batch=non_tensor_batch, batch=batch)
            config = {"gdpo_reward_keys": keys, "gdpo_reward_weights": list(p)}
            theirs, _ = gdpo(config=config, **common)
            verl_file.K, before = K_MEAN, verl_file.K
            try:
                ours, returns = verl_file.compute_rvpo_outcome_advantage(config=config, **common)
            finally:
                verl_file.K = before
            self.assertIs(returns, ours)
            self.assertLess(largest(ours, theirs), 1e-5)

    @needs_torch
    def test_ms_swift(self):
        advantages = frameworks.ms_swift_advantages(torch)
        for missing in (0.0, 0.3):
            for x, group_size, weights, p in self.batches(missing):
                theirs, sums = advantages(tensor(x), tensor(p), group_size, scale_rewards="gdpo")
                self.assertLess(largest(swift_file.rvpo_advantages(tensor(x), group_size, K_MEAN, list(weights)), theirs), 1e-9)
                _, own_sums = swift_file.compute_advantages(tensor(x), tensor(p), group_size, scale_rewards="gdpo")
                self.assertLess(largest(own_sums, sums), 1e-12)

    @needs_torch
    def test_nemo_rl(self):
        """NeMo-RL has no package to read, so its GDPO is written down here a second time, slowly, from its published formulas."""
        rng = np.random.default_rng(4)
        for leave_one_out in (False, True):
            for x, group_size, weights, p in self.batches():
                x = np.concatenate([x, some_rewards(rng, 1, x.shape[1], 1)])
                ids = np.array([i // group_size for i in range(len(x) - 1)] + [99])
                valid = rng.random(len(x)) < 0.9 if not leave_one_out else np.ones(len(x), dtype=bool)
                z = np.zeros_like(x)
                for i, j in np.ndindex(*x.shape):
                    others = [h for h in range(len(x)) if ids[h] == ids[i] and valid[h]]
                    if len(others) > 1:
                        if leave_one_out:
                            others.remove(i)
                        std = x[others, j].std(ddof=1) if len(others) > 1 else 0.0
                        z[i, j] = (x[i, j] - x[others, j].mean()) / (std + 1e-6 if std > 0 else 1.0)
                theirs = (z @ p - (z @ p).mean()) / ((z @ p).std(ddof=1) or 1.0)
                estimator = nemo_file.RVPOAdvantageEstimator(
                    {"use_leave_one_out_baseline": leave_one_out, "normalize_rewards": True, "reward_weights": list(weights)}
                )
                nemo_file.K, before = K_MEAN, nemo_file.K
                try:
                    ours = estimator.compute_advantage(
                        torch.as_tensor(ids), None, torch.ones(len(x), 3),
                        {f"reward{j + 1}": tensor(x[:, j]) for j in range(x.shape[1])}, torch.as_tensor(valid).float(),
                    )  # fmt: skip
                finally:
                    nemo_file.K = before
                self.assertLess(largest(ours, np.repeat(theirs[:, None], 3, axis=1)), 1e-9)


class InTheTrainers(unittest.TestCase):
    """What the trainers call, as they call it."""

    @needs_torch
    def test_trl_trainer(self):
        def check(trainer_class):
            x = some_rewards(np.random.default_rng(5), 16, 4, 4)
            x[3, 1] = x[7] = NAN
            x = torch.tensor(x, dtype=torch.float32)
            weights = [1.0, 2.0, 0.5, 1.0]
            expected = trl_file.rvpo_advantages(x, 4, 2.0, weights)
            self.assertEqual(expected.dtype, torch.float32)
            self.assertEqual(expected[7], 0)
            for process in (0, 1):
                trainer = trainer_class(x, 4, weights, process, 2)
                output = trainer._generate_and_score_completions([])
                self.assertEqual(set(output), {"prompt_ids", "advantages"})
                self.assertTrue(torch.equal(output["advantages"], expected[8 * process : 8 * process + 8]))
                self.assertEqual(list(trainer._logs["advantages"]), [7.0, *expected.tolist()])

        check(frameworks.load_trl(FakeTrainer).RVPOTrainer)
        block = frameworks.trl_block(torch)
        check(frameworks.load_trl(type("OnTrlsLines", (FakeTrainer,), {"block": block})).RVPOTrainer)

    @needs_torch
    def test_verl_estimator_and_unequal_lengths(self):
        registry = verl_file.ADV_ESTIMATOR_REGISTRY
        estimator = registry["rvpo"]
        self.assertIs(registry["gdpo"], estimator)
        x = np.array([[1, 0.25], [0, 0.75], [0.5, 0.5], [0.75, 0.125], [0.5, 1], [0.25, 0.25]])
        ids = np.array(["a", "b", "a", "a", "b", "alone"], dtype=object)
        mask = mask_of([7, 1, 40, 3, 12, 5])
        config = {"gdpo_reward_keys": ["right", "short"]}
        batch = {"right": x[:, 0], "short": [*x[:, 1]], "uid": ids}
        common = dict(token_level_rewards=torch.zeros(mask.shape), response_mask=mask, index=ids)
        advantages, _ = estimator(config=config, non_tensor_batch=batch, **common)
        # A response's tokens share one advantage, and a Z multiplied by the response's length would give another one.
        self.assertTrue(torch.equal(advantages, advantages[:, :1] * mask))
        z = np.zeros_like(x)
        for group in "ab":
            own = x[ids == group]
            z[ids == group] = (own - own.mean(axis=0)) / (own.std(axis=0, ddof=1) + 1e-6)
        z[5] = x[5] / (1 + 1e-6)
        lengths = mask.sum(dim=1).numpy()

        def whitened(scores):
            mean = np.average(scores, weights=lengths)
            return (scores - mean) / np.sqrt(lengths @ (scores - mean) ** 2 / (lengths.sum() - 1) + 1e-8)

        right = whitened(-np.log(np.exp(-2 * z).mean(axis=1)) / 2)
        wrong = whitened(-np.log(np.exp(-2 * z * lengths[:, None]).mean(axis=1)) / 2)
        self.assertLess(largest(advantages[:, 0], right), 1e-5)
        self.assertGreater(largest(advantages[:, 0], wrong), 0.1)
        with self.assertRaisesRegex(ValueError, "did not hand over"):
            estimator(config=config, **common)
        with self.assertRaisesRegex(ValueError, "gdpo_reward_keys"):
            estimator(config={}, non_tensor_batch=batch, **common)
        with self.assertRaisesRegex(ValueError, "missing"):
            estimator(config=config, non_tensor_batch={**batch, "short": [None] * 6}, **common)

    @needs_torch
    def test_ms_swift_takes_the_place(self):
        def theirs(rewards, weights, number, estimator="grpo", scale="group", *args, **kwargs):
            return "theirs", (estimator, scale, kwargs)

        trainer = frameworks.module("swift.rlhf_trainers.grpo_trainer", compute_advantages=theirs)
        other = frameworks.module("swift.other", compute_advantages=len)
        file = frameworks.load_ms_swift(theirs, (trainer, other))
        ours = file.compute_advantages
        self.assertIs(file.advantage.compute_advantages, ours)
        self.assertIs(trainer.compute_advantages, ours)
        self.assertIs(other.compute_advantages, len)
        x, weights = tensor([[1.0, NAN], [0.0, 1.0], [0.5, 0.0], [0.25, 0.5]]), tensor([1.0, 2.0])
        options = dict(rewards_per_func=x, reward_weights=weights, num_generations=4)
        more = dict(kl_in_reward=False, beta=0.0, kl_values=None)
        got = ours(**options, advantage_estimator="rloo", scale_rewards="batch", **more)
        self.assertEqual(got, ("theirs", ("rloo", "batch", more)))
        advantages, _ = ours(**options, advantage_estimator="grpo", scale_rewards="gdpo", **more)
        z = torch.nan_to_num(file.standardise(x, 4))
        self.assertEqual(z[0, 1], 0)
        self.assertTrue(torch.equal(advantages, file.whiten(torch_file.softmin(z, 2.0, [1.0, 2.0]))))
        with self.assertRaisesRegex(ValueError, "reinforce_plus_plus"):
            ours(**options, advantage_estimator="reinforce_plus_plus", scale_rewards="gdpo")

        def scheduled(text):
            return text.replace("K: float | None = 2.0", "K = None").replace("MISSING_IS_ZERO = True", "MISSING_IS_ZERO = False")

        file = frameworks.load_ms_swift(theirs, (), scheduled)
        with self.assertRaisesRegex(ValueError, "rvpo_step"):
            file.compute_advantages(**options, scale_rewards="gdpo")
        callback = file.callbacks_map["rvpo_step"](None, None)
        callback.on_step_begin(None, types.SimpleNamespace(global_step=299), None, model=None)
        advantages, _ = file.compute_advantages(**options, scale_rewards="gdpo")
        expected = file.whiten(torch_file.softmin(file.standardise(x, 4), 2.0, [1.0, 2.0]))
        self.assertTrue(torch.equal(advantages, expected))

    @needs_torch
    def test_nemo_rl_estimator(self):
        config = types.SimpleNamespace(use_leave_one_out_baseline=False, normalize_rewards=True, reward_weights=None)
        x = tensor([[1, 0.25], [0, 0.75], [0.5, 0.5], [0.75, 0.125], [0.5, 1], [0.25, 0.25]])
        prompts = torch.tensor([[5, 1], [5, 2], [5, 1], [5, 1], [5, 2], [9, 9]])
        mask = mask_of([7, 1, 40, 3, 12, 5])
        for names in (("reward/correct", "reward/short"), ("reward2", "reward10")):
            batch = {names[1]: x[:, 1], "total_reward": x.sum(dim=1), names[0]: x[:, 0]}
            estimator = nemo_file.RVPOAdvantageEstimator(config, None)
            advantages = estimator.compute_advantage(prompt_ids=prompts, rewards=None, mask=mask, repeated_batch=batch, logprobs=0)
            z = nemo_file.standardise(x, torch.tensor([0, 1, 0, 0, 1, 2]), torch.ones(6))
            self.assertTrue((z[5] == 0).all())
            scores = torch_file.softmin(z, 2.0, [1.0, 1.0])
            self.assertLess(largest(advantages, ((scores - scores.mean()) / scores.std()).unsqueeze(-1).expand(mask.shape)), 1e-12)
        constant = {"reward/a": torch.full((6,), 0.1), "reward/b": torch.full((6,), 0.7)}
        self.assertTrue((estimator.compute_advantage(prompts, None, mask, constant) == 0).all())
        # Where the others of a response are equal, their std is 0, and nothing is divided by what rounding would leave of it.
        lone = nemo_file.standardise(tensor([[0.1], [0.1], [0.1], [0.7], [0.1]]), torch.zeros(5), torch.ones(5), True)
        self.assertLess(abs(lone[3].item() - 0.6), 1e-12)
        with self.assertRaisesRegex(ValueError, "one by one"):
            estimator.compute_advantage(prompts, None, mask, {"total_reward": x[:, 0]})
        grpo = frameworks.module("grpo", GDPOAdvantageEstimator=object)
        parts = dict(nemo_rl=frameworks.module("nemo_rl"), nemo_rl__algorithms=frameworks.module("algorithms", grpo=grpo))
        with frameworks.modules(**parts):
            nemo_file.use_in_place_of_gdpo()
        self.assertIs(grpo.GDPOAdvantageEstimator, nemo_file.RVPOAdvantageEstimator)

    @needs_torch
    def test_constant_rewards_have_no_spread_left_by_rounding(self):
        rewards = torch.full((7, 2), 10.1, dtype=torch.float32)
        rewards[3, 0] = NAN
        rows = [0] * 7
        complete = torch.full((7, 2), 10.1, dtype=torch.float32)
        zs = [
            torch_file.standardise_groups(rewards, rows), trl_file.standardise(rewards, 7), swift_file.standardise(rewards, 7),
            verl_file.standardise(complete, rows), nemo_file.standardise(complete, torch.tensor(rows), torch.ones(7), True),
            tensor(numpy_file.standardise_groups(rewards.numpy(), rows)),
        ]  # fmt: skip
        for z in zs:
            self.assertTrue((torch.nan_to_num(z) == 0).all())

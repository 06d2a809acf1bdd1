"""The files in trainers/ against golden data, the frameworks' own code, the project's core and what must hold of any SoftMin.

Run by `cargo xtask test trainers`, or from the checkout's root: python3 -m unittest discover tests/trainers. It takes NumPy; without PyTorch,
Node.js or the frameworks' wheels (RVPO_WHEELS names their folder) the tests that need them are left out, each with a line that says so.
"""

from __future__ import annotations

import ast
import io
import json
import math
import re
import shlex
import shutil
import subprocess
import sys
import tokenize
import types
import unittest
from collections import deque
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np

import frameworks
from frameworks import ROOT, leave_out, load

try:
    import torch
except ImportError:
    torch = None

FILES = ["rvpo_numpy", "rvpo_torch", "verl_rvpo", "trl_rvpo", "ms_swift_rvpo", "nemo_rl_rvpo"]
NAN = float("nan")
# So small that SoftMin is the mean to the last digit.
K_MEAN = 1e-12
numpy_file = load("rvpo_numpy")
if torch is not None:
    torch_file = load("rvpo_torch")
    verl_file = frameworks.load_verl()
    trl_file = frameworks.load_trl()
    swift_file = frameworks.load_ms_swift()
    nemo_file = load("nemo_rl_rvpo")


def needs_torch(test):
    def run(self, *args):
        if torch is None:
            leave_out("what needs PyTorch: this Python does not have it")
        return test(self, *args)

    return run


def golden(name: str) -> list[dict]:
    return json.loads((ROOT / "tests" / "golden" / f"{name}.json").read_text(encoding="utf-8"))["cases"]


def array(rewards: list) -> np.ndarray:
    return np.array([[NAN if value is None else value for value in row] for row in rewards], dtype=float)


def tensor(values) -> torch.Tensor:
    return torch.as_tensor(np.asarray(values, dtype=float))


def largest(a, b) -> float:
    """The largest difference; NaN only equals NaN."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    assert a.shape == b.shape, f"{a.shape} beside {b.shape}"
    assert (np.isnan(a) == np.isnan(b)).all(), "not the same are NaN"
    return float(np.abs(np.nan_to_num(a) - np.nan_to_num(b)).max(initial=0.0))


def with_none(x: np.ndarray) -> list:
    """Rewards as JSON has them."""
    return [[None if math.isnan(value) else value for value in row] for row in x.tolist()]


def in_node(script: str, jobs: list, what: str) -> list:
    """What a script beside this file answers to the jobs; without Node.js the test is left out, named by `what`."""
    node = shutil.which("node")
    if node is None:
        leave_out(f"{what}: no Node.js to run it")
    command = [node, str(ROOT / "tests" / "trainers" / script)]
    done = subprocess.run(command, input=json.dumps(jobs), capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def leave_out_refused(conventions: list[str]) -> None:
    """Leaves the test out if the core refused a convention."""
    assert "paper" not in conventions
    if conventions:
        leave_out(f"the core beside ours in the conventions {', '.join(conventions)}: the core refuses them by name")


def some_rewards(rng, rollouts: int, rewards: int, group_size: int) -> np.ndarray:
    """Continuous, binary, constant and badly scaled rewards, all exact in float32."""
    x = rng.integers(-64, 65, (rollouts, rewards)) / 64
    for j in range(rewards):
        if j % 4 == 1:
            x[:, j] = x[:, j] > 0
        elif j % 4 == 2:
            x[:, j] *= 32
        elif j % 4 == 3:
            x[:group_size, j] = 0.25
    return x


def mask_of(lengths) -> torch.Tensor:
    """Responses of these lengths, as a mask of tokens."""
    return torch.as_tensor((np.arange(max(lengths)) < np.asarray(lengths)[:, None]).astype(np.int64))


def weighted_sum(z: torch.Tensor, weights) -> torch.Tensor:
    """What GDPO has where RVPO has the SoftMin."""
    return (z * tensor(weights).to(z.dtype)).nansum(dim=1)


class Files(unittest.TestCase):
    """What the page and the reader rely on."""

    texts = {name: (ROOT / "trainers" / f"{name}.py").read_text(encoding="utf-8") for name in FILES}
    block = re.compile(r"^# --- settings ---\n.*?^# --- end of settings ---\n", re.S | re.M)

    def test_the_settings_are_the_same_in_all_files(self):
        blocks = {text: self.block.findall(text) for text in self.texts.values()}
        self.assertTrue(all(len(found) == 1 for found in blocks.values()))
        self.assertEqual(len({found[0] for found in blocks.values()}), 1)

    def test_repeated_functions_are_the_same_in_all_files(self):
        repeated = 0
        kinds = ({"rvpo_numpy"}, set(FILES) - {"rvpo_numpy"}, set(FILES))
        for name, files in (("k_at", kinds[2]), ("weights_for", kinds[2]), ("softmin", kinds[1])):
            found = set()
            for file in files:
                text = self.texts[file]
                node = next(node for node in ast.parse(text).body if getattr(node, "name", None) == name)
                found.add(ast.get_source_segment(text, node))
                repeated += 1
            self.assertEqual(len(found), 1, name)
        self.assertEqual(repeated, 17)

    def test_each_file_stands_alone(self):
        of_their_own = {"rvpo_numpy": {"numpy"}, "verl_rvpo": {"numpy", "torch", "verl"}, "trl_rvpo": {"torch", "trl"}}
        of_their_own["ms_swift_rvpo"] = {"torch", "swift"}
        for name, text in self.texts.items():
            imported = set()
            for node in ast.parse(text).body:
                if isinstance(node, ast.Import):
                    imported |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom):
                    imported.add(node.module.split(".")[0])
            standard = {"__future__", "itertools", "re", "sys", "typing"}
            self.assertEqual(imported - standard, of_their_own.get(name, {"torch"}), name)

    def test_a_filled_block_is_what_runs(self):
        filled = "# --- settings ---\nK = None\nK_FROM = 0.5\nK_TO = 2.0\nSTEPS = 4\nWEIGHTS = [1, 0, 3]\n# --- end of settings ---\n"
        file = load("rvpo_numpy", lambda text: self.block.sub(filled, text))
        self.assertEqual([file.k_at(step) for step in range(6)], [0.5, 1.0, 1.5, 2.0, 2.0, 2.0])
        self.assertEqual(file.weights_for(3, own=[2, 2, 2]), [1.0, 0.0, 3.0])
        rewards = np.array([[1, 0, 0.5], [0, 1, 0.25], [0.5, 0, 1]])
        expected = numpy_file.advantages(rewards, "aaa", k=1.0, weights=[1, 0, 3])
        self.assertEqual(largest(file.advantages(rewards, "aaa", step=1), expected), 0)
        with self.assertRaisesRegex(ValueError, "2 finite weights"):
            file.weights_for(2)

    def test_bad_weights_and_k_are_refused(self):
        for weights in ([1, -1], [0, 0], [1, NAN], [1, math.inf], [1, 1, 1], []):
            with self.assertRaises(ValueError, msg=weights):
                numpy_file.weights_for(2, weights)
        for k in (-1, NAN):
            with self.assertRaisesRegex(ValueError, "k is"):
                numpy_file.softmin(np.zeros((1, 2)), k)


class SoftMin(unittest.TestCase):
    """The formula itself, in NumPy and, in double and single precision, in PyTorch."""

    def both(self):
        yield "numpy", numpy_file.softmin, numpy_file.credit
        if torch is None:
            return
        yield "torch", *(
            lambda z, k, weights=None, f=f: f(tensor(z), k, [1.0] * np.shape(z)[-1] if weights is None else weights).numpy()
            for f in (torch_file.softmin, torch_file.credit)
        )

    def test_golden_values_for_every_k(self):
        cases = golden("softmin")
        self.assertEqual(len(cases), 208)
        for who, softmin, credit in self.both():
            worst = worst_credit = 0.0
            for case in cases:
                z = np.array(case["z"])
                unit = 2**-52 * np.abs(z).max() or 1
                worst = max(worst, abs(softmin(z, case["k"]) - case["value"]) / unit)
                worst_credit = max(worst_credit, largest(credit(z, case["k"]), case["credit"]) / 2**-52)
            self.assertLessEqual(worst, 4, who)
            self.assertLessEqual(worst_credit, 4, who)
            print(f"softmin.json, {who}: off by {worst:.2f} units of 2^-52 max|z|, credit by {worst_credit:.2f}")

    @needs_torch
    def test_golden_values_in_single_precision(self):
        # All but those whose numbers are out of single precision's range.
        for case in (case for case in golden("softmin") if max(map(abs, case["z"])) < 1e38):
            z = torch.tensor(case["z"], dtype=torch.float32)
            got = torch_file.softmin(z, case["k"], [1.0] * len(z))
            self.assertEqual(got.dtype, torch.float32)
            self.assertLessEqual(abs(got.item() - case["value"]), 4 * 2**-23 * z.abs().max().item(), case["id"])

    def test_limits(self):
        z = np.array([[1.5, -0.25, 0.5], [2.0, 2.0, 2.0]])
        for who, softmin, credit in self.both():
            for k in (0.0, 1e-300, 1e-20):
                self.assertLess(largest(softmin(z, k), z.mean(axis=1)), 1e-15, (who, k))
                self.assertLess(largest(softmin(z, k, [1, 2, 0]), z @ [1 / 3, 2 / 3, 0]), 1e-15, (who, k))
            for k in (1e20, 1e300, math.inf):
                self.assertLess(largest(softmin(z, k), z.min(axis=1)), 1e-15, (who, k))
                self.assertLess(largest(credit(z, k), [[0, 1, 0], [1 / 3, 1 / 3, 1 / 3]]), 1e-15, (who, k))
            # A small weight at the minimum: its logarithm must keep its digits.
            self.assertLess(abs(softmin(np.array([0.0, 50.0]), 10.0, [1e-12, 1.0]) - 1.2 * math.log(10)), 1e-12, who)

    def test_missing_rewards_are_left_out(self):
        z = np.array([[1.5, NAN, 0.5], [NAN, NAN, NAN], [NAN, 3.0, NAN]])
        for who, softmin, credit in self.both():
            got = softmin(z, 2.0, [1, 5, 3])
            self.assertLess(abs(got[0] - softmin(np.array([1.5, 0.5]), 2.0, [1, 3])), 1e-15, who)
            self.assertTrue(np.isnan(got[1]), who)
            self.assertEqual(got[2], 3.0, who)
            shares = credit(z, 2.0, [1, 5, 3])
            self.assertEqual(shares[0, 1], 0.0)
            self.assertLess(largest(shares.sum(axis=1), [1, 0, 1]), 1e-15, who)
            # A weight of 0 does the same.
            self.assertEqual(softmin(np.array([1.5, -9.0]), 2.0, [1, 0]), 1.5, who)

    def test_properties(self):
        rng = np.random.default_rng(1)
        for who, softmin, credit in self.both():
            for _ in range(300):
                rewards = int(rng.integers(1, 18))
                k = float(10 ** rng.uniform(-6, 3))
                z, weights = rng.standard_normal((8, rewards)) * 2, rng.uniform(0.1, 3, rewards)
                p = weights / weights.sum()
                a = softmin(z, k, weights)
                order = rng.permutation(rewards)
                slack = 1e-12
                least = z.min(axis=1)
                self.assertTrue((a >= least - slack).all() and (a <= z @ p + slack).all(), (who, k))
                self.assertTrue((a <= least - np.log(p[z.argmin(axis=1)]) / k + slack).all(), (who, k))
                self.assertLess(largest(softmin(z[:, order], k, weights[order]), a), slack, "symmetric")
                self.assertLess(largest(softmin(z + 1.25, k, weights), a + 1.25), slack, "a constant passes through")
                more = z.copy()
                more[:, rng.integers(rewards)] += rng.uniform(0, 2)
                self.assertTrue((softmin(more, k, weights) >= a - slack).all(), "monotone")
                self.assertTrue((softmin(z, 2 * k, weights) <= a + slack).all(), "falls as k grows")
                step = 1e-6
                j = int(rng.integers(rewards))
                more = z.copy()
                more[:, j] += step
                slope = (softmin(more, k, weights) - a) / step
                self.assertLess(largest(slope, credit(z, k, weights)[:, j]), 1e-6 * (1 + k), "credit is the derivative")


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


class FakeTrainer:
    """What TRL's lines for the advantages, and RVPOTrainer, use of a GRPOTrainer."""

    def __init__(self, rewards, group_size, weights, process=0, processes=1):
        self.rewards, self.num_generations, self.num_generations_eval = rewards, group_size, group_size
        self.reward_weights, self.reward_funcs = tensor(weights).to(rewards.dtype), [None] * rewards.shape[1]
        self.multi_objective_aggregation, self.scale_rewards = "normalize_then_sum", "group"
        self.accelerator = types.SimpleNamespace(process_index=process)
        self.model = types.SimpleNamespace(training=True)
        self.state = types.SimpleNamespace(global_step=0)
        self.own = len(rewards) // processes
        self._logs = {"advantages": deque([7.0], maxlen=100)}

    def _calculate_rewards(self, inputs, prompts, completions, completion_ids_list):
        return self.rewards

    def _generate_and_score_completions(self, inputs):
        if self.block is not None:
            own, all_of_them = self.block(inputs, [None] * self.own, [], [], "train", "cpu")
        else:
            rewards = self._calculate_rewards(inputs, [None] * self.own, [], [])
            own, all_of_them = rewards[: self.own, 0], rewards[:, 0]
        self._logs["advantages"].extend(all_of_them.tolist())
        return {"prompt_ids": "untouched", "advantages": own}

    block = None


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


class BesideTheCore(unittest.TestCase):
    """The same numbers as the project's core, in each convention that the core has."""

    # The methods' own k, and what a convention allows: missing rewards, groups of unequal size, how close it must be.
    CONVENTIONS = {
        "paper": dict(missing=True, unequal=True, tolerance=1e-9),
        "trl": dict(missing=True, unequal=False, tolerance=1e-9),
        "verl": dict(missing=False, unequal=True, tolerance=1e-5),
        "ms-swift": dict(missing=True, unequal=False, tolerance=1e-9),
        "nemo-rl": dict(missing=False, unequal=True, tolerance=1e-9),
    }

    @staticmethod
    def ours(convention, job):
        """What each of our files gives: by name, N advantages."""
        x, k, weights, groups = job["x"], job["k"], list(job["weights"]), job["groups"]
        if convention == "paper":
            yield "rvpo_numpy", numpy_file.advantages(x, groups, k, weights)
        if torch is None:
            return
        group_size = groups.count(groups[0])
        if convention == "paper":
            yield "rvpo_torch", torch_file.advantages(tensor(x), groups, k, weights)
        elif convention == "trl":
            yield "trl_rvpo", trl_file.rvpo_advantages(tensor(x), group_size, k, weights)
        elif convention == "verl":
            rewards = torch.tensor(x, dtype=torch.float32)
            yield "verl_rvpo", verl_file.token_advantages(rewards, mask_of(job["lengths"]), groups, k, weights)[:, 0]
        elif convention == "ms-swift":
            yield "ms_swift_rvpo", swift_file.rvpo_advantages(tensor(x), group_size, k, weights)
        else:
            ids = torch.tensor([sorted(set(groups)).index(group) for group in groups])
            z = nemo_file.standardise(tensor(x), ids, torch.ones(len(x)))
            yield "nemo_rl_rvpo", nemo_file.whiten(nemo_file.softmin(z, k, weights))

    def jobs(self, missing, unequal, tolerance):
        rng = np.random.default_rng(6)
        for group_size, groups, rewards in ((4, 1, 2), (3, 9, 4), (4, 5, 3), (2, 6, 5), (16, 4, 8), (5, 3, 17), (6, 8, 1)):
            for k in (1e-9, 0.05, 0.5, 2.0, 20.0, 1e6):
                for share in (0.0, 0.15, 0.6) if missing else (0.0,):
                    x = some_rewards(rng, group_size * groups, rewards, group_size)
                    x[rng.random(x.shape) < share] = NAN
                    ids = [f"p{i // group_size}" for i in range(len(x))]
                    if unequal:
                        ids[-1] = "alone"
                        order = rng.permutation(len(x))
                        x, ids = x[order], [ids[i] for i in order]
                    weights = rng.integers(0, 9, rewards) / 4
                    weights[0] += 0.25
                    yield dict(x=x, k=k, weights=weights, groups=ids, lengths=rng.integers(1, 30, len(x)))

    def test_every_convention(self):
        refused = []
        for convention, allowed in self.CONVENTIONS.items():
            with self.subTest(convention):
                if not self.beside(convention, allowed):
                    refused.append(convention)
        leave_out_refused(refused)

    def beside(self, convention, allowed) -> bool:
        """Compares; `False` if the core does not have the convention."""
        jobs = list(self.jobs(**allowed))
        calls = [
            {
                "rewards": with_none(job["x"]),
                "options": {
                    "method": {"name": "rvpo", "k": job["k"]},
                    "convention": convention,
                    "groupIds": job["groups"],
                    "weights": job["weights"].tolist(),
                    "responseTokens": job["lengths"].tolist(),
                },
            }
            for job in jobs
        ]
        answers = in_node("core.mjs", calls, "the core beside ours")
        if "options.convention" in answers[0].get("refused", ""):
            return False
        worst: dict[str, float] = {}
        for job, answer in zip(jobs, answers):
            self.assertNotIn("refused", answer)
            for name, ours in self.ours(convention, job):
                off = largest(ours, answer["advantages"])
                self.assertLessEqual(off, allowed["tolerance"], (name, job["k"], job["x"].shape))
                worst[name] = max(worst.get(name, 0.0), off)
        for name, off in worst.items():
            print(f"{name} beside the core, {convention}, {len(jobs)} batches: off by {off:.1e}")
        return True


class FilledIn(unittest.TestCase):
    """The files with settings filled in by the page's own code, run as they stand, beside the core with these settings."""

    # The files' ids on the page, and the convention of each.
    IDS = {
        "rvpo_numpy": ("numpy", "paper"),
        "rvpo_torch": ("torch", "paper"),
        "trl_rvpo": ("trl", "trl"),
        "verl_rvpo": ("verl", "verl"),
        "ms_swift_rvpo": ("ms-swift", "ms-swift"),
        "nemo_rl_rvpo": ("nemo-rl", "nemo-rl"),
    }
    STEPS = 7

    @staticmethod
    def fill(jobs: list[tuple[str, dict]]) -> list[dict]:
        calls = [
            {"id": FilledIn.IDS[name][0], "source": Files.texts[name], "choice": {"weights": None, **choice}}
            for name, choice in jobs
        ]
        return in_node("fill.mjs", calls, "the page's code for the trainers")

    def test_every_number_arrives(self):
        rng = np.random.default_rng(7)
        bits = rng.integers(1, 0x7FF0000000000000, (120, 5), dtype=np.int64)
        # Few digits, too, and whole numbers.
        numbers = np.concatenate([bits.view(float), rng.integers(1, 60, (40, 5)) / 8, rng.integers(1, 2**50, (40, 5)) / 1.0])
        choices = []
        for j, row in enumerate(numbers.tolist()):
            weights = [value if value < 1e300 else 0.1 for value in row[3:]]
            k = row[0] if j % 2 else {"from": row[1], "to": row[2]}
            choices.append({"k": k, "steps": 1 + j**4, "weights": [*weights, 0.0], "rewards": ["a", "b", "c"]})
        for choice, filled in zip(choices, self.fill([("rvpo_numpy", choice) for choice in choices])):
            file = load("rvpo_numpy", lambda _: filled["text"])
            k = choice["k"]
            expected = [None, k["from"], k["to"]] if isinstance(k, dict) else [k, 0.5, 2.0]
            self.assertEqual([file.K, file.K_FROM, file.K_TO, file.STEPS, file.WEIGHTS], [*expected, choice["steps"], choice["weights"]])
            self.assertTrue(all(isinstance(value, float) for value in [file.K_FROM, file.K_TO, *file.WEIGHTS]))
            self.assertIs(type(file.STEPS), int)

    def test_names_do_not_get_out_of_the_snippets(self):
        names = ["b", "two words", "it's", '"', "\\", "a\nimport os", "a\r\n#", '"' * 3, "\u2028", "\u202e", "奖励", "🎲", "#"]
        names += ["${x}", "$(id)", "`id`", "';exit", "a"]
        for chosen in (names, ["correct", "short"], *([name] for name in names)):
            jobs = [(name, {"rewards": chosen, "k": {"from": 1, "to": 2}, "steps": 9, "groupSize": 8}) for name in FILES]
            snippets = {name: filled["snippets"] for name, filled in zip(FILES, self.fill(jobs))}
            of_python = 0
            for file, found in snippets.items():
                for text in (snippet["text"] for snippet in found if snippet["language"] == "python"):
                    of_python += 1
                    comments = []
                    for token in tokenize.generate_tokens(io.StringIO(text).readline):
                        if token.type == tokenize.COMMENT and "order: " in token.string:
                            comments.append(ast.literal_eval(f"[{token.string.split('order: ', 1)[1]}]"))
                    expected = sorted(f"reward/{name}" for name in chosen) if file == "nemo_rl_rvpo" else chosen
                    self.assertEqual(comments, [expected], file)
                    usual = {"nemo_rl_rvpo": ["Import", "Expr"], "trl_rvpo": ["ImportFrom", "ImportFrom", "Assign"]}
                    kinds = [type(node).__name__ for node in ast.parse(text).body]
                    self.assertEqual(kinds, usual.get(file, ["ImportFrom", "Assign"]))
            self.assertEqual(of_python, 4)
            swift, verl = (self.words(snippets[file][0]) for file in ("ms_swift_rvpo", "verl_rvpo"))
            start = ["swift", "rlhf", "--rlhf_type", "grpo", "--scale_rewards", "gdpo", "--num_generations", "8", "--reward_funcs"]
            end = ["--external_plugins", "ms_swift_rvpo.py", "--callbacks", "rvpo_step"]
            self.assertEqual(swift, [*start, *chosen, *end])
            self.assertEqual(len(verl), 8)
            if not re.search(r'["\\$]', "".join(chosen)):
                keys = ",".join(f'"{name}"' for name in chosen)
                self.assertEqual(verl[5], f"+algorithm.gdpo_reward_keys=[{keys}]")

    @staticmethod
    def words(snippet: dict) -> list[str]:
        """What a POSIX shell makes of a command that goes over several lines, under a line of comment."""
        return shlex.split(snippet["text"].replace(" \\\n", " "), comments=True)

    @staticmethod
    def cases(convention: str) -> list[dict]:
        trl = [case for case in golden("trl") if case["mode"] == "normalize_then_sum"]
        verl = [case for case in golden("verl") if case["mode"] == "gdpo"]
        swift = [case for case in golden("ms_swift") if case["scale_rewards"] == "gdpo"]
        return {"paper": [*trl, *verl], "trl": trl, "verl": verl, "ms-swift": swift, "nemo-rl": verl}[convention]

    def choices(self, rewards: int) -> list[dict]:
        # Not in the order of the alphabet, which NeMo-RL brings them into.
        names = [f"r{(7 * j + 3) % 19:02}" for j in range(rewards)]
        weights = [0.0 if j == 1 else (j + 1) / 3 for j in range(rewards)]
        rising, falling = {"from": 0.3, "to": 5.7}, {"from": 4, "to": 0.05}
        return [
            {"rewards": names, "k": 1 / 3, "weights": None},
            {"rewards": names, "k": 20, "weights": weights},
            {"rewards": names, "k": rising, "steps": self.STEPS, "weights": weights},
            {"rewards": names, "k": falling, "steps": self.STEPS, "weights": None},
        ]

    @staticmethod
    def run_as_it_stands(name: str, text: str, case: dict, names: list[str], steps: range):
        """N advantages at each step, from a filled file called as its trainer calls it. The trainer's own weights are the case's."""
        x, own = array(case["rewards"]), case["weights"]
        groups = case.get("group_ids") or [i // case["group_size"] for i in range(len(x))]

        def change(_):
            return text

        if name in ("rvpo_numpy", "rvpo_torch"):
            file = load(name, change)
            for step in steps:
                yield file.advantages(x if name == "rvpo_numpy" else tensor(x), groups, step=step)
        elif name == "trl_rvpo":
            trainer = frameworks.load_trl(FakeTrainer, change).RVPOTrainer(tensor(x), case["group_size"], own)
            for step in steps:
                trainer.state.global_step = step
                yield trainer._generate_and_score_completions([])["advantages"]
        elif name == "verl_rvpo":
            file = frameworks.load_verl(change)
            mask = mask_of(case["response_tokens"])
            common = dict(token_level_rewards=torch.zeros(mask.shape), response_mask=mask, index=np.array(groups, dtype=object))
            common.update(config={"gdpo_reward_keys": names, "gdpo_reward_weights": own})
            batch = {key: x[:, j] for j, key in enumerate(names)}
            for _ in steps:
                yield file.ADV_ESTIMATOR_REGISTRY["gdpo"](non_tensor_batch=batch, **common)[0][:, 0]
        elif name == "ms_swift_rvpo":
            file = frameworks.load_ms_swift(None, (), change)
            callback = file.callbacks_map["rvpo_step"](None, None)
            for step in steps:
                callback.on_step_begin(None, types.SimpleNamespace(global_step=step), None)
                yield file.compute_advantages(tensor(x), tensor(own), case["group_size"], scale_rewards="gdpo")[0]
        else:
            file = load(name, change)
            in_its_order = [own[names.index(key)] for key in sorted(names)]
            estimator = file.RVPOAdvantageEstimator({"reward_weights": in_its_order, "normalize_rewards": True})
            batch = {f"reward/{key}": tensor(x[:, j]) for j, key in enumerate(names)}
            prompts = torch.tensor([sorted(set(groups)).index(group) for group in groups])
            for _ in steps:
                yield estimator.compute_advantage(prompts, None, torch.ones(len(x), 2), batch)[:, 0]

    def test_filled_files_give_what_the_core_gives(self):
        refused = []
        for name, (_, convention) in self.IDS.items():
            if name != "rvpo_numpy" and torch is None:
                continue
            with self.subTest(name):
                if not self.beside(name, convention):
                    refused.append(convention)
        leave_out_refused(refused)
        if torch is None:
            leave_out("what needs PyTorch: this Python does not have it")

    def beside(self, name: str, convention: str) -> bool:
        """Compares; `False` if the core does not have the convention."""
        pairs = [(case, choice) for case in self.cases(convention) for choice in self.choices(len(case["rewards"][0]))]
        filled = self.fill([(name, choice) for _, choice in pairs])
        # Beyond the schedule's end, too.
        steps = range(self.STEPS + 2)
        answers, calls = [], []
        for (case, choice), file in zip(pairs, filled):
            answers += self.run_as_it_stands(name, file["text"], case, choice["rewards"], steps)
            # The plain functions know no weights but those of the settings.
            own = [1.0] * len(choice["rewards"]) if convention == "paper" else case["weights"]
            groups = {"groupIds": case["group_ids"]} if "group_ids" in case else {"groupSize": case["group_size"]}
            for step in steps:
                k = choice["k"]
                if isinstance(k, dict):
                    progress = min(step / (self.STEPS - 1), 1.0)
                    k = k["from"] + progress * (k["to"] - k["from"])
                options = {"method": {"name": "rvpo", "k": k}, "convention": convention, "weights": choice["weights"] or own, **groups}
                if "response_tokens" in case:
                    options["responseTokens"] = case["response_tokens"]
                calls.append({"rewards": case["rewards"], "options": options})
        expected = in_node("core.mjs", calls, "the core beside ours")
        if "options.convention" in expected[0].get("refused", ""):
            return False
        self.assertEqual(len(answers), len(expected))
        worst = 0.0
        for ours, call, answer in zip(answers, calls, expected):
            self.assertNotIn("refused", answer)
            off = largest(ours, answer["advantages"])
            self.assertLessEqual(off, BesideTheCore.CONVENTIONS[convention]["tolerance"], call["options"])
            worst = max(worst, off)
        print(f"{name}, filled in, beside the core, {len(calls)} batches: off by {worst:.1e}")
        return True


if __name__ == "__main__":
    unittest.main()

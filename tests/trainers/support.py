"""What the tests of the files in trainers/ share: the files, golden data, and made-up rewards.

The tests are run by `cargo xtask test trainers`, or from the checkout's root by python3 -m unittest discover tests/trainers. They take NumPy;
without PyTorch, Node.js or the frameworks' wheels (RVPO_WHEELS names their folder) those that need them are left out, each with a line that says so.
"""

from __future__ import annotations

import json
import types
from collections import deque

import numpy as np

import frameworks
from frameworks import ROOT, leave_out, load

try:
    import torch
except ImportError:
    torch = None

FILES = ["rvpo_numpy", "rvpo_torch", "verl_rvpo", "trl_rvpo", "ms_swift_rvpo", "nemo_rl_rvpo"]
TEXTS = {name: (ROOT / "trainers" / f"{name}.py").read_text(encoding="utf-8") for name in FILES}
NAN = float("nan")
numpy_file = load("rvpo_numpy")
if torch is not None:
    torch_file = load("rvpo_torch")
    verl_file = frameworks.load_verl()
    trl_file = frameworks.load_trl()
    swift_file = frameworks.load_ms_swift()
    nemo_file = load("nemo_rl_rvpo")
else:
    torch_file = verl_file = trl_file = swift_file = nemo_file = None


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

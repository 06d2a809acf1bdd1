"""The files in trainers/ beside the project's core, as they are and filled in by the page."""

from __future__ import annotations

import ast
import io
import json
import math
import re
import shlex
import shutil
import subprocess
import tokenize
import types
import unittest

import numpy as np

import frameworks
from frameworks import ROOT, leave_out, load
from support import (
    FILES, NAN, TEXTS, FakeTrainer, array, golden, largest, mask_of, nemo_file, numpy_file, some_rewards, swift_file, tensor, torch, torch_file, trl_file,
    verl_file,
)


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
            {"id": FilledIn.IDS[name][0], "source": TEXTS[name], "choice": {"weights": None, **choice}}
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

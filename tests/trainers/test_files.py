"""What the files in trainers/ have in common."""

from __future__ import annotations

import ast
import math
import re
import unittest

import numpy as np

from frameworks import load
from support import FILES, NAN, TEXTS, largest, numpy_file


class Files(unittest.TestCase):
    """What the page and the reader rely on."""

    block = re.compile(r"^# --- settings ---\n.*?^# --- end of settings ---\n", re.S | re.M)

    def test_the_settings_are_the_same_in_all_files(self):
        blocks = {text: self.block.findall(text) for text in TEXTS.values()}
        self.assertTrue(all(len(found) == 1 for found in blocks.values()))
        self.assertEqual(len({found[0] for found in blocks.values()}), 1)

    def test_repeated_functions_are_the_same_in_all_files(self):
        repeated = 0
        kinds = ({"rvpo_numpy"}, set(FILES) - {"rvpo_numpy"}, set(FILES))
        for name, files in (("k_at", kinds[2]), ("weights_for", kinds[2]), ("softmin", kinds[1])):
            found = set()
            for file in files:
                text = TEXTS[file]
                node = next(node for node in ast.parse(text).body if getattr(node, "name", None) == name)
                found.add(ast.get_source_segment(text, node))
                repeated += 1
            self.assertEqual(len(found), 1, name)
        self.assertEqual(repeated, 17)

    def test_each_file_stands_alone(self):
        of_their_own = {"rvpo_numpy": {"numpy"}, "verl_rvpo": {"numpy", "torch", "verl"}, "trl_rvpo": {"torch", "trl"}}
        of_their_own["ms_swift_rvpo"] = {"torch", "swift"}
        for name, text in TEXTS.items():
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

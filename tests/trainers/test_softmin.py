"""The SoftMin of the files in trainers/: golden values, and what must hold of any SoftMin."""

from __future__ import annotations

import math
import unittest

import numpy as np

from support import NAN, golden, largest, needs_torch, numpy_file, tensor, torch, torch_file


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

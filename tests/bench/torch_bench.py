"""What RVPO's advantages take in PyTorch on the CPU, with one thread and with all. Prints `BENCH <name> <who> <value> <unit>`.

As one writes them from the formulas: standardise in the group, logsumexp across the rewards, whiten over the batch.
"""

import math
import os
import time

import torch

EPSILON = 1e-6
K = 2.0
GROUP = 16


def rvpo_advantages(rewards):
    """RVPO's advantages of rollouts x rewards."""
    grouped = rewards.view(-1, GROUP, rewards.shape[1])
    z = (grouped - grouped.mean(1, keepdim=True)) / (grouped.std(1, keepdim=True) + EPSILON)
    scores = -(torch.logsumexp(-K * z, dim=-1) - math.log(rewards.shape[1])) / K
    scores = scores.flatten()
    return (scores - scores.mean()) / (scores.std() + EPSILON)


def main():
    for dtype, name in [(torch.float64, "f64"), (torch.float32, "f32")]:
        rewards = torch.rand(1 << 20, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(1)).to(dtype)
        for used in sorted({1, os.cpu_count() or 1}):
            torch.set_num_threads(used)
            times = []
            for _ in range(7):
                start = time.perf_counter()
                advantages = rvpo_advantages(rewards)
                times.append(time.perf_counter() - start)
            assert abs(float(advantages.mean())) < 1e-4 and abs(float(advantages.std()) - 1) < 1e-4
            print(f"BENCH advantages-2^20x8 torch-{torch.__version__}-{name}-{used}-threads {1e3 * min(times):.1f} ms", flush=True)


if __name__ == "__main__":
    main()

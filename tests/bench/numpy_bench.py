"""What the same work takes in NumPy, on one thread. Prints `BENCH <name> <who> <value> <unit>`.

`numpy` is what one writes from the formulas, vectorised over everything but the steps. `numpy-tuned` is the same in the order of memory, in
place, and for the default run in single precision, as the engines train. Both are right or the program stops.

The default run follows the protocol of tests/golden/reference_sim.json: five methods x 64 seeds x 300 steps, five rewards, noise 0.15.
As in the engines, all methods of a seed see the same random numbers.
"""

import time
import tracemalloc

import numpy as np

EPSILON = 1e-6
K = 2.0
TABLE = np.array([[1, 1, 1, 1, 0], [0.6] * 5, [0.2, 0.2, 0.2, 0.2, 1], [0.3] * 5])
NOISE = 0.15
SEEDS, PROMPTS, GROUP, STEPS = 64, 8, 16, 300
# Rollouts, as powers of 2, and rewards: how the time grows with each.
GROWTH = [(12, 8), (14, 8), (16, 8), (18, 8), (20, 8), (17, 2), (17, 4), (17, 16), (17, 32), (17, 64)]
ROLLOUTS = PROMPTS * GROUP
LEARNING_RATE = 1.0
METHODS = ["grpo", "gdpo", "variance", "rvpo", "min"]


def best(runs, work):
    """The shortest time in milliseconds: the others were disturbed."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return 1e3 * min(times), result


def standardise(x, axis):
    x = x - x.mean(axis=axis, keepdims=True)
    return x / (np.sqrt((x * x).sum(axis=axis, keepdims=True) / (x.shape[axis] - 1)) + EPSILON)


def softmin(z, k):
    """Over the last axis."""
    least = z.min(axis=-1, keepdims=True)
    return least[..., 0] - np.log(np.exp(-k * (z - least)).mean(axis=-1)) / k


def softmax(theta):
    p = np.exp(theta - theta.max(axis=-1, keepdims=True))
    return p / p.sum(axis=-1, keepdims=True)


def default_run():
    """Bottlenecks at the end, methods x seeds."""
    rng = np.random.default_rng(1)
    theta = np.zeros((len(METHODS), SEEDS, 4))
    history = np.empty((STEPS, len(METHODS), SEEDS))
    for step in range(STEPS):
        p = softmax(theta)
        u = rng.random((SEEDS, ROLLOUTS))
        noise = NOISE * rng.standard_normal((SEEDS, ROLLOUTS, TABLE.shape[1]))
        # The last limit is 1, give or take a rounding.
        chosen = (u[..., None] > p.cumsum(axis=-1)[:, :, None, :3]).sum(axis=-1)
        rewards = (TABLE[chosen] + noise).reshape(len(METHODS), SEEDS, PROMPTS, GROUP, -1)
        z = standardise(rewards[1:], axis=3)
        scores = np.stack([z[0].mean(axis=-1), z[1].mean(axis=-1) - K / 2 * z[1].var(axis=-1), softmin(z[2], K), z[3].min(axis=-1)])
        whitened = standardise(scores.reshape(4, SEEDS, ROLLOUTS), axis=-1)
        grpo = standardise(rewards[0].sum(axis=-1), axis=-1).reshape(1, SEEDS, ROLLOUTS)
        advantages = np.concatenate([grpo, whitened])
        directions = np.eye(4)[chosen] - p[:, :, None]
        theta += LEARNING_RATE * np.einsum("msi,msir->msr", advantages, directions) / ROLLOUTS
        history[step] = (softmax(theta) @ TABLE).min(axis=-1)
    return history[-1]


def softmin_in_place(z, k, out):
    """Over the first axis; overwrites z."""
    least = z.min(axis=0)
    z -= least
    z *= -k
    np.exp(z, out=z)
    np.einsum("j...->...", z, out=out)
    out /= len(z)
    np.log(out, out=out)
    out /= -k
    out += least


def standardise_in_place(x):
    """Over the last axis."""
    n = x.shape[-1]
    x -= (np.einsum("...i->...", x) / n)[..., None]
    x /= (np.sqrt(np.einsum("...i,...i->...", x, x) / (n - 1)) + EPSILON)[..., None]


def tuned_default_run(dtype=np.float32):
    """Bottlenecks at the end, methods x seeds."""
    columns = np.ascontiguousarray(TABLE.T, dtype)
    table = TABLE.astype(dtype)
    rewards = len(columns)
    rng = np.random.Generator(np.random.SFC64(1))
    theta = np.zeros((len(METHODS), SEEDS, 4), dtype)
    history = np.empty((STEPS, len(METHODS), SEEDS), dtype)
    advantages = np.empty((len(METHODS), SEEDS, ROLLOUTS), dtype)
    for step in range(STEPS):
        p = softmax(theta)
        limits = p.cumsum(axis=-1)
        u = rng.random((SEEDS, ROLLOUTS), dtype)
        chosen = (u > limits[..., 0, None]).view(np.int8)
        for response in (1, 2):
            chosen = chosen + (u > limits[..., response, None])

        # rewards x methods x seeds x rollouts: sums over rewards run along whole rows.
        scored = np.take(columns, chosen, axis=1, mode="clip")
        scored += NOISE * rng.standard_normal((rewards, 1, SEEDS, ROLLOUTS), dtype)

        sums = np.einsum("jsi->si", scored[:, 0]).reshape(SEEDS, PROMPTS, GROUP)
        standardise_in_place(sums)
        advantages[0] = sums.reshape(SEEDS, ROLLOUTS)

        z = scored[:, 1:].reshape(rewards, len(METHODS) - 1, SEEDS, PROMPTS, GROUP)
        standardise_in_place(z)
        z = z.reshape(rewards, len(METHODS) - 1, SEEDS, ROLLOUTS)
        np.einsum("jmsi->msi", z[:, :2], out=advantages[1:3])
        advantages[1:3] /= rewards
        spread = z[:, 1] - advantages[2]
        advantages[2] -= K / 2 / rewards * np.einsum("jsi,jsi->si", spread, spread)
        softmin_in_place(z[:, 2], K, out=advantages[3])
        z[:, 3].min(axis=0, out=advantages[4])
        standardise_in_place(advantages[1:])

        for response in range(4):
            gain = np.einsum("msi,msi->ms", advantages, (chosen == response).astype(dtype))
            gain -= p[..., response] * advantages.sum(axis=-1)
            theta[..., response] += LEARNING_RATE / ROLLOUTS * gain
        history[step] = (softmax(theta) @ table).min(axis=-1)
    return history[-1]


def rvpo_advantages(rewards):
    """RVPO's advantages of rollouts x rewards, in double precision."""
    z = standardise(rewards.reshape(-1, GROUP, rewards.shape[1]), axis=1)
    return standardise(softmin(z, K).reshape(-1), axis=0)


def tuned_rvpo_advantages(rewards):
    """The same, as many groups at a time as stay in the cache."""
    rollouts, count = rewards.shape
    advantages = np.empty(rollouts)
    chunk = 256 * GROUP
    for start in range(0, rollouts, chunk):
        # rewards x groups x rollouts of a group
        z = np.ascontiguousarray(rewards[start : start + chunk].T).reshape(count, -1, GROUP)
        standardise_in_place(z)
        softmin_in_place(z.reshape(count, -1), K, out=advantages[start : start + chunk])
    standardise_in_place(advantages)
    return advantages


def main():
    for who, run in [("numpy", default_run), ("numpy-tuned", tuned_default_run)]:
        taken, bottlenecks = best(3, run)
        grpo, gdpo, variance, rvpo, least = bottlenecks.mean(axis=1)
        right = grpo < 0.01 and gdpo < 0.01 and 0.1 < variance < 0.35 and rvpo > 0.5 and least > 0.59
        assert right, bottlenecks.mean(axis=1)
        print(f"BENCH default-run {who} {taken:.1f} ms", flush=True)

    for log2, count in GROWTH:
        rewards = np.random.default_rng(1).random((1 << log2, count))
        results = []
        for who, run in [("numpy", rvpo_advantages), ("numpy-tuned", tuned_rvpo_advantages)]:
            taken, advantages = best(5, lambda: run(rewards))
            results.append(advantages)
            print(f"BENCH advantages-2^{log2}x{count} {who} {taken:.4g} ms", flush=True)
        assert np.allclose(*results, atol=1e-9)

    rewards = np.random.default_rng(1).random((1 << 20, 8))
    for who, run in [("numpy", rvpo_advantages), ("numpy-tuned", tuned_rvpo_advantages)]:
        tracemalloc.start()
        run(rewards)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        print(f"BENCH advantages-2^20x8-memory {who} {(rewards.nbytes + peak) / 2**20:.0f} MiB", flush=True)


if __name__ == "__main__":
    main()

"""RVPO in NumPy: rewards in, advantages out, in the paper's convention (arXiv 2605.05750).

    rewards -> standardise each reward in its group -> SoftMin across the rewards -> whiten over the batch -> advantages

The paper states neither the epsilon nor the ddof of its standard deviations: 1e-6 and 1 stand in. Needs NumPy alone.
"""

from __future__ import annotations

from typing import Hashable, Iterable, Sequence

import numpy as np

# --- settings ---
K: float | None = 2.0  # the risk coefficient k; None: from K_FROM to K_TO, linearly over STEPS steps
K_FROM: float = 0.5
K_TO: float = 2.0
STEPS: int = 300
WEIGHTS: list[float] | None = None  # one for each reward, 0 or more; None: the trainer's own, else 1 each
# --- end of settings ---

EPSILON = 1e-6


def k_at(step: int) -> float:
    """The risk coefficient at a step, counted from 0; from the last of STEPS steps on it stays as it is."""
    if K is not None:
        return K
    progress = min(step, STEPS - 1) / (STEPS - 1) if STEPS > 1 else 0.0
    return K_FROM * (1 - progress) + K_TO * progress


def weights_for(rewards: int, own: Iterable[float] | None = None) -> list[float]:
    """M weights for M rewards: WEIGHTS, else `own`, else 1 each."""
    weights = [float(w) for w in (WEIGHTS if WEIGHTS is not None else own if own is not None else [1.0] * rewards)]
    if len(weights) != rewards or not all(0 <= w < float("inf") for w in weights) or sum(weights) == 0:
        raise ValueError(f"{weights}: {rewards} finite weights are needed, none below 0 and not all 0")
    return weights


def _terms(z: np.ndarray, k: float, weights: Sequence[float] | None):
    """What SoftMin and its credit are made of, over the last axis, and k in the range of normal numbers."""
    if not k >= 0:
        raise ValueError(f"k is {k}; it must be 0 or more")
    z = np.asarray(z, dtype=float)
    p = np.where(np.isnan(z), 0.0, np.ones(z.shape[-1]) if weights is None else np.asarray(weights, dtype=float))
    with np.errstate(invalid="ignore"):  # 0/0 where nothing is present
        p = p / p.sum(axis=-1, keepdims=True)
        counts = p > 0
        least = np.where(counts, z, np.inf).min(axis=-1, keepdims=True)
        above = np.where(counts, z - least, 0.0)
    k = min(max(k, np.finfo(float).tiny), np.finfo(float).max)
    with np.errstate(over="ignore"):  # exp(-inf) is the 0 that is meant
        return p, least, above, k * above, k


def softmin(z: np.ndarray, k: float, weights: Sequence[float] | None = None) -> np.ndarray:
    """`-(1/k) ln sum_j p_j exp(-k z_j)` over the last axis, with p the weights scaled to sum to 1.

    z is (..., M), in standard deviations; NaN is a missing reward, which is left out: the others then count for more.
    weights are M numbers, 1 each by default. Returns (...), NaN where no reward is left; between min_j z_j, which is the
    limit for k = inf, and the weighted mean, which is the one for k = 0. The minimum is subtracted first, so that nothing
    overflows; a sum near 1 is taken as its distance from 1, so that no digit is lost however small k is.
    """
    p, least, above, t, k = _terms(z, k, weights)
    total = (p * np.exp(-t)).sum(axis=-1)
    near_1 = total > 0.5
    less_1 = np.where(near_1, (p * np.expm1(-t)).sum(axis=-1), 0.0)
    logarithm = np.where(near_1, np.log1p(less_1), np.log(total))
    mean = (p * above).sum(axis=-1)
    # Where k times the spread is lost in rounding, SoftMin is the mean; the division would only lose digits.
    return least[..., 0] + np.where(t.max(axis=-1) < np.finfo(float).eps, mean, -logarithm / k)


def credit(z: np.ndarray, k: float, weights: Sequence[float] | None = None) -> np.ndarray:
    """`dA/dz_j` of softmin, (..., M): how much a rollout listens to each reward. Rows sum to 1, missing rewards have 0."""
    p, _, _, t, _ = _terms(z, k, weights)
    terms = p * np.exp(-t)
    return np.nan_to_num(terms / terms.sum(axis=-1, keepdims=True))


def group_rows(groups: Iterable[Hashable]) -> list[list[int]]:
    """For each group the places of its rollouts. groups holds one id for each rollout, in any order."""
    rows: dict[Hashable, list[int]] = {}
    for i, group in enumerate(groups.tolist() if hasattr(groups, "tolist") else groups):
        rows.setdefault(group, []).append(i)
    return list(rows.values())


def standardise(x: np.ndarray) -> np.ndarray:
    """`(x - mean) / (std + 1e-6)` over axis 0, ddof 1, NaN left out; what is constant, or alone, becomes exactly 0."""
    present = ~np.isnan(x)
    count = present.sum(axis=0)
    # Counted from the least one, so that equal ones have no spread left by rounding.
    x = x - np.where(present, x, np.inf).min(axis=0, initial=np.inf)
    centred = x - np.where(present, x, 0.0).sum(axis=0) / np.maximum(count, 1)
    variance = np.where(present, centred**2, 0.0).sum(axis=0) / np.maximum(count - 1, 1)
    return centred / (np.sqrt(variance) + EPSILON)


def standardise_groups(rewards: np.ndarray, groups: Iterable[Hashable]) -> np.ndarray:
    """Z: N x M rewards, standardised in each group. In standard deviations; NaN stays NaN."""
    z = np.empty_like(rewards, dtype=float)
    for rows in group_rows(groups):
        z[rows] = standardise(rewards[rows])
    return z


def whiten(scores: np.ndarray) -> np.ndarray:
    """N advantages from N scores: standardised over the whole batch; 0 where a rollout has no score (NaN)."""
    return np.nan_to_num(standardise(scores))


def advantages(
    rewards: np.ndarray,
    groups: Iterable[Hashable],
    k: float | None = None,
    weights: Sequence[float] | None = None,
    step: int = 0,
) -> np.ndarray:
    """N advantages from N x M rewards, NaN where missing; groups holds one prompt id for each rollout.

    k and weights are those of the settings unless given; step is the training step, counted from 0, for a scheduled k.
    """
    rewards = np.asarray(rewards, dtype=float)
    z = standardise_groups(rewards, groups)
    weights = weights_for(rewards.shape[1]) if weights is None else weights
    return whiten(softmin(z, k_at(step) if k is None else k, weights))

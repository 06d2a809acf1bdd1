"""RVPO in PyTorch: rewards in, advantages out, in the paper's convention (arXiv 2605.05750).

    rewards -> standardise each reward in its group -> SoftMin across the rewards -> whiten over the batch -> advantages

The paper states neither the epsilon nor the ddof of its standard deviations: 1e-6 and 1 stand in. Needs PyTorch alone;
works on any device, in the rewards' own precision.
"""

from __future__ import annotations

from typing import Hashable, Iterable

import torch

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


def softmin(z: torch.Tensor, k: float, weights: list[float]) -> torch.Tensor:
    """`-(1/k) ln sum_j p_j exp(-k z_j)` over the last axis, with p the M weights scaled to sum to 1.

    z is (..., M), in standard deviations; NaN is a missing reward, which is left out: the others then count for more.
    Returns (...), NaN where no reward is left; between min_j z_j, which is the limit for k = inf, and the weighted mean,
    which is the one for k = 0. The minimum is subtracted first, so that nothing overflows; a sum near 1 is taken as its
    distance from 1, so that no digit is lost however small k is.
    """
    if not k >= 0:
        raise ValueError(f"k is {k}; it must be 0 or more")
    info = torch.finfo(z.dtype)
    k = min(max(k, info.tiny), info.max)
    p = z.new_tensor(weights).expand_as(z).masked_fill(torch.isnan(z), 0)
    p = p / p.sum(dim=-1, keepdim=True)
    out = ~(p > 0)
    least = z.masked_fill(out, float("inf")).amin(dim=-1, keepdim=True)
    above = (z - least).masked_fill(out, 0)
    t = k * above
    total = (p * torch.exp(-t)).sum(dim=-1)
    logarithm = torch.where(total > 0.5, torch.log1p((p * torch.expm1(-t)).sum(dim=-1)), torch.log(total))
    mean = (p * above).sum(dim=-1)
    # Where k times the spread is lost in rounding, SoftMin is the mean; the division would only lose digits.
    return least.squeeze(-1) + torch.where(t.amax(dim=-1) < info.eps, mean, -logarithm / k)


def credit(z: torch.Tensor, k: float, weights: list[float]) -> torch.Tensor:
    """`dA/dz_j` of softmin, (..., M): how much a rollout listens to each reward. Rows sum to 1, missing rewards have 0."""
    info = torch.finfo(z.dtype)
    p = z.new_tensor(weights).expand_as(z).masked_fill(torch.isnan(z), 0)
    above = (z - z.masked_fill(~(p > 0), float("inf")).amin(dim=-1, keepdim=True)).masked_fill(~(p > 0), 0)
    terms = p * torch.exp(-min(k, info.max) * above)
    return torch.nan_to_num(terms / terms.sum(dim=-1, keepdim=True))


def group_rows(groups: Iterable[Hashable]) -> list[list[int]]:
    """For each group the places of its rollouts. groups holds one id for each rollout, in any order."""
    rows: dict[Hashable, list[int]] = {}
    for i, group in enumerate(groups.tolist() if hasattr(groups, "tolist") else groups):
        rows.setdefault(group, []).append(i)
    return list(rows.values())


def standardise(x: torch.Tensor) -> torch.Tensor:
    """`(x - mean) / (std + 1e-6)` over axis 0, ddof 1, NaN left out; what is constant, or alone, becomes exactly 0."""
    missing = torch.isnan(x)
    count = (~missing).sum(dim=0)
    # Counted from the least one, so that equal ones have no spread left by rounding.
    x = x - x.masked_fill(missing, float("inf")).amin(dim=0)
    centred = x - x.masked_fill(missing, 0).sum(dim=0) / count.clamp(min=1)
    variance = (centred**2).masked_fill(missing, 0).sum(dim=0) / (count - 1).clamp(min=1)
    return centred / (torch.sqrt(variance) + EPSILON)


def standardise_groups(rewards: torch.Tensor, groups: Iterable[Hashable]) -> torch.Tensor:
    """Z: N x M rewards, standardised in each group. In standard deviations; NaN stays NaN."""
    z = torch.empty_like(rewards)
    for rows in group_rows(groups):
        z[rows] = standardise(rewards[rows])
    return z


def whiten(scores: torch.Tensor) -> torch.Tensor:
    """N advantages from N scores: standardised over the whole batch; 0 where a rollout has no score (NaN)."""
    return torch.nan_to_num(standardise(scores))


def advantages(
    rewards: torch.Tensor,
    groups: Iterable[Hashable],
    k: float | None = None,
    weights: list[float] | None = None,
    step: int = 0,
) -> torch.Tensor:
    """N advantages from N x M rewards, NaN where missing; groups holds one prompt id for each rollout.

    k and weights are those of the settings unless given; step is the training step, counted from 0, for a scheduled k.
    """
    z = standardise_groups(rewards, groups)
    weights = weights_for(rewards.shape[1]) if weights is None else weights
    return whiten(softmin(z, k_at(step) if k is None else k, weights))

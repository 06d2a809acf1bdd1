"""RVPO as an advantage estimator for verl (arXiv 2605.05750). Written for and checked with verl 0.9.1.

Each reward is standardised as verl's GDPO does it (in its group, std + 1e-6, float32; a group of one keeps its raw rewards),
SoftMin takes the place of the weighted sum, and verl's whitening over tokens ends it, so that long responses count more.
The rewards are aggregated for each response, before anything is spread over its tokens.

In a run: put this file on PYTHONPATH and set, for the process that computes the advantages (a Ray worker),

    VERL_USE_EXTERNAL_MODULES=verl_rvpo
    algorithm.adv_estimator=gdpo                          # not rvpo, see below
    '+algorithm.gdpo_reward_keys=["correct","format"]'    # with +; keys of what your reward function returns
    trainer.use_v1=False                                  # see below

verl 0.9.1 hands the rewards one by one to the estimator called gdpo alone, so this one also takes that name (IN_PLACE_OF_GDPO);
and its newer trainer (trainer.use_v1=True, the default) hands them to none, so that verl's own GDPO cannot run there either.
Checked: beside verl's own GDPO on the same data, also loaded and called by verl itself. Not checked: a training run.
"""

from __future__ import annotations

import itertools
from typing import Any, Hashable, Iterable

import numpy as np
import torch
from verl.trainer.ppo.core_algos import ADV_ESTIMATOR_REGISTRY, register_adv_est

# --- settings ---
K: float | None = 2.0  # the risk coefficient k; None: from K_FROM to K_TO, linearly over STEPS steps
K_FROM: float = 0.5
K_TO: float = 2.0
STEPS: int = 300
WEIGHTS: list[float] | None = None  # one for each reward, 0 or more; None: the trainer's own, else 1 each
# --- end of settings ---

IN_PLACE_OF_GDPO = True
FIRST_STEP = 0  # verl does not tell an estimator the step, so its calls are counted: where a resumed run goes on


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


def group_rows(groups: Iterable[Hashable]) -> list[list[int]]:
    """For each group the places of its rollouts. groups holds one id for each rollout, in any order."""
    rows: dict[Hashable, list[int]] = {}
    for i, group in enumerate(groups.tolist() if hasattr(groups, "tolist") else groups):
        rows.setdefault(group, []).append(i)
    return list(rows.values())


def standardise(rewards: torch.Tensor, groups: Iterable[Hashable], epsilon: float = 1e-6) -> torch.Tensor:
    """Z as verl's GDPO has it: N x M rewards less their group's mean, over its std (ddof 1) + epsilon.

    groups holds one id for each response. A group of one has mean 0 and std 1 in verl: Z is the reward itself.
    """
    z = torch.empty_like(rewards)
    for rows in group_rows(groups):
        if len(rows) > 1:
            # Counted from the group's first response, so that equal rewards have no spread left by rounding.
            own = rewards[rows] - rewards[rows[0]]
            z[rows] = (own - own.mean(dim=0)) / (own.std(dim=0) + epsilon)
        else:
            z[rows] = rewards[rows] / (1 + epsilon)
    return z


def whiten_tokens(scores: torch.Tensor, response_mask: torch.Tensor) -> torch.Tensor:
    """N scores spread over their responses' tokens, N x T, and whitened as verl does: each token counts once; 0 outside."""
    mask = response_mask.to(scores.dtype)
    tokens = mask.sum()
    if tokens < 2:
        raise ValueError("whitening needs two tokens or more")
    lengths = mask.sum(dim=1)
    mean = (lengths * scores).sum() / tokens
    variance = (lengths * (scores - mean) ** 2).sum() / (tokens - 1)
    return ((scores - mean) * torch.rsqrt(variance + 1e-8)).unsqueeze(-1) * mask


def token_advantages(
    rewards: torch.Tensor,
    response_mask: torch.Tensor,
    groups: Iterable[Hashable],
    k: float,
    weights: list[float],
    epsilon: float = 1e-6,
) -> torch.Tensor:
    """N x T advantages from N x M rewards (none missing), the N x T mask of the responses and one group id each."""
    return whiten_tokens(softmin(standardise(rewards, groups, epsilon), k, weights), response_mask)


_steps = itertools.count(FIRST_STEP)


@register_adv_est("rvpo")
def compute_rvpo_outcome_advantage(
    token_level_rewards: torch.Tensor,
    response_mask: torch.Tensor,
    index: np.ndarray,
    epsilon: float = 1e-6,
    config: Any = None,
    non_tensor_batch: dict[str, Any] | None = None,
    **_unused: Any,
) -> tuple[torch.Tensor, torch.Tensor]:
    """What verl calls: token_level_rewards and response_mask are N x T, index holds N group ids, and
    `non_tensor_batch[key]` the N scores of each reward in `config.gdpo_reward_keys`. The weights are WEIGHTS, else
    `config.gdpo_reward_weights`. Returns the advantages, N x T, twice: as in GDPO they are the returns, too.
    """
    keys = list((config.get("gdpo_reward_keys", None) if config is not None else None) or [])
    if not keys:
        raise ValueError("RVPO needs algorithm.gdpo_reward_keys, the names of the rewards")
    if non_tensor_batch is None or not all(key in non_tensor_batch for key in keys):
        raise ValueError(
            f"verl did not hand over the rewards {keys}. verl 0.9.1 does so for algorithm.adv_estimator=gdpo alone, with "
            "trainer.use_v1=False; and the reward function must return a dictionary with these keys"
        )
    columns = [np.asarray(non_tensor_batch[key], dtype=np.float32) for key in keys]
    rewards = torch.as_tensor(np.stack(columns, axis=1), device=token_level_rewards.device)
    if not torch.isfinite(rewards).all():
        raise ValueError("a reward is missing or not finite, which verl's convention has no place for")
    weights = weights_for(len(keys), config.get("gdpo_reward_weights", None))
    advantages = token_advantages(rewards, response_mask, index, k_at(next(_steps)), weights, epsilon)
    return advantages, advantages


if IN_PLACE_OF_GDPO:
    ADV_ESTIMATOR_REGISTRY["gdpo"] = compute_rvpo_outcome_advantage

"""RVPO for ms-swift, in the place of its GDPO (arXiv 2605.05750). Written for and checked with ms-swift 4.6.0.

    swift rlhf --rlhf_type grpo --scale_rewards gdpo --external_plugins ms_swift_rvpo.py [--callbacks rvpo_step] ...

Each reward is standardised as `--scale_rewards gdpo` does it (in its group, std + 1e-8, a missing reward gets Z = 0), SoftMin
takes the place of the weighted sum, and ms-swift's step over the batch ends it (std + 1e-8). For a SoftMin Z = 0 is not
neutral: it caps the result at (ln M)/k. Set MISSING_IS_ZERO to False to leave missing rewards out instead.

ms-swift computes all advantages in one function, `swift.rl_core.advantage.compute_advantages`; importing this file puts its own
there. It runs for scale_rewards "gdpo" and hands everything else to ms-swift's. The function is not told the step, which a
scheduled k needs: the callback rvpo_step notes it (not with Megatron or Ray, where k must be constant). ms-swift's mode with a
varying number of samples per prompt (`dynamic_num_samples`) has no GDPO and goes by another function, so it gets no RVPO.
Checked: beside ms-swift's own GDPO on the same data, and in a short training run of a tiny model with a scheduled k. Not
checked: several processes, vLLM, Megatron, Ray.
"""

from __future__ import annotations

import sys
from typing import Any, Iterable

import torch
from swift.callbacks import TrainerCallback, callbacks_map
from swift.rl_core import advantage

# --- settings ---
K: float | None = 2.0  # the risk coefficient k; None: from K_FROM to K_TO, linearly over STEPS steps
K_FROM: float = 0.5
K_TO: float = 2.0
STEPS: int = 300
WEIGHTS: list[float] | None = None  # one for each reward, 0 or more; None: the trainer's own, else 1 each
# --- end of settings ---

MISSING_IS_ZERO = True
EPSILON = 1e-8


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


def nan_std(x: torch.Tensor, dim: int) -> torch.Tensor:
    """ms-swift's standard deviation: NaN left out, NaN for fewer than two numbers; Bessel's correction is taken in float32."""
    count = (~torch.isnan(x)).sum(dim=dim, keepdim=True)
    bessel = count / (count - 1)
    spread = x - torch.nanmean(x, dim=dim, keepdim=True)
    return torch.sqrt(torch.nanmean(spread**2, dim=dim, keepdim=True) * bessel)


def standardise(rewards: torch.Tensor, group_size: int) -> torch.Tensor:
    """Z as ms-swift has it: N x M rewards, groups of consecutive rows; NaN where missing or alone in its group."""
    grouped = rewards.view(-1, group_size, rewards.shape[1])
    # Counted from the group's least, so that equal rewards have no spread left by rounding.
    grouped = grouped - grouped.nan_to_num(nan=float("inf")).amin(dim=1, keepdim=True)
    z = (grouped - torch.nanmean(grouped, dim=1, keepdim=True)) / (nan_std(grouped, 1) + EPSILON)
    return z.view(rewards.shape)


def whiten(scores: torch.Tensor) -> torch.Tensor:
    """N advantages from N scores; NaN (no reward at all, where missing ones are left out) becomes 0, as does a single one."""
    if len(scores) < 2:
        return torch.zeros_like(scores)
    scored = scores[~torch.isnan(scores)]
    return torch.nan_to_num((scores - scored.mean()) / (scored.std() + EPSILON))


def rvpo_advantages(rewards: torch.Tensor, group_size: int, k: float, weights: list[float]) -> torch.Tensor:
    """N advantages from N x M rewards, NaN where missing; groups of consecutive rows."""
    z = standardise(rewards, group_size)
    return whiten(softmin(torch.nan_to_num(z) if MISSING_IS_ZERO else z, k, weights))


_their_advantages = advantage.compute_advantages
_step: int | None = None


def compute_advantages(
    rewards_per_func: torch.Tensor,
    reward_weights: torch.Tensor,
    num_generations: int,
    advantage_estimator: str = "grpo",
    scale_rewards: str = "group",
    *args: Any,
    **kwargs: Any,
) -> tuple[torch.Tensor, torch.Tensor]:
    """As ms-swift's: rewards_per_func is N x M (NaN where missing), reward_weights M; returns N advantages and N weighted
    sums of the rewards, which are only logged. The weights are WEIGHTS, else reward_weights."""
    if scale_rewards != "gdpo":
        return _their_advantages(
            rewards_per_func, reward_weights, num_generations, advantage_estimator, scale_rewards, *args, **kwargs
        )
    if advantage_estimator == "reinforce_plus_plus":
        raise ValueError("advantage_estimator=reinforce_plus_plus has no gdpo step that RVPO could take the place of")
    if K is None and _step is None:
        raise ValueError("a scheduled k needs the step: add --callbacks rvpo_step, or set K")
    weights = weights_for(rewards_per_func.shape[1], reward_weights.tolist())
    advantages = rvpo_advantages(rewards_per_func, num_generations, k_at(_step or 0), weights)
    return advantages, (rewards_per_func * reward_weights.unsqueeze(0)).nansum(dim=1)


class StepCallback(TrainerCallback):
    """Notes the training step for a scheduled k."""

    def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        global _step
        _step = state.global_step


callbacks_map["rvpo_step"] = StepCallback
# Whoever imports the function from now on gets this one; whoever has it already gets it here.
for _name, _module in list(sys.modules.items()):
    if _name.startswith("swift.") and vars(_module).get("compute_advantages") is _their_advantages:
        _module.compute_advantages = compute_advantages

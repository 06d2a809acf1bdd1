"""RVPO for TRL: a GRPOTrainer whose advantages come from SoftMin (arXiv 2605.05750). Written for and checked with TRL 1.16.0.

    from trl_rvpo import RVPOTrainer
    trainer = RVPOTrainer(model=..., reward_funcs=[correct, polite, short], args=GRPOConfig(...), train_dataset=...)

Each reward is standardised as TRL's `multi_objective_aggregation="normalize_then_sum"` does it (in its group, NaN left out,
std + 1e-4), SoftMin takes the place of the weighted sum, and TRL's step over the batch ends it (std + 1e-4). A missing reward
(None) is left out of the SoftMin. A completion without any reward gets the advantage 0.

TRL computes the advantages in the middle of one long method. This class keeps the rewards as `_calculate_rewards` returns
them, lets TRL finish, and puts its own advantages in the place of TRL's, in the output and in the log of completions. So TRL's
`scale_rewards` and `multi_objective_aggregation` change nothing but the logged reward_std and frac_reward_zero_std; set the
latter to "normalize_then_sum" to have them fit. Checked: beside TRL's own code for the advantages, and in short training runs
of a tiny model, with one process and with two. Not checked: vLLM, DeepSpeed, FSDP.
"""

from __future__ import annotations

from typing import Any, Iterable

import torch
from trl import GRPOTrainer

# --- settings ---
K: float | None = 2.0  # the risk coefficient k; None: from K_FROM to K_TO, linearly over STEPS steps
K_FROM: float = 0.5
K_TO: float = 2.0
STEPS: int = 300
WEIGHTS: list[float] | None = None  # one for each reward, 0 or more; None: the trainer's own, else 1 each
# --- end of settings ---

EPSILON = 1e-4


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
    """TRL's standard deviation: NaN left out, NaN for fewer than two numbers; Bessel's correction is taken in float32."""
    count = (~torch.isnan(x)).sum(dim=dim, keepdim=True)
    bessel = count / (count - 1)
    spread = x - torch.nanmean(x, dim=dim, keepdim=True)
    return torch.sqrt(torch.nanmean(spread**2, dim=dim, keepdim=True) * bessel)


def standardise(rewards: torch.Tensor, group_size: int) -> torch.Tensor:
    """Z as TRL has it: N x M rewards, groups of consecutive rows; NaN where missing, and where one stands alone in its group.

    In groups of one, which only an evaluation can have, Z is 0.
    """
    grouped = rewards.view(-1, group_size, rewards.shape[1])
    # Counted from the group's least, so that equal rewards have no spread left by rounding.
    grouped = grouped - grouped.nan_to_num(nan=float("inf")).amin(dim=1, keepdim=True)
    std = nan_std(grouped, 1) if group_size > 1 else 0.0
    return ((grouped - torch.nanmean(grouped, dim=1, keepdim=True)) / (std + EPSILON)).view(rewards.shape)


def whiten(scores: torch.Tensor) -> torch.Tensor:
    """N advantages from N scores: less their mean, over their std + 1e-4; 0 where a completion has no score (NaN)."""
    std = nan_std(scores, 0) if len(scores) > 1 else 0.0
    return torch.nan_to_num((scores - torch.nanmean(scores)) / (std + EPSILON), nan=0.0)


def rvpo_advantages(rewards: torch.Tensor, group_size: int, k: float, weights: list[float]) -> torch.Tensor:
    """N advantages from the N x M rewards of all processes, NaN where missing; groups of consecutive rows."""
    scores = softmin(standardise(rewards, group_size), k, weights)
    # A completion whose every reward stands alone in its group has no Z: it scores 0, as does TRL's sum of nothing.
    return whiten(scores.nan_to_num(nan=0.0).masked_fill(torch.isnan(rewards).all(dim=1), float("nan")))


class RVPOTrainer(GRPOTrainer):
    """GRPOTrainer with RVPO's advantages. The weights are WEIGHTS, else `GRPOConfig.reward_weights`."""

    def _calculate_rewards(self, *args: Any, **kwargs: Any) -> torch.Tensor:
        # N x M, gathered from all processes, in the order of the processes; NaN where a function returned None.
        self._rewards_of_all = super()._calculate_rewards(*args, **kwargs)
        return self._rewards_of_all

    def _generate_and_score_completions(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        output = super()._generate_and_score_completions(inputs)
        group_size = self.num_generations if self.model.training else self.num_generations_eval
        weights = weights_for(self._rewards_of_all.shape[1], self.reward_weights.tolist())
        advantages = rvpo_advantages(self._rewards_of_all, group_size, k_at(self.state.global_step), weights)
        own = len(output["advantages"])
        first = self.accelerator.process_index * own
        output["advantages"] = advantages[first : first + own]
        logged = self._logs["advantages"]
        for _ in range(min(len(advantages), len(logged))):
            logged.pop()
        logged.extend(advantages.tolist())
        return output

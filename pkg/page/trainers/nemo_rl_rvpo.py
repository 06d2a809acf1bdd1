"""RVPO as an advantage estimator for NeMo-RL, in the place of its GDPO (arXiv 2605.05750).

    import nemo_rl_rvpo                   # at the top of the script that calls grpo's setup and grpo_train
    nemo_rl_rvpo.use_in_place_of_gdpo()
    # and in the configuration: grpo.adv_estimator.name: gdpo

Each reward is standardised as NeMo-RL's GDPO does it (in its prompt's group, over std + 1e-6 where std > 0; a group of one gets
0), SoftMin takes the place of the weighted sum, and NeMo-RL's step over the batch ends it (ddof 1, no epsilon, no division where
the std is 0). `use_leave_one_out_baseline` and `normalize_rewards` are taken from the configuration, as GDPO takes them.

What was checked: the formulas, against a second writing of them in this project's tests, and once against NeMo-RL's published
source. What was not: anything inside NeMo-RL, for the package of that name on PyPI is empty. The names and arguments are those
of nemo_rl/algorithms/advantage_estimator.py, utils.py and grpo.py as published on GitHub (the estimator at commit 00925dd);
yours may differ. Older versions call the rewards reward1, reward2, ..., newer ones reward/NAME; both are found.
"""

from __future__ import annotations

import re
from typing import Any, Iterable, Mapping

import torch

# --- settings ---
K: float | None = 2.0  # the risk coefficient k; None: from K_FROM to K_TO, linearly over STEPS steps
K_FROM: float = 0.5
K_TO: float = 2.0
STEPS: int = 300
WEIGHTS: list[float] | None = None  # one for each reward, 0 or more; None: the trainer's own, else 1 each
# --- end of settings ---

FIRST_STEP = 0  # an estimator is not told the step, so its calls are counted: where a resumed run goes on
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


def reward_keys(batch: Mapping[str, Any]) -> list[str]:
    """The names of the batch's rewards in NeMo-RL's order: reward/NAME by name, else reward1, reward2, ... by number."""
    named = sorted(key for key in batch.keys() if str(key).startswith("reward/"))
    return named or sorted((key for key in batch.keys() if re.fullmatch(r"reward\d+", str(key))), key=lambda key: int(key[6:]))


def mean_and_std(rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and standard deviation (ddof 1) over axis 0; that of equal numbers, or of a single one, is exactly 0."""
    own = rewards - rewards[0]
    return rewards[0] + own.mean(dim=0), own.std(dim=0) if len(own) > 1 else torch.zeros_like(own[0])


def standardise(
    rewards: torch.Tensor, groups: torch.Tensor, valid: torch.Tensor, leave_one_out: bool = False, divide: bool = True
) -> torch.Tensor:
    """Z as NeMo-RL has it: N x M rewards less their group's mean, over its std (ddof 1) + 1e-6 where that is above 0.

    groups holds N whole numbers. valid is 1 for those that count in mean and std, else 0; a group in which fewer than two
    count gets 0. With leave_one_out mean and std are those of the others that count. (For a response that does not count
    itself NeMo-RL then divides the others' sum by one less than their number; this does not.)
    """
    z = torch.zeros_like(rewards)
    for group in torch.unique(groups):
        rows = (groups == group).nonzero().squeeze(-1)
        counting = rows[valid[rows] > 0]
        if len(counting) < 2:
            continue
        for some in rows.unsqueeze(-1) if leave_one_out else [rows]:
            others = counting[counting != some] if leave_one_out else counting
            mean, std = mean_and_std(rewards[others])
            centred = rewards[some] - mean
            # Where the others are equal NeMo-RL does not divide.
            z[some] = centred / torch.where(std > 0, std + EPSILON, torch.ones_like(std)) if divide else centred
    return z


def whiten(scores: torch.Tensor) -> torch.Tensor:
    """N advantages from N scores: less their mean, over their std (ddof 1) unless that is 0."""
    centred = scores - scores.mean()
    std = scores.std() if len(scores) > 1 else 0.0
    return centred / std if std > 0 else centred


class RVPOAdvantageEstimator:
    """In the shape of NeMo-RL's GDPOAdvantageEstimator. The weights are WEIGHTS, else the configuration's reward_weights."""

    def __init__(self, estimator_config: Any, loss_config: Any = None):
        def option(name: str, default: Any) -> Any:
            # A dictionary in older versions, a model with attributes in newer ones.
            if isinstance(estimator_config, Mapping):
                return estimator_config.get(name, default)
            return getattr(estimator_config, name, default)

        self.leave_one_out = bool(option("use_leave_one_out_baseline", False))
        self.divide = bool(option("normalize_rewards", True))
        self.own_weights = option("reward_weights", None)
        self.step = FIRST_STEP

    def compute_advantage(
        self,
        prompt_ids: torch.Tensor,
        rewards: torch.Tensor | None,
        mask: torch.Tensor,
        repeated_batch: Mapping[str, Any],
        valid_mask: torch.Tensor | None = None,
        **_unused: Any,
    ) -> torch.Tensor:
        """What NeMo-RL calls: prompt_ids is N or N x S, equal for the responses of one prompt; mask is N x T; repeated_batch
        has N scores for each reward; valid_mask, N, is 0 for responses that must not count in their group's mean and std;
        rewards is not used. Returns N x T: a response's advantage at each of its tokens, whatever their number."""
        keys = reward_keys(repeated_batch)
        if not keys:
            raise ValueError(f"RVPO needs the rewards one by one (reward/NAME); the batch has {sorted(repeated_batch.keys())}")
        scores = torch.stack([repeated_batch[key] for key in keys], dim=-1)
        if not torch.isfinite(scores).all():
            raise ValueError("a reward is missing or not finite, which NeMo-RL's convention has no place for")
        _, groups = torch.unique(prompt_ids.reshape(len(scores), -1), dim=0, return_inverse=True)
        valid = torch.ones(len(scores), device=scores.device) if valid_mask is None else valid_mask
        z = standardise(scores, groups.to(scores.device), valid.to(scores.device), self.leave_one_out, self.divide)
        k = k_at(self.step)
        self.step += 1
        return whiten(softmin(z, k, weights_for(len(keys), self.own_weights))).unsqueeze(-1).expand(mask.shape)


def use_in_place_of_gdpo() -> None:
    """Has NeMo-RL's GRPO loop take this estimator where the configuration says gdpo."""
    from nemo_rl.algorithms import grpo

    if not hasattr(grpo, "GDPOAdvantageEstimator"):
        raise RuntimeError("this NeMo-RL has no GDPOAdvantageEstimator in nemo_rl.algorithms.grpo; nothing was replaced")
    grpo.GDPOAdvantageEstimator = RVPOAdvantageEstimator

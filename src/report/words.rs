use super::{
    CORRELATION, Check, Counterexample, Finding, GROUP_SIZE, Lint, NotApplicable, Outcome,
    Property, Pushed, Reason, Severity, Suggestion,
};
use crate::aggregate::MissingUse;

/// A name, or the number counted from 1 where there is none.
fn name(names: &[String], reward: usize) -> String {
    match names.get(reward) {
        Some(name) => format!("\"{name}\""),
        None => format!("reward {}", reward + 1),
    }
}

/// A share in percent, with what it is a share of.
fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent < 10.0 {
        format!("{percent:.1} %")
    } else {
        format!("{percent:.0} %")
    }
}

fn plural(count: usize, one: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {one}s")
    }
}

impl Severity {
    /// In a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl Finding {
    /// What was found, in a sentence; `names` are the rewards', M.
    pub fn sentence(&self, names: &[String]) -> String {
        let name = |reward: usize| name(names, reward);
        match &self.lint {
            Lint::ConstantReward {
                reward,
                groups,
                share,
            } => format!(
                "{} is the same for the whole group in {} ({}).",
                name(*reward),
                plural(*groups, "group"),
                percent(*share)
            ),
            Lint::NoSignal {
                groups,
                share,
                pushed,
                ..
            } => format!(
                "In {} ({}) every reward is constant: their rollouts {}",
                plural(*groups, "group"),
                percent(*share),
                if pushed.is_empty() {
                    "teach nothing.".to_owned()
                } else {
                    format!("say nothing.{}", all_pushed(pushed))
                }
            ),
            Lint::DuplicateReward { reward, other } => format!(
                "{} and {} are the same, number by number: together they count twice.",
                name(*reward),
                name(*other)
            ),
            Lint::CorrelatedRewards {
                reward,
                other,
                correlation,
                ..
            } => format!(
                "{} and {} correlate by {correlation:.3} within groups (more than {CORRELATION}): they measure nearly the same and count twice.",
                name(*reward),
                name(*other)
            ),
            Lint::OpposedRewards {
                reward,
                other,
                correlation,
                ..
            } => format!(
                "{} and {} correlate by {correlation:.3} within groups: where one is good the other is bad. In a mean they cancel.",
                name(*reward),
                name(*other)
            ),
            Lint::DrowningReward {
                reward,
                share,
                std,
                next,
                ..
            } => format!(
                "In a plain sum {} has {} of the weighted variance within groups (its standard deviation is {std:.3}; the next reward's weighted one is {next:.3} times its own).",
                name(*reward),
                percent(*share)
            ),
            Lint::LargeK {
                k,
                effective,
                bound,
                ..
            } => format!(
                "At k = {k} a rollout listens to {effective:.2} rewards on average, under {bound:.3}: nearly a hard min."
            ),
            Lint::SecondOrderOff {
                k, error, share, ..
            } => format!(
                "At k = {k} the mean minus k/2 times the variance is off from SoftMin by {} of the way from mean to minimum; by more than 20 % for {} of the rollouts.",
                percent(*error),
                percent(*share)
            ),
            Lint::SmallGroups {
                groups,
                share,
                smallest,
            } => format!(
                "{} ({}) with fewer than {GROUP_SIZE} rollouts; the smallest has {smallest}.",
                plural(*groups, "group"),
                percent(*share)
            ),
            Lint::SingleRollouts {
                groups,
                share,
                is_raw,
                pushed,
            } => {
                let groups = plural(*groups, "group");
                let share = percent(*share);
                if *is_raw {
                    format!(
                        "{groups} ({share}) of a single rollout, where this convention takes the raw reward for Z, in the reward's own unit."
                    )
                } else {
                    let pushed = all_pushed(pushed);
                    format!("{groups} ({share}) of a single rollout, whose Z is 0.{pushed}")
                }
            }
            Lint::TokenWhitening {
                shift,
                ratio,
                is_used,
            } => format!(
                "Counted by tokens, the scores' mean lies {shift:.2} standard deviations from the rollouts', and their standard deviation is {ratio:.2} times as large{}",
                if *is_used {
                    "; all advantages shift by that."
                } else {
                    ". verl's whitening counts that way; this convention does not."
                }
            ),
            Lint::MissingRewards {
                missing,
                share,
                rewards,
                method,
                compare,
                ..
            } => {
                let names: Vec<String> = rewards.iter().map(|&reward| name(reward)).collect();
                format!(
                    "{} missing ({}), in {}: {}",
                    plural(*missing, "reward"),
                    percent(*share),
                    names.join(", "),
                    if method == compare {
                        format!("{}.", method.as_str())
                    } else {
                        let (method, compare) = (method.as_str(), compare.as_str());
                        format!("under the method {method}; under the other {compare}.")
                    }
                )
            }
            Lint::Unscored {
                rollouts,
                share,
                is_scored,
            } => format!(
                "{} ({}) without any reward: {}.",
                plural(*rollouts, "rollout"),
                percent(*share),
                if *is_scored {
                    "the score is 0, which is whitened or centred with the others"
                } else {
                    "the advantage is 0"
                }
            ),
            Lint::NoiseWhitened { method, std } => format!(
                "The scores of {method} differ by rounding alone (standard deviation {std:.1e}), and NeMo-RL divides by that: the advantages are noise of size 1."
            ),
            Lint::SingleReward => {
                "There is one reward that counts, so there is nothing to aggregate.".to_owned()
            }
        }
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match &self.lint {
            Lint::ConstantReward { share, .. } if *share >= 1.0 => {
                "Leave it out: it never says anything, and caps a SoftMin."
            }
            Lint::ConstantReward { .. } => {
                "Give it finer grades, choose prompts at which rollouts differ in it, or leave it out: in those groups its Z is 0, and a SoftMin cannot rise above (ln M)/k."
            }
            Lint::NoSignal { pushed, .. } if !pushed.is_empty() => {
                "Filter these prompts (too easy, too hard), or sample more rollouts for each: the whitening over the batch moves all of their rollouts alike, failures too."
            }
            Lint::NoSignal { .. } => {
                "Filter these prompts (too easy, too hard), or sample more rollouts for each."
            }
            Lint::DuplicateReward { .. } => "Drop one, or give each half the weight.",
            Lint::CorrelatedRewards { .. } => {
                "Merge them, or give each half the weight, unless one of them is meant to count twice."
            }
            Lint::OpposedRewards { .. } => {
                "Check that neither has the wrong sign. If both are meant, say by weights which matters more: a SoftMin drives towards the middle."
            }
            Lint::DrowningReward {
                is_summed: true, ..
            } => {
                "Standardise each reward first (GDPO, RVPO), or choose weights that even out the standard deviations."
            }
            Lint::DrowningReward { .. } => {
                "Nothing with methods that standardise each reward first; GRPO on these data would see little else."
            }
            Lint::LargeK { .. } => {
                "Lower k into the suggested range, or raise it during training, from a smaller one."
            }
            Lint::SecondOrderOff { .. } => {
                "Take SoftMin itself, not the variance penalty, where this k is wanted."
            }
            Lint::SmallGroups { .. } => {
                "Sample more rollouts for each prompt: mean and standard deviation of so few are mostly noise."
            }
            Lint::SingleRollouts { is_raw: true, .. } => {
                "Drop these groups, or sample more rollouts: rewards with their own scale would be mixed with standardised ones."
            }
            Lint::SingleRollouts { .. } => {
                "Check that the group column is the right one; drop these groups, or sample more rollouts."
            }
            Lint::TokenWhitening { is_used: true, .. } => {
                "Expect long responses to set what counts as average; look at the lengths of good and bad responses, or whiten over rollouts."
            }
            Lint::TokenWhitening { .. } => "Keep it in mind when comparing with verl's numbers.",
            Lint::MissingRewards {
                method, compare, ..
            } if [method, compare].contains(&&MissingUse::RawZero) => {
                "Score them: a rollout without a reward is taken for one that got 0, which is bad or good by the reward's own scale."
            }
            Lint::MissingRewards {
                method, compare, ..
            } if [method, compare].contains(&&MissingUse::ZeroZ) => {
                "Score them, or leave them out of the SoftMin and divide by the number present, as the paper's convention here does."
            }
            Lint::MissingRewards { .. } => {
                "Nothing if they are missing for a reason; in your trainer, never put 0 in their place before a SoftMin."
            }
            Lint::NoiseWhitened { .. } => {
                "Drop this batch, or add an epsilon to the deviation: nothing can be learnt from it."
            }
            Lint::Unscored { .. } => "Score them or drop them.",
            Lint::SingleReward => "Use GRPO, or add the other rewards.",
        }
    }
}

/// A sentence for each method, with a space in front.
fn all_pushed(pushed: &[Pushed]) -> String {
    let sentence = |Pushed { method, advantage }: &Pushed| match advantage {
        Some(advantage) => {
            let way = if *advantage > 0.0 { "up" } else { "down" };
            format!(
                " Under {method} all of them are pushed {way} by {:.3}.",
                advantage.abs()
            )
        }
        None => format!(" Under {method} each is pushed by its distance from the batch's mean."),
    };
    pushed.iter().map(sentence).collect()
}

impl Property {
    /// In a few words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Monotone => "monotone in each reward",
            Self::BetweenMinAndMean => "between min and mean",
            Self::Symmetric => "symmetric in the rewards",
            Self::ShiftInvariant => "unchanged by adding a constant to a reward",
            Self::ScaleInvariant => "unchanged by scaling a reward",
        }
    }
}

impl Check {
    /// How it ended, in a sentence; `names` are the rewards', M.
    pub fn sentence(&self, names: &[String]) -> String {
        let tried = format!(
            "{} in {}",
            plural(self.tried, "case"),
            plural(self.groups, "group")
        );
        match (self.outcome, &self.counterexample, self.reason) {
            (Outcome::Fail, Some(example), _) => format!(
                "fails in {} of {tried}. {}",
                self.failed,
                example.sentence(self.property, names)
            ),
            (Outcome::NotApplicable, _, Some(NotApplicable::WeightedSum)) => {
                "does not apply: the score is a weighted sum, not a mean".to_owned()
            }
            (Outcome::NotApplicable, _, Some(NotApplicable::UnequalWeights)) => {
                "does not apply: the weights differ".to_owned()
            }
            (Outcome::NotApplicable, _, Some(NotApplicable::SingleReward)) => {
                "does not apply: there is one reward".to_owned()
            }
            (Outcome::NotApplicable, _, _) => "does not apply: nothing to try".to_owned(),
            _ if self.is_exhaustive => format!("holds in all {tried}"),
            _ => format!("holds in {tried}, drawn by lot"),
        }
    }
}

impl Counterexample {
    fn sentence(&self, property: Property, names: &[String]) -> String {
        let number = |value: Option<f64>| value.map_or("missing".to_owned(), |x| format!("{x:.4}"));
        let what = match (property, self.other) {
            (Property::BetweenMinAndMean, _) => {
                return format!(
                    "Rollout {}: its Z lie between {} and the mean {}, its score is {:.4}.",
                    self.rollout + 1,
                    number(self.before),
                    number(self.after),
                    self.score_before
                );
            }
            (_, Some(other)) => format!(
                "{} and {} swapped",
                name(names, self.reward),
                name(names, other)
            ),
            (Property::Monotone, None) => format!("its {} raised", name(names, self.reward)),
            (Property::ShiftInvariant, None) => {
                format!("a constant added to {}", name(names, self.reward))
            }
            (_, None) => format!("{} times 10", name(names, self.reward)),
        };
        if self.before.is_none() && self.other.is_none() {
            return format!(
                "Rollout {}, which has none, {what} in the others: its score goes from {:.4} to {:.4}.",
                self.rollout + 1,
                self.score_before,
                self.score_after
            );
        }
        format!(
            "Rollout {}, {what} ({} to {}): its score goes from {:.4} to {:.4}.",
            self.rollout + 1,
            number(self.before),
            number(self.after),
            self.score_before,
            self.score_after
        )
    }
}

impl Suggestion {
    /// The range and why, in a sentence; `names` are the rewards', M.
    pub fn sentence(&self, names: &[String]) -> String {
        let (Some(from), Some(to)) = (self.from, self.to) else {
            return match self.reason {
                Reason::SingleReward => "None: with one reward, k changes nothing.",
                Reason::NoDifference => "None: at no k has a reward a tenth more of the credit than under the mean, or do over 5 % of the signs change.",
                _ => "None: wherever RVPO differs from the mean, a rollout listens to too few rewards.",
            }
            .to_owned();
        };
        let why = match (self.reason, self.reward, self.share) {
            (Reason::Share, Some(reward), Some(share)) => format!(
                "{} has {} of the credit, more than the mean gives it",
                name(names, reward),
                percent(share)
            ),
            _ => format!(
                "{} of the signs differ from the mean's",
                percent(self.sign_flips.unwrap_or_default())
            ),
        };
        let edge = match (self.from_is_first, self.to_is_last) {
            (false, false) => "",
            (true, false) => " It begins with the smallest k that was tried.",
            (false, true) => " It ends with the largest k that was tried, and may go on.",
            (true, true) => " It has every k that was tried, and may go on.",
        };
        format!(
            "k from {from:.3} to {to:.3}: at the one {why}; up to the other a rollout listens to {:.2} rewards or more.{edge}",
            self.effective.unwrap_or_default()
        )
    }
}

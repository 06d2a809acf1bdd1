use super::{
    CORRELATION, Check, Counterexample, EFFECTIVE_REWARDS, Finding, GROUP_SIZE, Lint,
    NotApplicable, Outcome, Property, Reason, Severity, Suggestion,
};

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
            Lint::NoSignal { groups, share, .. } => format!(
                "In {} ({}) every reward is constant: their rollouts teach nothing.",
                plural(*groups, "group"),
                percent(*share)
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
                "In a plain sum {} has {} of the weighted standard deviation within groups (its own is {std:.3}; the next reward has {next:.3} of that).",
                name(*reward),
                percent(*share)
            ),
            Lint::LargeK { k, effective, .. } => format!(
                "At k = {k} a rollout listens to {effective:.2} rewards on average, under {EFFECTIVE_REWARDS}: nearly a hard min."
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
            } => {
                let groups = plural(*groups, "group");
                let share = percent(*share);
                if *is_raw {
                    format!(
                        "{groups} ({share}) of a single rollout, where this convention takes the raw reward for Z, in the reward's own unit."
                    )
                } else {
                    format!("{groups} ({share}) of a single rollout, whose Z is 0.")
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
                is_filled,
            } => {
                let names: Vec<String> = rewards.iter().map(|&reward| name(reward)).collect();
                format!(
                    "{} missing ({}), in {}. {}",
                    plural(*missing, "reward"),
                    percent(*share),
                    names.join(", "),
                    if *is_filled {
                        "This convention puts Z = 0 in their place: neutral in a sum, but under a SoftMin it caps the score."
                    } else {
                        "They are left out: a sum goes on as if their Z were 0, a SoftMin divides by the number present."
                    }
                )
            }
            Lint::Unscored { rollouts, share } => format!(
                "{} ({}) without any reward: the advantage is 0.",
                plural(*rollouts, "rollout"),
                percent(*share)
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
                is_filled: true, ..
            } => {
                "Score them, or leave them out of the SoftMin and divide by the number present, as the paper's convention here does."
            }
            Lint::MissingRewards { .. } => {
                "Nothing if they are missing for a reason; in your trainer, never put 0 in their place before a SoftMin."
            }
            Lint::Unscored { .. } => "Score them or drop them.",
            Lint::SingleReward => "Use GRPO, or add the other rewards.",
        }
    }
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
                    self.rollout,
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
        format!(
            "Rollout {}, {what} ({} to {}): its score goes from {:.4} to {:.4}.",
            self.rollout,
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
                Reason::NoDifference => "None: at no k does RVPO differ from the mean.",
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
        format!(
            "k from {from:.3} to {to:.3}: at the one {why}; up to the other a rollout listens to {:.2} rewards or more.",
            self.effective.unwrap_or_default()
        )
    }
}

//! What is peculiar about the rewards, in words.

use crate::aggregate::{Advantages, Convention, Groups, MethodName};

/// Adds what is peculiar about the rewards, `reward_count` for each rollout.
pub(in crate::web) fn warn<F>(
    estimated: &Advantages<F>,
    convention: Convention,
    method: MethodName,
    groups: &Groups,
    reward_count: usize,
    warnings: &mut Vec<String>,
) {
    let mut warn = |count: usize, of: usize, text: &str| {
        if count > 0 {
            warnings.push(format!("{count} of {of} {text}"));
        }
    };
    let constant = match method {
        MethodName::Rvpo => {
            "pairs of a group and a reward are constant: Z is 0 there, which still caps RVPO's A at (ln M)/k"
        }
        _ => "pairs of a group and a reward are constant: Z is 0 there",
    };
    warn(estimated.constant, groups.len() * reward_count, constant);
    let texts = Texts::of(convention, method);
    let rollouts = groups.rollouts();
    warn(estimated.single, groups.len(), texts.single);
    warn(estimated.missing, rollouts * reward_count, texts.missing);
    warn(estimated.unscored, rollouts, texts.unscored);
    #[cfg(feature = "own-rewards")]
    if matches!(convention, Convention::Trl | Convention::MsSwift) && !groups.are_equal() {
        warnings.push(format!("the groups are of unequal size, which {convention} does not have: each is standardised by itself, as in the others"));
    }
}

/// What is peculiar about a convention, as warnings say it.
struct Texts {
    single: &'static str,
    missing: &'static str,
    unscored: &'static str,
}

impl Texts {
    #[cfg_attr(not(feature = "own-rewards"), expect(unused_variables))]
    fn of(convention: Convention, method: MethodName) -> Self {
        let paper = Self {
            single: "groups have a single rollout: its Z is 0",
            missing: "rewards are missing: they are left out, and the others of the rollout count for more",
            unscored: "rollouts have no reward at all: their advantage is 0",
        };
        #[cfg(feature = "own-rewards")]
        {
            use MethodName::{DrGrpo, Dvao, Gdpo, Grpo, ReinforcePlusPlus, Rloo};
            let adds_up = matches!(method, Grpo | DrGrpo | Rloo | ReinforcePlusPlus);
            let sum = "rewards are missing: they add nothing to the weighted sum of their rollout, as if they were 0";
            match convention {
                Convention::Paper if method == Dvao => {}
                Convention::Paper | Convention::NemoRl if !adds_up => {}
                Convention::Paper | Convention::NemoRl => {
                    return Self {
                        missing: sum,
                        ..paper
                    };
                }
                Convention::Trl => {
                    let missing = if adds_up || method == Gdpo {
                        sum
                    } else {
                        "rewards are missing: they are left out, and the others of the rollout count for more; so is a reward that no other rollout of its group has"
                    };
                    return Self { missing, ..paper };
                }
                Convention::Verl => {
                    let single = "groups have a single rollout: verl takes its mean for 0 and its deviation for 1, so that it keeps its raw rewards";
                    return Self { single, ..paper };
                }
                Convention::MsSwift => {
                    return Self {
                        missing: match method {
                            _ if adds_up => sum,
                            Gdpo => "rewards are missing: their Z is 0, as if they were average",
                            _ => {
                                "rewards are missing: their Z is 0, which a sum does not notice but RVPO, the variance penalty and hard min do"
                            }
                        },
                        unscored: "rollouts have no reward at all: they are scored 0 and whitened or centred with the others",
                        ..paper
                    };
                }
            }
        }
        paper
    }
}

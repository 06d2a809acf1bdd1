//! The trainers' conventions written once more, plainly and slowly, from their formulas.

use rvpo_playground::aggregate::{
    Advantages, Convention, Error, Estimator, Groups, Method, MethodName, Rewards, RiskCoefficient,
    ScaleRewards, Schedule, Weights,
};

/// N rollouts.
#[derive(Clone, Debug)]
pub struct Batch {
    /// N x M.
    pub rewards: Vec<Vec<Option<f64>>>,
    /// N labels.
    pub groups: Vec<usize>,
    /// N lengths.
    pub tokens: Vec<u32>,
    /// M.
    pub weights: Vec<f64>,
}

pub fn method(name: MethodName, k: f64) -> Method {
    let k = Schedule::constant(RiskCoefficient::new(k).unwrap());
    Method::new(name, name.takes_k().then_some(k)).unwrap()
}

impl Batch {
    pub fn run(
        &self,
        convention: Convention,
        method: Method,
        scale: ScaleRewards,
    ) -> Result<Advantages<f64>, Error> {
        let weights = Weights::new(&self.weights).unwrap();
        Estimator::new(method, 0, 1, weights, scale)
            .with_convention(convention)?
            .advantages(
                &Rewards::from_rows(&self.rewards)?,
                &Groups::by_id(&self.groups),
                Some(&self.tokens),
                true,
            )
    }

    /// The rollouts of each group.
    pub fn members(&self) -> Vec<Vec<usize>> {
        let groups = self.groups.iter().max().map_or(0, |most| most + 1);
        let members = |group| (0..self.groups.len()).filter(move |&i| self.groups[i] == group);
        (0..groups)
            .map(|group| members(group).collect())
            .filter(|members: &Vec<usize>| !members.is_empty())
            .collect()
    }
}

/// What is expected.
pub struct Reference {
    /// N x M; none where the convention has no Z, which only TRL does not.
    pub z: Vec<Vec<Option<f64>>>,
    /// None where there is nothing to score.
    pub scores: Vec<Option<f64>>,
    pub advantages: Vec<f64>,
    /// The smallest number that something was divided by on the way from scores to advantages.
    pub divisor: f64,
}

pub fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// ddof 1; none for fewer than two numbers.
pub fn std(x: &[f64]) -> Option<f64> {
    let m = mean(x);
    let squares: f64 = x.iter().map(|x| (x - m).powi(2)).sum();
    (x.len() > 1).then(|| (squares / (x.len() as f64 - 1.0)).sqrt())
}

/// The function of that name in TRL and ms-swift.
fn nanstd(x: &[f64]) -> Option<f64> {
    let m = mean(x);
    let squares: Vec<f64> = x.iter().map(|x| (x - m).powi(2)).collect();
    let n = x.len();
    (n > 1).then(|| (mean(&squares) * f64::from(n as f32 / (n - 1) as f32)).sqrt())
}

fn standardised(convention: Convention, column: &[Option<f64>]) -> Vec<Option<f64>> {
    let present: Vec<f64> = column.iter().copied().flatten().collect();
    if present.is_empty() {
        return match convention {
            Convention::MsSwift => vec![Some(0.0); column.len()],
            _ => column.to_vec(),
        };
    }
    let m = mean(&present);
    let (m, divisor) = match convention {
        Convention::Paper | Convention::NemoRl => (m, Some(std(&present).unwrap_or(0.0) + 1e-6)),
        Convention::Trl if column.len() == 1 => (m, Some(1e-4)),
        Convention::Trl => (m, nanstd(&present).map(|std| std + 1e-4)),
        Convention::Verl => match std(&present) {
            Some(std) => (m, Some(std + 1e-6)),
            None => (0.0, Some(f64::from(1.0_f32 + 1e-6))),
        },
        Convention::MsSwift => (m, nanstd(&present).map(|std| std + 1e-8)),
    };
    let z = |x: &Option<f64>| Some((((*x)?) - m) / divisor?);
    let z = column.iter().map(z);
    match convention {
        Convention::MsSwift => z.map(|z| Some(z.unwrap_or(0.0))).collect(),
        _ => z.collect(),
    }
}

pub fn reference(
    batch: &Batch,
    convention: Convention,
    name: MethodName,
    k: f64,
    scale: ScaleRewards,
) -> Reference {
    let (n, m) = (batch.rewards.len(), batch.weights.len());
    let mut z: Vec<Vec<Option<f64>>> = vec![Vec::new(); n];
    for group in batch.members() {
        let column = |j: usize| -> Vec<_> { group.iter().map(|&i| batch.rewards[i][j]).collect() };
        let columns: Vec<_> = (0..m)
            .map(|j| standardised(convention, &column(j)))
            .collect();
        for (place, &i) in group.iter().enumerate() {
            z[i] = columns.iter().map(|column| column[place]).collect();
        }
    }
    let is_sum = matches!(name, MethodName::Grpo | MethodName::DrGrpo);
    let score = |i: usize| -> Option<f64> {
        let from = if is_sum { &batch.rewards[i] } else { &z[i] };
        let (values, weights): (Vec<f64>, Vec<f64>) = (from.iter().zip(&batch.weights))
            .filter_map(|(value, &w)| Some(((*value)?, w)))
            .filter(|&(_, w)| w > 0.0)
            .unzip();
        let sum: f64 = values.iter().zip(&weights).map(|(x, w)| x * w).sum();
        if values.is_empty() {
            // A sum of nothing is 0 where the trainer does not look at what is missing.
            let has_any = batch.rewards[i].iter().any(Option::is_some);
            let scored = match convention {
                Convention::Trl => has_any,
                Convention::MsSwift => true,
                _ => false,
            };
            return scored.then_some(0.0);
        }
        if is_sum {
            return Some(sum);
        }
        let total: f64 = weights.iter().sum();
        let mu = sum / total;
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let spread = |of: &dyn Fn(f64) -> f64| -> f64 {
            let terms = values.iter().zip(&weights);
            terms.map(|(&x, w)| w / total * of(x)).sum()
        };
        Some(match name {
            MethodName::Gdpo if convention == Convention::Paper => mu,
            MethodName::Gdpo => sum,
            MethodName::Variance => mu - k / 2.0 * spread(&|x| (x - mu).powi(2)),
            MethodName::Rvpo => least - spread(&|x| (-k * (x - least)).exp()).ln() / k,
            MethodName::Min => least,
            _ => panic!("{name}"),
        })
    };
    let scores: Vec<Option<f64>> = (0..n).map(score).collect();
    let scored =
        |rollouts: &[usize]| -> Vec<f64> { rollouts.iter().filter_map(|&i| scores[i]).collect() };
    let everyone: Vec<usize> = (0..n).collect();
    let all = scored(&everyone);
    let mut least_divisor = f64::INFINITY;
    let mut advantages = vec![0.0; n];
    if is_sum {
        let epsilon = match convention {
            Convention::Trl | Convention::MsSwift => 1e-4,
            _ => 1e-6,
        };
        let std = |x: &[f64]| match convention {
            Convention::Trl => nanstd(x),
            _ => std(x),
        };
        for group in batch.members() {
            let own = scored(&group);
            let alone = convention == Convention::Verl && group.len() == 1;
            let m = if alone { 0.0 } else { mean(&own) };
            let divisor = match (name, scale) {
                (MethodName::DrGrpo, _) | (_, ScaleRewards::None) => 1.0,
                _ if alone => f64::from(1.0_f32 + 1e-6),
                (_, ScaleRewards::Group) => std(&own).unwrap_or(0.0) + epsilon,
                (_, ScaleRewards::Batch) => std(&all).unwrap_or(0.0) + epsilon,
            };
            least_divisor = least_divisor.min(divisor);
            for i in group {
                advantages[i] = scores[i].map_or(0.0, |score| (score - m) / divisor);
            }
        }
    } else if !all.is_empty() {
        let (m, divisor) = match convention {
            Convention::Paper => (mean(&all), std(&all).unwrap_or(0.0) + 1e-6),
            Convention::Trl => (mean(&all), nanstd(&all).unwrap_or(0.0) + 1e-4),
            Convention::MsSwift => (mean(&all), std(&all).unwrap_or(0.0) + 1e-8),
            Convention::NemoRl => (mean(&all), std(&all).unwrap_or(0.0)),
            Convention::Verl => {
                // Every token is a number of its own.
                let tokens: Vec<f64> = (all.iter().zip(&batch.tokens))
                    .flat_map(|(&score, &n)| std::iter::repeat_n(score, n as usize))
                    .collect();
                (mean(&tokens), (std(&tokens).unwrap().powi(2) + 1e-8).sqrt())
            }
        };
        least_divisor = divisor;
        for i in 0..n {
            advantages[i] = scores[i].map_or(0.0, |score| (score - m) / divisor);
        }
    }
    Reference {
        z,
        scores,
        advantages,
        divisor: least_divisor,
    }
}

//! What Rust and the kernels must agree on. A test below reads the other side out of the WGSL.

use bytemuck::{Pod, Zeroable};

use crate::aggregate::MethodName;
use crate::engine::buffers::Buffer;
use crate::engine::{Config, Kernel, MAX_METHODS};
use crate::toy::{MAX_RESPONSES, MAX_TRAINED_REWARDS};

/// Invocations of a workgroup.
pub(super) const WORKGROUP: usize = 64;

/// A file of `kernels/`, as build.rs leaves it.
macro_rules! wgsl {
    ($name:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/", $name, ".wgsl"))
    };
}

/// Returns a kernel in WGSL, with what all of them share.
pub(super) fn source(kernel: Kernel) -> String {
    let body = match kernel {
        Kernel::Rollout => wgsl!("rollout"),
        Kernel::Advantage => wgsl!("advantage"),
        Kernel::Update => wgsl!("update"),
    };
    [wgsl!("common"), body].concat()
}

/// Lists the buffers that a kernel has at bindings 1, 2 and so on; at 0 it has the [`GpuConfig`].
pub(super) fn bindings(kernel: Kernel) -> &'static [Buffer] {
    use Buffer::{Advantages, Bottlenecks, Lanes, Responses, Rewards, Z};
    match kernel {
        Kernel::Rollout => &[Lanes, Responses, Rewards],
        Kernel::Advantage => &[Lanes, Rewards, Z, Advantages],
        Kernel::Update => &[Lanes, Responses, Advantages, Bottlenecks],
    }
}

/// Returns a method's number in the kernels: its place among those that are trained. [`Config`] lets no other through.
fn kind(method: MethodName) -> u32 {
    let place = MethodName::TRAINED.iter().position(|&name| name == method);
    place.map_or(u32::MAX, |place| place as u32)
}

/// `Method` of kernels/common.wgsl.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct GpuMethod {
    kind: u32,
    k_from: f32,
    k_to: f32,
    padding: u32,
}

/// `Config` of kernels/common.wgsl.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct GpuConfig {
    responses: u32,
    rewards: u32,
    prompts: u32,
    group_size: u32,
    rollouts: u32,
    seeds: u32,
    methods: u32,
    lanes: u32,
    steps: u32,
    seed: u32,
    noise: f32,
    learning_rate: f32,
    method: [GpuMethod; MAX_METHODS],
    table: [f32; MAX_TRAINED_REWARDS * MAX_RESPONSES],
}

impl GpuConfig {
    /// Writes the configuration as the kernels read it.
    pub fn new(config: &Config) -> Self {
        let mut gpu = Self {
            responses: config.responses() as u32,
            rewards: config.rewards() as u32,
            prompts: config.prompts as u32,
            group_size: config.group_size as u32,
            rollouts: config.rollouts() as u32,
            seeds: config.seeds as u32,
            methods: config.methods.len() as u32,
            lanes: config.lanes() as u32,
            steps: config.steps,
            seed: config.seed,
            noise: config.scenario.noise(),
            learning_rate: config.learning_rate as f32,
            ..Self::zeroed()
        };
        for (place, method) in gpu.method.iter_mut().zip(&config.methods) {
            *place = GpuMethod {
                kind: kind(method.name()),
                k_from: method.schedule().map_or(0.0, |k| k.from() as f32),
                k_to: method.schedule().map_or(0.0, |k| k.to() as f32),
                padding: 0,
            };
        }
        for ((a, j), &level) in config.table().indexed_iter() {
            gpu.table[j * MAX_RESPONSES + a] = level;
        }
        gpu
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use std::collections::BTreeMap;
    use std::mem::offset_of;

    use wgpu::naga::{AddressSpace, ArraySize, Literal, Module, TypeInner, front};
    use wgpu::naga::{Expression, Type};

    use super::*;
    use crate::aggregate::EPSILON;
    use crate::engine::{Lane, MAX_STEPS};

    fn read(kernel: Kernel) -> Module {
        front::wgsl::parse_str(&source(kernel)).unwrap()
    }

    /// Every named constant of a kernel.
    fn constants(module: &Module) -> BTreeMap<String, f64> {
        let constants = module.constants.iter().map(|(_, constant)| {
            let value = match module.global_expressions[constant.init] {
                Expression::Literal(Literal::U32(value)) => f64::from(value),
                Expression::Literal(Literal::F32(value)) => f64::from(value),
                ref other => panic!("{:?} is {other:?}", constant.name),
            };
            (constant.name.clone().unwrap(), value)
        });
        constants.collect()
    }

    /// What the type of that name has: its size, and the name and the offset of each member, all in bytes.
    fn structure(module: &Module, name: &str) -> (usize, Vec<(String, usize)>) {
        let named = |ty: &&Type| ty.name.as_deref() == Some(name);
        let ty = module.types.iter().map(|(_, ty)| ty).find(named).unwrap();
        let TypeInner::Struct { members, span } = &ty.inner else {
            panic!("{name} is {:?}", ty.inner)
        };
        let members = members.iter();
        let members = members.map(|member| (member.name.clone().unwrap(), member.offset as usize));
        (*span as usize, members.collect())
    }

    macro_rules! structure {
        ($type:ty: $($member:ident),*) => {
            (
                size_of::<$type>(),
                vec![$((stringify!($member).to_owned(), offset_of!($type, $member))),*],
            )
        };
    }

    #[test]
    fn constants_are_those_of_the_kernels() {
        let limits = [
            ("MAX_RESPONSES", MAX_RESPONSES as f64),
            ("MAX_TRAINED_REWARDS", MAX_TRAINED_REWARDS as f64),
            ("MAX_METHODS", MAX_METHODS as f64),
            ("MAX_STEPS", f64::from(MAX_STEPS)),
            ("WORKGROUP", WORKGROUP as f64),
            ("EPSILON", f64::from(EPSILON as f32)),
        ];
        let kinds = MethodName::TRAINED.map(|name| {
            let constant = name.as_str().replace('-', "_").to_uppercase();
            (constant, f64::from(kind(name)))
        });
        let limits = limits.map(|(name, value)| (name.to_owned(), value));
        let expected: BTreeMap<_, _> = limits.into_iter().chain(kinds).collect();
        for kernel in Kernel::ALL {
            assert_eq!(constants(&read(kernel)), expected, "{kernel:?}");
        }
    }

    #[test]
    fn structures_lie_in_memory_as_the_kernels_read_them() {
        let method = structure!(GpuMethod: kind, k_from, k_to, padding);
        let config = structure!(GpuConfig: responses, rewards, prompts, group_size, rollouts, seeds, methods, lanes, steps, seed, noise,
            learning_rate, method, table);
        let lane = structure!(Lane: logits, step);
        for kernel in Kernel::ALL {
            let module = read(kernel);
            assert_eq!(structure(&module, "Method"), method, "{kernel:?}");
            assert_eq!(structure(&module, "Config"), config, "{kernel:?}");
            assert_eq!(structure(&module, "Lane"), lane, "{kernel:?}");
        }
    }

    #[test]
    fn each_kernel_finds_its_buffers_where_they_are_bound() {
        for kernel in Kernel::ALL {
            let module = read(kernel);
            let bound = module.global_variables.iter().filter_map(|(_, variable)| {
                let binding = variable.binding?;
                assert_eq!(binding.group, 0, "{kernel:?}");
                Some((binding.binding, variable))
            });
            let mut bound: BTreeMap<_, _> = bound.collect();
            let config = bound.remove(&0).unwrap();
            assert_eq!(config.name.as_deref(), Some("config"), "{kernel:?}");
            assert_eq!(config.space, AddressSpace::Uniform, "{kernel:?}");
            let bound = bound.iter().map(|(&binding, variable)| {
                let TypeInner::Array { stride, size, .. } = module.types[variable.ty].inner else {
                    panic!("{:?} is no array", variable.name)
                };
                assert_eq!(size, ArraySize::Dynamic, "{:?}", variable.name);
                (binding, variable.name.as_deref().unwrap(), stride as usize)
            });
            let expected = (1..).zip(bindings(kernel));
            let expected = expected.map(|(at, buffer)| (at, buffer.name(), buffer.stride()));
            assert_eq!(
                bound.collect::<Vec<_>>(),
                expected.collect::<Vec<_>>(),
                "{kernel:?}"
            );
        }
    }

    #[test]
    fn each_kernel_has_one_entry_point_of_that_workgroup() {
        for kernel in Kernel::ALL {
            let module = read(kernel);
            let found = module.entry_points.iter();
            let found = found.map(|entry| (entry.name.as_str(), entry.workgroup_size));
            assert_eq!(
                found.collect::<Vec<_>>(),
                [(kernel.name(), [WORKGROUP as u32, 1, 1])]
            );
        }
    }
}

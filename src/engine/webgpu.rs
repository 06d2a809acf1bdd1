//! The engine on WebGPU: the kernels as WGSL compute shaders, through wgpu.
//!
//! It asks for no more than every WebGPU device has. One dispatch of a kernel moves every lane; many steps go into one submit, and
//! [`super::Engine::snapshot`] is the only wait.

use std::sync::{Arc, Mutex, PoisonError};

use bytemuck::{Pod, Zeroable};
use wgpu::util::DeviceExt as _;

use super::buffers::bottleneck_rows;
use super::{
    Buffers, Cause, Config, Error, Kernel, Lane, MAX_METHODS, MAX_STEPS, Readback, Sample,
};
use crate::aggregate::MethodName;
use crate::toy::{MAX_RESPONSES, MAX_REWARDS};

/// Invocations of a workgroup, as the kernels declare it.
const WORKGROUP: usize = 64;

/// A device that has compiled the kernels.
#[derive(Debug)]
pub struct Gpu {
    name: String,
    device: wgpu::Device,
    queue: wgpu::Queue,
    pipelines: [wgpu::ComputePipeline; 3],
    /// The first thing that went wrong since.
    failure: Arc<Mutex<Option<String>>>,
}

impl Gpu {
    /// Asks for an adapter and a device and compiles the kernels.
    ///
    /// # Errors
    /// There is no WebGPU, it has no adapter or device, or it refuses a kernel.
    pub async fn request() -> Result<Self, Error> {
        // wgpu panics where there is nothing to ask.
        let present = if cfg!(target_arch = "wasm32") {
            wgpu::util::is_browser_webgpu_supported().await
        } else {
            !wgpu::Instance::enabled_backend_features().is_empty()
        };
        if !present {
            return Err(lacking("has no adapter", ""));
        }
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let adapter = instance
            .request_adapter(&wgpu::RequestAdapterOptions::default())
            .await
            .map_err(|_| lacking("has no adapter", ""))?;
        let (device, queue) = adapter
            .request_device(&wgpu::DeviceDescriptor {
                label: Some("rvpo"),
                required_limits: wgpu::Limits::downlevel_defaults(),
                ..Default::default()
            })
            .await
            .map_err(|error| lacking("gave no device", error))?;
        let failure = Arc::new(Mutex::new(None));
        let note = |failure: &Arc<Mutex<Option<String>>>| {
            let failure = Arc::clone(failure);
            move |reason: String| {
                failure
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .get_or_insert(reason);
            }
        };
        let lost = note(&failure);
        device.set_device_lost_callback(move |reason, message| {
            lost(format!("{reason:?} {message}").trim().to_owned())
        });
        let uncaptured = note(&failure);
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            uncaptured(error.to_string())
        }));

        let scope = device.push_error_scope(wgpu::ErrorFilter::Validation);
        let pipelines = Kernel::ALL.map(|kernel| {
            let source = concat_source(kernel);
            let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
                label: Some(kernel.name()),
                source: wgpu::ShaderSource::Wgsl(source.into()),
            });
            device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: Some(kernel.name()),
                layout: None,
                module: &module,
                entry_point: Some(kernel.name()),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                cache: None,
            })
        });
        if let Some(error) = scope.pop().await {
            return Err(lacking("refused the kernels", error));
        }
        let name = Some(adapter.get_info().name).filter(|name| !name.is_empty());
        #[cfg(target_arch = "wasm32")]
        let name = name.or_else(|| vendor_and_architecture(&device));
        let name = name.unwrap_or_else(|| "unnamed adapter".to_owned());
        Ok(Self {
            name,
            device,
            queue,
            pipelines,
            failure,
        })
    }

    /// What the adapter calls itself.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn check(&self) -> Result<(), Error> {
        match &*self.failure.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(reason) => Err(Error::lost(reason)),
            None => Ok(()),
        }
    }
}

fn lacking(lack: &'static str, detail: impl std::fmt::Display) -> Error {
    Cause::Unavailable {
        lack,
        detail: detail.to_string(),
    }
    .into()
}

/// Browsers mostly tell no more of an adapter than a vendor and an architecture, which wgpu leaves out.
#[cfg(target_arch = "wasm32")]
fn vendor_and_architecture(device: &wgpu::Device) -> Option<String> {
    let info = device.as_webgpu()?.adapter_info();
    let name = format!("{} {}", info.vendor(), info.architecture());
    // Firefox tells neither.
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// A file of `kernels/`, as build.rs leaves it.
macro_rules! wgsl {
    ($name:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/", $name, ".wgsl"))
    };
}

fn concat_source(kernel: Kernel) -> String {
    let body = match kernel {
        Kernel::Rollout => wgsl!("rollout"),
        Kernel::Advantage => wgsl!("advantage"),
        Kernel::Update => wgsl!("update"),
    };
    [wgsl!("common"), body].concat()
}

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
struct GpuConfig {
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
    table: [f32; MAX_REWARDS * MAX_RESPONSES],
}

impl GpuConfig {
    fn new(config: &Config) -> Self {
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
                kind: match method.name() {
                    MethodName::Grpo => 0,
                    MethodName::DrGrpo => 1,
                    MethodName::Gdpo => 2,
                    MethodName::Variance => 3,
                    MethodName::Rvpo => 4,
                    MethodName::Min => 5,
                    // Not trained: `Config` has refused them.
                    #[cfg(feature = "own-rewards")]
                    MethodName::Rloo | MethodName::ReinforcePlusPlus | MethodName::Dvao => u32::MAX,
                },
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

/// Trains on a GPU, in single precision.
#[derive(Debug)]
pub struct Engine {
    gpu: Arc<Gpu>,
    config: Config,
    uniform: wgpu::Buffer,
    lanes: wgpu::Buffer,
    responses: wgpu::Buffer,
    rewards: wgpu::Buffer,
    z: wgpu::Buffer,
    advantages: wgpu::Buffer,
    bottlenecks: wgpu::Buffer,
    bindings: [wgpu::BindGroup; 3],
    staging: wgpu::Buffer,
    /// The step when all submitted work is done, and at the last snapshot.
    now: u32,
    read: u32,
}

impl Engine {
    /// Uniform policies before their first step.
    ///
    /// # Errors
    /// The device has no room for it.
    pub async fn new(gpu: Arc<Gpu>, config: &Config) -> Result<Self, Error> {
        let scopes = [
            wgpu::ErrorFilter::Validation,
            wgpu::ErrorFilter::OutOfMemory,
        ]
        .map(|filter| gpu.device.push_error_scope(filter));
        let engine = Self::build(&gpu, config);
        for scope in scopes.into_iter().rev() {
            if let Some(error) = scope.pop().await {
                return Err(lacking("has no room for the run", error));
            }
        }
        Ok(engine)
    }

    fn build(gpu: &Arc<Gpu>, config: &Config) -> Self {
        let device = &gpu.device;
        // WebGPU zeroes new buffers: uniform policies before their first step.
        let storage = |label, numbers: usize| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                size: 4 * numbers as u64,
                usage: wgpu::BufferUsages::STORAGE
                    | wgpu::BufferUsages::COPY_SRC
                    | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            })
        };
        let uniform = device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: Some("config"),
            contents: bytemuck::bytes_of(&GpuConfig::new(config)),
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
        });
        let (count, n) = (config.lanes(), config.rollouts());
        let lane_numbers = count * size_of::<Lane>() / 4;
        let lanes = storage("lanes", lane_numbers);
        let responses = storage("responses", count * n);
        let rewards = storage("rewards", count * n * config.rewards());
        let z = storage("z", count * n * config.rewards());
        let advantages = storage("advantages", count * n);
        let bottlenecks = storage("bottlenecks", count * MAX_STEPS as usize);
        let bind = |kernel: Kernel, buffers: &[&wgpu::Buffer]| {
            let entries: Vec<_> = std::iter::once(&uniform)
                .chain(buffers.iter().copied())
                .zip(0..)
                .map(|(buffer, binding)| wgpu::BindGroupEntry {
                    binding,
                    resource: buffer.as_entire_binding(),
                })
                .collect();
            device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some(kernel.name()),
                layout: &gpu.pipelines[kernel as usize].get_bind_group_layout(0),
                entries: &entries,
            })
        };
        let bindings = Kernel::ALL.map(|kernel| match kernel {
            Kernel::Rollout => bind(kernel, &[&lanes, &responses, &rewards]),
            Kernel::Advantage => bind(kernel, &[&lanes, &rewards, &z, &advantages]),
            Kernel::Update => bind(kernel, &[&lanes, &responses, &advantages, &bottlenecks]),
        });
        let staging = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("staging"),
            size: 4
                * (lane_numbers + count * MAX_STEPS as usize + n * (config.rewards() + 2)) as u64,
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        Self {
            gpu: Arc::clone(gpu),
            config: config.clone(),
            uniform,
            lanes,
            responses,
            rewards,
            z,
            advantages,
            bottlenecks,
            bindings,
            staging,
            now: 0,
            read: 0,
        }
    }

    /// Runs kernels, in order, in one submit.
    pub fn dispatch(&self, kernels: impl IntoIterator<Item = Kernel>) {
        let mut encoder = self
            .gpu
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            for kernel in kernels {
                let (x, y) = match kernel {
                    Kernel::Rollout => (
                        self.config.rollouts().div_ceil(WORKGROUP),
                        self.config.seeds,
                    ),
                    Kernel::Advantage => (self.config.lanes(), 1),
                    Kernel::Update => (self.config.lanes().div_ceil(WORKGROUP), 1),
                };
                pass.set_pipeline(&self.gpu.pipelines[kernel as usize]);
                pass.set_bind_group(0, &self.bindings[kernel as usize], &[]);
                pass.dispatch_workgroups(x as u32, y as u32, 1);
            }
        }
        self.gpu.queue.submit([encoder.finish()]);
    }

    /// Replaces everything the kernels work on.
    pub fn upload(&mut self, buffers: &Buffers) {
        let write = |to: &wgpu::Buffer, bytes: &[u8]| self.gpu.queue.write_buffer(to, 0, bytes);
        write(&self.lanes, bytemuck::cast_slice(&buffers.lanes));
        write(&self.responses, bytemuck::cast_slice(&buffers.responses));
        write(&self.rewards, bytemuck::cast_slice(&buffers.rewards));
        write(&self.z, bytemuck::cast_slice(&buffers.z));
        write(&self.advantages, bytemuck::cast_slice(&buffers.advantages));
        write(
            &self.bottlenecks,
            bytemuck::cast_slice(&buffers.bottlenecks),
        );
        self.now = buffers.lanes.first().map_or(0, |lane| lane.step);
        self.read = self.now;
    }

    /// Reads back everything the kernels work on.
    ///
    /// # Errors
    /// The device is lost.
    pub async fn download(&self) -> Result<Buffers, Error> {
        let all = [
            &self.lanes,
            &self.responses,
            &self.rewards,
            &self.z,
            &self.advantages,
            &self.bottlenecks,
        ];
        let staging = self.gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("download"),
            size: all.iter().map(|buffer| buffer.size()).sum(),
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let pieces: Vec<_> = all
            .iter()
            .map(|buffer| (*buffer, 0, buffer.size()))
            .collect();
        let bytes = self.read_back(&staging, &pieces).await?;
        let mut pieces = Pieces(&bytes);
        let size = |buffer: &wgpu::Buffer| buffer.size() as usize;
        Ok(Buffers {
            lanes: pieces.take(size(&self.lanes)),
            responses: pieces.take(size(&self.responses)),
            rewards: pieces.take(size(&self.rewards)),
            z: pieces.take(size(&self.z)),
            advantages: pieces.take(size(&self.advantages)),
            bottlenecks: pieces.take(size(&self.bottlenecks)),
        })
    }

    /// Copies (buffer, offset, bytes) pieces one after the other through `staging`.
    async fn read_back(
        &self,
        staging: &wgpu::Buffer,
        pieces: &[(&wgpu::Buffer, u64, u64)],
    ) -> Result<Vec<u8>, Error> {
        let mut encoder = self
            .gpu
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let mut end = 0;
        for &(buffer, offset, bytes) in pieces {
            encoder.copy_buffer_to_buffer(buffer, offset, staging, end, bytes);
            end += bytes;
        }
        self.gpu.queue.submit([encoder.finish()]);
        let (sender, receiver) = futures_channel::oneshot::channel();
        staging.map_async(wgpu::MapMode::Read, ..end, move |result| {
            // A receiver that is gone no longer wants the answer.
            drop(sender.send(result));
        });
        // A browser runs the queue by itself; elsewhere somebody must.
        #[cfg(not(target_arch = "wasm32"))]
        self.gpu
            .device
            .poll(wgpu::PollType::wait_indefinitely())
            .map_err(|error| Error::lost(&error))?;
        let mapped = receiver.await;
        self.gpu.check()?;
        mapped
            .map_err(|error| Error::lost(&error))?
            .map_err(|error| Error::lost(&error))?;
        let bytes = staging
            .get_mapped_range(..end)
            .map_err(|error| Error::lost(&error))?
            .to_vec();
        staging.unmap();
        Ok(bytes)
    }
}

/// Bytes handed out piece by piece.
struct Pieces<'a>(&'a [u8]);

impl Pieces<'_> {
    fn take<T: Pod>(&mut self, bytes: usize) -> Vec<T> {
        let (piece, rest) = self.0.split_at(bytes);
        self.0 = rest;
        // The bytes may lie anywhere, the numbers must be aligned.
        bytemuck::pod_collect_to_vec(piece)
    }
}

impl super::Engine for Engine {
    fn configure(&mut self, config: &Config) {
        self.config = config.clone();
        self.gpu.queue.write_buffer(
            &self.uniform,
            0,
            bytemuck::bytes_of(&GpuConfig::new(config)),
        );
    }

    fn load(&mut self, lanes: &[Lane]) {
        self.gpu
            .queue
            .write_buffer(&self.lanes, 0, bytemuck::cast_slice(lanes));
        self.now = lanes.first().map_or(0, |lane| lane.step);
        self.read = self.now;
    }

    fn step(&mut self, steps: u32) {
        if steps > 0 {
            self.dispatch((0..steps).flat_map(|_| Kernel::ALL));
            self.now += steps;
        }
    }

    async fn snapshot(&mut self, sampled: usize) -> Result<Readback, Error> {
        debug_assert!(self.now - self.read <= MAX_STEPS);
        let (count, n) = (self.config.lanes() as u64, self.config.rollouts() as u64);
        let batch = n * self.config.rewards() as u64;
        let mut pieces = vec![(&self.lanes, 0, self.lanes.size())];
        pieces.extend(
            bottleneck_rows(self.read, self.now)
                .map(|row| (&self.bottlenecks, 4 * row as u64 * count, 4 * count)),
        );
        pieces.push((&self.responses, 4 * sampled as u64 * n, 4 * n));
        pieces.push((&self.rewards, 4 * sampled as u64 * batch, 4 * batch));
        pieces.push((&self.advantages, 4 * sampled as u64 * n, 4 * n));
        let bytes = self.read_back(&self.staging, &pieces).await?;

        let mut pieces = Pieces(&bytes);
        let lanes: Vec<Lane> = pieces.take(self.lanes.size() as usize);
        if let Some(lane) = lanes.iter().find(|lane| {
            lane.step != self.now || lane.logits.iter().any(|logit| !logit.is_finite())
        }) {
            return Err(Error::lost(&format_args!(
                "a policy is at step {} instead of {}",
                lane.step, self.now
            )));
        }
        let bottlenecks = pieces.take(4 * (self.now - self.read) as usize * count as usize);
        let sample = Sample {
            lane: sampled,
            responses: pieces.take(4 * n as usize),
            rewards: pieces.take(4 * batch as usize),
            advantages: pieces.take(4 * n as usize),
        };
        self.read = self.now;
        Ok(Readback {
            lanes,
            bottlenecks,
            sample: (self.now > 0).then_some(sample),
        })
    }
}

//! The engine on WebGPU: the kernels as WGSL compute shaders, through wgpu.
//!
//! It asks for no more than every WebGPU device has. One dispatch of a kernel moves every lane; many steps go into one submit, and
//! [`super::Engine::snapshot`] is the only wait.

mod device;
mod layout;

pub use device::Gpu;

use std::sync::Arc;

use bytemuck::Pod;
use wgpu::util::DeviceExt as _;

use super::buffers::{Buffer, bottleneck_rows};
use super::{Buffers, Config, Error, Kernel, Lack, Lane, MAX_STEPS, Readback, Sample};
use device::lacking;
use layout::{GpuConfig, WORKGROUP, bindings};

/// Trains on a GPU, in single precision.
#[derive(Debug)]
pub struct Engine {
    gpu: Arc<Gpu>,
    config: Config,
    uniform: wgpu::Buffer,
    /// In the order of [`Buffer::ALL`].
    buffers: [wgpu::Buffer; Buffer::ALL.len()],
    bindings: [wgpu::BindGroup; 3],
    staging: wgpu::Buffer,
    /// The step when all submitted work is done, and at the last snapshot.
    now: u32,
    read: u32,
}

impl Engine {
    /// Makes uniform policies before their first step.
    ///
    /// # Errors
    /// The device has no room for the run.
    pub async fn new(gpu: Arc<Gpu>, config: &Config) -> Result<Self, Error> {
        let scopes = [
            wgpu::ErrorFilter::Validation,
            wgpu::ErrorFilter::OutOfMemory,
        ]
        .map(|filter| gpu.device.push_error_scope(filter));
        let engine = Self::build(&gpu, config);
        for scope in scopes.into_iter().rev() {
            if let Some(error) = scope.pop().await {
                return Err(lacking(Lack::Room, error));
            }
        }
        Ok(engine)
    }

    fn build(gpu: &Arc<Gpu>, config: &Config) -> Self {
        let device = &gpu.device;
        // WebGPU zeroes new buffers: uniform policies before their first step.
        let buffers = Buffer::ALL.map(|buffer| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(buffer.name()),
                size: (buffer.len(config) * buffer.stride()) as u64,
                usage: wgpu::BufferUsages::STORAGE
                    | wgpu::BufferUsages::COPY_SRC
                    | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            })
        });
        let uniform = device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: Some("config"),
            contents: bytemuck::bytes_of(&GpuConfig::new(config)),
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
        });
        let bindings = Kernel::ALL.map(|kernel| {
            let bound = bindings(kernel).iter();
            let bound = bound.map(|&buffer| &buffers[buffer as usize]);
            let entries: Vec<_> = std::iter::once(&uniform)
                .chain(bound)
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
        });
        let sample = config.rollouts() * (config.rewards() + 2);
        let staging = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("staging"),
            size: buffers[Buffer::Lanes as usize].size()
                + buffers[Buffer::Bottlenecks as usize].size()
                + 4 * sample as u64,
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        Self {
            gpu: Arc::clone(gpu),
            config: config.clone(),
            uniform,
            buffers,
            bindings,
            staging,
            now: 0,
            read: 0,
        }
    }

    fn buffer(&self, buffer: Buffer) -> &wgpu::Buffer {
        &self.buffers[buffer as usize]
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
        for buffer in Buffer::ALL {
            let (to, bytes) = (self.buffer(buffer), buffers.bytes(buffer));
            self.gpu.queue.write_buffer(to, 0, bytes);
        }
        self.now = buffers.lanes.first().map_or(0, |lane| lane.step);
        self.read = self.now;
    }

    /// Reads back everything the kernels work on.
    ///
    /// # Errors
    /// The device is lost.
    pub async fn download(&self) -> Result<Buffers, Error> {
        let staging = self.gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("download"),
            size: self.buffers.iter().map(wgpu::Buffer::size).sum(),
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let all = self.buffers.iter();
        let all: Vec<_> = all.map(|buffer| (buffer, 0, buffer.size())).collect();
        let bytes = self.read_back(&staging, &all).await?;
        let mut pieces = Pieces(&bytes);
        let size = |buffer: Buffer| self.buffer(buffer).size() as usize;
        Ok(Buffers {
            lanes: pieces.take(size(Buffer::Lanes)),
            responses: pieces.take(size(Buffer::Responses)),
            rewards: pieces.take(size(Buffer::Rewards)),
            z: pieces.take(size(Buffer::Z)),
            advantages: pieces.take(size(Buffer::Advantages)),
            bottlenecks: pieces.take(size(Buffer::Bottlenecks)),
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
        let (to, bytes) = (self.buffer(Buffer::Lanes), bytemuck::cast_slice(lanes));
        self.gpu.queue.write_buffer(to, 0, bytes);
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
        let lanes = self.buffer(Buffer::Lanes);
        let mut pieces = vec![(lanes, 0, lanes.size())];
        let bottlenecks = self.buffer(Buffer::Bottlenecks);
        pieces.extend(
            bottleneck_rows(self.read, self.now)
                .map(|row| (bottlenecks, 4 * row as u64 * count, 4 * count)),
        );
        for (buffer, numbers) in [
            (Buffer::Responses, n),
            (Buffer::Rewards, batch),
            (Buffer::Advantages, n),
        ] {
            let at = 4 * sampled as u64 * numbers;
            pieces.push((self.buffer(buffer), at, 4 * numbers));
        }
        let bytes = self.read_back(&self.staging, &pieces).await?;

        let mut pieces = Pieces(&bytes);
        let lanes: Vec<Lane> = pieces.take(lanes.size() as usize);
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

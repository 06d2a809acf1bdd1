//! The device, and the kernels compiled for it.

use std::sync::{Arc, Mutex, PoisonError};

use super::layout::source;
use crate::engine::{Cause, Error, Kernel, Lack};

/// A device that has compiled the kernels.
#[derive(Debug)]
pub struct Gpu {
    name: String,
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    pub(super) pipelines: [wgpu::ComputePipeline; 3],
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
            return Err(lacking(Lack::Adapter, ""));
        }
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let adapter = instance
            .request_adapter(&wgpu::RequestAdapterOptions::default())
            .await
            .map_err(|_| lacking(Lack::Adapter, ""))?;
        let (device, queue) = adapter
            .request_device(&wgpu::DeviceDescriptor {
                label: Some("rvpo"),
                required_limits: wgpu::Limits::downlevel_defaults(),
                ..Default::default()
            })
            .await
            .map_err(|error| lacking(Lack::Device, error))?;
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
            lost(format!("{reason:?} {message}").trim_ascii().to_owned())
        });
        let uncaptured = note(&failure);
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            uncaptured(error.to_string())
        }));

        let scope = device.push_error_scope(wgpu::ErrorFilter::Validation);
        let pipelines = Kernel::ALL.map(|kernel| {
            let source = source(kernel);
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
            return Err(lacking(Lack::Kernels, error));
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

    /// Returns what the adapter calls itself.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Says whether the device is still of use.
    pub(super) fn check(&self) -> Result<(), Error> {
        match &*self.failure.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(reason) => Err(Error::lost(reason)),
            None => Ok(()),
        }
    }
}

pub(super) fn lacking(lack: Lack, detail: impl std::fmt::Display) -> Error {
    Cause::Unavailable {
        lack,
        detail: Some(detail.to_string()).filter(|detail| !detail.is_empty()),
    }
    .into()
}

/// Browsers mostly tell no more of an adapter than a vendor and an architecture, which wgpu leaves out.
#[cfg(target_arch = "wasm32")]
fn vendor_and_architecture(device: &wgpu::Device) -> Option<String> {
    let info = device.as_webgpu()?.adapter_info();
    let name = format!("{} {}", info.vendor(), info.architecture());
    // Firefox tells neither.
    Some(name.trim_ascii().to_owned()).filter(|name| !name.is_empty())
}

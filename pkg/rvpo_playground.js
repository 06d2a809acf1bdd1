/* @ts-self-types="./rvpo_playground.d.ts" */
export class Trainer {
static __wrap(ptr) {
const obj = Object.create(Trainer.prototype);
obj.__wbg_ptr = ptr;
TrainerFinalization.register(obj, obj.__wbg_ptr, obj);
return obj;
}
__destroy_into_raw() {
const ptr = this.__wbg_ptr;
this.__wbg_ptr = 0;
TrainerFinalization.unregister(this);
return ptr;
}
free() {
const ptr = this.__destroy_into_raw();
wasm.__wbg_trainer_free(ptr, 0);
}
configure(options) {
const ret = wasm.trainer_configure(this.__wbg_ptr, options);
if (ret[1]) {
throw takeFromExternrefTable0(ret[0]);
}
}
static create(options) {
const ret = wasm.trainer_create(options);
return ret;
}
reset(seed) {
const ret = wasm.trainer_reset(this.__wbg_ptr, seed);
if (ret[2]) {
throw takeFromExternrefTable0(ret[1]);
}
return takeFromExternrefTable0(ret[0]);
}
step(n, inspected) {
const ret = wasm.trainer_step(this.__wbg_ptr, n, isLikeNone(inspected) ? Number.MAX_SAFE_INTEGER : (inspected) >>> 0);
return ret;
}
}
if (Symbol.dispose) Trainer.prototype[Symbol.dispose] = Trainer.prototype.free;
export function advantages(rewards, options) {
const ret = wasm.advantages(rewards, options);
if (ret[2]) {
throw takeFromExternrefTable0(ret[1]);
}
return takeFromExternrefTable0(ret[0]);
}
export function breakdown(z, share) {
const ret = wasm.breakdown(z, share);
if (ret[2]) {
throw takeFromExternrefTable0(ret[1]);
}
return takeFromExternrefTable0(ret[0]);
}
export function credit(z, k) {
const ret = wasm.credit(z, k);
if (ret[2]) {
throw takeFromExternrefTable0(ret[1]);
}
return takeFromExternrefTable0(ret[0]);
}
export function drawAxes(canvas, range, style, labels, map) {
const ret = wasm.drawAxes(canvas, range, style, labels, map);
if (ret[1]) {
throw takeFromExternrefTable0(ret[0]);
}
}
export function drawCurves(canvas, range, style, curves) {
const ret = wasm.drawCurves(canvas, range, style, curves);
if (ret[1]) {
throw takeFromExternrefTable0(ret[0]);
}
}
export function selfTest() {
const ret = wasm.selfTest();
return ret;
}
export function simulate(options) {
const ret = wasm.simulate(options);
return ret;
}
export function softmin(z, k) {
const ret = wasm.softmin(z, k);
if (ret[2]) {
throw takeFromExternrefTable0(ret[1]);
}
return ret[0];
}
export function taylor(z, k) {
const ret = wasm.taylor(z, k);
if (ret[2]) {
throw takeFromExternrefTable0(ret[1]);
}
return takeFromExternrefTable0(ret[0]);
}
function __wbg_get_imports() {
const import0 = {
__proto__: null,
Error: function(arg0, arg1) {
const ret = Error(getStringFromWasm0(arg0, arg1));
return ret;
},
Number: function(arg0) {
const ret = Number(arg0);
return ret;
},
String: function(arg0, arg1) {
const ret = String(arg1);
const ptr1 = passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
const len1 = WASM_VECTOR_LEN;
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
},
Window: function(arg0) {
const ret = arg0.Window;
return ret;
},
WorkerGlobalScope: function(arg0) {
const ret = arg0.WorkerGlobalScope;
return ret;
},
__wbindgen_boolean_get: function(arg0) {
const v = arg0;
const ret = typeof(v) === 'boolean' ? v : undefined;
return isLikeNone(ret) ? 0xFFFFFF : ret ? 1 : 0;
},
__wbindgen_debug_string: function(arg0, arg1) {
const ret = debugString(arg1);
const ptr1 = passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
const len1 = WASM_VECTOR_LEN;
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
},
__wbindgen_is_function: function(arg0) {
const ret = typeof(arg0) === 'function';
return ret;
},
__wbindgen_is_null: function(arg0) {
const ret = arg0 === null;
return ret;
},
__wbindgen_is_object: function(arg0) {
const val = arg0;
const ret = typeof(val) === 'object' && val !== null;
return ret;
},
__wbindgen_is_string: function(arg0) {
const ret = typeof(arg0) === 'string';
return ret;
},
__wbindgen_is_undefined: function(arg0) {
const ret = arg0 === undefined;
return ret;
},
__wbindgen_jsval_loose_eq: function(arg0, arg1) {
const ret = arg0 == arg1;
return ret;
},
__wbindgen_number_get: function(arg0, arg1) {
const obj = arg1;
const ret = typeof(obj) === 'number' ? obj : undefined;
getDataViewMemory0().setFloat64((arg0 >>> 0) + 8 * 1, isLikeNone(ret) ? 0 : ret, true);
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, !isLikeNone(ret), true);
},
__wbindgen_string_get: function(arg0, arg1) {
const obj = arg1;
const ret = typeof(obj) === 'string' ? obj : undefined;
var ptr1 = isLikeNone(ret) ? 0 : passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
var len1 = WASM_VECTOR_LEN;
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
},
__wbindgen_throw: function(arg0, arg1) {
throw new Error(getStringFromWasm0(arg0, arg1));
},
__wbindgen_typeof: function(arg0) {
const ret = typeof arg0;
return ret;
},
_wbg_cb_unref: function(arg0) {
arg0._wbg_cb_unref();
},
adapterInfo: function(arg0) {
const ret = arg0.adapterInfo;
return ret;
},
arc: function() { return handleError(function (arg0, arg1, arg2, arg3, arg4, arg5) {
arg0.arc(arg1, arg2, arg3, arg4, arg5);
}, arguments); },
architecture: function(arg0, arg1) {
const ret = arg1.architecture;
const ptr1 = passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
const len1 = WASM_VECTOR_LEN;
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
},
beginComputePass: function(arg0, arg1) {
const ret = arg0.beginComputePass(arg1);
return ret;
},
beginPath: function(arg0) {
arg0.beginPath();
},
call: function() { return handleError(function (arg0, arg1, arg2) {
const ret = arg0.call(arg1, arg2);
return ret;
}, arguments); },
clearRect: function(arg0, arg1, arg2, arg3, arg4) {
arg0.clearRect(arg1, arg2, arg3, arg4);
},
closePath: function(arg0) {
arg0.closePath();
},
configure: function() { return handleError(function (arg0, arg1) {
arg0.configure(arg1);
}, arguments); },
copyBufferToBuffer: function() { return handleError(function (arg0, arg1, arg2, arg3, arg4, arg5) {
arg0.copyBufferToBuffer(arg1, arg2, arg3, arg4, arg5);
}, arguments); },
copyBufferToBuffer_2: function() { return handleError(function (arg0, arg1, arg2, arg3, arg4) {
arg0.copyBufferToBuffer(arg1, arg2, arg3, arg4);
}, arguments); },
createBindGroup: function(arg0, arg1) {
const ret = arg0.createBindGroup(arg1);
return ret;
},
createBuffer: function() { return handleError(function (arg0, arg1) {
const ret = arg0.createBuffer(arg1);
return ret;
}, arguments); },
createCommandEncoder: function(arg0, arg1) {
const ret = arg0.createCommandEncoder(arg1);
return ret;
},
createComputePipeline: function(arg0, arg1) {
const ret = arg0.createComputePipeline(arg1);
return ret;
},
createShaderModule: function(arg0, arg1) {
const ret = arg0.createShaderModule(arg1);
return ret;
},
description: function(arg0, arg1) {
const ret = arg1.description;
const ptr1 = passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
const len1 = WASM_VECTOR_LEN;
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
},
dispatchWorkgroups: function(arg0, arg1, arg2, arg3) {
arg0.dispatchWorkgroups(arg1 >>> 0, arg2 >>> 0, arg3 >>> 0);
},
end: function(arg0) {
arg0.end();
},
error: function(arg0) {
const ret = arg0.error;
return ret;
},
fillRect: function(arg0, arg1, arg2, arg3, arg4) {
arg0.fillRect(arg1, arg2, arg3, arg4);
},
fillText: function() { return handleError(function (arg0, arg1, arg2, arg3, arg4) {
arg0.fillText(getStringFromWasm0(arg1, arg2), arg3, arg4);
}, arguments); },
fill: function(arg0) {
arg0.fill();
},
finish: function(arg0) {
const ret = arg0.finish();
return ret;
},
finish_2: function(arg0, arg1) {
const ret = arg0.finish(arg1);
return ret;
},
font: function(arg0, arg1) {
const ret = arg1.font;
const ptr1 = passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
const len1 = WASM_VECTOR_LEN;
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
},
from: function(arg0) {
const ret = Array.from(arg0);
return ret;
},
getBindGroupLayout: function(arg0, arg1) {
const ret = arg0.getBindGroupLayout(arg1 >>> 0);
return ret;
},
getContext_2: function() { return handleError(function (arg0, arg1, arg2) {
const ret = arg0.getContext(getStringFromWasm0(arg1, arg2));
return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);
}, arguments); },
getContext: function() { return handleError(function (arg0, arg1, arg2) {
const ret = arg0.getContext(getStringFromWasm0(arg1, arg2));
return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);
}, arguments); },
getMappedRange: function() { return handleError(function (arg0, arg1, arg2) {
const ret = arg0.getMappedRange(arg1, arg2);
return ret;
}, arguments); },
get_2: function() { return handleError(function (arg0, arg1) {
const ret = Reflect.get(arg0, arg1);
return ret;
}, arguments); },
get: function(arg0, arg1) {
const ret = arg0.get(arg1);
return ret;
},
get_unchecked: function(arg0, arg1) {
const ret = arg0[arg1 >>> 0];
return ret;
},
gpu: function(arg0) {
const ret = arg0.gpu;
return ret;
},
has: function() { return handleError(function (arg0, arg1) {
const ret = Reflect.has(arg0, arg1);
return ret;
}, arguments); },
height: function(arg0) {
const ret = arg0.height;
return ret;
},
info: function(arg0) {
const ret = arg0.info;
return ret;
},
instanceof_CanvasRenderingContext2d: function(arg0) {
let result;
try {
result = arg0 instanceof CanvasRenderingContext2D;
} catch (_) {
result = false;
}
const ret = result;
return ret;
},
instanceof_Float64Array: function(arg0) {
let result;
try {
result = arg0 instanceof Float64Array;
} catch (_) {
result = false;
}
const ret = result;
return ret;
},
instanceof_GpuOutOfMemoryError: function(arg0) {
let result;
try {
result = arg0 instanceof GPUOutOfMemoryError;
} catch (_) {
result = false;
}
const ret = result;
return ret;
},
instanceof_GpuValidationError: function(arg0) {
let result;
try {
result = arg0 instanceof GPUValidationError;
} catch (_) {
result = false;
}
const ret = result;
return ret;
},
instanceof_HtmlCanvasElement: function(arg0) {
let result;
try {
result = arg0 instanceof HTMLCanvasElement;
} catch (_) {
result = false;
}
const ret = result;
return ret;
},
isArray: function(arg0) {
const ret = Array.isArray(arg0);
return ret;
},
isFallbackAdapter: function(arg0) {
const ret = arg0.isFallbackAdapter;
return ret;
},
keys: function(arg0) {
const ret = Object.keys(arg0);
return ret;
},
label: function(arg0, arg1) {
const ret = arg1.label;
const ptr1 = passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
const len1 = WASM_VECTOR_LEN;
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
},
length_3: function(arg0) {
const ret = arg0.length;
return ret;
},
length_2: function(arg0) {
const ret = arg0.length;
return ret;
},
length: function(arg0) {
const ret = arg0.length;
return ret;
},
lineTo: function(arg0, arg1, arg2) {
arg0.lineTo(arg1, arg2);
},
lost: function(arg0) {
const ret = arg0.lost;
return ret;
},
mapAsync: function(arg0, arg1, arg2, arg3) {
const ret = arg0.mapAsync(arg1 >>> 0, arg2, arg3);
return ret;
},
measureText: function() { return handleError(function (arg0, arg1, arg2) {
const ret = arg0.measureText(getStringFromWasm0(arg1, arg2));
return ret;
}, arguments); },
message: function(arg0, arg1) {
const ret = arg1.message;
const ptr1 = passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
const len1 = WASM_VECTOR_LEN;
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
},
message_2: function(arg0, arg1) {
const ret = arg1.message;
const ptr1 = passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
const len1 = WASM_VECTOR_LEN;
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
},
moveTo: function(arg0, arg1, arg2) {
arg0.moveTo(arg1, arg2);
},
navigator_2: function(arg0) {
const ret = arg0.navigator;
return ret;
},
navigator: function(arg0) {
const ret = arg0.navigator;
return ret;
},
new: function() { return handleError(function (arg0, arg1) {
const ret = new OffscreenCanvas(arg0 >>> 0, arg1 >>> 0);
return ret;
}, arguments); },
new_3: function() {
const ret = new Array();
return ret;
},
new_4: function() {
const ret = new Map();
return ret;
},
new_2: function() {
const ret = new Object();
return ret;
},
new_from_slice: function(arg0, arg1) {
const ret = new Float64Array(getArrayF64FromWasm0(arg0, arg1));
return ret;
},
new_typed_2: function() {
const ret = new Object();
return ret;
},
new_typed: function(arg0, arg1) {
try {
var state0 = {a: arg0, b: arg1};
var cb0 = (arg0, arg1) => {
const a = state0.a;
state0.a = 0;
try {
return wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___js_sys_c7417f4bd87eae2___Function_fn_wasm_bindgen_b08d588c6291bac1___JsValue_____wasm_bindgen_b08d588c6291bac1___sys__Undefined___js_sys_c7417f4bd87eae2___Function_fn_wasm_bindgen_b08d588c6291bac1___JsValue_____wasm_bindgen_b08d588c6291bac1___sys__Undefined_______true_(a, state0.b, arg0, arg1);
} finally {
state0.a = a;
}
};
const ret = new Promise(cb0);
return ret;
} finally {
state0.a = 0;
}
},
new_with_byte_offset_and_length: function(arg0, arg1, arg2) {
const ret = new Uint8Array(arg0, arg1 >>> 0, arg2 >>> 0);
return ret;
},
onSubmittedWorkDone: function(arg0) {
const ret = arg0.onSubmittedWorkDone();
return ret;
},
popErrorScope: function(arg0) {
const ret = arg0.popErrorScope();
return ret;
},
prototypesetcall_2: function(arg0, arg1, arg2) {
Uint8Array.prototype.set.call(getArrayU8FromWasm0(arg0, arg1), arg2);
},
prototypesetcall: function(arg0, arg1, arg2) {
Float64Array.prototype.set.call(getArrayF64FromWasm0(arg0, arg1), arg2);
},
pushErrorScope: function(arg0, arg1) {
arg0.pushErrorScope(__wbindgen_enum_GpuErrorFilter[arg1]);
},
queueMicrotask: function(arg0) {
const ret = arg0.queueMicrotask;
return ret;
},
queueMicrotask_2: function(arg0) {
queueMicrotask(arg0);
},
queue: function(arg0) {
const ret = arg0.queue;
return ret;
},
reason: function(arg0) {
const ret = arg0.reason;
return (__wbindgen_enum_GpuDeviceLostReason.indexOf(ret) + 1 || 3) - 1;
},
requestAdapter_2: function(arg0, arg1) {
const ret = arg0.requestAdapter(arg1);
return ret;
},
requestAdapter: function(arg0) {
const ret = arg0.requestAdapter();
return ret;
},
requestDevice: function(arg0, arg1) {
const ret = arg0.requestDevice(arg1);
return ret;
},
resetTransform: function() { return handleError(function (arg0) {
arg0.resetTransform();
}, arguments); },
resolve: function(arg0) {
const ret = Promise.resolve(arg0);
return ret;
},
restore: function(arg0) {
arg0.restore();
},
rotate: function() { return handleError(function (arg0, arg1) {
arg0.rotate(arg1);
}, arguments); },
save: function(arg0) {
arg0.save();
},
setBindGroup_2: function() { return handleError(function (arg0, arg1, arg2, arg3, arg4, arg5, arg6) {
arg0.setBindGroup(arg1 >>> 0, arg2, getArrayU32FromWasm0(arg3, arg4), arg5, arg6 >>> 0);
}, arguments); },
setBindGroup: function(arg0, arg1, arg2) {
arg0.setBindGroup(arg1 >>> 0, arg2);
},
setPipeline: function(arg0, arg1) {
arg0.setPipeline(arg1);
},
setTransform: function() { return handleError(function (arg0, arg1, arg2, arg3, arg4, arg5, arg6) {
arg0.setTransform(arg1, arg2, arg3, arg4, arg5, arg6);
}, arguments); },
set_4: function(arg0, arg1, arg2) {
arg0.set(arg1, arg2 >>> 0);
},
set_5: function() { return handleError(function (arg0, arg1, arg2) {
const ret = Reflect.set(arg0, arg1, arg2);
return ret;
}, arguments); },
set_2: function(arg0, arg1, arg2) {
const ret = arg0.set(arg1, arg2);
return ret;
},
set_beginning_of_pass_write_index: function(arg0, arg1) {
arg0.beginningOfPassWriteIndex = arg1 >>> 0;
},
set_binding: function(arg0, arg1) {
arg0.binding = arg1 >>> 0;
},
set_buffer: function(arg0, arg1) {
arg0.buffer = arg1;
},
set_code: function(arg0, arg1, arg2) {
arg0.code = getStringFromWasm0(arg1, arg2);
},
set_compute: function(arg0, arg1) {
arg0.compute = arg1;
},
set: function(arg0, arg1, arg2) {
arg0[arg1 >>> 0] = arg2;
},
set_device: function(arg0, arg1) {
arg0.device = arg1;
},
set_3: function(arg0, arg1, arg2) {
arg0[arg1] = arg2;
},
set_end_of_pass_write_index: function(arg0, arg1) {
arg0.endOfPassWriteIndex = arg1 >>> 0;
},
set_entries: function(arg0, arg1, arg2) {
arg0.entries = getArrayJsValueViewFromWasm0(arg1, arg2);
},
set_entry_point: function(arg0, arg1, arg2) {
arg0.entryPoint = getStringFromWasm0(arg1, arg2);
},
set_fillStyle: function(arg0, arg1) {
arg0.fillStyle = arg1;
},
set_font: function(arg0, arg1, arg2) {
arg0.font = getStringFromWasm0(arg1, arg2);
},
set_format: function(arg0, arg1) {
arg0.format = __wbindgen_enum_GpuTextureFormat[arg1];
},
set_label_7: function(arg0, arg1, arg2) {
arg0.label = getStringFromWasm0(arg1, arg2);
},
set_label: function(arg0, arg1, arg2) {
arg0.label = getStringFromWasm0(arg1, arg2);
},
set_label_6: function(arg0, arg1, arg2) {
arg0.label = getStringFromWasm0(arg1, arg2);
},
set_label_3: function(arg0, arg1, arg2) {
arg0.label = getStringFromWasm0(arg1, arg2);
},
set_label_4: function(arg0, arg1, arg2) {
arg0.label = getStringFromWasm0(arg1, arg2);
},
set_label_5: function(arg0, arg1, arg2) {
arg0.label = getStringFromWasm0(arg1, arg2);
},
set_label_8: function(arg0, arg1, arg2) {
arg0.label = getStringFromWasm0(arg1, arg2);
},
set_label_2: function(arg0, arg1, arg2) {
arg0.label = getStringFromWasm0(arg1, arg2);
},
set_layout: function(arg0, arg1) {
arg0.layout = arg1;
},
set_layout_2: function(arg0, arg1) {
arg0.layout = arg1;
},
set_layout_gpu_auto_layout_mode: function(arg0, arg1) {
arg0.layout = __wbindgen_enum_GpuAutoLayoutMode[arg1];
},
set_lineCap: function(arg0, arg1, arg2) {
arg0.lineCap = getStringFromWasm0(arg1, arg2);
},
set_lineJoin: function(arg0, arg1, arg2) {
arg0.lineJoin = getStringFromWasm0(arg1, arg2);
},
set_lineWidth: function(arg0, arg1) {
arg0.lineWidth = arg1;
},
set_mapped_at_creation: function(arg0, arg1) {
arg0.mappedAtCreation = arg1 !== 0;
},
set_module: function(arg0, arg1) {
arg0.module = arg1;
},
set_offset_f64: function(arg0, arg1) {
arg0.offset = arg1;
},
set_onuncapturederror: function(arg0, arg1) {
arg0.onuncapturederror = arg1;
},
set_power_preference: function(arg0, arg1) {
arg0.powerPreference = __wbindgen_enum_GpuPowerPreference[arg1];
},
set_query_set: function(arg0, arg1) {
arg0.querySet = arg1;
},
set_required_features: function(arg0, arg1, arg2) {
arg0.requiredFeatures = getArrayJsValueViewFromWasm0(arg1, arg2);
},
set_required_limits: function(arg0, arg1) {
arg0.requiredLimits = arg1;
},
set_resource: function(arg0, arg1) {
arg0.resource = arg1;
},
set_resource_gpu_buffer_binding: function(arg0, arg1) {
arg0.resource = arg1;
},
set_resource_gpu_texture_view: function(arg0, arg1) {
arg0.resource = arg1;
},
set_size_f64_2: function(arg0, arg1) {
arg0.size = arg1;
},
set_size_f64: function(arg0, arg1) {
arg0.size = arg1;
},
set_strokeStyle: function(arg0, arg1) {
arg0.strokeStyle = arg1;
},
set_textAlign: function(arg0, arg1, arg2) {
arg0.textAlign = getStringFromWasm0(arg1, arg2);
},
set_textBaseline: function(arg0, arg1, arg2) {
arg0.textBaseline = getStringFromWasm0(arg1, arg2);
},
set_timestamp_writes: function(arg0, arg1) {
arg0.timestampWrites = arg1;
},
set_usage: function(arg0, arg1) {
arg0.usage = arg1 >>> 0;
},
size: function(arg0) {
const ret = arg0.size;
return ret;
},
static_accessor_GLOBAL_THIS: function() {
const ret = typeof globalThis === 'undefined' ? undefined : globalThis;
return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);
},
static_accessor_GLOBAL: function() {
const ret = typeof global === 'undefined' ? undefined : global;
return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);
},
static_accessor_SELF: function() {
const ret = typeof self === 'undefined' ? undefined : self;
return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);
},
static_accessor_WINDOW: function() {
const ret = typeof window === 'undefined' ? undefined : window;
return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);
},
stringify: function() { return handleError(function (arg0) {
const ret = JSON.stringify(arg0);
return ret;
}, arguments); },
stroke: function(arg0) {
arg0.stroke();
},
subgroupMaxSize: function(arg0) {
const ret = arg0.subgroupMaxSize;
return ret;
},
subgroupMinSize: function(arg0) {
const ret = arg0.subgroupMinSize;
return ret;
},
submit: function(arg0, arg1, arg2) {
arg0.submit(getArrayJsValueViewFromWasm0(arg1, arg2));
},
then_2: function(arg0, arg1) {
const ret = arg0.then(arg1);
return ret;
},
then: function(arg0, arg1, arg2) {
const ret = arg0.then(arg1, arg2);
return ret;
},
then_3: function(arg0, arg1) {
const ret = arg0.then(arg1);
return ret;
},
trainer_new: function(arg0) {
const ret = Trainer.__wrap(arg0);
return ret;
},
translate: function() { return handleError(function (arg0, arg1, arg2) {
arg0.translate(arg1, arg2);
}, arguments); },
unconfigure: function(arg0) {
arg0.unconfigure();
},
unmap: function(arg0) {
arg0.unmap();
},
valueOf: function(arg0) {
const ret = arg0.valueOf();
return ret;
},
vendor: function(arg0, arg1) {
const ret = arg1.vendor;
const ptr1 = passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
const len1 = WASM_VECTOR_LEN;
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
},
width: function(arg0) {
const ret = arg0.width;
return ret;
},
width_2: function(arg0) {
const ret = arg0.width;
return ret;
},
writeBuffer: function() { return handleError(function (arg0, arg1, arg2, arg3, arg4, arg5, arg6) {
arg0.writeBuffer(arg1, arg2, getArrayU8FromWasm0(arg3, arg4), arg5, arg6);
}, arguments); },
__wbindgen_generic: function(arg0, arg1) {
// Cast intrinsic for `Closure(Closure { owned: true, function: Function { arguments: [Externref], shim_idx: 142, ret: Result(Unit), inner_ret: Some(Result(Unit)) }, mutable: true }) -> Externref`.
const ret = makeMutClosure(arg0, arg1, wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wasm_bindgen_b08d588c6291bac1___JsValue__core_d6eb6c6ae0795d6___result__Result_____wasm_bindgen_b08d588c6291bac1___JsError___true_);
return ret;
},
__wbindgen_generic_2: function(arg0, arg1) {
// Cast intrinsic for `Closure(Closure { owned: true, function: Function { arguments: [NamedExternref("GPUDevice")], shim_idx: 83, ret: Result(Unit), inner_ret: Some(Result(Unit)) }, mutable: true }) -> Externref`.
const ret = makeMutClosure(arg0, arg1, wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wasm_bindgen_b08d588c6291bac1___sys__JsNullable_wgpu_6e9430296c8b7a68___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_d6eb6c6ae0795d6___result__Result_____wasm_bindgen_b08d588c6291bac1___JsError___true_);
return ret;
},
__wbindgen_generic_3: function(arg0, arg1) {
// Cast intrinsic for `Closure(Closure { owned: true, function: Function { arguments: [NamedExternref("GPUDeviceLostInfo")], shim_idx: 88, ret: Unit, inner_ret: Some(Unit) }, mutable: true }) -> Externref`.
const ret = makeMutClosure(arg0, arg1, wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wgpu_6e9430296c8b7a68___backend__webgpu__webgpu_sys__gen_GpuDeviceLostInfo__GpuDeviceLostInfo______true_);
return ret;
},
__wbindgen_generic_4: function(arg0, arg1) {
// Cast intrinsic for `Closure(Closure { owned: true, function: Function { arguments: [NamedExternref("GPUUncapturedErrorEvent")], shim_idx: 88, ret: Unit, inner_ret: Some(Unit) }, mutable: true }) -> Externref`.
const ret = makeMutClosure(arg0, arg1, wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wgpu_6e9430296c8b7a68___backend__webgpu__webgpu_sys__gen_GpuDeviceLostInfo__GpuDeviceLostInfo______true__17);
return ret;
},
__wbindgen_generic_5: function(arg0, arg1) {
// Cast intrinsic for `Closure(Closure { owned: true, function: Function { arguments: [NamedExternref("any")], shim_idx: 83, ret: Result(Unit), inner_ret: Some(Result(Unit)) }, mutable: true }) -> Externref`.
const ret = makeMutClosure(arg0, arg1, wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wasm_bindgen_b08d588c6291bac1___sys__JsNullable_wgpu_6e9430296c8b7a68___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_d6eb6c6ae0795d6___result__Result_____wasm_bindgen_b08d588c6291bac1___JsError___true__18);
return ret;
},
__wbindgen_generic_6: function(arg0, arg1) {
// Cast intrinsic for `Closure(Closure { owned: true, function: Function { arguments: [NamedExternref("undefined")], shim_idx: 83, ret: Result(Unit), inner_ret: Some(Result(Unit)) }, mutable: true }) -> Externref`.
const ret = makeMutClosure(arg0, arg1, wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wasm_bindgen_b08d588c6291bac1___sys__JsNullable_wgpu_6e9430296c8b7a68___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_d6eb6c6ae0795d6___result__Result_____wasm_bindgen_b08d588c6291bac1___JsError___true__19);
return ret;
},
__wbindgen_generic_7: function(arg0) {
// Cast intrinsic for `F64 -> Externref`.
const ret = arg0;
return ret;
},
__wbindgen_generic_8: function(arg0, arg1) {
// Cast intrinsic for `Ref(Slice(U8)) -> NamedExternref("Uint8Array")`.
const ret = getArrayU8FromWasm0(arg0, arg1);
return ret;
},
__wbindgen_generic_9: function(arg0, arg1) {
// Cast intrinsic for `Ref(String) -> Externref`.
const ret = getStringFromWasm0(arg0, arg1);
return ret;
},
__wbindgen_init_externref_table: function() {
const table = wasm.__wbindgen_externrefs;
table.set(0, undefined);
table.set(1024, undefined);
table.set(1025, null);
table.set(1026, true);
table.set(1027, false);
},
};
return {
__proto__: null,
"./rvpo_playground_bg.js": import0,
};
}
function wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wgpu_6e9430296c8b7a68___backend__webgpu__webgpu_sys__gen_GpuDeviceLostInfo__GpuDeviceLostInfo______true_(arg0, arg1, arg2) {
wasm.wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wgpu_6e9430296c8b7a68___backend__webgpu__webgpu_sys__gen_GpuDeviceLostInfo__GpuDeviceLostInfo______true_(arg0, arg1, arg2);
}
function wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wgpu_6e9430296c8b7a68___backend__webgpu__webgpu_sys__gen_GpuDeviceLostInfo__GpuDeviceLostInfo______true__17(arg0, arg1, arg2) {
wasm.wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wgpu_6e9430296c8b7a68___backend__webgpu__webgpu_sys__gen_GpuDeviceLostInfo__GpuDeviceLostInfo______true__17(arg0, arg1, arg2);
}
function wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wasm_bindgen_b08d588c6291bac1___JsValue__core_d6eb6c6ae0795d6___result__Result_____wasm_bindgen_b08d588c6291bac1___JsError___true_(arg0, arg1, arg2) {
const ret = wasm.wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wasm_bindgen_b08d588c6291bac1___JsValue__core_d6eb6c6ae0795d6___result__Result_____wasm_bindgen_b08d588c6291bac1___JsError___true_(arg0, arg1, arg2);
if (ret[1]) {
throw takeFromExternrefTable0(ret[0]);
}
}
function wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wasm_bindgen_b08d588c6291bac1___sys__JsNullable_wgpu_6e9430296c8b7a68___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_d6eb6c6ae0795d6___result__Result_____wasm_bindgen_b08d588c6291bac1___JsError___true_(arg0, arg1, arg2) {
const ret = wasm.wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wasm_bindgen_b08d588c6291bac1___sys__JsNullable_wgpu_6e9430296c8b7a68___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_d6eb6c6ae0795d6___result__Result_____wasm_bindgen_b08d588c6291bac1___JsError___true_(arg0, arg1, arg2);
if (ret[1]) {
throw takeFromExternrefTable0(ret[0]);
}
}
function wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wasm_bindgen_b08d588c6291bac1___sys__JsNullable_wgpu_6e9430296c8b7a68___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_d6eb6c6ae0795d6___result__Result_____wasm_bindgen_b08d588c6291bac1___JsError___true__18(arg0, arg1, arg2) {
const ret = wasm.wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wasm_bindgen_b08d588c6291bac1___sys__JsNullable_wgpu_6e9430296c8b7a68___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_d6eb6c6ae0795d6___result__Result_____wasm_bindgen_b08d588c6291bac1___JsError___true__18(arg0, arg1, arg2);
if (ret[1]) {
throw takeFromExternrefTable0(ret[0]);
}
}
function wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wasm_bindgen_b08d588c6291bac1___sys__JsNullable_wgpu_6e9430296c8b7a68___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_d6eb6c6ae0795d6___result__Result_____wasm_bindgen_b08d588c6291bac1___JsError___true__19(arg0, arg1, arg2) {
const ret = wasm.wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___wasm_bindgen_b08d588c6291bac1___sys__JsNullable_wgpu_6e9430296c8b7a68___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_d6eb6c6ae0795d6___result__Result_____wasm_bindgen_b08d588c6291bac1___JsError___true__19(arg0, arg1, arg2);
if (ret[1]) {
throw takeFromExternrefTable0(ret[0]);
}
}
function wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___js_sys_c7417f4bd87eae2___Function_fn_wasm_bindgen_b08d588c6291bac1___JsValue_____wasm_bindgen_b08d588c6291bac1___sys__Undefined___js_sys_c7417f4bd87eae2___Function_fn_wasm_bindgen_b08d588c6291bac1___JsValue_____wasm_bindgen_b08d588c6291bac1___sys__Undefined_______true_(arg0, arg1, arg2, arg3) {
wasm.wasm_bindgen_b08d588c6291bac1___convert__closures_____invoke___js_sys_c7417f4bd87eae2___Function_fn_wasm_bindgen_b08d588c6291bac1___JsValue_____wasm_bindgen_b08d588c6291bac1___sys__Undefined___js_sys_c7417f4bd87eae2___Function_fn_wasm_bindgen_b08d588c6291bac1___JsValue_____wasm_bindgen_b08d588c6291bac1___sys__Undefined_______true_(arg0, arg1, arg2, arg3);
}
const __wbindgen_enum_GpuAutoLayoutMode = ["auto"];
const __wbindgen_enum_GpuDeviceLostReason = ["unknown", "destroyed"];
const __wbindgen_enum_GpuErrorFilter = ["validation", "out-of-memory", "internal"];
const __wbindgen_enum_GpuPowerPreference = ["low-power", "high-performance"];
const __wbindgen_enum_GpuTextureFormat = ["r8unorm", "r8snorm", "r8uint", "r8sint", "r16unorm", "r16snorm", "r16uint", "r16sint", "r16float", "rg8unorm", "rg8snorm", "rg8uint", "rg8sint", "r32uint", "r32sint", "r32float", "rg16unorm", "rg16snorm", "rg16uint", "rg16sint", "rg16float", "rgba8unorm", "rgba8unorm-srgb", "rgba8snorm", "rgba8uint", "rgba8sint", "bgra8unorm", "bgra8unorm-srgb", "rgb9e5ufloat", "rgb10a2uint", "rgb10a2unorm", "rg11b10ufloat", "rg32uint", "rg32sint", "rg32float", "rgba16unorm", "rgba16snorm", "rgba16uint", "rgba16sint", "rgba16float", "rgba32uint", "rgba32sint", "rgba32float", "stencil8", "depth16unorm", "depth24plus", "depth24plus-stencil8", "depth32float", "depth32float-stencil8", "bc1-rgba-unorm", "bc1-rgba-unorm-srgb", "bc2-rgba-unorm", "bc2-rgba-unorm-srgb", "bc3-rgba-unorm", "bc3-rgba-unorm-srgb", "bc4-r-unorm", "bc4-r-snorm", "bc5-rg-unorm", "bc5-rg-snorm", "bc6h-rgb-ufloat", "bc6h-rgb-float", "bc7-rgba-unorm", "bc7-rgba-unorm-srgb", "etc2-rgb8unorm", "etc2-rgb8unorm-srgb", "etc2-rgb8a1unorm", "etc2-rgb8a1unorm-srgb", "etc2-rgba8unorm", "etc2-rgba8unorm-srgb", "eac-r11unorm", "eac-r11snorm", "eac-rg11unorm", "eac-rg11snorm", "astc-4x4-unorm", "astc-4x4-unorm-srgb", "astc-5x4-unorm", "astc-5x4-unorm-srgb", "astc-5x5-unorm", "astc-5x5-unorm-srgb", "astc-6x5-unorm", "astc-6x5-unorm-srgb", "astc-6x6-unorm", "astc-6x6-unorm-srgb", "astc-8x5-unorm", "astc-8x5-unorm-srgb", "astc-8x6-unorm", "astc-8x6-unorm-srgb", "astc-8x8-unorm", "astc-8x8-unorm-srgb", "astc-10x5-unorm", "astc-10x5-unorm-srgb", "astc-10x6-unorm", "astc-10x6-unorm-srgb", "astc-10x8-unorm", "astc-10x8-unorm-srgb", "astc-10x10-unorm", "astc-10x10-unorm-srgb", "astc-12x10-unorm", "astc-12x10-unorm-srgb", "astc-12x12-unorm", "astc-12x12-unorm-srgb"];
const TrainerFinalization = (typeof FinalizationRegistry === 'undefined')
? { register: () => {}, unregister: () => {} }
: new FinalizationRegistry(ptr => wasm.__wbg_trainer_free(ptr, 1));
function addToExternrefTable0(obj) {
const idx = wasm.__externref_table_alloc();
wasm.__wbindgen_externrefs.set(idx, obj);
return idx;
}
const CLOSURE_DTORS = (typeof FinalizationRegistry === 'undefined')
? { register: () => {}, unregister: () => {} }
: new FinalizationRegistry(state => wasm.__wbindgen_destroy_closure(state.a, state.b));
function debugString(val) {
switch (typeof val) {
// primitive types
case 'number':
case 'boolean':
case 'undefined':
return `${val}`;
case 'string':
return JSON.stringify(val);
case 'bigint':
return `${val}n`;
case 'symbol':
return val.description !== undefined
? `Symbol(${val.description})`
: 'Symbol';
case 'function':
return typeof val.name === 'string' && val.name !== ''
? `Function(${val.name})`
: 'Function';
case 'object': {
if (val === null) {
return 'null';
}
// objects
if (Array.isArray(val)) {
return '[' + Array.from(val, debugString).join(', ') + ']';
}
// errors
if (val instanceof Error) {
return `${val.name}: ${val.message}\n${val.stack}`;
}
const toStringOutput = toString.call(val);
// Test for built-in
const className = /\[object ([^\]]+)\]/.exec(toStringOutput)?.[1];
// Failed to match the standard '[object ClassName]'
if (className === undefined) {
return toStringOutput;
}
if (className === 'Object') {
// we're a user defined class or Object
// JSON.stringify avoids problems with cycles, and is generally much
// easier than looping through ownProperties of `val`.
try {
return 'Object(' + JSON.stringify(val) + ')';
} catch (_) {
return 'Object';
}
}
// TODO we could test for more things here, like `Set`s and `Map`s.
return className;
}
// Per MDN: 'This list of values is exhaustive.'
// https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Operators/typeof#description
}
}
function getArrayF64FromWasm0(ptr, len) {
ptr = ptr >>> 0;
return getFloat64ArrayMemory0().subarray(ptr / 8, ptr / 8 + len);
}
function getArrayJsValueViewFromWasm0(ptr, len) {
ptr = ptr >>> 0;
const mem = getDataViewMemory0();
const result = [];
for (let i = ptr; i < ptr + 4 * len; i += 4) {
result.push(wasm.__wbindgen_externrefs.get(mem.getUint32(i, true)));
}
return result;
}
function getArrayU32FromWasm0(ptr, len) {
ptr = ptr >>> 0;
return getUint32ArrayMemory0().subarray(ptr / 4, ptr / 4 + len);
}
function getArrayU8FromWasm0(ptr, len) {
ptr = ptr >>> 0;
return getUint8ArrayMemory0().subarray(ptr / 1, ptr / 1 + len);
}
let cachedDataViewMemory0 = null;
function getDataViewMemory0() {
if (cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === true || (cachedDataViewMemory0.buffer.detached === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)) {
cachedDataViewMemory0 = new DataView(wasm.memory.buffer);
}
return cachedDataViewMemory0;
}
let cachedFloat64ArrayMemory0 = null;
function getFloat64ArrayMemory0() {
if (cachedFloat64ArrayMemory0 === null || cachedFloat64ArrayMemory0.byteLength === 0) {
cachedFloat64ArrayMemory0 = new Float64Array(wasm.memory.buffer);
}
return cachedFloat64ArrayMemory0;
}
function getStringFromWasm0(ptr, len) {
ptr = ptr >>> 0;
return decodeText(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}
let cachedUint32ArrayMemory0 = null;
function getUint32ArrayMemory0() {
if (cachedUint32ArrayMemory0 === null || cachedUint32ArrayMemory0.byteLength === 0) {
cachedUint32ArrayMemory0 = new Uint32Array(wasm.memory.buffer);
}
return cachedUint32ArrayMemory0;
}
let cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer);
}
return cachedUint8ArrayMemory0;
}
function handleError(f, args) {
try {
return f.apply(this, args);
} catch (e) {
const idx = addToExternrefTable0(e);
wasm.__wbindgen_exn_store(idx);
}
}
function isLikeNone(x) {
return x === undefined || x === null;
}
function makeMutClosure(arg0, arg1, f) {
const state = { a: arg0, b: arg1, cnt: 1 };
const real = (...args) => {
// First up with a closure we increment the internal reference
// count. This ensures that the Rust closure environment won't
// be deallocated while we're invoking it.
state.cnt++;
const a = state.a;
state.a = 0;
try {
return f(a, state.b, ...args);
} finally {
state.a = a;
real._wbg_cb_unref();
}
};
real._wbg_cb_unref = () => {
if (--state.cnt === 0) {
wasm.__wbindgen_destroy_closure(state.a, state.b);
state.a = 0;
CLOSURE_DTORS.unregister(state);
}
};
CLOSURE_DTORS.register(real, state, state);
return real;
}
function passStringToWasm0(arg, malloc, realloc) {
if (realloc === undefined) {
const buf = cachedTextEncoder.encode(arg);
const ptr = malloc(buf.length, 1) >>> 0;
getUint8ArrayMemory0().subarray(ptr, ptr + buf.length).set(buf);
WASM_VECTOR_LEN = buf.length;
return ptr;
}
let len = arg.length;
let ptr = malloc(len, 1) >>> 0;
const mem = getUint8ArrayMemory0();
let offset = 0;
for (; offset < len; offset++) {
const code = arg.charCodeAt(offset);
if (code > 0x7F) break;
mem[ptr + offset] = code;
}
if (offset !== len) {
if (offset !== 0) {
arg = arg.slice(offset);
}
ptr = realloc(ptr, len, len = offset + arg.length * 3, 1) >>> 0;
const view = getUint8ArrayMemory0().subarray(ptr + offset, ptr + len);
const ret = cachedTextEncoder.encodeInto(arg, view);
offset += ret.written;
ptr = realloc(ptr, len, offset, 1) >>> 0;
}
WASM_VECTOR_LEN = offset;
return ptr;
}
function takeFromExternrefTable0(idx) {
const value = wasm.__wbindgen_externrefs.get(idx);
wasm.__externref_table_dealloc(idx);
return value;
}
let cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
cachedTextDecoder.decode();
const MAX_SAFARI_DECODE_BYTES = 2146435072;
let numBytesDecoded = 0;
function decodeText(bytes) {
numBytesDecoded += bytes.length;
if (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {
cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
cachedTextDecoder.decode();
numBytesDecoded = bytes.length;
}
return cachedTextDecoder.decode(bytes);
}
const cachedTextEncoder = new TextEncoder();
if (!('encodeInto' in cachedTextEncoder)) {
cachedTextEncoder.encodeInto = function (arg, view) {
const buf = cachedTextEncoder.encode(arg);
view.set(buf);
return {
read: arg.length,
written: buf.length
};
};
}
let WASM_VECTOR_LEN = 0;
let wasmModule, wasmInstance, wasm;
function __wbg_finalize_init(instance, module) {
wasmInstance = instance;
wasm = instance.exports;
wasmModule = module;
cachedDataViewMemory0 = null;
cachedFloat64ArrayMemory0 = null;
cachedUint32ArrayMemory0 = null;
cachedUint8ArrayMemory0 = null;
wasm.__wbindgen_start();
return wasm;
}
async function __wbg_load(module, imports) {
if (typeof Response === 'function' && module instanceof Response) {
if (!module.ok) {
throw new Error(`failed to fetch Wasm: ${module.status} ${module.statusText} fetching '${module.url}'`);
}
if (typeof WebAssembly.instantiateStreaming === 'function') {
try {
return await WebAssembly.instantiateStreaming(module, imports);
} catch (e) {
const validResponse = expectedResponseType(module.type);
if (validResponse && module.headers.get('Content-Type') !== 'application/wasm') {
console.warn("`WebAssembly.instantiateStreaming` failed because your server does not serve Wasm with `application/wasm` MIME type. Falling back to `WebAssembly.instantiate` which is slower. Original error:\n", e);
} else { throw e; }
}
}
const bytes = await module.arrayBuffer();
return await WebAssembly.instantiate(bytes, imports);
} else {
const instance = await WebAssembly.instantiate(module, imports);
if (instance instanceof WebAssembly.Instance) {
return { instance, module };
} else {
return instance;
}
}
function expectedResponseType(type) {
switch (type) {
case 'basic': case 'cors': case 'default': return true;
}
return false;
}
}
function initSync(module) {
if (wasm !== undefined) return wasm;
if (module !== undefined) {
if (Object.getPrototypeOf(module) === Object.prototype) {
({module} = module)
} else {
console.warn('using deprecated parameters for `initSync()`; pass a single object instead')
}
}
const imports = __wbg_get_imports();
if (!(module instanceof WebAssembly.Module)) {
module = new WebAssembly.Module(module);
}
const instance = new WebAssembly.Instance(module, imports);
return __wbg_finalize_init(instance, module);
}
let __wbg_init_promise;
async function __wbg_init(module_or_path) {
if (wasm !== undefined) return wasm;
if (__wbg_init_promise === undefined) {
__wbg_init_promise = __wbg_init_once(module_or_path);
__wbg_init_promise.catch(() => { __wbg_init_promise = undefined; });
}
return __wbg_init_promise;
}
async function __wbg_init_once(module_or_path) {
if (module_or_path !== undefined) {
if (Object.getPrototypeOf(module_or_path) === Object.prototype) {
({module_or_path} = module_or_path)
} else {
console.warn('using deprecated parameters for the initialization function; pass a single object instead')
}
}
if (module_or_path === undefined) {
module_or_path = new URL('rvpo_playground_bg.wasm', import.meta.url);
}
const imports = __wbg_get_imports();
if (typeof module_or_path === 'string' || (typeof Request === 'function' && module_or_path instanceof Request) || (typeof URL === 'function' && module_or_path instanceof URL)) {
module_or_path = fetch(module_or_path);
}
const { instance, module } = await __wbg_load(await module_or_path, imports);
return __wbg_finalize_init(instance, module);
}
export { initSync, __wbg_init as default };

// What every kernel shares: the run's settings, the policies and the elementary functions.
//
// The constants and structures are Rust's, too: a test in src/engine/webgpu/layout.rs compares them.
//
// The functions are those of src/aggregate/real.rs, step for step: WGSL leaves the accuracy of exp, log, sin and cos to the
// device.

const MAX_RESPONSES = 8u;
const MAX_TRAINED_REWARDS = 17u;
const MAX_METHODS = 16u;
const MAX_STEPS = 64u;
const WORKGROUP = 64u;
const EPSILON: f32 = 1e-6;

const GRPO = 0u;
const DR_GRPO = 1u;
const GDPO = 2u;
const VARIANCE = 3u;
const RVPO = 4u;
const MIN = 5u;

struct Method {
    kind: u32,
    k_from: f32,
    k_to: f32,
    padding: u32,
}

struct Config {
    responses: u32,
    rewards: u32,
    prompts: u32,
    group_size: u32,
    rollouts: u32,
    seeds: u32,
    methods: u32,
    lanes: u32,
    // Steps over which k runs from its first to its last value.
    steps: u32,
    seed: u32,
    noise: f32,
    learning_rate: f32,
    method: array<Method, MAX_METHODS>,
    // Level of reward j for response a: number j * MAX_RESPONSES + a.
    table: array<vec4<f32>, MAX_TRAINED_REWARDS * MAX_RESPONSES / 4u>,
}

struct Lane {
    logits: array<f32, MAX_RESPONSES>,
    step: u32,
}

@group(0) @binding(0) var<uniform> config: Config;

fn level(reward: u32, response: u32) -> f32 {
    let place = reward * MAX_RESPONSES + response;
    return config.table[place / 4u][place % 4u];
}

// (exp(t), exp(t) - 1) for t <= 0.
fn exp_and_expm1(t_any: f32) -> vec2<f32> {
    let t = max(t_any, -87.0);
    let n = round(t * 1.44269504);
    let r = (t - n * 0.693359375) + n * 2.12194440e-4;
    let square = r * r;
    let odd = 1.0 / 6.0 + square * (1.0 / 120.0 + square * (1.0 / 5040.0));
    let p = r + square * (odd * r + (0.5 + square * (1.0 / 24.0 + square * (1.0 / 720.0))));
    let scale = bitcast<f32>(u32(i32(n) + 127) << 23u);
    return vec2(scale + scale * p, scale * p + (scale - 1.0));
}

// ln(2^e f) of f - 1, f + 1 and e.
fn ln_scaled(top: f32, bottom: f32, e: f32) -> f32 {
    let s = top / bottom;
    let square = s * s;
    let fourth = square * square;
    let tail = s * square * ((1.0 / 5.0 + fourth * (1.0 / 9.0)) * square + (1.0 / 3.0 + fourth * (1.0 / 7.0)));
    return e * 0.693359375 + (2.0 * s + (2.0 * tail - e * 2.12194440e-4));
}

// u as 2^e f with f from sqrt(1/2) to sqrt(2), for positive, normal u: (f, e).
fn split(u: f32) -> vec2<f32> {
    let half_root = bitcast<u32>(0.70710678);
    let e = bitcast<i32>(bitcast<u32>(u) - half_root) >> 23u;
    return vec2(bitcast<f32>(bitcast<u32>(u) - (bitcast<u32>(e) << 23u)), f32(e));
}

fn ln_normal(u: f32) -> f32 {
    let parts = split(u);
    return ln_scaled(parts.x - 1.0, parts.x + 1.0, parts.y);
}

// ln of a mean of exponentials, of which the same mean of exp(t) - 1 is known too.
fn ln_of_sum(exp: f32, expm1: f32) -> f32 {
    if expm1 > -0.29289322 {
        return ln_scaled(expm1, 2.0 + expm1, 0.0);
    }
    if expm1 > -0.5 {
        return ln_scaled(1.0 + 2.0 * expm1, 3.0 + 2.0 * expm1, -1.0);
    }
    return ln_normal(exp);
}

// The probability of each response; 0 past the last.
fn softmax(logits: array<f32, MAX_RESPONSES>) -> array<f32, MAX_RESPONSES> {
    var theta = logits;
    var probabilities: array<f32, MAX_RESPONSES>;
    var most = theta[0];
    for (var a = 1u; a < config.responses; a++) {
        most = max(most, theta[a]);
    }
    var sum = 0.0;
    for (var a = 0u; a < config.responses; a++) {
        probabilities[a] = exp_and_expm1(theta[a] - most).x;
        sum += probabilities[a];
    }
    for (var a = 0u; a < config.responses; a++) {
        probabilities[a] /= sum;
    }
    return probabilities;
}

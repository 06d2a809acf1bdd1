// Draws and scores the rollouts of every seed under every method; twin of src/engine/cpu/rollout.rs.
//
// One invocation is one (rollout, seed): it makes the random numbers once and uses them for every method.

@group(0) @binding(1) var<storage, read> lanes: array<Lane>;
@group(0) @binding(2) var<storage, read_write> responses: array<u32>;
@group(0) @binding(3) var<storage, read_write> rewards: array<f32>;

// The high and the low word of a product.
fn multiply(a: u32, b: u32) -> vec2<u32> {
    let a_low = a & 0xffffu;
    let a_high = a >> 16u;
    let b_low = b & 0xffffu;
    let b_high = b >> 16u;
    let low = a_low * b_low;
    let middle = a_high * b_low + (low >> 16u);
    let cross = a_low * b_high + (middle & 0xffffu);
    return vec2(a_high * b_high + (middle >> 16u) + (cross >> 16u), a * b);
}

// Philox4x32-10; see src/toy/random.rs.
fn philox(counter: vec4<u32>, seed: vec2<u32>) -> vec4<u32> {
    var x = counter;
    var key = seed;
    for (var round = 0; round < 10; round++) {
        let product0 = multiply(x.x, 0xD2511F53u);
        let product1 = multiply(x.z, 0xCD9E8D57u);
        x = vec4(product1.x ^ x.y ^ key.x, product1.y, product0.x ^ x.w ^ key.y, product0.y);
        key += vec2(0x9E3779B9u, 0xBB67AE85u);
    }
    return x;
}

fn uniform_of(word: u32) -> f32 {
    return (bitcast<f32>((word >> 9u) | 0x3f800000u) - 1.0) + 5.9604645e-8;
}

fn normal_pair(radius_word: u32, angle_word: u32) -> vec2<f32> {
    let radius = sqrt(-2.0 * ln_normal(uniform_of(radius_word)));
    let quarter = angle_word >> 30u;
    let angle = (uniform_of(angle_word << 2u) - 0.5) * 1.57079633;
    let square = angle * angle;
    let sine = angle + angle * square * (-1.0 / 6.0 + square * (1.0 / 120.0 + square * (-1.0 / 5040.0 + square * (1.0 / 362880.0))));
    let cosine = 1.0 + square * (-0.5 + square * (1.0 / 24.0 + square * (-1.0 / 720.0 + square * (1.0 / 40320.0))));
    let point = select(vec2(cosine, sine), vec2(-sine, cosine), (quarter & 1u) == 1u);
    return select(radius, -radius, (quarter & 2u) == 2u) * point;
}

fn sample(policy: array<f32, MAX_RESPONSES>, number: f32) -> u32 {
    var probabilities = policy;
    var cumulative = 0.0;
    var response = 0u;
    for (var a = 0u; a + 1u < config.responses; a++) {
        cumulative += probabilities[a];
        response += u32(number >= cumulative);
    }
    return response;
}

@compute @workgroup_size(WORKGROUP)
fn rollout(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    let stream = id.y;
    if i >= config.rollouts {
        return;
    }
    let key = vec2(config.seed, stream);
    let step = lanes[stream].step;

    // The first word is for the response, then two for each pair of rewards.
    var words = philox(vec4(step, i, 0u, 0u), key);
    let number = uniform_of(words[0]);
    var normals: array<f32, MAX_TRAINED_REWARDS + 1u>;
    var used = 1u;
    for (var j = 0u; j < config.rewards; j += 2u) {
        var pair: vec2<u32>;
        for (var part = 0u; part < 2u; part++) {
            if used % 4u == 0u {
                words = philox(vec4(step, i, used / 4u, 0u), key);
            }
            pair[part] = words[used % 4u];
            used++;
        }
        let normal = normal_pair(pair.x, pair.y);
        normals[j] = normal.x;
        normals[j + 1u] = normal.y;
    }

    for (var method = 0u; method < config.methods; method++) {
        let lane = method * config.seeds + stream;
        let response = sample(softmax(lanes[lane].logits), number);
        responses[lane * config.rollouts + i] = response;
        for (var j = 0u; j < config.rewards; j++) {
            rewards[(lane * config.rewards + j) * config.rollouts + i] = level(j, response) + config.noise * normals[j];
        }
    }
}

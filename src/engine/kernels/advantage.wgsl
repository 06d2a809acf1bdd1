// Turns every lane's rewards into its advantages; twin of src/engine/cpu/advantage.rs.
//
// One workgroup is one lane. Its invocations share out the (group, reward) pairs, then the rollouts.

@group(0) @binding(1) var<storage, read> lanes: array<Lane>;
@group(0) @binding(2) var<storage, read> rewards: array<f32>;
@group(0) @binding(3) var<storage, read_write> z: array<f32>;
@group(0) @binding(4) var<storage, read_write> advantages: array<f32>;

fn k_of(method: Method, step: u32) -> f32 {
    var k = method.k_from;
    if config.steps > 1u && method.k_from != method.k_to {
        let progress = f32(min(step, config.steps - 1u)) / f32(config.steps - 1u);
        k = method.k_from * (1.0 - progress) + method.k_to * progress;
    }
    return k;
}

fn aggregate(kind: u32, k: f32, first: u32) -> f32 {
    let p = 1.0 / f32(config.rewards);
    if kind == GDPO || kind == VARIANCE {
        var mu = 0.0;
        for (var j = 0u; j < config.rewards; j++) {
            mu += p * z[first + j * config.rollouts];
        }
        var variance = 0.0;
        if kind == VARIANCE {
            for (var j = 0u; j < config.rewards; j++) {
                let distance = z[first + j * config.rollouts] - mu;
                variance += p * distance * distance;
            }
        }
        return mu - 0.5 * k * variance;
    }
    var least = z[first];
    for (var j = 1u; j < config.rewards; j++) {
        least = min(least, z[first + j * config.rollouts]);
    }
    if kind == MIN {
        return least;
    }
    var sum = vec2(0.0);
    for (var j = 0u; j < config.rewards; j++) {
        sum += p * exp_and_expm1(k * (least - z[first + j * config.rollouts]));
    }
    return least - ln_of_sum(sum.x, sum.y) / k;
}

@compute @workgroup_size(WORKGROUP)
fn advantage(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let lane = workgroup.x;
    let n = config.rollouts;
    let size = config.group_size;
    let method = config.method[lane / config.seeds];
    let standardised = method.kind >= GDPO;

    if standardised {
        for (var pair = local; pair < config.prompts * config.rewards; pair += WORKGROUP) {
            let first = (lane * config.rewards + pair % config.rewards) * n + (pair / config.rewards) * size;
            // Counted from one of the numbers, so that equal ones have no spread left by rounding.
            let origin = rewards[first];
            var mean = 0.0;
            for (var g = 0u; g < size; g++) {
                mean += rewards[first + g] - origin;
            }
            mean /= f32(size);
            var squares = 0.0;
            for (var g = 0u; g < size; g++) {
                let distance = (rewards[first + g] - origin) - mean;
                squares += distance * distance;
            }
            let scale = 1.0 / (sqrt(squares / f32(size - 1u)) + EPSILON);
            for (var g = 0u; g < size; g++) {
                z[first + g] = ((rewards[first + g] - origin) - mean) * scale;
            }
        }
    }
    storageBarrier();

    let k = k_of(method, lanes[lane].step);
    for (var i = local; i < n; i += WORKGROUP) {
        let first = lane * config.rewards * n + i;
        var score = 0.0;
        if standardised {
            score = aggregate(method.kind, k, first);
        } else {
            for (var j = 0u; j < config.rewards; j++) {
                score += rewards[first + j * n];
            }
        }
        advantages[lane * n + i] = score;
    }
    storageBarrier();

    if standardised {
        // Every invocation adds up all scores: they read the same one at a time, which costs less than to share the work and meet.
        let first = lane * n;
        let origin = advantages[first];
        var mean = 0.0;
        for (var i = 0u; i < n; i++) {
            mean += advantages[first + i] - origin;
        }
        mean /= f32(n);
        var squares = 0.0;
        for (var i = 0u; i < n; i++) {
            let distance = (advantages[first + i] - origin) - mean;
            squares += distance * distance;
        }
        let scale = 1.0 / (sqrt(squares / f32(n - 1u)) + EPSILON);
        storageBarrier();
        for (var i = local; i < n; i += WORKGROUP) {
            advantages[first + i] = ((advantages[first + i] - origin) - mean) * scale;
        }
    } else {
        for (var prompt = local; prompt < config.prompts; prompt += WORKGROUP) {
            let first = lane * n + prompt * size;
            let origin = advantages[first];
            var mean = 0.0;
            for (var g = 0u; g < size; g++) {
                mean += advantages[first + g] - origin;
            }
            mean /= f32(size);
            var squares = 0.0;
            for (var g = 0u; g < size; g++) {
                let distance = (advantages[first + g] - origin) - mean;
                squares += distance * distance;
            }
            var scale = 1.0;
            if method.kind == GRPO {
                scale = 1.0 / (sqrt(squares / f32(size - 1u)) + EPSILON);
            }
            for (var g = 0u; g < size; g++) {
                advantages[first + g] = ((advantages[first + g] - origin) - mean) * scale;
            }
        }
    }
}

// One step of every lane along its policy gradient; twin of src/engine/cpu/update.rs.
//
// One invocation is one lane.

@group(0) @binding(1) var<storage, read_write> lanes: array<Lane>;
@group(0) @binding(2) var<storage, read> responses: array<u32>;
@group(0) @binding(3) var<storage, read> advantages: array<f32>;
@group(0) @binding(4) var<storage, read_write> bottlenecks: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn update(@builtin(global_invocation_id) id: vec3<u32>) {
    let lane = id.x;
    if lane >= config.lanes {
        return;
    }
    let n = config.rollouts;
    var sums: array<f32, MAX_RESPONSES>;
    var total = 0.0;
    for (var i = 0u; i < n; i++) {
        let advantage = advantages[lane * n + i];
        sums[responses[lane * n + i] % MAX_RESPONSES] += advantage;
        total += advantage;
    }
    var state = lanes[lane];
    var probabilities = softmax(state.logits);
    let rate = config.learning_rate / f32(n);
    for (var a = 0u; a < config.responses; a++) {
        state.logits[a] += rate * (sums[a] - probabilities[a] * total);
    }
    let row = state.step % MAX_STEPS;
    state.step++;
    lanes[lane] = state;

    probabilities = softmax(state.logits);
    var bottleneck = 0.0;
    for (var j = 0u; j < config.rewards; j++) {
        var expected = 0.0;
        for (var a = 0u; a < config.responses; a++) {
            expected += level(j, a) * probabilities[a];
        }
        bottleneck = select(min(bottleneck, expected), expected, j == 0u);
    }
    bottlenecks[row * config.lanes + lane] = bottleneck;
}

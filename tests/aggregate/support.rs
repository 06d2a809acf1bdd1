//! What all of these tests share.

use proptest::prelude::*;

/// 256 cases of each, or as many as the environment's PROPTEST_CASES says.
pub fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

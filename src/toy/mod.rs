//! The toy problem.

//! Training many policies at once.

//! The RVPO core: rewards in, advantages out.

//! The stage: paints what [`scene`](super::scene) computes, and turns clicks, keys and drags into script lines.

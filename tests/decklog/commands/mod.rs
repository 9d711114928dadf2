//! The commands as a script or another shell meets them.

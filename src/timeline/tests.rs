//! The fold, read as stories of two writers.

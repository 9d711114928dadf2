//! Reading time phrases.

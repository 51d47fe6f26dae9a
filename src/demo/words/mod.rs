//! Hand-written words: whom the story is about, and what its people say.

pub mod asks;
pub mod meetings;
pub mod names;
pub mod support;
pub mod value;
pub mod voices;

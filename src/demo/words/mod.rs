//! Hand-written words: whom the story is about, and what its people say.

pub(crate) mod asks;
pub(crate) mod meetings;
pub(crate) mod names;
pub(crate) mod support;
pub(crate) mod value;
pub(crate) mod voices;

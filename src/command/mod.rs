//! Every write, one file per action.

//! The one error of the house.

//! The product's acceptance stories, played through the public API with one token per role.

mod lost_product_request;
mod silent_churn;

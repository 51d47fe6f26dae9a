//! All tests that go through the product's doors, in one binary.

//! Who is calling: the token, and the viewer it makes.

//! Ways in: every system's records go through here into the commands.

//! How much one request may ask.

/// Levels of nesting, fragments included, that the engine is told to allow: more than any document that passes the gate.
pub const ENGINE_RECURSION: usize = 160;

/// How much one request may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Tokens of a document.
    pub tokens: usize,
    /// Levels of nesting in a document's syntax.
    pub recursion: usize,
    /// Levels of fields.
    pub depth: u32,
    /// Levels of fields below `__schema` and `__type`, these included.
    pub introspection_depth: u32,
    /// Levels of selection sets, fragments included.
    pub nesting: u32,
    /// Root fields of an operation.
    pub root_fields: u64,
    /// Aliases in a document.
    pub aliases: usize,
    /// Selections after every fragment is spread.
    pub selections: u64,
    /// Objects that the answer may hold, at most.
    pub cost: u64,
    /// Accounts at moments of the past that one request may read.
    pub as_of: usize,
    /// Objects of a page where the client does not say.
    pub default_page: u64,
    /// Objects of a page at most.
    pub page: i64,
    /// Whether `__schema` and `__type` are answered.
    pub introspection: bool,
    /// Errors in an answer.
    pub errors: usize,
    /// Bytes of validated documents that are kept.
    pub cached_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            tokens: 15_000,
            recursion: 64,
            depth: 15,
            introspection_depth: 20,
            nesting: 128,
            root_fields: 50,
            aliases: 100,
            selections: 10_000,
            cost: 25_000,
            as_of: 4,
            default_page: 50,
            page: 250,
            introspection: true,
            errors: 20,
            cached_bytes: 32 << 20,
        }
    }
}

//! What the parser and the validator of documents found, in our own words where theirs are those of a program.

/// The same finding in our words.
pub(super) fn ours(message: &str) -> String {
    if let Some((ty, found)) =
        message.strip_prefix("expected value of type ").and_then(|told| told.split_once(", found "))
    {
        return format!("a value of type {ty} must stand here, and {found} does");
    }
    match message {
        "token limit reached, aborting lexing" => return "the document has more tokens than are allowed".to_owned(),
        "parser recursion limit reached" => return "the document nests too deep".to_owned(),
        "int cannot represent non 32-bit signed integer value" => {
            return "a whole number from -2147483648 to 2147483647 must stand here".to_owned();
        }
        "float cannot represent non-finite 64-bit floating point value" => {
            return "a number must stand here that is no larger than a float may be".to_owned();
        }
        _ => {}
    }
    let Some(told) = message.strip_prefix("syntax error: ") else { return message.to_owned() };
    if told.ends_with("while lexing string value") {
        return "syntax error: a string has no end".to_owned();
    }
    if told.contains("<EOF>") {
        return "syntax error: the document ends too early".to_owned();
    }
    if let Some(character) = told.strip_prefix("Unexpected character ") {
        let character = character.split(", expected").next().unwrap_or(character);
        return format!("syntax error: the character {character} cannot stand here");
    }
    let Some(wanted) = told.strip_prefix("expected ").or_else(|| told.strip_prefix("exptected ")) else {
        return message.replace("unexpected", "misplaced").replace("Unexpected", "misplaced");
    };
    match wanted.split_once(", got ") {
        Some((kind, "EOF")) => format!("syntax error: {} must stand here, and the document ends", symbol(kind)),
        Some((kind, found)) => format!("syntax error: {} must stand here, and `{found}` does", symbol(kind)),
        None => format!("syntax error: {} must stand here", wanted.trim_start_matches("either ")),
    }
}

/// A kind of token as it is written.
fn symbol(kind: &str) -> &str {
    match kind {
        "L_CURLY" => "`{`",
        "R_CURLY" => "`}`",
        "L_PAREN" => "`(`",
        "R_PAREN" => "`)`",
        "L_BRACK" => "`[`",
        "R_BRACK" => "`]`",
        "COLON" => "`:`",
        "EQ" => "`=`",
        "DOLLAR" => "`$`",
        "BANG" => "`!`",
        "SPREAD" => "`...`",
        "STRING_VALUE" => "a string",
        "NAME" => "a name",
        _ => "something else",
    }
}

#[cfg(test)]
mod tests {
    use super::ours;

    #[test]
    fn says_what_must_stand_there() {
        for (theirs, words) in [
            ("expected value of type Int!, found a string", "a value of type Int! must stand here, and a string does"),
            ("syntax error: expected R_CURLY, got EOF", "syntax error: `}` must stand here, and the document ends"),
            (
                "syntax error: Unexpected character `)`, expected fractional digit",
                "syntax error: the character `)` cannot stand here",
            ),
            ("syntax error: expected a Name", "syntax error: a Name must stand here"),
            ("type `Query` does not have a field `x`", "type `Query` does not have a field `x`"),
        ] {
            assert_eq!(ours(theirs), words);
        }
    }
}

//! Reading and writing a token's claims.

use std::collections::BTreeSet;

use entity::enums::Role;
use serde_json::{Map, Value};

use super::{Identity, Terms};
use crate::domain::access::Rights;

/// Who the claims say is calling; none without a subject.
pub(in crate::auth) fn identity(claims: &Map<String, Value>, terms: &Terms) -> Option<Identity> {
    let subject = text(claims.get("sub")).filter(|subject| !subject.is_empty())?;
    let roles: BTreeSet<Role> = words(at(claims, &terms.roles_claim)).iter().filter_map(|word| role(word)).collect();
    let system = text(at(claims, &terms.system_claim)).filter(|system| !system.is_empty());
    let system = roles.contains(&Role::Integration).then(|| system.unwrap_or_else(|| subject.clone()));
    let rights = Rights { roles, scopes: words(claims.get("scope")).into_iter().collect(), system };
    let client = text(claims.get("azp")).or_else(|| text(claims.get("client_id")));
    Some(Identity { emails: emails(claims, &subject), issuer: text(claims.get("iss")), client, rights, subject })
}

/// Puts a claim where its dotted name leads.
pub(super) fn put(claims: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            claims.insert(path.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = claims.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

/// The claim of this name, or the one that its dots lead to.
fn at<'a>(claims: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(value) = claims.get(path) {
        return Some(value);
    }
    path.match_indices('.').find_map(|(dot, _)| at(claims.get(&path[..dot])?.as_object()?, &path[dot + 1..]))
}

/// An array of words, or words with blanks between them.
fn words(claim: Option<&Value>) -> Vec<String> {
    match claim {
        Some(Value::String(text)) => text.split_whitespace().map(str::to_owned).collect(),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn role(word: &str) -> Option<Role> {
    Role::ALL.iter().copied().find(|role| role.word().eq_ignore_ascii_case(word))
}

/// The e-mail address, where the issuer says that it is verified; and the subject, where it is an address itself.
fn emails(claims: &Map<String, Value>, subject: &str) -> Vec<String> {
    let verified = match claims.get("email_verified") {
        Some(Value::Bool(verified)) => Some(*verified),
        Some(Value::String(word)) => Some(word == "true"),
        _ => None,
    };
    let mut emails = Vec::new();
    if verified == Some(true) {
        emails.extend(text(claims.get("email")).map(|email| email.to_lowercase()));
    }
    if verified != Some(false) && subject.contains('@') {
        emails.push(subject.to_lowercase());
    }
    emails
}

fn text(claim: Option<&Value>) -> Option<String> {
    claim.and_then(Value::as_str).map(str::to_owned)
}

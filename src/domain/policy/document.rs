//! A policy as JSON: a fragment merged over another, unknown keys refused with the nearest name.

use serde_json::Value;

use super::Policy;

/// Why a policy is refused.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// A key that no policy has.
    #[error("policy: unknown key `{key}`{}", nearest.as_ref().map(|name| format!(", did you mean `{name}`?")).unwrap_or_default())]
    UnknownKey {
        /// The key with its path.
        key: String,
        /// The key that is nearest to it.
        nearest: Option<String>,
    },
    /// A value of the wrong type or form.
    #[error("policy: {0}")]
    Form(#[from] serde_json::Error),
    /// A value that makes no sense.
    #[error("policy: `{path}` {problem}")]
    Value {
        /// Where.
        path: String,
        /// What is wrong.
        problem: String,
    },
}

/// Sections of which every key is known; inside the others (`defaultOwners`, `markedAttributes`) keys are free.
const FREE: [&str; 2] = ["defaultOwners", "markedAttributes"];

pub(super) fn merge(policy: &Policy, fragment: &Value) -> Result<Policy, PolicyError> {
    let mut document = policy.document();
    let Value::Object(_) = fragment else {
        return Err(PolicyError::Value { path: "policy".to_owned(), problem: "must be an object".to_owned() });
    };
    lay_over(&mut document, fragment, "")?;
    Ok(serde_json::from_value(document)?)
}

fn lay_over(under: &mut Value, over: &Value, path: &str) -> Result<(), PolicyError> {
    let (Value::Object(under), Value::Object(over)) = (&mut *under, over) else {
        *under = over.clone();
        return Ok(());
    };
    for (key, value) in over {
        let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match under.get_mut(key) {
            Some(known) => lay_over(known, value, &inner)?,
            None if FREE.contains(&path) => {
                under.insert(key.clone(), value.clone());
            }
            None => {
                let nearest = nearest(key, under.keys().map(String::as_str)).map(str::to_owned);
                return Err(PolicyError::UnknownKey { key: inner, nearest });
            }
        }
    }
    Ok(())
}

/// The name that takes the fewest edits to reach, if they are fewer than half of its letters.
fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let (edits, name) = names.map(|name| (distance(word, name), name)).min_by_key(|&(edits, _)| edits)?;
    (edits * 2 <= name.chars().count().max(word.chars().count())).then_some(name)
}

fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().flat_map(char::to_lowercase).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, letter) in left.chars().flat_map(char::to_lowercase).enumerate() {
        let mut corner = row[0];
        row[0] = line + 1;
        for (column, &other) in right.iter().enumerate() {
            let replaced = corner + usize::from(letter != other);
            corner = row[column + 1];
            row[column + 1] = replaced.min(row[column] + 1).min(corner + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn merges_objects_by_key_and_lists_whole() {
        let fragment = json!({"version": 3, "loadedRates": {"SALES": 80.5}, "health": {"greenFrom": 75},
            "rates": [{"currency": "EUR", "on": "2025-01-01", "rate": 1.1}]});
        let policy = Policy::from_fragment(&fragment).unwrap();
        let document = policy.document();
        assert_eq!(document["loadedRates"]["SALES"], json!(80.5));
        assert_eq!(document["loadedRates"]["CS"], json!(60));
        assert_eq!(document["health"]["greenFrom"], json!(75));
        assert_eq!(document["rates"], fragment["rates"]);
        assert_eq!(policy.merged(&json!({"rates": []})).unwrap().rates, []);
        assert_eq!(Policy::from_fragment(&document).unwrap(), policy);
    }

    #[test]
    fn refuses_an_unknown_key_with_the_nearest() {
        let told = |fragment: Value| Policy::from_fragment(&fragment).unwrap_err().to_string();
        assert_eq!(told(json!({"curency": "EUR"})), "policy: unknown key `curency`, did you mean `currency`?");
        assert_eq!(
            told(json!({"health": {"greenfrom": 1}})),
            "policy: unknown key `health.greenfrom`, did you mean `greenFrom`?"
        );
        assert!(told(json!({"loadedRates": {"HR": 1}})).contains("loadedRates.HR"));
        assert!(told(json!({"measures": [{"ky": "a"}]})).contains("ky"));
        assert!(told(json!([])).contains("object"));
    }
}

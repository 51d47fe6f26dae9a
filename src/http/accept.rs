//! Which of the two media types an answer takes (RFC 9110, 12.5.1).

/// The media type of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/json`: a request error is 200, for clients that know no better.
    Json,
    /// `application/graphql-response+json`: the status tells what the answer is.
    Graphql,
}

impl Media {
    /// The header's value.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::Graphql => "application/graphql-response+json; charset=utf-8",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Graphql => "application/graphql-response+json",
        }
    }
}

/// The best of the two for an `Accept` header; none where it takes neither.
pub fn negotiate(accept: Option<&str>) -> Option<Media> {
    let accept = accept.unwrap_or("*/*");
    let accept = if accept.trim().is_empty() { "*/*" } else { accept };
    let ranges: Vec<(String, u16)> = accept.split(',').filter_map(range).collect();
    // Of two that are equally welcome the one that is named wins, and of two that are named the one that says more.
    [Media::Json, Media::Graphql]
        .into_iter()
        .filter_map(|media| {
            let (named, quality) = welcome(&ranges, media)?;
            (quality > 0).then_some((
                quality,
                named,
                if named == 2 { media == Media::Graphql } else { media == Media::Json },
                media,
            ))
        })
        .max_by_key(|&(quality, named, preferred, _)| (quality, named, preferred))
        .map(|(_, _, _, media)| media)
}

/// How exactly the ranges name the media type, and its quality in thousandths by the most exact one.
fn welcome(ranges: &[(String, u16)], media: Media) -> Option<(u8, u16)> {
    ranges
        .iter()
        .filter_map(|(name, quality)| match name.as_str() {
            "*/*" => Some((0, *quality)),
            "application/*" => Some((1, *quality)),
            name if name == media.name() => Some((2, *quality)),
            _ => None,
        })
        .max_by_key(|&(named, _)| named)
}

/// A media range and its quality in thousandths.
fn range(text: &str) -> Option<(String, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| name.contains('/'))?.to_ascii_lowercase();
    let quality = parts
        .filter_map(|part| part.split_once('='))
        .find(|(key, _)| key.trim().eq_ignore_ascii_case("q"))
        .map_or(Some(1000), |(_, value)| thousandths(value.trim()))?;
    Some((name, quality))
}

/// `1`, `0.5`, `0.125` as thousandths.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let whole: u16 = whole.parse().ok()?;
    if rest.len() > 3 || !rest.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let part: u16 = format!("{rest:0<3}").parse().ok()?;
    (whole * 1000 + part <= 1000).then_some(whole * 1000 + part)
}

/// Whether a `Content-Type` is JSON in UTF-8.
pub fn is_json(content_type: Option<&str>) -> bool {
    let Some(content_type) = content_type else { return false };
    let mut parts = content_type.split(';').map(str::trim);
    let json = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("application/json"));
    let charset = parts
        .filter_map(|part| part.split_once('='))
        .find(|(key, _)| key.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, value)| value.trim().trim_matches('"').to_ascii_lowercase());
    json && charset.is_none_or(|charset| charset == "utf-8" || charset == "utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negotiates_by_quality_then_by_name() {
        let graphql = "application/graphql-response+json";
        for (accept, chosen) in [
            (None, Some(Media::Json)),
            (Some(""), Some(Media::Json)),
            (Some("*/*"), Some(Media::Json)),
            (Some("application/*"), Some(Media::Json)),
            (Some("application/json"), Some(Media::Json)),
            (Some(graphql), Some(Media::Graphql)),
            (Some("Application/GraphQL-Response+JSON; charset=utf-8"), Some(Media::Graphql)),
            (Some("application/json, application/graphql-response+json"), Some(Media::Graphql)),
            (Some("application/graphql-response+json;q=0.5, application/json"), Some(Media::Json)),
            (Some("application/json;q=0.5, application/graphql-response+json"), Some(Media::Graphql)),
            (Some("application/graphql-response+json, */*"), Some(Media::Graphql)),
            (Some("application/json;q=0, */*"), Some(Media::Graphql)),
            (Some("text/html, */*;q=0.1"), Some(Media::Json)),
            (Some("text/html"), None),
            (Some("image/png"), None),
            (Some("*/*;q=0"), None),
            (Some("application/json;q=2"), None),
            (Some("nonsense"), None),
        ] {
            assert_eq!(negotiate(accept), chosen, "{accept:?}");
        }
    }

    #[test]
    fn takes_json_in_utf8_alone() {
        for (content_type, taken) in [
            (Some("application/json"), true),
            (Some("application/json; charset=UTF-8"), true),
            (Some("application/json;charset=\"utf-8\""), true),
            (Some("application/json; charset=latin1"), false),
            (Some("text/plain"), false),
            (Some("application/x-www-form-urlencoded"), false),
            (Some("multipart/form-data; boundary=x"), false),
            (None, false),
        ] {
            assert_eq!(is_json(content_type), taken, "{content_type:?}");
        }
    }
}

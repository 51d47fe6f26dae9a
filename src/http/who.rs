//! Who calls, as far as places are shared: issuer and subject of a verified token; before one is verified, an address.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::HeaderMap;
use axum::http::header::FORWARDED;
use ipnet::IpNet;

use crate::auth::Identity;

/// A caller among whom places are shared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Whom a token names.
    Caller {
        /// Its issuer, where it has one.
        issuer: Option<String>,
        /// Its subject.
        subject: String,
    },
    /// Nobody knows yet who it is.
    Address(IpAddr),
}

impl Who {
    /// The caller of a verified token.
    pub fn of(identity: &Identity) -> Self {
        Self::Caller { issuer: identity.issuer.clone(), subject: identity.subject.clone() }
    }

    /// Whoever is at an address. All of a network of IPv6 that one customer has are one.
    pub fn at(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            address @ IpAddr::V4(_) => address,
        })
    }
}

/// The networks of a list with commas: `10.0.0.0/8, ::1`.
pub fn networks(text: &str) -> Result<Vec<IpNet>, String> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let network = part.parse::<IpNet>().or_else(|_| part.parse::<IpAddr>().map(IpNet::from));
            network.map_err(|_| format!("{part} is no address or network, such as 10.0.0.0/8"))
        })
        .collect()
}

/// Where a request comes from: the last hop that is not trusted, as far as trusted ones tell of it.
pub fn origin(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let peer = peer.to_canonical();
    let trusts = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    if !trusts(peer) {
        return peer;
    }
    let last = |hops: Vec<Option<IpAddr>>| {
        let mut last = peer;
        for hop in hops.into_iter().rev() {
            // What a trusted hop does not say in a readable way ends the way back.
            let Some(hop) = hop else { break };
            last = hop;
            if !trusts(hop) {
                break;
            }
        }
        last
    };
    let (standard, common) = (headers.contains_key(FORWARDED), headers.contains_key("x-forwarded-for"));
    let (by_standard, by_common) = (last(forwarded(headers)), last(forwarded_for(headers)));
    match (standard, common) {
        (false, _) => by_common,
        (true, false) => by_standard,
        // A proxy writes one of them and lets the other one pass, which its client may have made up.
        (true, true) => {
            if by_standard == by_common {
                by_common
            } else {
                peer
            }
        }
    }
}

fn forwarded_for(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let values = headers.get_all("x-forwarded-for").iter();
    values.flat_map(|value| value.to_str().unwrap_or("?").split(',')).map(|hop| node(hop.trim())).collect()
}

fn forwarded(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let hop = |element: &str| {
        let pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
        pairs.filter(|(name, _)| name.eq_ignore_ascii_case("for")).find_map(|(_, value)| node(value.trim_matches('"')))
    };
    let values = headers.get_all(FORWARDED).iter();
    values.flat_map(|value| value.to_str().unwrap_or("?").split(',')).map(hop).collect()
}

/// `192.0.2.1`, `192.0.2.1:47011`, `[2001:db8::1]:4711`, `2001:db8::1`.
fn node(text: &str) -> Option<IpAddr> {
    let address = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None if text.matches(':').count() == 1 => text.split_once(':')?.0,
        None => text,
    };
    address.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn the_last_hop_that_is_not_trusted_is_the_origin() {
        let trusted = networks("10.0.0.0/8, 2001:db8::/32").unwrap();
        for (peer, headers, origin_is) in [
            ("192.0.2.9", &[][..], "192.0.2.9"),
            ("192.0.2.9", &[("x-forwarded-for", "198.51.100.1")], "192.0.2.9"),
            ("10.1.1.1", &[], "10.1.1.1"),
            ("10.1.1.1", &[("x-forwarded-for", "198.51.100.1")], "198.51.100.1"),
            ("::ffff:10.1.1.1", &[("x-forwarded-for", "198.51.100.1")], "198.51.100.1"),
            ("10.1.1.1", &[("x-forwarded-for", "6.6.6.6, 198.51.100.1, 10.2.2.2")], "198.51.100.1"),
            ("10.1.1.1", &[("x-forwarded-for", "6.6.6.6"), ("x-forwarded-for", "198.51.100.1")], "198.51.100.1"),
            ("10.1.1.1", &[("x-forwarded-for", "6.6.6.6, what, 10.2.2.2")], "10.2.2.2"),
            ("10.1.1.1", &[("x-forwarded-for", "198.51.100.1:4711")], "198.51.100.1"),
            ("10.1.1.1", &[("forwarded", "for=198.51.100.1;proto=https")], "198.51.100.1"),
            ("10.1.1.1", &[("forwarded", "for=6.6.6.6, By=x;For=\"[2001:1::7]:4711\"")], "2001:1::7"),
            ("10.1.1.1", &[("forwarded", "for=unknown")], "10.1.1.1"),
            ("2001:db8::5", &[("x-forwarded-for", "2001:1::7")], "2001:1::7"),
            ("10.1.1.1", &[("forwarded", "for=6.6.6.6"), ("x-forwarded-for", "198.51.100.1")], "10.1.1.1"),
            ("10.1.1.1", &[("forwarded", "for=198.51.100.1"), ("x-forwarded-for", "198.51.100.1")], "198.51.100.1"),
        ] {
            let headers: HeaderMap = headers
                .iter()
                .map(|&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .fold(HeaderMap::new(), |mut map, (name, value)| {
                    map.append(name, value);
                    map
                });
            let found = origin(peer.parse().unwrap(), &headers, &trusted);
            assert_eq!(found, origin_is.parse::<IpAddr>().unwrap(), "{peer} {headers:?}");
        }
    }

    #[test]
    fn a_network_of_one_customer_is_one() {
        let at = |text: &str| Who::at(text.parse().unwrap());
        assert_eq!(at("2001:db8:1:2::1"), at("2001:db8:1:2:ffff::9"));
        assert_ne!(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
    }

    #[test]
    fn wrong_networks_are_refused() {
        assert_eq!(networks("").unwrap(), Vec::new());
        for wrong in ["proxy", "10.0.0.0/33", "10.0.0.1; 10.0.0.2"] {
            assert!(networks(wrong).is_err(), "{wrong}");
        }
    }
}

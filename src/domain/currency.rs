//! Currencies, their minor units and their rates of exchange.

use chrono::NaiveDate;

use super::policy::{Policy, RateValue};

/// Digits behind the point of a currency (ISO 4217).
pub fn digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// The codes of ISO 4217, in order.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD \
    CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF \
    GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD \
    MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR \
    RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX \
    USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// Whether ISO 4217 has the code.
pub fn is_known(currency: &str) -> bool {
    CODES.split(' ').any(|code| code == currency)
}

/// What a currency is worth in the policy's on a date: the latest rate dated on or before it, of one date the last in
/// the list; 1 for the policy's own; nothing where none is known.
pub fn rate(policy: &Policy, currency: &str, on: NaiveDate) -> Option<RateValue> {
    if currency == policy.currency {
        return Some(RateValue(RateValue::SCALE));
    }
    let known = policy.rates.iter().filter(|rate| rate.currency == currency && rate.on <= on);
    known.max_by_key(|rate| rate.on).map(|rate| rate.rate)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn takes_the_latest_rate_of_the_day() {
        let rates = json!({"rates": [{"currency": "EUR", "on": "2026-02-01", "rate": 1.2}, {"currency": "EUR", "on": "2026-01-01", "rate": 1.0},
            {"currency": "EUR", "on": "2026-01-01", "rate": 1.1}]});
        let policy = Policy::from_fragment(&rates).unwrap();
        let on = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        assert_eq!(rate(&policy, "EUR", on(1, 31)), Some(RateValue(1_100_000_000_000)));
        assert_eq!(rate(&policy, "EUR", on(2, 1)), Some(RateValue(1_200_000_000_000)));
        assert_eq!(rate(&policy, "USD", on(1, 1)), Some(RateValue(RateValue::SCALE)));
        assert_eq!(rate(&policy, "GBP", on(1, 1)), None);
        assert!(is_known("USD") && is_known("ZWG") && !is_known("usd") && !is_known("USD EUR") && !is_known(""));
        assert_eq!((digits("JPY"), digits("USD"), digits("KWD")), (0, 2, 3));
    }
}

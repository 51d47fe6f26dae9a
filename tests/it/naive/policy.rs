//! The numbers of the page that a company fills in itself, and the fragment of JSON that says the same.

use std::collections::BTreeMap;

use entity::enums::{Department, HealthComponent, TicketSeverity};
use serde_json::{Value, json};

use super::Day;

/// How a measure becomes a value in [0, 1]: all numbers in millionths.
#[derive(Clone, Debug)]
pub(super) enum Reading {
    Scale(i64, i64),
    Map(BTreeMap<String, i64>),
}

#[derive(Clone, Debug)]
pub(super) struct MeasureSignal {
    pub(super) key: String,
    pub(super) component: HealthComponent,
    pub(super) share: i64,
    pub(super) reading: Reading,
    pub(super) half_life: Option<i64>,
}

#[derive(Clone, Debug)]
pub(super) struct CompanyMeasure {
    pub(super) key: String,
    pub(super) weight: i64,
    pub(super) reading: Reading,
}

#[derive(Clone, Debug)]
pub(super) struct Policy {
    pub(super) currency: String,
    pub(super) rates: Vec<(String, Day, i64)>,
    pub(super) loaded_rates: BTreeMap<Department, i64>,
    pub(super) ticket_minutes: BTreeMap<TicketSeverity, i64>,
    pub(super) touchpoint_minutes: i64,
    pub(super) measures: Vec<MeasureSignal>,
    pub(super) company: Vec<CompanyMeasure>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            currency: "USD".to_owned(),
            rates: Vec::new(),
            loaded_rates: Department::ALL.iter().map(|&department| (department, 60_000_000)).collect(),
            ticket_minutes: TicketSeverity::ALL.iter().copied().zip([240, 120, 60, 30]).collect(),
            touchpoint_minutes: 30,
            measures: Vec::new(),
            company: Vec::new(),
        }
    }
}

fn decimal(micros: i64) -> Value {
    if micros % 1_000_000 == 0 { json!(micros / 1_000_000) } else { json!(micros as f64 / 1e6) }
}

fn read(reading: &Reading, mut object: Value) -> Value {
    match reading {
        Reading::Scale(low, high) => object["scale"] = json!([decimal(*low), decimal(*high)]),
        Reading::Map(map) => {
            object["map"] = map.iter().map(|(word, value)| (word.clone(), decimal(*value))).collect();
        }
    }
    object
}

impl Policy {
    pub(super) fn fragment(&self) -> Value {
        let loaded: BTreeMap<String, Value> =
            self.loaded_rates.iter().map(|(department, rate)| (department.word(), decimal(*rate))).collect();
        let minutes: BTreeMap<String, i64> =
            self.ticket_minutes.iter().map(|(severity, minutes)| (severity.word(), *minutes)).collect();
        let rates: Vec<Value> = self
            .rates
            .iter()
            .map(|(currency, on, rate)| json!({"currency": currency, "on": super::date(*on), "rate": decimal(*rate)}))
            .collect();
        let measures: Vec<Value> = self
            .measures
            .iter()
            .map(|measure| {
                let mut object =
                    json!({"key": measure.key, "component": measure.component.word(), "share": decimal(measure.share)});
                if let Some(days) = measure.half_life {
                    object["halfLife"] = json!(days);
                }
                read(&measure.reading, object)
            })
            .collect();
        let company: Vec<Value> = self
            .company
            .iter()
            .map(|measure| read(&measure.reading, json!({"key": measure.key, "weight": decimal(measure.weight)})))
            .collect();
        json!({
            "currency": self.currency, "rates": rates, "loadedRates": loaded, "ticketMinutes": minutes,
            "touchpointMinutes": self.touchpoint_minutes, "measures": measures, "company": company,
        })
    }
}

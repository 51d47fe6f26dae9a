//! Asks the floor and the product the same questions over sixteen connections, by turns, and tells how they stand.
//!
//!   load FLOOR_ADDRESS PRODUCT_ADDRESS TOKEN [SECONDS_OF_A_TURN] [TURNS]

#![expect(clippy::cast_precision_loss, reason = "counts and microseconds of some seconds")]

mod line;

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use line::{Failure, Line};
use serde_json::{Value, json};
use uuid::Uuid;

const CONNECTIONS: usize = 16;
/// Questions whose answers are compared, of each kind.
const COMPARED: usize = 50;
const ACCOUNT: &str = include_str!("account.graphql");
const PAGE: &str = include_str!("page.graphql");
/// What stands in a cursor before all accounts.
const FIRST: &str = r#"[1,"account+name+id",["","00000000-0000-0000-0000-000000000000"]]"#;
const EVERY: &str = "query($after: String) { accounts(first: 250, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage } } }";

/// One question: the path that the floor is asked, and the variable that the product is asked with.
struct Question {
    path: String,
    variable: String,
}

/// How a side is asked.
enum Door<'a> {
    Floor { address: &'a str },
    Product { address: &'a str, token: &'a str, query: &'a str, name: &'a str },
}

impl Door<'_> {
    fn address(&self) -> &str {
        match self {
            Self::Floor { address } | Self::Product { address, .. } => address,
        }
    }

    fn wire(&self, question: &Question) -> String {
        match self {
            Self::Floor { .. } => format!("GET {} HTTP/1.1\r\nhost: floor\r\n\r\n", question.path),
            Self::Product { token, query, name, .. } => {
                let body = format!(r#"{{"query":{query},"variables":{{"{name}":"{}"}}}}"#, question.variable);
                format!(
                    "POST /graphql HTTP/1.1\r\nhost: product\r\nauthorization: Bearer {token}\r\n\
                     content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                    body.len()
                )
            }
        }
    }
}

/// What the answers of one side took.
#[derive(Default)]
struct Side {
    /// Requests a second, turn by turn.
    rates: Vec<f64>,
    micros: Vec<u64>,
    bytes: usize,
}

impl Side {
    fn rate(&self) -> f64 {
        let mut rates = self.rates.clone();
        rates.sort_by(f64::total_cmp);
        rates[rates.len() / 2]
    }

    /// Milliseconds within which so many of a hundred were answered.
    fn within(&mut self, hundredths: usize) -> f64 {
        self.micros.sort_unstable();
        self.micros[self.micros.len() * hundredths / 100] as f64 / 1e3
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [floor, product, token, rest @ ..] = &given[..] else {
        return Err("load FLOOR PRODUCT TOKEN [SECONDS] [TURNS]".into());
    };
    let seconds = Duration::from_secs_f64(rest.first().map_or(Ok(5.0), |text| text.parse())?);
    let turns = rest.get(1).map_or(Ok(3), |text| text.parse::<usize>())?;
    let asked = |query: &str| json!(query).to_string();

    let (mut views, mut pages) = (Vec::new(), Vec::new());
    let every = Door::Product { address: product, token, query: &asked(EVERY), name: "after" };
    let mut line = Line::to(product).await?;
    let mut after = Question { path: String::new(), variable: URL_SAFE_NO_PAD.encode(FIRST) };
    loop {
        let answer: Value = serde_json::from_slice(line.ask(&every.wire(&after)).await?)?;
        let accounts = &answer["data"]["accounts"];
        for edge in accounts["edges"].as_array().ok_or_else(|| answer.to_string())? {
            let id = edge["node"]["id"].as_str().ok_or("no id")?.to_owned();
            let (_, uuid) = entity::ids::decode(&id).ok_or("no id of ours")?;
            views.push(Question { path: format!("/account/{uuid}"), variable: id });
            let cursor = edge["cursor"].as_str().ok_or("no cursor")?.to_owned();
            let (_, _, (name, last)): (u32, String, (String, Uuid)) =
                serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&cursor)?)?;
            pages.push(Question { path: format!("/page?name={}&id={last}", plain(&name)), variable: cursor });
        }
        match pages.last() {
            Some(last) if accounts["pageInfo"]["hasNextPage"] == true => after.variable.clone_from(&last.variable),
            _ => break,
        }
    }
    println!("{} accounts", views.len());

    for (what, questions, query, name) in
        [("view", &views, asked(ACCOUNT), "id"), ("page", &pages, asked(PAGE), "after")]
    {
        let doors = [Door::Floor { address: floor }, Door::Product { address: product, token, query: &query, name }];
        compare(questions, &doors).await?;
        let (mut below, mut above) = (Side::default(), Side::default());
        for turn in 0..=turns {
            for (side, door) in [&mut below, &mut above].into_iter().zip(&doors) {
                // The first turn warms up.
                let took = turn_of(questions, door, if turn == 0 { Duration::from_secs(2) } else { seconds }).await?;
                if turn > 0 {
                    side.rates.extend(took.rates);
                    side.micros.extend(took.micros);
                    side.bytes = took.bytes;
                }
            }
        }
        for (name, side) in [("floor", &mut below), ("product", &mut above)] {
            let (p50, p99) = (side.within(50), side.within(99));
            println!(
                "{what:<5} {name:<8} {:>8.0}/s   p50 {p50:>7.2} ms   p99 {p99:>7.2} ms   {:>6} bytes",
                side.rate(),
                side.bytes
            );
        }
        println!(
            "{what:<5} ratio    {:>8.2}     p99 x {:.2}",
            above.rate() / below.rate(),
            above.within(99) / below.within(99)
        );
    }
    Ok(())
}

/// One turn: every connection asks one question after another until the time is over.
async fn turn_of(questions: &[Question], door: &Door<'_>, time: Duration) -> Result<Side, Failure> {
    let begun = Instant::now();
    let connections = (0..CONNECTIONS).map(|connection| async move {
        let mut line = Line::to(door.address()).await?;
        let (mut micros, mut bytes) = (Vec::new(), 0);
        let mut chance = 0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(connection as u64 + 1);
        while begun.elapsed() < time {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let request = door.wire(&questions[(chance >> 33) as usize % questions.len()]);
            let asked = Instant::now();
            let answer = line.ask(&request).await?;
            micros.push(u64::try_from(asked.elapsed().as_micros())?);
            bytes += answer.len();
            if answer.starts_with(b"{\"errors\"") {
                return Err(String::from_utf8_lossy(answer).into_owned().into());
            }
        }
        Ok::<_, Failure>((micros, bytes))
    });
    let mut side = Side::default();
    for (micros, bytes) in futures_util::future::try_join_all(connections).await? {
        side.micros.extend(micros);
        side.bytes += bytes;
    }
    side.bytes /= side.micros.len().max(1);
    side.rates.push(side.micros.len() as f64 / begun.elapsed().as_secs_f64());
    Ok(side)
}

/// Both sides say the same, or there is nothing to measure.
async fn compare(questions: &[Question], doors: &[Door<'_>; 2]) -> Result<(), Failure> {
    let mut lines = [Line::to(doors[0].address()).await?, Line::to(doors[1].address()).await?];
    let step = (questions.len() / COMPARED).max(1);
    for question in questions.iter().step_by(step) {
        let mut said = [Value::Null, Value::Null];
        for ((door, line), said) in doors.iter().zip(&mut lines).zip(&mut said) {
            *said = serde_json::from_slice(line.ask(&door.wire(question)).await?)?;
        }
        if let Some(place) = difference(&said[0], &said[1]) {
            return Err(format!("{}: they differ at {place}", question.path).into());
        }
    }
    Ok(())
}

/// Where two values differ. Numbers are the same by value, however they are written.
fn difference(one: &Value, other: &Value) -> Option<String> {
    let below = |key: &str, one: &Value, other: &Value| difference(one, other).map(|place| format!("{key}.{place}"));
    match (one, other) {
        (Value::Object(one), Value::Object(other)) if one.len() == other.len() => {
            one.iter().find_map(|(key, value)| below(key, value, other.get(key).unwrap_or(&Value::Null)))
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            one.iter().zip(other).enumerate().find_map(|(at, (one, other))| below(&at.to_string(), one, other))
        }
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => None,
        (one, other) if one == other => None,
        (one, other) => Some(format!(": {:.200} and {:.200}", one.to_string(), other.to_string())),
    }
}

/// A text as it stands in a query string.
fn plain(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

//! `vitrine serve`: the API.

mod demo;
pub mod door;
pub(super) mod stop;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::place::{ahead, connect, current, settings, stamp_ahead};
use super::{Failure, Outcome, Place, block_on, say, start_log};
use crate::clock::{Clock, machine_now};
use crate::command::Desk;
use crate::config::{Config, Flags, Settings};
use crate::error::AppError;
use crate::http::{self, Door, router, router::metrics_router};
use crate::job;
use crate::store::log::last_recorded;
use crate::store::{Db, Engine};

/// Days without an entry after which a start on SQLite is warned about.
const IDLE_DAYS: i64 = 30;

/// Serves the API.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Args {
    /// A made-up company's story, and a ready token for each role
    #[arg(long)]
    demo: bool,
    /// Tell the demo's story anew, up to yesterday
    #[arg(long, requires = "demo")]
    fresh: bool,
    /// Address and port [default: 127.0.0.1:4000]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Address and port for /metrics alone
    #[arg(long, value_name = "ADDRESS")]
    metrics_listen: Option<SocketAddr>,
    /// Apply pending migrations first
    #[arg(long)]
    migrate: bool,
    /// Serve reads alone
    #[arg(long)]
    read_only: bool,
    /// Start the clock at this moment; with --demo or --read-only
    #[arg(long, value_name = "TIME")]
    clock: Option<DateTime<Utc>>,
    /// The OpenID provider whose keys verify tokens
    #[arg(long, value_name = "URL", group = "verifier")]
    oidc_issuer: Option<String>,
    /// The key set that verifies tokens
    #[arg(long, value_name = "URL", group = "verifier")]
    jwks_url: Option<String>,
    /// Refuse unknown variables, and secrets that others can read
    #[arg(long)]
    strict: bool,
}

impl Args {
    fn flags(&self, place: &Place) -> Flags {
        let mut flags = place.flags();
        for (name, given) in
            [("demo", self.demo), ("fresh", self.fresh), ("migrate", self.migrate), ("read_only", self.read_only)]
        {
            flags.extend(given.then(|| (name, "true".to_owned())));
        }
        flags.extend(self.listen.map(|listen| ("listen", listen.to_string())));
        flags.extend(self.metrics_listen.map(|listen| ("metrics_listen", listen.to_string())));
        flags.extend(self.clock.map(|clock| ("clock", clock.to_rfc3339())));
        flags.extend(self.oidc_issuer.clone().map(|url| ("oidc_issuer", url)));
        flags.extend(self.jwks_url.clone().map(|url| ("jwks_url", url)));
        flags
    }
}

/// Runs it.
pub fn run(args: &Args, place: &Place) -> Outcome {
    let Settings { config, warnings, .. } = settings(&args.flags(place))?;
    if args.strict && !warnings.is_empty() {
        return Err(AppError::Config(format!("refused by --strict: {}", warnings.join("; "))).into());
    }
    start_log(&config)?;
    for warning in &warnings {
        tracing::warn!("{warning}");
    }
    if place.jwt_secret_file.is_some() && (args.oidc_issuer.is_some() || args.jwks_url.is_some()) {
        return Err(Failure::usage("--jwt-secret-file goes neither with --oidc-issuer nor with --jwks-url"));
    }
    if config.clock.is_some() && !config.demo && !config.read_only {
        return Err(Failure::usage("--clock goes with --demo or --read-only only"));
    }
    if config.demo && config.read_only {
        return Err(Failure::usage("--demo and --read-only do not go together"));
    }
    let verifier = door::verifier(&config)?;
    block_on(async {
        let db = connect(&config).await?;
        let desk = if config.demo { demo::open(db, &config).await? } else { open(db, &config).await? };
        let listener = listen(config.listen).await?;
        let address = listener.local_addr()?;
        let demo = config.demo.then(|| demo::doors(&desk, &door::secret(&config)?, &config)).transpose()?;
        if let Some(demo) = &demo {
            eprintln!(
                "vitrine: the first query, as it stands in the explorer on http://{address}/ :\n\n{}\n",
                demo.first_query
            );
            say(&format!("url http://{address}/graphql"))?;
            for (role, token) in &demo.tokens {
                say(&format!("token {} {token}", role.word()))?;
            }
        }
        let door = Arc::new(door::door(&config, &desk, verifier, demo)?);
        let told = config.demo;
        serve(listener, door, desk, &config, told).await
    })
}

/// Opens the company's database.
async fn open(db: Db, config: &Config) -> Result<Desk, Failure> {
    if config.migrate {
        db.migrate_up().await?;
    }
    current(&db).await?;
    let clock = match config.clock {
        None => {
            idle(&db).await?;
            Clock::machine()
        }
        Some(start) => {
            if last_recorded(&db.read).await?.is_some_and(|last| start < last) {
                let text = "the clock may not start before the log's last entry: ask with asOf instead";
                return Err(AppError::Config(text.to_owned()).into());
            }
            Clock::going_from(start)
        }
    };
    let held = config.clock.is_none().then(|| ahead(config));
    let desk = Desk::open(db, clock).await?.ahead_at_most(held).stamps_ahead(stamp_ahead(config));
    let desk = desk.with_custom_fields(config.custom_fields_bytes);
    Ok(if config.read_only { desk.reading_only() } else { desk })
}

/// SQLite has no second clock: a start long after the last entry may be one with a wrong clock.
async fn idle(db: &Db) -> Result<(), AppError> {
    if db.engine == Engine::Postgres {
        return Ok(());
    }
    let Some(last) = last_recorded(&db.read).await? else { return Ok(()) };
    let days = (machine_now() - last).num_days();
    if days > IDLE_DAYS {
        tracing::warn!(%last, days, "the last entry is long ago: is this machine's clock right?");
    }
    Ok(())
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let text = format!("{address} cannot be listened on: {error}");
        AppError::Io(std::io::Error::new(error.kind(), text)).into()
    })
}

/// Serves until a signal comes; then requests under way get their time to end.
async fn serve(listener: TcpListener, door: Arc<Door>, desk: Desk, config: &Config, told: bool) -> Outcome {
    let (stop, stopped) = watch::channel(false);
    let jobs = (!config.read_only).then(|| job::spawn(desk.sharing(&door.room.turns), stopped.clone()));
    let bounds = door::bounds(config)?;
    let metrics = match config.metrics_listen {
        None => None,
        Some(address) => {
            let listener = listen(address).await?;
            let router = metrics_router(Arc::clone(&door));
            let until = stop::told(stopped.clone());
            Some(tokio::spawn(http::listen(listener, router, bounds.clone(), until)))
        }
    };
    tracing::info!(address = %listener.local_addr()?, "listening");
    let mut serving = tokio::spawn(http::listen(listener, router(door), bounds, stop::told(stopped)));
    if told {
        say("ready")?;
    }
    tokio::select! {
        () = stop::signal() => {}
        ended = &mut serving => return match ended {
            Ok(()) => Ok(ExitCode::SUCCESS),
            Err(_) => Err(AppError::Invariant("the server's task ended").into()),
        },
    }
    tracing::info!("stopping: requests under way are answered, new ones are not taken");
    stop.send_replace(true);
    let drained = tokio::time::timeout(Duration::from_secs(config.drain_seconds), async {
        for task in [Some(serving), jobs, metrics].into_iter().flatten() {
            if let Err(error) = task.await {
                tracing::error!(%error, "a part of the server broke off");
            }
        }
    });
    if drained.await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
    if config.demo {
        demo::rest(&desk).await?;
    }
    desk.db.clone().close().await?;
    Ok(ExitCode::SUCCESS)
}

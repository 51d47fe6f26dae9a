//! What a unit of work finds of what was written: lines of history, assessments, and their rows.

use std::collections::{BTreeMap, BTreeSet};

use entity::account;
use entity::enums::{ChangeCause, HistoryKind};
use entity::ids::{AccountId, HistoryId};
use futures_util::try_join;

use super::deed::{Deed, Side};
use super::trail::{self, Trail};
use super::{Unit, parallel, review, rows};
use crate::error::AppError;
use crate::registry::{self, AnyRecord, HistoryLine};
use crate::store;
use crate::store::behind::{self, LEFT};
use crate::store::company::Common;
use crate::store::picture::Picture;

impl Unit {
    /// Lines of history of what was asked for.
    pub(super) fn lines(&self, told: Vec<(AccountId, HistoryLine)>, trail: &mut Trail, gone: &BTreeSet<AccountId>) {
        let Self { deeds, ids, origin, moment, .. } = self;
        let mut facts: BTreeMap<_, _> = BTreeMap::new();
        for deed in deeds {
            match deed {
                Deed::Put { record, .. } => {
                    let (Some(account), Some(line)) = (record.account(), record.history()) else { continue };
                    let of = Some((record.kind().type_name(), record.key()));
                    facts.insert(record.key(), (account, HistoryId(record.key()), line, of));
                }
                Deed::Delete { record, .. } => {
                    facts.remove(&record.key());
                }
                Deed::Aside { side: Side::Override(set), .. } => {
                    let (said, at) = match set.ended_at {
                        Some(ended) => ("ended", ended),
                        None => ("set", set.since),
                    };
                    let summary = format!("Health override {said}: {}", set.reason);
                    let line = HistoryLine { kind: HistoryKind::HealthOverride, occurred_at: at, summary };
                    let id = HistoryId(ids.next());
                    facts.insert(id.0, (set.account_id, id, line, None));
                }
                Deed::Aside { side: Side::RiskAnswer(answer), .. } => {
                    let word = |word: String| word.to_lowercase().replace('_', " ");
                    let summary =
                        format!("Risk {}: {}. {}", word(answer.kind.word()), word(answer.state.word()), answer.reason);
                    let line = HistoryLine { kind: HistoryKind::Risk, occurred_at: answer.at, summary };
                    let of = Some(("Risk", answer.risk_id.0));
                    facts.insert(answer.id.0, (answer.account_id, HistoryId(answer.id.0), line, of));
                }
                Deed::Aside { .. } | Deed::Policy { .. } => {}
            }
        }
        for (account, line) in told {
            let id = HistoryId(ids.next());
            facts.insert(id.0, (account, id, line, None));
        }
        for (account, id, line, of) in facts.into_values() {
            if !gone.contains(&account) {
                let (actor, source) = (origin.actor.clone(), origin.source.clone());
                trail.history.push(trail::row(account, id, line, actor, source, of, *moment));
            }
        }
    }

    /// Assesses what was written to.
    pub(super) fn assess(
        &self,
        pictures: &mut BTreeMap<AccountId, Picture>,
        written: &BTreeSet<AccountId>,
        common: &Common,
        trail: &mut Trail,
    ) -> Result<(), AppError> {
        let (moment, ids) = (self.moment, &self.ids);
        let written = pictures.iter_mut().filter(|(id, _)| written.contains(id));
        let written = written.map(|(id, picture)| (*id, self.cause_for(*id), picture)).collect();
        let assessed = parallel::each(written, |(id, cause, picture): (AccountId, ChangeCause, &mut Picture)| {
            let mut trail = Trail::default();
            let step = review::step(picture, common, &common.policy, cause, moment, ids);
            trail.assessed(id, step, picture, moment, ids)?;
            Ok::<_, AppError>(trail)
        });
        for one in assessed {
            trail.append(one?);
        }
        Ok(())
    }

    /// OVERRIDE where nothing but overrides was written, else DATA.
    fn cause_for(&self, id: AccountId) -> ChangeCause {
        let mut deeds = self.deeds.iter().filter(|deed| deed.account() == Some(id)).peekable();
        if deeds.peek().is_some() && deeds.all(Deed::is_override) { ChangeCause::Override } else { ChangeCause::Data }
    }

    /// Assessments, risks, history, accounts with what was derived, and the log last.
    pub(super) async fn write_answers(
        &mut self,
        pictures: &BTreeMap<AccountId, Picture>,
        trail: Trail,
        common: &Common,
        gone: &BTreeSet<AccountId>,
        left: &BTreeSet<AccountId>,
    ) -> Result<(), AppError> {
        let tx = &self.tx;
        let mut deleted = Vec::new();
        for deed in &self.deeds {
            if let Deed::Delete { record, .. } = deed
                && let Some(account) = record.account()
                && !gone.contains(&account)
            {
                deleted.push((account, record.key()));
            }
        }
        let mut own: BTreeMap<AccountId, account::Model> = BTreeMap::new();
        for deed in &self.deeds {
            if let Deed::Put { record: AnyRecord::Account(account), .. } = deed {
                own.insert(account.id, account.clone());
            }
        }
        let was_left = |id: &&AccountId| self.locked.get(id).is_some_and(|account| account.epoch == LEFT);
        let settled: Vec<_> = pictures.keys().filter(was_left).copied().collect();
        behind::end(tx, &settled, self.moment).await?;
        let newly: Vec<_> = left.iter().filter(|id| pictures.contains_key(id) || !was_left(id)).copied().collect();
        behind::begin(tx, &newly, self.moment).await?;
        let mut changed = Vec::with_capacity(pictures.len());
        let mut untold = Vec::new();
        for id in left.iter().chain(pictures.keys().filter(|id| !left.contains(id))) {
            let picture = pictures.get(id);
            match (own.remove(id), picture) {
                (None, None) => untold.push(*id),
                (model, _) => {
                    let whole = model.is_some();
                    let model = model.or_else(|| self.locked.get(id).cloned());
                    let model = model.ok_or(AppError::Invariant("an account without a row"))?;
                    let epoch = if left.contains(id) { LEFT } else { common.epoch };
                    changed.push(rows::Written { account: account::Model { epoch, ..model }, whole, picture });
                }
            }
        }
        let Trail { assessments, risks, history, entries, .. } = trail;
        let assessments = trail::rows(assessments, self.moment)?;
        // The statements of one table are built while the database carries out those of another.
        try_join!(
            registry::insert_all(tx, assessments),
            rows::accounts(tx, changed, self.moment),
            rows::leave(tx, &untold, self.moment),
            store::log::append(tx, entries, self.moment),
            async {
                rows::forget_history(tx, &deleted).await?;
                rows::history(tx, history).await
            },
            rows::risks(tx, risks),
            rows::teams(tx, &self.deeds),
        )?;
        Ok(())
    }
}

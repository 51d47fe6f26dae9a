//! Which accounts are looked for.

use async_graphql::{Context, ID, InputObject, Result};
use entity::account::Column;
use entity::enums::{RiskKind, TouchModel};
use sea_orm::Value;

use crate::domain::access::Group;
use crate::domain::currency::digits;
use crate::graphql::comparators::{
    AccountStatusFilter, DateFilter, DateTimeFilter, DecimalFilter, FloatFilter, HealthBandFilter, QuadrantFilter,
    RungFilter, StringFilter,
};
use crate::graphql::context::ContextExt;
use crate::graphql::error::{Code, bad_input};
use crate::graphql::scoped::scoped;
use crate::graphql::{id, policy};
use crate::scalar::Decimal;
use crate::store::accounts::{Comparison, Wanted};

/// Which accounts are looked for: those that fit all that is given. What is left out does not filter; null is refused.
#[derive(Clone, Debug, Default, InputObject)]
pub struct AccountFilter {
    /// Those that fit all of these, at most 100. A whole filter holds at most 500 values, else BAD_USER_INPUT.
    pub and: Option<Vec<AccountFilter>>,
    /// Those that fit at least one of these, at most 100; an empty list fits none.
    pub or: Option<Vec<AccountFilter>>,
    /// By name.
    pub name: Option<StringFilter>,
    /// By main domain.
    pub domain: Option<StringFilter>,
    /// By status.
    pub status: Option<AccountStatusFilter>,
    /// By how much of our people's time they are meant to get.
    pub touch_model: Option<TouchModel>,
    /// By segment.
    pub segment: Option<StringFilter>,
    /// By industry.
    pub industry: Option<StringFilter>,
    /// By country.
    pub country: Option<StringFilter>,
    /// Those that this system knows.
    pub external_system: Option<String>,
    /// Those that this team member looks after.
    pub member_id: Option<ID>,
    /// By the health band shown.
    pub health_band: Option<HealthBandFilter>,
    /// By the health score shown, 0 to 100.
    pub health_score: Option<FloatFilter>,
    /// By happiness, -1 to 1.
    pub happiness: Option<FloatFilter>,
    /// By rung.
    pub rung: Option<RungFilter>,
    /// By quadrant.
    pub quadrant: Option<QuadrantFilter>,
    /// Those with a risk of this kind that is RAISED or ACKNOWLEDGED.
    pub risk: Option<RiskKind>,
    /// By the next end of a term.
    pub renews_on: Option<DateFilter>,
    /// By monthly recurring revenue, in the policy's currency.
    #[graphql(directive = scoped::apply(Group::Commercials))]
    pub mrr: Option<DecimalFilter>,
    /// By when they were first recorded.
    pub created_at: Option<DateTimeFilter>,
    /// By when their own fields were last written.
    pub updated_at: Option<DateTimeFilter>,
}

/// What the filter asks of the store. By what the viewer may not read: FORBIDDEN.
pub async fn wanted(ctx: &Context<'_>, filter: &AccountFilter) -> Result<Wanted> {
    let mut all = plain(filter)?;
    if let Some(mrr) = &filter.mrr {
        if !ctx.may_read(Group::Commercials) {
            return Err(Code::Forbidden.error(Group::Commercials.requirement().to_string()));
        }
        let digits = digits(&policy::currency(ctx).await?);
        let minor = |amount: Decimal| {
            let minor = amount.to_minor(digits).map(Value::from);
            minor.ok_or_else(|| bad_input(format!("an amount has {digits} digits behind the point")))
        };
        let DecimalFilter { eq, lt, lte, gt, gte, is_null } = mrr;
        let mut column = Tests::of(Column::MrrMinor);
        column.add(eq.map(minor).transpose()?, Comparison::Eq);
        column.add(lt.map(minor).transpose()?, Comparison::Lt);
        column.add(lte.map(minor).transpose()?, Comparison::Lte);
        column.add(gt.map(minor).transpose()?, Comparison::Gt);
        column.add(gte.map(minor).transpose()?, Comparison::Gte);
        column.add(*is_null, Comparison::IsNull);
        all.extend(column.all);
    }
    for part in filter.and.iter().flatten() {
        all.push(Box::pin(wanted(ctx, part)).await?);
    }
    if let Some(or) = &filter.or {
        let mut any = Vec::new();
        for part in or {
            any.push(Box::pin(wanted(ctx, part)).await?);
        }
        all.push(Wanted::Any(any));
    }
    Ok(Wanted::All(all))
}

fn plain(filter: &AccountFilter) -> Result<Vec<Wanted>> {
    let mut all = Vec::new();
    let texts = [
        (Column::Name, &filter.name),
        (Column::Domain, &filter.domain),
        (Column::Segment, &filter.segment),
        (Column::Industry, &filter.industry),
        (Column::Country, &filter.country),
    ];
    for (column, test) in texts {
        all.extend(test.iter().flat_map(|test| text(column, test)));
    }
    macro_rules! words {
        ($($column:ident: $field:ident),+) => {$(
            if let Some(test) = &filter.$field {
                let mut column = Tests::of(Column::$column);
                let each = |words: Vec<_>| words.into_iter().map(Value::from).collect();
                column.add(test.eq.map(Value::from), Comparison::Eq);
                column.add(test.any.clone().map(each), Comparison::In);
                column.add(test.nin.clone().map(each), Comparison::NotIn);
                all.extend(column.all);
            }
        )+};
    }
    words!(Status: status, HealthBand: health_band, Rung: rung, Quadrant: quadrant);
    macro_rules! spans {
        ($($column:ident: $field:ident),+) => {$(
            if let Some(test) = &filter.$field {
                let mut column = Tests::of(Column::$column);
                column.add(test.lt.map(|at| Value::from(at.0)), Comparison::Lt);
                column.add(test.lte.map(|at| Value::from(at.0)), Comparison::Lte);
                column.add(test.gt.map(|at| Value::from(at.0)), Comparison::Gt);
                column.add(test.gte.map(|at| Value::from(at.0)), Comparison::Gte);
                column.add(test.is_null, Comparison::IsNull);
                all.extend(column.all);
            }
        )+};
    }
    spans!(RenewsOn: renews_on, RecordedAt: created_at, UpdatedAt: updated_at);
    all.extend(filter.health_score.iter().flat_map(|test| number(Column::HealthScore, 10.0, test)));
    all.extend(filter.happiness.iter().flat_map(|test| number(Column::Happiness, 100.0, test)));
    if let Some(touch_model) = filter.touch_model {
        all.push(Wanted::Column(Column::TouchModel, Comparison::Eq(touch_model.into())));
    }
    all.extend(filter.external_system.clone().map(Wanted::System));
    if let Some(member) = &filter.member_id {
        all.push(Wanted::Member(id::read(member)?));
    }
    all.extend(filter.risk.map(Wanted::Risk));
    Ok(all)
}

fn text(column: Column, test: &StringFilter) -> Vec<Wanted> {
    let each = |texts: Vec<String>| texts.into_iter().map(Value::from).collect();
    let StringFilter { eq, ne, any, nin, contains, starts_with, is_null } = test.clone();
    let mut column = Tests::of(column);
    column.add(eq.map(Value::from), Comparison::Eq);
    column.add(ne.map(Value::from), Comparison::Ne);
    column.add(any.map(each), Comparison::In);
    column.add(nin.map(each), Comparison::NotIn);
    column.add(contains, Comparison::Contains);
    column.add(starts_with, Comparison::StartsWith);
    column.add(is_null, Comparison::IsNull);
    column.all
}

/// Scores stand as whole tenths or hundredths; what is finer still compares right.
fn number(column: Column, scale: f64, test: &FloatFilter) -> Vec<Wanted> {
    let scaled = |shown: f64| Value::from((shown * scale * 1e6).round() / 1e6);
    let FloatFilter { eq, lt, lte, gt, gte, is_null } = test.clone();
    let mut column = Tests::of(column);
    column.add(eq.map(scaled), Comparison::Eq);
    column.add(lt.map(scaled), Comparison::Lt);
    column.add(lte.map(scaled), Comparison::Lte);
    column.add(gt.map(scaled), Comparison::Gt);
    column.add(gte.map(scaled), Comparison::Gte);
    column.add(is_null, Comparison::IsNull);
    column.all
}

struct Tests {
    column: Column,
    all: Vec<Wanted>,
}

impl Tests {
    fn of(column: Column) -> Self {
        Self { column, all: Vec::new() }
    }

    fn add<T>(&mut self, given: Option<T>, test: impl FnOnce(T) -> Comparison) {
        self.all.extend(given.map(|given| Wanted::Column(self.column, test(given))));
    }
}

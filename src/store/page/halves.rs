//! A list whose first key may be null is read as two: an index gives the rows that have it in order, and those that have it not,
//! but not the ones behind the others.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::keys::Key;
use super::{Listing, Window};

/// The halves of a list, each with its part of the window, in the order in which the window goes through them.
pub(super) fn halves<E: EntityTrait>(listing: &Listing<E>, window: &Window) -> Vec<(Listing<E>, Window)> {
    let (valued, null) = (valued(listing, window), null(listing, window));
    let both = if window.backward { [null, valued] } else { [valued, null] };
    both.into_iter().flatten().collect()
}

/// The rows whose first key has a value. None of them comes after a row without.
fn valued<E: EntityTrait>(listing: &Listing<E>, window: &Window) -> Option<(Listing<E>, Window)> {
    let (column, _) = listing.sort.first()?;
    if window.after.as_deref().is_some_and(begins_null) {
        return None;
    }
    let before = window.before.clone().filter(|keys| !begins_null(keys));
    let half = Listing {
        select: listing.select.clone().filter(column.is_not_null()),
        sort: listing.sort.clone(),
        columns: listing.columns,
        valued: true,
        witness: listing.witness,
    };
    Some((half, Window { before, ..window.clone() }))
}

/// The rows whose first key is null, by their other keys. None of them comes before a row with a value.
fn null<E: EntityTrait>(listing: &Listing<E>, window: &Window) -> Option<(Listing<E>, Window)> {
    let ((column, _), others) = listing.sort.split_first()?;
    if window.before.as_deref().is_some_and(|keys| !begins_null(keys)) {
        return None;
    }
    let others_of =
        |keys: &Option<Vec<Key>>| keys.as_deref().filter(|keys| begins_null(keys)).map(|keys| keys[1..].to_vec());
    let half = Listing {
        select: listing.select.clone().filter(column.is_null()),
        sort: others.to_vec(),
        columns: listing.columns,
        valued: false,
        witness: listing.witness,
    };
    let (after, before) = (others_of(&window.after), others_of(&window.before));
    Some((half, Window { after, before, ..window.clone() }))
}

fn begins_null(keys: &[Key]) -> bool {
    matches!(keys.first(), Some(None))
}

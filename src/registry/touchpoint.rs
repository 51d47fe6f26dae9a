//! An interaction.

use entity::enums::{Channel, Direction, HistoryKind, MeetingState};
use entity::touchpoint::{Column, Model};

use super::{HistoryLine, Record, fact_head};
use crate::domain::facts;

impl Record for Model {
    fact_head!(Touchpoint);

    fn history(&self) -> Option<HistoryLine> {
        let channel = match self.channel {
            Channel::Email => "E-mail",
            Channel::Call => "Call",
            Channel::Meeting => "Meeting",
            Channel::Chat => "Chat",
            Channel::InPerson => "Meeting in person",
            Channel::Event => "Event",
            Channel::Campaign => "Campaign",
            Channel::Note => "Note",
            Channel::Other => "Interaction",
        };
        let direction = match self.direction {
            Direction::Inbound => " from the customer",
            Direction::Outbound => " to the customer",
            Direction::Both => " with the customer",
            Direction::Internal => " among ourselves",
        };
        let state = match self.state {
            MeetingState::Kept => "",
            MeetingState::Planned => ", planned",
            MeetingState::Moved => ", moved",
            MeetingState::Missed => ", missed",
            MeetingState::Canceled => ", canceled",
        };
        let occurred_at = self.occurred_at;
        Some(HistoryLine {
            kind: HistoryKind::Touchpoint,
            occurred_at,
            summary: format!("{channel}{direction}{state}"),
        })
    }

    fn fact(&self) -> Self::Fact {
        facts::Touchpoint {
            id: self.id,
            external_id: self.external_id.clone(),
            channel: Some(self.channel),
            direction: self.direction,
            initiation: self.initiation,
            state: self.state,
            purpose: self.purpose,
            occurred_at: Some(self.occurred_at),
            minutes: self.minutes,
            has_outcome: self.outcome.is_some(),
            sentiment: self.sentiment,
            contacts: self.contact_ids.0.clone(),
            members: self.member_ids.0.clone(),
        }
    }
}

//! The tables stand on both engines, however they were brought up.

mod at_once;
mod killed;
mod pinned;

use sea_orm::{Database, EntityTrait, PaginatorTrait};

use crate::common::each_engine;

each_engine! {
    async fn every_table_answers_its_entity(database) {
        let db = Database::connect(&database.url).await.unwrap();
        macro_rules! empty {
            ($($table:ident)+) => {$(
                assert_eq!(entity::$table::Entity::find().all(&db).await.unwrap(), [], stringify!($table));
                assert_eq!(entity::$table::Entity::find().count(&db).await.unwrap(), 0);
            )+};
        }
        empty!(
            account advocacy_act advocacy_membership assessment assignment behind change comment company connected_kind
            contact cost external_id feature feedback goal handoff health_override history idempotency_key measure outcome policy
            promise request request_escalation risk risk_answer sign_in standing subscription survey_response team_member
            ticket time_entry touchpoint usage
        );
        let settings = entity::setting::Entity::find().all(&db).await.unwrap();
        assert_eq!(settings.iter().map(|setting| setting.key.as_str()).collect::<Vec<_>>(), ["cursor_key"]);
        db.close().await.unwrap();
    }
}

//! What lists filter and sort on, one row by organisation and dossier: a list then reads its own rows one after the other
//! instead of looking up each dossier of the territory.
//!
//! Among 1,000,000 people and 200,000 dossiers, a search inside a territory of ten thousand dossiers took a minute without it
//! (the planner walked the whole territory for every name), and a page of the list 45 ms.

use sea_orm_migration::{
    prelude::*,
    schema::{date, date_null, integer, timestamp_with_time_zone, uuid, uuid_null},
};

use super::schema::{belongs, bytewise, clustered, code, index, refers};
use crate::dossier::projection;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create()
            .table("territoire")
            .col(uuid("organisation"))
            .col(uuid("dossier"))
            .col(uuid("jeune"))
            .col(date("jusqu_au"))
            .col(date_null("clos_le"))
            .col(date("ouvert_le"))
            .col(date_null("naissance"))
            .col(integer("anciennete"))
            .col(code(manager, "verification"))
            .col(code(manager, "contact"))
            .col(bytewise(manager, "solution"))
            .col(uuid("responsable_organisation"))
            .col(uuid_null("responsable_agent"))
            .col(uuid_null("relais_vers"))
            .col(date_null("prochaine_echeance"))
            .col(timestamp_with_time_zone("mis_a_jour_le"))
            .primary_key(Index::create().col("organisation").col("dossier"))
            .foreign_key(&mut refers("organisation", "organisation"))
            .foreign_key(&mut belongs("dossier", "dossier"))
            .foreign_key(&mut belongs("jeune", "jeune"))
            .take();
        clustered(manager, &mut table);
        manager.create_table(table).await?;
        index(manager, "territoire", &["dossier"]).await?;
        // Whole: a planner without statistics would else walk the territory for each person looked up.
        index(manager, "territoire", &["jeune", "organisation", "jusqu_au"]).await?;
        manager.get_connection().execute(&projection(None)).await?;
        Ok(())
    }
}

//! Texts that the académie says once, and that documents print.

use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone, uuid},
};

use super::schema::{closed_list, refers};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("reglage")
            .col(closed_list(manager, "code", &["voies_de_recours"]).primary_key())
            .col(text("texte"))
            .col(uuid("modifie_par"))
            .col(timestamp_with_time_zone("modifie_le"))
            .foreign_key(&mut refers("modifie_par", "utilisateur"))
            .take();
        manager.create_table(table).await
    }
}

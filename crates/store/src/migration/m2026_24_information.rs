//! What members of a parcours share under its charter. Who wrote it, under which theme and for whom is in the journal of the
//! dossier; the text alone is here, sealed, and goes when its author takes it back.

use sea_orm_migration::{
    prelude::*,
    schema::{blob, uuid},
};

use super::schema::{belongs, index};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("parcours_information")
            .col(uuid("id").primary_key())
            .col(uuid("parcours"))
            .col(blob("texte"))
            .foreign_key(&mut belongs("parcours", "parcours"))
            .take();
        manager.create_table(table).await?;
        index(manager, "parcours_information", &["parcours"]).await
    }
}

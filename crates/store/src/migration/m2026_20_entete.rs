//! What the documents of an organisation bear: its lines, its logo, who signs for it. Said once, by the organisation itself.

use sea_orm_migration::{
    prelude::*,
    schema::{blob_null, text, timestamp_with_time_zone, uuid, uuid_null},
};

use super::schema::{belongs, refers};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut entete = Table::create();
        entete
            .table("entete")
            .col(uuid("organisation").primary_key())
            .col(text("lignes"))
            .col(text("signataire_nom"))
            .col(text("signataire_qualite"))
            .col(blob_null("logo"))
            .col(text("logo_description"))
            .col(uuid_null("modifie_par"))
            .col(timestamp_with_time_zone("modifie_le"))
            .foreign_key(&mut belongs("organisation", "organisation"))
            .foreign_key(&mut refers("modifie_par", "utilisateur"));
        manager.create_table(entete.take()).await
    }
}

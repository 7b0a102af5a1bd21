//! Who read what, when, and why they could. Only ever added to.

use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone, uuid, uuid_null},
};

use super::schema::{append_only, code, index};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("acces")
                    .col(uuid("id").primary_key())
                    .col(timestamp_with_time_zone("le"))
                    // No foreign keys: the trace outlives the account and the dossier.
                    .col(uuid("utilisateur"))
                    .col(uuid_null("appartenance"))
                    .col(uuid_null("dossier"))
                    .col(code(manager, "action"))
                    .col(text("motif"))
                    .take(),
            )
            .await?;
        index(manager, "acces", &["dossier", "le"]).await?;
        index(manager, "acces", &["utilisateur", "le"]).await?;
        append_only(manager, "acces").await
    }
}

//! Sessions of calls: whom somebody is calling, in which order, and how far they are.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, text, timestamp_with_time_zone, uuid},
};

use super::schema::{belongs, code};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("session_appels")
                    // Of a membership, not of a person: another role sees other people.
                    .col(uuid("appartenance"))
                    .col(code(manager, "file"))
                    .col(text("dossiers"))
                    .col(integer("position").check(Expr::col("position").gte(0)))
                    .col(timestamp_with_time_zone("cree_le"))
                    .col(timestamp_with_time_zone("modifie_le"))
                    .primary_key(Index::create().col("appartenance").col("file"))
                    .foreign_key(&mut belongs("appartenance", "appartenance"))
                    .take(),
            )
            .await
    }
}

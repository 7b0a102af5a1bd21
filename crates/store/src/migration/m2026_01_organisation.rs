//! Organisations and their territories. Zonings do not nest: each is a table of communes, or of establishments.

use sea_orm_migration::{
    prelude::*,
    schema::{text, uuid},
};

use super::schema::{bytewise, closed_list, code, index};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

const GENRES: [&str; 7] = ["etablissement", "cio", "psad", "mission_locale", "zap", "dsden", "academie"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("organisation")
                    .col(uuid("id").primary_key())
                    .col(closed_list(manager, "genre", &GENRES))
                    .col(code(manager, "code"))
                    .col(text("nom"))
                    .col(code(manager, "departement"))
                    // So that a territory can refer to an organisation of its own kind and no other.
                    .index(Index::create().unique().name("organisation_genre").col("id").col("genre"))
                    .index(Index::create().unique().name("organisation_code").col("genre").col("code"))
                    .take(),
            )
            .await?;
        for (table, key) in [("zonage", "commune"), ("etablissement_zone", "uai")] {
            manager
                .create_table(
                    Table::create()
                        .table(table)
                        .col(bytewise(manager, key).not_null())
                        .col(closed_list(manager, "genre", &GENRES[1..]))
                        .col(uuid("organisation"))
                        .primary_key(Index::create().col(key).col("genre"))
                        .foreign_key(
                            ForeignKey::create()
                                .from_col("organisation")
                                .from_col("genre")
                                .to_tbl("organisation")
                                .to_col("id")
                                .to_col("genre")
                                .on_delete(ForeignKeyAction::Cascade),
                        )
                        .take(),
                )
                .await?;
            index(manager, table, &["organisation"]).await?;
        }
        Ok(())
    }
}

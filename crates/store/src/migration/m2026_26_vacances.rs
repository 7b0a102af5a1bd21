//! The school calendar of the académie.

use sea_orm_migration::{
    prelude::*,
    schema::{boolean, date, text, timestamp_with_time_zone, uuid},
};

use super::schema::{index, refers};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("vacances")
            .col(uuid("id").primary_key())
            .col(text("nom"))
            .col(date("du"))
            .col(date("au").check(Expr::col("au").gte(Expr::col("du"))))
            .col(boolean("importees"))
            .col(uuid("note_par"))
            .col(timestamp_with_time_zone("note_le"))
            .foreign_key(&mut refers("note_par", "utilisateur"))
            .take();
        manager.create_table(table).await?;
        index(manager, "vacances", &["du"]).await
    }
}

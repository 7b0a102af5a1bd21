//! Other programs: tokens by which they ask in somebody's name, webhooks by which they are told, and what waits to be told.

use sea_orm_migration::{
    prelude::*,
    schema::{
        binary, boolean, integer, small_integer_null, text, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

use super::schema::{belongs, closed_list, code, index, refers};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_jeton(manager).await?;
        create_webhook(manager).await?;
        create_envoi(manager).await
    }
}

async fn create_jeton(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("jeton_api")
                .col(uuid("id").primary_key())
                .col(binary("empreinte").unique_key())
                .col(uuid("utilisateur"))
                .col(uuid("appartenance"))
                .col(text("nom"))
                .col(code(manager, "etendues"))
                .col(boolean("second_facteur"))
                .col(timestamp_with_time_zone("cree_le"))
                .col(timestamp_with_time_zone("expire_le"))
                .col(timestamp_with_time_zone_null("vu_le"))
                .col(timestamp_with_time_zone_null("revoque_le"))
                .foreign_key(&mut belongs("utilisateur", "utilisateur"))
                .foreign_key(&mut refers("appartenance", "appartenance"))
                .check(Expr::col("expire_le").gt(Expr::col("cree_le")))
                .take(),
        )
        .await?;
    index(manager, "jeton_api", &["utilisateur"]).await
}

async fn create_webhook(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("webhook")
                .col(uuid("id").primary_key())
                .col(uuid("organisation"))
                .col(text("url"))
                .col(binary("secret"))
                .col(code(manager, "sujets"))
                .col(boolean("actif"))
                .col(uuid("cree_par"))
                .col(timestamp_with_time_zone("cree_le"))
                .col(integer("echecs").check(Expr::col("echecs").gte(0)))
                .col(timestamp_with_time_zone_null("repos_jusqu_au"))
                .foreign_key(&mut refers("organisation", "organisation"))
                .foreign_key(&mut refers("cree_par", "utilisateur"))
                .take(),
        )
        .await?;
    index(manager, "webhook", &["organisation"]).await
}

async fn create_envoi(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("webhook_envoi")
                .col(uuid("id").primary_key())
                .col(uuid("webhook"))
                .col(code(manager, "sujet"))
                .col(uuid_null("dossier"))
                .col(timestamp_with_time_zone("le"))
                .col(closed_list(manager, "etat", &["en_attente", "remis", "abandonne"]))
                .col(integer("essais").check(Expr::col("essais").gte(0)))
                .col(timestamp_with_time_zone("pret_le"))
                .col(small_integer_null("reponse"))
                .col(timestamp_with_time_zone_null("fini_le"))
                .foreign_key(&mut belongs("webhook", "webhook"))
                .take(),
        )
        .await?;
    index(manager, "webhook_envoi", &["etat", "pret_le"]).await?;
    index(manager, "webhook_envoi", &["webhook", "le"]).await
}

//! People who work here, how they prove who they are, and in which role they act.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer_null, binary, binary_null, boolean, date, date_null, integer, text, text_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

use super::schema::{belongs, code, index, refers};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("utilisateur")
                    .col(uuid("id").primary_key())
                    .col(code(manager, "courriel").unique_key().check(Expr::col("courriel").like("_%@_%")))
                    .col(text("nom"))
                    .col(text("prenom"))
                    .col(text_null("mot_de_passe"))
                    .col(binary_null("totp"))
                    .col(timestamp_with_time_zone_null("totp_depuis"))
                    .col(big_integer_null("totp_pas"))
                    .col(integer("echecs").default(0).check(Expr::col("echecs").gte(0)))
                    .col(timestamp_with_time_zone_null("bloque_jusqu_au"))
                    .col(boolean("actif"))
                    .col(boolean("doit_changer_mot_de_passe"))
                    .col(integer("version"))
                    .col(timestamp_with_time_zone("cree_le"))
                    .check(Expr::col("totp_depuis").is_null().or(Expr::col("totp").is_not_null()))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("code_secours")
                    .col(uuid("utilisateur"))
                    .col(binary("empreinte"))
                    .col(timestamp_with_time_zone_null("utilise_le"))
                    .primary_key(Index::create().col("utilisateur").col("empreinte"))
                    .foreign_key(&mut belongs("utilisateur", "utilisateur"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("appartenance")
                    .col(uuid("id").primary_key())
                    .col(uuid("utilisateur"))
                    .col(uuid("organisation"))
                    .col(code(manager, "role"))
                    .col(date("du"))
                    .col(date_null("au"))
                    .foreign_key(&mut refers("utilisateur", "utilisateur"))
                    .foreign_key(&mut refers("organisation", "organisation"))
                    .index(
                        Index::create()
                            .unique()
                            .name("appartenance_unique")
                            .col("utilisateur")
                            .col("organisation")
                            .col("role")
                            .col("du"),
                    )
                    .check(Expr::col("au").is_null().or(Expr::col("au").gte(Expr::col("du"))))
                    .take(),
            )
            .await?;
        index(manager, "appartenance", &["organisation"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("invitation")
                    .col(binary("empreinte").primary_key())
                    .col(code(manager, "courriel"))
                    .col(uuid("organisation"))
                    .col(code(manager, "role"))
                    .col(uuid("invite_par"))
                    .col(timestamp_with_time_zone("cree_le"))
                    .col(timestamp_with_time_zone("expire_le"))
                    .col(timestamp_with_time_zone_null("utilisee_le"))
                    .foreign_key(&mut refers("organisation", "organisation"))
                    .foreign_key(&mut refers("invite_par", "utilisateur"))
                    .check(Expr::col("expire_le").gt(Expr::col("cree_le")))
                    .take(),
            )
            .await?;
        index(manager, "invitation", &["organisation"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("session")
                    .col(binary("id").primary_key())
                    .col(uuid("utilisateur"))
                    .col(uuid_null("appartenance"))
                    .col(timestamp_with_time_zone("cree_le"))
                    .col(timestamp_with_time_zone("vu_le"))
                    .col(timestamp_with_time_zone("expire_le"))
                    .col(text("agent"))
                    .col(boolean("second_facteur"))
                    .foreign_key(&mut belongs("utilisateur", "utilisateur"))
                    .foreign_key(&mut refers("appartenance", "appartenance"))
                    .take(),
            )
            .await?;
        index(manager, "session", &["utilisateur"]).await?;
        index(manager, "session", &["expire_le"]).await
    }
}

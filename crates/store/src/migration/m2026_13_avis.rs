//! What people are told by mail, and the address by which their calendar reads their appointments.

use sea_orm_migration::{
    prelude::*,
    schema::{binary, date_null, integer, timestamp_with_time_zone, uuid},
};

use super::schema::{belongs, closed_list, code, index};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("avis")
                    .col(uuid("utilisateur").primary_key())
                    .col(closed_list(manager, "frequence", &["aucune", "quotidienne", "hebdomadaire"]))
                    .col(integer("jour").check(Expr::col("jour").between(1, 7)))
                    .col(timestamp_with_time_zone("choisi_le"))
                    .col(date_null("dernier_le"))
                    .foreign_key(&mut belongs("utilisateur", "utilisateur"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("agenda")
                    .col(uuid("utilisateur").primary_key())
                    .col(binary("empreinte").unique_key())
                    .col(timestamp_with_time_zone("cree_le"))
                    .foreign_key(&mut belongs("utilisateur", "utilisateur"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("envoi")
                    .col(code(manager, "cle").primary_key())
                    .col(timestamp_with_time_zone("le"))
                    .take(),
            )
            .await?;
        index(manager, "envoi", &["le"]).await?;
        // Appointments of a day, whoever answers for them; and those that somebody made.
        index(manager, "echeance", &["genre", "le"]).await?;
        manager
            .create_index(
                Index::create()
                    .name("entree_des_rendez_vous")
                    .table("entree")
                    .col("auteur")
                    .col("jour")
                    .cond_where(Expr::col("genre").eq("entretien_prevu"))
                    .take(),
            )
            .await
    }
}

//! Campaigns and the verdict each gave on each person. The registers themselves stay files.

use sea_orm_migration::{
    prelude::*,
    schema::{date, json_binary_null, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid},
};

use super::schema::{belongs, bytewise, closed_list, clustered, code, index, refers};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

const VERDICTS: [&str; 7] = [
    "retrouve",
    "diplome",
    "suivi_mission_locale",
    "autre_situation",
    "a_verifier",
    "perdu_de_vue",
    "hors_champ",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("campagne")
                    .col(uuid("id").primary_key())
                    .col(text("nom").unique_key())
                    .col(date("as_of"))
                    .col(code(manager, "definition"))
                    .col(closed_list(manager, "etat", &["brouillon", "calculee", "publiee", "annulee"]))
                    .col(text("dossier"))
                    // Of the folder of results: what a published verdict was computed on.
                    .col(bytewise(manager, "empreinte"))
                    .col(timestamp_with_time_zone("cree_le"))
                    .col(timestamp_with_time_zone_null("publiee_le"))
                    .check(
                        Expr::col("etat").ne("publiee").or(Expr::col("publiee_le")
                            .is_not_null()
                            .and(Expr::col("empreinte").is_not_null())),
                    )
                    .take(),
            )
            .await?;
        let mut verdict = Table::create()
            .table("verdict")
            .col(uuid("campagne"))
            .col(uuid("jeune"))
            .col(closed_list(manager, "verdict", &VERDICTS))
            .col(code(manager, "motif"))
            .col(text("pourquoi"))
            .col(code(manager, "obligation"))
            .col(json_binary_null("preuves"))
            .primary_key(Index::create().col("campagne").col("jeune"))
            .foreign_key(&mut refers("campagne", "campagne"))
            .foreign_key(&mut belongs("jeune", "jeune"))
            .take();
        clustered(manager, &mut verdict);
        manager.create_table(verdict).await?;
        index(manager, "verdict", &["jeune"]).await?;
        index(manager, "verdict", &["campagne", "verdict"]).await
    }
}

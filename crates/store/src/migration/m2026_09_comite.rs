//! The comité technique: its meetings, the situations it spoke about, what it decided.

use sea_orm_migration::{
    prelude::*,
    schema::{
        boolean, date, integer, text, timestamp, timestamp_with_time_zone, timestamp_with_time_zone_null,
        uuid,
    },
};

use super::schema::{belongs, closed_list, index, refers};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("comite")
                    .col(uuid("id").primary_key())
                    .col(uuid("organisation"))
                    // Local time: what the invitation says.
                    .col(timestamp("debut"))
                    .col(text("lieu"))
                    .col(uuid("convoque_par"))
                    .col(timestamp_with_time_zone("cree_le"))
                    .col(timestamp_with_time_zone_null("clos_le"))
                    .foreign_key(&mut refers("organisation", "organisation"))
                    .foreign_key(&mut refers("convoque_par", "utilisateur"))
                    .take(),
            )
            .await?;
        index(manager, "comite", &["organisation", "debut"]).await?;
        create_points(manager).await?;
        create_decisions(manager).await
    }
}

async fn create_points(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let raisons = ["demande", "relais_refuse", "relais_sans_reponse", "retard", "sans_solution"];
    manager
        .create_table(
            Table::create()
                .table("comite_point")
                .col(uuid("comite"))
                .col(uuid("dossier"))
                .col(closed_list(manager, "raison", &raisons))
                .col(boolean("retire"))
                .primary_key(Index::create().col("comite").col("dossier"))
                .foreign_key(&mut belongs("comite", "comite"))
                .foreign_key(&mut belongs("dossier", "dossier"))
                .take(),
        )
        .await?;
    index(manager, "comite_point", &["dossier"]).await
}

async fn create_decisions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let decisions = ["appeler", "ecrire", "chercher_place", "document", "relais", "autre"];
    manager
        .create_table(
            Table::create()
                .table("comite_decision")
                .col(uuid("id").primary_key())
                .col(uuid("comite"))
                .col(uuid("dossier"))
                .col(closed_list(manager, "decision", &decisions))
                .col(uuid("responsable"))
                .col(text("responsable_nom"))
                .col(uuid("structure"))
                .col(text("structure_nom"))
                .col(date("pour_le"))
                // The task or the hand-off that the journal of the dossier has for it, and the rank of that entry.
                .col(uuid("objet"))
                .col(integer("rang").check(Expr::col("rang").gte(1)))
                .foreign_key(&mut belongs("comite", "comite"))
                .foreign_key(&mut belongs("dossier", "dossier"))
                .foreign_key(&mut refers("responsable", "utilisateur"))
                .foreign_key(&mut refers("structure", "organisation"))
                .take(),
        )
        .await?;
    index(manager, "comite_decision", &["comite"]).await?;
    index(manager, "comite_decision", &["dossier"]).await
}

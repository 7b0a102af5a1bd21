//! Results of exams: the files that were read, and those who left the session without the diploma. Who passed has no row.

use sea_orm_migration::{
    prelude::*,
    schema::{
        blob_null, boolean, date, integer, json_binary, text, timestamp_with_time_zone, uuid, uuid_null,
    },
};

use super::schema::{belongs, closed_list, code, index, refers};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let envois = Table::create()
            .table("resultat_envoi")
            .col(uuid("id").primary_key())
            .col(integer("session"))
            .col(date("resultats_le"))
            .col(uuid("organisation"))
            .col(uuid_null("par"))
            .col(text("par_nom"))
            .col(timestamp_with_time_zone("le"))
            .col(text("fichier"))
            .col(code(manager, "empreinte"))
            .col(json_binary("comptes"))
            .col(json_binary("rapport"))
            .foreign_key(&mut refers("organisation", "organisation"))
            .foreign_key(&mut refers("par", "utilisateur"))
            .take();
        manager.create_table(envois).await?;
        let mut une_fois = Index::create();
        une_fois
            .unique()
            .name("resultat_envoi_une_fois")
            .table("resultat_envoi")
            .col("organisation")
            .col("empreinte");
        manager.create_index(une_fois.take()).await?;
        let examens = ["bac_general", "bac_techno", "bac_pro", "cap", "bts"];
        let decisions = ["ajourne", "second_groupe", "absent", "refuse"];
        let resultats = Table::create()
            .table("resultat")
            .col(uuid("id").primary_key())
            .col(uuid("envoi"))
            .col(integer("session"))
            .col(closed_list(manager, "examen", &examens))
            .col(text("specialite"))
            .col(closed_list(manager, "decision", &decisions))
            .col(date("resultats_le"))
            .col(code(manager, "uai"))
            .col(text("etablissement"))
            .col(code(manager, "departement"))
            .col(code(manager, "cle").unique_key().take())
            .col(uuid_null("jeune"))
            .col(boolean("nouveau"))
            // Who the line speaks of, sealed, until somebody says who it is.
            .col(blob_null("identite"))
            .col(json_binary("candidats"))
            .foreign_key(&mut refers("envoi", "resultat_envoi"))
            .foreign_key(&mut belongs("jeune", "jeune"))
            .check(Expr::col("jeune").is_not_null().or(Expr::col("identite").is_not_null()))
            .take();
        manager.create_table(resultats).await?;
        index(manager, "resultat", &["session", "uai"]).await?;
        index(manager, "resultat", &["jeune"]).await?;
        index(manager, "resultat", &["resultats_le"]).await?;
        Ok(())
    }
}

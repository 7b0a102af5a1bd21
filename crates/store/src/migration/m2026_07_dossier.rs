//! Dossiers: state, journal, territory, deadlines.

use sea_orm_migration::{
    prelude::*,
    schema::{blob_null, date, date_null, integer, text, timestamp_with_time_zone, uuid, uuid_null},
};

use super::schema::{append_only, belongs, bytewise, clustered, code, index, refers};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_dossier(manager).await?;
        create_entree(manager).await?;
        create_portee(manager).await?;
        create_echeance(manager).await
    }
}

async fn create_dossier(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let apres_ouverture = Expr::col("clos_le").is_null().or(Expr::col("clos_le").gte(Expr::col("ouvert_le")));
    manager
        .create_table(
            Table::create()
                .table("dossier")
                .col(uuid("id").primary_key())
                .col(uuid("jeune"))
                .col(integer("rang").check(Expr::col("rang").gte(1)))
                .col(text("etat"))
                .col(date_null("naissance"))
                .col(date("ouvert_le"))
                .col(date_null("clos_le"))
                // Never empty: somebody answers for each dossier.
                .col(uuid("responsable_organisation"))
                .col(uuid_null("responsable_agent"))
                .col(code(manager, "verification"))
                .col(code(manager, "contact"))
                .col(bytewise(manager, "solution"))
                .col(integer("anciennete"))
                .col(date_null("prochaine_echeance"))
                .col(bytewise(manager, "prochain_genre"))
                .col(uuid_null("relais_vers"))
                .col(text("dernier_etablissement"))
                .col(text("derniere_formation"))
                .col(timestamp_with_time_zone("mis_a_jour_le"))
                .foreign_key(&mut refers("jeune", "jeune"))
                .foreign_key(&mut refers("responsable_organisation", "organisation"))
                .foreign_key(&mut refers("responsable_agent", "utilisateur"))
                .foreign_key(&mut refers("relais_vers", "organisation"))
                .check(apres_ouverture)
                .take(),
        )
        .await?;
    // One open dossier a person.
    manager
        .create_index(
            Index::create()
                .unique()
                .name("dossier_ouvert_du_jeune")
                .table("dossier")
                .col("jeune")
                .cond_where(Expr::col("clos_le").is_null())
                .take(),
        )
        .await?;
    index(manager, "dossier", &["jeune"]).await?;
    index(manager, "dossier", &["responsable_organisation", "clos_le"]).await?;
    index(manager, "dossier", &["responsable_agent"]).await?;
    index(manager, "dossier", &["relais_vers"]).await
}

async fn create_entree(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("entree")
                .col(uuid("dossier"))
                .col(integer("rang").check(Expr::col("rang").gte(1)))
                .col(timestamp_with_time_zone("le"))
                .col(date("jour"))
                .col(uuid_null("auteur"))
                .col(text("auteur_nom"))
                .col(uuid_null("organisation"))
                .col(code(manager, "genre"))
                .col(text("donnees"))
                .col(blob_null("note"))
                .col(code(manager, "precedente"))
                .col(code(manager, "empreinte"))
                .primary_key(Index::create().col("dossier").col("rang"))
                .foreign_key(&mut refers("dossier", "dossier"))
                .foreign_key(&mut refers("auteur", "utilisateur"))
                .take(),
        )
        .await?;
    append_only(manager, "entree").await
}

async fn create_portee(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create()
        .table("portee")
        .col(uuid("organisation"))
        .col(uuid("dossier"))
        .col(code(manager, "motif"))
        .col(date_null("jusqu_au"))
        .primary_key(Index::create().col("organisation").col("dossier").col("motif"))
        .foreign_key(&mut refers("organisation", "organisation"))
        .foreign_key(&mut belongs("dossier", "dossier"))
        .take();
    clustered(manager, &mut table);
    manager.create_table(table).await?;
    index(manager, "portee", &["dossier"]).await
}

async fn create_echeance(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("echeance")
                .col(uuid("dossier"))
                .col(integer("ordre"))
                .col(date("le"))
                .col(code(manager, "genre"))
                .col(uuid("organisation"))
                .col(uuid_null("agent"))
                .primary_key(Index::create().col("dossier").col("ordre"))
                .foreign_key(&mut belongs("dossier", "dossier"))
                .foreign_key(&mut refers("organisation", "organisation"))
                .take(),
        )
        .await?;
    index(manager, "echeance", &["organisation", "genre", "le"]).await
}

//! Young people, what registers say of them, and how they are found again.

use sea_orm_migration::{
    prelude::*,
    schema::{
        boolean, date, date_null, integer, json_binary_null, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

use super::schema::{belongs, bytewise, closed_list, clustered, code, index};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_jeune(manager).await?;
        create_identifiant(manager).await?;
        create_representant(manager).await?;
        create_coordonnee(manager).await?;
        create_scolarite(manager).await
    }
}

async fn create_jeune(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("jeune")
                .col(uuid("id").primary_key())
                .col(text("nom_famille").check(Expr::col("nom_famille").ne("")))
                .col(text_null("nom_usage"))
                .col(text("prenoms"))
                .col(bytewise(manager, "sexe").check(Expr::col("sexe").is_in(["masculin", "feminin"])))
                .col(date_null("date_naissance"))
                .col(json_binary_null("naissance"))
                .col(text("adresse"))
                .col(bytewise(manager, "code_postal"))
                .col(text_null("ville"))
                .col(bytewise(manager, "commune_residence"))
                // Folded, so that every list sorts alike on both databases.
                .col(code(manager, "nom_plie"))
                .col(code(manager, "prenoms_plie"))
                .col(integer("version"))
                .col(timestamp_with_time_zone("cree_le"))
                .col(timestamp_with_time_zone("modifie_le"))
                .take(),
        )
        .await?;
    index(manager, "jeune", &["nom_plie", "prenoms_plie"]).await?;
    index(manager, "jeune", &["date_naissance"]).await?;
    index(manager, "jeune", &["commune_residence", "nom_plie"]).await?;
    // Words of the names and how they sound: what a search looks up instead of scanning a million names.
    let mut cle = Table::create()
        .table("jeune_cle")
        .col(closed_list(manager, "genre", &["mot", "son"]))
        .col(code(manager, "cle"))
        .col(uuid("jeune"))
        .primary_key(Index::create().col("genre").col("cle").col("jeune"))
        .foreign_key(&mut belongs("jeune", "jeune"))
        .take();
    clustered(manager, &mut cle);
    manager.create_table(cle).await?;
    index(manager, "jeune_cle", &["jeune", "genre", "cle"]).await
}

async fn create_identifiant(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let genres = ["ine_rnie", "ine_bea", "ine_apprentissage", "siei_campagne", "local"];
    manager
        .create_table(
            Table::create()
                .table("identifiant")
                .col(code(manager, "valeur"))
                .col(closed_list(manager, "genre", &genres))
                .col(uuid("jeune"))
                .col(text("source"))
                .col(timestamp_with_time_zone("vu_le"))
                .primary_key(Index::create().col("valeur").col("genre"))
                .foreign_key(&mut belongs("jeune", "jeune"))
                .take(),
        )
        .await?;
    index(manager, "identifiant", &["jeune"]).await
}

async fn create_representant(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("representant")
                .col(uuid("id").primary_key())
                .col(uuid("jeune"))
                .col(text("nom"))
                .col(text_null("prenom"))
                .col(bytewise(manager, "parente"))
                .col(boolean("legal"))
                .col(text("source"))
                .col(timestamp_with_time_zone("vu_le"))
                .foreign_key(&mut belongs("jeune", "jeune"))
                .index(Index::create().unique().name("representant_du_jeune").col("jeune").col("id"))
                .take(),
        )
        .await
}

async fn create_coordonnee(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("coordonnee")
                .col(uuid("id").primary_key())
                .col(uuid("jeune"))
                // None: the young person's own.
                .col(uuid_null("representant"))
                .col(closed_list(manager, "genre", &["telephone", "courriel"]))
                .col(text("valeur"))
                .col(code(manager, "cle"))
                .col(text("source"))
                .col(closed_list(manager, "etat", &["inconnu", "valide", "faux"]))
                .col(timestamp_with_time_zone("vu_le"))
                .col(timestamp_with_time_zone_null("corrigee_le"))
                .foreign_key(&mut belongs("jeune", "jeune"))
                .foreign_key(
                    ForeignKey::create()
                        .from_col("jeune")
                        .from_col("representant")
                        .to_tbl("representant")
                        .to_col("jeune")
                        .to_col("id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .take(),
        )
        .await?;
    // Two indexes, because two empty `representant` are not equal for a database.
    for (name, own) in [("coordonnee_du_jeune", true), ("coordonnee_du_representant", false)] {
        let representant = Expr::col("representant");
        manager
            .create_index(
                Index::create()
                    .unique()
                    .name(name)
                    .table("coordonnee")
                    .col("jeune")
                    .col("representant")
                    .col("genre")
                    .col("cle")
                    .cond_where(if own { representant.is_null() } else { representant.is_not_null() })
                    .take(),
            )
            .await?;
    }
    index(manager, "coordonnee", &["cle"]).await
}

async fn create_scolarite(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("scolarite")
                .col(uuid("id").primary_key())
                .col(uuid("jeune"))
                .col(bytewise(manager, "uai"))
                .col(text_null("etablissement"))
                .col(bytewise(manager, "mef"))
                .col(text_null("formation"))
                .col(text_null("classe"))
                .col(bytewise(manager, "statut"))
                .col(date_null("du"))
                .col(date_null("au"))
                .col(text("source"))
                .col(date("source_le"))
                .foreign_key(&mut belongs("jeune", "jeune"))
                .check(
                    Expr::col("au")
                        .is_null()
                        .or(Expr::col("du").is_null())
                        .or(Expr::col("au").gte(Expr::col("du"))),
                )
                .take(),
        )
        .await?;
    index(manager, "scolarite", &["jeune"]).await?;
    index(manager, "scolarite", &["uai", "jeune"]).await
}

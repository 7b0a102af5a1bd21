//! What a campaign run in the application needs: its files, the pairs that people decide, the sheets that schools hand
//! in, and the names of the communes of the zonings.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, date_null, integer, integer_null, json_binary, text, text_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

use super::schema::{belongs, bytewise, clustered, code, index, refers};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_source(manager).await?;
        create_relecture(manager).await?;
        create_transmission(manager).await?;
        create_commune(manager).await
    }
}

async fn create_source(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("source")
                .col(uuid("id").primary_key())
                .col(uuid("campagne"))
                .col(text("nom"))
                .col(code(manager, "role"))
                .col(bytewise(manager, "genre"))
                .col(date_null("photographie_le"))
                .col(text("chemin"))
                .col(big_integer("octets").check(Expr::col("octets").gte(0)))
                .col(uuid_null("depose_par"))
                .col(timestamp_with_time_zone("depose_le"))
                .foreign_key(&mut refers("campagne", "campagne"))
                .foreign_key(&mut refers("depose_par", "utilisateur"))
                .take(),
        )
        .await?;
    // Reports and corrections name a register by its name.
    manager
        .create_index(
            Index::create().unique().name("source_nom").table("source").col("campagne").col("nom").take(),
        )
        .await
}

/// Two opinions at most: the second is of somebody else, after a first that did not decide.
async fn create_relecture(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    const DECISIONS: [&str; 3] = ["meme_personne", "personnes_differentes", "ne_sait_pas"];
    let whole = |avis: &'static str, par: &'static str, le: &'static str| {
        Expr::col(avis).is_null().and(Expr::col(par).is_null()).and(Expr::col(le).is_null()).or(Expr::col(
            avis,
        )
        .is_not_null()
        .and(Expr::col(par).is_not_null())
        .and(Expr::col(le).is_not_null()))
    };
    let mut decision = bytewise(manager, "decision");
    decision.check(Expr::col("decision").is_null().or(Expr::col("decision").is_in(DECISIONS)));
    let mut second = bytewise(manager, "second_avis");
    second.check(Expr::col("second_avis").is_null().or(Expr::col("second_avis").is_in(DECISIONS)));
    manager
        .create_table(
            Table::create()
                .table("relecture")
                .col(uuid("id").primary_key())
                .col(uuid("campagne"))
                .col(uuid("jeune"))
                .col(integer("ordre").check(Expr::col("ordre").gte(0)))
                .col(json_binary("proche"))
                .col(decision)
                .col(uuid_null("decide_par"))
                .col(text_null("decide_par_nom"))
                .col(timestamp_with_time_zone_null("decide_le"))
                .col(second)
                .col(uuid_null("second_par"))
                .col(text_null("second_par_nom"))
                .col(timestamp_with_time_zone_null("second_le"))
                // The entry that the decision wrote in the journal of a dossier, taken back with it.
                .col(uuid_null("dossier"))
                .col(integer_null("entree"))
                .col(integer("version").check(Expr::col("version").gte(1)))
                .foreign_key(&mut refers("campagne", "campagne"))
                .foreign_key(&mut belongs("jeune", "jeune"))
                .foreign_key(&mut refers("dossier", "dossier"))
                .foreign_key(&mut refers("decide_par", "utilisateur"))
                .foreign_key(&mut refers("second_par", "utilisateur"))
                .check(whole("decision", "decide_par", "decide_le"))
                .check(whole("second_avis", "second_par", "second_le"))
                .check(
                    Expr::col("dossier").is_null().and(Expr::col("entree").is_null()).or(Expr::col(
                        "dossier",
                    )
                    .is_not_null()
                    .and(Expr::col("entree").is_not_null())),
                )
                .check(Expr::col("second_avis").is_null().or(Expr::col("decision").eq("ne_sait_pas")))
                .check(
                    Expr::col("second_par").is_null().or(Expr::col("second_par").ne(Expr::col("decide_par"))),
                )
                .take(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .unique()
                .name("relecture_une_fois")
                .table("relecture")
                .col("campagne")
                .col("jeune")
                .col("ordre")
                .take(),
        )
        .await?;
    index(manager, "relecture", &["jeune"]).await
}

async fn create_transmission(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("transmission")
                .col(uuid("id").primary_key())
                .col(uuid("organisation"))
                .col(timestamp_with_time_zone("le"))
                .col(uuid("par"))
                .col(text("par_nom"))
                .col(integer("repondues").check(Expr::col("repondues").gte(0)))
                .col(integer("sans_reponse").check(Expr::col("sans_reponse").gte(0)))
                .foreign_key(&mut refers("organisation", "organisation"))
                .foreign_key(&mut refers("par", "utilisateur"))
                .take(),
        )
        .await?;
    index(manager, "transmission", &["organisation", "le"]).await
}

async fn create_commune(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create()
        .table("commune")
        .col(code(manager, "code_postal"))
        .col(code(manager, "nom_plie"))
        .col(code(manager, "code"))
        .primary_key(Index::create().col("code_postal").col("nom_plie"))
        .take();
    clustered(manager, &mut table);
    manager.create_table(table).await
}

//! Groups: sessions with their places and grid, who is in them, and the register of who came.

use sea_orm_migration::{
    prelude::*,
    schema::{date, date_null, integer, text, timestamp_with_time_zone, uuid, uuid_null},
};

use super::schema::{append_only, belongs, closed_list, clustered, code, index, refers};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let groupe = Table::create()
            .table("groupe")
            .col(uuid("id").primary_key())
            .col(uuid("organisation"))
            .col(uuid_null("etablissement"))
            .col(code(manager, "dispositif"))
            .col(text("nom"))
            .col(text("lieu"))
            .col(date("du"))
            .col(date("au").check(Expr::col("au").gte(Expr::col("du"))))
            .col(integer("places").check(Expr::col("places").gte(1)))
            .col(text("semaine"))
            .col(text("periodes"))
            .col(integer("version"))
            .col(uuid_null("modifie_par"))
            .col(timestamp_with_time_zone("modifie_le"))
            .foreign_key(&mut refers("organisation", "organisation"))
            .foreign_key(&mut refers("etablissement", "organisation"))
            .foreign_key(&mut refers("modifie_par", "utilisateur"))
            .take();
        manager.create_table(groupe).await?;
        index(manager, "groupe", &["organisation", "au"]).await?;
        index(manager, "groupe", &["etablissement", "au"]).await?;
        index(manager, "groupe", &["dispositif", "au"]).await?;
        let membres = Table::create()
            .table("groupe_membre")
            .col(uuid("id").primary_key())
            .col(uuid("groupe"))
            .col(uuid("parcours"))
            .col(date("entre_le"))
            .col(date_null("sorti_le"))
            .foreign_key(&mut refers("groupe", "groupe"))
            .foreign_key(&mut belongs("parcours", "parcours"))
            .take();
        manager.create_table(membres).await?;
        index(manager, "groupe_membre", &["groupe", "sorti_le"]).await?;
        index(manager, "groupe_membre", &["parcours", "sorti_le"]).await?;
        registre(manager).await
    }
}

/// What was noted. A correction is a row more, of the next rank: what stood before stays, with who wrote it.
async fn registre(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut presences = Table::create()
        .table("groupe_presence")
        .col(uuid("groupe"))
        .col(uuid("parcours"))
        .col(date("jour"))
        .col(closed_list(manager, "moment", &["matin", "apres_midi"]))
        .col(integer("rang").check(Expr::col("rang").gte(1)))
        .col(closed_list(manager, "etat", &["present", "absent_excuse", "absent", "en_stage"]))
        .col(timestamp_with_time_zone("le"))
        .col(uuid_null("auteur"))
        .col(text("auteur_nom"))
        .primary_key(Index::create().col("groupe").col("jour").col("moment").col("parcours").col("rang"))
        .foreign_key(&mut refers("groupe", "groupe"))
        .foreign_key(&mut refers("parcours", "parcours"))
        .take();
    clustered(manager, &mut presences);
    manager.create_table(presences).await?;
    index(manager, "groupe_presence", &["parcours", "jour"]).await?;
    append_only(manager, "groupe_presence").await
}

//! Public contracts with a clause sociale, which parcours are under which, and the purpose of a link given outside.

use sea_orm_migration::{
    prelude::*,
    schema::{date_null, integer, text, timestamp_with_time_zone, uuid},
};

use super::schema::{belongs, closed_list, index, refers};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let marche = Table::create()
            .table("marche")
            .col(uuid("id").primary_key())
            .col(uuid("organisation"))
            .col(text("objet"))
            .col(text("reference"))
            .col(text("acheteur"))
            .col(text("contact"))
            .col(text("courriel"))
            .col(integer("heures_dues").check(Expr::col("heures_dues").gte(0)))
            .col(text("entreprise"))
            .col(text("siret"))
            .col(text("adresse"))
            .col(text("missions"))
            .col(date_null("clos_le"))
            .col(integer("version").check(Expr::col("version").gte(1)))
            .col(uuid("modifie_par"))
            .col(timestamp_with_time_zone("modifie_le"))
            .foreign_key(&mut refers("organisation", "organisation"))
            .foreign_key(&mut refers("modifie_par", "utilisateur"))
            .take();
        manager.create_table(marche).await?;
        index(manager, "marche", &["organisation"]).await?;
        let parcours = Table::create()
            .table("marche_parcours")
            .col(uuid("parcours").primary_key())
            .col(uuid("marche"))
            .foreign_key(&mut belongs("parcours", "parcours"))
            .foreign_key(&mut refers("marche", "marche"))
            .take();
        manager.create_table(parcours).await?;
        index(manager, "marche_parcours", &["marche"]).await?;
        // Links of before were all to sign.
        let mut but = closed_list(manager, "but", &["signer", "remettre"]);
        let liens = Table::alter().table("signature_lien").add_column(but.default("signer").take()).take();
        manager.alter_table(liens).await
    }
}

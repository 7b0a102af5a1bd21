//! Links by which somebody without an account signs a document of a parcours; and in the access log, the name of whoever
//! reads by such a link.

use sea_orm_migration::{
    prelude::*,
    schema::{
        binary, binary_null, blob, integer, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid,
    },
};

use super::schema::{belongs, closed_list, index, refers};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let ensemble = |secret: &'static str, fin: &'static str| {
            Expr::col(secret).is_null().eq(Expr::col(fin).is_null())
        };
        let table = Table::create()
            .table("signature_lien")
            .col(uuid("id").primary_key())
            .col(binary("empreinte").unique_key())
            .col(uuid("parcours"))
            .col(uuid("document"))
            .col(uuid("partie"))
            .col(closed_list(manager, "canal", &["courriel", "sms"]))
            .col(blob("adresse"))
            .col(text("qui_ecrit"))
            .col(uuid("cree_par"))
            .col(timestamp_with_time_zone("cree_le"))
            .col(timestamp_with_time_zone("expire_le"))
            .col(binary_null("code"))
            .col(timestamp_with_time_zone_null("code_expire_le"))
            .col(integer("essais").default(0).check(Expr::col("essais").gte(0)))
            .col(binary_null("preuve"))
            .col(timestamp_with_time_zone_null("preuve_expire_le"))
            .foreign_key(&mut belongs("parcours", "parcours"))
            .foreign_key(&mut belongs("document", "parcours_document"))
            .foreign_key(&mut refers("cree_par", "utilisateur"))
            .check(Expr::col("expire_le").gte(Expr::col("cree_le")))
            .check(ensemble("code", "code_expire_le"))
            .check(ensemble("preuve", "preuve_expire_le"))
            .take();
        manager.create_table(table).await?;
        index(manager, "signature_lien", &["parcours"]).await?;
        index(manager, "signature_lien", &["expire_le"]).await?;
        let acces = Table::alter().table("acces").add_column(text_null("nom")).take();
        manager.alter_table(acces).await
    }
}

//! Signed links by which a young person answers without an account.

use sea_orm_migration::{
    prelude::*,
    schema::{binary, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid},
};

use super::schema::{belongs, code, index, refers};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let apres = |colonne: &'static str| Expr::col(colonne).gte(Expr::col("cree_le"));
        manager
            .create_table(
                Table::create()
                    .table("lien")
                    .col(binary("empreinte").primary_key())
                    .col(uuid("dossier"))
                    .col(code(manager, "canal"))
                    .col(text("qui_ecrit"))
                    .col(uuid("cree_par"))
                    .col(timestamp_with_time_zone("cree_le"))
                    .col(timestamp_with_time_zone("expire_le"))
                    .col(timestamp_with_time_zone_null("utilise_le"))
                    .foreign_key(&mut belongs("dossier", "dossier"))
                    .foreign_key(&mut refers("cree_par", "utilisateur"))
                    .check(apres("expire_le"))
                    .check(Expr::col("utilise_le").is_null().or(apres("utilise_le")))
                    .take(),
            )
            .await?;
        index(manager, "lien", &["dossier"]).await
    }
}

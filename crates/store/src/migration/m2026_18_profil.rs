//! What the columns of a table mean, as somebody said on screen: kept under a name for the next time, and copied in the source
//! that was read with it, so that a profile changed later changes no reading already made.

use sea_orm_migration::{
    prelude::*,
    schema::{text, text_null, text_uniq, timestamp_with_time_zone, uuid, uuid_null},
};

use super::schema::refers;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("profil_lecture")
                    .col(uuid("id").primary_key())
                    .col(text_uniq("nom"))
                    .col(text("contenu"))
                    .col(uuid_null("modifie_par"))
                    .col(timestamp_with_time_zone("modifie_le"))
                    .foreign_key(&mut refers("modifie_par", "utilisateur"))
                    .take(),
            )
            .await?;
        manager.alter_table(Table::alter().table("source").add_column(text_null("profil")).take()).await
    }
}

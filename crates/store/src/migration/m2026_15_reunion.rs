//! People known twice, who go on as one; the lists that each person keeps under a name; and the ways in which the access log
//! is searched.

use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone, uuid, uuid_uniq},
};

use super::schema::{belongs, index, refers};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let autre = |a: &'static str, b: &'static str| Expr::col(a).ne(Expr::col(b));
        manager
            .create_table(
                Table::create()
                    .table("jeune_reuni")
                    // One way on for each: whoever goes on as somebody does so once.
                    .col(uuid("jeune").primary_key())
                    .col(uuid("vers"))
                    .col(uuid_uniq("dossier"))
                    .col(uuid("continue_dans"))
                    .col(timestamp_with_time_zone("depuis"))
                    .foreign_key(&mut refers("jeune", "jeune"))
                    .foreign_key(&mut refers("vers", "jeune"))
                    .foreign_key(&mut refers("dossier", "dossier"))
                    .foreign_key(&mut refers("continue_dans", "dossier"))
                    .check(autre("jeune", "vers"))
                    .check(autre("dossier", "continue_dans"))
                    .take(),
            )
            .await?;
        index(manager, "jeune_reuni", &["vers"]).await?;
        index(manager, "jeune_reuni", &["continue_dans"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("vue_enregistree")
                    .col(uuid("id").primary_key())
                    .col(uuid("utilisateur"))
                    .col(text("nom"))
                    .col(text("requete"))
                    .col(timestamp_with_time_zone("cree_le"))
                    .foreign_key(&mut belongs("utilisateur", "utilisateur"))
                    .take(),
            )
            .await?;
        let mut un_nom = Index::create();
        un_nom
            .unique()
            .name("vue_enregistree_par_nom")
            .table("vue_enregistree")
            .col("utilisateur")
            .col("nom");
        manager.create_index(un_nom.take()).await?;
        // By day, for whoever oversees the whole log; by membership, for one organisation.
        index(manager, "acces", &["le"]).await?;
        index(manager, "acces", &["appartenance", "le"]).await
    }
}

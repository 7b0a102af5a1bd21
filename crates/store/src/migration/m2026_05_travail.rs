//! Work done in the background: leased, so that what a dead process held is taken again.

use sea_orm_migration::{
    prelude::*,
    schema::{
        integer, json_binary, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
        uuid_null,
    },
};

use super::schema::{bytewise, closed_list, code, index};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let leased = || Expr::col("etat").eq("en_cours");
        manager
            .create_table(
                Table::create()
                    .table("travail")
                    .col(uuid("id").primary_key())
                    .col(code(manager, "genre"))
                    .col(bytewise(manager, "cle"))
                    .col(closed_list(
                        manager,
                        "etat",
                        &["en_attente", "en_cours", "fini", "echoue", "annule"],
                    ))
                    .col(json_binary("charge"))
                    .col(integer("essais").check(Expr::col("essais").gte(0)))
                    .col(integer("essais_max").check(Expr::col("essais_max").gte(1)))
                    .col(timestamp_with_time_zone("pret_le"))
                    .col(uuid_null("bail"))
                    .col(timestamp_with_time_zone_null("bail_jusqu_au"))
                    .col(integer("avancement").check(Expr::col("avancement").between(0, 1000)))
                    .col(text_null("etape"))
                    .col(text_null("erreur"))
                    .col(uuid_null("demande_par"))
                    .col(timestamp_with_time_zone("cree_le"))
                    .col(timestamp_with_time_zone_null("fini_le"))
                    .check(
                        leased()
                            .and(Expr::col("bail").is_not_null())
                            .or(leased().not().and(Expr::col("bail").is_null())),
                    )
                    .check(Expr::col("bail").is_null().or(Expr::col("bail_jusqu_au").is_not_null()))
                    .take(),
            )
            .await?;
        // The same work is not asked for twice while it is to be done; once done it may be asked for again.
        manager
            .create_index(
                Index::create()
                    .unique()
                    .name("travail_cle")
                    .table("travail")
                    .col("genre")
                    .col("cle")
                    .cond_where(Expr::col("etat").is_in(["en_attente", "en_cours"]))
                    .take(),
            )
            .await?;
        index(manager, "travail", &["etat", "pret_le"]).await
    }
}

//! The two ways to the database, and its schema.

use std::sync::Arc;

use raccroche_store::{
    Config, Store, StoreError,
    organisation::{self, GenreOrganisation, NouvelleOrganisation},
};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use uuid::Uuid;

use crate::bases::{Base, now, on_both};

on_both!(
    the_reading_way_refuses_every_write,
    what_is_not_committed_is_undone,
    migrating_again_changes_nothing,
    two_nodes_may_migrate_at_once,
    a_schema_of_a_newer_program_is_said,
    the_schema_refuses_what_makes_no_sense,
    statements_are_counted,
    who_waits_too_long_is_told,
    regression_what_hangs_on_somebody_is_found_without_reading_the_whole_table,
);

fn psad() -> NouvelleOrganisation {
    NouvelleOrganisation {
        genre: GenreOrganisation::Psad,
        code: "33-1".into(),
        nom: "PSAD de l’Exemple".into(),
        departement: "33".into(),
    }
}

async fn the_reading_way_refuses_every_write(base: &Base) {
    let writer = base.store.write(now()).await.unwrap();
    let made = organisation::register(&writer, psad()).await.unwrap();
    writer.commit().await.unwrap();
    for sql in [
        "UPDATE organisation SET nom = 'x'",
        "DELETE FROM organisation",
        "INSERT INTO organisation SELECT * FROM organisation",
        "CREATE TABLE autre (a integer)",
        "DROP TABLE zonage",
    ] {
        // As many times as there are connections: the switch is on each of them.
        for _ in 0..4 {
            let refused = base.store.read().execute_unprepared(sql).await.unwrap_err();
            assert!(matches!(StoreError::from(refused), StoreError::LectureSeule), "{sql}");
        }
    }
    assert_eq!(organisation::find(base.store.read(), made.id).await.unwrap(), Some(made));
}

async fn what_is_not_committed_is_undone(base: &Base) {
    let writer = base.store.write(now()).await.unwrap();
    let made = organisation::register(&writer, psad()).await.unwrap();
    assert_eq!(
        organisation::find(base.store.read(), made.id).await.unwrap(),
        None,
        "seen before it is committed"
    );
    drop(writer);
    let writer = base.store.write(now()).await.unwrap();
    assert_eq!(organisation::find(&writer, made.id).await.unwrap(), None);
    organisation::register(&writer, psad()).await.unwrap();
    writer.rollback().await.unwrap();
    assert_eq!(organisation::list(base.store.read(), GenreOrganisation::Psad).await.unwrap(), []);
}

async fn migrating_again_changes_nothing(base: &Base) {
    assert_eq!(base.store.pending_migrations().await.unwrap(), Vec::<String>::new());
    let writer = base.store.write(now()).await.unwrap();
    let made = organisation::register(&writer, psad()).await.unwrap();
    writer.commit().await.unwrap();
    base.store.migrate().await.unwrap();
    assert_eq!(organisation::find(base.store.read(), made.id).await.unwrap(), Some(made));
}

async fn two_nodes_may_migrate_at_once(base: &Base) {
    let (one, other) = (base.another().await, base.another().await);
    let writer = base.store.write(now()).await.unwrap();
    let latest = [
        "resultat",
        "resultat_envoi",
        "marche_parcours",
        "marche",
        "groupe_presence",
        "groupe_membre",
        "groupe",
        "signature_lien",
        "parcours_numerisation",
        "parcours_information",
        "vacances",
        "reglage",
        "parcours_document",
        "parcours_partie",
        "parcours",
        "webhook_envoi",
        "webhook",
        "profil_lecture",
        "entete",
        "jeton_api",
        "vue_enregistree",
        "jeune_reuni",
        "lien",
        "commune",
        "envoi",
        "agenda",
        "avis",
        "transmission",
        "relecture",
        "source",
        "comite_decision",
        "comite_point",
        "comite",
        "session_appels",
        "acces",
        "seaql_migrations",
    ];
    for table in latest {
        writer.execute_unprepared(&format!("DROP TABLE {table}")).await.unwrap();
    }
    for table in [
        "territoire",
        "echeance",
        "portee",
        "entree",
        "dossier",
        "travail",
        "verdict",
        "campagne",
        "scolarite",
        "coordonnee",
        "representant",
        "identifiant",
        "jeune_cle",
        "jeune",
    ] {
        writer.execute_unprepared(&format!("DROP TABLE {table}")).await.unwrap();
    }
    for table in [
        "session",
        "invitation",
        "appartenance",
        "code_secours",
        "utilisateur",
        "zonage",
        "etablissement_zone",
        "organisation",
    ] {
        writer.execute_unprepared(&format!("DROP TABLE {table}")).await.unwrap();
    }
    writer.commit().await.unwrap();
    let (one, other) = tokio::join!(one.migrate(), other.migrate());
    one.unwrap();
    other.unwrap();
    assert_eq!(base.store.pending_migrations().await.unwrap(), Vec::<String>::new());
}

async fn a_schema_of_a_newer_program_is_said(base: &Base) {
    let writer = base.store.write(now()).await.unwrap();
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m2031_01_futur', 0)";
    writer.execute_unprepared(newer).await.unwrap();
    writer.commit().await.unwrap();
    for refused in [base.store.migrate().await, base.store.pending_migrations().await.map(drop)] {
        assert!(matches!(refused, Err(StoreError::Schema(said)) if said.contains("m2031_01_futur")));
    }
}

async fn the_schema_refuses_what_makes_no_sense(base: &Base) {
    let id = match base.store.backend() {
        DbBackend::Sqlite => "x'00000000000000000000000000000001'",
        _ => "'00000000-0000-0000-0000-000000000001'",
    };
    for (sql, what) in [
        (
            format!("INSERT INTO organisation VALUES ({id}, 'club', '1', 'n', '33')"),
            "a kind outside the list",
        ),
        (
            format!(
                "INSERT INTO appartenance SELECT {id}, {id}, {id}, 'cpe', '2026-02-01', '2026-01-31' WHERE 1 = 1"
            ),
            "an end before its beginning",
        ),
        (
            format!(
                "INSERT INTO travail (id, genre, etat, charge, essais, essais_max, pret_le, avancement, cree_le) \
                 VALUES ({id}, 'g', 'en_cours', '{{}}', 0, 1, '2026-01-01T00:00:00Z', 0, '2026-01-01T00:00:00Z')"
            ),
            "work under way without a lease",
        ),
        (
            format!(
                "INSERT INTO campagne (id, nom, as_of, definition, etat, dossier, cree_le) \
                 VALUES ({id}, 'n', '2026-01-01', 'D313-59', 'publiee', 'd', '2026-01-01T00:00:00Z')"
            ),
            "a publication without its moment",
        ),
    ] {
        let writer = base.store.write(now()).await.unwrap();
        let refused = writer.execute_unprepared(&sql).await.unwrap_err();
        assert!(matches!(StoreError::from(refused), StoreError::Invalide(_)), "{what}");
    }
    let writer = base.store.write(now()).await.unwrap();
    let orphan = format!("INSERT INTO zonage VALUES ('33063', 'psad', {id})");
    let refused = writer.execute_unprepared(&orphan).await.unwrap_err();
    assert!(matches!(StoreError::from(refused), StoreError::Reference(_)));
}

async fn statements_are_counted(base: &Base) {
    let before = base.store.statements();
    organisation::list(base.store.read(), GenreOrganisation::Psad).await.unwrap();
    organisation::list(base.store.read(), GenreOrganisation::Cio).await.unwrap();
    assert_eq!(base.store.statements() - before, 2);
}

async fn who_waits_too_long_is_told(base: &Base) {
    let config = Config { writers: 1, patience: std::time::Duration::from_secs(2), ..base.config.clone() };
    let store = Store::open(&config, Arc::new(Uuid::new_v4)).await.unwrap();
    let held = store.write(now()).await.unwrap();
    let refused = store.write(now()).await;
    assert!(matches!(refused, Err(StoreError::Indisponible(_))));
    // Reading does not wait for who writes.
    organisation::list(store.read(), GenreOrganisation::Psad).await.unwrap();
    drop(held);
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_full_disk_is_said_and_nothing_is_lost() {
    let base = Base::sqlite().await;
    let writer = base.store.write(now()).await.unwrap();
    let made = organisation::register(&writer, psad()).await.unwrap();
    writer.commit().await.unwrap();
    let writer = base.store.write(now()).await.unwrap();
    // As if the disk ended a little further.
    let pages =
        writer.query_one_raw(Statement::from_string(DbBackend::Sqlite, "PRAGMA page_count")).await.unwrap();
    let pages: i64 = pages.unwrap().try_get_by_index(0).unwrap();
    writer.execute_unprepared(&format!("PRAGMA max_page_count = {}", pages + 2)).await.unwrap();
    let communes: Vec<String> = (0..5_000).map(|number| format!("{number:05}")).collect();
    let communes: Vec<&str> = communes.iter().map(String::as_str).collect();
    let refused = organisation::assign_communes(&writer, &made, &communes).await;
    assert!(matches!(refused, Err(StoreError::Pleine)));
    drop(writer);
    assert!(organisation::communes(base.store.read(), made.id).await.unwrap().is_empty());
    assert_eq!(organisation::find(base.store.read(), made.id).await.unwrap(), Some(made));
}

#[tokio::test]
async fn a_server_that_went_away_and_came_back_is_used_again() {
    let base = Base::postgres().await;
    let writer = base.store.write(now()).await.unwrap();
    organisation::register(&writer, psad()).await.unwrap();
    let other = base.another().await;
    let cut = other.write(now()).await.unwrap();
    let everybody_else = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                          WHERE datname = current_database() AND pid <> pg_backend_pid()";
    cut.execute_unprepared(everybody_else).await.unwrap();
    let refused = organisation::register(&writer, psad()).await;
    assert!(matches!(refused, Err(StoreError::Indisponible(_))), "{refused:?}");
    drop(writer);
    cut.rollback().await.unwrap();
    // Without being opened again.
    assert_eq!(organisation::list(base.store.read(), GenreOrganisation::Psad).await.unwrap(), []);
    let writer = base.store.write(now()).await.unwrap();
    organisation::register(&writer, psad()).await.unwrap();
    writer.commit().await.unwrap();
    drop(other);
    base.drop_database().await;
}

#[test]
fn an_address_names_a_file_or_a_server() {
    let file = |url: &str| Config::new(url, "cles").sqlite_file();
    for url in ["sqlite:///var/lib/r.sqlite", "sqlite:/var/lib/r.sqlite"] {
        assert_eq!(file(url).unwrap().unwrap().to_str(), Some("/var/lib/r.sqlite"));
    }
    assert_eq!(file("sqlite:r.sqlite").unwrap().unwrap().to_str(), Some("r.sqlite"));
    assert_eq!(file("postgres://u@h/b").unwrap(), None);
    assert_eq!(file("postgresql://u@h/b").unwrap(), None);
    for url in ["sqlite::memory:", "sqlite:", "sqlite:r.sqlite?mode=memory", "mysql://h/b", "r.sqlite", ""] {
        assert!(matches!(file(url), Err(StoreError::Url)), "{url}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let base = Base::sqlite().await;
    let writer = base.store.write(now()).await.unwrap();
    organisation::register(&writer, psad()).await.unwrap();
    writer.commit().await.unwrap();
    for name in ["raccroche.sqlite", "raccroche.sqlite-wal", "raccroche.sqlite-shm"] {
        let mode = std::fs::metadata(base.folder().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
}

/// A unique index with a condition does not serve whoever looks for every row of a young person: each opening of a dossier
/// read all phone numbers of the académie.
async fn regression_what_hangs_on_somebody_is_found_without_reading_the_whole_table(base: &Base) {
    let sql = match base.store.backend() {
        DbBackend::Postgres => {
            "SELECT c.conrelid::regclass::text || '.' || a.attname AS manque FROM pg_constraint c \
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
             WHERE c.contype = 'f' AND c.confrelid IN ('jeune'::regclass, 'dossier'::regclass) \
             AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid \
             AND i.indpred IS NULL AND i.indkey[0] = c.conkey[1])"
        }
        _ => {
            "SELECT t.name || '.' || f.\"from\" AS manque FROM sqlite_master t, pragma_foreign_key_list(t.name) f \
             WHERE t.type = 'table' AND f.\"table\" IN ('jeune', 'dossier') AND NOT EXISTS ( \
             SELECT 1 FROM pragma_index_list(t.name) i, pragma_index_info(i.name) k \
             WHERE i.partial = 0 AND k.seqno = 0 AND k.name = f.\"from\")"
        }
    };
    let reader = base.store.read();
    let rows = reader.query_all_raw(Statement::from_string(base.store.backend(), sql)).await.unwrap();
    let manquent: Vec<String> = rows.iter().map(|row| row.try_get("", "manque").unwrap()).collect();
    assert_eq!(manquent, Vec::<String>::new(), "no whole index begins with these");
}

//! What keeps the store in order: the access log, the doctor, backups.

use raccroche_store::{
    Config, Sauvegarde, Store, StoreError, acces,
    doctor::{self, Gravite},
    organisation::GenreOrganisation,
    utilisateur,
};
use sea_orm::{ConnectionTrait as _, DbBackend};
use std::sync::Arc;
use uuid::Uuid;

use crate::{
    bases::{Base, after, now, on_both},
    comptes,
    territoires::{everything, perimeter, register},
};

on_both!(
    an_access_is_noted_for_ever,
    a_sound_database_has_nothing_to_say,
    a_schema_not_up_to_date_is_said,
    a_secret_without_its_key_is_said,
    controls_switched_off_are_said,
);

async fn an_access_is_noted_for_ever(base: &Base) {
    let whole = everything(&base.store).await;
    let dossier = Uuid::new_v4();
    for minutes in 0..3 {
        let writer = base.store.write(after(minutes)).await.unwrap();
        acces::record(&writer, &whole, Some(dossier), "consulte", "coordination académique").await.unwrap();
        writer.commit().await.unwrap();
    }
    let db = base.store.read();
    let seen = acces::of_dossier(db, dossier, 2).await.unwrap();
    assert_eq!(seen.len(), 2);
    assert!(seen[0].le > seen[1].le);
    assert_eq!(
        (seen[0].utilisateur, seen[0].appartenance),
        (whole.utilisateur(), Some(whole.appartenance()))
    );
    assert_eq!(acces::of_utilisateur(db, whole.utilisateur(), after(1), 10).await.unwrap().len(), 2);
    assert_eq!(acces::of_dossier(db, Uuid::new_v4(), 2).await.unwrap(), []);
    for sql in ["UPDATE acces SET motif = 'x'", "DELETE FROM acces"] {
        let writer = base.store.write(after(5)).await.unwrap();
        let refused = writer.execute_unprepared(sql).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
    }
    assert_eq!(acces::of_dossier(db, dossier, 10).await.unwrap().len(), 3);
}

async fn a_sound_database_has_nothing_to_say(base: &Base) {
    let psad = register(&base.store, GenreOrganisation::Psad, "1", "33").await;
    perimeter(&base.store, &psad).await;
    let found = doctor::examine(&base.store).await.unwrap();
    assert_eq!(found, []);
}

async fn a_schema_not_up_to_date_is_said(base: &Base) {
    let writer = base.store.write(now()).await.unwrap();
    writer.execute_unprepared("DELETE FROM seaql_migrations WHERE version = 'm2026_06_acces'").await.unwrap();
    writer.commit().await.unwrap();
    let found = doctor::examine(&base.store).await.unwrap();
    assert_eq!((found.len(), found[0].gravite), (1, Gravite::Attention));
    assert!(found[0].phrase.contains("m2026_06_acces"));
    let writer = base.store.write(now()).await.unwrap();
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m2031_01_futur', 0)";
    writer.execute_unprepared(newer).await.unwrap();
    writer.commit().await.unwrap();
    let found = doctor::examine(&base.store).await.unwrap();
    assert_eq!((found.len(), found[0].gravite), (1, Gravite::Erreur));
}

async fn a_secret_without_its_key_is_said(base: &Base) {
    let whose = comptes::create(&base.store, "a@exemple.fr").await;
    let writer = base.store.write(now()).await.unwrap();
    utilisateur::prepare_totp(&writer, whose.id, b"secret").await.unwrap();
    writer.commit().await.unwrap();
    let elsewhere = base.folder().join("autres-cles");
    raccroche_store::Keyring::create(&elsewhere).unwrap();
    let config = Config { cles: elsewhere, ..base.config.clone() };
    let store = Store::open(&config, Arc::new(Uuid::new_v4)).await.unwrap();
    let found = doctor::examine(&store).await.unwrap();
    assert_eq!((found.len(), found[0].gravite), (1, Gravite::Erreur));
    assert!(found[0].phrase.contains(&whose.id.to_string()));
    store.close().await.unwrap();
}

async fn controls_switched_off_are_said(base: &Base) {
    let writer = base.store.write(now()).await.unwrap();
    let nowhere = Uuid::new_v4();
    if base.store.backend() == DbBackend::Sqlite {
        // Foreign keys are a switch of the connection; another program may have written without them.
        writer.rollback().await.unwrap();
        let path = base.config.sqlite_file().unwrap().unwrap();
        let mut options = sea_orm::ConnectOptions::new(format!("sqlite:{}", path.display()));
        options.map_sqlx_sqlite_opts(|sqlite| sqlite.foreign_keys(false));
        let other = sea_orm::Database::connect(options).await.unwrap();
        let sql = format!("INSERT INTO zonage VALUES ('33063', 'psad', x'{}')", nowhere.simple());
        other.execute_unprepared(&sql).await.unwrap();
        other.close().await.unwrap();
    } else {
        writer.execute_unprepared("ALTER TABLE zonage DISABLE TRIGGER ALL").await.unwrap();
        writer.commit().await.unwrap();
    }
    let found = doctor::examine(&base.store).await.unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].phrase.contains("zonage"));
}

#[tokio::test]
async fn a_backup_is_whole_and_never_replaces() {
    let base = Base::sqlite().await;
    let account = comptes::create(&base.store, "a@exemple.fr").await;
    let to = base.folder().join("copie d’aujourd’hui.sqlite");
    assert_eq!(base.store.backup(&to).await.unwrap(), Sauvegarde::Faite(to.clone()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&to).unwrap().permissions().mode() & 0o077, 0);
    }
    let twice = base.store.backup(&to).await;
    assert!(matches!(twice, Err(StoreError::Fichier { path, .. }) if path == to));
    let nowhere = base.store.backup(&base.folder().join("absent/copie.sqlite")).await;
    assert!(matches!(nowhere, Err(StoreError::Fichier { .. })));
    // What came after is not in it.
    comptes::create(&base.store, "b@exemple.fr").await;
    let config = Config { url: format!("sqlite:{}", to.display()), ..base.config.clone() };
    let copy = Store::open(&config, Arc::new(Uuid::new_v4)).await.unwrap();
    assert_eq!(utilisateur::list(copy.read(), 0, 10).await.unwrap(), [account]);
    assert_eq!(doctor::examine(&copy).await.unwrap(), []);
    let names: Vec<_> =
        std::fs::read_dir(base.folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().ends_with(".partiel")), "{names:?}");
}

#[tokio::test]
async fn postgres_names_its_own_tool() {
    let base = Base::postgres().await;
    let to = base.folder().join("copie.dump");
    let Sauvegarde::Commande(command) = base.store.backup(&to).await.unwrap() else { panic!("a copy") };
    let made = std::process::Command::new("sh").args(["-c", &command]).status().unwrap();
    assert!(made.success(), "{command}");
    assert!(std::fs::metadata(&to).unwrap().len() > 0);
    base.drop_database().await;
}

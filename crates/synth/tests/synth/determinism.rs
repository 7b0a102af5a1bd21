//! The same number and seed give the same bytes, whatever the threads; another seed, other people.

use std::{fs, ops::ControlFlow};

use raccroche_synth::{Parametres, SynthError, generate};

use crate::academie::{Academie, contents, go_on};

const FEW: Parametres = Parametres { jeunes: 400, graine: 3, annee: 2025 };

#[test]
fn same_seed_same_bytes_on_one_thread_or_many() {
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Academie::new(&FEW))
    };
    let (one, many) = (on(1), on(5));
    assert_eq!(one.resume, many.resume);
    let (one, many) = (contents(&one.dir()), contents(&many.dir()));
    assert_eq!(one.keys().collect::<Vec<_>>(), many.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(bytes == &many[name], "{name} differs");
    }
}

#[test]
fn another_seed_gives_other_people() {
    let other = Academie::new(&Parametres { graine: 4, ..FEW });
    let names = |academie: &Academie| -> Vec<String> {
        academie.people().iter().map(|p| format!("{} {}", p["prenom"], p["nom"])).collect()
    };
    let (ours, theirs) = (names(&Academie::new(&FEW)), names(&other));
    let shared = ours.iter().filter(|name| theirs.contains(name)).count();
    assert!(shared * 20 < ours.len(), "{shared} names of {} come back", ours.len());
}

#[test]
fn an_earlier_one_is_replaced_and_anything_else_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("donnees");
    generate(&FEW, &dir, &go_on).unwrap();
    let before = contents(&dir);
    let stopped = generate(&FEW, &dir, &|_, _| ControlFlow::Break(()));
    assert!(matches!(stopped, Err(SynthError::Interrupted)));
    assert!(contents(&dir) == before, "an interrupted run changes nothing");
    generate(&Parametres { jeunes: 200, ..FEW }, &dir, &go_on).unwrap();
    assert!(contents(&dir) != before);

    let theirs = folder.path().join("photos");
    fs::create_dir(&theirs).unwrap();
    fs::write(theirs.join("chat.jpg"), "miaou").unwrap();
    assert!(matches!(generate(&FEW, &theirs, &go_on), Err(SynthError::Write(_))));
    assert_eq!(fs::read_dir(&theirs).unwrap().count(), 1);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left aside");
}

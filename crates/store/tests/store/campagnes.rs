//! Campaigns go one way, and a verdict published stays as it is.

use raccroche_domain::{Definition, StatutObligation, Verdict};
use raccroche_store::{
    StoreError,
    campagne::{self, EtatCampagne, NouveauVerdict, NouvelleCampagne},
    jeune,
    organisation::GenreOrganisation,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    bases::{Base, after, november, now, on_both},
    territoires::{confided, everything, followed, nouveau, perimeter, register},
};

on_both!(a_campaign_goes_one_way, each_person_has_one_verdict, verdicts_are_seen_within_the_perimeter);

fn nouvelle(nom: &str, day: u32) -> NouvelleCampagne {
    NouvelleCampagne {
        nom: nom.into(),
        as_of: november(day),
        definition: Definition::D31359,
        dossier: format!("campagnes/{nom}"),
    }
}

fn verdict(jeune: Uuid, verdict: Verdict) -> NouveauVerdict {
    NouveauVerdict {
        jeune,
        verdict,
        motif: "aucune_trace".into(),
        pourquoi: "Dans aucun registre au 2 novembre 2026.".into(),
        obligation: StatutObligation::NonSatisfaite,
        preuves: Some(json!({ "proches": [1.5, "é"] })),
    }
}

async fn a_campaign_goes_one_way(base: &Base) {
    let writer = base.store.write(now()).await.unwrap();
    let made = campagne::create(&writer, nouvelle("automne", 2)).await.unwrap();
    let given_up = campagne::create(&writer, nouvelle("essai", 1)).await.unwrap();
    let early = campagne::publish(&writer, made.id).await;
    assert!(matches!(early, Err(StoreError::Conflit { quoi: "campagne" })));
    for _ in 0..2 {
        let computed = campagne::mark_computed(&writer, made.id, "ab12").await.unwrap();
        assert_eq!((computed.etat, computed.empreinte.as_deref()), (EtatCampagne::Calculee, Some("ab12")));
    }
    assert_eq!(campagne::cancel(&writer, given_up.id).await.unwrap().etat, EtatCampagne::Annulee);
    writer.commit().await.unwrap();
    let writer = base.store.write(after(1)).await.unwrap();
    let published = campagne::publish(&writer, made.id).await.unwrap();
    assert_eq!((published.etat, published.publiee_le), (EtatCampagne::Publiee, Some(writer.le())));
    for too_late in [
        campagne::publish(&writer, made.id).await,
        campagne::cancel(&writer, made.id).await,
        campagne::mark_computed(&writer, made.id, "cd34").await,
        campagne::publish(&writer, given_up.id).await,
    ] {
        assert!(matches!(too_late, Err(StoreError::Conflit { quoi: "campagne" })));
    }
    let nobody = campagne::publish(&writer, writer.new_id()).await;
    assert!(matches!(nobody, Err(StoreError::Absent { .. })));
    writer.commit().await.unwrap();
    let all = campagne::list(base.store.read()).await.unwrap();
    assert_eq!(all.iter().map(|campagne| campagne.id).collect::<Vec<_>>(), [made.id, given_up.id]);
    let writer = base.store.write(after(1)).await.unwrap();
    let namesake = campagne::create(&writer, nouvelle("automne", 3)).await;
    assert!(matches!(namesake, Err(StoreError::Existe(_))));
}

async fn each_person_has_one_verdict(base: &Base) {
    let whole = everything(&base.store).await;
    let writer = base.store.write(now()).await.unwrap();
    let everybody: Vec<_> =
        (0..1_500).map(|number| nouveau(&format!("N{number}"), &["Ana"], "33063")).collect();
    let ids = jeune::create_many(&writer, &everybody).await.unwrap();
    followed(&writer, &ids).await;
    let made = campagne::create(&writer, nouvelle("automne", 2)).await.unwrap();
    let first: Vec<_> = ids.iter().map(|id| verdict(*id, Verdict::AVerifier)).collect();
    campagne::record_verdicts(&writer, made.id, &first).await.unwrap();
    campagne::record_verdicts(&writer, made.id, &[verdict(ids[0], Verdict::PerduDeVue)]).await.unwrap();
    writer.commit().await.unwrap();
    let db = base.store.read();
    let counts = campagne::count_verdicts(db, &whole, made.id).await.unwrap();
    assert_eq!(
        counts.into_iter().collect::<Vec<_>>(),
        [(Verdict::AVerifier, 1_499), (Verdict::PerduDeVue, 1)]
    );
    let said = campagne::verdicts_of_jeune(db, &whole, ids[0]).await.unwrap();
    assert_eq!(said.len(), 1);
    let (said, of) = &said[0];
    assert_eq!((said.verdict.as_str(), of.id), ("perdu_de_vue", made.id));
    assert_eq!(
        (said.obligation.as_str(), &said.preuves),
        ("non_satisfaite", &Some(json!({ "proches": [1.5, "é"] })))
    );
    let mut listed: Vec<Uuid> = Vec::new();
    loop {
        let last = listed.last().copied();
        let page =
            campagne::verdicts(db, &whole, made.id, Some(Verdict::AVerifier), last, 400).await.unwrap();
        if page.is_empty() {
            break;
        }
        listed.extend(page.iter().map(|said| said.jeune));
    }
    listed.sort_unstable();
    let mut expected = ids[1..].to_vec();
    expected.sort_unstable();
    assert_eq!(listed, expected);

    let writer = base.store.write(after(1)).await.unwrap();
    campagne::mark_computed(&writer, made.id, "ab12").await.unwrap();
    campagne::publish(&writer, made.id).await.unwrap();
    let late = campagne::record_verdicts(&writer, made.id, &[verdict(ids[0], Verdict::Retrouve)]).await;
    assert!(matches!(late, Err(StoreError::Conflit { quoi: "campagne" })));
    let other = campagne::create(&writer, nouvelle("printemps", 3)).await.unwrap();
    let nobody = campagne::record_verdicts(&writer, other.id, &[verdict(other.id, Verdict::Retrouve)]).await;
    assert!(matches!(nobody, Err(StoreError::Reference(_))));
}

async fn verdicts_are_seen_within_the_perimeter(base: &Base) {
    let psad = register(&base.store, GenreOrganisation::Psad, "1", "33").await;
    let writer = base.store.write(now()).await.unwrap();
    let both = [nouveau("Roy", &["Zoé"], "33063"), nouveau("Roy", &["Léo"], "33281")];
    let ids = jeune::create_many(&writer, &both).await.unwrap();
    confided(&writer, ids[0], &psad, vec![]).await;
    followed(&writer, &ids[1..]).await;
    let made = campagne::create(&writer, nouvelle("automne", 2)).await.unwrap();
    let verdicts = [verdict(ids[0], Verdict::PerduDeVue), verdict(ids[1], Verdict::PerduDeVue)];
    campagne::record_verdicts(&writer, made.id, &verdicts).await.unwrap();
    writer.commit().await.unwrap();
    let perimetre = perimeter(&base.store, &psad).await;
    let db = base.store.read();
    let counts = campagne::count_verdicts(db, &perimetre, made.id).await.unwrap();
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), [(Verdict::PerduDeVue, 1)]);
    let listed =
        campagne::verdicts(db, &perimetre, made.id, Some(Verdict::PerduDeVue), None, 10).await.unwrap();
    assert_eq!(listed.iter().map(|said| said.jeune).collect::<Vec<_>>(), [ids[0]]);
    assert!(campagne::verdicts_of_jeune(db, &perimetre, ids[1]).await.unwrap().is_empty());
}

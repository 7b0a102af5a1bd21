//! The rules of follow-up, by story and by property.

use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn d(texte: &str) -> NaiveDate {
    texte.parse().unwrap()
}

fn structure(n: u128) -> Structure {
    Structure { id: Uuid::from_u128(n), nom: format!("PSAD n° {n}") }
}

fn responsable(n: u128) -> Responsable {
    Responsable { structure: structure(n), agent: None }
}

fn ouvert(signale_le: Option<&str>) -> Evenement {
    Evenement::Ouvert {
        origine: Origine::Campagne,
        campagne: Some("SIEI novembre 2026".to_owned()),
        signale_le: signale_le.map(d),
        sans_formation_depuis: Some(d("2026-07-04")),
        responsable: responsable(1),
    }
}

/// A journal that grows only by admitted entries, as the store does.
struct Carnet(Vec<Entree>, EtatDossier);

impl Carnet {
    fn new(le: &str, premier: Evenement) -> Self {
        let entree = Entree { rang: 1, le: d(le), evenement: premier };
        let etat = EtatDossier::ouvrir(&entree).unwrap();
        Self(vec![entree], etat)
    }

    fn ecrire(&mut self, le: NaiveDate, evenement: Evenement) -> Result<(), Refus> {
        self.1.admettre(&evenement, le)?;
        let entree = Entree { rang: self.1.rang + 1, le, evenement };
        self.1.appliquer(&entree);
        self.0.push(entree);
        Ok(())
    }

    fn doit(&mut self, le: &str, evenement: Evenement) {
        self.ecrire(d(le), evenement).unwrap();
    }

    fn contact(&self) -> EtatContact {
        self.1.contact(&Seuils::default())
    }

    fn genres(&self, naissance: &str) -> Vec<GenreEcheance> {
        self.1.echeances(Some(d(naissance)), &Seuils::default()).iter().map(|e| e.genre).collect()
    }
}

fn tentative(canal: Canal, issue: IssueContact) -> Evenement {
    Evenement::Tentative { canal, issue, rappeler_le: None }
}

#[test]
fn contact_goes_from_nothing_to_unreachable_only_with_two_channels_and_back_when_reached() {
    let mut carnet = Carnet::new("2026-11-10", ouvert(None));
    assert_eq!(carnet.contact(), EtatContact::AContacter);
    for _ in 0..5 {
        carnet.doit("2026-11-12", tentative(Canal::Telephone, IssueContact::SansReponse));
    }
    assert_eq!(carnet.contact(), EtatContact::EnCours, "one channel is not enough");
    carnet.doit("2026-11-13", tentative(Canal::Courrier, IssueContact::Message));
    assert_eq!(carnet.contact(), EtatContact::Injoignable);
    carnet.doit("2026-11-20", tentative(Canal::Visite, IssueContact::FamilleJointe));
    assert_eq!(carnet.contact(), EtatContact::Joint);
    carnet.doit(
        "2026-11-21",
        Evenement::ReponseRecue { reponse: ReponseJeune::PlusDeContact, rappeler_le: None },
    );
    assert_eq!(carnet.contact(), EtatContact::Refus);
}

#[test]
fn the_three_months_of_l313_8_run_from_the_signal_for_those_of_16_or_17_until_the_interview_is_held() {
    let mut carnet = Carnet::new("2026-11-10", ouvert(Some("2026-11-30")));
    for (naissance, attendu) in [
        ("2010-11-30", Some("2027-02-28")),
        ("2010-12-01", None),
        ("2008-12-01", Some("2027-02-28")),
        ("2008-11-30", None),
    ] {
        assert_eq!(carnet.1.entretien_reorientation_avant(Some(d(naissance))), attendu.map(d), "{naissance}");
    }
    let id = Uuid::from_u128(9);
    carnet.doit(
        "2026-12-01",
        Evenement::EntretienPrevu {
            id,
            genre: GenreEntretien::Reorientation,
            le: d("2026-12-10").and_hms_opt(14, 0, 0).unwrap(),
            lieu: "CIO".to_owned(),
            representant: true,
        },
    );
    let tenu =
        Evenement::EntretienConclu { id, issue: IssueEntretien::Tenu, conclusions: vec![Conclusion::Projet] };
    assert!(matches!(carnet.ecrire(d("2026-12-09"), tenu.clone()), Err(Refus::Date(_))), "not held yet");
    assert!(carnet.genres("2010-01-01").contains(&GenreEcheance::EntretienReorientation));
    carnet.doit("2026-12-10", tenu.clone());
    assert!(!carnet.genres("2010-01-01").contains(&GenreEcheance::EntretienReorientation));
    assert!(matches!(carnet.ecrire(d("2026-12-11"), tenu), Err(Refus::Introuvable(_))), "concluded twice");
}

#[test]
fn legal_deadlines_count_calendar_days_across_holidays_and_the_end_of_a_year() {
    // Weeks of holidays, Sundays and public holidays are in them: no text that we know sets any aside.
    for (signale, entretien) in [
        ("2026-09-26", "2026-12-26"),
        ("2026-11-13", "2027-02-13"),
        ("2026-11-30", "2027-02-28"),
        ("2026-12-24", "2027-03-24"),
        ("2026-10-01", "2027-01-01"),
        ("2027-11-30", "2028-02-29"),
    ] {
        let mut carnet = Carnet::new(signale, ouvert(Some(signale)));
        assert_eq!(
            carnet.1.entretien_reorientation_avant(Some(d("2010-06-01"))),
            Some(d(entretien)),
            "{signale}"
        );
        let convoque = Evenement::Obligation {
            etape: EtapeObligation::Convoque,
            le: d(signale),
            motif: Some(MotifConvocation::SansReponse),
            jusqu_au: None,
        };
        for etape in [EtapeObligation::Repere, EtapeObligation::Invite] {
            carnet
                .doit(signale, Evenement::Obligation { etape, le: d(signale), motif: None, jusqu_au: None });
        }
        carnet.doit(signale, convoque);
        let dues = carnet.1.echeances(Some(d("2010-06-01")), &Seuils::default());
        let transmission =
            dues.iter().find(|due| due.genre == GenreEcheance::TransmissionDepartement).unwrap();
        assert_eq!(transmission.le, d(signale) + chrono::Months::new(2), "{signale}");
    }
}

/// A dossier that a school opens for a pupil whom it still has.
fn prevention(origine: Origine) -> Evenement {
    let Evenement::Ouvert { responsable, .. } = ouvert(None) else { unreachable!("an opening") };
    let (campagne, signale_le, sans_formation_depuis) = (None, None, None);
    Evenement::Ouvert { origine, campagne, signale_le, sans_formation_depuis, responsable }
}

fn verifie(etat: EtatVerification, depuis: Option<&str>) -> Evenement {
    Evenement::Verifie { etat, ou: None, depuis: depuis.map(d) }
}

/// What it is, where the dossier comes from, what is written in it, and what is due then.
type Attente = (&'static str, Origine, Vec<Evenement>, &'static [(&'static str, GenreEcheance)]);

#[test]
fn the_clocks_of_a_leaver_run_from_the_day_on_which_a_pupil_is_known_to_have_left() {
    use EtatVerification as E;
    use GenreEcheance as G;
    let revu = || Evenement::RevuParCampagne { campagne: "SIEI mars 2027".to_owned() };
    let message = || tentative(Canal::Telephone, IssueContact::Message);
    // Of 17 when it happens. What is written after the opening of 10 November, and what is due then.
    let cas: Vec<Attente> = vec![
        ("nothing while enrolled", Origine::Prevention, vec![], &[]),
        ("nothing after an exam failed", Origine::Examen, vec![], &[]),
        ("not even silence", Origine::Prevention, vec![message()], &[]),
        (
            "left: contact and interview from the day it is known",
            Origine::Prevention,
            vec![verifie(E::Confirmee, Some("2027-02-26"))],
            &[("2027-03-09", G::PremierContact), ("2027-06-01", G::EntretienReorientation)],
        ),
        (
            "on a list: contact, and no interview until the school signals",
            Origine::Examen,
            vec![revu()],
            &[("2027-03-09", G::PremierContact)],
        ),
        (
            "listed by mistake: still there",
            Origine::Prevention,
            vec![revu(), verifie(E::Scolarise, None)],
            &[],
        ),
        (
            "signalled by mistake: still there",
            Origine::Campagne,
            vec![verifie(E::Confirmee, None), verifie(E::Scolarise, None)],
            &[],
        ),
        (
            "there, then left after all",
            Origine::Campagne,
            vec![verifie(E::Scolarise, None), verifie(E::Confirmee, None)],
            &[("2027-03-09", G::PremierContact), ("2027-06-01", G::EntretienReorientation)],
        ),
        (
            "reached already: the months without news run",
            Origine::Prevention,
            vec![message(), verifie(E::Confirmee, None)],
            &[("2027-06-01", G::EntretienReorientation), ("2027-06-01", G::SansNouvelles)],
        ),
    ];
    for (nom, origine, evenements, attendues) in cas {
        let premier = if origine == Origine::Campagne { ouvert(None) } else { prevention(origine) };
        let mut carnet = Carnet::new("2026-11-10", premier);
        for evenement in evenements {
            carnet.doit("2027-03-01", evenement);
        }
        let dues = carnet.1.echeances(Some(d("2010-01-15")), &Seuils::default());
        let dues: Vec<(NaiveDate, G)> = dues.iter().map(|due| (due.le, due.genre)).collect();
        let attendues: Vec<(NaiveDate, G)> = attendues.iter().map(|(le, genre)| (d(le), *genre)).collect();
        assert_eq!(dues, attendues, "{nom}");
        assert_eq!(carnet.1.sans_solution_depuis().is_some(), carnet.1.a_chercher(), "{nom}");
        assert_eq!(EtatDossier::rejouer(&carnet.0).unwrap(), carnet.1, "{nom}");
    }
}

#[test]
fn a_pupil_who_left_is_without_training_since_the_last_day_said_unless_that_is_cancelled() {
    let mut carnet = Carnet::new("2026-11-10", prevention(Origine::Prevention));
    assert_eq!(carnet.1.verification, EtatVerification::Scolarise);
    carnet.doit("2027-03-01", verifie(EtatVerification::Confirmee, Some("2027-02-26")));
    assert_eq!(carnet.1.sans_solution_depuis(), Some(d("2027-02-26")));
    // Cancelled: as if nobody had said so.
    let mut journal = carnet.0;
    journal.push(Entree { rang: 3, le: d("2027-03-02"), evenement: Evenement::Annule { rang: 2 } });
    let etat = EtatDossier::rejouer(&journal).unwrap();
    assert_eq!((etat.verification, etat.sans_solution_depuis()), (EtatVerification::Scolarise, None));
}

#[test]
fn of_two_dossiers_of_one_person_the_one_that_says_they_left_is_believed() {
    let mut eleve = Carnet::new("2026-09-10", prevention(Origine::Prevention));
    let liste = Carnet::new("2026-11-10", ouvert(None));
    let reprise = Box::new(liste.1.reprise());
    let avec = Uuid::from_u128(7);
    eleve.doit("2026-12-01", Evenement::Reuni { avec, reprise });
    assert_eq!(eleve.1.verification, EtatVerification::AVerifier);
    let dues = eleve.1.echeances(Some(d("2010-01-15")), &Seuils::default());
    assert_eq!((dues[0].le, dues[0].genre), (d("2026-11-18"), GenreEcheance::PremierContact));
    eleve.doit("2026-12-02", Evenement::Separe { avec });
    assert_eq!(eleve.1.verification, EtatVerification::Scolarise);
    assert!(eleve.genres("2010-01-15").is_empty());
}

#[test]
fn a_solution_is_checked_at_three_and_six_months_and_a_broken_one_reopens_a_closed_dossier() {
    let mut carnet = Carnet::new("2026-09-01", ouvert(None));
    let id = Uuid::from_u128(5);
    let solution = |id, debut| Evenement::SolutionOuverte {
        id,
        nature: NatureSolution::Apprentissage,
        structure: "CFA fictif".to_owned(),
        debut: d(debut),
        fin_prevue: None,
    };
    carnet.doit("2026-09-10", solution(id, "2026-09-15"));
    assert!(matches!(
        carnet.ecrire(d("2026-09-11"), solution(Uuid::from_u128(6), "2026-10-01")),
        Err(Refus::DejaEnCours(_))
    ));
    assert_eq!(carnet.genres("2009-01-01"), [GenreEcheance::Controle3Mois]);
    carnet.doit("2026-12-16", Evenement::SolutionControlee { id });
    assert_eq!(carnet.genres("2009-01-01"), [GenreEcheance::Controle6Mois]);
    carnet.doit("2027-03-16", Evenement::SolutionControlee { id });
    carnet.doit("2027-03-16", Evenement::Clos { motif: MotifCloture::SolutionDurable, avec: None });
    assert!(carnet.1.cloture.is_some());
    carnet
        .doit("2027-04-01", Evenement::SolutionFinie { id, le: d("2027-03-31"), fin: FinSolution::Rupture });
    assert!(carnet.1.cloture.is_none(), "nobody vanishes behind a closed dossier");
    assert_eq!(carnet.1.sans_solution_depuis(), Some(d("2027-03-31")));
}

#[test]
fn the_sender_stays_responsible_until_acceptance() {
    let mut carnet = Carnet::new("2026-11-10", ouvert(None));
    let id = Uuid::from_u128(7);
    let propose = Evenement::RelaisPropose { id, vers: structure(2), motif: MotifRelais::Obligation };
    carnet.doit("2026-11-11", propose.clone());
    assert_eq!(carnet.1.responsable, responsable(1));
    assert!(matches!(carnet.ecrire(d("2026-11-11"), propose.clone()), Err(Refus::DejaEnCours(_))));
    carnet.doit("2026-11-12", Evenement::RelaisRefuse { id, motif: MotifRefus::HorsTerritoire });
    assert_eq!(carnet.1.responsable, responsable(1));
    carnet.doit("2026-11-13", propose);
    assert_eq!(
        carnet.ecrire(d("2026-11-14"), Evenement::RelaisAccepte { id, responsable: responsable(3) }),
        Err(Refus::AutreStructure)
    );
    carnet.doit("2026-11-14", Evenement::RelaisAccepte { id, responsable: responsable(2) });
    assert_eq!(carnet.1.responsable, responsable(2));
    assert_eq!(carnet.1.relais, None);
}

#[test]
fn a_cancelled_entry_leaves_the_state_as_if_it_had_not_been_written() {
    let mut carnet = Carnet::new("2026-11-10", ouvert(None));
    carnet.doit("2026-11-12", tentative(Canal::Telephone, IssueContact::Refus));
    let mut journal = carnet.0.clone();
    journal.push(Entree { rang: 3, le: d("2026-11-12"), evenement: Evenement::Annule { rang: 2 } });
    let etat = EtatDossier::rejouer(&journal).unwrap();
    assert_eq!(etat.contact(&Seuils::default()), EtatContact::AContacter);
    assert_eq!(etat.rang, 3);
}

#[test]
fn found_again_closes_and_reopening_asks_again() {
    let mut carnet = Carnet::new("2026-11-10", ouvert(None));
    let retrouve = Evenement::Verifie {
        etat: EtatVerification::RetrouveAgricole,
        ou: Some("lycée".to_owned()),
        depuis: None,
    };
    carnet.doit("2026-11-12", retrouve);
    assert_eq!(carnet.1.cloture.as_ref().unwrap().motif, MotifCloture::Retrouve);
    assert_eq!(
        carnet.ecrire(d("2026-11-13"), tentative(Canal::Telephone, IssueContact::Message)),
        Err(Refus::Clos)
    );
    carnet.doit("2026-11-13", Evenement::Rouvert);
    assert_eq!(carnet.1.verification, EtatVerification::AVerifier);
}

#[test]
fn every_kind_of_entry_reads_as_a_sentence_and_survives_json() {
    for evenement in exemples() {
        let phrase = evenement.phrase();
        assert!(phrase.len() > 8 && !phrase.ends_with('.') && !phrase.contains('\''), "{phrase}");
        let json = serde_json::to_string(&evenement).unwrap();
        assert!(json.contains(&format!("\"type\":\"{}\"", evenement.genre())), "{json}");
        assert_eq!(serde_json::from_str::<Evenement>(&json).unwrap(), evenement);
    }
}

/// A dossier with something of each kind under way.
fn autre() -> Carnet {
    let mut carnet = Carnet::new("2026-10-01", ouvert(Some("2026-10-01")));
    let id = |n: u128| Uuid::from_u128(0xAB00 + n);
    carnet.doit("2026-10-02", tentative(Canal::Telephone, IssueContact::JeuneJoint));
    carnet.doit(
        "2026-10-03",
        Evenement::ReponseRecue { reponse: ReponseJeune::Rappel, rappeler_le: Some(d("2026-12-04")) },
    );
    carnet.doit(
        "2026-10-03",
        Evenement::EntretienPrevu {
            id: id(1),
            genre: GenreEntretien::Reorientation,
            le: d("2026-12-10").and_hms_opt(14, 0, 0).unwrap(),
            lieu: "CIO".to_owned(),
            representant: true,
        },
    );
    carnet.doit(
        "2026-10-04",
        Evenement::SolutionOuverte {
            id: id(2),
            nature: NatureSolution::E2c,
            structure: "E2C fictive".to_owned(),
            debut: d("2026-10-05"),
            fin_prevue: None,
        },
    );
    carnet.doit(
        "2026-10-04",
        Evenement::TacheAjoutee { id: id(3), genre: GenreTache::Document, pour_le: d("2026-12-20") },
    );
    carnet
        .doit("2026-10-05", Evenement::Verifie { etat: EtatVerification::Confirmee, ou: None, depuis: None });
    carnet.doit(
        "2026-10-06",
        Evenement::Obligation {
            etape: EtapeObligation::Repere,
            le: d("2026-10-06"),
            motif: None,
            jusqu_au: None,
        },
    );
    carnet
}

fn reuni(avec: u128, de: &Carnet) -> Evenement {
    Evenement::Reuni { avec: Uuid::from_u128(avec), reprise: Box::new(de.1.reprise()) }
}

#[test]
fn nothing_under_way_is_lost_when_two_dossiers_are_reunited_nor_kept_when_they_are_separated() {
    let mut garde = Carnet::new("2026-11-10", ouvert(None));
    garde.doit("2026-11-12", tentative(Canal::Courrier, IssueContact::Message));
    let avant = garde.1.clone();
    let mut clos = autre();
    garde.doit("2026-12-01", reuni(7, &clos));
    clos.doit("2026-12-01", Evenement::Clos { motif: MotifCloture::Fusion, avec: Some(Uuid::from_u128(1)) });
    assert_eq!(garde.contact(), EtatContact::Joint, "was reached there");
    for attendue in [
        GenreEcheance::EntretienReorientation,
        GenreEcheance::Entretien,
        GenreEcheance::Rappel,
        GenreEcheance::Tache,
        GenreEcheance::Controle3Mois,
    ] {
        assert!(garde.genres("2009-12-01").contains(&attendue), "{attendue:?}");
    }
    assert_eq!(garde.1.signale_le, Some(d("2026-10-01")));
    assert_eq!(garde.1.verification, EtatVerification::Confirmee);
    assert_eq!(clos.genres("2009-12-01"), [], "what was due is due in the other");
    // The task is done here; the other dossier takes everything back all the same.
    garde.doit("2026-12-02", Evenement::TacheFaite { id: Uuid::from_u128(0xAB03) });
    for carnet in [&mut garde, &mut clos] {
        let avec = if carnet.1.cloture.is_some() { 1 } else { 7 };
        carnet.doit("2026-12-03", Evenement::Separe { avec: Uuid::from_u128(avec) });
    }
    let mut attendu = EtatDossier { rang: garde.1.rang, mis_a_jour_le: d("2026-12-03"), ..avant };
    assert_eq!(garde.1, attendu);
    attendu = EtatDossier { rang: clos.1.rang, mis_a_jour_le: d("2026-12-03"), ..autre().1 };
    assert_eq!(clos.1, attendu);
    for carnet in [&garde, &clos] {
        assert_eq!(EtatDossier::rejouer(&carnet.0).unwrap(), carnet.1);
    }
}

#[test]
fn a_legal_clock_that_two_dossiers_brought_runs_on_when_one_leaves() {
    let signale = |le: &str| Carnet::new("2026-10-01", ouvert(Some(le)));
    let (tot, tard) = (signale("2026-09-15"), signale("2026-09-30"));
    for (premier, second) in [(&tot, &tard), (&tard, &tot)] {
        let mut garde = Carnet::new("2026-11-10", ouvert(None));
        garde.doit("2026-11-11", reuni(2, premier));
        garde.doit("2026-11-11", reuni(3, second));
        assert_eq!(garde.1.signale_le, Some(d("2026-09-15")));
        for (avec, reste) in [(2, second), (3, premier)] {
            let mut carnet = Carnet(garde.0.clone(), garde.1.clone());
            carnet.doit("2026-11-12", Evenement::Separe { avec: Uuid::from_u128(avec) });
            assert_eq!(carnet.1.signale_le, reste.1.signale_le);
            carnet.doit("2026-11-12", Evenement::Separe { avec: Uuid::from_u128(5 - avec) });
            assert_eq!(carnet.1.signale_le, None);
        }
    }
}

#[test]
fn a_dossier_that_goes_on_in_another_takes_nothing_more() {
    let mut clos = autre();
    let fusion = |avec| Evenement::Clos { motif: MotifCloture::Fusion, avec: Some(Uuid::from_u128(avec)) };
    let relais = Uuid::from_u128(9);
    clos.doit(
        "2026-11-01",
        Evenement::RelaisPropose { id: relais, vers: structure(2), motif: MotifRelais::Accompagnement },
    );
    assert!(
        matches!(clos.ecrire(d("2026-11-01"), fusion(1)), Err(Refus::DejaEnCours(_))),
        "somebody was asked"
    );
    clos.doit("2026-11-01", Evenement::RelaisRetire { id: relais });
    clos.doit("2026-11-01", fusion(1));
    for evenement in exemples() {
        let possible = matches!(&evenement, Evenement::Separe { avec } if *avec == Uuid::from_u128(1));
        if !possible {
            assert_eq!(clos.ecrire(d("2026-11-02"), evenement), Err(Refus::Reuni));
        }
    }
    assert!(
        !fusion(1).annulable() && !reuni(1, &clos).annulable(),
        "one journal would say otherwise than the other"
    );
    // Further links of a chain come off first.
    let mut milieu = Carnet::new("2026-11-10", ouvert(None));
    milieu.doit("2026-11-11", reuni(2, &clos));
    milieu.doit("2026-11-11", fusion(3));
    assert_eq!(
        milieu.ecrire(d("2026-11-12"), Evenement::Separe { avec: Uuid::from_u128(2) }),
        Err(Refus::Reuni)
    );
    milieu.doit("2026-11-12", Evenement::Separe { avec: Uuid::from_u128(3) });
    milieu.doit("2026-11-12", Evenement::Separe { avec: Uuid::from_u128(2) });
    assert!(matches!(
        milieu.ecrire(d("2026-11-12"), Evenement::Separe { avec: Uuid::from_u128(2) }),
        Err(Refus::Introuvable(_))
    ));
}

/// At least one of each kind.
fn exemples() -> Vec<Evenement> {
    let id = Uuid::from_u128(1);
    let jour = d("2026-11-21");
    vec![
        ouvert(None),
        Evenement::RevuParCampagne { campagne: "SIEI mars 2027".to_owned() },
        Evenement::Maintenu { campagne: "SIEI mars 2027".to_owned() },
        Evenement::Verifie { etat: EtatVerification::Confirmee, ou: None, depuis: None },
        tentative(Canal::Telephone, IssueContact::SansReponse),
        tentative(Canal::Sms, IssueContact::Message),
        tentative(Canal::Telephone, IssueContact::JeuneJoint),
        tentative(Canal::Visite, IssueContact::FamilleJointe),
        tentative(Canal::Courrier, IssueContact::MauvaisNumero),
        Evenement::CoordonneesCorrigees,
        Evenement::EntretienPrevu {
            id,
            genre: GenreEntretien::Suivi,
            le: jour.and_hms_opt(9, 30, 0).unwrap(),
            lieu: "CIO".to_owned(),
            representant: false,
        },
        Evenement::EntretienConclu { id, issue: IssueEntretien::Absence, conclusions: vec![] },
        Evenement::EntretienConclu { id, issue: IssueEntretien::Tenu, conclusions: vec![Conclusion::Projet] },
        Evenement::SolutionOuverte {
            id,
            nature: NatureSolution::E2c,
            structure: "E2C fictive".to_owned(),
            debut: jour,
            fin_prevue: None,
        },
        Evenement::SolutionControlee { id },
        Evenement::SolutionFinie { id, le: jour, fin: FinSolution::Abandon },
        Evenement::RelaisPropose { id, vers: structure(2), motif: MotifRelais::Demenagement },
        Evenement::RelaisAccepte { id, responsable: responsable(2) },
        Evenement::RelaisRefuse { id, motif: MotifRefus::Capacite },
        Evenement::RelaisRetire { id },
        Evenement::ResponsableDesigne { responsable: responsable(1) },
        Evenement::TacheAjoutee { id, genre: GenreTache::Document, pour_le: jour },
        Evenement::TacheFaite { id },
        Evenement::Note,
        Evenement::Obligation { etape: EtapeObligation::Repere, le: jour, motif: None, jusqu_au: None },
        Evenement::LienEnvoye { canal: Canal::Courriel, expire_le: jour },
        Evenement::ReponseRecue { reponse: ReponseJeune::Rappel, rappeler_le: Some(jour) },
        Evenement::Clos { motif: MotifCloture::Refus, avec: None },
        Evenement::Rouvert,
        Evenement::Clos { motif: MotifCloture::Fusion, avec: Some(id) },
        Evenement::Reuni { avec: id, reprise: Box::new(autre().1.reprise()) },
        Evenement::Separe { avec: id },
        Evenement::Annule { rang: 2 },
    ]
}

/// Any entry, on small numbers so that they meet.
fn n_importe_quoi() -> impl Strategy<Value = Evenement> {
    let id = (1_u128..4).prop_map(Uuid::from_u128);
    prop_oneof![
        proptest::sample::select(exemples()),
        (id.clone(), 1_u128..4).prop_map(|(id, n)| Evenement::RelaisPropose {
            id,
            vers: structure(n),
            motif: MotifRelais::Accompagnement
        }),
        (id.clone(), 1_u128..4)
            .prop_map(|(id, n)| Evenement::RelaisAccepte { id, responsable: responsable(n) }),
        (1_u128..4).prop_map(|n| Evenement::ResponsableDesigne { responsable: responsable(n) }),
        proptest::sample::select(EtapeObligation::TOUS).prop_map(|etape| Evenement::Obligation {
            etape,
            le: d("2026-11-21"),
            motif: Some(MotifConvocation::SansReponse),
            jusqu_au: Some(d("2027-06-30")),
        }),
        id.clone().prop_map(|avec| Evenement::Reuni { avec, reprise: Box::new(autre().1.reprise()) }),
        id.clone().prop_map(|avec| Evenement::Clos { motif: MotifCloture::Fusion, avec: Some(avec) }),
        id.clone().prop_map(|avec| Evenement::Separe { avec }),
        id.prop_map(|id| Evenement::SolutionFinie { id, le: d("2026-11-21"), fin: FinSolution::Rupture }),
    ]
}

proptest! {
    #[test]
    fn whatever_is_tried_the_journal_replays_to_the_state_and_somebody_is_responsible(
        essais in prop::collection::vec(n_importe_quoi(), 0..60)
    ) {
        let mut carnet = Carnet::new("2026-11-10", ouvert(Some("2026-11-10")));
        for essai in essais {
            let avant = carnet.1.responsable.structure.id;
            let accepte = matches!(essai, Evenement::RelaisAccepte { .. });
            if carnet.ecrire(d("2026-12-01"), essai).is_ok() && !accepte {
                prop_assert_eq!(carnet.1.responsable.structure.id, avant, "only an accepted hand-off changes the organisation");
            }
        }
        let rejoue = EtatDossier::rejouer(&carnet.0).unwrap();
        prop_assert_eq!(&rejoue, &carnet.1);
        let json = serde_json::to_string(&rejoue).unwrap();
        prop_assert_eq!(serde_json::from_str::<EtatDossier>(&json).unwrap(), rejoue);
    }
}

//! Each fiche, walked through every passage it allows and every one it does not; signatures told as stories.

mod attendus;
mod charte;
mod groupes;
mod passages;
mod remises;
mod retours;

use chrono::{Days, NaiveDate, NaiveTime};
use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

use super::*;
use crate::{
    dispositif::{Acteur, Besoin, Catalogue, DateNommee, Dispositif, Issue, ModeleDocument},
    groupe::{GroupeChoisi, Seance},
    suivi::Canal,
};

const MAJEUR: Personne = Personne { naissance: NaiveDate::from_ymd_opt(2005, 3, 3) };
const MINEUR: Personne = Personne { naissance: NaiveDate::from_ymd_opt(2010, 3, 3) };

fn le() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 5).expect("a day")
}

fn fiche(code: &str) -> Dispositif {
    Catalogue::livre().get(code).expect("a fiche of the catalogue").clone()
}

/// A group whose week has so many hours, in half-days of four at most.
fn un_groupe(heures: u32) -> GroupeChoisi {
    let mut restent = heures;
    let semaine = DemiJournee::TOUS.iter().map_while(|quand| {
        let heures = restent.min(4);
        restent -= heures;
        let activite = "Cours".to_owned();
        let creneau = Creneau { quand: *quand, activite, lieu: String::new(), tuteur: String::new() };
        let heure = |heure| NaiveTime::from_hms_opt(heure, 0, 0).expect("an hour");
        (heures > 0).then(|| Seance { creneau, de: heure(8), a: heure(8 + heures) })
    });
    GroupeChoisi {
        id: Uuid::from_u128(77), nom: "Session d’automne".to_owned(), semaine: semaine.collect()
    }
}

/// A parcours with its journal, as the store keeps both.
struct Recit<'f> {
    fiche: &'f Dispositif,
    personne: Personne,
    journal: Vec<EntreeParcours>,
    etat: EtatParcours,
}

impl<'f> Recit<'f> {
    fn ouvrir(fiche: &'f Dispositif, personne: Personne) -> Self {
        let etape = fiche.premiere().expect("a first step").code.clone();
        let (dispositif, nom) = (fiche.code.clone(), fiche.nom.clone());
        let evenement = EvenementParcours::Ouvert { dispositif, nom, etape, malgre: Vec::new() };
        let premiere = EntreeParcours { rang: 1, le: le(), evenement };
        let etat = EtatParcours::ouvrir(&premiere, fiche).expect("an opening");
        Self { fiche, personne, journal: vec![premiere], etat }
    }

    fn dire(&mut self, evenement: EvenementParcours) -> Result<(), RefusParcours> {
        self.etat.admettre(&evenement, self.fiche, le(), self.personne)?;
        let entree = EntreeParcours { rang: self.etat.rang + 1, le: le(), evenement };
        self.etat.appliquer(&entree);
        self.journal.push(entree);
        Ok(())
    }

    fn ajouter(&mut self, acteur: Acteur) -> Uuid {
        let id = Uuid::from_u128(1000 + u128::from(self.etat.rang));
        let nom = format!("{} {}", acteur.libelle(), self.etat.rang);
        self.dire(EvenementParcours::PartieAjoutee { id, acteur, nom, organisation: None }).expect("a party");
        id
    }

    fn etablir(&mut self, modele: ModeleDocument) -> Uuid {
        let id = Uuid::from_u128(2000 + u128::from(self.etat.rang));
        let version = self.etat.document_en_vigueur(modele).map_or(0, |document| document.version) + 1;
        let empreinte = format!("{version}");
        self.dire(EvenementParcours::DocumentEtabli { id, modele, version, empreinte }).expect("a document");
        id
    }

    fn signer(&mut self, document: Uuid, partie: Uuid) -> Result<(), RefusParcours> {
        self.dire(EvenementParcours::Signe {
            document,
            modele: ModeleDocument::PafiContrat,
            partie,
            nom: String::new(),
            quand: le().into(),
            moyen: MoyenSignature::Session,
        })
    }

    /// Meets every need of the step under way.
    fn satisfaire(&mut self) {
        let etape = self.etat.etape_en_cours(self.fiche).expect("a step").clone();
        for besoin in &etape.besoins {
            match besoin {
                // Made and signed together when the step asks for both.
                Besoin::Document { modele } => {
                    self.etablir(*modele);
                }
                Besoin::Signatures { modele, .. } => {
                    let recent =
                        self.etat.document_en_vigueur(*modele).filter(|d| d.scelle.is_none()).map(|d| d.id);
                    let document = recent.unwrap_or_else(|| self.etablir(*modele));
                    for acteur in EtatParcours::signataires(self.fiche, *modele, self.personne.mineur(le())) {
                        let partie = self.ajouter(acteur);
                        // Somebody who has the same part from before signs too.
                        let tous: Vec<Uuid> =
                            self.etat.presents().filter(|p| p.acteur == acteur).map(|p| p.id).collect();
                        assert!(tous.contains(&partie));
                        for partie in tous {
                            self.signer(document, partie).expect("their turn");
                        }
                    }
                    let empreinte = "scellé".to_owned();
                    self.dire(EvenementParcours::Scelle { document, modele: *modele, empreinte })
                        .expect("all have signed");
                }
                Besoin::Engagements { modele } => self.engager(*modele),
                Besoin::Decision { par } => {
                    let etape = etape.code.clone();
                    self.dire(EvenementParcours::Decision { etape, par: *par, favorable: true })
                        .expect("yes");
                }
                Besoin::Reunion { .. } => {
                    let etape = etape.code.clone();
                    self.dire(EvenementParcours::ReunionTenue { etape, le: le() }).expect("a meeting");
                }
                Besoin::Date { nom } => {
                    let apres = match nom {
                        DateNommee::Fin | DateNommee::FinStage => 20,
                        DateNommee::Retour => 21,
                        DateNommee::DebutStage => 15,
                        DateNommee::Debut => 10,
                        DateNommee::Effet => 12,
                        _ => 0,
                    };
                    let jour = le() + Days::new(apres);
                    if *nom != DateNommee::Ouverture {
                        self.dire(EvenementParcours::DateFixee { nom: *nom, le: jour }).expect("a day");
                    }
                }
                Besoin::Marche { code, .. } => {
                    let valeur = Saisi::Marche { id: Uuid::from_u128(77), nom: "Rénovation, lot 3".into() };
                    self.dire(EvenementParcours::Saisi { code: code.clone(), titre: String::new(), valeur })
                        .expect("a contract");
                }
                Besoin::Champ { code, valeurs, .. } | Besoin::Remise { code, valeurs, .. } => {
                    let valeur = Saisi::Choix(vec![valeurs[0].clone()]);
                    self.dire(EvenementParcours::Saisi { code: code.clone(), titre: String::new(), valeur })
                        .expect("a choice");
                }
                Besoin::Texte { code, .. } => {
                    let valeur = Saisi::Texte("Atelier municipal".to_owned());
                    self.dire(EvenementParcours::Saisi { code: code.clone(), titre: String::new(), valeur })
                        .expect("a few words");
                }
                Besoin::Nombre { code, max, .. } => {
                    let valeur = Saisi::Nombre(self.fiche.limites.heures_semaine.unwrap_or(1).min(*max));
                    self.dire(EvenementParcours::Saisi { code: code.clone(), titre: String::new(), valeur })
                        .expect("a number");
                }
                Besoin::Groupe { code, .. } => {
                    let heures = self.fiche.limites.heures_semaine.unwrap_or(20);
                    let valeur = Saisi::Groupe(un_groupe(heures));
                    self.dire(EvenementParcours::Saisi { code: code.clone(), titre: String::new(), valeur })
                        .expect("a group");
                }
                Besoin::Semaine { code, .. } => {
                    let creneau = Creneau {
                        quand: DemiJournee::LundiMatin,
                        activite: "Stage".to_owned(),
                        lieu: "Garage du Centre".to_owned(),
                        tuteur: String::new(),
                    };
                    let valeur = Saisi::Semaine(vec![creneau]);
                    self.dire(EvenementParcours::Saisi { code: code.clone(), titre: String::new(), valeur })
                        .expect("a week");
                }
            }
        }
    }

    /// Answers what opens the way from the step under way to `vers`.
    fn choisir(&mut self, vers: &str) {
        let etape = self.etat.etape_en_cours(self.fiche).expect("a step").clone();
        for passage in etape.seulement.iter().filter(|passage| passage.vers == vers) {
            self.repondre(&passage.champ, &passage.parmi[0]);
        }
    }

    fn repondre(&mut self, champ: &str, valeur: &str) {
        let valeur = Saisi::Choix(vec![valeur.to_owned()]);
        self.dire(EvenementParcours::Saisi { code: champ.to_owned(), titre: String::new(), valeur })
            .expect("an answer");
    }

    /// The same parcours, put into another step.
    fn dans(&self, etape: &str) -> Self {
        let mut etat = self.etat.clone();
        etape.clone_into(&mut etat.etape);
        etat.etape_rang = etat.rang;
        Recit { fiche: self.fiche, personne: self.personne, journal: Vec::new(), etat }
    }
}

#[test]
fn every_fiche_allows_the_passages_it_names_and_no_other() {
    let catalogue = Catalogue::livre();
    let mut essayes = 0;
    for fiche in catalogue.tous() {
        for personne in [MAJEUR, MINEUR] {
            let depart = Recit::ouvrir(fiche, personne);
            for de in &fiche.etapes {
                for vers in &fiche.etapes {
                    let evenement = EvenementParcours::EtapeFranchie {
                        de: de.code.clone(),
                        vers: vers.code.clone(),
                        titre: vers.titre.clone(),
                    };
                    let mut recit = depart.dans(&de.code);
                    let sortie = vers.fin.is_some_and(|issue| issue != Issue::Acheve);
                    // A refusal is explained once somebody refused.
                    let decide = de.besoins.iter().any(|besoin| matches!(besoin, Besoin::Decision { .. }));
                    let refus = vers.fin == Some(Issue::Refuse) && decide;
                    let permis = fiche.peut_suivre(&de.code, &vers.code) && !refus;
                    let nu = recit.etat.admettre(&evenement, fiche, le(), personne);
                    assert_eq!(
                        nu.is_ok(),
                        permis && (sortie || recit.etat.manques(fiche, le(), personne).is_empty()),
                        "{} {} -> {} with nothing done: {nu:?}",
                        fiche.code,
                        de.code,
                        vers.code
                    );
                    recit.satisfaire();
                    recit.choisir(&vers.code);
                    let fait = recit.dire(evenement);
                    assert_eq!(fait.is_ok(), permis, "{} {} -> {}: {fait:?}", fiche.code, de.code, vers.code);
                    if permis {
                        assert_eq!(recit.etat.etape, vers.code);
                    }
                    essayes += 1;
                }
            }
        }
    }
    assert!(essayes > 100, "{essayes} passages tried: is the catalogue there?");
}

#[test]
fn every_fiche_goes_to_its_end_and_its_journal_replays() {
    for fiche in Catalogue::livre().tous() {
        let mut recit = Recit::ouvrir(fiche, MINEUR);
        // The shortest way to where the parcours is complete.
        for _ in 0..fiche.etapes.len() {
            recit.satisfaire();
            let etape = recit.etat.etape_en_cours(fiche).expect("a step");
            if let Some(issue) = etape.fin {
                recit.dire(EvenementParcours::Termine { issue }).expect("nothing is missing");
                break;
            }
            let vers = suite_vers_la_fin(fiche, &etape.code).expect("a way to the end");
            let de = etape.code.clone();
            recit.choisir(&vers);
            recit
                .dire(EvenementParcours::EtapeFranchie { de, vers, titre: String::new() })
                .expect("the next step");
        }
        assert_eq!(recit.etat.fin.map(|(_, issue)| issue), Some(Issue::Acheve), "{}", fiche.code);
        assert_eq!(
            recit.dire(EvenementParcours::Termine { issue: Issue::Abandonne }),
            Err(RefusParcours::Fini),
            "{}",
            fiche.code
        );
        let rejoue = EtatParcours::rejouer(&recit.journal, fiche, MINEUR).expect("it replays");
        assert_eq!(rejoue, recit.etat, "{}", fiche.code);
    }
}

/// The first step on the shortest way from `de` to the end that is no exit.
fn suite_vers_la_fin(fiche: &Dispositif, de: &str) -> Option<String> {
    let mut distances: Vec<(&str, usize)> =
        fiche.etapes.iter().filter(|e| e.fin == Some(Issue::Acheve)).map(|e| (e.code.as_str(), 0)).collect();
    let mut rang = 0;
    while let Some((cible, distance)) = distances.get(rang).copied() {
        for etape in &fiche.etapes {
            if fiche.peut_suivre(&etape.code, cible) && !distances.iter().any(|(c, _)| *c == etape.code) {
                distances.push((&etape.code, distance + 1));
            }
        }
        rang += 1;
    }
    let distance = |code: &str| distances.iter().find(|(c, _)| *c == code).map(|(_, d)| *d);
    fiche
        .etape(de)?
        .suivantes
        .iter()
        .filter_map(|code| Some((distance(code)?, code.clone())))
        .min()
        .map(|(_, c)| c)
}

/// A PAFI at the step of its contract, with who signs it in order.
fn contrat(fiche: &Dispositif, personne: Personne) -> (Recit<'_>, Uuid, Vec<Uuid>) {
    let mut recit = Recit::ouvrir(fiche, personne).dans("contrat");
    let document = recit.etablir(ModeleDocument::PafiContrat);
    let ordre = EtatParcours::signataires(fiche, ModeleDocument::PafiContrat, personne.mineur(le()));
    let parties = ordre.into_iter().map(|acteur| recit.ajouter(acteur)).collect();
    (recit, document, parties)
}

#[test]
fn those_who_sign_do_so_in_the_order_of_the_fiche() {
    let fiche = fiche("pafi");
    let (mut recit, document, parties) = contrat(&fiche, MINEUR);
    let dernier = *parties.last().expect("somebody signs");
    assert!(matches!(recit.signer(document, dernier), Err(RefusParcours::Tour(_))));
    for partie in &parties {
        assert!(matches!(
            recit.dire(EvenementParcours::Scelle {
                document,
                modele: ModeleDocument::PafiContrat,
                empreinte: "x".into()
            }),
            Err(RefusParcours::Tour(_) | RefusParcours::Mineur)
        ));
        recit.signer(document, *partie).expect("their turn");
        assert_eq!(recit.signer(document, *partie), Err(RefusParcours::DejaRepondu));
    }
    recit
        .dire(EvenementParcours::Scelle {
            document,
            modele: ModeleDocument::PafiContrat,
            empreinte: "x".into(),
        })
        .expect("all have signed");
    assert_eq!(
        recit.dire(EvenementParcours::SignatureRetiree {
            document,
            modele: ModeleDocument::PafiContrat,
            partie: dernier,
            nom: String::new(),
            moyen: Some(MoyenSignature::Lien),
            motif: None
        }),
        Err(RefusParcours::Scelle),
        "a signature is taken back until the last one only"
    );
}

#[test]
fn nothing_is_valid_for_a_minor_without_a_legal_representative() {
    let fiche = fiche("pafi");
    for (personne, attendu) in [(MINEUR, true), (MAJEUR, false), (Personne { naissance: None }, true)] {
        let ordre = EtatParcours::signataires(&fiche, ModeleDocument::PafiContrat, personne.mineur(le()));
        assert_eq!(ordre.contains(&Acteur::RepresentantLegal), attendu, "{personne:?}");
    }
    let (mut recit, document, parties) = contrat(&fiche, MINEUR);
    let representant = recit
        .etat
        .presents()
        .find(|partie| partie.acteur == Acteur::RepresentantLegal)
        .expect("a representative")
        .id;
    recit.signer(document, parties[0]).expect("the young person");
    recit.dire(EvenementParcours::PartieRetiree { id: representant, nom: String::new() }).expect("gone");
    assert_eq!(
        recit.dire(EvenementParcours::Scelle {
            document,
            modele: ModeleDocument::PafiContrat,
            empreinte: "x".into()
        }),
        Err(RefusParcours::Mineur)
    );
}

#[test]
fn each_is_told_where_the_document_stands_for_them() {
    let fiche = fiche("pafi");
    let (mut recit, document, parties) = contrat(&fiche, MAJEUR);
    let [premier, second, ..] = parties[..] else { panic!("several sign") };
    let attente =
        |recit: &Recit, document, partie| recit.etat.attente(document, partie, &fiche, le(), MAJEUR);
    assert_eq!(attente(&recit, document, premier), Attente::ASigner(None));
    assert_eq!(attente(&recit, document, second), Attente::PasEncore);
    let lien = |partie| EvenementParcours::LienEnvoye {
        document,
        modele: ModeleDocument::PafiContrat,
        partie,
        nom: "Claire".into(),
        canal: Canal::Courriel,
        expire_le: le() + Days::new(7),
        but: ButLien::Signer,
    };
    assert!(
        matches!(recit.dire(lien(second)), Err(RefusParcours::Tour(_))),
        "nobody is asked before their turn"
    );
    recit.dire(lien(premier)).expect("their turn");
    let motif = MotifRefusSignature::Dates;
    recit
        .dire(EvenementParcours::SignatureRefusee {
            document,
            modele: ModeleDocument::PafiContrat,
            partie: premier,
            nom: "Claire".into(),
            quand: le().into(),
            motif,
            moyen: Some(MoyenSignature::Lien),
        })
        .expect("a refusal");
    assert_eq!(attente(&recit, document, premier), Attente::ASigner(Some(motif)));
    recit.signer(document, premier).expect("a change of mind");
    assert_eq!(attente(&recit, document, premier), Attente::Signee(le().into()));
    assert_eq!(attente(&recit, document, second), Attente::ASigner(None));
    let mut remplace = recit.etat.clone();
    let etabli = EvenementParcours::DocumentEtabli {
        id: Uuid::from_u128(7),
        modele: ModeleDocument::PafiContrat,
        version: 2,
        empreinte: "2".into(),
    };
    remplace.appliquer(&EntreeParcours { rang: 90, le: le(), evenement: etabli });
    assert_eq!(remplace.attente(document, premier, &fiche, le(), MAJEUR), Attente::Remplace);
    assert_eq!(remplace.attente(Uuid::nil(), premier, &fiche, le(), MAJEUR), Attente::Remplace);
    let mut fini = recit.etat.clone();
    let fin = EvenementParcours::Termine { issue: Issue::Abandonne };
    fini.appliquer(&EntreeParcours { rang: 90, le: le(), evenement: fin });
    assert_eq!(fini.attente(document, second, &fiche, le(), MAJEUR), Attente::Fini);
    for partie in &parties[1..] {
        recit.signer(document, *partie).expect("their turn");
    }
    let empreinte = "x".into();
    recit
        .dire(EvenementParcours::Scelle { document, modele: ModeleDocument::PafiContrat, empreinte })
        .expect("all have signed");
    assert_eq!(attente(&recit, document, premier), Attente::Scellee(le()));
    let tard = recit.ajouter(Acteur::Tuteur);
    assert_eq!(attente(&recit, document, tard), Attente::ScelleeSansElle);
    recit.dire(EvenementParcours::PartieRetiree { id: premier, nom: String::new() }).expect("gone");
    assert_eq!(attente(&recit, document, premier), Attente::Retiree);
}

#[test]
fn by_a_link_the_journal_speaks_of_its_author() {
    let (document, modele, partie) = (Uuid::nil(), ModeleDocument::PafiContrat, Uuid::nil());
    let (nom, quand) = ("Claire".to_owned(), le().into());
    let signe = |moyen| EvenementParcours::Signe { document, modele, partie, nom: nom.clone(), quand, moyen };
    assert!(signe(MoyenSignature::Papier).phrase().starts_with("note la signature de Claire"));
    let lien = signe(MoyenSignature::Lien).phrase();
    assert!(lien.starts_with("a signé") && lien.ends_with("(par lien, avec un code)"), "{lien}");
    let retiree = |moyen| EvenementParcours::SignatureRetiree {
        document,
        modele,
        partie,
        nom: nom.clone(),
        moyen,
        motif: None,
    };
    assert!(retiree(Some(MoyenSignature::Papier)).phrase().starts_with("note que Claire retire"));
    assert!(retiree(Some(MoyenSignature::Lien)).phrase().starts_with("retire sa signature"));
    // An entry of before how it was said was kept.
    let avant = r#"{"type":"signature_refusee","document":"00000000-0000-0000-0000-000000000000",
        "modele":"pafi_contrat","partie":"00000000-0000-0000-0000-000000000000","nom":"Claire",
        "quand":"2026-10-05T10:00:00","motif":"dates"}"#;
    let avant: EvenementParcours = serde_json::from_str(avant).expect("it is still read");
    assert!(avant.phrase().starts_with("note que Claire ne signe pas"));
}

#[test]
fn a_signature_after_an_amendment_is_refused() {
    let fiche = fiche("pafi");
    let (mut recit, document, parties) = contrat(&fiche, MAJEUR);
    recit.signer(document, parties[0]).expect("the first");
    let nouveau = recit.etablir(ModeleDocument::PafiContrat);
    assert_eq!(recit.signer(document, parties[1]), Err(RefusParcours::Remplace));
    assert!(matches!(recit.signer(nouveau, parties[1]), Err(RefusParcours::Tour(_))), "all sign anew");
    recit.signer(nouveau, parties[0]).expect("the first, anew");
}

#[test]
fn a_second_amendment_on_the_day_of_the_first_is_not_the_first() {
    let fiche = fiche("pafi");
    let mut recit = Recit::ouvrir(&fiche, MAJEUR).dans("deroulement");
    for (de, vers) in [("deroulement", "avenant"), ("avenant", "deroulement"), ("deroulement", "avenant")] {
        recit.satisfaire();
        let (de, vers) = (de.to_owned(), vers.to_owned());
        recit.dire(EvenementParcours::EtapeFranchie { de, vers, titre: String::new() }).expect("a passage");
    }
    assert_eq!(
        recit.etat.document_de_l_etape(ModeleDocument::Avenant),
        None,
        "the first belongs to its turn"
    );
    recit.satisfaire();
    assert_eq!(recit.etat.manques(&fiche, le(), MAJEUR), Vec::<String>::new());
}

#[test]
fn who_was_removed_signs_nothing_and_who_refuses_says_why() {
    let fiche = fiche("pafi");
    let (mut recit, document, parties) = contrat(&fiche, MAJEUR);
    let [premier, second, ..] = parties[..] else { panic!("several sign") };
    let motif = MotifRefusSignature::Dates;
    recit
        .dire(EvenementParcours::SignatureRefusee {
            document,
            modele: ModeleDocument::PafiContrat,
            partie: premier,
            nom: String::new(),
            quand: le().into(),
            motif,
            moyen: None,
        })
        .expect("a refusal");
    assert!(!recit.etat.documents[0].est_signe_par(premier));
    recit.signer(document, premier).expect("somebody may change their mind");
    recit
        .dire(EvenementParcours::SignatureRetiree {
            document,
            modele: ModeleDocument::PafiContrat,
            partie: premier,
            nom: String::new(),
            moyen: None,
            motif: None,
        })
        .expect("and back");
    recit.dire(EvenementParcours::PartieRetiree { id: second, nom: String::new() }).expect("gone");
    assert_eq!(recit.signer(document, second), Err(RefusParcours::Introuvable("cette personne")));
}

#[test]
fn an_unfavourable_decision_leaves_the_ways_out_alone() {
    let fiche = fiche("pafi");
    let mut recit = Recit::ouvrir(&fiche, MINEUR).dans("validation");
    recit.satisfaire();
    let Some(par) = fiche.etape("validation").and_then(|etape| {
        etape.besoins.iter().find_map(|b| if let Besoin::Decision { par } = b { Some(*par) } else { None })
    }) else {
        panic!("somebody validates a PAFI")
    };
    let etape = "validation".to_owned();
    recit.dire(EvenementParcours::Decision { etape: etape.clone(), par, favorable: false }).expect("no");
    let vers = |vers: &str| EvenementParcours::EtapeFranchie {
        de: etape.clone(),
        vers: vers.to_owned(),
        titre: String::new(),
    };
    assert_eq!(recit.dire(vers("deroulement")), Err(RefusParcours::Defavorable));
    recit.dire(vers("refuse")).expect("the way out");
}

#[test]
fn a_path_longer_than_its_bound_is_refused_with_the_sum() {
    let fiche = fiche("pafi");
    let mut recit = Recit::ouvrir(&fiche, MINEUR).dans("elaboration");
    let fixer = |recit: &mut Recit<'_>, nom, le| recit.dire(EvenementParcours::DateFixee { nom, le });
    let jour = |annee, mois, jour| NaiveDate::from_ymd_opt(annee, mois, jour).expect("a day");
    fixer(&mut recit, DateNommee::Debut, jour(2026, 11, 2)).expect("a first day");
    fixer(&mut recit, DateNommee::Fin, jour(2027, 11, 2)).expect("a year to the day");
    let Err(RefusParcours::Impossible(phrase)) = fixer(&mut recit, DateNommee::Fin, jour(2027, 11, 5)) else {
        panic!("a year at most")
    };
    assert!(phrase.contains('3'), "{phrase}");
    recit.etat.dates.clear();
    recit.satisfaire();
    assert_eq!(recit.etat.manques(&fiche, le(), MINEUR), Vec::<String>::new());
    recit.etat.dates.remove(&DateNommee::Retour);
    assert!(!recit.etat.manques(&fiche, le(), MINEUR).is_empty(), "no return, no path");
}

#[test]
fn a_step_belongs_to_those_whom_the_fiche_names() {
    let fiche = fiche("pafi");
    let recit = Recit::ouvrir(&fiche, MINEUR);
    recit.etat.appartient_a(&fiche, &[Acteur::ReferentDecrochage]).expect("theirs");
    assert!(matches!(recit.etat.appartient_a(&fiche, &[Acteur::Entreprise]), Err(RefusParcours::PasALui(_))));
}

fn geste() -> impl Strategy<Value = (u8, u8, u8)> {
    (0..9_u8, 0..8_u8, 0..8_u8)
}

proptest! {
    #[test]
    fn whatever_is_tried_the_journal_replays_and_what_is_sealed_is_signed_by_all(
        gestes in vec(geste(), 1..60),
        mineur: bool,
    ) {
        let fiche = fiche("pafi");
        let personne = if mineur { MINEUR } else { MAJEUR };
        let mut recit = Recit::ouvrir(&fiche, personne);
        for (genre, un, deux) in gestes {
            let etape = recit.etat.etape.clone();
            let document = recit.etat.documents.get(usize::from(un)).map_or_else(Uuid::nil, |d| d.id);
            let partie = recit.etat.parties.get(usize::from(deux)).map_or_else(Uuid::nil, |p| p.id);
            let avant = recit.etat.clone();
            let dit = match genre {
                0 => { recit.satisfaire_si_possible(); Ok(()) }
                1 => {
                    let id = Uuid::from_u128(u128::from(recit.etat.rang));
                    let acteur = Acteur::TOUS[usize::from(un) % Acteur::TOUS.len()];
                    recit.dire(EvenementParcours::PartieAjoutee { id, acteur, nom: "X".into(), organisation: None })
                }
                2 => recit.dire(EvenementParcours::PartieRetiree { id: partie, nom: String::new() }),
                3 => recit.signer(document, partie),
                4 => recit.dire(EvenementParcours::SignatureRetiree { document, modele: ModeleDocument::PafiContrat, partie, nom: String::new(), moyen: None, motif: None }),
                5 => recit.dire(EvenementParcours::Scelle { document, modele: ModeleDocument::PafiContrat, empreinte: "x".into() }),
                6 => {
                    let vers = fiche.etapes[usize::from(un) % fiche.etapes.len()].code.clone();
                    recit.dire(EvenementParcours::EtapeFranchie { de: etape, vers, titre: String::new() })
                }
                7 => {
                    let jour = le() + Days::new(u64::from(un) * 60);
                    recit.dire(EvenementParcours::DateFixee { nom: DateNommee::Fin, le: jour })
                }
                _ => recit.dire(EvenementParcours::Note),
            };
            if dit.is_err() {
                prop_assert_eq!(&recit.etat, &avant, "what is refused changes nothing");
            }
        }
        for document in recit.etat.documents.iter().filter(|document| document.scelle.is_some()) {
            for acteur in EtatParcours::signataires(&fiche, document.modele, mineur) {
                let signe = recit.etat.parties.iter().any(|p| p.acteur == acteur && document.est_signe_par(p.id));
                prop_assert!(signe, "sealed without {:?}", acteur);
            }
        }
        prop_assert_eq!(EtatParcours::rejouer(&recit.journal, &fiche, personne).expect("it replays"), recit.etat);
    }
}

impl Recit<'_> {
    /// As [`Self::satisfaire`], unless something in the way would refuse.
    fn satisfaire_si_possible(&mut self) {
        let scelle = self.etat.documents.iter().any(|document| document.scelle.is_some());
        if self.etat.fin.is_none() && !scelle && self.etat.documents.is_empty() {
            self.satisfaire();
        }
    }
}

#[test]
fn what_may_stay_empty_holds_nobody_back_and_is_kept_when_it_is_typed() {
    let fiche = fiche("pafi");
    let mut recit = Recit::ouvrir(&fiche, MINEUR);
    let dit =
        |code: &str, valeur| EvenementParcours::Saisi { code: code.to_owned(), titre: String::new(), valeur };
    let etape = fiche.etape("diagnostic").expect("the first step");
    let facultatifs: Vec<&Besoin> = etape.besoins.iter().filter(|besoin| besoin.facultatif()).collect();
    assert!(facultatifs.len() > 3, "annex 1 asks for more than everybody can answer");
    for besoin in facultatifs {
        assert_eq!(recit.etat.manque(&fiche, etape, besoin, le(), MINEUR), None, "{}", besoin.en_mots());
    }
    let regime = recit.dire(dit("regime", Saisi::Choix(vec!["interne".to_owned()])));
    assert_eq!(regime, Ok(()));
    let ailleurs = recit.dire(dit("regime", Saisi::Choix(vec!["ailleurs".to_owned()])));
    assert!(matches!(ailleurs, Err(RefusParcours::Impossible(_))), "the list stays closed");
    let manques = recit.etat.manques(&fiche, le(), MINEUR);
    assert!(manques.iter().any(|manque| manque.contains("réception de la demande")), "{manques:?}");
}

#[test]
fn only_what_decides_the_same_thing_contradicts() {
    use EvenementParcours as E;
    let date = |nom, le: &str| E::DateFixee { nom, le: le.parse().unwrap() };
    let saisi = |code: &str| E::Saisi {
        code: code.to_owned(),
        titre: code.to_owned(),
        valeur: Saisi::Texte("Garage".to_owned()),
    };
    let etape = E::EtapeFranchie { de: "contrat".into(), vers: "validation".into(), titre: "Valider".into() };
    let fin = E::Termine { issue: Issue::Abandonne };
    let (debut, retour) = (date(DateNommee::Debut, "2026-11-23"), date(DateNommee::Retour, "2027-02-08"));
    for (un, autre, attendu) in [
        (&debut, &date(DateNommee::Debut, "2026-11-30"), true),
        (&debut, &retour, false),
        (&saisi("lieux"), &saisi("lieux"), true),
        (&saisi("lieux"), &saisi("tuteur_nom"), false),
        (&saisi("lieux"), &debut, false),
        (&etape, &debut, true),
        (&etape, &etape, true),
        (&fin, &etape, true),
        (&fin, &E::Note, false),
        (&etape, &E::ReunionTenue { etape: "contrat".into(), le: "2026-11-12".parse().unwrap() }, false),
    ] {
        assert_eq!(un.contredit(autre), attendu, "{un:?} {autre:?}");
        assert_eq!(autre.contredit(un), attendu, "{autre:?} {un:?}");
    }
}

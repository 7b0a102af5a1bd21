//! Each model of a document, filled: what is known is in its place, and nothing that somebody typed is lost.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use chrono::{Days, NaiveDate};
use raccroche_domain::{
    Adresse, Coordonnees, Formation, Identite, Representant, Scolarite, Sexe,
    dispositif::{Acteur, Besoin, Catalogue, DateNommee, Dispositif, ModeleDocument},
    droits::{GenreOrganisation, Role},
    francais::date_longue,
    parcours::{Creneau, DemiJournee, EvenementParcours, Saisi},
    suivi::{Canal, Evenement, GenreEntretien, IssueContact, Seuils},
};
use raccroche_store::{
    contact, dossier,
    jeune::{self, NouveauJeune},
    marche::{self, NouveauMarche},
    organisation, parcours, scolarite,
};
use uuid::Uuid;

use crate::{app::TestApp, papiers::lu};

const REFERENT: Role = Role::ReferentDecrochage;

/// What a document must say: of which dispositif, of which model, after which steps.
struct Cas {
    dispositif: &'static str,
    modele: &'static str,
    etapes: &'static [&'static str],
    /// A label and its value, as one reads them one after the other; a day is named in braces.
    dit: &'static [&'static str],
}

const CAS: &[Cas] = &[
    Cas {
        dispositif: "pafi",
        modele: "pafi_diagnostic",
        etapes: &[],
        dit: &[
            "Date de saisie {le}",
            "Référent décrochage scolaire Personne referent_decrochage",
            "Nom DUVAL",
            "Date de naissance 4 mai 2009",
            "Téléphone et courriel 06 39 98 12 34, jeune@courriel.example",
            "Représentant légal Claire DUVAL, 06 39 98 56 78, claire@courriel.example",
            "Sexe Féminin",
            "Adresse 3 rue du Port, 33000 Saint-Essai",
            "Moyen de locomotion Voiture",
            "L’an dernier Collège d’avant, 3e, 2025-2026",
            "Niveau et spécialité CAP cuisine",
            "Régime Externe",
            "☒ Absences",
            "☒ Désinvestissement",
            "☐ Difficultés d’apprentissage",
            "Ce qui a été observé Dit observations",
            "souhaite Dit parole",
            "Ses points d’appui Dit points_appui",
            "Proposition du GPDS Dit proposition",
        ],
    },
    Cas {
        dispositif: "pafi",
        modele: "pafi_contrat",
        etapes: &[],
        dit: &[
            "Durée du parcours Du {debut} au {fin}",
            "Retour en classe {retour}",
            "Dit objectifs",
            "Stage en entreprise",
            "Activité semaine_avenant",
            "Lieu semaine_avenant",
            "Dit tuteur_nom",
            "Dit lieux",
            "Assurance Attestation vérifiée",
            "information de la famille Dit suivi",
            "Personne tuteur",
        ],
    },
    Cas {
        dispositif: "pafi",
        modele: "suivi_tuteur",
        etapes: &[],
        dit: &[
            "Tuteur ou tutrice Personne tuteur",
            "Durée du parcours Du {debut} au {fin}",
            "{le} Dit constat Dit decision_suivi",
            "Ce qu’il faut ajuster Dit ajustements",
            "Prochaine rencontre Dit prochaine_rencontre",
        ],
    },
    Cas {
        dispositif: "pafi",
        modele: "bilan",
        etapes: &[],
        dit: &[
            "Durée réelle Du {debut} au {fin}",
            "Ce qu’en dit l’élève Dit parole_bilan",
            "Ce qu’en dit l’équipe Dit avis_equipe",
            "Assiduité et ponctualité Dit lieux Oui",
            "☒ L’élève poursuit sa scolarité",
            "qui accompagne Poursuit sa scolarité",
        ],
    },
    Cas {
        dispositif: "pafi",
        modele: "decision_validation",
        etapes: &[],
        dit: &[
            "Dispositif Parcours aménagé de la formation initiale",
            "Dates Du {debut} au {fin}",
            "MEF Dit mef_dedie",
            "Motif Dit motif_decision",
            "☐ Le parcours est validé",
            "Recours d’essai, devant qui il faut.",
        ],
    },
    Cas {
        dispositif: "clause_sociale",
        modele: "fiche_entreprise",
        etapes: &[],
        dit: &[
            "Nom Dit entreprise_nom",
            "SIRET Dit siret",
            "Adresse Dit entreprise_adresse",
            "Acheteur public Dit acheteur_nom",
            "Heures dues 21 heures",
            "Dit missions",
        ],
    },
    Cas {
        dispositif: "clause_sociale",
        modele: "convention_stage",
        etapes: &[],
        dit: &[
            "Organisme d’accueil Dit entreprise_nom",
            "SIRET Dit siret",
            "Adresse Dit entreprise_adresse",
            "Représenté par Personne entreprise",
            "Tuteur dans l’organisme Personne tuteur",
            "Référent pédagogique Personne referent_pedagogique",
            "Marché public Dit marche_objet, Dit acheteur_nom",
            "Dates Du {debut} au {fin}",
            "Dit missions",
            "Activité semaine_stage",
            "Assurance Dit assurance_stage",
            "équipement Dit aides",
        ],
    },
    Cas {
        dispositif: "dipa",
        modele: "convention_stage",
        etapes: &[],
        dit: &["Dates Du {debut_stage} au {fin_stage}", "Activité semaine_stage"],
    },
    Cas {
        dispositif: "clause_sociale",
        modele: "bilan_croise",
        etapes: &[],
        dit: &[
            "Acheteur Dit acheteur_nom",
            "Marché public Dit marche_objet",
            "Entreprise Dit entreprise_nom",
            "Heures prévues 21 heures, pour 21 heures dues au titre de la clause",
            "Heures faites 21 heures",
            "Assiduité et ponctualité Très satisfaisant Très satisfaisant",
            "Progrès Très satisfaisant Très satisfaisant",
            "le ou la jeune Dit parole_bilan",
            "prévu Dit suite_prevue",
        ],
    },
    Cas {
        dispositif: "contrat_objectif",
        modele: "contrat_objectif",
        etapes: &[],
        dit: &[
            "métier visés Dit formation Dit metier",
            "Où Établissement 0330001X",
            "Quand Du {debut} au {fin}",
            "Signer le contrat",
            "Tuteur ou tutrice Personne tuteur",
            "Vous vous rencontrez Dit rencontres",
        ],
    },
    Cas {
        dispositif: "droit_retour",
        modele: "recapitulatif_retour",
        etapes: &["entretien"],
        dit: &[
            "Demande reçue le {demande}",
            "Entretien le {le}",
            "Avec Personne psy_en, CIO 33",
            "Dit objectifs",
            "☒ Élève, sous statut scolaire",
            "compétences Non nécessaire",
            "attendant Dit etablissement_attente",
            "La personne qui vous suit Personne referent_pedagogique",
            "Choisir le statut et la formation",
        ],
    },
    Cas {
        dispositif: "droit_retour",
        modele: "parcours_cosigne",
        etapes: &[],
        dit: &[
            "Établissement d’accueil Établissement 0330001X",
            "UAI 0330001X",
            "Représenté par Personne etablissement_accueil",
            "Référent unique Personne referent_pedagogique",
            "diplôme préparé Dit formation",
            "Dates Du {debut} au {fin}",
            "Bilan le {fin}",
            "☒ Élève, sous statut scolaire",
            "Dit amenagements",
            "Activité semaine_type",
            "on fait le point Dit suivi",
        ],
    },
    Cas {
        dispositif: "droit_retour",
        modele: "decision_affectation",
        etapes: &[],
        dit: &[
            "DSDEN 33",
            "Au titre de Droit au retour en formation initiale",
            "articles D122-3-1",
            "Affectation Établissement 0330001X",
            "☐ L’affectation est prononcée",
            "Classe ou formation Dit formation",
            "Statut Scolaire",
            "Motif Dit motif_decision",
            "À partir du {debut}",
        ],
    },
    Cas {
        dispositif: "droit_retour",
        modele: "attestation",
        etapes: &[],
        dit: &[
            "atteste que Inès DUVAL",
            "a suivi un parcours dans le dispositif « Droit au retour en formation initiale »",
            "Dit droit_restant",
            "Dates Du {debut} au {fin}",
        ],
    },
    Cas {
        dispositif: "droit_maintien",
        modele: "contrat_maintien",
        etapes: &[],
        dit: &[
            "La personne qui suit l’élève Personne referent_decrochage",
            "Examen à repasser Dit examen_vise",
            "À partir de la rentrée du {debut}",
            "Classe Dit classe_prevue",
            "Dit amenagements",
            "on fait le point Dit suivi",
        ],
    },
    Cas {
        dispositif: "entretien_situation",
        modele: "lettre",
        etapes: &[],
        dit: &[
            "À Inès DUVAL 3 rue du Port, 33000 Saint-Essai",
            "Bonjour Inès,",
            "Vous êtes attendu(e) le {entretien} à 14 h 00",
        ],
    },
    Cas {
        dispositif: "entretien_situation",
        modele: "fiche_recensement",
        etapes: &[],
        dit: &[
            "☒ En fin d’année",
            "Dernier jour en classe 30 juin 2026",
            "obtenu ou non CAP cuisine",
            "aujourd’hui Dit situation",
            "{le} Téléphone Pas de réponse",
            "Dit propositions",
            "Référent décrochage scolaire Personne referent_decrochage",
            "Envoyée au CIO de CIO 33",
        ],
    },
    Cas {
        dispositif: "entretien_situation",
        modele: "synthese_bilan",
        etapes: &["entretien"],
        dit: &[
            "Date {le} Mené par Personne psy_en, CIO 33",
            "2025-2026 3e Collège d’avant",
            "Diplômes et examens Dit diplomes",
            "la jeune Reprendre des études Dit projet",
            "Ce qui l’aide Dit points_appui",
            "difficile Dit obstacles",
            "Ce qui est décidé Dit conclusion Poursuit sa scolarité",
        ],
    },
    Cas {
        dispositif: "alliance_educative",
        modele: "charte_deontologie",
        etapes: &[],
        dit: &["Établissement 0330001X", "Scolarité et remédiation"],
    },
];

/// These say nothing of what was typed in the parcours: they are for people who do not have to know it.
const DISCRETS: [&str; 4] = ["charte_deontologie", "attestation", "lettre", "fiche_entreprise"];

/// A dispositif of the shipped catalogue.
fn fiche(code: &str) -> &'static Dispositif {
    Catalogue::livre().get(code).unwrap()
}

/// Everything that the dossier can know of somebody.
async fn connaitre(app: &TestApp) {
    let perimetre = app.perimetre(Role::ResponsablePsad).await;
    let (id, dossier) = (app.ici.dossier.jeune, app.ici.dossier.id);
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let connue = jeune::find(&writer, &perimetre, id).await.unwrap().unwrap();
    let identite = Identite { sexe: Some(Sexe::Feminin), ..connue.identite };
    let adresse = Adresse {
        lignes: "3 rue du Port".to_owned(),
        code_postal: Some("33000".to_owned()),
        ville: Some("Saint-Essai".to_owned()),
        commune: Some("33063".parse().unwrap()),
    };
    let nouveau = NouveauJeune { identite, adresse };
    jeune::edit(&writer, &perimetre, id, connue.version, &nouveau).await.unwrap();
    let cio = &app.ici.organisations[&GenreOrganisation::Cio];
    organisation::assign_communes(&writer, cio, &["33063"]).await.unwrap();
    let mere = Representant {
        nom: "DUVAL".to_owned(),
        prenom: Some("Claire".to_owned()),
        legal: true,
        coordonnees: Coordonnees {
            telephones: vec!["06 39 98 56 78".to_owned()],
            courriels: vec!["claire@courriel.example".to_owned()],
            ..Coordonnees::default()
        },
        ..Representant::default()
    };
    contact::see_representant(&writer, id, &mere, "SIECLE").await.unwrap();
    let annee = |ou: &str, quoi: &str, du: NaiveDate| Scolarite {
        etablissement: Some(ou.to_owned()),
        formation: Formation { libelle: Some(quoi.to_owned()), ..Formation::default() },
        debut: Some(du),
        ..Scolarite::default()
    };
    let rentree = |annee| NaiveDate::from_ymd_opt(annee, 9, 1).unwrap();
    let lues =
        [annee("LP d’essai", "CAP cuisine", rentree(2026)), annee("Collège d’avant", "3e", rentree(2025))];
    scolarite::replace(&writer, id, "SIECLE", perimetre.le(), &lues).await.unwrap();
    let essai =
        Evenement::Tentative { canal: Canal::Telephone, issue: IssueContact::SansReponse, rappeler_le: None };
    let prevu = Evenement::EntretienPrevu {
        id: writer.new_id(),
        genre: GenreEntretien::Situation,
        le: (perimetre.le() + Days::new(7)).and_hms_opt(14, 0, 0).unwrap(),
        lieu: "CIO".to_owned(),
        representant: true,
    };
    let seuils = Seuils::default();
    for evenement in [essai, prevu] {
        dossier::inscrire(&writer, &perimetre, dossier, None, evenement, None, &seuils).await.unwrap();
    }
    writer.commit().await.unwrap();
}

/// Types everything that a fiche asks for, gives every day, associates everybody.
async fn remplir(app: &TestApp, id: Uuid, fiche: &Dispositif) {
    let perimetre = app.perimetre(Role::ResponsablePsad).await;
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let seuils = Seuils::default();
    let dire = async |evenement| {
        parcours::inscrire(&writer, &perimetre, id, None, evenement, fiche, &seuils).await.unwrap();
    };
    let besoins: Vec<&Besoin> = fiche.etapes.iter().flat_map(|etape| &etape.besoins).collect();
    for (nom, le) in jours(perimetre.le()) {
        if nom != DateNommee::Ouverture
            && besoins.iter().any(|b| matches!(b, Besoin::Date { nom: n } if *n == nom))
        {
            dire(EvenementParcours::DateFixee { nom, le }).await;
        }
    }
    for besoin in besoins {
        let Some(code) = besoin.code_saisi() else { continue };
        let valeur = match besoin {
            Besoin::Marche { .. } => {
                let dit = |code: &str| format!("Dit {code}");
                let nouveau = NouveauMarche {
                    objet: dit("marche_objet"),
                    acheteur: dit("acheteur_nom"),
                    heures_dues: 21,
                    entreprise: dit("entreprise_nom"),
                    siret: dit("siret"),
                    adresse: dit("entreprise_adresse"),
                    missions: dit("missions"),
                    ..NouveauMarche::default()
                };
                let id = marche::creer(&writer, &perimetre, nouveau).await.unwrap();
                Saisi::Marche { id, nom: dit("marche") }
            }
            Besoin::Remise { valeurs, .. } => Saisi::Choix(vec![valeurs[0].clone()]),
            Besoin::Champ { valeurs, plusieurs, .. } => {
                Saisi::Choix(valeurs.iter().take(if *plusieurs { 2 } else { 1 }).cloned().collect())
            }
            Besoin::Nombre { .. } => Saisi::Nombre(21),
            // The group of the harness is of one dispositif, and has one place: the tests of groups fill it.
            Besoin::Groupe { .. } => continue,
            Besoin::Semaine { .. } => Saisi::Semaine(vec![Creneau {
                quand: DemiJournee::LundiMatin,
                activite: format!("Activité {code}"),
                lieu: format!("Lieu {code}"),
                tuteur: format!("Accompagne {code}"),
            }]),
            _ => Saisi::Texte(format!("Dit {code}")),
        };
        dire(EvenementParcours::Saisi { code: code.to_owned(), titre: besoin.en_mots(), valeur }).await;
    }
    let chez = |genre: GenreOrganisation| Some(app.ici.organisations[&genre].id);
    for acteur in Acteur::TOUS {
        let (nom, organisation) = match acteur {
            Acteur::Jeune => ("Inès DUVAL".to_owned(), None),
            Acteur::RepresentantLegal => ("Claire DUVAL".to_owned(), None),
            Acteur::ChefEtablissement | Acteur::EtablissementAccueil => {
                (format!("Personne {}", acteur.code()), chez(GenreOrganisation::Etablissement))
            }
            Acteur::PsyEn => ("Personne psy_en".to_owned(), chez(GenreOrganisation::Cio)),
            Acteur::IenIo => ("Personne ien_io".to_owned(), chez(GenreOrganisation::Dsden)),
            autre => (format!("Personne {}", autre.code()), None),
        };
        dire(EvenementParcours::PartieAjoutee { id: writer.new_id(), acteur: *acteur, nom, organisation })
            .await;
    }
    writer.commit().await.unwrap();
}

fn modele(code: &str) -> ModeleDocument {
    ModeleDocument::de_code(code).unwrap()
}

/// The days of a parcours that begins in ten days.
fn jours(le: NaiveDate) -> Vec<(DateNommee, NaiveDate)> {
    let apres = |nom| match nom {
        DateNommee::Debut => 10,
        DateNommee::DebutStage => 15,
        DateNommee::Fin | DateNommee::FinStage => 20,
        DateNommee::Retour => 21,
        DateNommee::Effet => 12,
        _ => 0,
    };
    DateNommee::TOUS.iter().map(|nom| (*nom, le + Days::new(apres(*nom)))).collect()
}

/// The role that acts in the step under way.
async fn qui_agit(app: &TestApp, id: Uuid, fiche: &Dispositif) -> Role {
    let perimetre = app.perimetre(Role::ResponsablePsad).await;
    let lu = parcours::lire(app.app.store().read(), &perimetre, id).await.unwrap().unwrap();
    let etape = fiche.etape(&lu.suivi.etat.etape).unwrap();
    etape.acteurs.iter().find_map(|acteur| acteur.role()).unwrap()
}

/// Makes a document as somebody of the step under way; gives what its PDF says, without the case of letters.
async fn etablir_dans(app: &TestApp, id: Uuid, fiche: &Dispositif, modele: &str) -> String {
    let qui = qui_agit(app, id, fiche).await;
    let page = format!("/parcours/{id}");
    let fait = app.post(qui, &format!("{page}/documents"), &[("modele", modele)]).await;
    assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{modele} as {qui:?}: {}", fait.corps);
    let perimetre = app.perimetre(qui).await;
    let lu_ = parcours::lire(app.app.store().read(), &perimetre, id).await.unwrap().unwrap();
    let dernier = lu_.suivi.etat.documents.last().unwrap().id;
    lu(&app.get(qui, &format!("{page}/documents/{dernier}")).await).0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_document_says_all_that_is_known_and_asks_for_none_of_it_again() {
    let app = TestApp::new().await;
    connaitre(&app).await;
    let recours = [("texte", "Recours d’essai, devant qui il faut.")];
    assert_eq!(app.post(Role::Administrateur, "/recours", &recours).await.statut, StatusCode::SEE_OTHER);
    let le = app.app.horloge().aujourd_hui();
    let mut ouverts: BTreeMap<&str, Uuid> = BTreeMap::from([("pafi", app.ici.dossier.parcours)]);
    let mut fautes = Vec::new();
    for cas in CAS {
        let fiche = fiche(cas.dispositif);
        let id = if let Some(id) = ouverts.get(cas.dispositif) {
            *id
        } else {
            let perimetre = app.perimetre(Role::ResponsablePsad).await;
            let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
            let dossier = app.ici.dossier.id;
            let id = parcours::ouvrir(&writer, &perimetre, dossier, fiche, &Seuils::default()).await.unwrap();
            writer.commit().await.unwrap();
            id
        };
        if ouverts.insert(cas.dispositif, id).is_none() || cas.modele == "pafi_diagnostic" {
            remplir(&app, id, fiche).await;
        }
        for etape in cas.etapes {
            let qui = qui_agit(&app, id, fiche).await;
            let fait = app.post(qui, &format!("/parcours/{id}/etapes"), &[("vers", etape)]).await;
            assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{etape}: {}", fait.corps);
            let qui = qui_agit(&app, id, fiche).await;
            let fait = app.post(qui, &format!("/parcours/{id}/reunions"), &[("le", &le.to_string())]).await;
            assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{etape}: {}", fait.corps);
        }
        let texte = etablir_dans(&app, id, fiche, cas.modele).await;
        for attendu in cas.dit {
            let mut attendu = (*attendu).to_owned();
            for (nom, jour) in jours(le) {
                attendu = attendu.replace(&format!("{{{}}}", nom.code()), &date_longue(jour));
            }
            let attendu = attendu
                .replace("{le}", &date_longue(le))
                .replace("{entretien}", &date_longue(le + Days::new(7)))
                .replace(['\u{a0}', '\u{202f}'], " ");
            if !texte.contains(&attendu) {
                fautes.push(format!("{} of {}: no « {attendu} » in {texte}", cas.modele, cas.dispositif));
            }
        }
        if DISCRETS.contains(&cas.modele) {
            continue;
        }
        // What its step asked is in the document, whatever its place; what another asked is where its model has a place for it.
        let minuscules = texte.to_lowercase();
        let sien = fiche.etape_du_document(modele(cas.modele), "").unwrap();
        for etape in &fiche.etapes {
            for besoin in &etape.besoins {
                let valeurs = match besoin {
                    Besoin::Champ { valeurs, .. } => vec![valeurs[0].to_lowercase()],
                    Besoin::Texte { code, .. } => vec![format!("dit {code}")],
                    Besoin::Nombre { .. } => vec!["21".to_owned()],
                    _ => Vec::new(),
                };
                for valeur in valeurs {
                    let dite = minuscules.contains(&valeur);
                    let attendue = cas.dit.iter().any(|dit| dit.to_lowercase().contains(&valeur));
                    if etape.code == sien.code && !dite {
                        fautes.push(format!(
                            "{} of {}: « {valeur} » was typed for it and is lost",
                            cas.modele, cas.dispositif
                        ));
                    }
                    // Another name than that of who takes part is never hidden.
                    let nom = ["dit tuteur_nom", "dit referent_nom", "dit referent_unique"];
                    let ailleurs = matches!(besoin, Besoin::Texte { .. }) && !nom.contains(&valeur.as_str());
                    if etape.code != sien.code && ailleurs && dite && !attendue {
                        fautes.push(format!(
                            "{} of {}: « {valeur} » was typed for another step",
                            cas.modele, cas.dispositif
                        ));
                    }
                }
            }
        }
    }
    assert!(fautes.is_empty(), "{fautes:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_amendment_says_what_changed_in_the_contract_and_nothing_else() {
    let app = TestApp::new().await;
    let (id, pafi) = (app.ici.dossier.parcours, fiche("pafi"));
    remplir(&app, id, pafi).await;
    let page = format!("/parcours/{id}");
    etablir_dans(&app, id, pafi, "pafi_contrat").await;
    let le = app.app.horloge().aujourd_hui();
    for (code, jours) in [("retour", 52), ("fin", 50)] {
        let jour = (le + Days::new(jours)).to_string();
        let fait = app.post(REFERENT, &format!("{page}/dates"), &[("code", code), ("le", &jour)]).await;
        assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.corps);
    }
    let texte = etablir_dans(&app, id, pafi, "avenant").await;
    let jour = |jours| date_longue(le + Days::new(jours)).replace('\u{a0}', " ");
    for attendu in [
        format!("À partir du {}", jour(12)),
        format!("Nouvelle date de retour en classe {}", jour(52)),
        "Pourquoi Dit raison_avenant".to_owned(),
        format!("Durée du parcours Du {} au {} Du {} au {}", jour(10), jour(20), jour(10), jour(50)),
        format!("Retour en classe {} {}", jour(21), jour(52)),
        "Activité semaine_avenant".to_owned(),
        "version 1".to_owned(),
    ] {
        assert!(texte.contains(&attendu), "no « {attendu} » in {texte}");
    }
    assert!(!texte.contains("Attestation vérifiée"), "what did not change is not said again: {texte}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_has_neither_the_answers_of_other_steps_nor_lines_that_nobody_asks_to_fill() {
    let app = TestApp::new().await;
    let (id, pafi) = (app.ici.dossier.parcours, fiche("pafi"));
    remplir(&app, id, pafi).await;
    let decision = etablir_dans(&app, id, pafi, "decision_validation").await;
    for tu in ["Dit parole", "Dit observations", "Externe", "Dit avis_equipe", "ouverture du parcours"] {
        assert!(!decision.to_lowercase().contains(&tu.to_lowercase()), "« {tu} » in {decision}");
    }
    let contrat = etablir_dans(&app, id, pafi, "pafi_contrat").await;
    for tu in ["Dit constat", "Dit mef_dedie", "SIRET ou UAI", "Représenté par", "Moyen de locomotion"] {
        assert!(!contrat.contains(tu), "« {tu} » in {contrat}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unfavourable_decision_reads_as_a_refusal_with_its_reason_and_the_ways_of_appeal() {
    let app = TestApp::new().await;
    let recours = [("texte", "Recours d’essai, devant qui il faut.")];
    assert_eq!(app.post(Role::Administrateur, "/recours", &recours).await.statut, StatusCode::SEE_OTHER);
    let (retour, le) = (fiche("droit_retour"), app.app.horloge().aujourd_hui());
    let (perimetre, seuils) = (app.perimetre(Role::ResponsablePsad).await, Seuils::default());
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let id = parcours::ouvrir(&writer, &perimetre, app.ici.dossier.id, retour, &seuils).await.unwrap();
    writer.commit().await.unwrap();
    remplir(&app, id, retour).await;
    for vers in ["entretien", "recapitulatif", "choix", "affectation"] {
        let qui = qui_agit(&app, id, retour).await;
        let fait = app.post(qui, &format!("/parcours/{id}/etapes"), &[("vers", vers)]).await;
        assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{vers}: {}", fait.corps);
        let qui = qui_agit(&app, id, retour).await;
        if vers == "entretien" {
            let fait = app.post(qui, &format!("/parcours/{id}/reunions"), &[("le", &le.to_string())]).await;
            assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.corps);
        } else if vers == "recapitulatif" {
            etablir_dans(&app, id, retour, "recapitulatif_retour").await;
        }
    }
    for (favorable, dits, tu) in [
        (
            false,
            vec!["Décision de refus d’affectation", "☒ L’affectation demandée n’est pas prononcée"],
            "À partir du",
        ),
        (true, vec!["☒ L’affectation est prononcée", "À partir du"], "refus"),
    ] {
        let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
        let evenement =
            EvenementParcours::Decision { etape: "affectation".to_owned(), par: Acteur::Dasen, favorable };
        parcours::inscrire(&writer, &perimetre, id, None, evenement, retour, &seuils).await.unwrap();
        writer.commit().await.unwrap();
        let texte = etablir_dans(&app, id, retour, "decision_affectation").await;
        for attendu in dits.into_iter().chain(["Dit motif_decision", "Recours d’essai, devant qui il faut."])
        {
            assert!(texte.contains(attendu), "no « {attendu} » in {texte}");
        }
        assert!(!texte.contains(tu), "« {tu} » in {texte}");
    }
}

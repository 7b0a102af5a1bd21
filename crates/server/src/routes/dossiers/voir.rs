//! The page of a dossier. Each time it is shown, who saw it, as what and why is written down.

use std::{cell::Cell, collections::HashMap};

use axum::{
    extract::{Path, Query},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chrono::NaiveDate;
use raccroche_domain::{
    Vacances,
    droits::{Action, Agregat, GenreOrganisation, MotifPortee, peut},
    francais::{self, accorder, date_longue, enumerer, majuscule, ponctuer},
    suivi::{EtatContact, EtatDossier, EtatVerification, GenreEcheance},
};
use raccroche_pages::{
    components::{Alert, Axis, Tab, Tabs, Tone},
    dossier::{Dossier, Maintenant, Onglet, Responsable},
    form::Answers,
    layout::Link,
};
use raccroche_store::{
    Perimetre, acces, appartenance, contact,
    dossier::{self, DossierLu},
    identifiant,
    jeune::{self, Jeune},
    organisation::{self, Organisation},
    vacances,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    actes::{DESTINATAIRES, d_une_ecole},
    formulaires::{Formulaires, Jours, onglet_de},
    liens, onglets,
};
use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    rendu::{self, jour_en_mots},
    routes::jeunes::{age, badge_contact, badge_solution, badge_verification, delai, sans_objet},
    routes::vacances::pendant,
    visite::Visite,
};

/// The parts of the page, by their code in the address.
const ONGLETS: [(&str, &str); 4] = [
    ("chronologie", "Chronologie"),
    ("scolarite", "Scolarité"),
    ("contacts", "Contacts et proches"),
    ("parcours", "Parcours"),
];

#[derive(Debug, Deserialize)]
pub(super) struct Partie {
    onglet: Option<String>,
}

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    Query(partie): Query<Partie>,
) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, id, partie.onglet.as_deref(), None).await
}

/// Everything a page of a dossier is made of.
pub(super) struct Lu {
    pub(super) dossier: DossierLu,
    pub(super) jeune: Jeune,
    pub(super) coordonnees: Vec<contact::Coordonnee>,
    pub(super) representants: Vec<contact::Representant>,
}

/// The dossier with the form that was refused, if any; 422 then.
pub(super) async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    id: Uuid,
    onglet: Option<&str>,
    refuse: Option<&(String, Answers)>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let jour = perimetre.le();
    let motifs = dossier::pourquoi(reader, perimetre, id).await?;
    let lu = dossier::lire(reader, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let personne = jeune::find(reader, perimetre, lu.jeune).await?.ok_or(Erreur::Introuvable)?;
    let lu = Lu {
        coordonnees: contact::of_jeune(reader, perimetre, lu.jeune).await?,
        representants: contact::representants(reader, perimetre, lu.jeune).await?,
        dossier: lu,
        jeune: personne,
    };
    // A form that comes back is shown where it stands.
    let onglet = refuse.and_then(|(formulaire, _)| onglet_de(formulaire)).or(onglet);
    let onglet =
        onglet.filter(|code| ONGLETS.iter().any(|(connu, _)| connu == code)).unwrap_or("chronologie");

    // The first, strongest reason is the one of record.
    let motif = motifs.first().ok_or(Erreur::Introuvable)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    acces::record(&writer, perimetre, Some(id), onglet, motif.code()).await?;
    writer.commit().await?;

    let etat = &lu.dossier.etat;
    let destinataires = groupes(app, perimetre, id, etat).await?;
    let collegues = collegues(app, perimetre, etat).await?;
    let formulaires = Formulaires {
        id,
        etat,
        jours: Jours { naissance: lu.jeune.identite.date_naissance, jour },
        catalogue: app.catalogue(),
        role: perimetre.role(),
        ecriture: motifs.iter().any(|motif| motif.permet_d_ecrire()),
        destinataires: &destinataires,
        collegues: &collegues,
        refuse,
        remontre: Cell::new(false),
    };
    let identite = &lu.jeune.identite;
    let sexe = identite.sexe;
    let (age, mineur) = age(identite.date_naissance, sexe, jour);
    let contenu = match onglet {
        "scolarite" => Onglet::Scolarite(onglets::scolarite(app, perimetre, &lu).await?),
        "contacts" => {
            let liens_envoyes = liens::envoyes(app, perimetre, id).await?;
            Onglet::Contacts(onglets::contacts(&lu, &formulaires, liens_envoyes, app.envoie_des_sms()))
        }
        "parcours" => Onglet::Parcours(onglets::parcours(&lu, &formulaires, jour)),
        _ => Onglet::Chronologie(onglets::chronologie(app, perimetre, &lu).await?),
    };
    let prenom = identite.prenoms.first().map(|lu| francais::prenom(lu)).unwrap_or_default();
    let calendrier = vacances::a_partir_du(app.store().read(), jour).await?;
    let mut page = Dossier {
        layout: rendu::autour(app, qui, headers, "/jeunes"),
        nom: format!("{prenom} {}", identite.nom_famille).trim().to_owned(),
        age,
        mineur,
        identite: faits(app, perimetre, &lu).await?,
        responsable: Responsable {
            nom: etat
                .responsable
                .agent
                .as_ref()
                .map_or_else(|| "à désigner".to_owned(), |agent| agent.nom.clone()),
            structure: etat.responsable.structure.nom.clone(),
            precision: etat.relais.as_ref().map(|relais| {
                ponctuer(&format!(
                    "relais proposé à {} le {}",
                    relais.vers.nom,
                    date_longue(relais.propose_le)
                ))
            }),
        },
        pourquoi: enumerer(&motifs.iter().map(|motif| motif.libelle().to_owned()).collect::<Vec<_>>()),
        qui_a_consulte: peut(perimetre.role(), Agregat::Consultation, Action::Lire)
            .then(|| Link::new("Qui l’a consulté", format!("/dossiers/{id}/consultations"))),
        autres: autres(&formulaires, perimetre),
        alerts: alertes(app, perimetre, etat, jour).await?,
        maintenant: maintenant(app, &lu, &formulaires, &calendrier, jour),
        axes: axes(app, &lu, sexe),
        onglets: barre(id, onglet),
        onglet: contenu,
        relais: formulaires.relais(),
        tiroirs: formulaires.tiroirs(jour),
    };
    // The dossier has changed so much that the form has no place in it any more.
    if let Some((_, reponses)) = refuse.filter(|_| !formulaires.remontre.get()) {
        let phrase = reponses.problem.clone().unwrap_or_else(|| {
            "Votre saisie n’a pas été enregistrée : le dossier a changé entre-temps, relisez-le.".to_owned()
        });
        page.alerts.insert(0, Alert::new(Tone::Error, ponctuer(&phrase)));
    }
    rendu::page_avec(if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

/// Who may take over: the structures of these kinds, and for a school those of its département.
pub(crate) async fn destinataires(
    app: &App,
    perimetre: &Perimetre,
) -> Result<Vec<(GenreOrganisation, Organisation)>, Erreur> {
    let mut toutes = Vec::new();
    for genre in DESTINATAIRES {
        let connues = organisation::list(app.store().read(), genre.into()).await?;
        toutes.extend(connues.into_iter().map(|organisation| (genre, organisation)));
    }
    let ecole = d_une_ecole(perimetre.role());
    toutes.retain(|(_, o)| !ecole || o.departement == perimetre.organisation().departement);
    Ok(toutes)
}

/// The same, nearest first: those in whose territory the young person is, those of the same département, the others.
async fn groupes(
    app: &App,
    perimetre: &Perimetre,
    id: Uuid,
    etat: &EtatDossier,
) -> Result<Vec<(String, Vec<Organisation>)>, Erreur> {
    let reader = app.store().read();
    let mut toutes: Vec<Organisation> =
        destinataires(app, perimetre).await?.into_iter().map(|(_, organisation)| organisation).collect();
    // Who is asked already, or reads for a while, is not nearer for that.
    let portees: Vec<Uuid> = dossier::portees(reader, perimetre, id)
        .await?
        .into_iter()
        .filter(|(_, motif)| ![MotifPortee::RelaisPropose, MotifPortee::AncienResponsable].contains(motif))
        .map(|(organisation, _)| organisation)
        .collect();
    let responsable = etat.responsable.structure.id;
    let departements: Vec<String> = toutes
        .iter()
        .filter(|o| portees.contains(&o.id) || o.id == responsable)
        .map(|o| o.departement.clone())
        .collect();
    toutes.retain(|o| o.id != responsable);
    toutes.sort_by(|a, b| a.nom.cmp(&b.nom));
    let (proches, reste): (Vec<_>, Vec<_>) = toutes.into_iter().partition(|o| portees.contains(&o.id));
    let (voisines, autres) = reste.into_iter().partition(|o| departements.contains(&o.departement));
    let groupes = [
        ("Sur le territoire du jeune", proches),
        ("Dans le même département", voisines),
        ("Ailleurs dans l’académie", autres),
    ];
    Ok(groupes
        .into_iter()
        .filter(|(_, leurs): &(_, Vec<_>)| !leurs.is_empty())
        .map(|(nom, leurs)| (nom.to_owned(), leurs))
        .collect())
}

/// Colleagues of the organisation that answers for the dossier, when it is one's own.
async fn collegues(
    app: &App,
    perimetre: &Perimetre,
    etat: &EtatDossier,
) -> Result<Vec<(Uuid, String)>, Erreur> {
    if etat.responsable.structure.id != perimetre.organisation().id {
        return Ok(Vec::new());
    }
    let membres =
        appartenance::members(app.store().read(), perimetre.organisation().id, perimetre.le()).await?;
    Ok(membres
        .into_iter()
        .map(|(_, membre)| (membre.id, format!("{} {}", membre.prenom, membre.nom)))
        .collect())
}

async fn faits(app: &App, perimetre: &Perimetre, lu: &Lu) -> Result<Vec<String>, Erreur> {
    let identite = &lu.jeune.identite;
    let mut faits = Vec::new();
    if let Some(naissance) = identite.date_naissance {
        faits.push(format!("{} le {}", accorder(identite.sexe, "né", "née"), date_longue(naissance)));
    }
    faits.extend(lu.jeune.adresse.ville.clone());
    let identifiants = identifiant::of_jeune(app.store().read(), perimetre, lu.jeune.id).await?;
    faits.extend(identifiants.iter().find(|i| i.genre.is_ine()).map(|i| format!("INE\u{a0}{}", i.valeur)));
    if !lu.dossier.derniere_formation.is_empty() || !lu.dossier.dernier_etablissement.is_empty() {
        let parties = [lu.dossier.derniere_formation.clone(), lu.dossier.dernier_etablissement.clone()];
        faits.push(parties.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", "));
    }
    Ok(faits)
}

/// The parts of the dossier, and the page of what is possible.
fn barre(id: Uuid, onglet: &str) -> Tabs {
    let parties = ONGLETS
        .iter()
        .map(|(code, label)| (*label, format!("/dossiers/{id}?onglet={code}"), *code == onglet))
        .chain([("Dispositifs possibles", format!("/dossiers/{id}/eligibilite"), false)]);
    Tabs {
        label: "Parties du dossier".to_owned(),
        tabs: parties
            .map(|(label, href, current)| Tab { label: label.to_owned(), href, current, count: None })
            .collect(),
    }
}

/// What is seldom done, behind one button.
fn autres(formulaires: &Formulaires<'_>, perimetre: &Perimetre) -> Vec<Link> {
    let id = formulaires.id;
    let mut liens = Vec::new();
    if formulaires.reunissable() {
        liens.push(Link::new("Réunir avec un autre dossier", format!("/dossiers/{id}/reunir")));
    }
    if peut(perimetre.role(), Agregat::Consultation, Action::Lire) {
        liens.push(Link::new(
            "Rapport d’accès, pour le jeune",
            format!("/dossiers/{id}/consultations/rapport"),
        ));
    }
    liens
}

/// Closed, and why; gone on elsewhere, and where; joined by another.
async fn alertes(
    app: &App,
    perimetre: &Perimetre,
    etat: &EtatDossier,
    jour: NaiveDate,
) -> Result<Vec<Alert>, Erreur> {
    let suite = etat.continue_dans();
    let autres: Vec<Uuid> = etat.reunis.iter().map(|reunion| reunion.avec).chain(suite).collect();
    let visibles = if autres.is_empty() {
        HashMap::new()
    } else {
        dossier::etats(app.store().read(), perimetre, &autres).await?
    };
    let lien = |label: &str, id: Uuid| {
        visibles.contains_key(&id).then(|| Link::new(label, format!("/dossiers/{id}")))
    };
    let mut alertes = Vec::new();
    if let Some(cloture) = &etat.cloture {
        let le = jour_en_mots(cloture.le, jour);
        let (texte, link) = match suite {
            Some(id) => (
                format!("Réuni le {le} avec un autre dossier du même jeune, qui continue."),
                lien("Ce dossier continue ici", id),
            ),
            None => (format!("Dossier clos le {le} : {}.", cloture.motif.libelle()), None),
        };
        alertes.push(Alert { link, ..Alert::new(Tone::Info, ponctuer(&texte)) });
    }
    for reunion in &etat.reunis {
        let texte =
            "Un autre dossier du même jeune est réuni à celui-ci : ce qui y était en cours continue ici.";
        let link = lien("Voir l’autre dossier", reunion.avec);
        alertes.push(Alert { link, ..Alert::new(Tone::Info, ponctuer(texte)) });
    }
    Ok(alertes)
}

/// What is due within the month, and what is late.
fn maintenant(
    app: &App,
    lu: &Lu,
    formulaires: &Formulaires<'_>,
    calendrier: &[Vacances],
    jour: NaiveDate,
) -> Vec<Maintenant> {
    let dues = lu.dossier.etat.echeances(lu.jeune.identite.date_naissance, &app.config().seuils);
    dues.iter()
        .filter(|due| (due.le - jour).num_days() <= 31 || due.genre.article().is_some())
        .take(4)
        .map(|due| {
            let (delai, tone) = delai(due.le, jour);
            let objet = due.objet.unwrap_or_default();
            let ancre = match due.genre {
                GenreEcheance::PremierContact | GenreEcheance::Rappel | GenreEcheance::SansNouvelles => {
                    Some(("Contacter", "#contact".to_owned()))
                }
                GenreEcheance::EntretienReorientation => Some(("Planifier", "#entretien".to_owned())),
                GenreEcheance::Controle3Mois | GenreEcheance::Controle6Mois | GenreEcheance::FinSolution => {
                    Some(("Vérifier", format!("#etat-{objet}")))
                }
                GenreEcheance::Entretien if due.le <= jour => Some(("Renseigner", format!("#issue-{objet}"))),
                _ => None,
            };
            // What is to be done is said, and is done from here.
            let tache = lu.dossier.etat.taches.iter().find(|tache| Some(tache.id) == due.objet);
            let quoi = tache.map_or(due.genre.libelle(), |tache| tache.genre.libelle());
            Maintenant {
                texte: ponctuer(&format!(
                    "{}, avant le {}{}",
                    majuscule(quoi),
                    jour_en_mots(due.le, jour),
                    pendant(calendrier, due.le)
                )),
                delai: Some(delai),
                loi: due.genre.article().map(|article| ponctuer(&texte_de_loi(article))),
                tone,
                lien: ancre.filter(|_| formulaires.ecriture).map(|(label, href)| Link::new(label, href)),
                action: tache.and_then(|tache| formulaires.tache_faite(tache.id)),
            }
        })
        .collect()
}

/// The rule behind a legal deadline, in a line.
fn texte_de_loi(article: &str) -> String {
    let regle = match article {
        "L313-8" => {
            "entretien dans les trois mois du signalement par l’établissement, avec le représentant légal"
        }
        "R114-7" => "transmission si l’obligation n’est pas satisfaite deux mois après la convocation",
        "R114-3" => "exemption pour raison de santé, sur certificat médical",
        _ => "",
    };
    format!("article {article} du code de l’éducation : {regle}")
}

fn axes(app: &App, lu: &Lu, sexe: Option<raccroche_domain::Sexe>) -> Vec<Axis> {
    let etat = &lu.dossier.etat;
    let seuils = &app.config().seuils;
    let contact = etat.contact(seuils);
    let derniere =
        etat.tentatives.last().map(|t| format!(", la dernière le {}", date_longue(t.le))).unwrap_or_default();
    let tentatives = match etat.tentatives.len() {
        0 => "aucune tentative".to_owned(),
        1 => format!("1 tentative{derniere}"),
        n => format!("{n} tentatives{derniere}"),
    };
    let joint = match contact {
        EtatContact::Joint => accorder(sexe, "joint", "jointe"),
        autre => autre.libelle().to_owned(),
    };
    let mut badge = badge_contact(contact.code());
    badge.text = majuscule(&joint);
    let mut contacts = tentatives;
    if etat.verification == EtatVerification::Scolarise && contact == EtatContact::AContacter {
        badge = sans_objet();
        "encore dans son établissement : aucun délai de contact ne court".clone_into(&mut contacts);
    }
    let solution = match etat.solution_en_cours() {
        Some(solution) => format!("{}, depuis le {}", solution.structure, date_longue(solution.debut)),
        None => etat
            .sans_solution_depuis()
            .map(|jour| format!("sans solution depuis le {}", date_longue(jour)))
            .unwrap_or_default(),
    };
    let verifie = match (&etat.ou, etat.verifie_le) {
        (Some(ou), Some(le)) => format!("{}, {ou}, noté le {}", etat.verification.libelle(), date_longue(le)),
        (None, Some(le)) => format!("{}, noté le {}", etat.verification.libelle(), date_longue(le)),
        _ => format!("ouvert le {}", date_longue(etat.ouvert_le)),
    };
    let axe =
        |name: &str, state, detail: String| Axis { name: name.to_owned(), state, detail: ponctuer(&detail) };
    vec![
        axe("Situation", badge_verification(etat.verification.code()), verifie),
        axe("Contact", badge, contacts),
        axe("Solution", badge_solution(etat.solution_en_cours().map(|s| s.nature.code())), solution),
    ]
}

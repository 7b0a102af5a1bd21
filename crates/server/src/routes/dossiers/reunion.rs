//! Two dossiers of one person: found, shown side by side, reunited, separated.
//!
//! Only dossiers of the territory are compared, and whoever compares them has read them: it is written down as any reading.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{
    Sexe,
    francais::{self, date_longue, majuscule, plier, ponctuer},
    suivi::EtatDossier,
};
use raccroche_pages::{
    components::{EmptyState, Tone},
    form::Answers,
    layout::Link,
    reunion::{Candidat, Reunion},
    revue::{ChampCompare, Fragment},
};
use raccroche_store::{
    Perimetre, StoreError, acces,
    dossier::{self, DossierLu, Filtre, Page, Tri},
    identifiant,
    jeune::{self, Jeune},
    recherche,
    reunion::{self, Ressemblance},
};
use uuid::Uuid;

use crate::{auth::session::Qui, erreur::Erreur, etat::App, rendu, saisie::Saisie, visite::Visite};

/// Dossiers shown side by side with this one at most: beyond, one looks for a name.
const AU_PLUS: usize = 6;
/// Longest text searched, in characters.
const LONGUEUR: usize = 200;

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, id, None, None).await
}

/// The same with the people whom a text means. What is searched is posted, and stays out of addresses.
pub(super) async fn chercher(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let texte: String = saisie.texte("q").unwrap_or_default().chars().take(LONGUEUR).collect();
    let cherche = (!texte.is_empty()).then_some(texte.as_str());
    montrer(&app, &qui, &headers, id, cherche, None).await
}

pub(super) async fn reunir(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    dossier::lire(&writer, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let autre = saisie
        .id("autre")
        .ok_or_else(|| Erreur::Demande("Choisissez d’abord le dossier à réunir avec celui-ci.".to_owned()))?;
    let (garde, vu, clos) = match saisie.texte("garder") {
        Some("autre") => (autre, None, id),
        _ => (id, saisie.version(), autre),
    };
    match dossier::reunir(&writer, perimetre, garde, vu, clos, &app.config().seuils).await {
        Ok(rang) => {
            writer.commit().await?;
            let vers = Redirect::to(&format!("/dossiers/{garde}"));
            Ok((AppendHeaders([rendu::annoncer("reuni", garde, rang)]), vers).into_response())
        }
        Err(StoreError::Refus(refus)) => {
            drop(writer);
            let phrase = majuscule(&ponctuer(&format!("{refus}.")));
            let refuse = (autre, saisie.reponses(Some(phrase)));
            montrer(&app, &qui, &headers, id, None, Some(&refuse)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    id: Uuid,
    cherche: Option<&str>,
    refuse: Option<&(Uuid, Answers)>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let lu = dossier::lire(reader, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let personne = jeune::find(reader, perimetre, lu.jeune).await?.ok_or(Erreur::Introuvable)?;
    if lu.etat.cloture.is_some() {
        return Ok(Redirect::to(&format!("/dossiers/{id}")).into_response());
    }
    let trouves = match (cherche, refuse) {
        (Some(texte), _) => cherches(app, perimetre, &personne, texte).await?,
        (None, Some((autre, _))) => designe(app, perimetre, &personne, *autre).await?,
        (None, None) => {
            let proches = reunion::candidats(reader, perimetre, &personne).await?;
            proches.into_iter().map(|(jeune, ressemblance)| (jeune, Some(ressemblance))).collect()
        }
    };
    let paires = avec_dossier(app, perimetre, id, trouves).await?;

    let writer = app.store().write(app.horloge().maintenant()).await?;
    for vu in paires.iter().map(|paire| paire.lu.id).chain([id]) {
        let motifs = dossier::pourquoi(&writer, perimetre, vu).await?;
        let motif = motifs.first().ok_or(Erreur::Introuvable)?;
        acces::record(&writer, perimetre, Some(vu), "reunion", motif.code()).await?;
    }
    writer.commit().await?;

    let ici = Cote::lire(app, perimetre, &lu, &personne).await?;
    let mut candidats = Vec::with_capacity(paires.len());
    for paire in &paires {
        let la = Cote::lire(app, perimetre, &paire.lu, &paire.jeune).await?;
        let reponses = refuse.filter(|(autre, _)| *autre == paire.lu.id).map(|(_, reponses)| reponses);
        candidats.push(candidat(&lu, &ici, paire, &la, reponses));
    }
    let vide = if cherche.is_none() { Reunion::rien() } else { introuvable(id) };
    let statut = if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = Reunion {
        layout: rendu::autour(app, qui, headers, "/jeunes"),
        dossier: Link::new(ici.nom.clone(), format!("/dossiers/{id}")),
        candidats,
        chercher: Reunion::recherche(&format!("/dossiers/{id}/reunir/chercher"), cherche.unwrap_or_default()),
        vide,
    };
    rendu::page_avec(statut, &page)
}

/// What is said when a search finds nobody.
fn introuvable(id: Uuid) -> EmptyState {
    EmptyState {
        title: "Aucun dossier ouvert ne correspond dans votre territoire".to_owned(),
        text: ponctuer("Essayez le nom de famille seul, ou la date de naissance (03/11/2009)."),
        link: Some(Link::new("Revenir aux dossiers qui se ressemblent", format!("/dossiers/{id}/reunir"))),
    }
}

/// People whom a text means, each with what brings them near, if anything.
async fn cherches(
    app: &App,
    perimetre: &Perimetre,
    personne: &Jeune,
    texte: &str,
) -> Result<Vec<(Jeune, Option<Ressemblance>)>, Erreur> {
    let trouves = recherche::search(app.store().read(), perimetre, texte, 4 * AU_PLUS as u64).await?;
    Ok(trouves
        .into_iter()
        .map(|jeune| {
            let ressemblance = reunion::ressemblance(personne, &jeune);
            (jeune, ressemblance)
        })
        .collect())
}

/// The person of a dossier that was chosen.
async fn designe(
    app: &App,
    perimetre: &Perimetre,
    personne: &Jeune,
    autre: Uuid,
) -> Result<Vec<(Jeune, Option<Ressemblance>)>, Erreur> {
    let reader = app.store().read();
    let Some(lu) = dossier::lire(reader, perimetre, autre).await? else { return Ok(Vec::new()) };
    let jeune = jeune::find(reader, perimetre, lu.jeune).await?;
    Ok(jeune
        .map(|jeune| {
            let ressemblance = reunion::ressemblance(personne, &jeune);
            (jeune, ressemblance)
        })
        .into_iter()
        .collect())
}

/// Somebody who may be the same, with the open dossier.
struct Paire {
    jeune: Jeune,
    ressemblance: Option<Ressemblance>,
    lu: DossierLu,
}

/// Those who have another open dossier than this one, in the order given.
async fn avec_dossier(
    app: &App,
    perimetre: &Perimetre,
    id: Uuid,
    trouves: Vec<(Jeune, Option<Ressemblance>)>,
) -> Result<Vec<Paire>, Erreur> {
    let reader = app.store().read();
    if trouves.is_empty() {
        return Ok(Vec::new());
    }
    let jeunes = trouves.iter().map(|(jeune, _)| jeune.id).collect();
    let filtre = Filtre { jeunes: Some(jeunes), ..Filtre::default() };
    let page = Page { depuis: 0, taille: trouves.len() as u64 };
    let ouverts = dossier::lister(reader, perimetre, &filtre, Tri::Recent, page).await?;
    let mut paires = Vec::new();
    for (jeune, ressemblance) in trouves {
        let ouvert = ouverts.iter().find(|ligne| ligne.jeune == jeune.id && ligne.id != id);
        if let Some(ligne) = ouvert
            && let Some(lu) = dossier::lire(reader, perimetre, ligne.id).await?
        {
            paires.push(Paire { jeune, ressemblance, lu });
        }
        if paires.len() == AU_PLUS {
            break;
        }
    }
    Ok(paires)
}

/// What one column shows.
struct Cote {
    nom: String,
    champs: Vec<(&'static str, String)>,
    /// `Ouvert le 10 novembre 2026, confié à CIO Bordeaux Sud`.
    resume: String,
}

impl Cote {
    async fn lire(
        app: &App,
        perimetre: &Perimetre,
        lu: &DossierLu,
        personne: &Jeune,
    ) -> Result<Self, Erreur> {
        let identifiants = identifiant::of_jeune(app.store().read(), perimetre, personne.id).await?;
        let ines: Vec<String> =
            identifiants.into_iter().filter(|i| i.genre.is_ine()).map(|i| i.valeur).collect();
        let identite = &personne.identite;
        let responsable = responsable(&lu.etat);
        let jour = date_longue(lu.etat.ouvert_le);
        let prenom = identite.prenoms.first().map(|lu| francais::prenom(lu)).unwrap_or_default();
        let sexe = match identite.sexe {
            Some(Sexe::Feminin) => "féminin",
            Some(Sexe::Masculin) => "masculin",
            None => "",
        };
        Ok(Self {
            nom: format!("{prenom} {}", identite.nom_famille).trim().to_owned(),
            champs: vec![
                ("Nom de famille", identite.nom_famille.clone()),
                ("Nom d’usage", identite.nom_usage.clone().unwrap_or_default()),
                ("Prénoms", identite.prenoms.join(" ")),
                ("Date de naissance", identite.date_naissance.map(date_longue).unwrap_or_default()),
                ("Sexe", sexe.to_owned()),
                ("Commune", personne.adresse.ville.clone().unwrap_or_default()),
                ("INE", ines.join(" ")),
                ("Dernier établissement", lu.dernier_etablissement.clone()),
                ("Dernière formation", lu.derniere_formation.clone()),
                ("Responsable", responsable.clone()),
                ("Ouvert le", jour.clone()),
            ],
            resume: ponctuer(&format!("Ouvert le {jour}, confié à {responsable}")),
        })
    }
}

fn responsable(etat: &EtatDossier) -> String {
    let responsable = &etat.responsable;
    match &responsable.agent {
        Some(agent) => format!("{}, {}", agent.nom, responsable.structure.nom),
        None => responsable.structure.nom.clone(),
    }
}

fn candidat(lu: &DossierLu, ici: &Cote, paire: &Paire, la: &Cote, refuse: Option<&Answers>) -> Candidat {
    let champs =
        ici.champs.iter().zip(&la.champs).filter(|((_, ici), (_, la))| !(ici.is_empty() && la.is_empty()));
    let (phrase, tone) = en_mots(paire.ressemblance);
    let attente = [(&lu.etat, "ce dossier"), (&paire.lu.etat, "l’autre dossier")]
        .into_iter()
        .find_map(|(etat, lequel)| Some((etat.relais.as_ref()?, lequel)));
    // Either may be the one that ends: a proposal that waits must not end with it.
    let reserve = attente.map_or_else(String::new, |(relais, lequel)| {
        format!(
            " Un relais proposé à {} attend sa réponse : tant qu’il attend, {lequel} ne peut que continuer.",
            relais.vers.nom
        )
    });
    let autre = paire.lu.id.to_string();
    let action = format!("/dossiers/{}/reunir", lu.id);
    let mut form = Reunion::form(&action, i64::from(lu.etat.rang), &autre, &ici.resume, &la.resume);
    if let Some(reponses) = refuse {
        form = form.after(reponses);
    }
    Candidat {
        dossier: Link::new(la.nom.clone(), format!("/dossiers/{autre}")),
        pourquoi: ponctuer(&format!("{phrase}{reserve}")),
        tone,
        champs: champs.map(|((libelle, ici), (_, la))| comparer(libelle, ici, la)).collect(),
        reunir: Some(form),
    }
}

/// What differs is marked where it may tell two people apart: neither a way of writing, nor who follows and since when.
fn comparer(libelle: &str, ici: &str, la: &str) -> ChampCompare {
    let marquer = !["Responsable", "Ouvert le"].contains(&libelle) && plier(ici) != plier(la);
    if marquer || ici == la {
        return ChampCompare::new(libelle, ici, la);
    }
    let tel_quel = |texte: &str| if texte.is_empty() { vec![] } else { vec![Fragment::same(texte)] };
    ChampCompare { libelle: libelle.to_owned(), gauche: tel_quel(ici), droite: tel_quel(la) }
}

fn en_mots(ressemblance: Option<Ressemblance>) -> (&'static str, Tone) {
    match ressemblance {
        Some(Ressemblance::Memes) => ("Même nom et même date de naissance.", Tone::Success),
        Some(Ressemblance::DateProche) => ("Même nom, date de naissance proche ou manquante.", Tone::Info),
        Some(Ressemblance::AutreNom) => {
            ("Même prénom et même date de naissance, autre nom de famille.", Tone::Info)
        }
        Some(Ressemblance::Jumeaux) => (
            "Même nom et même date de naissance, autre prénom : ce sont peut-être des jumeaux.",
            Tone::Warning,
        ),
        None => (
            "Ni le nom ni la date de naissance ne rapprochent ces deux personnes : soyez sûr ou sûre de vous.",
            Tone::Warning,
        ),
    }
}

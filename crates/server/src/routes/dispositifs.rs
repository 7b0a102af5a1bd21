//! The catalogue of dispositifs, for everybody: no account is needed to know what exists.

use axum::{
    Extension,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use raccroche_domain::{
    dispositif::{self, Compte, Constat, Critere, Limites, Phase},
    francais::{INSECABLE, alternative, majuscule, plier, ponctuer},
};
use raccroche_pages::{
    dispositifs::{Dispositif, Dispositifs, EtapeFiche, Fondee, Mesure, Resume, Suite},
    layout::Link,
};

use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, page},
    rendu,
    routes::{demande, notes},
};

pub(crate) fn routes() -> Vec<Route> {
    vec![page("/dispositifs", Acces::Public, lister), page("/dispositifs/{code}", Acces::Public, voir)]
}

async fn lister(
    State(app): State<App>,
    qui: Option<Extension<Qui>>,
    headers: HeaderMap,
) -> Result<Response, Erreur> {
    let catalogue = app.catalogue();
    let phases = Phase::TOUS
        .iter()
        .map(|phase| {
            let siens = catalogue.tous().iter().filter(|dispositif| dispositif.phase == *phase);
            let resumes = siens.map(|dispositif| Resume {
                lien: Link::new(&dispositif.nom, adresse(&dispositif.code)),
                sigle: dispositif.sigle.clone(),
                texte: dispositif.resume.clone(),
            });
            (phase.libelle().to_owned(), resumes.collect::<Vec<_>>())
        })
        .filter(|(_, resumes)| !resumes.is_empty())
        .collect();
    rendu::page(&Dispositifs {
        layout: rendu::autour_de_tous(&app, qui.as_deref(), &headers, ""),
        academie: catalogue.academie().map(|academie| academie.libelle().to_owned()),
        phases,
    })
}

/// Where a dispositif is told.
pub(crate) fn adresse(code: &str) -> String {
    format!("/dispositifs/{code}")
}

async fn voir(
    State(app): State<App>,
    Path(code): Path<String>,
    qui: Option<Extension<Qui>>,
    headers: HeaderMap,
) -> Result<Response, Erreur> {
    let catalogue = app.catalogue();
    let dispositif = catalogue.get(&code).ok_or(Erreur::Introuvable)?;
    let fiche = &dispositif.fiche;
    let conditions = dispositif
        .public
        .iter()
        .map(|condition| Fondee { texte: ponctuer(&condition.exigence(None)), loi: condition.texte.clone() });
    rendu::page(&Dispositif {
        layout: rendu::autour_de_tous(&app, qui.as_deref(), &headers, ""),
        nom: dispositif.nom.clone(),
        sigle: dispositif.sigle.clone(),
        phase: dispositif.phase.libelle().to_owned(),
        resume: dispositif.resume.clone(),
        objectifs: fiche.objectifs.clone(),
        public: fiche.public_vise.clone(),
        conditions: conditions.collect(),
        personnes: fiche.personnes_engagees.clone(),
        modalites: fiche.modalites.clone(),
        etapes: dispositif.etapes.iter().map(|etape| etape_en_mots(dispositif, etape)).collect(),
        combien: combien(dispositif),
        zone: fiche.zone_application.clone(),
        evaluation: evaluation(dispositif),
        documents: dispositif.documents().iter().map(|modele| modele.libelle().to_owned()).collect(),
        outils: outils(&dispositif.code),
        textes: dispositif
            .textes
            .iter()
            .map(|texte| (texte.reference.clone(), texte.surete.libelle().to_owned()))
            .collect(),
    })
}

/// What helps to decide, beside the fiche.
fn outils(code: &str) -> Vec<Link> {
    match code {
        "conservation_notes" | "droit_maintien" => {
            vec![Link::new("Calculer ce que donnent les notes gardées", notes::ICI)]
        }
        demande::FICHE => vec![Link::new("Demander à revenir en formation", demande::ICI)],
        _ => Vec::new(),
    }
}

fn etape_en_mots(dispositif: &dispositif::Dispositif, etape: &dispositif::Etape) -> EtapeFiche {
    let acteurs: Vec<String> = etape.acteurs.iter().map(|acteur| acteur.libelle().to_owned()).collect();
    let qui = alternative(&acteurs);
    let delai = etape.delai.as_ref().map(|delai| delai.en_mots(dispositif));
    EtapeFiche {
        titre: etape.titre.clone(),
        qui: majuscule(&qui),
        besoins: etape
            .besoins
            .iter()
            .map(|besoin| {
                let facultatif = if besoin.facultatif() { " (facultatif)" } else { "" };
                format!("{}{facultatif}", besoin.en_mots())
            })
            .collect(),
        delai,
        fin: etape.fin.map(|issue| issue.libelle().to_owned()),
        suites: suites(dispositif, etape),
    }
}

/// Rank and title of the steps that may follow.
fn suites(dispositif: &dispositif::Dispositif, etape: &dispositif::Etape) -> Vec<Suite> {
    let suivantes = dispositif.etapes.iter().enumerate().filter(|(_, e)| etape.suivantes.contains(&e.code));
    suivantes
        .map(|(rang, suivante)| {
            let conditions = dispositif.conditions_de(etape, &suivante.code).join(" et ");
            Suite { rang: rang + 1, titre: suivante.titre.clone(), seulement: conditions }
        })
        .collect()
}

/// The heading of the fiche, and what the program counts beside it.
fn evaluation(dispositif: &dispositif::Dispositif) -> Vec<Mesure> {
    let comptes: Vec<&str> = dispositif
        .indicateurs
        .iter()
        .filter(|indicateur| indicateur.compte != Compte::Partagee)
        .map(|indicateur| indicateur.titre.as_str())
        .collect();
    let dites = &dispositif.fiche.evaluation;
    let autres = comptes.iter().copied().filter(|titre| !dites.iter().any(|dite| dite == titre));
    dites
        .iter()
        .map(String::as_str)
        .chain(autres)
        .map(|texte| Mesure { texte: texte.to_owned(), comptee: comptes.contains(&texte) })
        .collect()
}

/// Everything that is a number: bounds, deadlines, places; else what the fiche says of it in its own words.
fn combien(dispositif: &dispositif::Dispositif) -> Vec<String> {
    let mut dits = limites(&dispositif.limites);
    if dispositif.limites.duree_max.is_none() && dispositif.limites.heures_semaine.is_none() {
        dits.extend(dispositif.fiche.modalites.iter().filter(|phrase| dit_une_duree(phrase)).cloned());
    }
    for etape in &dispositif.etapes {
        if let Some(delai) = &etape.delai {
            dits.push(format!("{} ({}).", etape.titre, delai.en_mots(dispositif)));
        }
    }
    if dispositif.par_groupes() {
        dits.push("Par groupes : chaque session a son nombre de places.".to_owned());
    } else if dispositif.public.iter().any(|condition| demande_une_place(&condition.critere)) {
        dits.push("Dans la limite des places.".to_owned());
    }
    dits.iter().map(|dit| ponctuer(dit)).collect()
}

fn demande_une_place(critere: &Critere) -> bool {
    match critere {
        Critere::Constat { quoi, attendu } => *quoi == Constat::PlaceDisponible && *attendu,
        Critere::UnDe(cas) => cas.iter().flatten().any(|condition| demande_une_place(&condition.critere)),
        _ => false,
    }
}

/// Whether a sentence of a fiche tells how long or how many hours: a number, then a unit at once.
fn dit_une_duree(phrase: &str) -> bool {
    const NOMBRES: &[&str] =
        &["un", "une", "deux", "trois", "quatre", "cinq", "six", "dix", "quinze", "vingt"];
    const UNITES: &[&str] = &["heure", "jour", "semaine", "mois", "an", "annee", "session", "seance"];
    let plie = plier(phrase);
    let mots: Vec<&str> = plie.split(' ').collect();
    mots.windows(2).any(|deux| {
        let [nombre, unite] = deux else { return false };
        let compte = NOMBRES.contains(nombre) || nombre.chars().all(|c| c.is_ascii_digit());
        compte && UNITES.iter().any(|u| unite == u || unite.strip_suffix('s') == Some(u))
    })
}

/// The bounds as sentences.
fn limites(limites: &Limites) -> Vec<String> {
    let mut dites = Vec::new();
    if let Some(duree) = limites.duree_max {
        let renouvelable = if limites.renouvelable { ", renouvelable" } else { "" };
        dites.push(format!("{} au plus{renouvelable}.", majuscule(&duree.en_mots())));
    }
    if limites.retour_obligatoire {
        dites.push("Une date de retour est toujours fixée.".to_owned());
    }
    if let Some(part) = limites.stages_part_max {
        dites.push(format!(
            "Les stages prennent au plus {}/{} de la durée.",
            part.numerateur, part.denominateur
        ));
    }
    if let Some(heures) = limites.heures_semaine {
        dites.push(format!("{heures}{INSECABLE}heures par semaine."));
    }
    if let Some(age) = limites.droit_jusqu_a {
        dites.push(format!("Le droit vaut jusqu’à {age}{INSECABLE}ans révolus."));
    }
    if let (false, Some(texte)) = (dites.is_empty(), &limites.texte) {
        dites.push(format!("Source{INSECABLE}: {texte}."));
    }
    dites
}

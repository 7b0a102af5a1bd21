//! The catalogue of dispositifs, for everybody: no account is needed to know what exists.

use axum::{
    Extension,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use raccroche_domain::{
    dispositif::{self, Limites, Phase, Repere},
    francais::{INSECABLE, majuscule},
};
use raccroche_pages::{
    dispositifs::{Dispositif, Dispositifs, EtapeFiche, Fondee, Resume},
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
        .map(|condition| Fondee { texte: majuscule(&condition.en_mots()), loi: condition.texte.clone() });
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
        limites: limites(&dispositif.limites),
        zone: fiche.zone_application.clone(),
        indicateurs: dispositif.indicateurs.iter().map(|indicateur| indicateur.titre.clone()).collect(),
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
    let acteurs: Vec<&str> = etape.acteurs.iter().map(|acteur| acteur.libelle()).collect();
    let qui = match acteurs.as_slice() {
        [] => String::new(),
        [seul] => (*seul).to_owned(),
        [debut @ .., dernier] => format!("{} ou {dernier}", debut.join(", ")),
    };
    let delai = etape.delai.as_ref().map(|delai| {
        let depuis = match &delai.depuis {
            Repere::Date(nom) => nom.libelle().to_owned(),
            Repere::Etape(code) => dispositif.etape(code).map_or(code.clone(), |e| e.titre.clone()),
        };
        let texte = delai.texte.as_ref().map_or_else(String::new, |texte| format!(" ({texte})"));
        format!("{} au plus, à compter de{INSECABLE}: {depuis}{texte}", delai.duree.en_mots())
    });
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
    }
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

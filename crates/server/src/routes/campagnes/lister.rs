//! All campaigns, and opening one.

use axum::{
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{
    Definition,
    droits::{Action as Geste, Agregat, peut},
    francais::{date_longue, nombre, ponctuer},
};
use raccroche_pages::{
    campagnes::{CampagneLigne, Campagnes},
    components::{Badge, EmptyState, Tone},
    form::{Answers, Choice},
    form_page::FormPage,
    layout::Link,
};
use raccroche_store::{
    StoreError,
    campagne::{self, Campagne, EtatCampagne, NouvelleCampagne},
};

use crate::{
    auth::session::Qui,
    campagnes::{fichiers, plan, resultats},
    erreur::Erreur,
    etat::App,
    rendu,
    saisie::Saisie,
    visite::Visite,
};

const ICI: &str = "/campagnes";

pub(super) fn badge(etat: EtatCampagne) -> Badge {
    match etat {
        EtatCampagne::Brouillon => Badge::new("En préparation", Tone::Info),
        EtatCampagne::Calculee => Badge::new("À publier", Tone::Warning),
        EtatCampagne::Publiee => Badge::new("Publiée", Tone::Success),
        EtatCampagne::Annulee => Badge::new("Abandonnée", Tone::Neutral),
    }
}

fn definitions() -> Vec<Choice> {
    [Definition::D31359, Definition::DiplomeTerminal]
        .map(|definition| Choice {
            hint: Some(definition.phrase().to_owned()),
            ..Choice::new(definition.nom(), definition.nom())
        })
        .to_vec()
}

pub(super) async fn lister(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    let role = qui.perimetre()?.role();
    let toutes = campagne::list(app.store().read()).await?;
    let lues = tokio::task::spawn_blocking({
        let app = app.clone();
        move || toutes.into_iter().map(|campagne| ligne(&app, &campagne)).collect::<Vec<_>>()
    });
    let page = Campagnes {
        layout: rendu::autour(&app, &qui, &headers, ICI),
        campagnes: lues.await.map_err(|_| Erreur::Interne)?,
        ouvrir: peut(role, Agregat::Campagne, Geste::Ecrire).then(|| Campagnes::form(ICI, definitions())),
        vide: EmptyState {
            title: "Aucune campagne".to_owned(),
            text: ponctuer(
                "Une campagne croise les registres de l’an dernier avec ceux de cette année, et dit qui n’est plus nulle part.",
            ),
            link: None,
        },
    };
    rendu::page(&page)
}

fn ligne(app: &App, campagne: &Campagne) -> CampagneLigne {
    let bilan = raccroche_campaign::read_bilan(&resultats(app, campagne)).ok();
    CampagneLigne {
        nom: Link::new(campagne.nom.clone(), format!("{ICI}/{}", campagne.id)),
        date: ponctuer(&format!("situation au {}", date_longue(campagne.as_of))),
        etat: badge(campagne.etat),
        resume: bilan.map_or_else(
            || "pas encore de résultat".to_owned(),
            |bilan| {
                let perdus = bilan.verdicts.get("perdu_de_vue").copied().unwrap_or(0);
                ponctuer(&format!(
                    "{} jeunes perdus de vue sur {} cherchés",
                    nombre(perdus),
                    nombre(bilan.personnes)
                ))
            },
        ),
    }
}

pub(super) async fn nouvelle(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    formulaire(&app, &qui, &headers, None)
}

fn formulaire(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let mut form = Campagnes::form(ICI, definitions()).form.primary().cancel(ICI);
    if let Some(reponses) = refuse {
        form = form.after(reponses);
    }
    let page = FormPage {
        layout: rendu::autour(app, qui, headers, ICI),
        titre: "Nouvelle campagne".to_owned(),
        texte: ponctuer(
            "Donnez-lui un nom et le jour auquel on regarde la situation des jeunes. Vous déposerez ensuite les registres.",
        ),
        alert: None,
        form,
        autres: Vec::new(),
        crumbs: vec![Link::new("Campagnes", ICI)],
        faits: Vec::new(),
    };
    let statut = if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    rendu::page_avec(statut, &page)
}

pub(super) async fn ouvrir(
    Visite { app, qui, headers }: Visite,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let nom = saisie.requis("nom", "Donnez un nom à la campagne.");
    if nom.chars().count() > 120 {
        saisie.erreur("nom", "Ce nom est trop long : 120 caractères au plus.");
    }
    let as_of = saisie.jour_requis("date");
    if as_of.is_some_and(|le| le > app.horloge().aujourd_hui()) {
        saisie.erreur("date", "La situation ne se regarde pas à une date à venir.");
    }
    let definition = saisie.choix("definition", plan::definition);
    let (Some(as_of), Some(definition), None) = (as_of, definition, saisie.en_erreur()) else {
        return formulaire(&app, &qui, &headers, saisie.en_erreur().as_ref());
    };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let dossier = format!("campagnes/{}", writer.new_id());
    let nouvelle = NouvelleCampagne { nom, as_of, definition, dossier: dossier.clone() };
    let creee = match campagne::create(&writer, nouvelle).await {
        Err(StoreError::Existe(_)) => {
            drop(writer);
            saisie.erreur("nom", "Une campagne porte déjà ce nom.");
            return formulaire(&app, &qui, &headers, saisie.en_erreur().as_ref());
        }
        creee => creee?,
    };
    let chemin = app.config().donnees.join(&dossier).join("sources");
    fichiers::preparer(&chemin).await?;
    writer.commit().await?;
    Ok(Redirect::to(&format!("{ICI}/{}", creee.id)).into_response())
}

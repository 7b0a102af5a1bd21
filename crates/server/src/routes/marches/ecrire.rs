//! Writing a contract down, and correcting it.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{francais::ponctuer, lire_siret};
use raccroche_pages::{form::Answers, marche::Marche as Page};
use raccroche_store::{
    StoreError,
    marche::{self, Marche, NouveauMarche},
};
use uuid::Uuid;

use super::ICI;
use crate::{auth::session::Qui, erreur::Erreur, etat::App, rendu, saisie::Saisie, visite::Visite};

/// Hours that a clause may ask for.
const HEURES_AU_PLUS: u32 = 100_000;
/// Letters of a name.
const MOTS: usize = 200;
/// Letters of what a company can give to do.
const MISSIONS: usize = 1_000;

pub(super) async fn nouveau(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, None, None)
}

pub(super) async fn corriger(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let connu = a_lui(&app, &qui, id).await?;
    montrer(&app, &qui, &headers, Some(&connu), None)
}

/// A contract that the organisation of who asks holds.
async fn a_lui(app: &App, qui: &Qui, id: Uuid) -> Result<Marche, Erreur> {
    let perimetre = qui.perimetre()?;
    let connu = marche::lire(app.store().read(), perimetre, id).await?;
    connu.filter(|connu| marche::est_a(perimetre, connu)).ok_or(Erreur::Introuvable)
}

/// The form, with what is known, or what was typed when it was refused; 422 then.
fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    connu: Option<&Marche>,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let layout = rendu::autour(app, qui, headers, "/parcours");
    let action = connu.map_or_else(|| ICI.to_owned(), |connu| format!("{ICI}/{}/modifier", connu.id));
    let version = connu.map(|connu| (connu.objet.as_str(), connu.version));
    let mut page = Page::formulaire(layout, &action, version);
    if let Some(reponses) = refuse {
        page.form = page.form.after(reponses);
        return rendu::page_avec(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    if let Some(connu) = connu {
        page.form = page.form.after(&Answers { values: valeurs(connu), ..Answers::default() });
    }
    rendu::page(&page)
}

fn valeurs(connu: &Marche) -> Vec<(String, String)> {
    let clos = if connu.clos_le.is_some() { "oui" } else { "" };
    [
        ("objet", connu.objet.as_str()),
        ("reference", &connu.reference),
        ("acheteur", &connu.acheteur),
        ("contact", &connu.contact),
        ("courriel", &connu.courriel),
        ("heures_dues", &connu.heures_dues.to_string()),
        ("entreprise", &connu.entreprise),
        ("siret", &connu.siret),
        ("adresse", &connu.adresse),
        ("missions", &connu.missions),
        ("clos", clos),
    ]
    .map(|(nom, valeur)| (nom.to_owned(), valeur.to_owned()))
    .to_vec()
}

/// What was typed; what is wrong is noted beside its field.
fn lire(saisie: &mut Saisie) -> NouveauMarche {
    let objet = saisie.requis("objet", "Indiquez ce qui est acheté.");
    let acheteur = saisie.requis("acheteur", "Indiquez l’acheteur public.");
    let libre = |nom: &str| saisie.texte(nom).unwrap_or_default().to_owned();
    let (reference, contact, courriel) = (libre("reference"), libre("contact"), libre("courriel"));
    let (entreprise, adresse, missions) = (libre("entreprise"), libre("adresse"), libre("missions"));
    let siret = libre("siret");
    let lu = if siret.is_empty() { Ok(String::new()) } else { lire_siret(&siret) };
    let siret = lu.unwrap_or_else(|phrase| {
        saisie.erreur("siret", &ponctuer(phrase));
        siret
    });
    let heures = saisie.texte("heures_dues").and_then(|texte| texte.parse().ok());
    let courts = [
        ("objet", &objet),
        ("reference", &reference),
        ("acheteur", &acheteur),
        ("contact", &contact),
        ("entreprise", &entreprise),
        ("adresse", &adresse),
    ];
    let longs: Vec<&str> =
        courts.iter().filter(|(_, dit)| dit.chars().count() > MOTS).map(|(nom, _)| *nom).collect();
    for nom in longs {
        saisie.erreur(nom, &format!("C’est trop long : {MOTS} caractères au plus.").replace(" :", "\u{a0}:"));
    }
    if missions.chars().count() > MISSIONS {
        saisie.erreur("missions", &ponctuer(&format!("C’est trop long : {MISSIONS} caractères au plus.")));
    }
    saisie.courriel("courriel");
    let heures_dues = heures.filter(|heures| *heures <= HEURES_AU_PLUS);
    if heures_dues.is_none() {
        saisie.erreur("heures_dues", &format!("Donnez un nombre entier d’heures, {HEURES_AU_PLUS} au plus."));
    }
    NouveauMarche {
        objet,
        reference,
        acheteur,
        contact,
        courriel,
        heures_dues: heures_dues.unwrap_or_default(),
        entreprise,
        siret,
        adresse,
        missions,
        clos_le: None,
    }
}

pub(super) async fn creer(
    Visite { app, qui, headers }: Visite,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let dit = lire(&mut saisie);
    if let Some(reponses) = saisie.en_erreur() {
        return montrer(&app, &qui, &headers, None, Some(&reponses));
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let id = marche::creer(&writer, perimetre, dit).await?;
    writer.commit().await?;
    Ok(aller(id))
}

pub(super) async fn modifier(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let connu = a_lui(&app, &qui, id).await?;
    let mut dit = lire(&mut saisie);
    if let Some(reponses) = saisie.en_erreur() {
        return montrer(&app, &qui, &headers, Some(&connu), Some(&reponses));
    }
    if saisie.texte("clos") == Some("oui") {
        dit.clos_le = connu.clos_le.or(Some(perimetre.le()));
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    match marche::modifier(&writer, perimetre, id, saisie.version().unwrap_or_default(), dit).await {
        Ok(()) => {}
        Err(StoreError::Conflit { .. }) => {
            drop(writer);
            let phrase = "Quelqu’un a modifié ce marché entre-temps : rien n’a été enregistré. Ouvrez-le de nouveau pour lire ce \
                          qui a changé.";
            return montrer(
                &app,
                &qui,
                &headers,
                Some(&connu),
                Some(&saisie.reponses(Some(ponctuer(phrase)))),
            );
        }
        Err(error) => return Err(error.into()),
    }
    writer.commit().await?;
    Ok(aller(id))
}

/// To the page of the contract, which announces that it is kept.
fn aller(id: Uuid) -> Response {
    let annonce = AppendHeaders([rendu::annoncer("marche_garde", id, 0)]);
    (annonce, Redirect::to(&format!("{ICI}/{id}"))).into_response()
}

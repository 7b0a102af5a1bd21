//! Lists kept under a name: criteria, order and columns of closed lists, never people.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_pages::{
    components::Action as Bouton,
    form::{Answers, Form},
    layout::Link,
    vues::{Vue as VueMontree, Vues},
};
use raccroche_store::{
    StoreError,
    vue::{self, Vue},
};
use uuid::Uuid;

use super::{
    filtre::{Demande, affichage},
    lister,
};
use crate::{auth::session::Qui, erreur::Erreur, etat::App, rendu, saisie::Saisie, visite::Visite};

/// Address of the page.
pub(super) const ICI: &str = "/jeunes/vues";
const LISTE: &str = "/jeunes";
/// Views of an account at most: beyond, tabs are no longer read.
const AU_PLUS: usize = 20;
/// Longest name, in characters.
const LONGUEUR: usize = 40;
/// As many digits are a number of somebody.
const CHIFFRES: usize = 6;

/// The list of a view.
pub(super) fn adresse(vue: &Vue) -> String {
    // Closed lists change from one version to the next: what is no longer in them is left out.
    format!("{LISTE}?{}", Demande::de_requete(&vue.requete).requete())
}

/// The form that keeps the list on screen; nothing when there is nothing to keep, or it is kept already.
pub(super) fn garder_form(demande: &Demande, gardees: &[Vue], refuse: Option<&Answers>) -> Option<Form> {
    let requete = demande.requete();
    let form =
        Form::new("vue", ICI, "Garder cette vue").with("requete", &requete).field(Vues::nom("Nom de la vue"));
    if let Some(reponses) = refuse {
        return Some(form.after(reponses));
    }
    let connue = gardees.iter().any(|vue| vue.requete == requete);
    (!requete.is_empty() && !connue && gardees.len() < AU_PLUS).then_some(form)
}

/// The name, when it can be one.
fn nom(saisie: &mut Saisie) -> String {
    let nom = saisie.requis("nom", "Donnez un nom à cette vue.");
    if nom.chars().count() > LONGUEUR {
        saisie.erreur("nom", "Choisissez un nom plus court : 40 caractères au plus.");
    }
    if nom.contains('@') || nom.chars().filter(char::is_ascii_digit).count() >= CHIFFRES {
        saisie.erreur("nom", "Un nom de vue ne contient ni adresse, ni numéro de quelqu’un.");
    }
    nom
}

const DEJA: &str = "Vous avez déjà une vue de ce nom.";

pub(super) async fn garder(
    Visite { app, qui, headers }: Visite,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let demande = Demande::de_requete(saisie.texte("requete").unwrap_or_default());
    let requete = demande.requete();
    let nom = nom(&mut saisie);
    if requete.is_empty() {
        saisie.erreur("nom", "Choisissez d’abord un filtre, un ordre ou des colonnes.");
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let gardees = vue::of_utilisateur(&writer, perimetre.utilisateur()).await?;
    if gardees.len() >= AU_PLUS {
        saisie.erreur("nom", "Vous gardez déjà vingt vues : retirez-en une d’abord.");
    }
    if saisie.en_erreur().is_none() {
        match vue::keep(&writer, perimetre.utilisateur(), &nom, &requete).await {
            Ok(_) => {
                writer.commit().await?;
                return Ok(vers(&format!("{LISTE}?{requete}"), "vue_gardee"));
            }
            Err(StoreError::Existe(_)) => saisie.erreur("nom", DEJA),
            Err(error) => return Err(error.into()),
        }
    }
    drop(writer);
    lister::montrer(&app, &qui, &headers, &demande, saisie.en_erreur().as_ref()).await
}

/// To a page that says what was done.
fn vers(adresse: &str, annonce: &str) -> Response {
    (AppendHeaders([rendu::annoncer(annonce, Uuid::nil(), 0)]), Redirect::to(adresse)).into_response()
}

pub(super) async fn voir(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, None).await
}

async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    refuse: Option<(Uuid, &Answers)>,
) -> Result<Response, Erreur> {
    let gardees = vue::of_utilisateur(app.store().read(), qui.perimetre()?.utilisateur()).await?;
    let vues = gardees.iter().map(|vue| montree(vue, refuse)).collect();
    let statut = if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = Vues { layout: rendu::autour(app, qui, headers, LISTE), vues, vide: Vues::rien() };
    rendu::page_avec(statut, &page)
}

fn montree(vue: &Vue, refuse: Option<(Uuid, &Answers)>) -> VueMontree {
    let demande = Demande::de_requete(&vue.requete);
    let mut criteres: Vec<String> = demande.chips(LISTE).into_iter().map(|chip| chip.label).collect();
    criteres.extend(affichage(&demande));
    let mut renommer =
        Vues::renommer(&vue.id.simple().to_string(), &format!("{ICI}/{}/renommer", vue.id), &vue.nom);
    if let Some((_, reponses)) = refuse.filter(|(id, _)| *id == vue.id) {
        renommer.form = renommer.form.after(reponses);
    }
    VueMontree {
        lien: Link::new(vue.nom.clone(), adresse(vue)),
        criteres,
        renommer,
        retirer: Bouton {
            about: Some(format!("la vue {}", vue.nom)),
            ..Bouton::new("Retirer", format!("{ICI}/{}/retirer", vue.id))
        },
    }
}

pub(super) async fn renommer(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let utilisateur = qui.perimetre()?.utilisateur();
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let gardees = vue::of_utilisateur(&writer, utilisateur).await?;
    if !gardees.iter().any(|vue| vue.id == id) {
        return Err(Erreur::Introuvable);
    }
    let nom = nom(&mut saisie);
    if gardees.iter().any(|vue| vue.id != id && vue.nom == nom) {
        saisie.erreur("nom", DEJA);
    }
    if let Some(reponses) = saisie.en_erreur() {
        drop(writer);
        return montrer(&app, &qui, &headers, Some((id, &reponses))).await;
    }
    vue::rename(&writer, utilisateur, id, &nom).await?;
    writer.commit().await?;
    Ok(vers(ICI, "vue_renommee"))
}

pub(super) async fn retirer(
    Visite { app, qui, .. }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    vue::remove(&writer, qui.perimetre()?.utilisateur(), id).await?;
    writer.commit().await?;
    Ok(vers(ICI, "vue_retiree"))
}

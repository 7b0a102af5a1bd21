//! What the documents of an organisation bear: lines, logo, who signs. Said once by who signs for it; an administrator may say
//! it in the place of an organisation where nobody does.

use axum::{
    extract::{Multipart, Query, multipart::Field},
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_documents::{
    Entete as Imprime, ErreurLogo, FormatLogo, Logo, Reference, Signataire,
    modeles::{Cadre, Lettre, Remplir as _},
};
use raccroche_domain::{
    droits::{Action, Agregat, peut},
    francais::{date_longue, ponctuer},
};
use raccroche_pages::{entete::Entete as Page, form::Answers, layout::Link};
use raccroche_store::{
    acces,
    entete::{self, Entete, NouvelEntete},
    organisation::{self, Organisation},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, depot_de, page},
    rendu,
    saisie::Saisie,
    visite::Visite,
};

const ICI: &str = "/entete";
/// Bytes of the largest logo: kept in the database and in each document.
const LOGO: usize = 200_000;
/// The same, in words.
const LOGO_EN_MOTS: &str = "200\u{a0}Ko";
/// Bytes of a request at most: a picture as a camera makes it is too large for a logo, and is told so beside its field.
const CORPS: usize = 32 * 1024 * 1024;
/// How a PNG begins.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Characters of the lines, and of a name.
const LIGNES: usize = 600;
const NOM: usize = 120;
/// Lines, so that a header leaves room for a document.
const LIGNES_AU_PLUS: usize = 6;
/// Organisations that a search shows.
const TROUVEES: usize = 30;

pub(crate) fn routes() -> Vec<Route> {
    let lire = Acces::Droit(Agregat::Entete, Action::Lire);
    vec![
        page(ICI, lire, afficher),
        page("/entete/apercu", lire, apercu),
        depot_de(ICI, Acces::Droit(Agregat::Entete, Action::Ecrire), CORPS, garder),
    ]
}

/// Whose header: one's own organisation, unless another is named.
#[derive(Debug, Default, Deserialize)]
struct Demande {
    #[serde(default)]
    de: Option<String>,
    #[serde(default)]
    q: Option<String>,
}

impl Demande {
    async fn organisation(&self, app: &App, qui: &Qui) -> Result<Organisation, Erreur> {
        let perimetre = qui.perimetre()?;
        let Some(de) = self.de.as_deref().filter(|de| !de.is_empty()) else {
            return Ok(perimetre.organisation().clone());
        };
        let de: Uuid = de.parse().map_err(|_| Erreur::Introuvable)?;
        if de == perimetre.organisation().id {
            return Ok(perimetre.organisation().clone());
        }
        if !peut(perimetre.role(), Agregat::Entete, Action::Decider) {
            return Err(Erreur::Introuvable);
        }
        organisation::find(app.store().read(), de).await?.ok_or(Erreur::Introuvable)
    }
}

/// The address of a page, for one's own organisation or another.
fn adresse(chemin: &str, qui: &Qui, organisation: Uuid) -> String {
    let sienne = qui.perimetre.as_ref().is_some_and(|perimetre| perimetre.organisation().id == organisation);
    if sienne { chemin.to_owned() } else { format!("{chemin}?de={organisation}") }
}

/// The header that documents of an organisation bear.
pub(crate) fn imprime(app: &App, organisation: &Organisation, dit: Option<&Entete>) -> Imprime {
    let academie = app.config().marque.entite.clone();
    // Not said twice when the académie itself issues.
    let etablissement = if organisation.nom == academie { String::new() } else { organisation.nom.clone() };
    let Some(dit) = dit else { return Imprime { academie, etablissement, ..Imprime::default() } };
    let logo = dit.logo.clone().and_then(|octets| match Logo::relire(octets, &dit.logo_description) {
        Ok(logo) => Some(logo),
        Err(error) => {
            // A document without its logo is better than none.
            tracing::error!(%error, organisation = %organisation.id, "kept logo");
            None
        }
    });
    let signe = !(dit.signataire_nom.is_empty() && dit.signataire_qualite.is_empty());
    Imprime {
        academie,
        etablissement,
        adresse: dit.lignes.clone(),
        logo,
        signataire: signe
            .then(|| Signataire { nom: dit.signataire_nom.clone(), qualite: dit.signataire_qualite.clone() }),
    }
}

async fn afficher(
    Visite { app, qui, headers }: Visite,
    Query(demande): Query<Demande>,
) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, &demande, None).await
}

/// The page, with the form that was refused, if any; 422 then.
async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    demande: &Demande,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let vise = demande.organisation(app, qui).await?;
    let dit = entete::find(app.store().read(), vise.id).await?;
    let connu = dit.as_ref();
    let valeurs = [
        connu.map_or("", |dit| dit.lignes.as_str()),
        connu.map_or("", |dit| dit.signataire_nom.as_str()),
        connu.map_or("", |dit| dit.signataire_qualite.as_str()),
        connu.map_or("", |dit| dit.logo_description.as_str()),
    ];
    let logo = connu.is_some_and(|dit| dit.logo.is_some());
    let mut form = Page::formulaire(&adresse(ICI, qui, vise.id), valeurs, logo, LOGO_EN_MOTS);
    if let Some(reponses) = refuse {
        form = form.after(reponses);
    }
    let modifie = match connu {
        Some(dit) => {
            let le = date_longue(app.horloge().local(dit.modifie_le).date());
            let noms = app.noms_de(dit.modifie_par.into_iter()).await?;
            let par = dit.modifie_par.and_then(|par| noms.get(&par).map(|nom| format!(" par {nom}")));
            Some(format!("Dit{} le {le}.", par.unwrap_or_default()))
        }
        None => None,
    };
    let partout = peut(qui.perimetre()?.role(), Agregat::Entete, Action::Decider);
    let q = demande.q.as_deref().unwrap_or_default().trim();
    let mut trouvees = Vec::new();
    if partout && !q.is_empty() {
        let nommees = organisation::named(app.store().read(), q).await?;
        trouvees.extend(
            nommees.into_iter().take(TROUVEES).map(|o| Link::new(o.nom, format!("{ICI}?de={}", o.id))),
        );
    }
    let page = Page {
        layout: rendu::autour(app, qui, headers, "/compte"),
        apercu: adresse("/entete/apercu", qui, vise.id),
        organisation: vise.nom,
        form,
        modifie,
        chercher: partout.then(|| Page::recherche(ICI, q)),
        introuvable: partout && !q.is_empty() && trouvees.is_empty(),
        trouvees,
    };
    let statut = if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    rendu::page_avec(statut, &page)
}

/// A letter that bears the header, so that one sees it before a family does.
async fn apercu(Visite { app, qui, .. }: Visite, Query(demande): Query<Demande>) -> Result<Response, Erreur> {
    let vise = demande.organisation(&app, &qui).await?;
    let dit = entete::find(app.store().read(), vise.id).await?;
    let cadre = Cadre {
        entete: imprime(&app, &vise, dit.as_ref()),
        reference: Reference::default(),
        date: app.horloge().aujourd_hui(),
    };
    let exemple = Lettre {
        destinataire: "Madame ou Monsieur Exemple\n1 rue de l’Exemple".to_owned(),
        objet: "Exemple de document".to_owned(),
        formule: "Bonjour,".to_owned(),
        texte: "Ce document montre l’en-tête que portent ceux de votre organisme, et la place où signe la personne que vous \
                avez nommée. Il ne concerne personne."
            .to_owned(),
        pieces: Vec::new(),
    };
    let octets = super::parcours::rendu(exemple.remplir(&cadre)).await?;
    let entetes = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"en-tete.pdf\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((entetes, octets).into_response())
}

async fn garder(
    Visite { app, qui, headers }: Visite,
    Query(demande): Query<Demande>,
    formulaire: Multipart,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let vise = demande.organisation(&app, &qui).await?;
    let (mut saisie, fichier) = lire(formulaire).await;
    let lignes = lignes(&mut saisie);
    let nom = court(&mut saisie, "signataire_nom");
    let qualite = court(&mut saisie, "signataire_qualite");
    let garde = entete::find(app.store().read(), vise.id).await?.and_then(|dit| dit.logo);
    let logo = match (fichier, garde) {
        (Some(octets), _) => choisi(&mut saisie, octets).await?,
        (None, Some(octets)) if saisie.texte("sans_logo").is_none() => {
            let description = court(&mut saisie, "logo_description");
            if description.is_empty() {
                saisie.erreur("logo_description", &ErreurLogo::SansDescription.phrase());
            }
            Some((octets, description))
        }
        _ => None,
    };
    if let Some(reponses) = saisie.en_erreur() {
        return montrer(&app, &qui, &headers, &demande, Some(&reponses)).await;
    }
    let dit = NouvelEntete { lignes, signataire_nom: nom, signataire_qualite: qualite, logo };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    entete::keep(&writer, perimetre, vise.id, dit).await?;
    let trace = ponctuer(&format!("en-tête des documents : {}", vise.nom));
    acces::record(&writer, perimetre, None, "entete", &trace).await?;
    writer.commit().await?;
    let annonce = rendu::annoncer("entete_garde", Uuid::nil(), 0);
    Ok((AppendHeaders([annonce]), Redirect::to(&adresse(ICI, &qui, vise.id))).into_response())
}

/// The lines, without those that are empty.
fn lignes(saisie: &mut Saisie) -> String {
    let texte = saisie.texte("lignes").unwrap_or_default();
    let lignes: Vec<&str> = texte.lines().map(str::trim).filter(|ligne| !ligne.is_empty()).collect();
    let (nombre, lignes) = (lignes.len(), lignes.join("\n"));
    if nombre > LIGNES_AU_PLUS || lignes.chars().count() > LIGNES {
        saisie.erreur("lignes", "Six lignes au plus, et six cents caractères en tout.");
    }
    lignes
}

fn court(saisie: &mut Saisie, champ: &str) -> String {
    let texte = saisie.texte(champ).unwrap_or_default().to_owned();
    if texte.chars().count() > NOM {
        saisie.erreur(champ, "Cent vingt caractères au plus.");
    }
    texte
}

/// A logo that was sent, once it has stood its trial; nothing when it is refused, which the form then says.
async fn choisi(saisie: &mut Saisie, octets: Vec<u8>) -> Result<Option<(Vec<u8>, String)>, Erreur> {
    let description = court(saisie, "logo_description");
    if octets.len() > LOGO {
        saisie.erreur(
            "logo",
            &format!("Le logo pèse plus de {LOGO_EN_MOTS}. Réduisez-le, puis envoyez-le de nouveau."),
        );
        return Ok(None);
    }
    // Shapes may hide what runs or fetches: pixels do not.
    if !octets.starts_with(PNG) {
        saisie.erreur(
            "logo",
            "Le logo n’est pas une image PNG. Enregistrez-le dans ce format, puis envoyez-le de nouveau.",
        );
        return Ok(None);
    }
    let essai = tokio::task::spawn_blocking(move || Logo::lire(octets, &description));
    match essai.await.map_err(|_| Erreur::Interne)? {
        Ok(logo) if logo.format() == FormatLogo::Png => {
            Ok(Some((logo.octets().to_vec(), logo.description().to_owned())))
        }
        Ok(_) => Err(Erreur::Interne),
        Err(erreur) => {
            let champ = if erreur == ErreurLogo::SansDescription { "logo_description" } else { "logo" };
            saisie.erreur(champ, &ponctuer(&erreur.phrase()));
            Ok(None)
        }
    }
}

/// The fields, and the bytes of the logo when one was chosen: one more than allowed at most. What cannot be read to its end is told
/// beside the logo, with the fields that came before.
async fn lire(mut formulaire: Multipart) -> (Saisie, Option<Vec<u8>>) {
    let (mut champs, mut logo) = (Vec::new(), None);
    let entier = loop {
        let champ = match formulaire.next_field().await {
            Ok(Some(champ)) => champ,
            Ok(None) => break true,
            Err(_) => break false,
        };
        let nom = champ.name().unwrap_or_default().to_owned();
        let Ok(octets) = morceaux(champ).await else { break false };
        if nom != "logo" {
            champs.push((nom, String::from_utf8_lossy(&octets).into_owned()));
        } else if !octets.is_empty() {
            logo = Some(octets);
        }
    };
    let mut saisie = Saisie::de_champs(champs);
    if !entier {
        logo = None;
        let phrase = format!(
            "L’envoi a été coupé, ou le fichier est trop lourd : un logo pèse {LOGO_EN_MOTS} au plus. Recommencez."
        );
        saisie.erreur("logo", &ponctuer(&phrase));
    }
    (saisie, logo)
}

async fn morceaux(mut champ: Field<'_>) -> Result<Vec<u8>, ()> {
    let mut octets = Vec::new();
    while let Some(morceau) = champ.chunk().await.map_err(|_| ())? {
        let place = (LOGO + 1).saturating_sub(octets.len());
        octets.extend_from_slice(&morceau[..morceau.len().min(place)]);
    }
    Ok(octets)
}

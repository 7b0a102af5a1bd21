//! Finding somebody by whatever is at hand, within one's territory.
//!
//! What is searched is a name, a birth date, an INE: personal data, which has no place in an address, a log or the Referer
//! of the next page. So it is posted, and the page that shows the results finds it in a cookie sealed for the person who
//! typed it: going back to the results works, and neither the browser's history nor a proxy learns anything.

use std::collections::{HashMap, HashSet};

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{
    droits::{Action, Agregat},
    francais::ponctuer,
};
use raccroche_pages::{
    jeunes_table::{Column, JeunesTable},
    layout::Link,
    recherche::Recherche,
};
use raccroche_store::{
    Perimetre, Place, Sealed,
    dossier::{self, Filtre, LigneDossier, Page, Tri},
    recherche, reunion,
};
use uuid::Uuid;

use crate::{
    auth::session::{Qui, lire_cookie},
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    rendu,
    routes::jeunes::ligne,
    saisie::Saisie,
    visite::Visite,
};

/// People shown at most: whoever is not among them is found by typing more.
const AU_PLUS: u64 = 50;
/// Longest text searched, in characters.
const LONGUEUR: usize = 200;
/// How long the last search is kept, in seconds.
const MEMOIRE: u32 = 900;
const ICI: &str = "/recherche";
const COOKIE: &str = "recherche";

pub(crate) fn routes() -> Vec<Route> {
    let lire = Acces::Droit(Agregat::Dossier, Action::Lire);
    vec![page(ICI, lire, afficher), acte(ICI, lire, chercher)]
}

/// The page, with the last search if there was one lately.
async fn afficher(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    let texte = memoire(&app, &qui, &headers).unwrap_or_default();
    let trouves = trouver(&app, qui.perimetre()?, &texte).await?;
    montrer(&app, &qui, &headers, texte, &trouves).await
}

async fn chercher(Visite { app, qui, headers }: Visite, saisie: Saisie) -> Result<Response, Erreur> {
    let texte: String = saisie.texte("q").unwrap_or_default().chars().take(LONGUEUR).collect();
    let trouves = trouver(&app, qui.perimetre()?, &texte).await?;
    // While one is still typing, the page shows what there is and leads nowhere.
    if headers.contains_key("hx-request") {
        return montrer(&app, &qui, &headers, texte, &trouves).await;
    }
    if let [seul] = trouves.as_slice() {
        return Ok(Redirect::to(&format!("/dossiers/{}", seul.id)).into_response());
    }
    let cookie = retenir(&app, &qui, &texte)?;
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(ICI)).into_response())
}

/// People of the perimeter, best first, each with the dossier that is open, else the last one that was. Somebody known twice
/// is one: who they go on as, unless that one is not to be seen from here.
async fn trouver(app: &App, perimetre: &Perimetre, texte: &str) -> Result<Vec<LigneDossier>, Erreur> {
    let reader = app.store().read();
    let jeunes = recherche::search(reader, perimetre, texte, AU_PLUS).await?;
    if jeunes.is_empty() {
        return Ok(Vec::new());
    }
    let trouves: Vec<Uuid> = jeunes.iter().map(|jeune| jeune.id).collect();
    let retenus = reunion::retenus(reader, &trouves).await?;
    let ids: Vec<Uuid> = trouves.iter().chain(retenus.values()).copied().collect();
    let mut dossiers: HashMap<Uuid, LigneDossier> = HashMap::new();
    for clos in [false, true] {
        let filtre = Filtre { clos, jeunes: Some(ids.clone()), ..Filtre::default() };
        // Somebody may have had several dossiers that are closed.
        let page = Page { depuis: 0, taille: AU_PLUS * 4 };
        for lue in dossier::lister(reader, perimetre, &filtre, Tri::Recent, page).await? {
            dossiers.entry(lue.jeune).or_insert(lue);
        }
    }
    let vus: HashSet<Uuid> = dossiers.keys().copied().collect();
    Ok(trouves
        .iter()
        .filter_map(|id| match retenus.get(id) {
            // Both may have been found: the first takes the place of both.
            Some(retenu) if vus.contains(retenu) => dossiers.remove(retenu),
            _ => dossiers.remove(id),
        })
        .collect())
}

async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    texte: String,
    trouves: &[LigneDossier],
) -> Result<Response, Erreur> {
    let jour = qui.perimetre()?.le();
    let noms = app.noms(trouves).await?;
    let rows = trouves.iter().map(|lue| ligne(lue, &noms, jour)).collect();
    let colonnes =
        [Column::Age, Column::Commune, Column::Etablissement, Column::Responsable, Column::Situation];
    let mut layout = rendu::autour(app, qui, headers, ICI);
    layout.search = Some(texte);
    let total = trouves.len() as u64;
    let mut vide = Recherche::rien();
    vide.link = Some(Link::new("Voir tous les jeunes de mon territoire", "/jeunes"));
    rendu::page(&Recherche {
        layout,
        compris: (total >= AU_PLUS).then(|| {
            ponctuer(&format!("les {AU_PLUS} premiers ; précisez le prénom ou la date de naissance"))
        }),
        total,
        table: JeunesTable::plain("Jeunes trouvés", &colonnes, rows),
        vide,
    })
}

fn place(qui: &Qui) -> Place {
    Place { table: "cookie", column: "recherche", row: qui.utilisateur.id }
}

/// The cookie that keeps the text for a while, for this person alone.
fn retenir(app: &App, qui: &Qui, texte: &str) -> Result<HeaderValue, Erreur> {
    use std::fmt::Write as _;
    let scelle = app.store().keyring().seal(place(qui), texte.as_bytes()).map_err(|_| Erreur::Interne)?;
    let mut hexa = String::with_capacity(scelle.as_bytes().len() * 2);
    for octet in scelle.as_bytes() {
        let _ = write!(hexa, "{octet:02x}");
    }
    let chiffre = if app.chiffre() { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={hexa}; Path={ICI}; HttpOnly; SameSite=Lax; Max-Age={MEMOIRE}{chiffre}");
    HeaderValue::try_from(cookie).map_err(|_| Erreur::Interne)
}

/// The text that this person searched last; nothing when the cookie is absent, altered or somebody else's.
fn memoire(app: &App, qui: &Qui, headers: &HeaderMap) -> Option<String> {
    let hexa = lire_cookie(headers, COOKIE)?;
    let octets: Option<Vec<u8>> = hexa
        .as_bytes()
        .chunks(2)
        .map(|paire| std::str::from_utf8(paire).ok().and_then(|paire| u8::from_str_radix(paire, 16).ok()))
        .collect();
    let clair = app.store().keyring().open(place(qui), &Sealed::from_bytes(octets?)).ok()?;
    String::from_utf8(clair.to_vec()).ok()
}

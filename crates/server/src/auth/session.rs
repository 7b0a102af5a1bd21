//! From a cookie to somebody: the session, the person, the membership in force.

use axum::http::{HeaderMap, HeaderValue, header};
use chrono::{DateTime, Duration, Utc};
use raccroche_store::{
    Perimetre, appartenance::Appartenance, organisation::Organisation, session, utilisateur::Utilisateur,
};

use crate::{erreur::Erreur, etat::App};

/// Without a page for that long, a session ends.
pub(crate) const INACTIVITE: Duration = Duration::hours(4);
/// Whatever happens, it ends after that long: a working day.
pub(crate) const DUREE: Duration = Duration::hours(12);
/// A session is marked as used at most that often, so that reading pages seldom writes.
const MARQUE: Duration = Duration::minutes(5);

/// Somebody signed in.
#[derive(Debug, Clone)]
pub struct Qui {
    /// The session.
    pub session: session::Session,
    /// The person.
    pub utilisateur: Utilisateur,
    /// What the membership in force lets them see; `None` when none holds today.
    pub perimetre: Option<Perimetre>,
    /// Every membership that holds today.
    pub appartenances: Vec<(Appartenance, Organisation)>,
}

impl Qui {
    /// Whether the second factor was given, or is not asked for.
    pub fn second_facteur_passe(&self, app: &App) -> bool {
        let demande = self.utilisateur.totp_depuis.is_some() || app.config().second_facteur_obligatoire;
        self.session.second_facteur || !demande
    }

    /// Where the second factor is given, or set up the first time.
    pub fn etape_suivante(&self) -> &'static str {
        if self.utilisateur.totp_depuis.is_some() { "/connexion/code" } else { "/connexion/second-facteur" }
    }

    /// The perimeter.
    ///
    /// # Errors
    /// When no membership holds today.
    pub fn perimetre(&self) -> Result<&Perimetre, Erreur> {
        self.perimetre.as_ref().ok_or(Erreur::Interdit)
    }
}

/// Name of the cookie. The `__Host-` prefix makes browsers refuse it from another host or an unencrypted connection;
/// without encryption (the demonstration, on this machine alone) it would be refused everywhere.
pub(crate) fn nom_du_cookie(app: &App) -> &'static str {
    if app.chiffre() { "__Host-session" } else { "session" }
}

/// The header that gives the cookie; an empty token takes it away.
pub(crate) fn cookie(app: &App, jeton: &str) -> HeaderValue {
    let nom = nom_du_cookie(app);
    let chiffre = if app.chiffre() { "; Secure" } else { "" };
    let age = if jeton.is_empty() { 0 } else { DUREE.num_seconds() };
    let texte = format!("{nom}={jeton}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{chiffre}");
    HeaderValue::try_from(texte).unwrap_or(HeaderValue::from_static(""))
}

/// The value of one of our cookies.
pub(crate) fn lire_cookie<'a>(headers: &'a HeaderMap, nom: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split("; "))
        .find_map(|paire| paire.split_once('=').filter(|(cle, _)| *cle == nom).map(|(_, valeur)| valeur))
}

/// When a session used at `le` ends.
pub(crate) fn fin(cree_le: DateTime<Utc>, le: DateTime<Utc>) -> DateTime<Utc> {
    (le + INACTIVITE).min(cree_le + DUREE)
}

/// Who the request is from; nobody without a session that holds.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn reconnaitre(app: &App, headers: &HeaderMap) -> Result<Option<Qui>, Erreur> {
    let Some(jeton) = lire_cookie(headers, nom_du_cookie(app)).filter(|jeton| jeton.len() == 64) else {
        return Ok(None);
    };
    let maintenant = app.horloge().maintenant();
    let reader = app.store().read();
    let Some((session, utilisateur)) = session::find(reader, jeton.as_bytes(), maintenant).await? else {
        return Ok(None);
    };
    if maintenant - session.vu_le > MARQUE {
        let writer = app.store().write(maintenant).await?;
        session::touch(&writer, &session.id, fin(session.cree_le, maintenant)).await?;
        writer.commit().await?;
    }
    let aujourd_hui = app.horloge().aujourd_hui();
    let appartenances = raccroche_store::appartenance::valid_on(reader, utilisateur.id, aujourd_hui).await?;
    let choisie = appartenances
        .iter()
        .find(|(appartenance, _)| Some(appartenance.id) == session.appartenance)
        // The oldest is the main one.
        .or_else(|| appartenances.iter().min_by_key(|(appartenance, _)| appartenance.du));
    let perimetre = choisie.and_then(|(appartenance, organisation)| {
        Perimetre::of_membership(&utilisateur, appartenance, organisation, aujourd_hui)
    });
    Ok(Some(Qui { session, utilisateur, perimetre, appartenances }))
}

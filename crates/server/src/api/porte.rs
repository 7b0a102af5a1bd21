//! The door of the API: a token, never a cookie.
//!
//! A browser sends its cookies wherever it is told to; a token is sent by a program that means to. So a page of
//! another site can do nothing here in anybody's name, and a stolen session opens no API. From the token comes the same
//! perimeter as from a session, of the one membership that the token belongs to.

use axum::{
    extract::{FromRequestParts as _, Request},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use chrono::Duration;
use raccroche_domain::EtendueJeton;
use raccroche_store::{
    Perimetre,
    jeton_api::{self, JetonApi},
    utilisateur::Utilisateur,
};

use super::probleme::Cause;
use crate::{appelant::Appelant, auth::jeton, etat::App, garde::Acces, limites::Essai};

/// What every token begins with: whoever finds one in a file or a log knows what it is, and so do the tools that look
/// for secrets.
pub(crate) const PREFIXE: &str = "rac_";
/// A token is marked as used at most that often, so that reading seldom writes.
const MARQUE: Duration = Duration::minutes(5);

/// Who asks by a token that serves.
#[derive(Debug, Clone)]
pub(crate) struct Porteur {
    /// What they may see.
    pub(crate) perimetre: Perimetre,
    /// The token.
    pub(crate) jeton: JetonApi,
}

/// Opens when the token serves, the role may, and the scope holds.
pub(crate) async fn ouvrir(
    app: App,
    acces: Acces,
    etendue: Option<EtendueJeton>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, corps) = request.into_parts();
    let Ok(Appelant(adresse)) = Appelant::from_request_parts(&mut parts, &()).await;
    match admettre(&app, acces, etendue, &parts.headers, &adresse).await {
        Ok(porteur) => {
            parts.extensions.insert(porteur);
            next.run(Request::from_parts(parts, corps)).await
        }
        Err(cause) => cause.into_response(),
    }
}

async fn admettre(
    app: &App,
    acces: Acces,
    etendue: Option<EtendueJeton>,
    headers: &HeaderMap,
    adresse: &str,
) -> Result<Porteur, Cause> {
    let donne = lire(headers)?;
    let maintenant = app.horloge().maintenant();
    let jour = app.horloge().aujourd_hui();
    let trouve = match donne {
        Some(donne) => jeton_api::trouver(app.store().read(), donne.as_bytes(), maintenant, jour).await?,
        None => None,
    };
    let Some(trouve) = trouve else {
        // Nobody guesses 256 bits; whoever tries all the same is slowed down.
        let admis = app.limites().admet(Essai::JetonInconnu, adresse);
        return Err(if admis { Cause::JetonInvalide } else { Cause::TropDeDemandes });
    };
    if !app.limites().admet(Essai::Api, &trouve.jeton.id.to_string()) {
        return Err(Cause::TropDeDemandes);
    }
    let obligatoire = app.config().second_facteur_obligatoire;
    let tenu = facteur_tient(&trouve.jeton, &trouve.utilisateur, obligatoire)
        && !trouve.utilisateur.doit_changer_mot_de_passe;
    let perimetre = trouve.perimetre.filter(|_| tenu).ok_or(Cause::JetonInvalide)?;
    if !acces.admet(perimetre.role()) {
        return Err(Cause::Role);
    }
    if let Some(etendue) = etendue.filter(|etendue| !trouve.jeton.etendues().any(|sienne| sienne == *etendue))
    {
        return Err(Cause::Etendue(etendue));
    }
    if trouve.jeton.vu_le.is_none_or(|vu| maintenant - vu > MARQUE) {
        let writer = app.store().write(maintenant).await?;
        jeton_api::marquer(&writer, trouve.jeton.id).await?;
        writer.commit().await?;
    }
    Ok(Porteur { perimetre, jeton: trouve.jeton })
}

/// The token of the request; nothing when what is given has not the form of one.
fn lire(headers: &HeaderMap) -> Result<Option<String>, Cause> {
    let donnee = headers.get(header::AUTHORIZATION).ok_or(Cause::JetonAbsent)?;
    let texte = donnee.to_str().unwrap_or_default();
    // The name of the scheme is of any case (RFC 9110, section 11.1).
    let (schema, reste) = texte.split_once(' ').unwrap_or((texte, ""));
    if !schema.eq_ignore_ascii_case("Bearer") {
        return Err(Cause::JetonAbsent);
    }
    let corps = reste.trim().strip_prefix(PREFIXE).filter(|corps| jeton::est_un_jeton(corps));
    Ok(corps.map(str::to_owned))
}

/// Whether the second factor is as it was when the token was made: a token is worth the session that made it. It ends
/// when a second factor is asked for that it did not have, and when the one it had was replaced.
fn facteur_tient(jeton: &JetonApi, compte: &Utilisateur, obligatoire: bool) -> bool {
    if jeton.second_facteur {
        compte.totp_depuis.is_some_and(|depuis| depuis <= jeton.cree_le)
    } else {
        compte.totp_depuis.is_none() && !obligatoire
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn only_what_has_the_form_of_a_token_is_looked_up() {
        let lu = |valeur: Option<&'static str>| {
            let headers: HeaderMap =
                valeur.map(|v| (header::AUTHORIZATION, HeaderValue::from_static(v))).into_iter().collect();
            lire(&headers).map_err(|_| ())
        };
        let jeton = "rac_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        let entier: &'static str = Box::leak(format!("bearer {jeton}").into_boxed_str());
        assert_eq!(lu(Some(entier)), Ok(jeton.strip_prefix("rac_").map(str::to_owned)));
        assert_eq!(lu(None), Err(()));
        assert_eq!(lu(Some("Basic YTpi")), Err(()));
        for faux in ["Bearer", "Bearer ", "Bearer abc", "Bearer rac_abc"] {
            assert_eq!(lu(Some(faux)), Ok(None), "{faux}");
        }
    }

    #[test]
    fn a_token_is_worth_the_session_that_made_it() {
        let le = |texte: &str| texte.parse::<DateTime<Utc>>().unwrap();
        let jeton = |second_facteur| JetonApi {
            id: Uuid::nil(),
            empreinte: Vec::new(),
            utilisateur: Uuid::nil(),
            appartenance: Uuid::nil(),
            nom: String::new(),
            etendues: String::new(),
            second_facteur,
            cree_le: le("2026-11-02T09:00:00Z"),
            expire_le: le("2027-11-02T09:00:00Z"),
            vu_le: None,
            revoque_le: None,
        };
        let compte = |depuis: Option<&str>| Utilisateur {
            id: Uuid::nil(),
            courriel: String::new(),
            nom: String::new(),
            prenom: String::new(),
            mot_de_passe: None,
            totp: None,
            totp_depuis: depuis.map(le),
            totp_pas: None,
            echecs: 0,
            bloque_jusqu_au: None,
            actif: true,
            doit_changer_mot_de_passe: false,
            version: 1,
            cree_le: le("2026-09-01T09:00:00Z"),
        };
        let (avant, apres) = (Some("2026-10-01T09:00:00Z"), Some("2026-12-01T09:00:00Z"));
        for (avec, depuis, obligatoire, attendu) in [
            (true, avant, true, true),
            (true, avant, false, true),
            // Replaced, or taken away.
            (true, apres, true, false),
            (true, None, false, false),
            (false, None, false, true),
            // The rule has changed, or the person has switched it on since.
            (false, None, true, false),
            (false, apres, false, false),
        ] {
            let tient = facteur_tient(&jeton(avec), &compte(depuis), obligatoire);
            assert_eq!(tient, attendu, "{avec} {depuis:?} {obligatoire}");
        }
    }
}

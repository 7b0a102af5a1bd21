//! From a page to an answer: what stands around every page, the announcement of what was just done, error pages.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use chrono::{NaiveDate, NaiveDateTime};
use raccroche_domain::{
    droits::{Action, Agregat, Role, peut},
    francais::{date_longue, ponctuer},
};
use raccroche_pages::{
    Template,
    components::Tone,
    layout::{Brand, Flash, Layout, Link, NavItem, OtherRole, Undo, User},
};
use uuid::Uuid;

use crate::{
    auth::session::{Qui, lire_cookie},
    erreur::Erreur,
    etat::App,
};

/// A page as an answer.
pub(crate) fn page<T: Template>(page: &T) -> Result<Response, Erreur> {
    page_avec(StatusCode::OK, page)
}

/// A page with another status.
pub(crate) fn page_avec<T: Template>(statut: StatusCode, page: &T) -> Result<Response, Erreur> {
    let html = page.render().map_err(|error| {
        tracing::error!(%error, "template");
        Erreur::Interne
    })?;
    let mut response = (statut, Html(html)).into_response();
    // An announcement is told once.
    response
        .headers_mut()
        .append(header::SET_COOKIE, HeaderValue::from_static("annonce=; Path=/; HttpOnly; Max-Age=0"));
    Ok(response)
}

/// What stands around a page of nobody in particular.
pub(crate) fn autour_public(app: &App) -> Layout {
    let marque = &app.config().marque;
    let demo = !app.config().demonstration.is_empty();
    Layout {
        brand: Brand { service: marque.nom.clone(), operator: marque.entite.clone(), ..Brand::default() },
        notice: demo.then(|| ponctuer("Site de démonstration : toutes les personnes sont inventées.")),
        printed: moment_en_mots(app.horloge().local(app.horloge().maintenant())),
        ..Layout::default()
    }
}

/// What stands around a page of somebody signed in.
pub(crate) fn autour(app: &App, qui: &Qui, headers: &HeaderMap, ici: &str) -> Layout {
    let mut layout = autour_public(app);
    let Some(perimetre) = &qui.perimetre else { return layout };
    let libelle = |code: &str| Role::de_code(code).map_or("", Role::libelle);
    layout.user = Some(User {
        nom: perimetre.nom().to_owned(),
        role: perimetre.role().libelle().to_owned(),
        organisation: perimetre.organisation().nom.clone(),
        other_roles: qui
            .appartenances
            .iter()
            .filter(|(appartenance, _)| appartenance.id != perimetre.appartenance())
            .map(|(appartenance, organisation)| OtherRole {
                code: appartenance.id.to_string(),
                label: format!("{}, {}", libelle(&appartenance.role), organisation.nom),
            })
            .collect(),
    });
    layout.nav = navigation(perimetre.role());
    layout.flashes = annonce(headers).into_iter().collect();
    layout.at(ici)
}

/// The main navigation: what the role can open, nothing else.
fn navigation(role: Role) -> Vec<NavItem> {
    [
        ("Ma journée", "/", None),
        ("Jeunes", "/jeunes", Some((Agregat::Dossier, Action::Lire))),
        ("Appels", "/appels", Some((Agregat::Contact, Action::Ecrire))),
        ("Relais", "/relais", Some((Agregat::Relais, Action::Ecrire))),
        ("Signaler", "/signaler", Some((Agregat::Signalement, Action::Ecrire))),
        ("Vérification", "/verification", Some((Agregat::Verification, Action::Ecrire))),
        ("Correspondances", "/revue", Some((Agregat::Revue, Action::Lire))),
        ("Comité", "/comites", Some((Agregat::Comite, Action::Lire))),
        ("Campagnes", "/campagnes", Some((Agregat::Campagne, Action::Lire))),
        ("Comptes", "/comptes", Some((Agregat::Compte, Action::Lire))),
        (
            "Consultations",
            "/consultations",
            (role == Role::Dpo).then_some((Agregat::Consultation, Action::Lire)),
        ),
    ]
    .into_iter()
    .filter(|(_, href, droit)| match droit {
        Some((agregat, action)) => peut(role, *agregat, *action),
        None => *href == "/",
    })
    .map(|(label, href, _)| NavItem::new(label, href))
    .collect()
}

/// The cookie that announces, on the next page, what was just written, with the way to take it back. It holds no personal
/// data: a kind, a dossier, a rank.
pub(crate) fn annoncer(genre: &str, dossier: Uuid, rang: u32) -> (header::HeaderName, HeaderValue) {
    let texte =
        format!("annonce={genre}.{}.{rang}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60", dossier.simple());
    (header::SET_COOKIE, HeaderValue::try_from(texte).unwrap_or(HeaderValue::from_static("annonce=")))
}

fn annonce(headers: &HeaderMap) -> Option<Flash> {
    let mut parties = lire_cookie(headers, "annonce")?.split('.');
    let (genre, dossier, rang) = (parties.next()?, parties.next()?, parties.next()?);
    let dossier: Uuid = dossier.parse().ok()?;
    let rang: u32 = rang.parse().ok()?;
    if let Some(phrase) = match genre {
        "relecture_meme" => Some("Paire précédente : même personne."),
        "relecture_differentes" => Some("Paire précédente : personnes différentes."),
        "relecture_ne_sait_pas" => Some("Paire précédente : laissée à quelqu’un d’autre."),
        _ => None,
    } {
        let hidden = vec![("paire".to_owned(), dossier.to_string())];
        let undo = Some(Undo { action: "/revue/annuler".to_owned(), hidden });
        return Some(Flash { tone: Tone::Success, text: ponctuer(phrase), undo });
    }
    let (phrase, annulable) = match genre {
        "tentative" => ("Contact enregistré.", true),
        "entretien_prevu" => ("Entretien planifié.", true),
        "entretien_conclu" => ("Suite de l’entretien enregistrée.", true),
        "solution_ouverte" => ("Solution enregistrée.", true),
        "solution_controlee" => ("Solution vérifiée.", true),
        "solution_finie" => ("Fin de la solution enregistrée.", true),
        "relais_propose" => ("Relais proposé : vous restez responsable jusqu’à son acceptation.", true),
        "relais_accepte" => ("Relais accepté : votre structure est responsable du dossier.", false),
        "relais_refuse" => ("Relais refusé.", false),
        "relais_retire" => ("Proposition de relais retirée.", true),
        "responsable_designe" => ("Responsable désigné.", false),
        "tache_ajoutee" => ("Tâche ajoutée.", true),
        "tache_faite" => ("Tâche faite.", true),
        "note" => ("Note enregistrée.", true),
        "obligation" => ("Étape de l’obligation de formation enregistrée.", true),
        "verifie" => ("Vérification enregistrée.", true),
        "clos" => ("Dossier clos.", true),
        "rouvert" => ("Dossier rouvert.", true),
        "signale" => ("Signalement enregistré : le dossier est ouvert et confié.", false),
        "relecture_reprise" => ("Décision annulée : la paire est de nouveau à revoir.", false),
        "signalement_joint" => ("Ce jeune avait déjà un dossier : votre signalement y est joint.", false),
        "annule" => ("Action annulée.", false),
        "coordonnees_corrigees" => ("Coordonnées enregistrées.", false),
        _ => return None,
    };
    Some(Flash {
        tone: Tone::Success,
        text: ponctuer(phrase),
        undo: annulable.then(|| Undo {
            action: format!("/dossiers/{dossier}/annuler"),
            hidden: vec![("rang".to_owned(), rang.to_string())],
        }),
    })
}

/// `21 novembre 2026 à 9 h 40`.
pub(crate) fn moment_en_mots(moment: NaiveDateTime) -> String {
    format!("{} à {}", date_longue(moment.date()), moment.format("%-H\u{a0}h\u{a0}%M"))
}

/// `lundi 3 mars`, with the year when it is not this one.
pub(crate) fn jour_en_mots(jour: NaiveDate, aujourd_hui: NaiveDate) -> String {
    use chrono::Datelike as _;
    let noms = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
    let nom = noms[jour.weekday().num_days_from_monday() as usize];
    let long = date_longue(jour);
    let sans_annee = long.rsplit_once('\u{a0}').map_or(long.as_str(), |(debut, _)| debut);
    if jour.year() == aujourd_hui.year() { format!("{nom} {sans_annee}") } else { format!("{nom} {long}") }
}

/// A page that says what went wrong, with nothing around that could fail too.
pub(crate) fn page_d_erreur(statut: u16, titre: &str, phrase: &str) -> Html<String> {
    let page = raccroche_pages::erreur::Erreur {
        layout: Layout::default(),
        code: statut,
        titre: ponctuer(titre),
        paragraphes: vec![ponctuer(phrase)],
        liens: vec![Link::new("Revenir à ma journée", "/")],
        reference: None,
        conflit: None,
    };
    Html(page.render().unwrap_or_else(|_| titre.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_said_as_people_say_them() {
        let jour = |texte: &str| texte.parse::<NaiveDate>().unwrap();
        assert_eq!(jour_en_mots(jour("2026-03-02"), jour("2026-11-21")), "lundi 2\u{a0}mars");
        assert_eq!(jour_en_mots(jour("2027-03-01"), jour("2026-11-21")), "lundi 1er\u{a0}mars\u{a0}2027");
    }
}

//! From a page to an answer: what stands around every page, the announcement of what was just done, error pages.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use chrono::{NaiveDate, NaiveDateTime};
use raccroche_domain::{
    droits::{Action, Agregat, Role, peut},
    francais::{compter, date_longue, ponctuer},
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
    layout.search = peut(perimetre.role(), Agregat::Dossier, Action::Lire).then(String::new);
    layout.nav = navigation(perimetre.role());
    layout.flashes = annonce(headers).into_iter().collect();
    layout.at(ici)
}

/// What stands around a page that everybody may open, signed in or not.
pub(crate) fn autour_de_tous(app: &App, qui: Option<&Qui>, headers: &HeaderMap, ici: &str) -> Layout {
    match qui.filter(|qui| qui.second_facteur_passe(app)) {
        Some(qui) => autour(app, qui, headers, ici),
        None => autour_public(app),
    }
}

/// The main navigation: what the role can open, nothing else.
fn navigation(role: Role) -> Vec<NavItem> {
    [
        ("Ma journée", "/", None),
        ("Jeunes", "/jeunes", Some((Agregat::Dossier, Action::Lire))),
        ("Appels", "/appels", Some((Agregat::Contact, Action::Ecrire))),
        ("Parcours", "/parcours", Some((Agregat::Parcours, Action::Lire))),
        ("Groupes", "/groupes", Some((Agregat::Groupe, Action::Lire))),
        ("Relais", "/relais", Some((Agregat::Relais, Action::Ecrire))),
        ("Signaler", "/signaler", Some((Agregat::Signalement, Action::Ecrire))),
        ("Vérification", "/verification", Some((Agregat::Verification, Action::Ecrire))),
        ("Résultats", "/resultats", Some((Agregat::Resultat, Action::Lire))),
        ("Feuilles", "/feuilles", Some((Agregat::Verification, Action::Decider))),
        ("Correspondances", "/revue", Some((Agregat::Revue, Action::Lire))),
        ("Comité", "/comites", Some((Agregat::Comite, Action::Lire))),
        ("Campagnes", "/campagnes", Some((Agregat::Campagne, Action::Lire))),
        ("Comptes", "/comptes", Some((Agregat::Compte, Action::Lire))),
        ("Calendrier", "/vacances", Some((Agregat::Reglage, Action::Ecrire))),
        ("Voies de recours", "/recours", Some((Agregat::Reglage, Action::Ecrire))),
        ("Webhooks", "/administration/webhooks", Some((Agregat::Compte, Action::Ecrire))),
        ("Consultations", "/consultations", Some((Agregat::JournalAcces, Action::Lire))),
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

/// What was done with several dossiers at once, to be announced on the next page.
#[derive(Debug)]
pub(crate) struct Lot {
    /// Code of what was done.
    pub(crate) genre: &'static str,
    /// The entries that were written: dossier and rank.
    pub(crate) faits: Vec<(Uuid, u32)>,
    /// How many dossiers the rules refused.
    pub(crate) refuses: usize,
}

impl Lot {
    /// The cookie that announces it: numbers of dossiers and ranks, no personal data.
    pub(crate) fn annoncer(&self) -> (header::HeaderName, HeaderValue) {
        let entrees: Vec<String> =
            self.faits.iter().map(|(id, rang)| format!("{}-{rang}", id.simple())).collect();
        let texte = format!(
            "annonce=lot.{}.{}.{}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60",
            self.genre,
            self.refuses,
            entrees.join("_")
        );
        (header::SET_COOKIE, HeaderValue::try_from(texte).unwrap_or(HeaderValue::from_static("annonce=")))
    }

    /// An entry as the cookie and the form that takes it back write it.
    pub(crate) fn lire_entree(texte: &str) -> Option<(Uuid, u32)> {
        let (id, rang) = texte.split_once('-')?;
        Some((id.parse().ok()?, rang.parse().ok()?))
    }

    /// From the cookie, after its `lot.`.
    fn lire(texte: &str) -> Option<Flash> {
        let mut parties = texte.splitn(3, '.');
        let (genre, refuses, entrees) = (parties.next()?, parties.next()?, parties.next()?);
        let refuses: usize = refuses.parse().ok()?;
        let entrees: Vec<&str> =
            entrees.split('_').filter(|entree| Self::lire_entree(entree).is_some()).collect();
        let faits = compter(entrees.len() as u64, "jeune");
        let pluriel = if entrees.len() > 1 { "s" } else { "" };
        let (phrase, annulable) = match genre {
            "attribuer" => (format!("{faits} attribué{pluriel}."), true),
            "appeler" => (format!("Appel planifié pour {faits}."), true),
            "ordre_du_jour" => (format!("{faits} mis à l’ordre du jour du prochain comité."), true),
            "retrouves_clos" => (format!("Suivi clos pour {faits} : la campagne les a retrouvés."), true),
            "retrouves_gardes" => (format!("Suivi poursuivi pour {faits}."), true),
            "annule" => (format!("Action annulée pour {faits}."), false),
            _ => return None,
        };
        let refus = match refuses {
            0 => String::new(),
            n => format!(
                " Pour {}, rien n’a été changé : le dossier est clos, suivi par une autre structure, ou déjà repris.",
                compter(n as u64, "autre")
            ),
        };
        let hidden = entrees.iter().map(|entree| ("entree".to_owned(), (*entree).to_owned())).collect();
        Some(Flash {
            tone: if refuses > 0 { Tone::Warning } else { Tone::Success },
            text: ponctuer(&format!("{phrase}{refus}")),
            undo: (annulable && !entrees.is_empty())
                .then(|| Undo { action: "/jeunes/actions/annuler".to_owned(), hidden }),
        })
    }
}

fn annonce(headers: &HeaderMap) -> Option<Flash> {
    let texte = lire_cookie(headers, "annonce")?;
    if let Some(lot) = texte.strip_prefix("lot.") {
        return Lot::lire(lot);
    }
    let mut parties = texte.split('.');
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
        "responsable_designe" => ("Responsable désigné.", true),
        "tache_ajoutee" => ("Tâche ajoutée.", true),
        "tache_faite" => ("Tâche faite.", true),
        "note" => ("Note enregistrée.", true),
        "obligation" => ("Étape de l’obligation de formation enregistrée.", true),
        "verifie" => ("Vérification enregistrée.", true),
        "clos" => ("Dossier clos.", true),
        "rouvert" => ("Dossier rouvert.", true),
        "reuni" => ("Dossiers réunis : ce qui était en cours dans l’autre continue ici.", false),
        "separe" => ("Dossiers séparés : chacun continue de son côté.", false),
        "colonnes_dites" => {
            ("Colonnes enregistrées : le fichier sera lu ainsi au prochain rapprochement.", false)
        }
        "profil_oublie" => ("Profil oublié : les fichiers déjà déposés gardent leur lecture.", false),
        "feuilles_rappelees" => ("Rappel demandé : les courriels partent dans la minute.", false),
        "feuilles_deja" => {
            ("Personne à rappeler : tout est répondu, ou le rappel est déjà parti cette semaine.", false)
        }
        "vue_gardee" => ("Vue gardée.", false),
        "vue_renommee" => ("Vue renommée.", false),
        "vue_retiree" => ("Vue retirée.", false),
        "signale" => ("Signalement enregistré : le dossier est ouvert et confié.", false),
        "relecture_reprise" => ("Décision annulée : la paire est de nouveau à revoir.", false),
        "prevention_ouverte" => (
            "Suivi de prévention ouvert : votre établissement en répond, aucun délai de contact ne court.",
            false,
        ),
        "signalement_joint" => ("Ce jeune avait déjà un dossier : votre signalement y est joint.", false),
        "vacances_ajoutees" => ("Vacances ajoutées : elles ferment les groupes.", false),
        "vacances_retirees" => ("Vacances retirées : les groupes n’y ferment plus.", false),
        "calendrier_lu" => ("Calendrier lu : ses vacances ferment les groupes.", false),
        "calendrier_inchange" => ("Calendrier lu : il disait déjà la même chose.", false),
        "recours_dits" => ("Enregistré : les prochaines décisions le diront ainsi.", false),
        "colonnes_de_resultats" => {
            ("Colonnes gardées : envoyez le fichier de nouveau, il sera lu ainsi.", false)
        }
        "annule" => ("Action annulée.", false),
        "invitation_envoyee" => ("Invitation envoyée.", false),
        "invitation_retiree" => ("Invitation retirée.", false),
        "role_donne" => ("Rôle donné.", false),
        "role_termine" => ("Rôle terminé.", false),
        "compte_modifie" => ("Compte modifié.", false),
        "depart" => {
            ("Départ enregistré : chaque dossier garde une personne ou une structure responsable.", false)
        }
        "session_fermee" => ("Session fermée.", false),
        "lien_envoye" => ("Lien envoyé par courriel.", false),
        "sms_envoye" => ("Lien envoyé par SMS.", false),
        "avis_choisi" => ("Votre choix est enregistré.", false),
        "resume_envoye" => ("Résumé envoyé à votre adresse.", false),
        "agenda_ferme" => ("Adresse fermée : votre agenda ne lit plus vos rendez-vous.", false),
        "comite_convoque" => ("Séance convoquée : son ordre du jour se propose tout seul.", false),
        "comite_clos" => ("Séance close.", false),
        "decision_notee" => ("Décision notée, et inscrite dans le dossier du jeune.", true),
        "coordonnees_corrigees" => ("Coordonnées enregistrées.", false),
        _ => d_une_structure(genre)?,
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

/// What is said of things that belong to a structure rather than to one young person; none of it is undone from a flash.
fn d_une_structure(genre: &str) -> Option<(&'static str, bool)> {
    Some(match genre {
        "jeton_revoque" => ("Jeton révoqué : le logiciel qui s’en servait n’entre plus.", false),
        "webhook_modifie" => ("Webhook modifié.", false),
        "webhook_essai" => ("Essai envoyé : rechargez la page dans quelques instants.", false),
        "groupe_ouvert" => ("Groupe ouvert : les jeunes y entrent depuis leur parcours.", false),
        "groupe_modifie" => ("Groupe modifié.", false),
        "groupe_quitte" => ("Sortie du groupe enregistrée dans le parcours.", false),
        "presences_notees" => ("Présences enregistrées.", false),
        "entete_garde" => ("En-tête enregistré : les prochains documents le porteront.", false),
        "resultats_lus" => ("Fichier lu : voici ce qu’il a donné.", false),
        "resultat_identifie" => ("Ligne identifiée.", false),
        "familles_informees" => (
            "Parcours ouverts et lettres prêtes : elles sont dans les dossiers, et se téléchargent ensemble.",
            false,
        ),
        "familles_en_partie" => (
            "Lettres prêtes, sauf pour qui a déjà ce parcours en cours ou un dossier que vous ne faites que lire.",
            false,
        ),
        "marche_garde" => ("Marché enregistré.", false),
        "lot_demande" => ("Lot demandé : les documents se préparent.", false),
        "lot_interrompu" => ("Lot interrompu.", false),
        _ => return None,
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
    fn every_entry_of_the_navigation_leads_to_a_page_that_the_role_may_open() {
        let routes = crate::routes::routes();
        for role in Role::TOUS {
            for entree in navigation(*role) {
                let route =
                    routes.iter().find(|r| r.chemin == entree.href && r.methode == axum::http::Method::GET);
                assert!(route.is_some_and(|r| r.acces.admet(*role)), "{} for {role:?}", entree.href);
            }
        }
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        let jour = |texte: &str| texte.parse::<NaiveDate>().unwrap();
        assert_eq!(jour_en_mots(jour("2026-03-02"), jour("2026-11-21")), "lundi 2\u{a0}mars");
        assert_eq!(jour_en_mots(jour("2027-03-01"), jour("2026-11-21")), "lundi 1er\u{a0}mars\u{a0}2027");
    }
}

//! The pages that a public service owes to everybody: accessibility, legal notice, personal data, statistics, and whom to tell
//! of a fault of security.

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse as _, Response},
};
use chrono::Days;
use raccroche_domain::francais::{date_longue, majuscule, nombre, ponctuer};
use raccroche_pages::{
    components::Fact,
    layout::Layout,
    textes::{Accessibilite, DonneesPersonnelles, Duree, Indicateur, MentionsLegales, Statistiques},
};

use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, page},
    rendu,
};

/// Under that many people, a figure could tell of somebody.
const PETIT: u64 = 5;
/// Said where the operator has not configured what the law asks for.
const A_RENSEIGNER: &str = "à renseigner par l’exploitant du service";

pub(crate) fn routes() -> Vec<Route> {
    vec![
        page("/accessibilite", Acces::Public, accessibilite),
        page("/mentions-legales", Acces::Public, mentions_legales),
        page("/donnees-personnelles", Acces::Public, donnees_personnelles),
        page("/statistiques", Acces::Public, statistiques),
        page("/.well-known/security.txt", Acces::Public, securite),
    ]
}

type QuiPeutEtre = Option<Extension<Qui>>;

fn layout(app: &App, qui: &QuiPeutEtre, headers: &HeaderMap) -> Layout {
    rendu::autour_de_tous(app, qui.as_deref(), headers, "")
}

fn renseigne(valeur: Option<&String>) -> String {
    valeur.cloned().unwrap_or_else(|| A_RENSEIGNER.to_owned())
}

async fn accessibilite(
    State(app): State<App>,
    qui: QuiPeutEtre,
    headers: HeaderMap,
) -> Result<Response, Erreur> {
    let marque = &app.config().marque;
    rendu::page(&Accessibilite {
        layout: layout(&app, &qui, &headers),
        exploitant: majuscule(&marque.entite),
        etablie: date_longue(app.horloge().aujourd_hui()),
        taux: None,
        non_conformites: Vec::new(),
        contact: marque.contact.clone(),
        schema: None,
    })
}

async fn mentions_legales(
    State(app): State<App>,
    qui: QuiPeutEtre,
    headers: HeaderMap,
) -> Result<Response, Erreur> {
    let marque = &app.config().marque;
    let mentions = &marque.mentions;
    rendu::page(&MentionsLegales {
        layout: layout(&app, &qui, &headers),
        editeur: vec![
            Fact::new("Éditeur", marque.entite.clone()),
            Fact::new("Adresse", renseigne(mentions.adresse.as_ref())),
            Fact::new("Téléphone", renseigne(mentions.telephone.as_ref())),
        ],
        directeur: renseigne(mentions.directeur.as_ref()),
        hebergeur: vec![
            Fact::new("Hébergeur", renseigne(mentions.hebergeur.as_ref())),
            Fact::new("Adresse", renseigne(mentions.hebergeur_adresse.as_ref())),
            Fact::new("Téléphone", renseigne(mentions.hebergeur_telephone.as_ref())),
        ],
        code_source: mentions.code_source.clone(),
    })
}

async fn donnees_personnelles(
    State(app): State<App>,
    qui: QuiPeutEtre,
    headers: HeaderMap,
) -> Result<Response, Erreur> {
    let marque = &app.config().marque;
    let durees = marque.mentions.durees.iter().map(|duree| Duree {
        donnees: ponctuer(&duree.donnees),
        finalite: ponctuer(&duree.finalite),
        duree: ponctuer(&duree.duree),
    });
    rendu::page(&DonneesPersonnelles {
        layout: layout(&app, &qui, &headers),
        responsable: marque.mentions.responsable.clone().unwrap_or_else(|| marque.entite.clone()),
        dpo: marque.dpo.clone().or_else(|| marque.contact.clone()),
        durees: durees.collect(),
    })
}

/// A count out of another, when neither it nor what is left tells of a few people.
fn publier(compte: u64, sur: u64) -> String {
    if compte < PETIT {
        return format!("moins de {PETIT}");
    }
    let reste = sur.saturating_sub(compte);
    if reste > 0 && reste < PETIT {
        // Exact, it would say how few are left.
        return format!("tous, à moins de {PETIT} près");
    }
    // Rounded by counting, not by floating: 61 of 100 is 61 %.
    let pour_cent = (compte.saturating_mul(200) + sur) / sur.max(1).saturating_mul(2);
    ponctuer(&format!("{} ({pour_cent} %)", nombre(compte)))
}

async fn statistiques(
    State(app): State<App>,
    qui: QuiPeutEtre,
    headers: HeaderMap,
) -> Result<Response, Erreur> {
    let (jour, comptes) = app.chiffres().await?;
    let date = date_longue(jour);
    let indicateur = |nom: &str, valeur: String, definition: &str| Indicateur {
        nom: nom.to_owned(),
        valeur,
        definition: ponctuer(definition),
        date: date.clone(),
    };
    let ouverts = comptes.ouverts;
    let total = if ouverts < PETIT { format!("moins de {PETIT}") } else { nombre(ouverts) };
    let mut groupes = Vec::new();
    // Before the first campaign there is nothing to count, which the page says.
    if ouverts + comptes.clos > 0 {
        groupes.push((
            "Utile".to_owned(),
            vec![
                indicateur(
                    "Jeunes suivis",
                    total,
                    "dossiers ouverts : jeunes perdus de vue par une campagne, ou signalés par un établissement",
                ),
                indicateur(
                    "Jeunes dont une personne est responsable",
                    publier(comptes.avec_agent, ouverts),
                    "une personne nommée en répond, en plus de sa structure ; sur les dossiers ouverts",
                ),
                indicateur(
                    "Jeunes joints",
                    publier(comptes.joints, ouverts),
                    "le jeune ou sa famille a répondu au moins une fois ; sur les dossiers ouverts",
                ),
            ],
        ));
        groupes.push((
            "Avec un effet".to_owned(),
            vec![indicateur(
                "Jeunes avec une solution",
                publier(comptes.avec_solution, ouverts),
                "une solution est en cours : formation, emploi ou accompagnement ; sur les dossiers ouverts",
            )],
        ));
    }
    rendu::page(&Statistiques { layout: layout(&app, &qui, &headers), groupes })
}

/// RFC 9116. Without an address that a person reads there is nothing to publish.
async fn securite(State(app): State<App>) -> Result<Response, Erreur> {
    let contact = app.config().marque.contact.as_ref().ok_or(Erreur::Introuvable)?;
    let fin = app.horloge().aujourd_hui() + Days::new(365);
    let texte = format!(
        "Contact: mailto:{contact}\nExpires: {fin}T00:00:00Z\nPreferred-Languages: fr, en\n\
         Canonical: {}/.well-known/security.txt\n",
        app.config().origine
    );
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], texte).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_tells_of_no_few_people_on_either_side() {
        for (compte, sur, publie) in [
            (0, 100, "moins de 5"),
            (4, 100, "moins de 5"),
            (5, 100, "5 (5\u{a0}%)"),
            (61, 100, "61 (61\u{a0}%)"),
            (95, 100, "95 (95\u{a0}%)"),
            (96, 100, "tous, à moins de 5 près"),
            (100, 100, "100 (100\u{a0}%)"),
            (2, 3, "moins de 5"),
        ] {
            let lu = publier(compte, sur).replace('\u{202f}', "\u{a0}");
            assert_eq!(lu, publie, "{compte} of {sur}");
        }
    }
}

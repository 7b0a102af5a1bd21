//! The user guide, and the table of rights as the program applies it.

use axum::{
    Extension,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use raccroche_domain::{
    droits::{Agregat, DROITS, GenreOrganisation, Role},
    francais::majuscule,
};
use raccroche_pages::{
    aide::{Aide, AideRubrique, Rubrique},
    droits::{Droit, Droits, DroitsSur},
    layout::Link,
};

use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, page},
    rendu,
};

const ICI: &str = "/aide";

pub(crate) fn routes() -> Vec<Route> {
    vec![
        page("/aide", Acces::Public, sommaire),
        page("/aide/droits", Acces::Public, droits),
        page("/aide/{rubrique}", Acces::Public, rubrique),
    ]
}

/// Somebody signed in, perhaps.
type QuiPeutEtre = Option<Extension<Qui>>;

fn layout(app: &App, qui: Option<&Qui>, headers: &HeaderMap) -> raccroche_pages::layout::Layout {
    rendu::autour_de_tous(app, qui, headers, ICI)
}

async fn sommaire(State(app): State<App>, qui: QuiPeutEtre, headers: HeaderMap) -> Result<Response, Erreur> {
    let qui = qui.as_deref();
    let role = qui.and_then(|qui| qui.perimetre.as_ref()).map(raccroche_store::Perimetre::role);
    rendu::page(&Aide {
        layout: layout(&app, qui, &headers),
        rubriques: dans_l_ordre_de(role),
        contact: app
            .config()
            .marque
            .contact
            .as_ref()
            .map(|adresse| Link::new("Écrire à l’équipe", format!("mailto:{adresse}"))),
    })
}

async fn rubrique(
    State(app): State<App>,
    qui: QuiPeutEtre,
    headers: HeaderMap,
    Path(code): Path<String>,
) -> Result<Response, Erreur> {
    let rubrique = Rubrique::from_code(&code).ok_or(Erreur::Introuvable)?;
    rendu::page(&AideRubrique {
        layout: layout(&app, qui.as_deref(), &headers),
        rubrique,
        captures: rubrique.captures(),
    })
}

/// The pages of the guide: how to begin, then what the role does, then the rest in reading order.
fn dans_l_ordre_de(role: Option<Role>) -> Vec<Rubrique> {
    let sienne = role.map(|role| match role {
        Role::ChefEtablissement | Role::ReferentDecrochage => Rubrique::Etablissement,
        Role::ConseillerMissionLocale => Rubrique::MissionLocale,
        Role::Saio => Rubrique::Campagne,
        Role::Dpo | Role::Administrateur => Rubrique::Administration,
        Role::PsyEn
        | Role::CoordonnateurMlds
        | Role::ResponsableFoquale
        | Role::ResponsablePsad
        | Role::IenIo => Rubrique::Psad,
    });
    let mut rubriques = Rubrique::ALL.to_vec();
    // The sort is stable: what is neither keeps its order.
    rubriques.sort_by_key(|rubrique| match rubrique {
        Rubrique::Debuter => 0,
        rubrique if Some(*rubrique) == sienne => 1,
        _ => 2,
    });
    rubriques
}

async fn droits(State(app): State<App>, qui: QuiPeutEtre, headers: HeaderMap) -> Result<Response, Erreur> {
    rendu::page(&Droits {
        layout: layout(&app, qui.as_deref(), &headers),
        roles: Role::TOUS.iter().map(|role| role.libelle().to_owned()).collect(),
        objets: Agregat::TOUS.iter().map(|agregat| sur(*agregat)).filter(|o| !o.droits.is_empty()).collect(),
    })
}

/// The lines of the table about one aggregate.
fn sur(agregat: Agregat) -> DroitsSur {
    let droits = DROITS.iter().filter(|droit| droit.agregat == agregat).map(|droit| Droit {
        action: majuscule(droit.action.libelle()),
        cases: Role::TOUS
            .iter()
            .map(|role| droit.roles.contains(role).then(|| territoire(*role).to_owned()))
            .collect(),
    });
    DroitsSur { objet: agregat.libelle().to_owned(), droits: droits.collect() }
}

/// Where the rights of a role hold.
fn territoire(role: Role) -> &'static str {
    match role.organisations().first() {
        Some(GenreOrganisation::Etablissement) => "ses anciens élèves",
        Some(GenreOrganisation::Cio) => "son district",
        Some(GenreOrganisation::Psad | GenreOrganisation::MissionLocale) => "sa zone",
        Some(GenreOrganisation::Zap) => "sa ZAP",
        Some(GenreOrganisation::Dsden) => "son département",
        Some(GenreOrganisation::Academie) | None => "l’académie",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_out_whatever_the_role() {
        for role in Role::TOUS.iter().map(|role| Some(*role)).chain([None]) {
            let rubriques = dans_l_ordre_de(role);
            assert_eq!(rubriques[0], Rubrique::Debuter);
            assert!(Rubrique::ALL.iter().all(|rubrique| rubriques.contains(rubrique)));
            assert_eq!(rubriques.len(), Rubrique::ALL.len());
        }
        assert_eq!(dans_l_ordre_de(Some(Role::Saio))[1], Rubrique::Campagne);
    }

    #[test]
    fn the_page_says_yes_exactly_where_the_table_does() {
        let oui: usize = Agregat::TOUS
            .iter()
            .flat_map(|agregat| sur(*agregat).droits)
            .map(|droit| droit.cases.iter().flatten().count())
            .sum();
        assert_eq!(oui, DROITS.iter().map(|droit| droit.roles.len()).sum::<usize>());
    }
}

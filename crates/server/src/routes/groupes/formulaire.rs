//! Opening a group and changing it: one form, refused with every sentence beside its field.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use chrono::NaiveTime;
use raccroche_domain::{
    dispositif::Dispositif,
    droits::GenreOrganisation,
    francais::{majuscule, ponctuer},
    groupe::{GenrePeriode, Groupe, Periode, Seance},
    parcours::{Creneau, DemiJournee},
};
use raccroche_pages::{
    form::{Answers, Cell, Choice, Form, GridRow},
    groupes::{Groupe as Page, GroupeFormulaire, ValeursGroupe},
    layout::Link,
};
use raccroche_store::{
    Perimetre, StoreError,
    groupe::{self, GroupeLu, NouveauGroupe},
    organisation,
};
use uuid::Uuid;

use super::{ICI, conduit, par_groupes};
use crate::{auth::session::Qui, erreur::Erreur, etat::App, rendu, saisie::Saisie, visite::Visite};

/// Periods that the form has room for.
const PERIODES: usize = 6;

pub(super) async fn nouveau(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, None, None).await
}

pub(super) async fn afficher(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let lu = le_mien(&app, qui.perimetre()?, id).await?;
    montrer(&app, &qui, &headers, Some(&lu), None).await
}

async fn le_mien(app: &App, perimetre: &Perimetre, id: Uuid) -> Result<GroupeLu, Erreur> {
    let lu = groupe::lire(app.store().read(), perimetre, id).await?;
    lu.filter(|lu| conduit(perimetre, lu)).ok_or(Erreur::Introuvable)
}

/// The page, with what was refused, if any.
async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    lu: Option<&GroupeLu>,
    refuse: Option<(&Answers, StatusCode)>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let mut form = formulaire(app, perimetre, lu).await?;
    if let Some((reponses, _)) = refuse {
        form = form.after(reponses);
    }
    let mut crumbs = vec![Link::new("Groupes", ICI)];
    crumbs.extend(lu.map(|lu| Link::new(lu.groupe.nom.clone(), format!("{ICI}/{}", lu.id))));
    let (titre, texte) = if lu.is_some() {
        (
            "Modifier le groupe",
            "Le nouvel emploi du temps vaut pour tous ses jeunes dès maintenant ; ce qui est noté au registre y reste.",
        )
    } else {
        (
            "Ouvrir un groupe",
            "Votre structure le conduit. Les jeunes y entrent depuis leur parcours, tant qu’une place est libre.",
        )
    };
    let page = GroupeFormulaire {
        layout: rendu::autour(app, qui, headers, ICI),
        titre: titre.to_owned(),
        texte: ponctuer(texte),
        form,
        crumbs,
    };
    rendu::page_avec(refuse.map_or(StatusCode::OK, |(_, statut)| statut), &page)
}

async fn formulaire(app: &App, perimetre: &Perimetre, lu: Option<&GroupeLu>) -> Result<Form, Erreur> {
    let choix = |fiche: &Dispositif| Choice::new(fiche.code.clone(), fiche.nom.clone());
    let dispositifs = if lu.is_some() { Vec::new() } else { par_groupes(app).map(choix).collect() };
    let etablissements = etablissements(app, perimetre).await?;
    let connu = lu.map(|lu| &lu.groupe);
    let valeurs = lu.map_or_else(ValeursGroupe::default, |lu| ValeursGroupe {
        nom: lu.groupe.nom.clone(),
        lieu: lu.groupe.lieu.clone(),
        etablissement: lu.etablissement.map(|id| id.to_string()).unwrap_or_default(),
        du: lu.groupe.du.to_string(),
        au: lu.groupe.au.to_string(),
        places: lu.groupe.places.to_string(),
    });
    let semaine = DemiJournee::TOUS.iter().map(|demi| rangee(*demi, connu)).collect();
    let periodes = (0..PERIODES)
        .map(|rang| {
            let periode = connu.and_then(|groupe| groupe.periodes.get(rang));
            let numero = rang + 1;
            let genres = GenrePeriode::TOUS
                .iter()
                .map(|genre| Choice::new(genre.code(), majuscule(genre.libelle())))
                .collect();
            let genre = periode.map_or("", |periode| periode.genre.code());
            let jour = |jour: Option<chrono::NaiveDate>| jour.map(|j| j.to_string()).unwrap_or_default();
            GridRow {
                label: format!("Période {numero}"),
                cells: vec![
                    Cell::select(format!("periode_{numero}_genre"), "nature", genres, genre),
                    Cell::line(
                        "date",
                        format!("periode_{numero}_du"),
                        "premier jour",
                        jour(periode.map(|p| p.du)),
                    ),
                    Cell::line(
                        "date",
                        format!("periode_{numero}_au"),
                        "dernier jour",
                        jour(periode.map(|p| p.au)),
                    ),
                ],
            }
        })
        .collect();
    let action = lu.map_or_else(|| ICI.to_owned(), |lu| format!("{ICI}/{}/modifier", lu.id));
    let version = lu.map(|lu| lu.version);
    let form = Page::formulaire(&action, version, dispositifs, etablissements, &valeurs, semaine, periodes);
    Ok(match lu {
        Some(lu) => form.cancel(format!("{ICI}/{}", lu.id)),
        None => form,
    })
}

/// Schools that may receive a group: those of the département.
async fn etablissements(app: &App, perimetre: &Perimetre) -> Result<Vec<Choice>, Erreur> {
    let connus = organisation::list(app.store().read(), GenreOrganisation::Etablissement.into()).await?;
    let proches = connus.into_iter().filter(|o| o.departement == perimetre.organisation().departement);
    Ok(proches.map(|o| Choice::new(o.id.to_string(), o.nom)).collect())
}

fn rangee(demi: DemiJournee, connu: Option<&Groupe>) -> GridRow {
    let seance = connu.and_then(|groupe| groupe.semaine.iter().find(|seance| seance.creneau.quand == demi));
    let heure = |heure: Option<NaiveTime>| heure.map(|h| h.format("%H:%M").to_string()).unwrap_or_default();
    let texte = |lire: fn(&Creneau) -> &String| seance.map(|s| lire(&s.creneau).clone()).unwrap_or_default();
    let nom = |suffixe: &str| format!("{}_{suffixe}", demi.code());
    GridRow {
        label: majuscule(demi.libelle()),
        cells: vec![
            Cell::line("time", nom("de"), "de", heure(seance.map(|s| s.de))),
            Cell::line("time", nom("a"), "à", heure(seance.map(|s| s.a))),
            Cell::line("text", nom("activite"), "activité", texte(|c| &c.activite)),
            Cell::line("text", nom("lieu"), "lieu, si ce n’est pas celui du groupe", texte(|c| &c.lieu)),
            Cell::line("text", nom("tuteur"), "avec qui", texte(|c| &c.tuteur)),
        ],
    }
}

/// What the form says; what cannot be read, or cannot be, is noted beside its field. `None` then.
async fn lire(
    app: &App,
    perimetre: &Perimetre,
    saisie: &mut Saisie,
    dispositif: Option<&str>,
) -> Result<Option<NouveauGroupe>, Erreur> {
    let dispositif = if let Some(code) = dispositif {
        Some(code.to_owned())
    } else {
        let connu = |code: &str| par_groupes(app).find(|fiche| fiche.code == code).map(|f| f.code.clone());
        saisie.choix("dispositif", connu)
    };
    let nom = saisie.texte("nom").unwrap_or_default().to_owned();
    let lieu = saisie.texte("lieu").unwrap_or_default().to_owned();
    let (du, au) = (saisie.jour_requis("du"), saisie.jour_requis("au"));
    let places = saisie.texte("places").and_then(|texte| texte.parse::<u32>().ok());
    if places.is_none() {
        saisie.erreur("places", "Donnez un nombre entier.");
    }
    let etablissement = match saisie.texte("etablissement").map(str::to_owned) {
        Some(code) => {
            let offert = etablissements(app, perimetre).await?.iter().any(|choix| choix.code == code);
            if !offert {
                saisie.erreur("etablissement", "Choisissez un établissement de la liste.");
            }
            code.parse().ok().filter(|_| offert)
        }
        None => None,
    };
    let (semaine, periodes) = (semaine(saisie), periodes(saisie));
    let (Some(dispositif), Some(du), Some(au), Some(places)) = (dispositif, du, au, places) else {
        return Ok(None);
    };
    let groupe = Groupe { nom, lieu, du, au, places, semaine, periodes, vacances: Vec::new() };
    if saisie.en_erreur().is_none() {
        let limites = app.catalogue().get(&dispositif).map(|fiche| fiche.limites.clone()).unwrap_or_default();
        for defaut in groupe.defauts(&limites) {
            // Beside its cell, where the grid has one.
            let champ = defaut.cellule.as_deref().unwrap_or(defaut.champ);
            saisie.erreur(champ, &ponctuer(&defaut.phrase));
        }
    }
    Ok(saisie.en_erreur().is_none().then_some(NouveauGroupe { dispositif, etablissement, groupe }))
}

fn heure(saisie: &mut Saisie, champ: &str) -> Option<NaiveTime> {
    let texte = saisie.texte(champ).unwrap_or_default();
    let lue = NaiveTime::parse_from_str(texte, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(texte, "%H:%M:%S"))
        .ok();
    if lue.is_none() {
        saisie.erreur(champ, "Indiquez une heure, par exemple 09:00.");
    }
    lue
}

/// The half-days that are not free.
fn semaine(saisie: &mut Saisie) -> Vec<Seance> {
    let mut semaine = Vec::new();
    for quand in DemiJournee::TOUS {
        let nom = |suffixe: &str| format!("{}_{suffixe}", quand.code());
        let dits = ["de", "a", "activite", "lieu", "tuteur"].map(|s| saisie.texte(&nom(s)).is_some());
        if !dits.contains(&true) {
            continue;
        }
        let activite = saisie.requis(&nom("activite"), "Dites ce qui est fait cette demi-journée.");
        let (de, a) = (heure(saisie, &nom("de")), heure(saisie, &nom("a")));
        let lire = |suffixe: &str| saisie.texte(&nom(suffixe)).unwrap_or_default().to_owned();
        let creneau = Creneau { quand: *quand, activite, lieu: lire("lieu"), tuteur: lire("tuteur") };
        if let (Some(de), Some(a)) = (de, a) {
            semaine.push(Seance { creneau, de, a });
        }
    }
    semaine
}

/// The periods that are said.
fn periodes(saisie: &mut Saisie) -> Vec<Periode> {
    let mut periodes = Vec::new();
    for numero in 1..=PERIODES {
        let nom = |suffixe: &str| format!("periode_{numero}_{suffixe}");
        if ["genre", "du", "au"].iter().all(|suffixe| saisie.texte(&nom(suffixe)).is_none()) {
            continue;
        }
        let genre = saisie.choix(&nom("genre"), GenrePeriode::de_code);
        let (du, au) = (saisie.jour_requis(&nom("du")), saisie.jour_requis(&nom("au")));
        if let (Some(genre), Some(du), Some(au)) = (genre, du, au) {
            periodes.push(Periode { genre, du, au });
        }
    }
    periodes
}

pub(super) async fn ouvrir(
    Visite { app, qui, headers }: Visite,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let Some(nouveau) = lire(&app, perimetre, &mut saisie, None).await? else {
        let refuse = (&saisie.reponses(None), StatusCode::UNPROCESSABLE_ENTITY);
        return montrer(&app, &qui, &headers, None, Some(refuse)).await;
    };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let id = groupe::creer(&writer, perimetre, &nouveau).await?;
    writer.commit().await?;
    let annonce = rendu::annoncer("groupe_ouvert", Uuid::nil(), 0);
    Ok((AppendHeaders([annonce]), Redirect::to(&format!("{ICI}/{id}"))).into_response())
}

pub(super) async fn modifier(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let lu = le_mien(&app, perimetre, id).await?;
    let lue = lire(&app, perimetre, &mut saisie, Some(&lu.dispositif)).await?;
    let Some((nouveau, vue)) = lue.zip(saisie.version()) else {
        let refuse = (&saisie.reponses(None), StatusCode::UNPROCESSABLE_ENTITY);
        return montrer(&app, &qui, &headers, Some(&lu), Some(refuse)).await;
    };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let (statut, phrase) = match groupe::modifier(&writer, perimetre, id, vue, &nouveau).await {
        Ok(()) => {
            writer.commit().await?;
            let annonce = rendu::annoncer("groupe_modifie", Uuid::nil(), 0);
            return Ok((AppendHeaders([annonce]), Redirect::to(&format!("{ICI}/{id}"))).into_response());
        }
        Err(StoreError::Conflit { .. }) => (
            StatusCode::CONFLICT,
            "Quelqu’un a modifié ce groupe entre-temps, rien n’est enregistré. Vos réponses sont encore là : comparez-les avec \
             la page du groupe, puis enregistrez de nouveau."
                .to_owned(),
        ),
        Err(StoreError::HorsSession(defauts)) => {
            drop(writer);
            for defaut in defauts {
                saisie.erreur(defaut.champ, &ponctuer(&defaut.phrase));
            }
            let refuse = (&saisie.reponses(None), StatusCode::UNPROCESSABLE_ENTITY);
            return montrer(&app, &qui, &headers, Some(&lu), Some(refuse)).await;
        }
        Err(StoreError::RefusParcours(refus)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, format!("{}.", majuscule(&refus.to_string())))
        }
        Err(error) => return Err(error.into()),
    };
    drop(writer);
    let reponses = saisie.reponses(Some(ponctuer(&phrase)));
    montrer(&app, &qui, &headers, Some(&lu), Some((&reponses, statut))).await
}

//! The parcours somebody takes part in and those that await them: the page, and the same list as a file.

use axum::{
    extract::Query,
    http::header,
    response::{IntoResponse as _, Response},
};
use raccroche_domain::{
    droits::{Action, Agregat, peut},
    francais::{majuscule, ponctuer},
};
use raccroche_pages::{
    components::{Tab, Tabs},
    layout::Link,
    mes_parcours::{LigneParcours, MesParcours},
};
use raccroche_store::{
    Perimetre, acces,
    parcours::{self, MotifParcours},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    attendus::{Suivi, suivis},
    voir::nommer,
};
use crate::{erreur::Erreur, etat::App, limites::Essai, rendu, visite::Visite};

/// The list alone of what awaits who asks.
pub(crate) const MOI: &str = "/parcours?attend=moi";

/// Which of them.
#[derive(Debug, Deserialize)]
pub(super) struct Demande {
    /// `moi`: those that await who asks; all when left out.
    attend: Option<String>,
}

impl Demande {
    fn moi(&self) -> bool {
        self.attend.as_deref() == Some("moi")
    }
}

/// Logs that the list was read, each dossier with its reason.
async fn noter(app: &App, perimetre: &Perimetre, suivis: &[Suivi<'_>]) -> Result<(), Erreur> {
    let (mut tenus, mut participe) = (Vec::new(), Vec::new());
    for suivi in suivis {
        match suivi.motif() {
            MotifParcours::Dossier(motif) => tenus.push((suivi.lu.dossier, *motif)),
            _ => participe.push(suivi.lu.dossier),
        }
    }
    tenus.sort_unstable();
    tenus.dedup();
    let writer = app.store().write(app.horloge().maintenant()).await?;
    if !tenus.is_empty() {
        acces::record_each(&writer, perimetre, &tenus, "liste de parcours").await?;
    }
    if !participe.is_empty() {
        acces::record_many(&writer, perimetre, &participe, "liste de parcours", parcours::PARTICIPE).await?;
    }
    Ok(writer.commit().await?)
}

pub(super) async fn lister(
    Visite { app, qui, headers }: Visite,
    Query(demande): Query<Demande>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let jour = perimetre.le();
    let mut tous = suivis(&app, perimetre, false).await?;
    let (total, attendent) = (tous.len(), tous.iter().filter(|suivi| !suivi.attendu.is_empty()).count());
    if demande.moi() {
        tous.retain(|suivi| !suivi.attendu.is_empty());
    }
    noter(&app, perimetre, &tous).await?;
    let lignes = tous.iter().map(|suivi| LigneParcours {
        lien: Link::new(
            ponctuer(&format!("{} : {}", nommer(&suivi.lu.identite), suivi.dispositif())),
            suivi.adresse(),
        ),
        attendu: suivi.attendu.iter().map(|quoi| majuscule(quoi)).collect(),
        detail: suivi.detail(),
        badge: suivi.badge(jour),
    });
    let lots = peut(perimetre.role(), Agregat::LotDocuments, Action::Lire);
    let liens = lots.then(|| Link::new("Tous les documents d’un modèle, en un fichier", "/parcours/lots"));
    let marches = peut(perimetre.role(), Agregat::Marche, Action::Lire);
    let marches = marches.then(|| Link::new("Marchés avec clause sociale", "/marches"));
    let onglet = |label: &str, href: &str, count, current| Tab {
        label: label.to_owned(),
        href: href.to_owned(),
        count: u32::try_from(count).ok(),
        current,
    };
    let export = if demande.moi() { "/parcours/liste.csv?attend=moi" } else { "/parcours/liste.csv" };
    rendu::page(&MesParcours {
        layout: rendu::autour(&app, &qui, &headers, "/parcours"),
        onglets: Tabs {
            label: "Parcours à montrer".to_owned(),
            tabs: vec![
                onglet("Tous", "/parcours", total, !demande.moi()),
                onglet("M’attendent", MOI, attendent, demande.moi()),
            ],
        },
        liens: liens.into_iter().chain(marches).collect(),
        export: (!tous.is_empty()).then(|| Link::new("Télécharger cette liste (CSV)", export)),
        vide: if demande.moi() { MesParcours::rien_ne_m_attend() } else { MesParcours::aucun() },
        lignes: lignes.collect(),
    })
}

/// The same list as a file.
pub(super) async fn exporter(
    Visite { app, qui, .. }: Visite,
    Query(demande): Query<Demande>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    if !app.limites().admet(Essai::Export, &perimetre.utilisateur().to_string()) {
        return Err(Erreur::TropDEssais);
    }
    let suivis = suivis(&app, perimetre, demande.moi()).await?;
    let lignes: Vec<Vec<String>> = suivis
        .iter()
        .map(|suivi| {
            vec![
                nommer(&suivi.lu.identite),
                suivi.dispositif().to_owned(),
                suivi.etape(),
                suivi.lu.suivi.etat.ouvert_le.to_string(),
                suivi.attendu.join(" ; "),
                suivi.pour_le().map(|le| le.to_string()).unwrap_or_default(),
            ]
        })
        .collect();
    let mut dossiers: Vec<Uuid> = suivis.iter().map(|suivi| suivi.lu.dossier).collect();
    dossiers.sort_unstable();
    dossiers.dedup();
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let motif = format!("export de {} parcours", lignes.len());
    if dossiers.is_empty() {
        acces::record(&writer, perimetre, None, "export", &motif).await?;
    } else {
        acces::record_many(&writer, perimetre, &dossiers, "export", &motif).await?;
    }
    writer.commit().await?;
    let entetes = ["jeune", "dispositif", "etape", "ouvert_le", "m_attend", "a_faire_avant"];
    let fichier = crate::export::liste(&entetes, &lignes, true).ok_or(Erreur::Interne)?;
    let entetes = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"parcours.csv\""),
    ];
    Ok((entetes, fichier).into_response())
}

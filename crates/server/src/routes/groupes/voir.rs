//! One group: its week and its places; for who conducts or receives it, who is in it, who no longer comes, the register as a file.

use std::collections::BTreeSet;

use axum::{
    extract::Path,
    http::header,
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use chrono::NaiveDate;
use raccroche_domain::{
    francais::{compter, date_longue, majuscule, ponctuer},
    groupe::{Assiduite, duree_en_mots, minutes_semaine},
    parcours::EvenementParcours,
};
use raccroche_pages::{
    components::{Alert, Badge, Fact, Tone},
    groupes::{CreneauVu, Groupe, JourVu, MembreVu},
    layout::Link,
};
use raccroche_store::{
    Perimetre, acces,
    groupe::{self, Bilan, GroupeLu, Membre, Presence, Regard},
    parcours,
};
use uuid::Uuid;

use super::{
    ICI, a_noter, activite, alerte, alerte_en_mots, conduit, entier, feuille_du, heures, lien_a_noter,
};
use crate::{
    erreur::Erreur,
    etat::App,
    rendu::{self, jour_en_mots},
    routes::{dispositifs, parcours::nommer, vacances},
    saisie::Saisie,
    visite::Visite,
};

/// Days of the register that the page shows.
const JOURS: usize = 10;

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let lu = groupe::trouver(reader, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let mut page = description(&app, perimetre, &lu);
    page.layout = rendu::autour(&app, &qui, &headers, ICI);
    if entier(perimetre, &lu) {
        let membres = groupe::membres(reader, perimetre, id).await?;
        consigner(&app, perimetre, &membres, "groupe", lu.regard).await?;
        let notees = groupe::registre(reader, perimetre, id, lu.groupe.du, lu.groupe.au).await?;
        let en_vigueur: Vec<&Presence> = groupe::en_vigueur(&notees).collect();
        let bilan = groupe::bilans(reader, perimetre, &[id]).await?.remove(&id).unwrap_or_default();
        Registre { app: &app, perimetre, lu: &lu, membres: &membres, presences: &en_vigueur, bilan: &bilan }
            .remplir(&mut page);
    }
    rendu::page(&page)
}

/// Notes that the dossiers of these people were read.
pub(super) async fn consigner(
    app: &App,
    perimetre: &Perimetre,
    membres: &[Membre],
    quoi: &str,
    regard: Regard,
) -> Result<(), Erreur> {
    let dossiers: Vec<Uuid> = membres.iter().map(|membre| membre.dossier).collect();
    if dossiers.is_empty() {
        return Ok(());
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    acces::record_many(&writer, perimetre, &dossiers, quoi, regard.code()).await?;
    Ok(writer.commit().await?)
}

/// What everybody of the département may read.
fn description(app: &App, perimetre: &Perimetre, lu: &GroupeLu) -> Groupe {
    let fiche = app.catalogue().get(&lu.dispositif);
    let pourquoi = match lu.regard {
        Regard::Conduit if entier(perimetre, lu) => {
            "Vous voyez ce groupe parce que votre structure le conduit."
        }
        Regard::Accueille if entier(perimetre, lu) => {
            "Vous voyez ce groupe parce que votre établissement l’accueille. Qui le conduit note les présences."
        }
        _ => {
            "Vous voyez ce groupe et ses places parce qu’il est de votre département ; ni les noms, ni les présences."
        }
    };
    let groupe = &lu.groupe;
    Groupe {
        layout: raccroche_pages::layout::Layout::default(),
        nom: groupe.nom.clone(),
        dispositif: Link::new(
            fiche.map_or_else(|| lu.dispositif.clone(), |fiche| fiche.nom.clone()),
            dispositifs::adresse(&lu.dispositif),
        ),
        pourquoi: ponctuer(pourquoi),
        a_noter: None,
        alertes: Vec::new(),
        faits: vec![
            Fact::new("Lieu", groupe.lieu.clone()),
            Fact::new("Dates", format!("du {} au {}", date_longue(groupe.du), date_longue(groupe.au))),
            Fact::new(
                "Places",
                format!(
                    "{} sur {}, {} libre{}",
                    compter(lu.occupees.into(), "prise"),
                    groupe.places,
                    lu.libres(),
                    if lu.libres() > 1 { "s" } else { "" }
                ),
            ),
            Fact::new("Heures par semaine", duree_en_mots(minutes_semaine(&groupe.semaine))),
        ],
        membres: None,
        semaine: groupe
            .semaine
            .iter()
            .map(|seance| CreneauVu {
                quand: majuscule(seance.creneau.quand.libelle()),
                heures: heures(seance),
                activite: activite(seance),
            })
            .collect(),
        periodes: groupe
            .periodes
            .iter()
            .map(|periode| {
                let (du, au) = (date_longue(periode.du), date_longue(periode.au));
                format!("{}, du {du} au {au}", majuscule(periode.genre.libelle()))
            })
            .chain(groupe.vacances.iter().map(|connues| {
                let nom = majuscule(&connues.nom_commun());
                ponctuer(&format!("{nom}, {} (calendrier scolaire)", vacances::dates(connues)))
            }))
            .collect(),
        jours: Vec::new(),
        liens: Vec::new(),
    }
}

/// Who is in a group, and who came.
struct Registre<'a> {
    app: &'a App,
    perimetre: &'a Perimetre,
    lu: &'a GroupeLu,
    membres: &'a [Membre],
    presences: &'a [&'a Presence],
    bilan: &'a Bilan,
}

impl Registre<'_> {
    fn remplir(&self, page: &mut Groupe) {
        let (lu, jour) = (self.lu, self.perimetre.le());
        let seuil = self.app.config().seuils.absences_de_suite;
        page.faits.push(Fact::new("Présence", self.bilan.somme().en_mots()));
        let mut presents: Vec<MembreVu> = Vec::new();
        let mut partis: Vec<MembreVu> = Vec::new();
        for membre in self.membres {
            let siennes = self.presences.iter().copied().filter(|p| p.parcours == membre.parcours);
            let dite = alerte(siennes.clone(), seuil).filter(|_| membre.sorti_le.is_none());
            if let Some(dite) = dite {
                let phrase = format!(
                    "{} : {}. Prenez contact sans attendre.",
                    nommer(&membre.identite),
                    alerte_en_mots(dite, jour)
                );
                page.alertes.push(Alert::new(Tone::Warning, ponctuer(&phrase)));
            }
            let somme: Assiduite = siennes.map(|presence| presence.etat).collect();
            let badge = dite.map(|(de_suite, _)| {
                Badge::new(format!("{} de suite", compter(de_suite as u64, "absence")), Tone::Warning)
            });
            let vu = self.membre(membre, somme, badge);
            if membre.sorti_le.is_some() { partis.push(vu) } else { presents.push(vu) }
        }
        presents.extend(partis);
        page.membres = Some(presents);
        let conduit = conduit(self.perimetre, lu);
        let attendus = a_noter(lu, Some(self.bilan), jour);
        page.a_noter = attendus.first().filter(|_| conduit).map(|(quand, _)| lien_a_noter(lu, *quand, jour));
        page.jours = self.jours(&attendus.iter().map(|(quand, _)| *quand).collect());
        if conduit {
            page.liens.push(Link::new("Modifier le groupe", format!("{ICI}/{}/modifier", lu.id)));
        }
        page.liens.push(Link::new("Voir le calendrier scolaire", "/vacances"));
        page.liens.push(Link::new(
            "Télécharger le registre des présences (CSV)",
            format!("{ICI}/{}/presences.csv", lu.id),
        ));
    }

    fn membre(&self, membre: &Membre, somme: Assiduite, alerte: Option<Badge>) -> MembreVu {
        let nom = nommer(&membre.identite);
        let entre = date_longue(membre.entre_le);
        let sortable = conduit(self.perimetre, self.lu) && membre.lisible && membre.sorti_le.is_none();
        let base = format!("{ICI}/{}", self.lu.id);
        MembreVu {
            sejour: match membre.sorti_le {
                Some(sorti) => format!("du {entre} au {}", date_longue(sorti)),
                None => format!("depuis le {entre}"),
            },
            presence: somme.en_mots(),
            alerte,
            sortir: sortable.then(|| Groupe::sortie(&base, &nom, membre.parcours)),
            nom: Link::new(nom, format!("/parcours/{}", membre.parcours)),
            ouvrable: membre.lisible,
        }
    }

    /// The last days of the register, and those that wait.
    fn jours(&self, a_noter: &BTreeSet<NaiveDate>) -> Vec<JourVu> {
        let notes = self.bilan.demi_journees.keys().map(|(quand, _)| *quand);
        let tous: BTreeSet<NaiveDate> = notes.chain(a_noter.iter().copied()).collect();
        let jour = self.perimetre.le();
        tous.into_iter()
            .rev()
            .take(JOURS)
            .map(|quand| JourVu {
                lien: Link::new(majuscule(&jour_en_mots(quand, jour)), feuille_du(self.lu.id, quand)),
                etat: if a_noter.contains(&quand) {
                    Badge::new("à noter", Tone::Warning)
                } else {
                    Badge::new("noté", Tone::Success)
                },
            })
            .collect()
    }
}

/// The register as it stands, a line a half-day and a person.
pub(super) async fn exporter(
    Visite { app, qui, .. }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let lu = groupe::lire(reader, perimetre, id).await?.filter(|lu| entier(perimetre, lu));
    let lu = lu.ok_or(Erreur::Introuvable)?;
    let membres = groupe::membres(reader, perimetre, id).await?;
    let notees = groupe::registre(reader, perimetre, id, lu.groupe.du, lu.groupe.au).await?;
    let mut lignes = Vec::new();
    for presence in groupe::en_vigueur(&notees) {
        let Some(membre) = membres.iter().find(|membre| membre.parcours == presence.parcours) else {
            continue;
        };
        lignes.push(vec![
            presence.jour.to_string(),
            presence.moment.libelle().to_owned(),
            membre.identite.nom_famille.clone(),
            membre.identite.prenoms.join(" "),
            presence.etat.libelle().to_owned(),
            app.horloge().local(presence.le).format("%Y-%m-%d %H:%M").to_string(),
            presence.auteur.clone(),
        ]);
    }
    consigner(&app, perimetre, &membres, "export", lu.regard).await?;
    let entetes = ["jour", "demi_journee", "nom", "prenoms", "presence", "note_le", "note_par"];
    let fichier = crate::export::liste(&entetes, &lignes, true).ok_or(Erreur::Interne)?;
    let entetes = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"presences.csv\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((entetes, fichier).into_response())
}

/// Takes somebody out of the group: an entry of their parcours.
pub(super) async fn sortir(
    Visite { app, qui, .. }: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let lu = groupe::lire(&writer, perimetre, id).await?.filter(|lu| conduit(perimetre, lu));
    lu.ok_or(Erreur::Introuvable)?;
    let qui_sort =
        saisie.id("parcours").ok_or_else(|| Erreur::Demande("Dites qui sort du groupe.".to_owned()))?;
    let entree = parcours::entrer(&writer, perimetre, app.catalogue(), qui_sort).await?;
    let (parcours_lu, fiche) = entree.ok_or(Erreur::Introuvable)?;
    let saisi = parcours_lu.suivi.etat.groupe_saisi().filter(|(_, choisi)| choisi.id == id);
    let (code, choisi) = saisi.ok_or(Erreur::Introuvable)?;
    let evenement =
        EvenementParcours::GroupeQuitte { code: code.to_owned(), groupe: id, nom: choisi.nom.clone() };
    let seuils = &app.config().seuils;
    parcours::inscrire(&writer, perimetre, qui_sort, None, evenement, fiche, seuils).await?;
    writer.commit().await?;
    let annonce = rendu::annoncer("groupe_quitte", Uuid::nil(), 0);
    Ok((AppendHeaders([annonce]), Redirect::to(&format!("{ICI}/{id}"))).into_response())
}

/// What a sheet calls the group.
pub(super) fn lien(lu: &GroupeLu) -> Link {
    Link::new(lu.groupe.nom.clone(), format!("{ICI}/{}", lu.id))
}

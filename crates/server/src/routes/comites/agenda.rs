//! The agenda: situations that do not move forward, each under the most particular of the reasons that call for it.

use std::collections::{HashMap, HashSet};

use chrono::{Days, Months, NaiveDate};
use raccroche_domain::{
    francais::date_longue,
    suivi::{EtatDossier, Evenement, GenreEcheance, GenreTache, RaisonComite, Seuils},
};
use raccroche_store::{
    Perimetre, Reader,
    comite::{Comite, Point},
    dossier::{self, EntreeLue, Filtre, LigneDossier, Page, Tri},
};
use uuid::Uuid;

use crate::{erreur::Erreur, etat::App, rendu::jour_en_mots, routes::jeunes::delai};

/// Situations under one reason: a meeting lasts two hours.
const PAR_RAISON: usize = 15;
/// Days after which what is overdue is the committee's business, and no longer one person's.
const JOURS_DE_RETARD: u64 = 15;
/// Dossiers with a task that are looked into for one that asks for the committee.
const TACHES: u64 = 500;

/// The situations under one reason.
pub(super) struct Partie {
    pub(super) raison: RaisonComite,
    /// How many the reason calls for; the meeting speaks about the first.
    pub(super) total: u64,
    pub(super) lignes: Vec<LigneDossier>,
}

/// What a meeting speaks about, as one reader may see it.
pub(super) struct Agenda {
    pub(super) parties: Vec<Partie>,
    pub(super) etats: HashMap<Uuid, EtatDossier>,
    refus: HashMap<Uuid, EntreeLue>,
}

impl Agenda {
    /// Of a meeting to come or under way: what the dossiers propose today, less what was taken off, with what was already
    /// decided upon. Of one that ended: what it spoke about.
    pub(super) async fn composer(
        app: &App,
        perimetre: &Perimetre,
        comite: &Comite,
        points: &[Point],
    ) -> Result<Self, Erreur> {
        let reader = app.store().read();
        let mut parties = if comite.clos_le.is_none() {
            proposer(reader, perimetre, points, &app.config().seuils).await?
        } else {
            Vec::new()
        };
        let proposes: HashSet<Uuid> =
            parties.iter().flat_map(|partie| &partie.lignes).map(|ligne| ligne.id).collect();
        let retenus: HashMap<Uuid, RaisonComite> = points
            .iter()
            .filter(|point| !point.retire && !proposes.contains(&point.dossier))
            .map(|point| (point.dossier, point.raison))
            .collect();
        for ligne in des_dossiers(reader, perimetre, retenus.keys().copied().collect()).await? {
            let Some(raison) = retenus.get(&ligne.id).copied() else { continue };
            match parties.iter_mut().find(|partie| partie.raison == raison) {
                Some(partie) => {
                    partie.total += 1;
                    partie.lignes.push(ligne);
                }
                None => parties.push(Partie { raison, total: 1, lignes: vec![ligne] }),
            }
        }
        parties.sort_by_key(|partie| partie.raison);
        let ids: Vec<Uuid> = parties.iter().flat_map(|p| &p.lignes).map(|ligne| ligne.id).collect();
        let etats = dossier::etats(reader, perimetre, &ids).await?;
        let refus = dossier::dernieres(reader, perimetre, &ids, "relais_refuse", None).await?;
        Ok(Self { parties, etats, refus })
    }

    /// The dossiers, in the order of the agenda.
    pub(super) fn dossiers(&self) -> Vec<Uuid> {
        self.parties.iter().flat_map(|partie| &partie.lignes).map(|ligne| ligne.id).collect()
    }

    /// The tasks by which members asked for the committee, on the dossiers of the agenda.
    pub(super) fn demandes(&self) -> Vec<(Uuid, Uuid)> {
        let demandes = |(id, etat): (&Uuid, &EtatDossier)| {
            let taches = etat.taches.iter().filter(|tache| tache.genre == GenreTache::Comite);
            taches.map(|tache| (*id, tache.id)).collect::<Vec<_>>()
        };
        self.etats.iter().flat_map(demandes).collect()
    }

    /// The reason for which a dossier is on the agenda.
    pub(super) fn raison(&self, dossier: Uuid) -> Option<RaisonComite> {
        let dessus = |partie: &&Partie| partie.lignes.iter().any(|ligne| ligne.id == dossier);
        self.parties.iter().find(dessus).map(|partie| partie.raison)
    }

    /// Why this one, in a few words.
    pub(super) fn pourquoi(&self, raison: RaisonComite, ligne: &LigneDossier, jour: NaiveDate) -> String {
        let etat = self.etats.get(&ligne.id);
        let detail = match raison {
            RaisonComite::Demande => etat
                .and_then(|etat| etat.taches.iter().find(|tache| tache.genre == GenreTache::Comite))
                .map(|tache| format!("demandé pour le {}", jour_en_mots(tache.pour_le, jour))),
            RaisonComite::RelaisRefuse => {
                self.refus.get(&ligne.id).and_then(|lue| match &lue.entree.evenement {
                    Evenement::RelaisRefuse { motif, .. } => Some(format!(
                        "relais refusé le {} : {}",
                        jour_en_mots(lue.entree.le, jour),
                        motif.libelle()
                    )),
                    _ => None,
                })
            }
            RaisonComite::RelaisSansReponse => etat.and_then(|etat| etat.relais.as_ref()).map(|relais| {
                let quand = jour_en_mots(relais.propose_le, jour);
                format!("relais proposé à {} le {quand}, sans réponse", relais.vers.nom)
            }),
            RaisonComite::Retard => ligne
                .prochaine_echeance
                .zip(ligne.prochain_genre.as_deref().and_then(GenreEcheance::de_code))
                .map(|(le, genre)| format!("{} : {}", genre.libelle(), delai(le, jour).0)),
            RaisonComite::SansSolution => etat
                .and_then(EtatDossier::sans_solution_depuis)
                .map(|depuis| format!("sans solution depuis le {}", date_longue(depuis))),
        };
        // Since the meeting the situation may have changed: the reason of the day remains.
        detail.unwrap_or_else(|| raison.libelle().to_owned())
    }
}

/// What each reason proposes today; a dossier stands once, under the first.
async fn proposer(
    reader: &Reader,
    perimetre: &Perimetre,
    points: &[Point],
    seuils: &Seuils,
) -> Result<Vec<Partie>, Erreur> {
    let retires: HashSet<Uuid> =
        points.iter().filter(|point| point.retire).map(|point| point.dossier).collect();
    let mut vus = retires;
    let mut parties = Vec::new();
    for raison in RaisonComite::TOUS {
        let (filtre, tri) = match raison {
            RaisonComite::Demande => (demandes(reader, perimetre).await?, Tri::Echeance),
            autre => critere(*autre, perimetre.le(), seuils),
        };
        let total = dossier::compter(reader, perimetre, &filtre).await?;
        if total == 0 {
            continue;
        }
        // As many more as may already stand elsewhere or have been taken off.
        let page = Page { depuis: 0, taille: (PAR_RAISON + vus.len()) as u64 };
        let mut lignes = dossier::lister(reader, perimetre, &filtre, tri, page).await?;
        let lues = lignes.len() as u64;
        lignes.retain(|ligne| !vus.contains(&ligne.id));
        let ailleurs = lues - lignes.len() as u64;
        lignes.truncate(PAR_RAISON);
        vus.extend(lignes.iter().map(|ligne| ligne.id));
        if !lignes.is_empty() {
            parties.push(Partie { raison: *raison, total: total - ailleurs, lignes });
        }
    }
    Ok(parties)
}

/// The list that a reason makes, and its order.
fn critere(raison: RaisonComite, jour: NaiveDate, seuils: &Seuils) -> (Filtre, Tri) {
    let il_y_a = |jours| jour.checked_sub_days(Days::new(jours));
    match raison {
        // Read apart: the kind of a task is in no column.
        RaisonComite::Demande => (Filtre { dossiers: Some(Vec::new()), ..Filtre::default() }, Tri::Echeance),
        RaisonComite::RelaisRefuse => (Filtre { relais_refuse: true, ..Filtre::default() }, Tri::Urgence),
        RaisonComite::RelaisSansReponse => (
            Filtre {
                echeance: Some(GenreEcheance::ReponseRelais),
                echeance_avant: il_y_a(1),
                ..Filtre::default()
            },
            Tri::Echeance,
        ),
        RaisonComite::Retard => {
            (Filtre { echeance_avant: il_y_a(JOURS_DE_RETARD), ..Filtre::default() }, Tri::Echeance)
        }
        RaisonComite::SansSolution => (
            Filtre {
                sans_solution_depuis: jour.checked_sub_months(Months::new(seuils.mois_comite)),
                ..Filtre::default()
            },
            Tri::Urgence,
        ),
    }
}

/// Those for whom somebody asked, by a task.
async fn demandes(reader: &Reader, perimetre: &Perimetre) -> Result<Filtre, Erreur> {
    let taches = Filtre { echeance: Some(GenreEcheance::Tache), ..Filtre::default() };
    let page = Page { depuis: 0, taille: TACHES };
    let lignes = dossier::lister(reader, perimetre, &taches, Tri::Echeance, page).await?;
    let ids: Vec<Uuid> = lignes.iter().map(|ligne| ligne.id).collect();
    let etats = dossier::etats(reader, perimetre, &ids).await?;
    let demandes = etats
        .into_iter()
        .filter(|(_, etat)| etat.taches.iter().any(|tache| tache.genre == GenreTache::Comite))
        .map(|(id, _)| id)
        .collect();
    Ok(Filtre { dossiers: Some(demandes), ..Filtre::default() })
}

/// These dossiers, open or closed since.
async fn des_dossiers(
    reader: &Reader,
    perimetre: &Perimetre,
    ids: Vec<Uuid>,
) -> Result<Vec<LigneDossier>, Erreur> {
    let mut lignes = Vec::new();
    if ids.is_empty() {
        return Ok(lignes);
    }
    for clos in [false, true] {
        let filtre = Filtre { clos, dossiers: Some(ids.clone()), ..Filtre::default() };
        let page = Page { depuis: 0, taille: ids.len() as u64 };
        lignes.extend(dossier::lister(reader, perimetre, &filtre, Tri::Nom, page).await?);
    }
    Ok(lignes)
}

//! The results of the demonstration: the school sends the file of a session, tells some families and leaves others to be told.
//!
//! The file is read by the very reader that people use; its candidates are invented, but for two young people of the school who are
//! followed already.

use chrono::{Datelike as _, Days, NaiveDate};
use raccroche_domain::{Uai, dispositif::DateNommee as D, droits::Role, session_de};
use raccroche_registers::SourceKind;
use raccroche_store::{
    Perimetre, StoreError,
    dossier::{self, Filtre, Page, Tri},
    parcours,
    resultat::{self, Candidat, NouvelEnvoi},
};
use uuid::Uuid;

use super::{
    histoires::{Histoire, Jusque, pas},
    parcours::{Jour, Mene, Recit, imprevu},
};
use crate::{
    campagnes::fichiers,
    resultats::{self, Cadre, DISPOSITIF, Refus},
    routes::resultats::informer,
};

/// How many days ago the file was sent.
pub(super) const LUS: u64 = 22;
/// How many days ago the first families were told.
pub(super) const INFORMEES: u64 = 20;
/// Families told.
const FAMILLES: usize = 4;
/// Young people followed already who are in the file.
const CONNUS: u64 = 2;
const QUI: Role = Role::ReferentDecrochage;

/// Name, first name, day and month of birth, exam, specialty, decision.
type Invente = (&'static str, &'static str, (u32, u32), &'static str, &'static str, &'static str);

/// Those of the file.
const CANDIDATS: [Invente; 14] = [
    ("DUPRAT", "Ambre", (4, 2), "Bac pro", "Commerce et vente", "Ajourné"),
    ("ETCHEVERRY", "Peyo", (19, 6), "Bac pro", "Maintenance des véhicules", "Ajourné"),
    ("SYLLA", "Mariama", (27, 10), "CAP", "Cuisine", "Ajourné"),
    ("LABORDE", "Théo", (8, 1), "Bac pro", "Commerce et vente", "Absent"),
    ("FERREIRA", "Inês", (30, 4), "Bac technologique", "STMG", "Ajourné"),
    ("CAZENAVE", "Jules", (12, 12), "CAP", "Électricien", "Ajourné"),
    ("HADJ-ALI", "Sofiane", (23, 3), "Bac pro", "Maintenance des véhicules", "Ajourné"),
    ("BORDENAVE", "Lou", (15, 8), "CAP", "Cuisine", "Absent"),
    ("MONNIER", "Élise", (2, 9), "Bac pro", "Accompagnement, soins et services", "Second groupe"),
    ("TASTET", "Rémi", (17, 5), "Bac pro", "Commerce et vente", "Admis"),
    ("KONATÉ", "Awa", (6, 7), "CAP", "Cuisine", "Admis"),
    ("PUYOL", "Martin", (21, 11), "Bac pro", "Maintenance des véhicules", "Admis"),
    ("GARAT", "Maïa", (9, 3), "Bac technologique", "STMG", "Admis"),
    ("LESPIAU", "Noa", (28, 1), "CAP", "Électricien", "Admis"),
];

/// Asked to prepare the exam again: the contract waits for its signatures.
static MAINTIEN: Histoire = Histoire {
    dispositif: DISPOSITIF,
    ouvre: QUI,
    avec: &[],
    il_y_a: INFORMEES,
    retour: None,
    parties: super::histoires::D_UN_MAINTIEN,
    dates: &[(D::Demande, -14), (D::Debut, 6)],
    saisies: &[("notes", "garde des notes"), ("place", "dans l’établissement d’origine")],
    pas: &[
        pas(17, Jusque::Etape("demande")),
        pas(14, Jusque::Etape("place")),
        pas(11, Jusque::Etape("contrat")),
        pas(5, Jusque::Signatures(1)),
    ],
};
/// Asked, and waits for a place.
static DEMANDE: Histoire = Histoire {
    pas: &[pas(16, Jusque::Etape("demande")), pas(12, Jusque::Etape("place"))],
    parties: &[],
    ..copie(&MAINTIEN)
};
/// Keeps the marks that are good enough, knowing what that means.
static CONSERVATION: Histoire = Histoire {
    dispositif: "conservation_notes",
    ouvre: QUI,
    avec: &[],
    il_y_a: INFORMEES,
    retour: None,
    parties: &[],
    dates: &[(D::Demande, -13)],
    saisies: &[("garde", "garde toutes ses notes d’au moins 10"), ("compris", "oui")],
    pas: &[pas(16, Jusque::Etape("choix")), pas(13, Jusque::Etape("inscription"))],
};

/// The same story, for another to begin from.
const fn copie(histoire: &Histoire) -> Histoire {
    Histoire {
        dispositif: histoire.dispositif,
        ouvre: histoire.ouvre,
        avec: histoire.avec,
        il_y_a: histoire.il_y_a,
        retour: None,
        parties: histoire.parties,
        dates: histoire.dates,
        saisies: histoire.saisies,
        pas: histoire.pas,
    }
}

/// The day of the results that are known on a day: the last 7 July, or a few days before where that is nearly a year ago.
fn resultats_du(jour: NaiveDate) -> NaiveDate {
    let juillet = |annee| NaiveDate::from_ymd_opt(annee, 7, 7).filter(|le| *le <= jour);
    let dernier = juillet(jour.year()).or_else(|| juillet(jour.year() - 1)).unwrap_or(jour);
    if (jour - dernier).num_days() < 330 { dernier } else { jour - Days::new(3) }
}

impl Recit {
    /// The school sends the file of the session.
    pub(super) async fn lire_resultats(&mut self, jour: &mut Jour<'_>) -> Result<(), StoreError> {
        let Some(perimetre) = jour.equipe.get(&QUI).cloned() else { return Ok(()) };
        let Ok(ecole) = perimetre.organisation().code.parse::<Uai>() else { return Ok(()) };
        let resultats_le = resultats_du(perimetre.le());
        self.resultats = Some(resultats_le);
        let texte = self.fichier(jour, &perimetre, resultats_le).await?;
        let dossier = jour.app.config().donnees.join("resultats");
        let refus = |error: std::io::Error| StoreError::Invalide(error.to_string());
        fichiers::dossier_prive(&dossier).map_err(refus)?;
        let chemin = dossier.join("session.csv");
        tokio::fs::write(&chemin, texte).await.map_err(refus)?;
        let cadre = Cadre { jour: perimetre.le(), resultats_le, ecole: Some(ecole), ..Cadre::default() };
        let lu = {
            let chemin = chemin.clone();
            tokio::task::spawn_blocking(move || resultats::lire(&chemin, SourceKind::Csv, &cadre)).await
        };
        tokio::fs::remove_file(&chemin).await.map_err(refus)?;
        let lecture = lu
            .map_err(|error| error.to_string())
            .and_then(|lu| lu.map_err(Refus::phrase))
            .map_err(StoreError::Invalide)?;
        let session = session_de(resultats_le);
        let nouveau = NouvelEnvoi {
            session,
            resultats_le,
            fichier: format!("resultats-{session}.csv"),
            empreinte: parcours::empreinte(format!("démonstration {session}").as_bytes()),
        };
        let writer = jour.ecrire().await?;
        resultats::enregistrer(&writer, &perimetre, nouveau, lecture).await.map_err(imprevu)?;
        writer.commit().await?;
        self.ecrites += 1;
        Ok(())
    }

    /// What the school sends: a line a candidate, as a spreadsheet has it.
    async fn fichier(
        &mut self,
        jour: &Jour<'_>,
        perimetre: &Perimetre,
        resultats_le: NaiveDate,
    ) -> Result<String, StoreError> {
        let mut texte = "INE;Nom;Prénom;Date de naissance;Examen;Spécialité;Décision du jury\n".to_owned();
        let mut ajouter = |ine: &str, nom: &str, prenom: &str, naissance: NaiveDate, reste: [&str; 3]| {
            let naissance = naissance.format("%d/%m/%Y").to_string();
            let champs = [ine, nom, prenom, &naissance, reste[0], reste[1], reste[2]];
            texte.push_str(&champs.join(";"));
            texte.push('\n');
        };
        for (rang, (nom, prenom, (j, m), examen, specialite, decision)) in CANDIDATS.iter().enumerate() {
            let annee = resultats_le.year() - if *examen == "CAP" { 17 } else { 18 };
            let Some(naissance) = NaiveDate::from_ymd_opt(annee, *m, *j) else { continue };
            let ine = format!("0699{rang:05}ZD");
            ajouter(&ine, nom, prenom, naissance, [examen, specialite, decision]);
        }
        let page = Page { depuis: 0, taille: 40 };
        let reader = jour.app.store().read();
        let connus = dossier::lister(reader, perimetre, &Filtre::default(), Tri::Nom, page).await?;
        let libres = connus.iter().filter(|ligne| !self.pris.contains(&ligne.id));
        let mut choisis: Vec<Uuid> = Vec::new();
        for ligne in libres {
            let prenom = ligne.prenoms.split(',').next().unwrap_or_default();
            let Some(naissance) = ligne.naissance.filter(|_| !prenom.is_empty()) else { continue };
            if choisis.len() as u64 >= CONNUS {
                break;
            }
            choisis.push(ligne.id);
            ajouter("", &ligne.nom_famille, prenom, naissance, ["Bac pro", "Commerce et vente", "Ajourné"]);
        }
        self.pris.extend(choisis);
        Ok(texte)
    }

    /// Tells the first families, and goes on with those who answer.
    pub(super) async fn informer(&mut self, jour: &mut Jour<'_>) -> Result<(), StoreError> {
        let (Some(perimetre), Some(le)) = (jour.equipe.get(&QUI).cloned(), self.resultats) else {
            return Ok(());
        };
        let (app, session) = (jour.app, session_de(le));
        let Some(fiche) = app.catalogue().get(DISPOSITIF) else { return Ok(()) };
        let candidats = resultat::lister(
            app.store().read(),
            app.store().keyring(),
            &perimetre,
            session,
            None,
            DISPOSITIF,
        );
        let mut histoires = [&MAINTIEN, &DEMANDE].into_iter();
        let mut dernier = None;
        let mut dites = 0;
        for candidat in candidats.await?.into_iter().filter(a_dire) {
            let suivi = match candidat.jeune {
                Some(jeune) => dossier::ouvert_du_jeune(app.store().read(), jeune).await?,
                None => None,
            };
            // Whom others follow already is left for who tries the demonstration.
            if suivi.is_some() || dites == FAMILLES {
                continue;
            }
            dites += 1;
            let writer = jour.ecrire().await?;
            let dite = informer::un(app, &writer, &perimetre, fiche, &candidat).await.map_err(imprevu)?;
            let ouvert = match candidat.jeune.filter(|_| dite) {
                Some(jeune) => dossier::ouvert_du_jeune(&writer, jeune).await?,
                None => None,
            };
            let Some(ouvert) = ouvert else { continue };
            let lu = dossier::lire(&writer, &perimetre, ouvert).await?;
            let suivi = lu
                .and_then(|lu| lu.etat.parcours.into_iter().rev().find(|p| p.etat.dispositif == DISPOSITIF));
            writer.commit().await?;
            self.ecrites += 3;
            self.pris.insert(ouvert);
            if let (Some(suivi), Some(histoire)) = (suivi, histoires.next()) {
                self.menes.push(Mene { histoire, id: suivi.id });
                self.associer(jour, histoire, suivi.id, &perimetre).await?;
            } else {
                dernier = Some(ouvert);
            }
        }
        if let (Some(ouvert), Some(fiche)) = (dernier, app.catalogue().get(CONSERVATION.dispositif)) {
            let writer = jour.ecrire().await?;
            let id = parcours::ouvrir(&writer, &perimetre, ouvert, fiche, &app.config().seuils).await?;
            writer.commit().await?;
            self.ecrites += 1;
            self.menes.push(Mene { histoire: &CONSERVATION, id });
        }
        Ok(())
    }
}

/// Whose family is to be told.
fn a_dire(candidat: &Candidat) -> bool {
    candidat.suite == raccroche_domain::SuiteEchec::AInformer && candidat.parcours.is_none()
}

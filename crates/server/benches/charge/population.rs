//! A full académie: people, their dossiers in the territories of PSADs and of those around them, and somebody signed in at
//! each.

use std::time::{Duration, Instant};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use raccroche_domain::{
    Adresse, Identite,
    droits::{GenreOrganisation as Genre, MotifPortee, Role},
    suivi::{Canal, Evenement, IssueContact, Origine, Responsable, Seuils, Structure},
};
use raccroche_store::{
    Auteur, Perimetre, Store,
    appartenance::{self, NouvelleAppartenance},
    contact::{self, GenreCoordonnee},
    dossier,
    jeune::{self, NouveauJeune},
    organisation::{self, NouvelleOrganisation, Organisation},
    session::{self, NouvelleSession},
    utilisateur::{self, NouvelUtilisateur},
};
use uuid::Uuid;

const SYLLABES: [&str; 24] = [
    "MAR", "TIN", "BER", "NARD", "DU", "BOIS", "THO", "MAS", "RO", "PE", "TIT", "RI", "CHAR", "LE", "FE",
    "VRE", "GA", "NA", "SA", "MO", "REAU", "LI", "VA", "KO",
];

/// Somebody at work.
pub(crate) struct Agent {
    pub(crate) jeton: String,
    pub(crate) perimetre: Perimetre,
    pub(crate) dossiers: Vec<Uuid>,
}

/// Everybody at work.
pub(crate) struct Peuple {
    pub(crate) agents: Vec<Agent>,
    pub(crate) noms: Vec<String>,
    pub(crate) duree: Duration,
}

/// Multiplicative congruence: the same people at every run.
pub(crate) struct De(pub(crate) u64);

impl De {
    pub(crate) fn jeter(&mut self, faces: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % faces
    }

    fn nom(&mut self, noms: usize) -> String {
        // Small numbers often: a few names are common, most are rare.
        let rang = self.jeter(noms).min(self.jeter(noms)).min(self.jeter(noms));
        let (un, deux, trois) = (rang % 24, rang / 24 % 24, rang / 576);
        format!("{}{}{}", SYLLABES[un], SYLLABES[(deux + 5) % 24], SYLLABES[(trois + 11) % 24])
    }
}

/// Fills the database.
pub(crate) async fn peupler(store: &Store, jeunes: usize, dossiers: usize, psads: usize) -> Peuple {
    let debut = Instant::now();
    let maintenant = Utc::now();
    let mut de = De(7);
    let mut zones = Vec::with_capacity(psads);
    for numero in 0..psads {
        zones.push(zone(store, maintenant, numero).await);
    }
    let mut noms = Vec::new();
    let mut ouverts = 0;
    for premier in (0..jeunes).step_by(5_000) {
        let nombre = 5_000.min(jeunes - premier);
        let nouveaux: Vec<NouveauJeune> = (0..nombre).map(|_| nouveau(&mut de)).collect();
        noms.push(nouveaux[0].identite.nom_famille.clone());
        let writer = store.write(maintenant).await.unwrap();
        let ids = jeune::create_many(&writer, &nouveaux).await.unwrap();
        // The dossiers are spread among all the people, as they are in life.
        let part = (dossiers * nombre).div_ceil(jeunes).min(dossiers - ouverts);
        for (id, nouveau) in ids.iter().zip(&nouveaux).take(part) {
            let zone = &mut zones[ouverts % psads];
            ouverts += 1;
            let ouvert = ouvrir(&writer, maintenant, zone, *id, nouveau, &mut de).await;
            zone.agent.dossiers.push(ouvert);
        }
        writer.commit().await.unwrap();
    }
    Peuple { agents: zones.into_iter().map(|zone| zone.agent).collect(), noms, duree: debut.elapsed() }
}

struct Zone {
    psad: Organisation,
    portees: Vec<(Uuid, MotifPortee)>,
    agent: Agent,
}

async fn zone(store: &Store, maintenant: DateTime<Utc>, numero: usize) -> Zone {
    let writer = store.write(maintenant).await.unwrap();
    let mut portees = Vec::new();
    let mut psad = None;
    for (genre, motif) in [
        (Genre::Psad, MotifPortee::Psad),
        (Genre::Cio, MotifPortee::Cio),
        (Genre::MissionLocale, MotifPortee::MissionLocale),
        (Genre::Zap, MotifPortee::Zap),
        (Genre::Etablissement, MotifPortee::Etablissement),
    ] {
        let nouvelle = NouvelleOrganisation {
            genre: genre.into(),
            code: format!("{numero}"),
            nom: format!("{} {numero}", genre.libelle()),
            departement: "33".to_owned(),
        };
        let faite = organisation::register(&writer, nouvelle).await.unwrap();
        portees.push((faite.id, motif));
        psad.get_or_insert(faite);
    }
    let psad = psad.unwrap();
    let nouveau = NouvelUtilisateur {
        courriel: format!("psad{numero}@academie.example"),
        nom: format!("Nom{numero}"),
        prenom: "Camille".to_owned(),
        mot_de_passe: None,
        doit_changer_mot_de_passe: false,
    };
    let compte = utilisateur::create(&writer, nouveau).await.unwrap();
    let jour = maintenant.date_naive();
    let role = Role::ResponsablePsad;
    let nouvelle = NouvelleAppartenance {
        utilisateur: compte.id,
        organisation: psad.id,
        role: role.code().to_owned(),
        du: jour,
        au: None,
    };
    let tenue = appartenance::grant(&writer, nouvelle).await.unwrap();
    let jeton = format!("{numero:064x}");
    let nouvelle = NouvelleSession {
        utilisateur: compte.id,
        appartenance: Some(tenue.id),
        expire_le: maintenant + TimeDelta::hours(8),
        agent: "charge".to_owned(),
        second_facteur: true,
    };
    session::open(&writer, jeton.as_bytes(), nouvelle).await.unwrap();
    let perimetre = Perimetre::of(&writer, compte.id, tenue.id, jour).await.unwrap().unwrap();
    writer.commit().await.unwrap();
    Zone { psad, portees, agent: Agent { jeton, perimetre, dossiers: Vec::new() } }
}

fn nouveau(de: &mut De) -> NouveauJeune {
    let naissance = NaiveDate::from_ymd_opt(2005, 1, 1).unwrap() + Days::new(de.jeter(2_500) as u64);
    NouveauJeune {
        identite: Identite {
            nom_famille: de.nom(12_000),
            prenoms: vec![de.nom(2_000), de.nom(2_000)],
            date_naissance: Some(naissance),
            ..Identite::default()
        },
        adresse: Adresse { commune: format!("33{:03}", de.jeter(400)).parse().ok(), ..Adresse::default() },
    }
}

async fn ouvrir(
    writer: &raccroche_store::Writer,
    maintenant: DateTime<Utc>,
    zone: &Zone,
    jeune: Uuid,
    nouveau: &NouveauJeune,
    de: &mut De,
) -> Uuid {
    let jour = maintenant.date_naive();
    let ouvert_le = jour - Days::new(1 + de.jeter(300) as u64);
    let seuils = Seuils::default();
    let auteur = Auteur::sans_compte("Campagne");
    let telephone = format!("06{:08}", de.jeter(100_000_000));
    contact::see(writer, jeune, None, GenreCoordonnee::Telephone, &telephone, "SIECLE").await.unwrap();
    let responsable =
        Responsable { structure: Structure { id: zone.psad.id, nom: zone.psad.nom.clone() }, agent: None };
    let nouveau = dossier::Nouveau {
        jeune,
        naissance: nouveau.identite.date_naissance,
        evenement: Evenement::Ouvert {
            origine: Origine::Campagne,
            campagne: Some("SIEI".to_owned()),
            signale_le: None,
            sans_formation_depuis: Some(ouvert_le),
            responsable,
        },
        portees: zone.portees.clone(),
        dernier_etablissement: "LP".to_owned(),
        derniere_formation: "CAP cuisine".to_owned(),
    };
    let id = dossier::ouvrir(writer, &auteur, ouvert_le, &nouveau, &seuils).await.unwrap();
    let issues = [IssueContact::Message, IssueContact::JeuneJoint, IssueContact::Refus];
    if let Some(issue) = issues.get(de.jeter(8)) {
        let tentative = Evenement::Tentative { canal: Canal::Telephone, issue: *issue, rappeler_le: None };
        dossier::inscrire_du_systeme(writer, &auteur, jour, id, tentative, &seuils).await.unwrap();
    }
    id
}

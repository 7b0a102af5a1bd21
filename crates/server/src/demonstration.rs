//! The demonstration: one account for each role, and a month of plausible case work on invented young people.
//!
//! Everything goes through the doors that people use (perimeters, entries of journals, the domain's refusals), so that the
//! demonstration shows what the product does and nothing else. The same seed gives the same work.

mod groupes;
mod histoires;
mod parcours;
mod resultats;
mod temps;

pub use temps::Temps;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use raccroche_campaign::Fiche;
use raccroche_domain::{
    droits::{GenreOrganisation as Genre, Role},
    francais::plier,
    suivi::{
        Canal, Conclusion, EtapeObligation, EtatVerification, Evenement, GenreEntretien, GenreTache,
        IssueContact, IssueEntretien, MotifConvocation, MotifRelais, NatureSolution, Seuils, Structure,
    },
};
use raccroche_store::{
    Perimetre, Store, StoreError,
    appartenance::{self, NouvelleAppartenance},
    dossier::{self, Filtre, LigneDossier, Page, Tri},
    organisation::{self, NouvelleOrganisation, Organisation},
    utilisateur::{self, Empreinte, NouvelUtilisateur},
};

use crate::{auth::mot_de_passe, config::CompteDemo, etat::App};
use uuid::Uuid;

/// The password of every account of the demonstration.
const MOT_DE_PASSE: &str = "demonstration-2026";
/// Days of case work.
const JOURS: u64 = 30;

/// A person of the demonstration: first name, name, roles.
const PERSONNES: [(&str, &str, &str, &[Role]); 12] = [
    ("chef.etablissement", "Hélène", "Castaing", &[Role::ChefEtablissement]),
    ("referente", "Claire", "Marchetti", &[Role::ReferentDecrochage]),
    ("psy.en", "Maud", "Arrieta", &[Role::PsyEn]),
    ("mlds", "Karim", "Benyahia", &[Role::CoordonnateurMlds]),
    ("foquale", "Sylvie", "Labarthe", &[Role::ResponsableFoquale]),
    ("psad", "Paul", "Lartigue", &[Role::ResponsablePsad, Role::PsyEn]),
    ("mission.locale", "Inaya", "Lopez", &[Role::ConseillerMissionLocale]),
    ("mission.locale.2", "Bastien", "Darrigade", &[Role::ConseillerMissionLocale]),
    ("ien.io", "Odile", "Peyrat", &[Role::IenIo]),
    ("saio", "Thomas", "Vidal", &[Role::Saio]),
    ("dpo", "Naïma", "Ferrand", &[Role::Dpo]),
    ("administration", "Loïc", "Ducasse", &[Role::Administrateur]),
];

/// The organisations in which the people of the demonstration work: those with the most young people to follow.
#[derive(Debug)]
pub struct Lieux(BTreeMap<Genre, Organisation>);

impl Lieux {
    /// Chooses them and makes them known, before the campaign is published, so that its dossiers are confided to
    /// somebody.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn choisir(
        store: &Store,
        le: DateTime<Utc>,
        fiches: &[Fiche],
        academie: &str,
    ) -> Result<Self, StoreError> {
        let psad = le_plus_frequent(fiches.iter().map(|fiche| fiche.psad.as_str()));
        let sienne: Vec<&Fiche> = fiches.iter().filter(|fiche| fiche.psad == psad).collect();
        let parmi = |de: fn(&Fiche) -> &str| le_plus_frequent(sienne.iter().map(|fiche| de(fiche)));
        let uai = parmi(|fiche| &fiche.dernier_uai);
        let ecole = sienne
            .iter()
            .find(|fiche| fiche.dernier_uai == uai)
            .map(|fiche| fiche.dernier_etablissement.clone());
        let departement: String = uai.chars().skip(1).take(2).collect();
        let lieux = [
            (Genre::Psad, code(&psad), psad.clone()),
            (Genre::Zap, code(&parmi(|fiche| &fiche.zap)), parmi(|fiche| &fiche.zap)),
            (
                Genre::MissionLocale,
                code(&parmi(|fiche| &fiche.mission_locale)),
                parmi(|fiche| &fiche.mission_locale),
            ),
            (Genre::Cio, code(&parmi(|fiche| &fiche.cio)), parmi(|fiche| &fiche.cio)),
            (Genre::Dsden, format!("dsden-{departement}"), format!("DSDEN {departement}")),
            (Genre::Etablissement, uai.clone(), ecole.unwrap_or_else(|| uai.clone())),
            (Genre::Academie, code(academie), academie.to_owned()),
        ];
        let writer = store.write(le).await?;
        let mut choisis = BTreeMap::new();
        for (genre, code, nom) in lieux {
            if code.is_empty() {
                continue;
            }
            let nouvelle =
                NouvelleOrganisation { genre: genre.into(), code, nom, departement: departement.clone() };
            choisis.insert(genre, organisation::register(&writer, nouvelle).await?);
        }
        writer.commit().await?;
        Ok(Self(choisis))
    }
}

fn code(nom: &str) -> String {
    plier(nom).replace(' ', "-")
}

fn le_plus_frequent<'a>(valeurs: impl Iterator<Item = &'a str>) -> String {
    let mut comptes: BTreeMap<&str, u64> = BTreeMap::new();
    for valeur in
        valeurs.filter(|valeur| !valeur.is_empty() && !["Hors zonage", "Commune inconnue"].contains(valeur))
    {
        *comptes.entry(valeur).or_default() += 1;
    }
    comptes
        .into_iter()
        .max_by_key(|(_, compte)| *compte)
        .map(|(valeur, _)| valeur.to_owned())
        .unwrap_or_default()
}

/// Makes the accounts, open since a day; gives them as the sign-in page lists them.
///
/// # Errors
/// When the store refuses.
pub async fn comptes(
    store: &Store,
    le: DateTime<Utc>,
    lieux: &Lieux,
    depuis: NaiveDate,
) -> Result<Vec<CompteDemo>, StoreError> {
    let chaine = mot_de_passe::hacher(MOT_DE_PASSE.to_owned()).await.unwrap_or_default();
    let writer = store.write(le).await?;
    let mut comptes = Vec::new();
    for (identifiant, prenom, nom, roles) in PERSONNES {
        let courriel = format!("{identifiant}@demo.example");
        let compte = utilisateur::create(
            &writer,
            NouvelUtilisateur {
                courriel: courriel.clone(),
                nom: nom.to_owned(),
                prenom: prenom.to_owned(),
                mot_de_passe: Some(Empreinte(chaine.clone())),
                doit_changer_mot_de_passe: false,
            },
        )
        .await?;
        for (rang, role) in roles.iter().enumerate() {
            let Some(lieu) = role.organisations().iter().find_map(|genre| lieux.0.get(genre)) else {
                continue;
            };
            let nouvelle = NouvelleAppartenance {
                utilisateur: compte.id,
                organisation: lieu.id,
                role: role.code().to_owned(),
                // The first role is the main one.
                du: depuis + Days::new(rang as u64),
                au: None,
            };
            appartenance::grant(&writer, nouvelle).await?;
            if rang == 0 {
                comptes.push(CompteDemo {
                    login: courriel.clone(),
                    password: MOT_DE_PASSE.to_owned(),
                    role: role.code().to_owned(),
                    libelle: role.libelle().to_owned(),
                    organisation: lieu.nom.clone(),
                    nom: format!("{prenom} {nom}"),
                });
            }
        }
    }
    writer.commit().await?;
    Ok(comptes)
}

/// Numbers drawn from a seed: SplitMix64, enough for a demonstration.
#[derive(Debug)]
struct Hasard(u64);

impl Hasard {
    fn sous(&mut self, borne: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % borne.max(1)
    }

    fn parmi<'a, T>(&mut self, choix: &'a [T]) -> &'a T {
        let rang = usize::try_from(self.sous(choix.len() as u64)).unwrap_or(0);
        &choix[rang.min(choix.len() - 1)]
    }
}

/// Those of the demonstration who write in journals, with what they may see on a day.
async fn au_travail(store: &Store, role: Role, jour: NaiveDate) -> Result<Option<Perimetre>, StoreError> {
    for (identifiant, .., roles) in PERSONNES {
        if !roles.contains(&role) {
            continue;
        }
        let courriel = format!("{identifiant}@demo.example");
        let Some(compte) = utilisateur::find_by_courriel(store.read(), &courriel).await? else { continue };
        for (appartenance, organisation) in appartenance::valid_on(store.read(), compte.id, jour).await? {
            if appartenance.role == role.code() {
                return Ok(Perimetre::of_membership(&compte, &appartenance, &organisation, jour));
            }
        }
    }
    Ok(None)
}

/// A month of case work, up to `aujourd_hui`, with the parcours that it opens; `temps` moves the clock of the application, and
/// lets it go in the end. Gives how many entries were written.
///
/// # Errors
/// When the store refuses.
pub async fn travailler(
    app: &App,
    temps: &Temps,
    lieux: &Lieux,
    aujourd_hui: NaiveDate,
    graine: u64,
) -> Result<u64, StoreError> {
    let (store, seuils) = (app.store(), &app.config().seuils);
    let Some(premier) = aujourd_hui.checked_sub_days(Days::new(JOURS - 1)) else { return Ok(0) };
    let mut hasard = Hasard(graine ^ 0x5261_6363_726F_6368);
    let mut recit = parcours::Recit::new(graine, aujourd_hui);
    let mut groupe = groupes::Recit::new(graine, aujourd_hui);
    let mut ecrites = 0;
    for jour in premier.iter_days().take_while(|jour| *jour <= aujourd_hui) {
        if chrono::Datelike::weekday(&jour).num_days_from_monday() >= 5 {
            continue;
        }
        // What a day holds is large: it stays off the stack of who calls.
        Box::pin(recit.raconter(app, temps, lieux, jour)).await?;
        groupe.raconter(app, temps, lieux, jour).await?;
        for role in [Role::ResponsablePsad, Role::ReferentDecrochage, Role::ConseillerMissionLocale] {
            let Some(perimetre) = au_travail(store, role, jour).await? else { continue };
            ecrites += journee(store, lieux, &perimetre, &mut hasard, recit.pris(), seuils).await?;
        }
    }
    temps.reprendre();
    Ok(ecrites + recit.ecrites() + groupe.ecrites())
}

/// What one person does in a day: a few dossiers, the most urgent and some others.
async fn journee(
    store: &Store,
    lieux: &Lieux,
    perimetre: &Perimetre,
    hasard: &mut Hasard,
    pris: &BTreeSet<Uuid>,
    seuils: &Seuils,
) -> Result<u64, StoreError> {
    let siens = Filtre { ma_structure: perimetre.role() != Role::ReferentDecrochage, ..Filtre::default() };
    let total = dossier::compter(store.read(), perimetre, &siens).await?;
    let nombre = match perimetre.role() {
        Role::ResponsablePsad => 9,
        Role::ConseillerMissionLocale => 3,
        _ => 1,
    };
    let mut ecrites = 0;
    let matin = perimetre.le().and_time(NaiveTime::from_hms_opt(7, 30, 0).unwrap_or_default()).and_utc();
    for rang in 0..nombre {
        let page = Page { depuis: hasard.sous(total.min(120)), taille: 1 };
        let choisi = dossier::lister(store.read(), perimetre, &siens, Tri::Urgence, page).await?;
        let Some(ligne) = choisi.first().filter(|ligne| !pris.contains(&ligne.id)) else { continue };
        let writer = store.write(matin + chrono::TimeDelta::minutes(17 * (rang + 1))).await?;
        let evenement = vraisemblable(&writer, lieux, perimetre, ligne, hasard);
        let Some(evenement) = evenement else { continue };
        match dossier::inscrire(&writer, perimetre, ligne.id, None, evenement, None, seuils).await {
            Ok(_) => {
                writer.commit().await?;
                ecrites += 1;
            }
            // What the rules refuse is not done: another dossier's turn.
            Err(StoreError::Refus(_)) => {}
            Err(error) => return Err(error),
        }
    }
    ecrites += accepter(store, perimetre, hasard, seuils).await?;
    ecrites += conclure(store, perimetre, hasard, seuils).await?;
    Ok(ecrites)
}

/// Something that somebody in that role would do with that dossier.
fn vraisemblable(
    writer: &raccroche_store::Writer,
    lieux: &Lieux,
    perimetre: &Perimetre,
    ligne: &LigneDossier,
    hasard: &mut Hasard,
) -> Option<Evenement> {
    let jour = perimetre.le();
    let dans = |jours: u64| jour.checked_add_days(Days::new(jours)).unwrap_or(jour);
    if perimetre.role() == Role::ReferentDecrochage {
        let etats = [
            EtatVerification::Confirmee,
            EtatVerification::Confirmee,
            EtatVerification::RetrouveApprentissage,
        ];
        return Some(Evenement::Verifie { etat: *hasard.parmi(&etats), ou: None, depuis: None });
    }
    let joint = ligne.contact == "joint";
    Some(match hasard.sous(if joint { 10 } else { 4 }) {
        0..=2 => {
            let issues = [
                IssueContact::SansReponse,
                IssueContact::SansReponse,
                IssueContact::Message,
                IssueContact::JeuneJoint,
                IssueContact::FamilleJointe,
                IssueContact::MauvaisNumero,
            ];
            let canal = *hasard.parmi(&[Canal::Telephone, Canal::Telephone, Canal::Sms, Canal::Courrier]);
            let issue = *hasard.parmi(&issues);
            let rappeler_le = (hasard.sous(4) == 0).then(|| dans(2 + hasard.sous(9)));
            Evenement::Tentative { canal, issue, rappeler_le }
        }
        3 => Evenement::TacheAjoutee {
            id: writer.new_id(),
            genre: *hasard.parmi(&[GenreTache::ChercherPlace, GenreTache::Document, GenreTache::Comite]),
            pour_le: dans(3 + hasard.sous(14)),
        },
        4 | 5 => Evenement::EntretienPrevu {
            id: writer.new_id(),
            genre: *hasard.parmi(&[
                GenreEntretien::Situation,
                GenreEntretien::Reorientation,
                GenreEntretien::Suivi,
            ]),
            le: dans(2 + hasard.sous(10)).and_hms_opt(
                9 + u32::try_from(hasard.sous(8)).unwrap_or(0),
                0,
                0,
            )?,
            lieu: perimetre.organisation().nom.clone(),
            representant: true,
        },
        6 => Evenement::SolutionOuverte {
            id: writer.new_id(),
            nature: *hasard.parmi(&[
                NatureSolution::Apprentissage,
                NatureSolution::RetourLyceePro,
                NatureSolution::MicroLycee,
                NatureSolution::ServiceCivique,
                NatureSolution::E2c,
            ]),
            structure: hasard
                .parmi(&["CFA des Métiers", "LP des Deux Rives", "École de la 2e chance", "Association Cap"])
                .to_string(),
            debut: dans(hasard.sous(20)),
            fin_prevue: None,
        },
        7 => {
            let vers =
                lieux.0.get(&Genre::MissionLocale).filter(|lieu| lieu.id != perimetre.organisation().id)?;
            Evenement::RelaisPropose {
                id: writer.new_id(),
                vers: Structure { id: vers.id, nom: vers.nom.clone() },
                motif: MotifRelais::Accompagnement,
            }
        }
        8 => Evenement::Obligation { etape: EtapeObligation::Repere, le: jour, motif: None, jusqu_au: None },
        _ => Evenement::Obligation {
            etape: EtapeObligation::Convoque,
            le: jour,
            motif: Some(MotifConvocation::SansReponse),
            jusqu_au: None,
        },
    })
}

/// Most hand-offs are accepted within days.
async fn accepter(
    store: &Store,
    perimetre: &Perimetre,
    hasard: &mut Hasard,
    seuils: &Seuils,
) -> Result<u64, StoreError> {
    use raccroche_domain::suivi::Responsable;
    let recus = Filtre { relais_recus: true, ..Filtre::default() };
    let page = Page { depuis: 0, taille: 5 };
    let mut ecrites = 0;
    for ligne in dossier::lister(store.read(), perimetre, &recus, Tri::Recent, page).await? {
        let Some(lu) = dossier::lire(store.read(), perimetre, ligne.id).await? else { continue };
        let Some(relais) = lu.etat.relais.filter(|_| hasard.sous(3) == 0) else { continue };
        let soir = perimetre.le().and_time(NaiveTime::from_hms_opt(15, 5, 0).unwrap_or_default()).and_utc();
        let writer = store.write(soir).await?;
        let structure =
            Structure { id: perimetre.organisation().id, nom: perimetre.organisation().nom.clone() };
        let agent = Structure { id: perimetre.utilisateur(), nom: perimetre.nom().to_owned() };
        let responsable = Responsable { structure, agent: Some(agent) };
        let evenement = Evenement::RelaisAccepte { id: relais.id, responsable };
        dossier::inscrire(&writer, perimetre, ligne.id, None, evenement, None, seuils).await?;
        writer.commit().await?;
        ecrites += 1;
    }
    Ok(ecrites)
}

/// Interviews of the past days are said to have taken place, or not.
async fn conclure(
    store: &Store,
    perimetre: &Perimetre,
    hasard: &mut Hasard,
    seuils: &Seuils,
) -> Result<u64, StoreError> {
    use raccroche_domain::suivi::GenreEcheance;
    let passes = Filtre {
        echeance: Some(GenreEcheance::Entretien),
        echeance_avant: Some(perimetre.le()),
        ma_structure: true,
        ..Filtre::default()
    };
    let page = Page { depuis: 0, taille: 5 };
    let mut ecrites = 0;
    for ligne in dossier::lister(store.read(), perimetre, &passes, Tri::Echeance, page).await? {
        let Some(lu) = dossier::lire(store.read(), perimetre, ligne.id).await? else { continue };
        let Some(entretien) = lu.etat.entretiens.iter().find(|e| e.issue.is_none()) else { continue };
        let issue = *hasard.parmi(&[IssueEntretien::Tenu, IssueEntretien::Tenu, IssueEntretien::Absence]);
        let conclusion =
            *hasard.parmi(&[Conclusion::RetourFormation, Conclusion::Apprentissage, Conclusion::Projet]);
        let conclusions = if issue == IssueEntretien::Tenu { vec![conclusion] } else { Vec::new() };
        let soir = perimetre.le().and_time(NaiveTime::from_hms_opt(16, 20, 0).unwrap_or_default()).and_utc();
        let writer = store.write(soir).await?;
        let evenement = Evenement::EntretienConclu { id: entretien.id, issue, conclusions };
        match dossier::inscrire(&writer, perimetre, ligne.id, None, evenement, None, seuils).await {
            Ok(_) => {
                writer.commit().await?;
                ecrites += 1;
            }
            Err(StoreError::Refus(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(ecrites)
}

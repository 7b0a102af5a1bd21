//! Publishing a campaign: those to follow enter the store, each with a dossier confided to the PSAD of their commune.
//!
//! Somebody known by the number of an earlier campaign, or by an INE, is the same person: an open dossier goes on and notes
//! that it was listed again, and nobody is opened twice. All of it is one transaction: a campaign is published whole or
//! not at all.

use std::collections::{BTreeMap, HashMap, HashSet, btree_map::Entry};

use chrono::NaiveDate;
use raccroche_campaign::{Bilan, CampaignError, Fiche, Section, VerdictRendu};
use raccroche_domain::{
    Definition, StatutObligation, Verdict,
    droits::MotifPortee,
    suivi::{Evenement, Origine, Responsable, Seuils, Structure},
};
use raccroche_store::{
    Auteur, ConnectionTrait, StoreError, Writer, campagne, contact, dossier, identifiant,
    identifiant::GenreIdentifiant,
    jeune::{self, NouveauJeune},
    organisation::{GenreOrganisation, Organisation},
    relecture, reunion, scolarite,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::territoires;

/// What is published.
#[derive(Debug, Clone)]
pub struct Parution {
    /// Name of the campaign.
    pub nom: String,
    /// The day at which its verdicts hold.
    pub as_of: NaiveDate,
    /// The definition it was run under.
    pub definition: Definition,
    /// Folder of its files.
    pub dossier: String,
    /// The local day of the publication, on which dossiers open.
    pub jour: NaiveDate,
    /// Name of the académie, for those who live in no territory of the zonings.
    pub academie: String,
    /// The campaign, when the store has it already, computed; otherwise it is made.
    pub campagne: Option<Uuid>,
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resultat {
    /// Dossiers opened.
    pub ouverts: u64,
    /// Dossiers that were open and are listed again.
    pub revus: u64,
    /// People followed by a mission locale already: known, without a dossier of the PSAD.
    pub suivis: u64,
}

/// Why a campaign is not published.
#[derive(Debug, thiserror::Error)]
pub enum PublicationError {
    /// The results cannot be read.
    #[error(transparent)]
    Campagne(#[from] CampaignError),
    /// The store refuses.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Puts the people of a campaign in the store and opens their dossiers, in the transaction of `writer`.
///
/// # Errors
/// When a result cannot be read or the store refuses; the caller then drops the transaction.
pub async fn publish(
    writer: &Writer,
    parution: &Parution,
    fiches: impl Iterator<Item = Result<Fiche, CampaignError>>,
    seuils: &Seuils,
) -> Result<Resultat, PublicationError> {
    let campagne = if let Some(id) = parution.campagne {
        id
    } else {
        let nouvelle = campagne::NouvelleCampagne {
            nom: parution.nom.clone(),
            as_of: parution.as_of,
            definition: parution.definition,
            dossier: parution.dossier.clone(),
        };
        let creee = campagne::create(writer, nouvelle).await?;
        campagne::mark_computed(writer, creee.id, &parution.dossier).await?.id
    };
    let mut editeur = Editeur {
        writer,
        parution,
        seuils,
        auteur: Auteur::sans_compte(parution.nom.clone()),
        annuaire: Annuaire::default(),
        resultat: Resultat::default(),
    };
    let (mut verdicts, mut paires) = (Vec::new(), Vec::new());
    for fiche in fiches {
        let fiche = fiche?;
        // Nobody follows here whom a mission locale follows already: without a dossier we keep nothing of them.
        if fiche.rubrique == Section::Followed && reconnaitre(writer, &fiche).await?.is_none() {
            editeur.resultat.suivis += 1;
            continue;
        }
        let jeune = editeur.connaitre(&fiche).await?;
        verdicts.push(verdict(jeune, &fiche));
        let a_trancher = fiche.proches.iter().filter(|proche| proche.a_trancher).zip(0..);
        paires.extend(
            a_trancher.filter_map(|(proche, ordre)| Some((jeune, ordre, serde_json::to_value(proche).ok()?))),
        );
        editeur.suivre(jeune, &fiche).await?;
    }
    let resultat = editeur.resultat;
    for lot in verdicts.chunks(500) {
        campagne::record_verdicts(writer, campagne, lot).await?;
    }
    relecture::ask(writer, campagne, paires).await?;
    campagne::publish(writer, campagne).await?;
    Ok(resultat)
}

/// The verdicts to keep on those who are followed and whom a campaign found, one a person; the register that shows each stands
/// in the evidence, with its kind.
#[must_use]
pub(crate) fn retrouves(
    rendus: Vec<VerdictRendu>,
    bilan: &Bilan,
    numeros: &HashMap<String, Uuid>,
) -> Vec<campagne::NouveauVerdict> {
    let mut par_jeune: BTreeMap<Uuid, campagne::NouveauVerdict> = BTreeMap::new();
    for rendu in rendus {
        let Some(jeune) = numeros.get(&rendu.jeune).copied() else { continue };
        if matches!(rendu.verdict, Verdict::PerduDeVue | Verdict::AVerifier) {
            continue;
        }
        let genre =
            bilan.sources.iter().find(|source| source.nom == rendu.registre).map(|source| source.genre);
        let verdict = campagne::NouveauVerdict {
            jeune,
            verdict: rendu.verdict,
            motif: rendu.motif,
            pourquoi: rendu.pourquoi,
            obligation: StatutObligation::de_code(&rendu.obligation).unwrap_or(StatutObligation::Inconnue),
            preuves: Some(serde_json::json!({ "registre": rendu.registre, "genre": genre })),
        };
        // Known under two numbers: enrolled says more than out of the field.
        match par_jeune.entry(jeune) {
            Entry::Vacant(libre) => drop(libre.insert(verdict)),
            Entry::Occupied(mut pris) if verdict.verdict < pris.get().verdict => drop(pris.insert(verdict)),
            Entry::Occupied(_) => {}
        }
    }
    par_jeune.into_values().collect()
}

/// What a publication would do, told before anybody decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prevision {
    /// Dossiers that would open.
    pub ouverts: u64,
    /// Open dossiers that would be listed again.
    pub revus: u64,
    /// People followed by a mission locale already.
    pub suivis: u64,
    /// Open dossiers of earlier campaigns that this one no longer lists.
    pub absents: u64,
    /// Doubtful matches that people would be asked about.
    pub a_revoir: u64,
}

/// Looks ahead, without writing.
///
/// # Errors
/// When a result cannot be read or the store does not answer.
pub async fn prevoir(
    db: &impl ConnectionTrait,
    fiches: impl Iterator<Item = Result<Fiche, CampaignError>>,
) -> Result<Prevision, PublicationError> {
    let mut prevision = Prevision::default();
    let mut ouverts: HashSet<Uuid> = campagne::open_of_campaigns(db).await?.into_iter().collect();
    for fiche in fiches {
        let fiche = fiche?;
        prevision.a_revoir += fiche.proches.iter().filter(|proche| proche.a_trancher).count() as u64;
        if fiche.rubrique == Section::Followed {
            prevision.suivis += 1;
            continue;
        }
        let connu = reconnaitre(db, &fiche).await?;
        let ouvert = match connu {
            Some(jeune) => dossier::ouvert_du_jeune(db, jeune).await?,
            None => None,
        };
        match ouvert {
            Some(dossier) => {
                ouverts.remove(&dossier);
                prevision.revus += 1;
            }
            None => prevision.ouverts += 1,
        }
    }
    prevision.absents = ouverts.len() as u64;
    Ok(prevision)
}

/// Who the person is, when the store knows: by the number of an earlier campaign, an INE, or, when no number says so, the
/// same name, first name and birth date with the same sex or commune. A signal between two campaigns seldom has more. Somebody
/// known twice, whom people have reunited, is one: the person as whom they go on.
///
/// # Errors
/// When the store does not answer.
pub async fn reconnaitre(db: &impl ConnectionTrait, fiche: &Fiche) -> Result<Option<Uuid>, StoreError> {
    if let Some(connu) = identifiant::owner(db, GenreIdentifiant::SieiCampagne, &fiche.jeune).await? {
        return Ok(Some(reunion::retenu(db, connu).await?));
    }
    for ine in &fiche.ine {
        if let Some(connu) = identifiant::owner(db, ine.into(), ine.as_str()).await? {
            return Ok(Some(reunion::retenu(db, connu).await?));
        }
    }
    let identite = &fiche.identite;
    let (Some(naissance), Some(prenom)) = (identite.date_naissance, identite.prenoms.first()) else {
        return Ok(None);
    };
    let commune = fiche.adresse.commune.map(String::from);
    let mut pareils = Vec::new();
    for homonyme in jeune::namesakes(db, &identite.nom_famille, prenom, naissance).await? {
        let meme_sexe = homonyme.sexe.is_some() && homonyme.sexe == identite.sexe;
        let meme_commune = homonyme.commune.is_some() && homonyme.commune == commune;
        let autre_sexe = homonyme.sexe.is_some() && identite.sexe.is_some() && !meme_sexe;
        if !autre_sexe && (meme_sexe || meme_commune) && !autre_numero(db, homonyme.id, fiche).await? {
            let retenu = reunion::retenu(db, homonyme.id).await?;
            if !pareils.contains(&retenu) {
                pareils.push(retenu);
            }
        }
    }
    // Two of one name on one day: a human must tell them apart.
    Ok(if let [seul] = pareils[..] { Some(seul) } else { None })
}

/// Whether somebody has INEs of the same kind as the person of the campaign, and all of them others.
async fn autre_numero(db: &impl ConnectionTrait, jeune: Uuid, fiche: &Fiche) -> Result<bool, StoreError> {
    let connus = identifiant::ines(db, jeune).await?;
    Ok(fiche.ine.iter().any(|ine| {
        let genre = GenreIdentifiant::from(ine);
        let mut du_genre = connus.iter().filter(|(connu, _)| *connu == genre).peekable();
        du_genre.peek().is_some() && du_genre.all(|(_, valeur)| valeur != ine.as_str())
    }))
}

fn verdict(jeune: Uuid, fiche: &Fiche) -> campagne::NouveauVerdict {
    campagne::NouveauVerdict {
        jeune,
        verdict: Verdict::de_code(&fiche.verdict).unwrap_or(Verdict::AVerifier),
        motif: fiche.motif.clone(),
        pourquoi: fiche.pourquoi.clone(),
        obligation: StatutObligation::de_code(&fiche.obligation).unwrap_or(StatutObligation::Inconnue),
        preuves: serde_json::to_value(&fiche.proches).ok(),
    }
}

/// Organisations met so far, so that each is looked up once.
#[derive(Default)]
struct Annuaire {
    connues: HashMap<(GenreOrganisation, String), Organisation>,
    agents: BTreeMap<Uuid, Option<Structure>>,
}

struct Editeur<'a> {
    writer: &'a Writer,
    parution: &'a Parution,
    seuils: &'a Seuils,
    auteur: Auteur,
    annuaire: Annuaire,
    resultat: Resultat,
}

impl Editeur<'_> {
    /// The person, made known or brought up to date.
    async fn connaitre(&self, fiche: &Fiche) -> Result<Uuid, StoreError> {
        let writer = self.writer;
        let source = &self.parution.nom;
        let connu = reconnaitre(writer, fiche).await?;
        let id = if let Some(id) = connu {
            id
        } else {
            let mut identite = fiche.identite.clone();
            if identite.nom_famille.is_empty() {
                // A line without a name is to be verified; it must not be lost for want of one.
                "(nom inconnu)".clone_into(&mut identite.nom_famille);
            }
            let nouveau = NouveauJeune { identite, adresse: fiche.adresse.clone() };
            jeune::create(writer, &nouveau).await?.id
        };
        identifiant::attach(writer, id, GenreIdentifiant::SieiCampagne, &fiche.jeune, source).await?;
        for ine in &fiche.ine {
            match identifiant::attach(writer, id, ine.into(), ine.as_str(), source).await {
                // Somebody else has the INE: it was reissued or mistyped. The campaign has weighed the whole line.
                Ok(()) | Err(StoreError::Existe(_)) => {}
                Err(error) => return Err(error),
            }
        }
        for telephone in &fiche.telephones {
            contact::see(writer, id, None, contact::GenreCoordonnee::Telephone, telephone, source).await?;
        }
        for courriel in &fiche.courriels {
            contact::see(writer, id, None, contact::GenreCoordonnee::Courriel, courriel, source).await?;
        }
        for representant in &fiche.representants {
            contact::see_representant(writer, id, representant, source).await?;
        }
        let mut par_source: BTreeMap<&str, (NaiveDate, Vec<raccroche_domain::Scolarite>)> = BTreeMap::new();
        for lue in &fiche.scolarites {
            par_source
                .entry(&lue.source)
                .or_insert((lue.source_le, Vec::new()))
                .1
                .push(lue.scolarite.clone());
        }
        for (source, (le, lues)) in par_source {
            scolarite::replace(writer, id, source, le, &lues).await?;
        }
        Ok(id)
    }

    /// The dossier, opened or noted as listed again.
    async fn suivre(&mut self, jeune: Uuid, fiche: &Fiche) -> Result<(), StoreError> {
        if fiche.rubrique == Section::Followed {
            self.resultat.suivis += 1;
            return Ok(());
        }
        let jour = self.parution.jour;
        if let Some(ouvert) = dossier::ouvert_du_jeune(self.writer, jeune).await? {
            // Opened by a signal, or before a move: who the zonings name now must find it.
            for (organisation, motif) in self.portees(fiche).await? {
                dossier::etendre_portee(self.writer, ouvert, organisation.id, motif, None).await?;
            }
            let revu = Evenement::RevuParCampagne { campagne: self.parution.nom.clone() };
            dossier::inscrire_du_systeme(self.writer, &self.auteur, jour, ouvert, revu, self.seuils).await?;
            self.resultat.revus += 1;
            return Ok(());
        }
        let portees = self.portees(fiche).await?;
        let structure = match portees.iter().find(|(_, motif)| *motif == MotifPortee::Psad) {
            Some((organisation, _)) => organisation.clone(),
            // In no territory: the académie answers until somebody hands the dossier over. Nobody vanishes.
            None => {
                self.organisation(GenreOrganisation::Academie, &self.parution.academie.clone(), "").await?
            }
        };
        let agent = self.agent(structure.id).await?;
        let nouveau = dossier::Nouveau {
            jeune,
            naissance: fiche.identite.date_naissance,
            evenement: Evenement::Ouvert {
                origine: Origine::Campagne,
                campagne: Some(self.parution.nom.clone()),
                signale_le: None,
                sans_formation_depuis: fiche.sorti_depuis.filter(|depuis| *depuis <= jour),
                responsable: Responsable {
                    structure: Structure { id: structure.id, nom: structure.nom },
                    agent,
                },
            },
            portees: portees.into_iter().map(|(organisation, motif)| (organisation.id, motif)).collect(),
            dernier_etablissement: fiche.dernier_etablissement.clone(),
            derniere_formation: formation_en_mots(fiche),
        };
        dossier::ouvrir(self.writer, &self.auteur, jour, &nouveau, self.seuils).await?;
        self.resultat.ouverts += 1;
        Ok(())
    }

    /// In whose territory somebody is, by the zonings and the last school.
    async fn portees(&mut self, fiche: &Fiche) -> Result<Vec<(Organisation, MotifPortee)>, StoreError> {
        let departement = departement(fiche);
        let mut portees = Vec::new();
        let zones = [
            (GenreOrganisation::Psad, fiche.psad.as_str(), MotifPortee::Psad),
            (GenreOrganisation::Zap, &fiche.zap, MotifPortee::Zap),
            (GenreOrganisation::MissionLocale, &fiche.mission_locale, MotifPortee::MissionLocale),
            (GenreOrganisation::Cio, &fiche.cio, MotifPortee::Cio),
        ];
        for (genre, nom, motif) in zones {
            // The names of the lists of those in no territory are not organisations.
            if !nom.is_empty() && !["Hors zonage", "Commune inconnue"].contains(&nom) {
                portees.push((self.organisation(genre, nom, &departement).await?, motif));
            }
        }
        if !departement.is_empty() {
            let nom = format!("DSDEN {departement}");
            portees.push((
                self.organisation(GenreOrganisation::Dsden, &nom, &departement).await?,
                MotifPortee::Departement,
            ));
        }
        if !fiche.dernier_uai.is_empty() {
            let nom = if fiche.dernier_etablissement.is_empty() {
                &fiche.dernier_uai
            } else {
                &fiche.dernier_etablissement
            };
            let ecole = self.ecole(&fiche.dernier_uai, nom, &departement).await?;
            portees.push((ecole, MotifPortee::Etablissement));
        }
        Ok(portees)
    }

    async fn organisation(
        &mut self,
        genre: GenreOrganisation,
        nom: &str,
        departement: &str,
    ) -> Result<Organisation, StoreError> {
        self.avec_code(genre, territoires::code(nom), nom, departement).await
    }

    async fn ecole(&mut self, uai: &str, nom: &str, departement: &str) -> Result<Organisation, StoreError> {
        self.avec_code(GenreOrganisation::Etablissement, uai.to_owned(), nom, departement).await
    }

    async fn avec_code(
        &mut self,
        genre: GenreOrganisation,
        code: String,
        nom: &str,
        departement: &str,
    ) -> Result<Organisation, StoreError> {
        let cle = (genre, code);
        if let Some(connue) = self.annuaire.connues.get(&cle) {
            return Ok(connue.clone());
        }
        let trouvee = territoires::connue(self.writer, genre, &cle.1, nom, departement).await?;
        self.annuaire.connues.insert(cle, trouvee.clone());
        Ok(trouvee)
    }

    /// Who leads the organisation, when there is one: dossiers are theirs until they confide them.
    async fn agent(&mut self, organisation: Uuid) -> Result<Option<Structure>, StoreError> {
        if let Some(connu) = self.annuaire.agents.get(&organisation) {
            return Ok(connu.clone());
        }
        let agent = territoires::chef(self.writer, organisation, self.parution.jour).await?;
        self.annuaire.agents.insert(organisation, agent.clone());
        Ok(agent)
    }
}

/// The last formation as people say it: a register that gives only a code (MEF, CFD) gives the class beside it.
fn formation_en_mots(fiche: &Fiche) -> String {
    let formation = &fiche.derniere_formation;
    if formation.chars().any(char::is_lowercase) || formation.contains(' ') {
        return formation.clone();
    }
    let derniere = fiche.scolarites.iter().max_by_key(|lue| (lue.scolarite.fin, lue.source_le));
    let classe = derniere.and_then(|lue| lue.scolarite.division.clone());
    // `1CAP1 (DIVISION 1CAP1)`: the code alone, when the label says no more.
    let courte = classe.map(|classe| classe.split(" (DIVISION").next().unwrap_or_default().to_owned());
    courte.filter(|classe| !classe.is_empty()).unwrap_or_else(|| formation.clone())
}

/// `33`, `2A`, `974`: of the commune of residence, else of the last school.
fn departement(fiche: &Fiche) -> String {
    if let Some(commune) = fiche.adresse.commune {
        let code = commune.to_string();
        let long = if code.starts_with("97") { 3 } else { 2 };
        return code.chars().take(long).collect();
    }
    fiche.dernier_uai.get(1..3).unwrap_or_default().to_owned()
}

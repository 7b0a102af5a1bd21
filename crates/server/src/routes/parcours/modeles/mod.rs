//! Documents filled with what is known: who, the days, what was typed where the fiche asks, the week, the parties, the decisions.
//!
//! Each model takes what it has a place for; what its own step asked and has no place of its own is noted at the end, so that
//! nothing that somebody wrote for it is missing from what is signed. What other steps asked is for those who read them: a
//! decision does not tell what a pupil said in a meeting of prevention. What the fiche asks and nobody knows stays a line to
//! write on; what it never asks is no line at all ([`lignes`]).

mod autres;
mod lignes;
mod pafi;
mod retour;
mod stage;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use chrono::NaiveDate;
use raccroche_documents::{
    Bloc, Creneau as CreneauImprime, Feuille, Section,
    modeles::{Cadre, Etablissement, Periode, Personne, Semaine, SemaineJour, SujetJeune},
};
use raccroche_domain::{
    dispositif::{Acteur, Besoin, DateNommee, Dispositif, ModeleDocument},
    droits::Role,
    francais::{self, majuscule, plier},
    parcours::{Creneau, DemiJournee, EtatParcours, Partie, Saisi},
    suivi::{Entretien, TentativeFaite},
};
use raccroche_store::{
    marche::Marche,
    organisation::{GenreOrganisation, Organisation},
};
use uuid::Uuid;

use super::champs;

/// A year of schooling: the year, the class or formation, the school.
pub(super) type Annee = [String; 3];

/// The contract that an amendment amends: its number and version, and what it says.
pub(super) struct Amende {
    /// Which model.
    pub(super) modele: ModeleDocument,
    /// Its version in force.
    pub(super) version: u32,
    /// What it says.
    pub(super) feuille: Feuille,
}

/// What is known when a document is made.
pub(super) struct Connu<'a> {
    pub(super) fiche: &'a Dispositif,
    pub(super) etat: &'a EtatParcours,
    pub(super) jeune: SujetJeune,
    /// Last year first.
    pub(super) annees: Vec<Annee>,
    /// The CIO of where they live; empty when unknown.
    pub(super) cio: String,
    /// Attempts at contact, oldest first.
    pub(super) tentatives: &'a [TentativeFaite],
    /// Appointments.
    pub(super) entretiens: &'a [Entretien],
    /// Last day in training.
    pub(super) sorti_le: Option<NaiveDate>,
    /// How the académie's decisions may be contested, as it says; empty until it has.
    pub(super) recours: String,
    /// The public contract under which the parcours is.
    pub(super) marche: Option<Marche>,
    /// Organisations that take part.
    pub(super) organisations: BTreeMap<Uuid, Organisation>,
    /// Who makes the document, and as what.
    pub(super) auteur: Personne,
    pub(super) role: Role,
    /// The contract in force, when the document amends one.
    pub(super) amende: Option<Amende>,
    /// What has found its place, and what has to be noted beside it.
    pub(super) places: RefCell<Places>,
}

/// What has found its place in a document.
#[derive(Default)]
pub(super) struct Places {
    /// Codes of what was typed.
    saisies: BTreeSet<String>,
    /// Days.
    dates: BTreeSet<DateNommee>,
    /// Codes of what was typed and says otherwise than what stands in its place: noted at the end, whoever asked it.
    contredites: BTreeSet<String>,
}

/// The model with what is known, then what was typed and has no place in it.
pub(super) fn remplir(modele: ModeleDocument, cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    use ModeleDocument as M;
    let mut feuille = match modele {
        M::PafiDiagnostic => pafi::diagnostic(cadre, connu),
        M::PafiContrat => pafi::contrat(cadre, connu),
        M::Avenant => pafi::avenant(cadre, connu),
        M::SuiviTuteur => pafi::suivi(cadre, connu),
        M::Bilan => pafi::bilan(cadre, connu),
        M::ConventionStage => stage::convention(cadre, connu),
        M::BilanCroise => stage::bilan_croise(cadre, connu),
        M::FicheEntreprise => {
            let mut feuille = stage::fiche_entreprise(cadre, connu);
            lignes::garder(&mut feuille, connu.fiche);
            return feuille;
        }
        M::ContratObjectif => retour::objectif(cadre, connu),
        M::RecapitulatifRetour => retour::recapitulatif(cadre, connu),
        M::ParcoursCosigne => retour::parcours(cadre, connu),
        M::ContratMaintien => retour::maintien(cadre, connu),
        M::SyntheseBilan => autres::synthese(cadre, connu),
        M::FicheRecensement => autres::recensement(cadre, connu),
        // Members of an alliance sign it for all young people: nothing of one is in it.
        M::CharteDeontologie => return autres::charte(cadre, connu),
        M::DecisionAffectation => autres::affectation(cadre, connu),
        M::DecisionValidation => autres::validation(cadre, connu),
        M::Attestation => return autres::attestation(cadre, connu),
        M::Lettre => return autres::lettre(cadre, connu),
    };
    lignes::garder(&mut feuille, connu.fiche);
    let reste = connu.reste(modele);
    if !reste.is_empty() {
        feuille.sections.push(Section::new("Ce qui est noté dans le parcours", vec![Bloc::champs(reste)]));
    }
    feuille
}

impl Connu<'_> {
    /// What was typed under this code, which has found its place.
    fn saisi(&self, code: &str) -> Option<&Saisi> {
        let saisi = self.etat.saisies.get(code)?;
        self.places.borrow_mut().saisies.insert(code.to_owned());
        Some(saisi)
    }

    /// What the contract says of this, which is then typed nowhere; nothing without a contract, or when it does not say.
    fn du_marche(&self, code: &str) -> Option<String> {
        let marche = self.marche.as_ref()?;
        let dit = match code {
            "marche_objet" => &marche.objet,
            "acheteur_nom" => &marche.acheteur,
            "entreprise_nom" => &marche.entreprise,
            "entreprise_adresse" => &marche.adresse,
            "siret" => &marche.siret,
            "missions" => &marche.missions,
            _ => return None,
        };
        // The name of the contract is said with what it says.
        let mut places = self.places.borrow_mut();
        let du_marche = self.etat.saisies.iter().filter(|(_, saisi)| matches!(saisi, Saisi::Marche { .. }));
        places.saisies.extend(du_marche.map(|(code, _)| code.clone()));
        (!dit.is_empty()).then(|| dit.clone())
    }

    /// The same, as people read it; empty when nobody typed it.
    fn texte(&self, code: &str) -> String {
        if let Some(dit) = self.du_marche(code) {
            return dit;
        }
        self.saisi(code).map(champs::saisi_en_mots).unwrap_or_default()
    }

    /// The first of these that was typed.
    fn premier(&self, codes: &[&str]) -> String {
        codes.iter().map(|code| self.texte(code)).find(|texte| !texte.is_empty()).unwrap_or_default()
    }

    /// The same, as a list of one: a model that lists leaves room to write when the list is empty.
    fn liste(&self, codes: &[&str]) -> Vec<String> {
        let mut liste = Vec::new();
        for code in codes {
            if let Some(dit) = self.du_marche(code) {
                liste.extend(dit.lines().map(str::trim).filter(|l| !l.is_empty()).map(majuscule));
                continue;
            }
            match self.saisi(code) {
                Some(Saisi::Choix(choix)) => liste.extend(choix.iter().map(|choisi| majuscule(choisi))),
                Some(autre) => liste.push(champs::saisi_en_mots(autre)),
                None => {}
            }
        }
        liste
    }

    /// A day, which has found its place.
    fn jour(&self, nom: DateNommee) -> Option<NaiveDate> {
        let jour = self.etat.dates.get(&nom).copied()?;
        self.places.borrow_mut().dates.insert(nom);
        Some(jour)
    }

    /// From the start to the end of the path.
    fn periode(&self) -> Periode {
        Periode { debut: self.jour(DateNommee::Debut), fin: self.jour(DateNommee::Fin) }
    }

    /// From the start to the end of the placement; of the path where the placement has no days of its own.
    fn periode_de_stage(&self) -> Periode {
        let stage =
            Periode { debut: self.jour(DateNommee::DebutStage), fin: self.jour(DateNommee::FinStage) };
        if stage == Periode::default() { self.periode() } else { stage }
    }

    /// Who takes part as one of these, the first that does.
    fn partie(&self, acteurs: &[Acteur]) -> Option<&Partie> {
        acteurs.iter().find_map(|acteur| self.etat.presents().find(|partie| partie.acteur == *acteur))
    }

    /// Who takes part as one of these; else who was named in the fiche under this code. Another name than that of who takes
    /// part is not hidden: it is noted at the end.
    fn personne(&self, acteurs: &[Acteur], code: &str) -> Personne {
        let Some(partie) = self.partie(acteurs) else {
            return Personne { nom: self.texte(code), ..Personne::default() };
        };
        let nomme = self.etat.saisies.get(code).map(champs::saisi_en_mots).unwrap_or_default();
        if plier(&nomme) == plier(&partie.nom) {
            self.saisi(code);
        } else if !nomme.is_empty() {
            self.places.borrow_mut().contredites.insert(code.to_owned());
        }
        let de = partie.organisation.and_then(|id| self.organisations.get(&id));
        Personne {
            nom: partie.nom.clone(),
            qualite: de.map(|organisation| organisation.nom.clone()).unwrap_or_default(),
            ..Personne::default()
        }
    }

    fn tuteur(&self) -> Personne {
        self.personne(&[Acteur::Tuteur], "tuteur_nom")
    }

    /// Who follows for the school.
    fn referent(&self) -> Personne {
        let suit = [Acteur::ReferentPedagogique, Acteur::CoordonnateurMlds, Acteur::ReferentDecrochage];
        self.personne(&suit, "referent_nom")
    }

    /// Who leads interviews: who takes part as such, else who makes the document when that is their work.
    fn conseiller(&self) -> Personne {
        let menent = [Acteur::PsyEn, Acteur::ConseillerMissionLocale, Acteur::CoordonnateurMlds];
        if self.partie(&menent).is_some() {
            return self.personne(&menent, "");
        }
        let mene = matches!(self.role, Role::PsyEn | Role::ConseillerMissionLocale | Role::CoordonnateurMlds);
        if mene { self.auteur.clone() } else { Personne::default() }
    }

    /// An organisation that takes part as one of these, by whom it is represented; named and described where the fiche asks.
    fn structure(&self, acteurs: &[Acteur], codes: &[&str]) -> Etablissement {
        let partie = self.partie(acteurs);
        let connue = partie.and_then(|partie| partie.organisation).and_then(|id| self.organisations.get(&id));
        let nomme = if connue.is_some() { String::new() } else { self.premier(codes) };
        let representant = partie.map(|partie| partie.nom.clone()).unwrap_or_default();
        let nom = match (connue, nomme.is_empty()) {
            (Some(connue), _) => connue.nom.clone(),
            (None, false) => nomme,
            (None, true) => representant.clone(),
        };
        let uai = connue.filter(|connue| connue.genre == GenreOrganisation::Etablissement);
        Etablissement {
            // Somebody who stands for themselves is not said twice.
            representant: Personne {
                nom: if representant == nom { String::new() } else { representant },
                ..Personne::default()
            },
            nom,
            identifiant: uai.map(|uai| uai.code.clone()).unwrap_or_default(),
            ..Etablissement::default()
        }
    }

    /// The company or partner that receives, by its name and number.
    fn entreprise(&self) -> Etablissement {
        let codes = ["entreprise_nom", "partenaire_nom", "structure", "lieux"];
        Etablissement {
            identifiant: self.texte("siret"),
            ..self.structure(&[Acteur::Entreprise, Acteur::Partenaire], &codes)
        }
    }

    /// The same, with its address.
    fn accueil(&self) -> Etablissement {
        Etablissement { adresse: self.texte("entreprise_adresse"), ..self.entreprise() }
    }

    /// The day on which a meeting of that step was held, or the last one of the parcours.
    fn rencontre(&self, etape: &str) -> Option<NaiveDate> {
        let tenues = &self.etat.reunions;
        let dans = tenues.iter().rev().find(|tenue| tenue.etape == etape);
        dans.or(tenues.last()).map(|tenue| tenue.le)
    }

    /// Whether whoever decides has said yes: in the step of this document, else in the last one before it where somebody
    /// decides; nothing while they have not.
    fn decidee(&self, modele: ModeleDocument) -> Option<bool> {
        let sienne = self.fiche.etape_du_document(modele, &self.etat.etape)?;
        let rang = self.fiche.etapes.iter().position(|etape| etape.code == sienne.code)?;
        let decide = |besoin: &Besoin| matches!(besoin, Besoin::Decision { .. });
        let etape =
            self.fiche.etapes.iter().take(rang + 1).rev().find(|etape| etape.besoins.iter().any(decide))?;
        // A step that comes round again waits for another decision.
        let debut = self.etat.debuts.get(&etape.code).copied().unwrap_or_default();
        let rendues = self.etat.decisions.iter().rev();
        let mut siennes = rendues.filter(|rendue| rendue.etape == etape.code && rendue.rang > debut);
        siennes.next().map(|rendue| rendue.favorable)
    }

    /// What the fiche asks next: what, who, until when where a deadline is known; to the end, by its main way.
    fn prochaines_etapes(&self) -> Vec<[String; 3]> {
        let mut lignes = Vec::new();
        let mut vues = BTreeSet::new();
        let mut ici = self.fiche.etape(&self.etat.etape);
        while let Some(etape) = ici.filter(|etape| vues.insert(etape.code.clone())) {
            ici = etape.suivantes.first().and_then(|code| self.fiche.etape(code));
            let Some(suivante) = ici else { break };
            let qui: Vec<String> = suivante.acteurs.iter().map(|a| a.libelle().to_owned()).collect();
            let avant = suivante.delai.as_ref().and_then(|delai| {
                delai.echeance(|repere| match repere {
                    raccroche_domain::dispositif::Repere::Date(nom) => self.etat.dates.get(nom).copied(),
                    raccroche_domain::dispositif::Repere::Etape(_) => None,
                })
            });
            lignes.push([
                suivante.titre.clone(),
                majuscule(&qui.join(", ")),
                avant.map(francais::date_longue).unwrap_or_default(),
            ]);
        }
        lignes
    }

    /// A week that was typed, day by day; empty when none was.
    fn semaine(&self, codes: &[&str]) -> Semaine {
        let creneaux = codes.iter().find_map(|code| match self.saisi(code) {
            Some(Saisi::Semaine(creneaux)) => Some(creneaux.as_slice()),
            _ => None,
        });
        en_jours(creneaux.unwrap_or_default())
    }

    /// What the step of this document asked and has no place in it, with its title; and what was typed otherwise than what
    /// stands in its place, whatever the step.
    fn reste(&self, modele: ModeleDocument) -> Vec<(String, String)> {
        let places = self.places.borrow();
        let mut reste = Vec::new();
        let mut dits = BTreeSet::new();
        let siens = self.fiche.etape_du_document(modele, &self.etat.etape);
        for besoin in siens.into_iter().flat_map(|etape| &etape.besoins) {
            let Besoin::Date { nom } = besoin else { continue };
            if let Some(le) = self.etat.dates.get(nom).filter(|_| !places.dates.contains(nom)) {
                reste.push((majuscule(nom.libelle()), francais::date_longue(*le)));
            }
        }
        for etape in &self.fiche.etapes {
            let sienne = siens.is_some_and(|siens| siens.code == etape.code);
            for besoin in &etape.besoins {
                let Some(code) = besoin.code_saisi() else { continue };
                let Some(saisi) = self.etat.saisies.get(code) else { continue };
                let dit_ici = sienne && !places.saisies.contains(code);
                if (dit_ici || places.contredites.contains(code))
                    && dits.insert(code)
                    && !matches!(besoin, Besoin::Semaine { .. })
                {
                    reste.push((besoin.en_mots(), champs::saisi_en_mots(saisi)));
                }
            }
        }
        reste
    }
}

fn en_jours(creneaux: &[Creneau]) -> Semaine {
    use DemiJournee as D;
    let trouver = |quand: DemiJournee| -> Vec<CreneauImprime> {
        let ceux_la = creneaux.iter().filter(|creneau| creneau.quand == quand);
        ceux_la
            .map(|creneau| CreneauImprime {
                horaire: String::new(),
                activite: creneau.activite.clone(),
                lieu: creneau.lieu.clone(),
                tuteur: creneau.tuteur.clone(),
            })
            .collect()
    };
    let jours = [
        ("Lundi", D::LundiMatin, Some(D::LundiApresMidi)),
        ("Mardi", D::MardiMatin, Some(D::MardiApresMidi)),
        ("Mercredi", D::MercrediMatin, Some(D::MercrediApresMidi)),
        ("Jeudi", D::JeudiMatin, Some(D::JeudiApresMidi)),
        ("Vendredi", D::VendrediMatin, Some(D::VendrediApresMidi)),
        ("Samedi", D::SamediMatin, None),
    ];
    let jours = jours.into_iter().map(|(nom, matin, apres_midi)| SemaineJour {
        nom: nom.to_owned(),
        matin: trouver(matin),
        apres_midi: apres_midi.map(trouver).unwrap_or_default(),
    });
    Semaine { jours: jours.filter(|jour| !(jour.matin.is_empty() && jour.apres_midi.is_empty())).collect() }
}

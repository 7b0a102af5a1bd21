//! What may follow in a parcours, as its fiche says.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    ButLien, DecisionParcours, DocumentParcours, EntreeParcours, EtatParcours, EvenementParcours,
    Numerisation, Partie, RefusParcours, ReponseSignature, RetraitSignature, ReunionTenue, Saisi, Signature,
};
use crate::{
    dispositif::{
        Acteur, Besoin, DateNommee, DatesParcours, Dispositif, Etape, Issue, MOTS_AU_PLUS, ModeleDocument,
        Repere,
    },
    francais::{self, INSECABLE, guillemets},
    groupe::{GroupeChoisi, minutes_semaine},
};

/// The young person, as far as rules on a parcours ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Personne {
    /// Birth date; unknown, somebody counts as a minor: what protects a minor harms nobody else.
    pub naissance: Option<NaiveDate>,
}

impl Personne {
    /// Under 18 on that day, or not known to be older.
    pub fn mineur(self, le: NaiveDate) -> bool {
        self.naissance
            .and_then(|naissance| crate::age_au(naissance, le))
            .is_none_or(|age| age < crate::AGE_MAJORITE)
    }
}

impl EtatParcours {
    /// The state after the first entry.
    ///
    /// # Errors
    /// [`RefusParcours::AutreFiche`] when the entry is no opening, or not of this fiche.
    pub fn ouvrir(entree: &EntreeParcours, fiche: &Dispositif) -> Result<Self, RefusParcours> {
        let etat = Self::commencer(entree).ok_or(RefusParcours::AutreFiche)?;
        let premiere = fiche.premiere().is_some_and(|premiere| premiere.code == etat.etape);
        if etat.dispositif == fiche.code && premiere { Ok(etat) } else { Err(RefusParcours::AutreFiche) }
    }

    /// The state after an opening that was admitted; `None` for any other entry.
    pub(crate) fn commencer(entree: &EntreeParcours) -> Option<Self> {
        let EvenementParcours::Ouvert { dispositif, etape, .. } = &entree.evenement else { return None };
        Some(Self {
            rang: entree.rang,
            dispositif: dispositif.clone(),
            ouvert_le: entree.le,
            mis_a_jour_le: entree.le,
            etape: etape.clone(),
            etape_depuis: entree.le,
            etape_rang: entree.rang,
            franchies: Vec::new(),
            debuts: [(etape.clone(), entree.rang)].into(),
            change_rang: 0,
            dates: [(DateNommee::Ouverture, entree.le)].into(),
            saisies: [].into(),
            parties: Vec::new(),
            reunions: Vec::new(),
            decisions: Vec::new(),
            documents: Vec::new(),
            remises: Vec::new(),
            chartes: Vec::new(),
            informations: Vec::new(),
            fin: None,
        })
    }

    /// The state that a whole journal makes.
    ///
    /// # Errors
    /// [`RefusParcours`] of the first entry that does not follow from those before it.
    pub fn rejouer(
        journal: &[EntreeParcours],
        fiche: &Dispositif,
        personne: Personne,
    ) -> Result<Self, RefusParcours> {
        let (premiere, suite) = journal.split_first().ok_or(RefusParcours::AutreFiche)?;
        let mut etat = Self::ouvrir(premiere, fiche)?;
        for entree in suite {
            etat.admettre(&entree.evenement, fiche, entree.le, personne)?;
            etat.appliquer(entree);
        }
        Ok(etat)
    }

    /// The step under way, in the fiche.
    ///
    /// # Errors
    /// [`RefusParcours::EtapeInconnue`] when the fiche no longer has it.
    pub fn etape_en_cours<'f>(&self, fiche: &'f Dispositif) -> Result<&'f Etape, RefusParcours> {
        trouver(fiche, &self.etape)
    }

    /// Who takes part today.
    pub fn presents(&self) -> impl Iterator<Item = &Partie> {
        self.parties.iter().filter(|partie| partie.retiree_le.is_none())
    }

    /// By when the step under way is to be done, when the fiche says so and what it counts from is known.
    pub fn echeance(&self, fiche: &Dispositif) -> Option<NaiveDate> {
        if self.fin.is_some() {
            return None;
        }
        let delai = self.etape_en_cours(fiche).ok()?.delai.as_ref()?;
        delai.echeance(|repere| match repere {
            Repere::Date(nom) => self.dates.get(nom).copied(),
            Repere::Etape(code) => {
                self.franchies.iter().rev().find(|(franchie, _)| franchie == code).map(|(_, le)| *le)
            }
        })
    }

    /// The group that they are in.
    pub fn groupe(&self) -> Option<&GroupeChoisi> {
        self.groupe_saisi().map(|(_, groupe)| groupe)
    }

    /// The group that they are in, with its code in the fiche.
    pub fn groupe_saisi(&self) -> Option<(&str, &GroupeChoisi)> {
        self.saisies.iter().find_map(|(code, saisi)| match saisi {
            Saisi::Groupe(groupe) => Some((code.as_str(), groupe)),
            _ => None,
        })
    }

    /// The days that the bounds of the fiche look at.
    pub fn jours(&self, personne: Personne) -> DatesParcours {
        let jour = |nom| self.dates.get(&nom).copied();
        let minutes = self.groupe().map(|groupe| minutes_semaine(&groupe.semaine)).or_else(|| {
            match self.saisies.get("heures_semaine")? {
                Saisi::Nombre(heures) => heures.checked_mul(60),
                _ => None,
            }
        });
        DatesParcours {
            debut: jour(DateNommee::Debut),
            fin: jour(DateNommee::Fin),
            retour: jour(DateNommee::Retour),
            stages: jour(DateNommee::DebutStage).zip(jour(DateNommee::FinStage)).into_iter().collect(),
            minutes_semaine: minutes,
            naissance: personne.naissance,
        }
    }

    /// What the step under way still needs, each in a few words. Empty: it may be left.
    pub fn manques(&self, fiche: &Dispositif, le: NaiveDate, personne: Personne) -> Vec<String> {
        let Ok(etape) = self.etape_en_cours(fiche) else { return vec![self.etape.clone()] };
        let mut manques: Vec<String> = etape
            .besoins
            .iter()
            .filter_map(|besoin| self.manque(fiche, etape, besoin, le, personne))
            .collect();
        if manques.is_empty() && etape.besoins.iter().any(|besoin| matches!(besoin, Besoin::Date { .. })) {
            manques.extend(self.bornes_franchies(fiche, personne));
        }
        manques
    }

    /// What is missing of one need of a step; `None` when it is met.
    pub fn manque(
        &self,
        fiche: &Dispositif,
        etape: &Etape,
        besoin: &Besoin,
        le: NaiveDate,
        personne: Personne,
    ) -> Option<String> {
        match besoin {
            Besoin::Document { modele } => self.document_de_l_etape(*modele).is_none().then(|| {
                let ancien = self.document_en_vigueur(*modele).filter(|d| d.rang > self.etape_rang);
                let quoi = if ancien.is_some() { "une nouvelle version du document" } else { "le document" };
                format!("{quoi} {}", guillemets(modele.libelle()))
            }),
            Besoin::Signatures { modele, .. } => {
                let titre = guillemets(modele.libelle());
                let Some(document) = self.document_de_l_etape(*modele) else {
                    return Some(format!("le document {titre}, signé"));
                };
                let attendus = self.attendus(fiche, document, le, personne);
                if attendus.is_empty() {
                    return document.scelle.is_none().then(|| format!("le scellement du document {titre}"));
                }
                let noms: Vec<String> = attendus
                    .iter()
                    .map(|(acteur, partie)| {
                        francais::de(partie.map_or_else(|| acteur.libelle(), |partie| partie.nom.as_str()))
                    })
                    .collect();
                Some(format!("la signature {} sur {titre}", francais::enumerer(&noms)))
            }
            Besoin::Engagements { modele } => self.engagements_manquants(*modele),
            Besoin::Decision { par } => {
                let rendue = self.decision(&etape.code, *par).is_some_and(|decision| decision.favorable);
                (!rendue).then(|| format!("la décision{INSECABLE}: {}", par.libelle()))
            }
            Besoin::Reunion { .. } => {
                let tenue = self.reunion_tenue(&etape.code).is_some();
                (!tenue).then(|| besoin.en_mots().to_lowercase())
            }
            Besoin::Date { nom } => {
                (!self.dates.contains_key(nom)).then(|| format!("la date{INSECABLE}: {}", nom.libelle()))
            }
            Besoin::Champ { code, titre, .. }
            | Besoin::Texte { code, titre, .. }
            | Besoin::Nombre { code, titre, .. }
            | Besoin::Groupe { code, titre, .. }
            | Besoin::Semaine { code, titre, .. }
            | Besoin::Marche { code, titre }
            | Besoin::Remise { code, titre, .. } => {
                let manque = !besoin.facultatif() && !self.saisies.contains_key(code);
                manque.then(|| guillemets(titre))
            }
        }
    }

    /// The last decision of somebody in a step, since it began.
    pub fn decision(&self, etape: &str, par: Acteur) -> Option<&DecisionParcours> {
        self.decisions.iter().rev().find(|decision| {
            decision.etape == etape && decision.par == par && decision.rang > self.etape_rang
        })
    }

    /// The last meeting of a step, since it began.
    pub fn reunion_tenue(&self, etape: &str) -> Option<&ReunionTenue> {
        self.reunions.iter().rev().find(|reunion| reunion.etape == etape && reunion.rang > self.etape_rang)
    }

    /// The last version of a model, when the step under way made it: a step that comes round again asks again for it, and so
    /// does one in which what it says was said otherwise since.
    pub fn document_de_l_etape(&self, modele: ModeleDocument) -> Option<&DocumentParcours> {
        self.document_en_vigueur(modele)
            .filter(|document| document.rang > self.etape_rang && !self.est_perime(document))
    }

    /// Whether something that was said before this version has been said otherwise since.
    pub fn est_perime(&self, document: &DocumentParcours) -> bool {
        document.rang < self.change_rang
    }

    fn noter_changement(&mut self, change: bool, rang: u32) {
        if change {
            self.change_rang = rang;
        }
    }

    /// Whether `evenement` may follow, on the day `le`.
    ///
    /// # Errors
    /// [`RefusParcours`] says why not.
    pub fn admettre(
        &self,
        evenement: &EvenementParcours,
        fiche: &Dispositif,
        le: NaiveDate,
        personne: Personne,
    ) -> Result<(), RefusParcours> {
        use EvenementParcours as E;
        if fiche.code != self.dispositif {
            return Err(RefusParcours::AutreFiche);
        }
        // Whoever was handed a document may say so once all is over; what was shared may always be taken back.
        let toujours = matches!(evenement, E::Note | E::Recu { .. } | E::InformationRetiree { .. });
        if self.fin.is_some() && !toujours {
            return Err(RefusParcours::Fini);
        }
        match evenement {
            E::Ouvert { .. } => Err(RefusParcours::DejaOuvert),
            E::Note => Ok(()),
            E::PartieAjoutee { nom, .. } => {
                if nom.trim().is_empty() {
                    Err(RefusParcours::Manque("le nom de la personne".to_owned()))
                } else {
                    Ok(())
                }
            }
            E::PartieRetiree { id, .. } => self.partie(*id).map(|_| ()),
            E::DateFixee { nom, le: jour } => self.admettre_date(*nom, *jour, fiche, le, personne),
            E::Saisi { code, valeur, .. } => admettre_saisie(fiche, code, valeur),
            E::GroupeQuitte { code, groupe, .. } => match self.saisies.get(code) {
                Some(Saisi::Groupe(choisi)) if choisi.id == *groupe => Ok(()),
                _ => Err(RefusParcours::Introuvable("ce groupe")),
            },
            E::ReunionTenue { etape, le: jour } => {
                self.dans_l_etape(fiche, etape)?;
                self.admettre_rencontre(*jour, le)
            }
            E::Decision { etape, par, .. } => {
                let besoins = &self.dans_l_etape(fiche, etape)?.besoins;
                let attendue = besoins
                    .iter()
                    .any(|besoin| matches!(besoin, Besoin::Decision { par: attendu } if attendu == par));
                if attendue { Ok(()) } else { Err(RefusParcours::Introuvable("cette décision")) }
            }
            E::DocumentEtabli { modele, version, .. } => self.admettre_document(*modele, *version, fiche),
            E::LienEnvoye { document, partie, but: ButLien::Remettre, .. } => {
                self.admettre_remise(*document, *partie, fiche).map(|_| ())
            }
            E::Recu { code, document, partie, .. } => self.admettre_recu(code, *document, *partie, fiche),
            // Nobody is asked to sign before their turn, nor what cannot be signed.
            E::Signe { document, partie, .. } | E::LienEnvoye { document, partie, .. } => {
                self.admettre_signature(*document, *partie, fiche, le, personne)
            }
            E::SignatureRefusee { document, partie, .. } => {
                self.admettre_refus(*document, *partie, fiche, le, personne)
            }
            E::NumerisationJointe { document, partie, .. } => self.admettre_numerisation(*document, *partie),
            E::SignatureRetiree { document, partie, .. } => self.admettre_retrait(*document, *partie),
            E::LienRetire { document, .. } => self.document(*document).map(|_| ()),
            E::Scelle { document, .. } => self.admettre_sceau(*document, fiche, le, personne),
            E::CharteSignee { .. } | E::InformationPartagee { .. } | E::InformationRetiree { .. } => {
                self.admettre_membre(evenement, fiche)
            }
            E::EtapeFranchie { de, vers, .. } => self.admettre_passage(de, vers, fiche, le, personne),
            E::EtapeReprise { de, vers, .. } => self.admettre_reprise(de, vers, fiche),
            E::Termine { issue } => {
                let etape = self.etape_en_cours(fiche)?;
                if etape.fin == Some(*issue) {
                    return self.rien_ne_manque(fiche, le, personne);
                }
                // Somebody may always stop; nobody may say that it went to its end when it did not.
                if matches!(issue, Issue::Abandonne | Issue::Interrompu | Issue::SansSuite) {
                    return Ok(());
                }
                Err(RefusParcours::Chemin { depuis: etape.titre.clone(), vers: issue.libelle().to_owned() })
            }
        }
    }

    /// Puts an admitted entry into the state.
    pub fn appliquer(&mut self, entree: &EntreeParcours) {
        use EvenementParcours as E;
        let (le, rang) = (entree.le, entree.rang);
        match &entree.evenement {
            E::LienEnvoye { document, partie, but: ButLien::Remettre, .. } => {
                self.remettre(*document, *partie, le);
            }
            E::LienRetire { document, partie, but: ButLien::Remettre, .. } => {
                self.reprendre(*document, *partie);
            }
            E::Recu { code, document, partie, quand, .. } => self.recevoir(code, *document, *partie, *quand),
            E::Ouvert { .. } | E::LienEnvoye { .. } | E::LienRetire { .. } | E::Note => {}
            E::PartieAjoutee { id, acteur, nom, organisation } => self.parties.push(Partie {
                id: *id,
                acteur: *acteur,
                nom: nom.clone(),
                organisation: *organisation,
                depuis: le,
                retiree_le: None,
            }),
            E::PartieRetiree { id, .. } => {
                if let Some(partie) = self.parties.iter_mut().find(|partie| partie.id == *id) {
                    partie.retiree_le = Some(le);
                }
            }
            E::DateFixee { nom, le: jour } => self.fixer(*nom, *jour, rang),
            E::Saisi { code, valeur, .. } => {
                let avant = self.saisies.insert(code.clone(), valeur.clone());
                self.noter_changement(avant.is_some_and(|avant| avant != *valeur), rang);
            }
            E::GroupeQuitte { code, .. } => {
                self.saisies.remove(code);
            }
            E::ReunionTenue { etape, le: jour } => {
                self.reunions.push(ReunionTenue { etape: etape.clone(), le: *jour, rang });
            }
            E::Decision { etape, par, favorable } => {
                let avant = self.decision(etape, *par).is_some_and(|avant| avant.favorable != *favorable);
                self.noter_changement(avant, rang);
                let (etape, par, favorable) = (etape.clone(), *par, *favorable);
                self.decisions.push(DecisionParcours { etape, par, favorable, le, rang });
            }
            E::DocumentEtabli { id, modele, version, empreinte } => self.documents.push(DocumentParcours {
                id: *id,
                modele: *modele,
                version: *version,
                le,
                rang,
                empreinte: empreinte.clone(),
                signatures: Vec::new(),
                numerisations: Vec::new(),
                retraits: Vec::new(),
                scelle: None,
            }),
            E::Signe { document, partie, quand, moyen, .. } => {
                self.repondre(
                    *document,
                    Signature { partie: *partie, quand: *quand, reponse: ReponseSignature::Signee(*moyen) },
                );
            }
            E::SignatureRefusee { document, partie, quand, motif, .. } => {
                let reponse = ReponseSignature::Refusee(*motif);
                self.repondre(*document, Signature { partie: *partie, quand: *quand, reponse });
            }
            E::NumerisationJointe { id, document, partie, format, empreinte, .. } => {
                let (format, empreinte) = (*format, empreinte.clone());
                self.joindre(*document, Numerisation { id: *id, partie: *partie, le, format, empreinte });
            }
            E::SignatureRetiree { document, partie, motif, .. } => {
                self.retirer_signature(*document, *partie);
                if let (Some(document), Some(motif)) = (self.document_mut(*document), *motif) {
                    document.retraits.push(RetraitSignature { partie: *partie, le, motif });
                }
            }
            E::Scelle { document, empreinte, .. } => self.sceller(*document, le, empreinte),
            E::CharteSignee { .. } | E::InformationPartagee { .. } | E::InformationRetiree { .. } => {
                self.appliquer_membre(&entree.evenement, le);
            }
            E::EtapeFranchie { de, vers, .. } => self.avancer(de, vers, le, rang),
            E::EtapeReprise { vers, .. } => self.reprendre_etape(vers, le, rang),
            E::Termine { issue } => {
                self.franchies.push((self.etape.clone(), le));
                self.fin = Some((le, *issue));
            }
        }
        self.rang = rang;
        self.mis_a_jour_le = le;
    }

    /// Whether one of these is among those to whom the step under way belongs.
    ///
    /// # Errors
    /// [`RefusParcours::PasALui`] names those to whom it does.
    pub fn appartient_a(&self, fiche: &Dispositif, acteurs: &[Acteur]) -> Result<(), RefusParcours> {
        let etape = self.etape_en_cours(fiche)?;
        if etape.acteurs.iter().any(|acteur| acteurs.contains(acteur)) {
            return Ok(());
        }
        let noms: Vec<String> = etape.acteurs.iter().map(|acteur| acteur.libelle().to_owned()).collect();
        Err(RefusParcours::PasALui(francais::enumerer(&noms)))
    }

    pub(super) fn partie(&self, id: Uuid) -> Result<&Partie, RefusParcours> {
        self.presents().find(|partie| partie.id == id).ok_or(RefusParcours::Introuvable("cette personne"))
    }

    pub(super) fn dans_l_etape<'f>(
        &self,
        fiche: &'f Dispositif,
        code: &str,
    ) -> Result<&'f Etape, RefusParcours> {
        let etape = self.etape_en_cours(fiche)?;
        if etape.code == code {
            return Ok(etape);
        }
        let autre = trouver(fiche, code)?;
        Err(RefusParcours::Chemin { depuis: etape.titre.clone(), vers: autre.titre.clone() })
    }

    pub(super) fn rien_ne_manque(
        &self,
        fiche: &Dispositif,
        le: NaiveDate,
        personne: Personne,
    ) -> Result<(), RefusParcours> {
        let manques = self.manques(fiche, le, personne);
        if manques.is_empty() { Ok(()) } else { Err(RefusParcours::Manque(manques.join(" ; "))) }
    }
}

/// Whether the fiche asks for this, and accepts that answer.
fn admettre_saisie(fiche: &Dispositif, code: &str, valeur: &Saisi) -> Result<(), RefusParcours> {
    let besoin = fiche
        .etapes
        .iter()
        .flat_map(|etape| &etape.besoins)
        .find(|besoin| besoin.code_saisi() == Some(code))
        .ok_or(RefusParcours::Introuvable("ce champ"))?;
    let mots = |texte: &str| texte.chars().count() <= MOTS_AU_PLUS;
    match (besoin, valeur) {
        (Besoin::Marche { .. }, Saisi::Marche { nom, .. }) => {
            if nom.trim().is_empty() {
                return Err(RefusParcours::Introuvable("ce marché"));
            }
        }
        (Besoin::Remise { valeurs, .. }, Saisi::Choix(choix)) => {
            if choix.len() != 1 || !choix.iter().all(|c| valeurs.contains(c)) {
                return Err(RefusParcours::Impossible("choisissez dans la liste proposée".to_owned()));
            }
        }
        (Besoin::Champ { valeurs, plusieurs, .. }, Saisi::Choix(choix)) => {
            if choix.is_empty()
                || (choix.len() > 1 && !plusieurs)
                || !choix.iter().all(|c| valeurs.contains(c))
            {
                return Err(RefusParcours::Impossible("choisissez dans la liste proposée".to_owned()));
            }
        }
        (Besoin::Texte { .. }, Saisi::Texte(texte)) => {
            let au_plus = besoin.lettres_au_plus().unwrap_or(MOTS_AU_PLUS);
            if texte.trim().is_empty() || texte.chars().count() > au_plus {
                let au_plus = francais::compter(au_plus as u64, "caractère");
                let phrase = format!("écrivez quelques mots, {au_plus} au plus");
                return Err(RefusParcours::Impossible(phrase));
            }
        }
        (Besoin::Nombre { max, .. }, Saisi::Nombre(nombre)) => {
            if nombre > max {
                return Err(RefusParcours::Impossible(format!("le nombre est {max} au plus")));
            }
        }
        // Whether it exists, is of this dispositif and has a place is for whoever keeps the groups.
        (Besoin::Groupe { .. }, Saisi::Groupe(_)) => {}
        (Besoin::Semaine { .. }, Saisi::Semaine(creneaux)) => {
            let lisible = |c: &super::Creneau| {
                !c.activite.trim().is_empty()
                    && [&c.activite, &c.lieu, &c.tuteur].into_iter().all(|t| mots(t))
            };
            if creneaux.is_empty() || !creneaux.iter().all(lisible) {
                let phrase = "dites au moins une demi-journée, avec son activité en quelques mots";
                return Err(RefusParcours::Impossible(phrase.to_owned()));
            }
            let mut quand: Vec<_> = creneaux.iter().map(|creneau| creneau.quand).collect();
            quand.sort_unstable();
            quand.dedup();
            if quand.len() != creneaux.len() {
                return Err(RefusParcours::Impossible("une demi-journée est dite deux fois".to_owned()));
            }
        }
        _ => return Err(RefusParcours::Introuvable("ce champ")),
    }
    Ok(())
}

pub(super) fn trouver<'f>(fiche: &'f Dispositif, code: &str) -> Result<&'f Etape, RefusParcours> {
    fiche.etape(code).ok_or_else(|| RefusParcours::EtapeInconnue(code.to_owned()))
}

impl DocumentParcours {
    /// Whether somebody has signed this version.
    pub fn est_signe_par(&self, partie: Uuid) -> bool {
        self.signatures.iter().any(|signature| {
            signature.partie == partie && matches!(signature.reponse, ReponseSignature::Signee(_))
        })
    }
}

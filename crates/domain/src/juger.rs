//! One verdict for each young person, and why.
//!
//! # Precedence
//!
//! The first line that holds at the date gives the verdict; "sure" means the line is surely about this person.
//!
//! | rank | fact at the date | verdict |
//! |---|---|---|
//! | 1 | a death is stated, and no later register shows the person enrolled (else rank 10) | `hors_champ` |
//! | 2 | under 16, or 26 and over | `hors_champ` |
//! | 3 | a human decision still holds (found, followed, abroad, listed by mistake, confirmed…) | what it says |
//! | – | the lines of departure may be those of two persons: two schools at once under two INE, or one school under two first names | `a_verifier` |
//! | 4 | left the country, stated after the last picture that shows an enrolment | `autre_situation` |
//! | 5 | a sure enrolment under way | `retrouve` |
//! | 6 | a sure diploma that suffices under the definition | `diplome` |
//! | 7 | a sure follow-up by a mission locale under way | `suivi_mission_locale` |
//! | 8 | another sure situation under way (job, service civique, training, exemption, abroad, taught elsewhere) | `autre_situation` |
//! | 9 | only cycles that do not count under the definition | `hors_champ` |
//! | 10 | facts that contradict each other; an enrolment, diploma or situation that is only perhaps theirs; an enrolment that has not begun; no name; no birth date | `a_verifier` |
//! | 11 | nothing, or an enrolment that ended before the date | `perdu_de_vue` |
//!
//! An enrolment that ended proves nothing (rank 5 asks for the date). A human decision yields only to a register that
//! shows the person in training *after* it was taken. Ranks 5 to 8 are in that order because a PSAD has nothing to
//! do for somebody enrolled, whatever else is true, and less to do for a graduate than for somebody followed. The
//! obligation de formation is answered apart, see [`obligation_au`].

use std::cmp::Reverse;

use chrono::NaiveDate;

use crate::{
    DernierePresence, Dossier, Etat, Jugement, Motif, MotifObligation, NatureDecision, NatureSituation,
    NiveauDiplome, Obligation, Regle, Reserve, RoleRegistre, StatutObligation, Surete, Temoignage,
    TrancheAge, Verdict, Visee, depart_en_cours, identites_incompatibles, obligation_au, tranche_au,
};

/// Days after which the picture that proves an enrolment is called old.
const PREUVE_ANCIENNE_JOURS: i64 = 92;

/// The verdict on one person.
pub fn juger(dossier: &Dossier<'_>, regle: &Regle<'_>) -> Jugement {
    let examen = Examen::new(dossier, regle);
    let (verdict, motif, preuve) = examen.conclure();
    let obligation = examen.obligation(motif);
    let reserves = examen.reserves(verdict, preuve);
    Jugement { verdict, motif, preuve, derniere_presence: examen.derniere, obligation, reserves }
}

/// The témoignages that hold, once decisions overtaken by a register are set aside.
struct Examen<'d, 'a> {
    dossier: &'d Dossier<'a>,
    regle: &'d Regle<'d>,
    /// Positions of the corrections that yield to a later register.
    depassees: Vec<usize>,
    decision_depassee: bool,
    derniere: Option<DernierePresence>,
    derniere_visee: Visee,
}

impl<'d, 'a> Examen<'d, 'a> {
    fn new(dossier: &'d Dossier<'a>, regle: &'d Regle<'d>) -> Self {
        let depassees = (0..dossier.temoignages.len())
            .filter(|&i| correction_depassee(&dossier.temoignages, i, regle.date))
            .collect();
        let situated =
            dossier.decision.filter(|decision| decision.nature != NatureDecision::IdentiteConfirmee);
        let decision_depassee = situated.is_some_and(|decision| {
            let demande =
                Posterieur { depuis: decision.decide_le, date: regle.date, explicite: true, quittee: false };
            demande.existe(&dossier.temoignages)
        });
        let mut examen = Self {
            dossier,
            regle,
            depassees,
            decision_depassee,
            derniere: None,
            derniere_visee: Visee::Inconnue,
        };
        examen.derniere = examen.chercher_derniere_presence();
        if let Some(presence) = examen.derniere {
            let ligne = dossier.temoignages[presence.temoignage].ligne;
            examen.derniere_visee =
                ligne.scolarite.as_ref().map_or(Visee::Inconnue, |s| regle.cycles.visee(&s.formation));
        }
        examen
    }

    fn identite_confirmee(&self) -> bool {
        self.dossier.decision.is_some_and(|decision| decision.nature == NatureDecision::IdentiteConfirmee)
    }

    /// Témoignages that count, with their position.
    fn retenus(&self) -> impl Iterator<Item = (usize, &'d Temoignage<'a>)> {
        self.dossier.temoignages.iter().enumerate().filter(|(i, _)| !self.depassees.contains(i))
    }

    fn surs(&self) -> impl Iterator<Item = (usize, &'d Temoignage<'a>)> {
        self.retenus().filter(|(_, t)| t.surete == Surete::Certaine)
    }

    fn chercher_derniere_presence(&self) -> Option<DernierePresence> {
        self.surs()
            .filter_map(|(temoignage, t)| {
                let (date, fin_declaree) = t.derniere_presence(self.regle.date)?;
                let debut = t.ligne.scolarite.as_ref().and_then(|s| s.debut);
                Some((date, debut, DernierePresence { date, fin_declaree, temoignage }))
            })
            // Of several on one day, the enrolment that began last: the school one moved to.
            .max_by(|a, b| (a.0, a.1, Reverse(a.2.temoignage)).cmp(&(b.0, b.1, Reverse(b.2.temoignage))))
            .map(|(_, _, presence)| presence)
    }

    /// The sure enrolment under way that began last, human decisions aside.
    fn inscription_en_cours(&self) -> Option<usize> {
        self.surs()
            .filter(|(_, t)| t.inscription(self.regle.date) == Some(Etat::EnCours))
            .max_by_key(|(i, t)| {
                (t.ligne.scolarite.as_ref().and_then(|s| s.debut), t.registre.date, Reverse(*i))
            })
            .map(|(i, _)| i)
    }

    /// The sure situation of that nature under way that began last.
    fn situation_en_cours(&self, nature: NatureSituation) -> Option<usize> {
        self.surs()
            .filter(|(_, t)| t.situation(self.regle.date) == Some((nature, Etat::EnCours)))
            .max_by_key(|(i, t)| (debut_situation(t), Reverse(*i)))
            .map(|(i, _)| i)
    }

    fn diplome_suffisant(&self, t: &Temoignage<'_>) -> bool {
        t.diplome(self.regle.date)
            .is_some_and(|niveau| self.regle.definition.niveau_suffit(niveau, self.derniere_visee))
    }

    fn conclure(&self) -> (Verdict, Motif, Option<usize>) {
        let date = self.regle.date;
        let deces = self.situation_en_cours(NatureSituation::Deces);
        let inscription = self.inscription_en_cours();
        let contredit = deces.is_some_and(|d| inscription.is_some_and(|i| self.montre_apres(i, d)));
        if let (Some(preuve), false) = (deces, contredit) {
            return (Verdict::HorsChamp, Motif::Situation(NatureSituation::Deces), Some(preuve));
        }
        match self.dossier.naissance.map(|naissance| tranche_au(naissance, date)) {
            Some(TrancheAge::MoinsDe16) => return (Verdict::HorsChamp, Motif::MoinsDe16, None),
            Some(TrancheAge::PlusDe25) => return (Verdict::HorsChamp, Motif::PlusDe25, None),
            _ => {}
        }
        if let Some(conclusion) = self.decision_humaine() {
            return conclusion;
        }
        if contredit {
            return (Verdict::AVerifier, Motif::FaitsContradictoires, deces);
        }
        if !self.identite_confirmee()
            && let Some((_, other)) = identites_incompatibles(&self.dossier.temoignages)
        {
            return (Verdict::AVerifier, Motif::IdentiteDouteuse, Some(other));
        }
        if let Some(depart) = depart_en_cours(&self.dossier.temoignages, date) {
            return (
                Verdict::AutreSituation,
                Motif::Situation(NatureSituation::DepartEtranger),
                Some(depart),
            );
        }
        if let Some(i) = inscription {
            return (Verdict::Retrouve, Motif::InscriptionEnCours, Some(i));
        }
        if let Some((i, _)) = self.surs().find(|(_, t)| self.diplome_suffisant(t)) {
            return (Verdict::Diplome, Motif::DiplomeObtenu, Some(i));
        }
        if let Some(i) = self.situation_en_cours(NatureSituation::Accompagnement) {
            return (Verdict::SuiviMissionLocale, Motif::Situation(NatureSituation::Accompagnement), Some(i));
        }
        for nature in [
            NatureSituation::FormationProfessionnelle,
            NatureSituation::Emploi,
            NatureSituation::ServiceCivique,
            NatureSituation::AutreInstruction,
            NatureSituation::Exemption,
        ] {
            if let Some(i) = self.situation_en_cours(nature) {
                return (Verdict::AutreSituation, Motif::Situation(nature), Some(i));
            }
        }
        self.sans_fait_certain()
    }

    /// Ranks 9 to 11: nothing sure holds at the date.
    fn sans_fait_certain(&self) -> (Verdict, Motif, Option<usize>) {
        let date = self.regle.date;
        if let Some(motif) = self.cycles_hors_champ() {
            return (Verdict::HorsChamp, motif, self.derniere.map(|p| p.temoignage));
        }
        let perhaps = self.retenus().find(|(_, t)| {
            t.surete == Surete::AVerifier
                && (t.inscription(date) == Some(Etat::EnCours)
                    || matches!(t.situation(date), Some((_, Etat::EnCours)))
                    || self.diplome_suffisant(t))
        });
        if let Some((i, _)) = perhaps {
            return (Verdict::AVerifier, Motif::RapprochementIncertain, Some(i));
        }
        if let Some((i, _)) = self.surs().find(|(_, t)| matches!(t.inscription(date), Some(Etat::AVenir(_))))
        {
            return (Verdict::AVerifier, Motif::InscriptionAVenir, Some(i));
        }
        // The silence of the registers says nothing of somebody who could not have been recognised there.
        if self.dossier.sans_nom {
            return (Verdict::AVerifier, Motif::NomAbsent, self.derniere.map(|p| p.temoignage));
        }
        if self.dossier.naissance.is_none() {
            return (Verdict::AVerifier, Motif::NaissanceInconnue, None);
        }
        match self.derniere {
            Some(p) if self.dossier.temoignages[p.temoignage].dit_le_present() => {
                (Verdict::PerduDeVue, Motif::Reparti, Some(p.temoignage))
            }
            presence => (Verdict::PerduDeVue, Motif::AucuneTrace, presence.map(|p| p.temoignage)),
        }
    }

    /// Why no cycle attended counts under the definition, if none does.
    fn cycles_hors_champ(&self) -> Option<Motif> {
        let visees: Vec<Visee> = self
            .surs()
            .filter_map(|(_, t)| t.ligne.scolarite.as_ref())
            .map(|s| self.regle.cycles.visee(&s.formation))
            .collect();
        if visees.is_empty() || visees.iter().any(|&v| self.regle.definition.cycle_compte(v)) {
            return None;
        }
        let superieur = visees.contains(&Visee::Superieur);
        Some(if superieur { Motif::CycleSuperieur } else { Motif::CycleSansQualification })
    }

    /// Rank 3: the last decision taken that still holds; of several on one day, the first in the order of ranks.
    fn decision_humaine(&self) -> Option<(Verdict, Motif, Option<usize>)> {
        let stated = self
            .surs()
            .filter(|(_, t)| t.registre.role == RoleRegistre::Corrections)
            .filter_map(|(i, t)| Some((t.registre.date, self.fait_decide(i, t)?)));
        let decided = self.dossier.decision.filter(|_| !self.decision_depassee).and_then(|decision| {
            let conclusion = match decision.nature {
                NatureDecision::IdentiteConfirmee => return None,
                NatureDecision::Erreur => (Verdict::HorsChamp, Motif::ErreurSignalee, None),
                NatureDecision::ConfirmePerduDeVue => {
                    (Verdict::PerduDeVue, Motif::ConfirmePerduDeVue, self.derniere.map(|p| p.temoignage))
                }
            };
            Some((decision.decide_le, conclusion))
        });
        stated
            .chain(decided)
            .max_by_key(|(day, (verdict, motif, i))| (*day, Reverse((*verdict, *motif, *i))))
            .map(|(_, conclusion)| conclusion)
    }

    /// What the human fact `t` concludes at the date.
    fn fait_decide(&self, i: usize, t: &Temoignage<'_>) -> Option<(Verdict, Motif, Option<usize>)> {
        let date = self.regle.date;
        if t.inscription(date) == Some(Etat::EnCours) {
            return Some((Verdict::Retrouve, Motif::InscriptionEnCours, Some(i)));
        }
        if self.diplome_suffisant(t) {
            return Some((Verdict::Diplome, Motif::DiplomeObtenu, Some(i)));
        }
        let (nature, Etat::EnCours) = t.situation(date)? else { return None };
        let verdict = match nature {
            NatureSituation::Accompagnement => Verdict::SuiviMissionLocale,
            NatureSituation::Deces => Verdict::HorsChamp,
            _ => Verdict::AutreSituation,
        };
        Some((verdict, Motif::Situation(nature), Some(i)))
    }

    /// Whether the register of enrolment `i` pictures a day after the death of `d`.
    fn montre_apres(&self, i: usize, d: usize) -> bool {
        let (inscription, fait) = (&self.dossier.temoignages[i], &self.dossier.temoignages[d]);
        let depuis = debut_situation(fait);
        let debut = inscription.ligne.scolarite.as_ref().and_then(|s| s.debut);
        inscription.registre.date > depuis || debut.is_some_and(|debut| debut > depuis)
    }

    /// The obligation, as far as what the verdict says of the evidence lets it stand: of two persons taken for one, one
    /// may owe what the other does, and a human who says "nowhere" has looked further than the register.
    fn obligation(&self, motif: Motif) -> Obligation {
        let (positions, temoignages): (Vec<usize>, Vec<Temoignage<'_>>) =
            self.retenus().map(|(i, t)| (i, *t)).unzip();
        let mut obligation = obligation_au(self.dossier.naissance, &temoignages, self.regle.date);
        obligation.preuve = obligation.preuve.map(|i| positions[i]);
        let instead = match (motif, obligation.statut) {
            (_, StatutObligation::NonSatisfaite | StatutObligation::Inconnue) => None,
            _ if matches!(obligation.motif, MotifObligation::MoinsDe16 | MotifObligation::Majeur) => None,
            (Motif::IdentiteDouteuse | Motif::FaitsContradictoires, _) => {
                Some((StatutObligation::Inconnue, MotifObligation::AVerifier))
            }
            (Motif::ConfirmePerduDeVue, StatutObligation::Satisfaite) => {
                Some((StatutObligation::NonSatisfaite, MotifObligation::ConfirmePerduDeVue))
            }
            _ => None,
        };
        instead.map_or(obligation, |(statut, motif)| Obligation { statut, motif, preuve: None })
    }

    fn reserves(&self, verdict: Verdict, preuve: Option<usize>) -> Vec<Reserve> {
        let date = self.regle.date;
        let mut reserves = Vec::new();
        if self.decision_depassee || !self.depassees.is_empty() {
            reserves.push(Reserve::DecisionDepassee);
        }
        if verdict == Verdict::Retrouve
            && let Some(i) = preuve
        {
            let registre = self.dossier.temoignages[i].registre;
            if (date - registre.date).num_days() > PREUVE_ANCIENNE_JOURS {
                reserves.push(Reserve::PreuveAncienne(registre.date));
            }
            if self.situation_en_cours(NatureSituation::DepartEtranger).is_some() {
                reserves.push(Reserve::DepartContredit);
            }
            if self.lieux_en_cours() > 1 {
                reserves.push(Reserve::PlusieursInscriptions);
            }
        }
        if matches!(verdict, Verdict::PerduDeVue | Verdict::AVerifier | Verdict::SuiviMissionLocale) {
            if let Some(niveau) = self.surs().filter_map(|(_, t)| t.diplome(date)).max()
                && niveau >= NiveauDiplome::Niveau3
            {
                reserves.push(Reserve::DiplomeInsuffisant(niveau));
            }
            if self.derniere_visee == Visee::Inconnue {
                reserves.push(Reserve::CycleInconnu);
            }
            if self.surs().any(|(_, t)| t.ligne.diplome.as_ref().is_some_and(|d| !d.obtenu)) {
                reserves.push(Reserve::Ajourne);
            }
        }
        reserves
    }

    /// In how many establishments the person is surely enrolled.
    fn lieux_en_cours(&self) -> usize {
        let mut lieux: Vec<_> = self
            .surs()
            .filter(|(_, t)| t.inscription(self.regle.date) == Some(Etat::EnCours))
            .filter_map(|(_, t)| t.ligne.scolarite.as_ref()?.uai)
            .collect();
        lieux.sort_unstable();
        lieux.dedup();
        lieux.len()
    }
}

/// The day from which the situation is stated: its own, or that of the register's picture.
fn debut_situation(t: &Temoignage<'_>) -> NaiveDate {
    t.ligne.autre.as_ref().and_then(|a| a.debut).unwrap_or(t.registre.date)
}

/// Whether the correction at `i` yields to a register that shows the person in training after it.
fn correction_depassee(temoignages: &[Temoignage<'_>], i: usize, date: NaiveDate) -> bool {
    let t = &temoignages[i];
    if t.registre.role != RoleRegistre::Corrections {
        return false;
    }
    let nature = t.ligne.autre.as_ref().map(|a| a.nature);
    // A diploma is held for good; nobody comes back from the dead on a late register.
    if nature == Some(NatureSituation::Deces) || t.ligne.diplome.is_some() {
        return false;
    }
    let debut =
        t.ligne.scolarite.as_ref().and_then(|s| s.debut).or(t.ligne.autre.as_ref().and_then(|a| a.debut));
    let depuis = debut.map_or(t.registre.date, |debut| debut.max(t.registre.date));
    let demande = Posterieur {
        depuis,
        date,
        explicite: nature == Some(NatureSituation::DepartEtranger),
        quittee: t.ligne.scolarite.is_some(),
    };
    demande.existe(temoignages)
}

/// Looks for a register that surely shows the person beginning or ending a training after a decision.
struct Posterieur {
    /// The day of the decision.
    depuis: NaiveDate,
    /// The day of the campaign.
    date: NaiveDate,
    /// Only a stated date counts. Without, last year's picture taken after the decision does too: who was found in
    /// October and is in that year's register has to be looked for again when the year is over.
    explicite: bool,
    /// The decision says "enrolled": an enrolment under way agrees with it, only one that ended overtakes it.
    quittee: bool,
}

impl Posterieur {
    fn existe(&self, temoignages: &[Temoignage<'_>]) -> bool {
        let after = |day: Option<NaiveDate>| day.is_some_and(|day| day > self.depuis && day <= self.date);
        temoignages
            .iter()
            .filter(|t| t.surete == Surete::Certaine && t.registre.role != RoleRegistre::Corrections)
            .filter(|t| !self.quittee || t.inscription(self.date) != Some(Etat::EnCours))
            .filter_map(|t| t.ligne.scolarite.as_ref().map(|s| (t, s)))
            .any(|(t, s)| {
                let previous = t.registre.role == RoleRegistre::Precedent;
                let picture = previous && s.fin.is_none() && t.registre.date > self.depuis;
                after(s.debut) || after(s.fin) || (!self.explicite && picture)
            })
    }
}

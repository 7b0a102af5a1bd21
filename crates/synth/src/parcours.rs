//! Where somebody was last year, is this year, and what each register could state of it: facts without noise.
//!
//! A person truly is in one situation on the day of the campaign; registers see part of it. What they cannot see
//! (another académie, abroad, a contract signed after the picture of 31 December) is kept with its cause, because a
//! list that names such a person is wrong through no fault of the matching.

use chrono::{Days, NaiveDate};
use raccroche_domain::NatureSituation;

use crate::{
    etablissements::nature_of,
    formations::{Classe, Examen, Formation, Registre},
    foyer::{Foyer, Personne, day},
    rng::{Purpose, Rng},
    situation::{AngleMort, Situation},
    suites::{apres_diplome, depart, poursuite_diplome, reussite, suite},
    world::World,
};

/// An enrolment.
#[derive(Debug, Clone)]
pub(crate) struct Inscription {
    /// This year's, or last year's.
    pub(crate) courante: bool,
    /// Index of the establishment.
    pub(crate) etablissement: u16,
    /// What is taught.
    pub(crate) formation: Formation,
    /// First day.
    pub(crate) debut: NaiveDate,
    /// Last day, when it ended before the picture.
    pub(crate) fin: Option<NaiveDate>,
    /// The pupil stands twice in the same file, typed again.
    pub(crate) double: bool,
    /// Whether the register of that year holds it.
    pub(crate) visible: bool,
}

/// An exam sat.
#[derive(Debug, Clone)]
pub(crate) struct Epreuve {
    /// Which.
    pub(crate) examen: Examen,
    /// In which formation.
    pub(crate) formation: Formation,
    /// Day of the jury.
    pub(crate) date: NaiveDate,
    /// Passed.
    pub(crate) obtenu: bool,
}

/// A situation outside school that somebody declared.
#[derive(Debug, Clone)]
pub(crate) struct Declaration {
    /// What it is.
    pub(crate) nature: NatureSituation,
    /// First day.
    pub(crate) debut: NaiveDate,
    /// Last day.
    pub(crate) fin: Option<NaiveDate>,
}

/// Facts of one person.
#[derive(Debug, Clone)]
pub(crate) struct Parcours {
    /// Enrolments, last year's first.
    pub(crate) inscriptions: Vec<Inscription>,
    /// Exams.
    pub(crate) epreuves: Vec<Epreuve>,
    /// Situations outside school.
    pub(crate) declarations: Vec<Declaration>,
    /// What is true.
    pub(crate) situation: Situation,
    /// Why no register shows it, when none does.
    pub(crate) angle_mort: Option<AngleMort>,
}

struct Draw<'w> {
    world: &'w World,
    rng: Rng,
    commune: u16,
    facts: Parcours,
}

impl Parcours {
    /// The facts of a child of a household.
    pub(crate) fn new(world: &World, foyer: &Foyer, personne: &Personne) -> Self {
        let facts = Self {
            inscriptions: Vec::new(),
            epreuves: Vec::new(),
            declarations: Vec::new(),
            situation: Situation::EnFormation,
            angle_mort: None,
        };
        let rng = Rng::new(world.seed, Purpose::Parcours, &[personne.cle]);
        let mut draw = Draw { world, rng, commune: foyer.domicile.commune, facts };
        if personne.nouveau {
            draw.commune = foyer.demenagement.as_ref().map_or(draw.commune, |d| d.commune);
            draw.newcomer(personne);
        } else {
            draw.last_year(personne);
            draw.history(personne.formation);
            draw.commune = foyer.demenagement.as_ref().map_or(draw.commune, |d| d.commune);
            draw.this_year(personne, foyer.demenagement.is_some());
        }
        draw.facts
    }

    /// Whether any register of last year shows the person.
    pub(crate) fn dans_precedents(&self) -> bool {
        self.inscriptions.iter().any(|i| !i.courante && i.visible)
    }
}

impl Draw<'_> {
    /// Year of last year's rentrée.
    fn prior(&self) -> i32 {
        self.world.annee - 1
    }

    fn days_from(&mut self, from: NaiveDate, span: i64) -> NaiveDate {
        from + Days::new(u64::try_from(self.rng.between(0, span)).unwrap_or(0))
    }

    fn school(&mut self, formation: Formation) -> u16 {
        let (world, nature) = (self.world, nature_of(formation.classe));
        world.etablissements.near(&mut self.rng, nature, &world.territoire, self.commune)
    }

    fn enrol(&mut self, courante: bool, etablissement: u16, formation: Formation) -> &mut Inscription {
        let annee = if courante { self.world.annee } else { self.prior() };
        let debut = day(annee, 9, if formation.classe.fiche().registre == Registre::Sifa { 8 } else { 2 });
        let visible = !courante || !self.world.silencieux(etablissement);
        self.facts.inscriptions.push(Inscription {
            courante,
            etablissement,
            formation,
            debut,
            fin: None,
            double: false,
            visible,
        });
        let last = self.facts.inscriptions.len() - 1;
        &mut self.facts.inscriptions[last]
    }

    fn last_year(&mut self, personne: &Personne) {
        let formation = personne.formation;
        let first = self.school(formation);
        self.enrol(false, first, formation);
        self.movers(false, 0.025);
    }

    /// Mid-year movers stand in two establishments' files; a few stand twice in one.
    fn movers(&mut self, courante: bool, share: f64) {
        let Some(last) = self.facts.inscriptions.last().cloned() else { return };
        if last.formation.classe.fiche().registre == Registre::Sifa {
            return;
        }
        if self.rng.chance(share) {
            let (world, nature) = (self.world, nature_of(last.formation.classe));
            let from = last.etablissement;
            let to = world.etablissements.other(&mut self.rng, nature, &world.territoire, self.commune, from);
            let left = self.days_from(last.debut + Days::new(20), if courante { 130 } else { 180 });
            if to != from && left > last.debut {
                if let Some(before) = self.facts.inscriptions.last_mut() {
                    before.fin = Some(left);
                }
                self.enrol(courante, to, last.formation).debut = left + Days::new(5);
            }
        } else if self.rng.chance(0.003) {
            let again = Inscription { double: true, ..last };
            self.facts.inscriptions.push(again);
        }
    }

    /// Diplomas of earlier sessions.
    fn history(&mut self, formation: Formation) {
        let (examen, sessions_ago, share) = match formation.classe {
            Classe::PremierePro => (Examen::Cap, 1, 0.12),
            Classe::TerminalePro => (Examen::Cap, 2, 0.1),
            Classe::ProApp2 => (Examen::Cap, 1, 0.2),
            Classe::ProApp3 => (Examen::Cap, 2, 0.2),
            Classe::BpApp1 => (Examen::Cap, 1, 1.0),
            Classe::BpApp2 => (Examen::Cap, 2, 1.0),
            Classe::Bts1 | Classe::BtsApp1 => (Examen::BacTechnologique, 1, 1.0),
            Classe::Bts2 | Classe::BtsApp2 => (Examen::BacPro, 2, 1.0),
            _ => return,
        };
        if self.rng.chance(share) {
            let date = day(self.prior() + 1 - sessions_ago, 7, 5);
            self.facts.epreuves.push(Epreuve { examen, formation, date, obtenu: true });
        }
    }

    fn this_year(&mut self, personne: &Personne, moved: bool) {
        let formation = personne.formation;
        let classe = formation.classe;
        let left_early = self.rng.chance(depart(classe) * 0.14);
        let mut passed = None;
        if let (Some(examen), false) = (classe.fiche().examen, left_early) {
            let obtenu = self.rng.chance(reussite(classe));
            let date = day(self.prior() + 1, 7, 4);
            self.facts.epreuves.push(Epreuve { examen, formation, date, obtenu });
            passed = Some(obtenu);
        }
        if self.rng.chance(0.000_15) {
            let date = self.days_from(day(self.world.annee, 7, 20), 150);
            self.declare(NatureSituation::Deces, date, None);
            self.facts.situation = Situation::Decede;
        } else if left_early {
            self.leave_last_year();
        } else if passed == Some(true) {
            if self.rng.chance(poursuite_diplome(classe)) {
                let next = apres_diplome(&mut self.rng, formation);
                self.go_on(next, moved, true);
            } else {
                self.graduate();
            }
        } else if self.rng.chance(depart(classe) * 0.86) {
            self.drop_out(formation);
        } else {
            let next = suite(&mut self.rng, formation);
            self.go_on(next, moved, nature_of(next.classe) != nature_of(classe));
        }
    }

    fn declare(&mut self, nature: NatureSituation, debut: NaiveDate, fin: Option<NaiveDate>) {
        self.facts.declarations.push(Declaration { nature, debut, fin });
    }

    /// Enrolled this year too, somewhere.
    fn go_on(&mut self, next: Formation, moved: bool, changes: bool) {
        let out_of_sight = match self.rng.unit() {
            u if u < 0.006 + if moved { 0.03 } else { 0.0 } => Some(AngleMort::AutreAcademie),
            u if u > 0.9985 => Some(AngleMort::HorsContrat),
            u if u > 0.9965 => Some(AngleMort::EtrangerNonDeclare),
            u if u > 0.9945 => {
                let date = self.days_from(day(self.world.annee, 7, 1), 100);
                self.declare(NatureSituation::DepartEtranger, date, None);
                self.facts.situation = Situation::Etranger;
                return;
            }
            u if u > 0.9935 => {
                let date = day(self.world.annee, 9, 1);
                self.declare(NatureSituation::AutreInstruction, date, None);
                return;
            }
            _ => None,
        };
        if let Some(cause) = out_of_sight {
            self.facts.angle_mort = Some(cause);
            if cause == AngleMort::EtrangerNonDeclare {
                self.facts.situation = Situation::Etranger;
            }
            return;
        }
        let before = self.facts.inscriptions.last().map_or(0, |i| i.etablissement);
        let stays = !changes && !self.rng.chance(if moved { 0.5 } else { 0.05 });
        let school = if stays { before } else { self.school(next) };
        self.enrol(true, school, next);
        self.movers(true, 0.012);
        let registre = next.classe.fiche().registre;
        if registre == Registre::Sifa {
            if !self.world.silencieux(school) {
                return;
            }
            self.facts.angle_mort = Some(AngleMort::CfaSansReponse);
        } else if next.classe.fiche().dispositif_pro() && self.rng.chance(0.014) {
            self.leave_for_apprenticeship(next);
        }
    }

    /// Leaves school in the year for a contract: SIFA shows it only when it began by 31 December.
    fn leave_for_apprenticeship(&mut self, from: Formation) {
        let left = self.days_from(day(self.world.annee, 10, 6), 140);
        let starts = left + Days::new(6);
        if let Some(last) = self.facts.inscriptions.last_mut() {
            if last.debut > left {
                return;
            }
            last.fin = Some(left);
        }
        let formation =
            from.then(if from.classe.fiche().annee == 1 { Classe::CapApp1 } else { Classe::ProApp2 });
        let school = self.school(formation);
        let seen = starts <= day(self.world.annee, 12, 31);
        let entry = self.enrol(true, school, formation);
        entry.debut = starts;
        entry.visible &= seen;
        if !seen {
            self.facts.angle_mort = Some(AngleMort::SifaRetard);
        } else if self.world.silencieux(school) {
            self.facts.angle_mort = Some(AngleMort::CfaSansReponse);
        }
    }

    /// Left with a diploma; a few register with a mission locale or declare a job.
    fn graduate(&mut self) {
        self.facts.situation = Situation::SortiDiplome;
        let date = self.days_from(day(self.world.annee, 9, 1), 150);
        match self.rng.unit() {
            u if u < 0.05 => self.declare(NatureSituation::Accompagnement, date, None),
            u if u < 0.08 => self.declare(NatureSituation::Emploi, date, None),
            u if u < 0.09 => self.declare(NatureSituation::ServiceCivique, date, Some(date + Days::new(240))),
            _ => {}
        }
    }

    /// Left during last year; some came back in September.
    fn leave_last_year(&mut self) {
        let Some(last) = self.facts.inscriptions.last_mut() else { return };
        let span = (day(self.world.annee, 5, 20) - last.debut).num_days() - 20;
        let (debut, registre) = (last.debut, last.formation.classe.fiche().registre);
        // SIFA only knows of ruptures before its picture.
        let span = if registre == Registre::Sifa { span.min(95) } else { span };
        let left = self.days_from(debut + Days::new(20), span.max(10));
        let formation = match self.facts.inscriptions.last_mut() {
            Some(last) => {
                last.fin = Some(left);
                last.formation
            }
            None => return,
        };
        if self.rng.chance(0.25) {
            let back = suite(&mut self.rng, formation);
            self.go_on(back, false, true);
        } else {
            self.after_leaving(left);
        }
    }

    /// Did not go on: never came back in September, or left this year before the campaign.
    fn drop_out(&mut self, formation: Formation) {
        if !self.rng.chance(0.4) {
            self.after_leaving(day(self.world.annee, 9, 5));
            return;
        }
        let next = suite(&mut self.rng, formation);
        let school = self.school(next);
        let apprentice = next.classe.fiche().registre == Registre::Sifa;
        let left = self.days_from(day(self.world.annee, 9, 12), if apprentice { 105 } else { 160 });
        self.enrol(true, school, next).fin = Some(left);
        self.after_leaving(left);
    }

    fn after_leaving(&mut self, left: NaiveDate) {
        self.facts.situation = Situation::DecrocheurPerdu;
        let qualified = self.facts.epreuves.iter().any(|e| e.obtenu && e.examen.qualifie());
        if qualified && self.facts.epreuves.iter().any(|e| e.obtenu && e.examen.niveau() >= 4) {
            self.facts.situation = Situation::SortiDiplome;
        }
        let as_of = self.world.as_of();
        let later = self.days_from(left.max(day(self.world.annee, 7, 10)), 110);
        let start = later.min(as_of - Days::new(8));
        let end = start + Days::new(u64::try_from(self.rng.between(200, 400)).unwrap_or(200));
        let (nature, end) = match self.rng.unit() {
            u if u < 0.27 => (NatureSituation::Accompagnement, None),
            u if u < 0.29 => (NatureSituation::Accompagnement, Some(start + Days::new(30))),
            u if u < 0.32 => (NatureSituation::Emploi, None),
            u if u < 0.335 => (NatureSituation::ServiceCivique, Some(end)),
            u if u < 0.355 => (NatureSituation::FormationProfessionnelle, Some(end)),
            u if u < 0.36 => (NatureSituation::Exemption, Some(end)),
            _ => return,
        };
        let holds = end.is_none_or(|end| end >= as_of);
        self.declare(nature, start, end);
        if self.facts.situation == Situation::DecrocheurPerdu && holds {
            self.facts.situation = if nature == NatureSituation::Accompagnement {
                Situation::DecrocheurSuivi
            } else {
                Situation::DecrocheurOccupe
            };
        }
    }

    /// In no register of last year: enrolled this year, or known to a mission locale only.
    fn newcomer(&mut self, personne: &Personne) {
        if self.rng.chance(0.3) {
            let date = self.days_from(day(self.world.annee, 1, 10), 400);
            self.declare(NatureSituation::Accompagnement, date, None);
            self.facts.situation = Situation::DecrocheurSuivi;
            return;
        }
        let school = self.school(personne.formation);
        self.enrol(true, school, personne.formation);
        self.movers(true, 0.01);
    }
}

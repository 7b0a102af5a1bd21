//! What is written about a person, cell by cell: one place decides what a column holds, every output picks columns.

use chrono::NaiveDate;
use raccroche_domain::{
    Adresse, Dossier, Ine, LieuNaissance, Sexe, Temoignage, citation, entretien_au_plus_tard,
    francais::{INSECABLE, date_courte},
    nom_complet,
};

use crate::{
    judge::{Case, Outcome},
    people::{Person, Tie},
};

/// A person with the conclusion, ready to be written.
pub(crate) struct Sheet<'a, 'c> {
    pub(crate) case: &'c Case<'a>,
    pub(crate) person: &'c Person,
    pub(crate) outcome: &'c Outcome,
    dossier: Dossier<'a>,
}

impl<'a, 'c> Sheet<'a, 'c> {
    pub(crate) fn new(case: &'c Case<'a>, person: &'c Person, outcome: &'c Outcome) -> Self {
        Self { case, person, outcome, dossier: case.dossier(person) }
    }

    fn identity(&self) -> &raccroche_domain::Identite {
        &self.case.sources.line(self.outcome.main).identite
    }

    pub(crate) fn nom_famille(&self) -> String {
        self.identity().nom_famille.clone()
    }

    pub(crate) fn nom_usage(&self) -> String {
        self.identity().nom_usage.clone().unwrap_or_default()
    }

    pub(crate) fn prenoms(&self) -> String {
        self.identity().prenoms.join(", ")
    }

    pub(crate) fn sexe(&self) -> &'static str {
        match self.outcome.sexe {
            Some(Sexe::Masculin) => "M",
            Some(Sexe::Feminin) => "F",
            None => "",
        }
    }

    pub(crate) fn commune_naissance(&self) -> String {
        match &self.identity().naissance {
            Some(LieuNaissance::Commune(code)) => code.to_string(),
            Some(LieuNaissance::Departement(code)) => code.clone(),
            Some(LieuNaissance::Etranger { pays, .. }) => format!("99{pays}"),
            None => String::new(),
        }
    }

    /// Every INE known of the person, most recent first.
    pub(crate) fn known_ines(&self) -> Vec<Ine> {
        let mut ines: Vec<Ine> = Vec::new();
        for place in std::iter::once(self.outcome.main).chain(self.person.sure_places()) {
            for ine in &self.case.sources.line(place).ine {
                if !ines.contains(ine) {
                    ines.push(ine.clone());
                }
            }
        }
        ines
    }

    /// The same, in one cell.
    pub(crate) fn ines(&self) -> String {
        self.known_ines().iter().map(Ine::as_str).collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn age(&self) -> String {
        self.case.age(self.outcome).map_or_else(String::new, |age| age.to_string())
    }

    /// Why the verdict, with words of caution.
    pub(crate) fn why(&self) -> String {
        self.case.redaction(|r| r.verdict(&self.dossier, &self.outcome.jugement))
    }

    pub(crate) fn reserves(&self) -> String {
        let told: Vec<String> = self
            .outcome
            .jugement
            .reserves
            .iter()
            .map(|reserve| self.case.redaction(|r| r.reserve(*reserve)))
            .collect();
        told.join(" ")
    }

    pub(crate) fn obligation_why(&self) -> String {
        self.case.redaction(|r| r.obligation(&self.dossier, &self.outcome.jugement.obligation))
    }

    /// Candidates that a human can rule on: review first, then near misses; three at most.
    pub(crate) fn near(&self) -> String {
        let told: Vec<String> = self
            .person
            .doubtful()
            .take(3)
            .map(|link| {
                let (source, ligne) = self.case.sources.at(link.place);
                let t = Temoignage {
                    registre: &source.registre,
                    ligne,
                    surete: raccroche_domain::Surete::AVerifier,
                };
                let sure = match link.tie {
                    Tie::Review => format!("probabilité {}{INSECABLE}%", percent(link.probability)),
                    _ => "peu probable".to_owned(),
                };
                let differences = if link.differences.is_empty() {
                    String::new()
                } else {
                    format!(" [{}]", link.differences)
                };
                format!("{} ({} ; {sure}){differences}", nom_complet(ligne), citation(&t))
            })
            .collect();
        raccroche_domain::francais::ponctuer(&told.join(" | "))
    }

    /// Register, file and line of the evidence.
    pub(crate) fn evidence(&self) -> [String; 3] {
        let preuve = self.outcome.jugement.preuve.and_then(|i| self.dossier.temoignages.get(i));
        preuve.map_or_else(Default::default, |t| {
            [t.registre.nom.clone(), t.ligne.fichier.clone(), t.ligne.ligne.to_string()]
        })
    }

    /// Last schooling known: UAI or what stands for it, name, formation, class.
    pub(crate) fn last_school(&self) -> [String; 4] {
        let scolarite = self
            .outcome
            .jugement
            .derniere_presence
            .and_then(|p| self.dossier.temoignages.get(p.temoignage))
            .and_then(|t| t.ligne.scolarite.as_ref());
        scolarite.map_or_else(Default::default, |s| {
            let uai = s.uai.map(|u| u.to_string()).or_else(|| s.uai_brut.clone()).unwrap_or_default();
            let name = s.etablissement.clone().or_else(|| s.uai.and_then(|u| self.case.etablissement(u)));
            let formation = [&s.formation.libelle, &s.formation.mef, &s.formation.diplome];
            [
                uai,
                name.unwrap_or_default(),
                formation.into_iter().flatten().next().cloned().unwrap_or_default(),
                s.division.clone().unwrap_or_default(),
            ]
        })
    }

    /// The day of the last presence, and whether it is an end that the register states.
    pub(crate) fn out_since(&self) -> Option<(NaiveDate, bool)> {
        self.outcome.jugement.derniere_presence.map(|p| (p.date, p.fin_declaree))
    }

    /// The last day on which the interview of L313-8 can be held, for those whom the article concerns.
    pub(crate) fn interview_by(&self) -> Option<NaiveDate> {
        entretien_au_plus_tard(&self.dossier, &self.outcome.jugement, self.case.regle.date)
    }

    /// The most recent address. A mission locale often gives the commune alone: the street that an older source gives in
    /// the same commune is then kept.
    pub(crate) fn known_address(&self) -> Adresse {
        let places = self.case.recent(self.person).into_iter();
        let mut addresses =
            places.filter_map(|place| self.case.sources.line(place).coordonnees.adresse.as_ref());
        let Some(last) = addresses.next() else { return Adresse::default() };
        let commune_of = |address: &Adresse| self.case.territories.commune(address);
        let Some(commune) = commune_of(last).filter(|_| last.lignes.is_empty()) else { return last.clone() };
        let with_street = addresses.find(|a| !a.lignes.is_empty() && commune_of(a) == Some(commune));
        with_street.unwrap_or(last).clone()
    }

    /// Street, postal code, town.
    pub(crate) fn address(&self) -> [String; 3] {
        let address = self.known_address();
        [address.lignes, address.code_postal.unwrap_or_default(), address.ville.unwrap_or_default()]
    }

    /// Phones and e-mails, the most recent source first, each once.
    pub(crate) fn contacts(&self) -> [String; 2] {
        self.contact_values().map(|values| values.join(", "))
    }

    /// The same, one by one.
    pub(crate) fn contact_values(&self) -> [Vec<String>; 2] {
        let (mut phones, mut mails): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for place in self.case.recent(self.person) {
            let known = &self.case.sources.line(place).coordonnees;
            for (all, new) in [(&mut phones, &known.telephones), (&mut mails, &known.courriels)] {
                for value in new {
                    if !all.contains(value) {
                        all.push(value.clone());
                    }
                }
            }
        }
        [phones, mails]
    }

    /// The persons responsible, legal representatives first, with how to reach them.
    pub(crate) fn representatives(&self) -> String {
        let told: Vec<String> = self
            .known_representatives()
            .into_iter()
            .map(|r| {
                let name = format!("{} {}", r.nom, r.prenom.as_deref().unwrap_or_default());
                let who = match (name.trim(), r.legal) {
                    ("", true) => "Représentant légal".to_owned(),
                    ("", false) => "Responsable".to_owned(),
                    (name, true) => format!("{name} (représentant légal)"),
                    (name, false) => name.to_owned(),
                };
                let reach: Vec<&str> = r
                    .coordonnees
                    .telephones
                    .iter()
                    .chain(&r.coordonnees.courriels)
                    .map(String::as_str)
                    .collect();
                let reach = if reach.is_empty() { String::new() } else { format!(" : {}", reach.join(", ")) };
                who + &reach
            })
            .collect();
        raccroche_domain::francais::ponctuer(&told.join(" | "))
    }

    /// The persons responsible as the most recent source gives them, legal representatives first.
    pub(crate) fn known_representatives(&self) -> Vec<raccroche_domain::Representant> {
        let lines = self.case.recent(self.person);
        let known =
            lines.iter().map(|place| &self.case.sources.line(*place).representants).find(|r| !r.is_empty());
        let mut known: Vec<_> = known.cloned().unwrap_or_default();
        known.sort_by_key(|r| !r.legal);
        known
    }

    /// Lines of the previous registers: `registre:fichier:ligne`.
    pub(crate) fn previous_lines(&self) -> String {
        let told: Vec<String> = self
            .person
            .places
            .iter()
            .map(|place| {
                let (source, line) = self.case.sources.at(*place);
                format!("{}:{}:{}", source.registre.nom, line.fichier, line.ligne)
            })
            .collect();
        told.join(" | ")
    }
}

/// A day for a list; nothing when unknown.
pub(crate) fn day(date: Option<NaiveDate>) -> String {
    date.map_or_else(String::new, date_courte)
}

/// A probability as a whole percentage, never 0 nor 100: nothing here is certain.
fn percent(probability: f64) -> String {
    let whole = (probability * 100.0).round().clamp(1.0, 99.0);
    format!("{whole}")
}

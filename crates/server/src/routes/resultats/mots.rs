//! Results in words.

use raccroche_domain::{
    Identite, SuiteEchec,
    francais::{date_longue, nombre, ponctuer, prenom},
};
use raccroche_pages::components::{Badge, Fact, Tone};
use raccroche_store::resultat::{Candidat, GARDE_AVEC_DOSSIER, GARDE_SANS_DOSSIER};

/// How long results stay, as pages say it.
pub(super) fn conservation() -> String {
    ponctuer(&format!(
        "Qui a son examen est compté, et oublié aussitôt ; les notes ne sont jamais lues, et le fichier est effacé une fois lu. Les \
         résultats des autres sont gardés {} mois, ou {} ans pour qui a un dossier (le temps pendant lequel des notes se gardent) ; puis \
         ils s’effacent.",
        GARDE_SANS_DOSSIER,
        GARDE_AVEC_DOSSIER / 12
    ))
}

/// `DUVAL Inès`.
pub(super) fn nom(identite: &Identite) -> String {
    let premier = identite.prenoms.first().map(|lu| prenom(lu)).unwrap_or_default();
    match &identite.nom_usage {
        Some(usage) if *usage != identite.nom_famille => {
            format!("{} ({usage}) {premier}", identite.nom_famille).trim().to_owned()
        }
        _ => format!("{} {premier}", identite.nom_famille).trim().to_owned(),
    }
}

/// `DUVAL Inès, naissance le 4 mai 2007`.
pub(super) fn personne(identite: &Identite) -> String {
    match identite.date_naissance {
        Some(jour) => format!("{}, naissance le {}", nom(identite), date_longue(jour)),
        None => format!("{}, naissance inconnue", nom(identite)),
    }
}

/// What was done since, as a badge.
pub(super) fn badge(suite: SuiteEchec) -> Badge {
    let tone = match suite {
        SuiteEchec::AInformer => Tone::Warning,
        SuiteEchec::Informe | SuiteEchec::Demande | SuiteEchec::Place => Tone::Info,
        SuiteEchec::Maintenu => Tone::Success,
        SuiteEchec::EnAttente | SuiteEchec::IdentiteAConfirmer | SuiteEchec::SansSuite => Tone::Neutral,
    };
    Badge::new(suite.libelle(), tone)
}

/// The figures of a session or of a school: each line is somebody, so the figures are counts of the list below.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Chiffres {
    pub(super) echecs: u64,
    pub(super) en_attente: u64,
    pub(super) a_informer: u64,
    pub(super) a_identifier: u64,
    pub(super) informes: u64,
    pub(super) demandes: u64,
    pub(super) maintenus: u64,
    pub(super) partis: u64,
}

impl Chiffres {
    pub(super) fn de<'a>(candidats: impl IntoIterator<Item = &'a Candidat>) -> Self {
        let mut chiffres = Self::default();
        for candidat in candidats {
            let suite = candidat.suite;
            chiffres.echecs += u64::from(suite != SuiteEchec::EnAttente);
            chiffres.en_attente += u64::from(suite == SuiteEchec::EnAttente);
            chiffres.a_informer += u64::from(suite == SuiteEchec::AInformer);
            chiffres.a_identifier += u64::from(suite == SuiteEchec::IdentiteAConfirmer);
            chiffres.informes += u64::from(suite.informe());
            chiffres.demandes += u64::from(suite.demande());
            chiffres.maintenus += u64::from(suite == SuiteEchec::Maintenu);
            chiffres.partis += u64::from(suite == SuiteEchec::SansSuite);
        }
        chiffres
    }

    /// Headings of [`Self::cases`].
    pub(super) const ENTETES: [&'static str; 6] =
        ["Sans le diplôme", "À informer", "Informées", "Demandes", "Maintenus", "Partis sans diplôme"];

    /// The same, in the order of the headings.
    pub(super) fn cases(self) -> [u64; 6] {
        [self.echecs, self.a_informer, self.informes, self.demandes, self.maintenus, self.partis]
    }

    pub(super) fn faits(self) -> Vec<Fact> {
        let mut faits: Vec<Fact> =
            Self::ENTETES.iter().zip(self.cases()).map(|(mot, n)| Fact::new(*mot, nombre(n))).collect();
        if self.en_attente > 0 {
            faits.push(Fact::new("Second groupe en attente", nombre(self.en_attente)));
        }
        if self.a_identifier > 0 {
            faits.push(Fact::new("Identité à confirmer par l’académie", nombre(self.a_identifier)));
        }
        faits
    }
}

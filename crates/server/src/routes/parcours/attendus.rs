//! What parcours await from who is signed in: for the home page, the list of parcours and its file.

use chrono::NaiveDate;
use raccroche_domain::{
    dispositif::Dispositif,
    droits::{Action, Agregat, peut},
    francais::{date_longue, majuscule, ponctuer},
    parcours::Attendu,
};
use raccroche_pages::components::{Badge, Tone};
use raccroche_store::{
    Perimetre,
    parcours::{self, MotifParcours, ParcoursLu},
};
use uuid::Uuid;

use super::{AU_PLUS, qualites, qualites_du_role, signatures::pour_soi};
use crate::{erreur::Erreur, etat::App, rendu::jour_en_mots, routes::jeunes::delai};

/// A parcours under way that somebody takes part in, or that awaits them.
pub(crate) struct Suivi<'a> {
    /// As read.
    pub(crate) lu: ParcoursLu,
    /// Its fiche; nothing when it left the catalogue, which takes no parcours with it.
    fiche: Option<&'a Dispositif>,
    /// Whether its charter keeps it closed to who asks: then neither step nor day is said.
    ferme: bool,
    /// What it awaits from them, in words; empty when it waits for others.
    pub(crate) attendu: Vec<String>,
}

/// Those in which who asks takes part and those that await them, what is due first before the rest; `miens` alone: those that
/// await them.
pub(crate) async fn suivis<'a>(
    app: &'a App,
    perimetre: &Perimetre,
    miens: bool,
) -> Result<Vec<Suivi<'a>>, Erreur> {
    if !peut(perimetre.role(), Agregat::Parcours, Action::Lire) {
        return Ok(Vec::new());
    }
    let acteurs = qualites_du_role(perimetre.role());
    let catalogue = app.catalogue();
    let lus = parcours::a_regarder(app.store().read(), perimetre, catalogue, &acteurs, AU_PLUS).await?;
    let suivis = lus.into_iter().map(|lu| {
        let fiche = catalogue.get(&lu.suivi.etat.dispositif);
        let ferme = fiche.is_some_and(|fiche| lu.ferme_a(perimetre, fiche));
        let attendu = fiche.map_or_else(Vec::new, |fiche| attendu(perimetre, &lu, fiche, ferme));
        Suivi { lu, fiche, ferme, attendu }
    });
    let a_montrer = |suivi: &Suivi<'_>| !suivi.attendu.is_empty() || (!miens && !suivi.lu.parties.is_empty());
    let mut suivis: Vec<Suivi<'a>> = suivis.filter(a_montrer).collect();
    suivis.sort_by_key(|suivi| {
        let le = suivi.pour_le();
        (le.is_none(), le, suivi.attendu.is_empty(), suivi.lu.suivi.etat.ouvert_le, suivi.lu.suivi.id)
    });
    Ok(suivis)
}

/// What awaits who asks, in words. Whoever may only read is awaited for nothing.
fn attendu(perimetre: &Perimetre, lu: &ParcoursLu, fiche: &Dispositif, ferme: bool) -> Vec<String> {
    if !lu.ecriture || !peut(perimetre.role(), Agregat::Parcours, Action::Ecrire) {
        return Vec::new();
    }
    let etat = &lu.suivi.etat;
    let qualites = qualites(perimetre, lu);
    let siennes: Vec<Uuid> = etat
        .presents()
        .filter(|partie| pour_soi(perimetre, &qualites, partie))
        .map(|partie| partie.id)
        .collect();
    etat.attendus_de(fiche, &qualites, &siennes, perimetre.le(), lu.personne)
        .into_iter()
        // Behind a charter one has not signed there is nothing but the charter.
        .filter(|attendu| !ferme || matches!(attendu, Attendu::Charte(_)))
        .map(|attendu| {
            ponctuer(&match attendu {
                Attendu::Charte(modele) => format!("vous engager : {}", modele.libelle()),
                Attendu::Signature(modele, _) => format!("signer : {}", modele.libelle()),
                Attendu::Decision(etape) => format!("rendre votre décision : {}", etape.titre),
                Attendu::Etape(etape) => format!("faire l’étape : {}", etape.titre),
            })
        })
        .collect()
}

impl Suivi<'_> {
    /// By when the step under way is to be done, when the fiche says so.
    pub(crate) fn pour_le(&self) -> Option<NaiveDate> {
        self.fiche.filter(|_| !self.ferme).and_then(|fiche| self.lu.suivi.etat.echeance(fiche))
    }

    /// Its page.
    pub(crate) fn adresse(&self) -> String {
        format!("/parcours/{}", self.lu.suivi.id)
    }

    /// The short name of its dispositif.
    pub(crate) fn dispositif(&self) -> &str {
        self.fiche.map_or(self.lu.suivi.etat.dispositif.as_str(), Dispositif::court)
    }

    /// The step under way; nothing behind a charter.
    pub(crate) fn etape(&self) -> String {
        if self.ferme {
            return String::new();
        }
        let code = &self.lu.suivi.etat.etape;
        self.fiche.and_then(|fiche| fiche.etape(code)).map_or_else(|| code.clone(), |e| e.titre.clone())
    }

    /// The step, unless what awaits already says it, and since when the parcours is.
    pub(super) fn detail(&self) -> String {
        let ouvert = format!("parcours ouvert le {}", date_longue(self.lu.suivi.etat.ouvert_le));
        let etape = ponctuer(&self.etape());
        let dite = self.attendu.iter().any(|attendu| attendu.ends_with(&etape));
        if etape.is_empty() || dite { majuscule(&ouvert) } else { format!("{etape}, {ouvert}") }
    }

    /// How much it presses.
    pub(crate) fn badge(&self, jour: NaiveDate) -> Option<Badge> {
        if self.ferme {
            return Some(Badge::new("charte à signer", Tone::Warning));
        }
        let le = self.pour_le()?;
        let mot = if le < jour { "en retard, à faire avant" } else { "à faire avant" };
        Some(Badge::new(format!("{mot} {}", jour_en_mots(le, jour)), delai(le, jour).1))
    }

    /// What the access log keeps as the reason.
    pub(super) fn motif(&self) -> &MotifParcours {
        &self.lu.motif
    }
}

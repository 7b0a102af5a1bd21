//! Where a link may go without anybody typing it: the addresses and mobile numbers that are known of the young person, and of their
//! legal representatives.
//!
//! They are shown masked, enough to choose among them. Whoever stands for child protection (an educator, a foster family, the
//! ASE) is never proposed: their address tells where a young person is placed, and nobody signs in their stead by habit.

use raccroche_domain::{dispositif::Acteur, francais::plier, parcours::Partie, suivi::Canal};
use raccroche_pages::form::Choice;
use raccroche_store::{
    Perimetre, StoreError,
    contact::{self, Coordonnee, EtatCoordonnee, GenreCoordonnee, Representant},
    parcours::ParcoursLu,
};
use uuid::Uuid;

use super::liens::Destination;
use crate::{etat::App, sms};

/// `CODE_PARENTE` of SIECLE for those who stand for child protection: educator, foster family, ASE.
const PROTECTION: [&str; 3] = ["41", "42", "51"];

/// What is known of somebody and of those responsible for them, as who looks may read it.
#[derive(Debug, Default)]
pub(super) struct Proches {
    coordonnees: Vec<Coordonnee>,
    representants: Vec<Representant>,
    sms: bool,
}

/// An address that may be chosen.
struct Connue<'a> {
    id: Uuid,
    destination: Destination,
    /// Whose it is, where the party could be several.
    de: Option<&'a Representant>,
}

impl Proches {
    /// Those of a parcours; nothing for who takes part in it without holding the dossier.
    pub(super) async fn lire(app: &App, perimetre: &Perimetre, lu: &ParcoursLu) -> Result<Self, StoreError> {
        let reader = app.store().read();
        Ok(Self {
            coordonnees: contact::of_jeune(reader, perimetre, lu.jeune).await?,
            representants: contact::representants(reader, perimetre, lu.jeune).await?,
            sms: app.envoie_des_sms(),
        })
    }

    /// What may be chosen for a party, masked.
    pub(super) fn choix(&self, partie: &Partie) -> Vec<Choice> {
        self.de(partie).iter().map(|connue| Choice::new(connue.id.to_string(), connue.en_mots())).collect()
    }

    /// The address of that number, when it was offered for this party.
    pub(super) fn choisie(&self, partie: &Partie, id: Uuid) -> Option<Destination> {
        self.de(partie).into_iter().find(|connue| connue.id == id).map(|connue| connue.destination)
    }

    fn de(&self, partie: &Partie) -> Vec<Connue<'_>> {
        match partie.acteur {
            Acteur::Jeune => self.joignables(None).collect(),
            Acteur::RepresentantLegal => {
                let legaux = || self.representants.iter().filter(|r| r.legal && !protege(r));
                // Named as the party is, one is enough; else whoever sends knows which.
                let nommes: Vec<&Representant> = legaux().filter(|r| porte_ce_nom(r, &partie.nom)).collect();
                let eux = if nommes.is_empty() { legaux().collect() } else { nommes };
                eux.into_iter().flat_map(|r| self.joignables(Some(r))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What reaches the young person, or a representative: never what proved wrong.
    fn joignables<'a>(&'a self, de: Option<&'a Representant>) -> impl Iterator<Item = Connue<'a>> {
        let siennes = self.coordonnees.iter().filter(move |c| {
            c.representant == de.map(|representant| representant.id) && c.etat != EtatCoordonnee::Faux
        });
        siennes.filter_map(move |c| {
            let destination = match c.genre {
                GenreCoordonnee::Courriel if c.valeur.parse::<lettre::Address>().is_ok() => {
                    Destination { canal: Canal::Courriel, adresse: c.valeur.clone() }
                }
                GenreCoordonnee::Telephone if self.sms => {
                    Destination { canal: Canal::Sms, adresse: sms::mobile(&c.valeur)? }
                }
                _ => return None,
            };
            Some(Connue { id: c.id, destination, de })
        })
    }
}

/// Whether it is somebody of child protection.
pub(super) fn protege(representant: &Representant) -> bool {
    representant.parente.as_deref().is_some_and(|code| PROTECTION.contains(&code.trim()))
}

fn porte_ce_nom(representant: &Representant, nom: &str) -> bool {
    let mots = |texte: &str| {
        let mut mots: Vec<String> = plier(texte).split_whitespace().map(str::to_owned).collect();
        mots.sort();
        mots
    };
    let sien = format!("{} {}", representant.prenom.as_deref().unwrap_or_default(), representant.nom);
    mots(&sien) == mots(nom)
}

impl Connue<'_> {
    fn en_mots(&self) -> String {
        let adresse = masquer(&self.destination.adresse);
        let quoi = match self.destination.canal {
            Canal::Sms => format!("Par SMS, au {adresse}"),
            _ => format!("Par courriel, à {adresse}"),
        };
        match self.de {
            Some(representant) => {
                let prenom = representant.prenom.as_deref().unwrap_or_default();
                format!("{quoi} ({})", format!("{prenom} {}", representant.nom).trim())
            }
            None => quoi,
        }
    }
}

/// `c…@exemple.fr`, `06 … 34`: enough to recognise it, too little to copy it.
fn masquer(adresse: &str) -> String {
    if let Some((avant, domaine)) = adresse.split_once('@') {
        return format!("{}…@{domaine}", avant.chars().next().map(String::from).unwrap_or_default());
    }
    let lettres: Vec<char> = adresse.chars().collect();
    let (debut, fin) = (lettres.len().min(2), lettres.len().saturating_sub(2));
    let texte = |lettres: &[char]| lettres.iter().collect::<String>();
    format!("{}\u{a0}…\u{a0}{}", texte(&lettres[..debut]), texte(&lettres[fin.max(debut)..]))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};

    use super::*;

    fn representant(rang: u128, nom: &str, prenom: &str, parente: &str, legal: bool) -> Representant {
        Representant {
            id: Uuid::from_u128(rang),
            jeune: Uuid::nil(),
            nom: nom.to_owned(),
            prenom: Some(prenom.to_owned()),
            parente: Some(parente.to_owned()),
            legal,
            source: "SIECLE".to_owned(),
            vu_le: DateTime::UNIX_EPOCH,
        }
    }

    fn coordonnee(rang: u128, de: Option<u128>, valeur: &str, etat: EtatCoordonnee) -> Coordonnee {
        let courriel = valeur.contains('@');
        Coordonnee {
            id: Uuid::from_u128(rang),
            jeune: Uuid::nil(),
            representant: de.map(Uuid::from_u128),
            genre: if courriel { GenreCoordonnee::Courriel } else { GenreCoordonnee::Telephone },
            valeur: valeur.to_owned(),
            cle: valeur.to_owned(),
            source: "SIECLE".to_owned(),
            etat,
            vu_le: DateTime::UNIX_EPOCH,
            corrigee_le: None,
        }
    }

    fn partie(acteur: Acteur, nom: &str) -> Partie {
        Partie {
            id: Uuid::nil(),
            acteur,
            nom: nom.to_owned(),
            organisation: None,
            depuis: NaiveDate::MIN,
            retiree_le: None,
        }
    }

    #[test]
    fn the_family_and_the_young_person_are_offered_what_reaches_them_and_nobody_of_child_protection() {
        use EtatCoordonnee as E;
        let mut proches = Proches {
            coordonnees: vec![
                coordonnee(11, None, "ines@exemple.fr", E::Inconnu),
                coordonnee(12, None, "06 39 98 12 34", E::Inconnu),
                coordonnee(13, None, "vieux@exemple.fr", E::Faux),
                coordonnee(14, Some(1), "claire@exemple.fr", E::Valide),
                coordonnee(15, Some(2), "marc@exemple.fr", E::Inconnu),
                coordonnee(16, Some(3), "ase@departement.example", E::Valide),
                coordonnee(17, Some(4), "famille.accueil@exemple.fr", E::Valide),
                coordonnee(18, Some(5), "voisin@exemple.fr", E::Valide),
                coordonnee(19, Some(1), "05 56 00 00 00", E::Inconnu),
            ],
            representants: vec![
                representant(1, "DUVAL", "Claire", "10", true),
                representant(2, "DUVAL", "Marc", "20", true),
                representant(3, "ASE", "Service", "51", true),
                representant(4, "HUBERT", "Anne", "42", true),
                representant(5, "VOISIN", "Jean", "39", false),
            ],
            sms: false,
        };
        let dits = |proches: &Proches, acteur, nom: &str| -> Vec<String> {
            proches.choix(&partie(acteur, nom)).into_iter().map(|choix| choix.label).collect()
        };
        assert_eq!(dits(&proches, Acteur::Jeune, "Inès DUVAL"), ["Par courriel, à i…@exemple.fr"]);
        assert_eq!(
            dits(&proches, Acteur::RepresentantLegal, "Madame Duval"),
            ["Par courriel, à c…@exemple.fr (Claire DUVAL)", "Par courriel, à m…@exemple.fr (Marc DUVAL)"]
        );
        assert_eq!(
            dits(&proches, Acteur::RepresentantLegal, "Duval Marc"),
            ["Par courriel, à m…@exemple.fr (Marc DUVAL)"]
        );
        assert!(
            dits(&proches, Acteur::RepresentantLegal, "Service ASE").iter().all(|dit| !dit.contains("ase"))
        );
        assert!(dits(&proches, Acteur::Tuteur, "Claire DUVAL").is_empty());
        // A number is offered where text messages leave by themselves: a mobile one alone.
        proches.sms = true;
        assert_eq!(dits(&proches, Acteur::Jeune, "Inès DUVAL").len(), 2);
        assert_eq!(dits(&proches, Acteur::RepresentantLegal, "Claire Duval").len(), 1);
        // What was not offered to this party is not sent to, whoever asks.
        let claire = Uuid::from_u128(14);
        assert!(proches.choisie(&partie(Acteur::RepresentantLegal, "Claire Duval"), claire).is_some());
        for (acteur, id) in
            [(Acteur::Jeune, 14), (Acteur::RepresentantLegal, 16), (Acteur::RepresentantLegal, 11)]
        {
            assert_eq!(proches.choisie(&partie(acteur, ""), Uuid::from_u128(id)), None, "{acteur:?} {id}");
        }
    }

    #[test]
    fn a_masked_address_is_recognised_and_not_copied() {
        for (adresse, attendu) in [
            ("claire.duval@exemple.fr", "c…@exemple.fr"),
            ("@exemple.fr", "…@exemple.fr"),
            ("0639981234", "06\u{a0}…\u{a0}34"),
            ("+34600112233", "+3\u{a0}…\u{a0}33"),
            ("06", "06\u{a0}…\u{a0}"),
            ("", "\u{a0}…\u{a0}"),
        ] {
            assert_eq!(masquer(adresse), attendu);
        }
    }
}

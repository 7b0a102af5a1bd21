//! The parts of the page of a dossier, in words.

use chrono::NaiveDate;
use raccroche_domain::{
    dispositif::Catalogue,
    droits::{Action, Agregat, peut},
    francais::{self, date_longue, majuscule, ponctuer},
    suivi::{EtapeObligation, Evenement, ParcoursSuivi, obligation::etapes_suivantes},
};
use raccroche_pages::{
    components::{Action as Bouton, Badge, Event, Fact, Tone},
    dossier::{
        Chronologie, Contactable, ContactsEtProches, Etape, EtatEtape, Numero, Parcours, Periode, Personne,
        Scolarite, Tache,
    },
    form::Choice,
    layout::Link,
};
use raccroche_store::{
    Perimetre,
    contact::{Coordonnee, EtatCoordonnee, GenreCoordonnee},
    dossier, scolarite as scolarites,
};

use super::{formulaires::Formulaires, liens, voir::Lu};
use crate::{
    erreur::Erreur,
    etat::App,
    rendu::{jour_en_mots, moment_en_mots},
    routes::jeunes::delai,
};

/// The journal in sentences, and the tasks still open.
pub(super) async fn chronologie(app: &App, perimetre: &Perimetre, lu: &Lu) -> Result<Chronologie, Erreur> {
    let id = lu.dossier.id;
    let jour = perimetre.le();
    let keyring = peut(perimetre.role(), Agregat::Note, Action::Lire).then(|| app.store().keyring());
    let journal = dossier::journal(app.store().read(), perimetre, id, keyring).await?;
    // What another dossier has taken over is taken back there.
    let vivant = lu.dossier.etat.continue_dans().is_none();
    let evenements = journal
        .into_iter()
        .filter(|lue| !matches!(lue.entree.evenement, Evenement::Annule { .. }))
        .map(|lue| {
            let phrase = format!("{} {}.", lue.auteur_nom, lue.entree.evenement.phrase());
            let sienne = lue.auteur == Some(perimetre.utilisateur());
            let annulable =
                vivant && sienne && !lue.annulee && lue.entree.evenement.annulable() && lue.entree.le == jour;
            let annulee = if lue.annulee { "Annulé : " } else { "" };
            Event {
                date: jour_en_mots(lue.entree.le, jour),
                datetime: lue.le.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
                text: ponctuer(&format!("{annulee}{phrase}")),
                note: lue.note,
                links: Vec::new(),
                undo: annulable.then(|| Bouton {
                    about: Some(lue.entree.evenement.phrase()),
                    ..Bouton::new("Annuler", format!("/dossiers/{id}/annuler")).with("rang", lue.entree.rang)
                }),
            }
        })
        .collect();
    let responsable = &lu.dossier.etat.responsable;
    let qui = responsable.agent.as_ref().unwrap_or(&responsable.structure).nom.clone();
    let faisable = peut(perimetre.role(), Agregat::Tache, Action::Ecrire);
    let taches = lu
        .dossier
        .etat
        .taches
        .iter()
        .map(|tache| Tache {
            texte: majuscule(tache.genre.libelle()),
            echeance: Some(format!("avant {}", jour_en_mots(tache.pour_le, jour))),
            pour: qui.clone(),
            tone: delai(tache.pour_le, jour).1,
            faire: faisable.then(|| Bouton {
                about: Some(tache.genre.libelle().to_owned()),
                ..Bouton::new("C’est fait", format!("/dossiers/{id}/taches/{}/faite", tache.id))
            }),
        })
        .collect();
    Ok(Chronologie { taches, evenements, suite: None })
}

/// Every schooling, with the register that states it.
pub(super) async fn scolarite(app: &App, perimetre: &Perimetre, lu: &Lu) -> Result<Scolarite, Erreur> {
    let lues = scolarites::of_jeune(app.store().read(), perimetre, lu.jeune.id).await?;
    let mut periodes: Vec<(Option<NaiveDate>, Periode)> = lues
        .into_iter()
        .map(|s| {
            let dates = match (s.du, s.au) {
                (Some(du), Some(au)) => format!("du {} au {}", date_longue(du), date_longue(au)),
                (Some(du), None) => format!("à partir du {}", date_longue(du)),
                (None, Some(au)) => format!("jusqu’au {}", date_longue(au)),
                (None, None) => "dates inconnues".to_owned(),
            };
            let etablissement =
                s.etablissement.or(s.uai).unwrap_or_else(|| "établissement inconnu".to_owned());
            let formation =
                [s.formation.or(s.mef), s.classe].into_iter().flatten().collect::<Vec<_>>().join(", ");
            let source = format!("{}, état au {}", s.source, date_longue(s.source_le));
            (s.au.or(s.du), Periode { dates, etablissement, formation, source })
        })
        .collect();
    periodes.sort_by_key(|(dernier_jour, _)| std::cmp::Reverse(*dernier_jour));
    Ok(Scolarite {
        periodes: periodes.into_iter().map(|(_, p)| p).collect(),
        diplomes: Vec::new(),
        recherche: None,
    })
}

/// A phone number or an address, as read aloud, with what is known of it.
pub(crate) fn numero(coordonnee: &Coordonnee) -> Numero {
    let telephone = coordonnee.genre == GenreCoordonnee::Telephone;
    let (texte, tone) = match coordonnee.etat {
        EtatCoordonnee::Inconnu => ("pas encore essayé", Tone::Neutral),
        EtatCoordonnee::Valide => ("valide", Tone::Success),
        EtatCoordonnee::Faux => ("faux", Tone::Error),
    };
    Numero {
        valeur: if telephone { en_paires(&coordonnee.valeur) } else { coordonnee.valeur.clone() },
        href: format!("{}:{}", if telephone { "tel" } else { "mailto" }, coordonnee.valeur.replace(' ', "")),
        origine: coordonnee.source.clone(),
        etat: Badge::new(texte, tone),
    }
}

/// First name and name, or what to say when neither is known.
fn nom_ou(prenom: Option<&str>, nom: &str, sinon: &str) -> String {
    let entier = format!("{} {nom}", prenom.unwrap_or_default());
    if entier.trim().is_empty() { sinon.to_owned() } else { entier.trim().to_owned() }
}

/// `06 39 98 12 34`, when there are ten digits.
fn en_paires(valeur: &str) -> String {
    let chiffres: Vec<char> = valeur.chars().filter(char::is_ascii_digit).collect();
    if chiffres.len() != 10 {
        return valeur.to_owned();
    }
    chiffres.chunks(2).map(|paire| paire.iter().collect::<String>()).collect::<Vec<_>>().join("\u{a0}")
}

/// How to reach the person and those around.
pub(super) fn contacts(
    lu: &Lu,
    formulaires: &Formulaires<'_>,
    liens_envoyes: Vec<Fact>,
    sms: bool,
) -> ContactsEtProches {
    let adresse = &lu.jeune.adresse;
    let parties = [Some(adresse.lignes.clone()), adresse.code_postal.clone(), adresse.ville.clone()];
    let postale: Vec<String> = parties.into_iter().flatten().filter(|partie| !partie.is_empty()).collect();
    let numeros = |representant| -> Vec<Numero> {
        lu.coordonnees.iter().filter(|c| c.representant == representant).map(numero).collect()
    };
    let identite = &lu.jeune.identite;
    let mut proches = vec![Contactable {
        nom: nom_ou(
            identite.prenoms.first().map(|lu| francais::prenom(lu)).as_deref(),
            &identite.nom_famille,
            "Nom inconnu",
        ),
        lien: "le jeune".to_owned(),
        remarque: None,
        numeros: numeros(None),
        adresse: (!postale.is_empty()).then(|| postale.join(" ")),
    }];
    proches.extend(lu.representants.iter().map(|representant| {
        Contactable {
            // An apprentices’ register gives the phone of somebody responsible without a name.
            nom: nom_ou(representant.prenom.as_deref(), &representant.nom, "Responsable sans nom"),
            lien: if representant.legal { "représentant légal" } else { "responsable" }.to_owned(),
            remarque: None,
            numeros: numeros(Some(representant.id)),
            adresse: None,
        }
    }));
    let responsable = &lu.dossier.etat.responsable;
    let professionnels = vec![Personne {
        nom: responsable.agent.as_ref().map_or_else(|| "À désigner".to_owned(), |agent| agent.nom.clone()),
        fonction: ponctuer(&format!("responsable du dossier, {}", responsable.structure.nom)),
        contact: None,
    }];
    let de = std::iter::once(Choice::new("jeune", proches[0].nom.clone()))
        .chain(
            lu.representants
                .iter()
                .zip(&proches[1..])
                .map(|(r, c)| Choice::new(r.id.to_string(), c.nom.clone())),
        )
        .collect();
    ContactsEtProches {
        proches,
        professionnels,
        liens_envoyes,
        tiroirs: formulaires
            .lien(liens::moyens(&lu.coordonnees, sms))
            .into_iter()
            .chain(formulaires.coordonnee(de))
            .collect(),
    }
}

/// Interviews, the obligation de formation, solutions.
pub(super) fn parcours(lu: &Lu, formulaires: &Formulaires<'_>, jour: NaiveDate) -> Parcours {
    let etat = &lu.dossier.etat;
    let mut lignes = Vec::new();
    let entretiens: Vec<Etape> = etat
        .entretiens
        .iter()
        .map(|entretien| Etape {
            titre: majuscule(entretien.genre.libelle()),
            etat: match entretien.issue {
                Some(_) => EtatEtape::Faite,
                None if entretien.le.date() <= jour => EtatEtape::EnCours,
                None => EtatEtape::AVenir,
            },
            detail: ponctuer(&format!(
                "{}, {}{}",
                moment_en_mots(entretien.le),
                entretien.lieu,
                entretien.issue.map(|issue| format!(" : {}", issue.libelle())).unwrap_or_default()
            )),
            tiroir: None,
            lien: entretien.issue.is_none().then(|| {
                let adresse = format!("/dossiers/{}/entretiens/{}/agenda.ics", lu.dossier.id, entretien.id);
                Link::new("Ajouter à mon agenda", adresse)
            }),
        })
        .collect();
    if !entretiens.is_empty() {
        lignes.push(("Entretiens".to_owned(), String::new(), entretiens));
    }
    lignes.push((
        "Obligation de formation".to_owned(),
        ponctuer(
            "De 16 à 18 ans, diplôme ou non (articles L114-1 et R114-1 à R114-7 du code de l’éducation).",
        ),
        etapes_obligation(lu),
    ));
    let solutions = etat
        .solutions
        .iter()
        .rev()
        .map(|solution| {
            let fin = match solution.fin {
                Some((le, raison)) => format!(", terminée le {} ({})", date_longue(le), raison.libelle()),
                None => match solution.controles.last() {
                    Some(le) => format!(", vérifiée le {}", date_longue(*le)),
                    None => String::new(),
                },
            };
            Fact::new(
                majuscule(solution.nature.libelle()),
                ponctuer(&format!("{}, depuis le {}{fin}", solution.structure, date_longue(solution.debut))),
            )
        })
        .collect();
    let dispositifs =
        etat.parcours.iter().rev().map(|suivi| en_dispositif(formulaires.catalogue, suivi, jour)).collect();
    let tiroirs = formulaires.obligation().into_iter().chain(formulaires.dispositif()).collect();
    Parcours { lignes, dispositifs, solutions, tiroirs }
}

/// A parcours: its page, its step, where it stands.
fn en_dispositif(catalogue: &Catalogue, suivi: &ParcoursSuivi, jour: NaiveDate) -> (Link, String, Badge) {
    let label = format!("{}, ouvert le {}", suivi.nom, date_longue(suivi.etat.ouvert_le));
    let fiche = catalogue.get(&suivi.etat.dispositif);
    let etape = fiche.and_then(|fiche| fiche.etape(&suivi.etat.etape));
    let badge = match (suivi.etat.fin, suivi.pour_le) {
        (Some((_, issue)), _) => Badge::new(issue.libelle(), Tone::Neutral),
        (None, Some(le)) => {
            Badge::new(format!("à faire avant {}", jour_en_mots(le, jour)), delai(le, jour).1)
        }
        (None, None) => Badge::new("en cours", Tone::Info),
    };
    let lien = Link::new(label, format!("/parcours/{}", suivi.id));
    (lien, etape.map_or_else(String::new, |etape| etape.titre.clone()), badge)
}

/// Where the procedure stands: the step reached, and those that may follow.
fn etapes_obligation(lu: &Lu) -> Vec<Etape> {
    let atteinte = lu.dossier.etat.obligation.as_ref();
    let mut etapes: Vec<Etape> = atteinte
        .map(|suivi| Etape {
            titre: majuscule(suivi.etape.libelle()),
            etat: if suivi.etape == EtapeObligation::Satisfaite {
                EtatEtape::Faite
            } else {
                EtatEtape::EnCours
            },
            detail: ponctuer(&match suivi.jusqu_au {
                Some(fin) => format!("depuis le {}, jusqu’au {}", date_longue(suivi.le), date_longue(fin)),
                None => format!("depuis le {}", date_longue(suivi.le)),
            }),
            tiroir: None,
            lien: None,
        })
        .into_iter()
        .collect();
    etapes.extend(etapes_suivantes(atteinte.map(|suivi| suivi.etape)).iter().map(|etape| Etape {
        titre: majuscule(etape.libelle()),
        etat: EtatEtape::AVenir,
        detail: String::new(),
        tiroir: None,
        lien: None,
    }));
    etapes
}

//! The charter of an alliance and what it opens: whoever takes part commits to it before they see anything, then each piece of
//! information goes to the readers whom its author chose.
//!
//! The door itself is [`parcours::entrer`], which every page and every act of an account goes through; here is what stands
//! before it, and what is behind it for those who were let in.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{
    dispositif::Dispositif,
    droits::{Action, Agregat, peut},
    francais::{date_longue, majuscule, ponctuer},
    parcours::{EvenementParcours, INFORMATION_AU_PLUS, MoyenSignature, Partie, RefusParcours},
};
use raccroche_pages::{
    alliance::{Charte, InformationVue, Membre, Partage},
    components::{Badge, Tone},
    form::Choice,
    layout::Link,
};
use raccroche_store::{
    Perimetre, StoreError, acces,
    information::{self, InformationLue, NouvelleInformation},
    parcours::{self, ParcoursLu},
};
use uuid::Uuid;

use super::{
    actes::en_phrase,
    conduit, fiche, qualites,
    signatures::pour_soi,
    voir::{self, SANS_COMPTE, nommer},
};
use crate::{auth::session::Qui, erreur::Erreur, etat::App, rendu, saisie::Saisie, visite::Visite};

/// The parties that somebody is, in person.
fn en_personne(perimetre: &Perimetre, lu: &ParcoursLu) -> Vec<Uuid> {
    let qualites = qualites(perimetre, lu);
    let siennes = lu.suivi.etat.membres().filter(|partie| pour_soi(perimetre, &qualites, partie));
    siennes.map(|partie| partie.id).collect()
}

/// Whether somebody who was let in has yet to commit to the charter.
fn due(perimetre: &Perimetre, lu: &ParcoursLu, fiche: &Dispositif) -> bool {
    let mut parties = lu.parties_de(perimetre);
    parties.extend(en_personne(perimetre, lu));
    lu.suivi.etat.charte_due(fiche, perimetre.utilisateur(), &parties)
}

/// As what somebody has yet to commit to a version of the charter: each party that they are, else the one of their organisation,
/// else as whoever holds the dossier.
pub(crate) fn a_signer(perimetre: &Perimetre, lu: &ParcoursLu, document: Uuid) -> Vec<(Option<Uuid>, bool)> {
    let etat = &lu.suivi.etat;
    let dite = |partie: Option<Uuid>| {
        etat.chartes.iter().any(|engagement| {
            engagement.document == document
                && engagement.partie == partie
                && engagement.utilisateur == Some(perimetre.utilisateur())
        })
    };
    let siennes = en_personne(perimetre, lu);
    if !siennes.is_empty() {
        return siennes.into_iter().map(Some).filter(|id| !dite(*id)).map(|id| (id, true)).collect();
    }
    let membre = etat.membres().map(|partie| partie.id).find(|id| lu.parties_de(perimetre).contains(id));
    if dite(membre) { Vec::new() } else { vec![(membre, false)] }
}

/// Whether whoever conducts the parcours may note from paper that this party committed: nobody signs in as them.
pub(crate) fn sur_papier(partie: &Partie) -> bool {
    partie.est_membre() && partie.organisation.is_none()
}

/// Those who can be given something to read: members whom somebody signed in stands for.
pub(crate) fn lecteurs_possibles(lu: &ParcoursLu) -> impl Iterator<Item = &Partie> {
    lu.suivi
        .etat
        .membres()
        .filter(|partie| partie.organisation.is_some() || !SANS_COMPTE.contains(&partie.acteur))
}

/// Commits to the charter, or notes from paper that somebody did.
pub(super) async fn engager(
    Visite { app, qui, .. }: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    // Before the door: it is by this that one comes in.
    let lu = parcours::lire(&writer, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let fiche = fiche(&app, &lu.suivi.etat.dispositif)?;
    let modele = fiche.charte.ok_or(Erreur::Introuvable)?;
    // Without a charter the rules refuse, and say what is missing.
    let document = lu.suivi.etat.document_en_vigueur(modele).map(|document| document.id).unwrap_or_default();
    let quand = app.horloge().local(app.horloge().maintenant());
    let mut engagements = Vec::new();
    if saisie.texte("partie").is_some() {
        if !conduit(perimetre, &lu) {
            return Err(Erreur::Interdit);
        }
        let partie = saisie.id("partie").ok_or(Erreur::Introuvable)?;
        let mut membres = lu.suivi.etat.membres();
        let partie = membres.find(|membre| membre.id == partie).ok_or(Erreur::Introuvable)?;
        if !sur_papier(partie) {
            return Err(Erreur::Interdit);
        }
        engagements.push(EvenementParcours::CharteSignee {
            document,
            partie: Some(partie.id),
            en_personne: true,
            utilisateur: None,
            nom: partie.nom.clone(),
            quand,
            moyen: MoyenSignature::Papier,
        });
    } else {
        for (partie, en_personne) in a_signer(perimetre, &lu, document) {
            engagements.push(EvenementParcours::CharteSignee {
                document,
                partie,
                en_personne,
                utilisateur: Some(perimetre.utilisateur()),
                nom: perimetre.nom().to_owned(),
                quand,
                moyen: MoyenSignature::Session,
            });
        }
    }
    for evenement in engagements {
        parcours::inscrire(&writer, perimetre, id, None, evenement, fiche, &app.config().seuils).await?;
    }
    writer.commit().await?;
    Ok(Redirect::to(&format!("/parcours/{id}")).into_response())
}

/// Shares something with the readers that are ticked.
pub(super) async fn partager(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let entree = parcours::entrer(&writer, perimetre, app.catalogue(), id).await?;
    let (lu, fiche) = entree.filter(|(_, fiche)| fiche.charte.is_some()).ok_or(Erreur::Introuvable)?;
    let themes = fiche.themes();
    let theme = saisie.choix("theme", |lu| themes.iter().find(|theme| *theme == lu).cloned());
    let texte = saisie.requis("texte", "Écrivez ce que vous partagez.");
    if texte.chars().count() > INFORMATION_AU_PLUS {
        saisie.erreur("texte", &format!("C’est trop long : {INFORMATION_AU_PLUS} caractères au plus."));
    }
    let choisis: Vec<String> = saisie.plusieurs("lecteurs").map(str::to_owned).collect();
    let conduite = choisis.iter().any(|choisi| choisi == Partage::CONDUITE);
    let mut lecteurs: Vec<Uuid> = Vec::new();
    for choisi in choisis.iter().filter(|choisi| *choisi != Partage::CONDUITE) {
        let choisi: Uuid = choisi.parse().map_err(|_| Erreur::Introuvable)?;
        let offert = lecteurs_possibles(&lu).any(|partie| partie.id == choisi);
        if !offert {
            return Err(Erreur::Introuvable);
        }
        if !lecteurs.contains(&choisi) {
            lecteurs.push(choisi);
        }
    }
    if lecteurs.is_empty() && !conduite {
        saisie.erreur("lecteurs", "Cochez au moins une personne.");
    }
    let refus = due(perimetre, &lu, fiche).then(|| RefusParcours::Charte.to_string());
    let (Some(theme), None, None) = (theme, saisie.en_erreur(), &refus) else {
        drop(writer);
        let refuse = ("informations".to_owned(), saisie.reponses(refus.map(|refus| en_phrase(&refus))));
        return voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await;
    };
    let nouvelle = NouvelleInformation { theme, texte, lecteurs, conduite };
    match information::partager(&writer, perimetre, id, nouvelle, fiche, &app.config().seuils).await {
        Ok(_) => {
            writer.commit().await?;
            Ok(Redirect::to(&format!("/parcours/{id}#partage")).into_response())
        }
        Err(StoreError::RefusParcours(refus)) => {
            drop(writer);
            let refuse = ("informations".to_owned(), saisie.reponses(Some(en_phrase(&refus.to_string()))));
            voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes back what one shared oneself.
pub(super) async fn retirer(
    Visite { app, qui, .. }: Visite,
    Path((id, numero)): Path<(Uuid, Uuid)>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let entree = parcours::entrer(&writer, perimetre, app.catalogue(), id).await?;
    let (_, fiche) = entree.ok_or(Erreur::Introuvable)?;
    information::retirer(&writer, perimetre, id, numero, fiche, &app.config().seuils).await?;
    writer.commit().await?;
    Ok(Redirect::to(&format!("/parcours/{id}#partage")).into_response())
}

/// The page of whoever takes part and has not committed to the charter: of whom it is, the charter, and nothing else.
pub(super) async fn porte(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    lu: &ParcoursLu,
    fiche: &Dispositif,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    acces::record(&writer, perimetre, Some(lu.dossier), "charte", lu.motif.code()).await?;
    writer.commit().await?;
    let etat = &lu.suivi.etat;
    let base = format!("/parcours/{}", lu.suivi.id);
    let document = fiche.charte.and_then(|modele| etat.document_en_vigueur(modele));
    let empeche = if etat.fin.is_some() {
        Some("Ce parcours est terminé : il n’y a plus rien à y voir.")
    } else if !peut(perimetre.role(), Agregat::Parcours, Action::Ecrire) {
        Some("Votre rôle ne permet pas de vous engager : demandez à un ou une collègue de votre structure.")
    } else {
        None
    };
    let page = Charte {
        layout: rendu::autour(app, qui, headers, "/parcours"),
        jeune: nommer(&lu.identite),
        dispositif: Link::new(fiche.nom.clone(), format!("/dispositifs/{}", fiche.code)),
        resume: fiche.resume.clone(),
        document: document.map(|document| {
            let titre = format!("Lire la charte, version {} (PDF)", document.version);
            let pages = Link::new("Lire ici, page par page", format!("{base}/pages/{}", document.id));
            (Link::new(titre, format!("{base}/documents/{}", document.id)), pages)
        }),
        signer: (document.is_some() && empeche.is_none()).then(|| Charte::engagement(&base)),
        empeche: empeche.map(ponctuer),
    };
    rendu::page_avec(StatusCode::OK, &page)
}

/// A parcours that its charter keeps closed, for who reads that charter; nothing is logged.
///
/// # Errors
/// [`Erreur::Introuvable`] for any other document.
pub(super) async fn a_signer_seule(
    app: &App,
    perimetre: &Perimetre,
    id: Uuid,
    numero: Uuid,
) -> Result<ParcoursLu, Erreur> {
    let lu = parcours::lire(app.store().read(), perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let modele = fiche(app, &lu.suivi.etat.dispositif)?.charte.ok_or(Erreur::Introuvable)?;
    let charte = lu.suivi.etat.document_en_vigueur(modele).filter(|document| document.id == numero);
    charte.ok_or(Erreur::Introuvable)?;
    Ok(lu)
}

/// The charter itself, for whom it keeps the parcours closed; logged.
///
/// # Errors
/// [`Erreur::Introuvable`] for any other document.
pub(super) async fn a_lire(
    app: &App,
    perimetre: &Perimetre,
    id: Uuid,
    numero: Uuid,
) -> Result<ParcoursLu, Erreur> {
    let lu = a_signer_seule(app, perimetre, id, numero).await?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    acces::record(&writer, perimetre, Some(lu.dossier), "charte", lu.motif.code()).await?;
    writer.commit().await?;
    Ok(lu)
}

/// What is shared with who looks, oldest first; what is given is logged.
pub(crate) async fn informations_lues(
    app: &App,
    perimetre: &Perimetre,
    lu: &ParcoursLu,
    fiche: &Dispositif,
) -> Result<Vec<InformationLue>, Erreur> {
    let (parties, conduit) = (en_personne(perimetre, lu), conduit(perimetre, lu));
    let (reader, cles) = (app.store().read(), app.store().keyring());
    let lues = information::lire(reader, cles, perimetre, lu, fiche, (&parties, conduit)).await?;
    if !lues.is_empty() {
        let writer = app.store().write(app.horloge().maintenant()).await?;
        acces::record(&writer, perimetre, Some(lu.dossier), "information", lu.motif.code()).await?;
        writer.commit().await?;
    }
    Ok(lues)
}

/// Who committed to the charter, and what is shared with who looks, as the page shows it; nothing where the fiche has no charter.
/// What is shown of what is shared is logged.
pub(super) async fn partage(
    app: &App,
    perimetre: &Perimetre,
    lu: &ParcoursLu,
    fiche: &Dispositif,
) -> Result<Option<Partage>, Erreur> {
    let Some(modele) = fiche.charte else { return Ok(None) };
    let etat = &lu.suivi.etat;
    let base = format!("/parcours/{}", lu.suivi.id);
    let document = etat.document_en_vigueur(modele).map(|document| document.id);
    let ecrit =
        lu.ecriture && etat.fin.is_none() && peut(perimetre.role(), Agregat::Parcours, Action::Ecrire);
    let conduit = conduit(perimetre, lu);
    let lues = informations_lues(app, perimetre, lu, fiche).await?;
    let membres = etat.membres().map(|partie| {
        let engagement = document.and_then(|document| etat.engagement(document, partie.id));
        let a_noter = ecrit && conduit && engagement.is_none() && document.is_some() && sur_papier(partie);
        Membre {
            nom: partie.nom.clone(),
            qualite: partie.acteur.libelle().to_owned(),
            etat: match engagement {
                Some(engagement) => {
                    Badge::new(format!("signée le {}", date_longue(engagement.quand.date())), Tone::Success)
                }
                None => Badge::new("charte à signer", Tone::Warning),
            },
            papier: a_noter.then(|| Partage::papier(&base, &partie.id.to_string(), &partie.nom)),
        }
    });
    let due = due(perimetre, lu, fiche);
    let ferme = match (due, document) {
        (true, None) => Some("Rien n’est partagé avant que la charte soit établie et signée."),
        (true, Some(_)) => Some("Engagez-vous à respecter la charte pour lire ce qui est partagé avec vous."),
        (false, _) => None,
    };
    let reste = document.is_some_and(|document| !a_signer(perimetre, lu, document).is_empty());
    let choix = lecteurs_possibles(lu)
        .map(|partie| {
            Choice::new(partie.id.to_string(), format!("{}, {}", partie.nom, partie.acteur.libelle()))
        })
        .collect();
    let peut_partager = ecrit && !due && !fiche.themes().is_empty();
    Ok(Some(Partage {
        membres: membres.collect(),
        signer: (ecrit && reste).then(|| Partage::engagement(&base)),
        ferme: ferme.map(ponctuer),
        themes: par_theme(fiche, lu, perimetre, lues),
        partager: peut_partager.then(|| Partage::partager(&base, fiche.themes(), choix, INFORMATION_AU_PLUS)),
    }))
}

/// What is shared, under the themes of the fiche in their order; those that left the fiche come last.
fn par_theme(
    fiche: &Dispositif,
    lu: &ParcoursLu,
    perimetre: &Perimetre,
    lues: Vec<InformationLue>,
) -> Vec<(String, Vec<InformationVue>)> {
    let base = format!("/parcours/{}", lu.suivi.id);
    let rang = |theme: &str| fiche.themes().iter().position(|connu| connu == theme).unwrap_or(usize::MAX);
    let mut lues = lues;
    lues.sort_by_key(|lue| rang(&lue.information.theme));
    let mut themes: Vec<(String, Vec<InformationVue>)> = Vec::new();
    for InformationLue { information, texte } in lues {
        let presents = lu.suivi.etat.presents().filter(|partie| information.lecteurs.contains(&partie.id));
        let mut noms: Vec<String> = presents.map(|partie| partie.nom.clone()).collect();
        if information.conduite {
            noms.push("l’équipe qui conduit le parcours".to_owned());
        }
        let lecteurs = if noms.is_empty() {
            "Lu par : plus personne d’autre.".to_owned()
        } else {
            format!("Lu par : {}.", noms.join(", "))
        };
        let sienne = information.auteur == perimetre.utilisateur();
        let vue = InformationVue {
            texte,
            auteur: format!("{}, le {}", information.nom, date_longue(information.le)),
            lecteurs: ponctuer(&lecteurs),
            retirer: sienne.then(|| Partage::retirer(&base, &information.id.to_string(), &information.theme)),
        };
        let titre = majuscule(&information.theme);
        match themes.last_mut() {
            Some((dernier, vues)) if *dernier == titre => vues.push(vue),
            _ => themes.push((titre, vec![vue])),
        }
    }
    themes
}

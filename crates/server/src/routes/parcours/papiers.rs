//! The documents of a parcours: made from what it says, opened as PDF, sealed once all have signed.
//!
//! What is kept is the document as data ([`Feuille`]), whose hash is in the journal: it renders to the same bytes for ever,
//! and once all have signed the file itself is kept.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse as _, Redirect, Response},
};
use chrono::NaiveDate;
use raccroche_documents::{
    Bloc, Creneau as CreneauImprime, Entete, EtatSignature, Feuille, MoyenSignature as MoyenImprime,
    Reference, Scelle, Section, Signature,
    modeles::{
        Cadre, Charte, ContratMaintien, ContratObjectif, ConventionStage, Modele, PafiContrat,
        PafiDiagnostic, Periode, Personne, Remplir as _, RetourParcours, RetourRecapitulatif, Semaine,
        SemaineJour, SujetJeune,
    },
    rendre,
};
use raccroche_domain::{
    dispositif::{Acteur, DateNommee, Dispositif, ModeleDocument},
    francais::{self, majuscule},
    parcours::{Creneau, DemiJournee, EtatParcours, MoyenSignature, ReponseSignature, Saisi},
};
use raccroche_store::{
    Perimetre, StoreError, Writer, acces, contact, jeune,
    parcours::{self, MotifParcours, ParcoursLu, Titre},
};
use uuid::Uuid;

use super::{actes::en_phrase, fiche, qualites, voir};
use crate::{erreur::Erreur, etat::App, saisie::Saisie, visite::Visite};

/// Makes a document of what the parcours says, or its next version.
pub(super) async fn etablir(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let lu = parcours::lire(&writer, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let fiche = fiche(&app, &lu.suivi.etat.dispositif)?;
    let modele = saisie.texte("modele").and_then(ModeleDocument::de_code).ok_or(Erreur::Introuvable)?;
    let permis = lu.suivi.etat.appartient_a(fiche, &qualites(perimetre, &lu));
    // What the dossier says goes only to whoever holds it.
    if !matches!(lu.motif, MotifParcours::Dossier(_)) {
        return Err(Erreur::Interdit);
    }
    let fait = if let Err(refus) = permis {
        Err(StoreError::RefusParcours(refus))
    } else {
        let contenu = contenu(&app, &writer, perimetre, &lu, fiche, id, modele).await?;
        parcours::etablir(&writer, perimetre, id, modele, &contenu, fiche, &app.config().seuils).await
    };
    match fait {
        Ok(_) => {
            writer.commit().await?;
            Ok(Redirect::to(&format!("/parcours/{id}")).into_response())
        }
        Err(StoreError::RefusParcours(refus)) => {
            drop(writer);
            let formulaire = format!("document-{}", modele.code());
            let refuse = (formulaire, saisie.reponses(Some(en_phrase(&refus.to_string()))));
            voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What a document of this model says now, as it is kept once made.
pub(crate) async fn contenu(
    app: &App,
    writer: &Writer,
    perimetre: &Perimetre,
    lu: &ParcoursLu,
    fiche: &Dispositif,
    id: Uuid,
    modele: ModeleDocument,
) -> Result<Vec<u8>, Erreur> {
    let feuille = composer(app, writer, perimetre, lu, fiche, id, modele).await?;
    serde_json::to_vec(&feuille).map_err(|_| Erreur::Interne)
}

/// The PDF: the sealed file, or the document as it stands with the signatures so far.
pub(super) async fn ouvrir(
    Visite { app, qui, .. }: Visite,
    Path((id, numero)): Path<(Uuid, Uuid)>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let (lu, fiche) = a_lire(&app, perimetre, id, "document").await?;
    pdf(&app, &lu, fiche, numero, perimetre.le()).await
}

/// A parcours of which who asks may open a document; the reading is logged as `quoi`.
///
/// # Errors
/// [`Erreur::Introuvable`] outside the perimeter.
pub(crate) async fn a_lire<'a>(
    app: &'a App,
    perimetre: &Perimetre,
    id: Uuid,
    quoi: &str,
) -> Result<(ParcoursLu, &'a Dispositif), Erreur> {
    let lu = parcours::lire(app.store().read(), perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let fiche = fiche(app, &lu.suivi.etat.dispositif)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    acces::record(&writer, perimetre, Some(lu.dossier), quoi, lu.motif.code()).await?;
    writer.commit().await?;
    Ok((lu, fiche))
}

/// A document as whoever may read it is answered.
pub(crate) async fn pdf(
    app: &App,
    lu: &ParcoursLu,
    fiche: &Dispositif,
    numero: Uuid,
    jour: NaiveDate,
) -> Result<Response, Erreur> {
    let (contenu, fichier) = parcours::document(app.store().read(), app.store().keyring(), &lu.suivi, numero)
        .await?
        .ok_or(Erreur::Introuvable)?;
    let octets = match fichier {
        Some(fichier) => fichier,
        None => rendu(signee(&contenu, lu, fiche, numero, jour)?).await?,
    };
    let nom = lu.suivi.etat.documents.iter().find(|document| document.id == numero);
    let nom = nom.map_or("document", |document| document.modele.code());
    let entetes = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{nom}.pdf\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((entetes, octets).into_response())
}

/// Seals a document that waits for nobody any more.
pub(crate) async fn sceller_si_complet<'t>(
    app: &App,
    writer: &Writer,
    titre: impl Into<Titre<'t>>,
    id: Uuid,
    numero: Uuid,
    fiche: &Dispositif,
) -> Result<(), Erreur> {
    let titre = titre.into();
    let lu = parcours::lire(writer, titre, id).await?.ok_or(Erreur::Introuvable)?;
    let etat = &lu.suivi.etat;
    let document = etat.documents.iter().find(|document| document.id == numero).ok_or(Erreur::Introuvable)?;
    if !etat.attendus(fiche, document, titre.le(), lu.personne).is_empty() || document.signatures.is_empty() {
        return Ok(());
    }
    let (contenu, _) = parcours::document(writer, app.store().keyring(), &lu.suivi, numero)
        .await?
        .ok_or(Erreur::Introuvable)?;
    let mut feuille = signee(&contenu, &lu, fiche, numero, titre.le())?;
    feuille.scelle = Some(Scelle {
        le: app.horloge().local(app.horloge().maintenant()),
        empreinte: feuille.empreinte_du_contenu(),
    });
    let octets = rendu(feuille).await?;
    parcours::sceller(writer, titre, id, numero, &octets, fiche, &app.config().seuils).await?;
    Ok(())
}

/// Tens of milliseconds of a core, away from those who wait for pages.
async fn rendu(feuille: Feuille) -> Result<Vec<u8>, Erreur> {
    let rendue = tokio::task::spawn_blocking(move || rendre(&feuille)).await;
    match rendue {
        Ok(Ok(pdf)) => Ok(pdf.octets),
        Ok(Err(error)) => {
            tracing::error!(%error, "document");
            Err(Erreur::Interne)
        }
        Err(_) => Err(Erreur::Interne),
    }
}

/// The document as kept, with where each signature stands.
fn signee(
    contenu: &[u8],
    lu: &ParcoursLu,
    fiche: &Dispositif,
    numero: Uuid,
    jour: NaiveDate,
) -> Result<Feuille, Erreur> {
    let mut feuille: Feuille = serde_json::from_slice(contenu).map_err(|error| {
        tracing::error!(%error, "kept document");
        Erreur::Interne
    })?;
    let etat = &lu.suivi.etat;
    let document = etat.documents.iter().find(|document| document.id == numero).ok_or(Erreur::Introuvable)?;
    let mut signatures = Vec::new();
    for signature in &document.signatures {
        let Some(partie) = etat.parties.iter().find(|partie| partie.id == signature.partie) else { continue };
        let etat = match signature.reponse {
            ReponseSignature::Signee(moyen) => EtatSignature::Signee {
                le: signature.quand,
                moyen: match moyen {
                    MoyenSignature::Session => MoyenImprime::Session,
                    MoyenSignature::Lien => MoyenImprime::Lien,
                    MoyenSignature::Papier => MoyenImprime::Papier,
                },
                version: document.version,
            },
            ReponseSignature::Refusee(motif) => {
                EtatSignature::Refusee { le: signature.quand, motif: motif.libelle().to_owned() }
            }
        };
        let qualite = majuscule(partie.acteur.libelle());
        signatures.push(Signature { qualite, nom: partie.nom.clone(), etat });
    }
    if document.scelle.is_none() {
        for (acteur, partie) in etat.attendus(fiche, document, jour, lu.personne) {
            let nom = partie.map_or_else(String::new, |partie| partie.nom.clone());
            if !signatures.iter().any(|connue| connue.nom == nom && !nom.is_empty()) {
                signatures.push(Signature::attendue(majuscule(acteur.libelle()), nom));
            }
        }
    }
    feuille.signatures = signatures;
    Ok(feuille)
}

/// The facts of the parcours, put into the model.
async fn composer(
    app: &App,
    writer: &Writer,
    perimetre: &Perimetre,
    lu: &ParcoursLu,
    fiche: &Dispositif,
    id: Uuid,
    modele: ModeleDocument,
) -> Result<Feuille, Erreur> {
    // Only whoever holds the dossier knows what a document says of somebody.
    let personne = jeune::find(writer, perimetre, lu.jeune).await?.ok_or(Erreur::Interdit)?;
    let dossier =
        raccroche_store::dossier::lire(writer, perimetre, lu.dossier).await?.ok_or(Erreur::Interdit)?;
    let representants = contact::representants(writer, perimetre, lu.jeune).await?;
    let etat = &lu.suivi.etat;
    let identite = &personne.identite;
    let sujet = SujetJeune {
        nom: identite.nom_famille.clone(),
        prenom: identite.prenoms.first().map(|prenom| francais::prenom(prenom)).unwrap_or_default(),
        naissance: identite.date_naissance,
        classe: dossier.derniere_formation.clone(),
        etablissement: dossier.dernier_etablissement.clone(),
        representants: representants
            .iter()
            .filter(|representant| representant.legal)
            .map(|representant| Personne {
                nom: [representant.prenom.clone().unwrap_or_default(), representant.nom.clone()]
                    .join(" ")
                    .trim()
                    .to_owned(),
                qualite: "Représentant légal".to_owned(),
                ..Personne::default()
            })
            .collect(),
        ..SujetJeune::default()
    };
    let version = etat.document_en_vigueur(modele).map_or(0, |document| document.version) + 1;
    let cadre = Cadre {
        entete: Entete {
            academie: app.config().marque.entite.clone(),
            etablissement: perimetre.organisation().nom.clone(),
            ..Entete::default()
        },
        reference: Reference { numero: numero_lisible(fiche, id), version },
        date: perimetre.le(),
    };
    let mut feuille = remplir(modele, &cadre, sujet, etat);
    let notes = notes(fiche, etat);
    if !notes.is_empty() {
        feuille.sections.push(Section::new("Ce qui est noté dans le parcours", vec![Bloc::champs(notes)]));
    }
    Ok(feuille)
}

/// `PAFI-3F2A91C0`: short enough to be said on the phone.
fn numero_lisible(fiche: &Dispositif, id: Uuid) -> String {
    let debut: String =
        id.simple().to_string().chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
    format!(
        "{}-{}",
        fiche.court().split_whitespace().next().unwrap_or("P").to_uppercase(),
        debut.to_uppercase()
    )
}

/// What was typed, with its title, and the days.
fn notes(fiche: &Dispositif, etat: &EtatParcours) -> Vec<(String, String)> {
    let mut notes: Vec<(String, String)> =
        etat.dates.iter().map(|(nom, le)| (majuscule(nom.libelle()), francais::date_longue(*le))).collect();
    for besoin in fiche.etapes.iter().flat_map(|etape| &etape.besoins) {
        let Some(saisi) = besoin.code_saisi().and_then(|code| etat.saisies.get(code)) else { continue };
        // A week is a grid of its own in the documents that have one.
        if !matches!(saisi, Saisi::Semaine(_)) {
            notes.push((besoin.en_mots(), voir::saisi_en_mots(saisi)));
        }
    }
    notes
}

/// The model with what is known; what is not stays to be written by hand.
fn remplir(modele: ModeleDocument, cadre: &Cadre, jeune: SujetJeune, etat: &EtatParcours) -> Feuille {
    use ModeleDocument as M;
    let jour = |nom| etat.dates.get(&nom).copied();
    let periode = Periode { debut: jour(DateNommee::Debut), fin: jour(DateNommee::Fin) };
    let tuteur = etat
        .presents()
        .find(|partie| partie.acteur == Acteur::Tuteur)
        .map(|partie| Personne { nom: partie.nom.clone(), ..Personne::default() })
        .unwrap_or_default();
    match modele {
        M::PafiDiagnostic => {
            PafiDiagnostic { saisie: Some(cadre.date), jeune, ..Default::default() }.remplir(cadre)
        }
        M::PafiContrat => PafiContrat {
            jeune,
            tuteur,
            periode,
            retour: jour(DateNommee::Retour),
            semaine: semaine(etat),
            ..Default::default()
        }
        .remplir(cadre),
        M::ConventionStage => ConventionStage { jeune, ..Default::default() }.remplir(cadre),
        M::ContratObjectif => ContratObjectif { jeune, ..Default::default() }.remplir(cadre),
        M::ContratMaintien => ContratMaintien { jeune, ..Default::default() }.remplir(cadre),
        M::RecapitulatifRetour => RetourRecapitulatif { jeune, ..Default::default() }.remplir(cadre),
        M::ParcoursCosigne => RetourParcours { jeune, ..Default::default() }.remplir(cadre),
        M::CharteDeontologie => Charte::default().remplir(cadre),
        autre => simple(autre, cadre, &jeune, etat),
    }
}

/// A document whose model asks for no more than whom it is about and what is noted.
fn simple(modele: ModeleDocument, cadre: &Cadre, jeune: &SujetJeune, etat: &EtatParcours) -> Feuille {
    let naissance = jeune.naissance.map(francais::date_longue).unwrap_or_default();
    let mut sections = vec![Section::new(
        "De qui il s’agit",
        vec![Bloc::champs([
            ("Nom", jeune.nom.clone()),
            ("Prénom", jeune.prenom.clone()),
            ("Date de naissance", naissance),
            ("Classe", jeune.classe.clone()),
            ("Établissement", jeune.etablissement.clone()),
        ])],
    )];
    if etat.saisies.values().any(|saisi| matches!(saisi, Saisi::Semaine(_))) {
        sections
            .push(Section::new("La semaine", vec![semaine(etat).grille("Temps et activités de la semaine")]));
    }
    sections.push(Section::new("Observations", vec![Bloc::zone("", "", 6)]));
    Feuille {
        modele: imprime(modele),
        titre: majuscule(modele.libelle()),
        sous_titre: format!("{} {}", jeune.prenom, jeune.nom).trim().to_owned(),
        reference: cadre.reference.clone(),
        date: cadre.date,
        entete: cadre.entete.clone(),
        avertissement: String::new(),
        sections,
        signatures: Vec::new(),
        scelle: None,
    }
}

/// The model of the documents room that a model of the catalogue is printed with.
fn imprime(modele: ModeleDocument) -> Modele {
    use ModeleDocument as M;
    match modele {
        M::PafiDiagnostic => Modele::PafiDiagnostic,
        M::PafiContrat => Modele::PafiContrat,
        M::Avenant => Modele::PafiAvenant,
        M::SuiviTuteur => Modele::PafiSuivi,
        M::Bilan => Modele::PafiBilan,
        M::ConventionStage => Modele::ConventionStage,
        M::BilanCroise => Modele::BilanCroise,
        M::ContratObjectif => Modele::ContratObjectif,
        M::RecapitulatifRetour => Modele::RetourRecapitulatif,
        M::ParcoursCosigne => Modele::RetourParcours,
        M::SyntheseBilan => Modele::FicheSyntheseBilan,
        M::FicheRecensement => Modele::FicheRecensement,
        M::CharteDeontologie => Modele::Charte,
        M::DecisionAffectation => Modele::DecisionAffectation,
        M::DecisionValidation => Modele::DecisionValidation,
        M::Attestation => Modele::Attestation,
        M::ContratMaintien => Modele::ContratMaintien,
        M::Lettre | M::FicheEntreprise => Modele::Lettre,
    }
}

/// The week as typed, day by day.
fn semaine(etat: &EtatParcours) -> Semaine {
    use DemiJournee as D;
    let creneaux: &[Creneau] = etat
        .saisies
        .values()
        .find_map(|saisi| if let Saisi::Semaine(creneaux) = saisi { Some(creneaux.as_slice()) } else { None })
        .unwrap_or_default();
    let trouver = |quand: DemiJournee| -> Vec<CreneauImprime> {
        creneaux
            .iter()
            .filter(|creneau| creneau.quand == quand)
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
    Semaine {
        jours: jours
            .into_iter()
            .map(|(nom, matin, apres_midi)| SemaineJour {
                nom: nom.to_owned(),
                matin: trouver(matin),
                apres_midi: apres_midi.map(trouver).unwrap_or_default(),
            })
            .filter(|jour| !(jour.matin.is_empty() && jour.apres_midi.is_empty()))
            .collect(),
    }
}

//! The documents of a parcours: made from what it says, opened as PDF, sealed once all have signed.
//!
//! What is kept is the document as data ([`Feuille`]), whose hash is in the journal: it renders to the same bytes for ever,
//! and once all have signed the file itself is kept.

use std::{cell::RefCell, collections::BTreeMap};

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse as _, Redirect, Response},
};
use chrono::{Datelike as _, NaiveDate};
use raccroche_documents::{
    Entete, EtatSignature, Feuille, MoyenSignature as MoyenImprime, Reference, Scelle, Signature,
    modeles::{Cadre, Personne, SujetJeune},
    rendre,
};
use raccroche_domain::{
    Sexe,
    dispositif::{Acteur, Dispositif, ModeleDocument},
    francais::{self, majuscule},
    parcours::{EtatParcours, MoyenSignature, ReponseSignature},
};
use raccroche_store::{
    Perimetre, StoreError, Writer, acces,
    contact::{self, EtatCoordonnee, GenreCoordonnee},
    dossier::DossierLu,
    jeune, marche,
    organisation::{self, GenreOrganisation},
    parcours::{self, ParcoursLu, Titre},
    reglage::{self, TexteRegle},
    scolarite,
};
use uuid::Uuid;

use super::{
    actes::{AQui, empechement, en_phrase},
    charte, fiche,
    modeles::{self, Amende, Annee, Connu},
    voir,
};
use crate::{erreur::Erreur, etat::App, routes::entete::imprime, saisie::Saisie, visite::Visite};

/// Makes a document of what the parcours says, or its next version.
pub(super) async fn etablir(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let entree = parcours::entrer(&writer, perimetre, app.catalogue(), id).await?;
    let (lu, fiche) = entree.ok_or(Erreur::Introuvable)?;
    let modele = saisie.texte("modele").and_then(ModeleDocument::de_code).ok_or(Erreur::Introuvable)?;
    let permis = empechement(AQui::Document, perimetre, &lu, fiche)?.map_or(Ok(()), Err);
    let sciemment = saisie.texte("remplacer") == Some("oui");
    // Said beside the box to tick, and not above the form.
    if permis.is_ok()
        && let Err(refus) = lu.suivi.etat.remplacer_sciemment(modele, sciemment)
    {
        drop(writer);
        saisie.erreur("remplacer", &en_phrase(&refus.to_string()));
        let refuse = (format!("document-{}", modele.code()), saisie.reponses(None));
        return voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await;
    }
    let fait = if let Err(refus) = permis {
        Err(StoreError::RefusParcours(refus))
    } else {
        let contenu = rediger(&app, &writer, perimetre, &lu, fiche, id, modele).await?;
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
pub(crate) async fn rediger(
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
    let lu = match a_lire(&app, perimetre, id, "document").await {
        // What is read before one comes in: the charter alone.
        Err(Erreur::Introuvable) => charte::a_lire(&app, perimetre, id, numero).await?,
        autre => autre?,
    };
    pdf(&app, &lu, numero, perimetre.le()).await
}

/// A parcours of which who asks may open a document; the reading is logged as `quoi`.
///
/// # Errors
/// [`Erreur::Introuvable`] outside the perimeter, and where a charter is to be signed first.
pub(crate) async fn a_lire(
    app: &App,
    perimetre: &Perimetre,
    id: Uuid,
    quoi: &str,
) -> Result<ParcoursLu, Erreur> {
    let entree = parcours::entrer(app.store().read(), perimetre, app.catalogue(), id).await?;
    let (lu, _) = entree.ok_or(Erreur::Introuvable)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    acces::record(&writer, perimetre, Some(lu.dossier), quoi, lu.motif.code()).await?;
    writer.commit().await?;
    Ok(lu)
}

/// A document as whoever may read it is answered.
pub(crate) async fn pdf(
    app: &App,
    lu: &ParcoursLu,
    numero: Uuid,
    jour: NaiveDate,
) -> Result<Response, Erreur> {
    let octets = match contenu(app, lu, numero, jour).await?.ok_or(Erreur::Introuvable)? {
        Contenu::Scelle(fichier) => fichier,
        Contenu::ARendre(feuille) => rendu(*feuille).await?,
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

/// What a document is, before it is a file.
pub(crate) enum Contenu {
    /// The sealed file.
    Scelle(Vec<u8>),
    /// The document with the signatures so far, still to be rendered.
    ARendre(Box<Feuille>),
}

/// A document of a parcours that was read.
pub(crate) async fn contenu(
    app: &App,
    lu: &ParcoursLu,
    numero: Uuid,
    jour: NaiveDate,
) -> Result<Option<Contenu>, Erreur> {
    let fiche = fiche(app, &lu.suivi.etat.dispositif)?;
    let garde = parcours::document(app.store().read(), app.store().keyring(), &lu.suivi, numero).await?;
    Ok(match garde {
        Some((_, Some(fichier))) => Some(Contenu::Scelle(fichier)),
        Some((contenu, None)) => Some(Contenu::ARendre(Box::new(signee(&contenu, lu, fiche, numero, jour)?))),
        None => None,
    })
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
pub(crate) async fn rendu(feuille: Feuille) -> Result<Vec<u8>, Erreur> {
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
    let mut feuille = relire(contenu)?;
    let etat = &lu.suivi.etat;
    let document = etat.documents.iter().find(|document| document.id == numero).ok_or(Erreur::Introuvable)?;
    if fiche.charte == Some(document.modele) {
        feuille.signatures = engagements(etat, numero, document.version);
        return Ok(feuille);
    }
    // What the fiche has nobody sign here keeps the lines of its model, to be signed by hand.
    if EtatParcours::signataires(fiche, document.modele, lu.personne.mineur(jour)).is_empty() {
        return Ok(feuille);
    }
    let mut signatures = Vec::new();
    for signature in &document.signatures {
        let Some(partie) = etat.parties.iter().find(|partie| partie.id == signature.partie) else { continue };
        let etat = match signature.reponse {
            ReponseSignature::Signee(moyen) => EtatSignature::Signee {
                le: signature.quand,
                moyen: moyen_imprime(moyen, document.numerisation_de(partie.id).is_some()),
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

/// Who committed to a version of the charter, and those who have yet to.
fn engagements(etat: &EtatParcours, numero: Uuid, version: u32) -> Vec<Signature> {
    let membres = etat.membres().map(|partie| {
        let qualite = majuscule(partie.acteur.libelle());
        match etat.engagement(numero, partie.id) {
            Some(dit) => {
                let etat =
                    EtatSignature::Signee { le: dit.quand, moyen: moyen_imprime(dit.moyen, false), version };
                Signature { qualite, nom: dit.nom.clone(), etat }
            }
            None => Signature::attendue(qualite, partie.nom.clone()),
        }
    });
    membres.collect()
}

fn moyen_imprime(moyen: MoyenSignature, numerise: bool) -> MoyenImprime {
    match moyen {
        MoyenSignature::Papier if numerise => MoyenImprime::PapierNumerise,
        MoyenSignature::Session => MoyenImprime::Session,
        MoyenSignature::Lien => MoyenImprime::Lien,
        MoyenSignature::Papier => MoyenImprime::Papier,
    }
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
    let dossier =
        raccroche_store::dossier::lire(writer, perimetre, lu.dossier).await?.ok_or(Erreur::Interdit)?;
    let etat = &lu.suivi.etat;
    let version = etat.document_en_vigueur(modele).map_or(0, |document| document.version) + 1;
    let cadre = Cadre {
        entete: entete(app, writer, perimetre, etat, dossier.etat.responsable.structure.id, modele).await?,
        reference: Reference { numero: numero_lisible(fiche, id), version },
        date: perimetre.le(),
    };
    let (jeune, commune) = sujet(writer, perimetre, lu, &dossier).await?;
    let cio = match commune {
        Some(commune) => organisation::of_commune(writer, GenreOrganisation::Cio, &commune).await?,
        None => None,
    };
    let mut organisations = BTreeMap::new();
    for id in etat.presents().filter_map(|partie| partie.organisation) {
        if let Some(connue) = organisation::find(writer, id).await? {
            organisations.insert(id, connue);
        }
    }
    let connu = Connu {
        fiche,
        etat,
        annees: annees(writer, perimetre, lu.jeune).await?,
        jeune,
        cio: cio.map(|cio| cio.nom).unwrap_or_default(),
        tentatives: &dossier.etat.tentatives,
        entretiens: &dossier.etat.entretiens,
        sorti_le: dossier.etat.sans_formation_depuis,
        recours: reglage::lire(writer, TexteRegle::VoiesDeRecours).await?.unwrap_or_default(),
        marche: marche::du_parcours(writer, lu).await?,
        organisations,
        auteur: Personne {
            nom: perimetre.nom().to_owned(),
            qualite: perimetre.role().libelle().to_owned(),
            ..Personne::default()
        },
        role: perimetre.role(),
        amende: if modele == ModeleDocument::Avenant { amende(app, writer, lu).await? } else { None },
        places: RefCell::default(),
    };
    Ok(modeles::remplir(modele, &cadre, &connu))
}

/// Who it is about, and the commune where they live.
async fn sujet(
    writer: &Writer,
    perimetre: &Perimetre,
    lu: &ParcoursLu,
    dossier: &DossierLu,
) -> Result<(SujetJeune, Option<String>), Erreur> {
    let personne = jeune::find(writer, perimetre, lu.jeune).await?.ok_or(Erreur::Interdit)?;
    let representants = contact::representants(writer, perimetre, lu.jeune).await?;
    let coordonnees = contact::of_jeune(writer, perimetre, lu.jeune).await?;
    let joindre = |de: Option<Uuid>, genre| {
        let siennes = coordonnees.iter().filter(|c| c.representant == de && c.genre == genre);
        let bonne = siennes.filter(|c| c.etat != EtatCoordonnee::Faux).map(|c| c.valeur.clone()).next();
        bonne.unwrap_or_default()
    };
    let (identite, adresse) = (&personne.identite, &personne.adresse);
    let ville = [adresse.code_postal.as_deref(), adresse.ville.as_deref()];
    let ville = ville.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let lignes = [adresse.lignes.as_str(), ville.as_str()].map(str::trim);
    let sujet = SujetJeune {
        nom: identite.nom_famille.clone(),
        prenom: identite.prenoms.first().map(|prenom| francais::prenom(prenom)).unwrap_or_default(),
        naissance: identite.date_naissance,
        sexe: match identite.sexe {
            Some(Sexe::Feminin) => "Féminin".to_owned(),
            Some(Sexe::Masculin) => "Masculin".to_owned(),
            None => String::new(),
        },
        adresse: lignes.into_iter().filter(|ligne| !ligne.is_empty()).collect::<Vec<_>>().join(", "),
        telephone: joindre(None, GenreCoordonnee::Telephone),
        courriel: joindre(None, GenreCoordonnee::Courriel),
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
                qualite: String::new(),
                telephone: joindre(Some(representant.id), GenreCoordonnee::Telephone),
                courriel: joindre(Some(representant.id), GenreCoordonnee::Courriel),
            })
            .collect(),
    };
    Ok((sujet, adresse.commune.as_ref().map(ToString::to_string)))
}

/// What registers say of their schooling, a line a year, last first.
async fn annees(writer: &Writer, perimetre: &Perimetre, jeune: Uuid) -> Result<Vec<Annee>, Erreur> {
    let connues = scolarite::of_jeune(writer, perimetre, jeune).await?;
    let mut annees: Vec<Annee> = Vec::new();
    for connue in connues {
        // From August on, as school years go.
        let annee = connue.du.or(connue.au).map(|jour| {
            let debut = if jour.month() >= 8 { jour.year() } else { jour.year() - 1 };
            format!("{debut}-{}", debut + 1)
        });
        let ligne = [
            annee.unwrap_or_default(),
            connue.formation.or(connue.classe).unwrap_or_default(),
            connue.etablissement.or(connue.uai).unwrap_or_default(),
        ];
        if !annees.contains(&ligne) {
            annees.push(ligne);
        }
    }
    Ok(annees)
}

/// The contract in force that an amendment amends.
async fn amende(app: &App, writer: &Writer, lu: &ParcoursLu) -> Result<Option<Amende>, Erreur> {
    for modele in [ModeleDocument::PafiContrat, ModeleDocument::ConventionStage] {
        let Some(document) = lu.suivi.etat.document_en_vigueur(modele) else { continue };
        let garde = parcours::document(writer, app.store().keyring(), &lu.suivi, document.id).await?;
        let (contenu, _) = garde.ok_or(Erreur::Interne)?;
        return Ok(Some(Amende { modele, version: document.version, feuille: relire(&contenu)? }));
    }
    Ok(None)
}

/// A document as it was kept.
fn relire(contenu: &[u8]) -> Result<Feuille, Erreur> {
    serde_json::from_slice(contenu).map_err(|error| {
        tracing::error!(%error, "kept document");
        Erreur::Interne
    })
}

/// The header of whoever issues: the département's service for what the DASEN decides, else the school when it takes part, else
/// whoever answers for the dossier.
async fn entete(
    app: &App,
    writer: &Writer,
    perimetre: &Perimetre,
    etat: &EtatParcours,
    responsable: Uuid,
    modele: ModeleDocument,
) -> Result<Entete, Erreur> {
    let de_la_partie = |acteurs: &[Acteur]| {
        etat.presents()
            .filter(|partie| acteurs.contains(&partie.acteur))
            .find_map(|partie| partie.organisation)
    };
    let responsable = organisation::find(writer, responsable).await?;
    let decide = matches!(modele, ModeleDocument::DecisionAffectation | ModeleDocument::DecisionValidation);
    let mut emetteur = None;
    if decide {
        emetteur = match de_la_partie(&[Acteur::Dasen, Acteur::IenIo]) {
            Some(id) => organisation::find(writer, id).await?,
            None if perimetre.organisation().genre == GenreOrganisation::Dsden => {
                Some(perimetre.organisation().clone())
            }
            None => {
                let departement = responsable.as_ref().map(|connu| connu.departement.clone());
                let services = organisation::list(writer, GenreOrganisation::Dsden).await?;
                services.into_iter().find(|service| Some(&service.departement) == departement.as_ref())
            }
        };
    }
    if emetteur.is_none()
        && let Some(id) = de_la_partie(&[Acteur::ChefEtablissement])
    {
        emetteur = organisation::find(writer, id).await?;
    }
    let emetteur = emetteur.or(responsable).unwrap_or_else(|| perimetre.organisation().clone());
    let dit = raccroche_store::entete::find(writer, emetteur.id).await?;
    Ok(imprime(app, &emetteur, dit.as_ref()))
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

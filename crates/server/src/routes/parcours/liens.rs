//! Giving a link to somebody without an account, by mail or by text message: to sign, or to receive ([`super::remise`]); taking it
//! back.
//!
//! As the links of young people: what is sent is written in the journal once it has left, and a link that could not be given is
//! taken back. The token is shown to nobody but who receives it.

use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect, Response},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use raccroche_domain::{
    dispositif::Acteur,
    francais::{self, date_longue, ponctuer},
    parcours::{ButLien, EvenementParcours, Partie},
    suivi::Canal,
};
use raccroche_pages::components::Action as Bouton;
use raccroche_store::{
    Perimetre, StoreError, Writer,
    parcours::{self, ParcoursLu},
    signature_lien::{self, NouveauLien},
};
use uuid::Uuid;

use super::{actes::en_phrase, adresses::Proches, signatures::pour_autrui, voir};
use crate::{
    auth::jeton,
    courriel::{Lettre, NonParti},
    erreur::Erreur,
    etat::App,
    saisie::Saisie,
    sms,
    visite::Visite,
};

/// What the page of a parcours knows of its links.
pub(super) struct Donnes {
    /// For which version, as whom, and where the link stands in words; latest first.
    phrases: Vec<(Uuid, Uuid, String)>,
    /// For how many days a new one opens.
    pub(super) jours: u64,
    /// Whether text messages leave by themselves.
    pub(super) sms: bool,
    /// Where it may go without anybody typing it.
    pub(super) proches: Proches,
}

impl Donnes {
    pub(super) async fn lire(app: &App, perimetre: &Perimetre, lu: &ParcoursLu) -> Result<Self, Erreur> {
        let horloge = app.horloge();
        let jour = |le| date_longue(horloge.local(le).date());
        let connus = signature_lien::of_parcours(app.store().read(), lu, horloge.maintenant()).await?;
        let phrases = connus.into_iter().map(|lien| {
            let suite = if lien.bloque {
                "bloqué : trop de codes faux ont été donnés. Envoyez-en un autre".to_owned()
            } else {
                format!("valable jusqu’au {}", jour(lien.expire_le))
            };
            let phrase =
                format!("Lien envoyé par {} le {}, {suite}.", lien.canal.libelle(), jour(lien.cree_le));
            (lien.document, lien.partie, ponctuer(&phrase))
        });
        let jours = app.config().seuils.jours_lien_signature;
        let proches = Proches::lire(app, perimetre, lu).await?;
        Ok(Self { phrases: phrases.collect(), jours, sms: app.envoie_des_sms(), proches })
    }

    /// The link that a party was given for a version, in words, and what takes it back.
    pub(super) fn de(&self, base: &str, document: Uuid, partie: &Partie) -> Option<(String, Bouton)> {
        let (.., phrase) = self.phrases.iter().find(|(d, p, _)| (*d, *p) == (document, partie.id))?;
        let retirer = Bouton::new("Retirer le lien", format!("{base}/documents/{document}/liens/retirer"));
        let about = Some(format!("donné à {}", partie.nom));
        Some((phrase.clone(), Bouton { about, ..retirer.with("partie", partie.id) }))
    }
}

/// Where a link and its codes go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Destination {
    pub(super) canal: Canal,
    pub(super) adresse: String,
}

impl Destination {
    /// The address or the number that was typed; what is wrong with it is noted beside the field.
    pub(super) fn lire(saisie: &mut Saisie, sms: bool) -> Option<Self> {
        let phrase = if sms {
            "Indiquez une adresse de courriel ou un numéro de mobile."
        } else {
            "Indiquez une adresse de courriel."
        };
        let lue = saisie.requis("adresse", phrase);
        if lue.is_empty() {
            return None;
        }
        if lue.parse::<lettre::Address>().is_ok() {
            return Some(Self { canal: Canal::Courriel, adresse: lue });
        }
        if let Some(adresse) = sms::mobile(&lue).filter(|_| sms) {
            return Some(Self { canal: Canal::Sms, adresse });
        }
        let phrase = if sms {
            "Ce n’est ni une adresse de courriel ni un numéro de mobile. Exemples : prenom.nom@exemple.fr, 06 39 98 00 00."
        } else {
            "Cette adresse n’a pas la forme attendue. Exemple : prenom.nom@exemple.fr."
        };
        saisie.erreur("adresse", &ponctuer(phrase));
        None
    }

    /// Sends: by mail under its subject, by text message without it.
    pub(super) async fn envoyer(self, app: &App, objet: &str, texte: String) -> Result<(), NonParti> {
        match self.canal {
            Canal::Sms => app.envoyer_sms(&sms::Message { numero: self.adresse, texte }).await,
            _ => app.poster(Lettre { a: self.adresse, objet: ponctuer(objet), texte }).await,
        }
    }
}

/// A link about to be given.
pub(super) struct ADonner<'a> {
    pub(super) but: ButLien,
    pub(super) parcours: Uuid,
    pub(super) document: Uuid,
    pub(super) partie: Uuid,
    pub(super) jeton: String,
    pub(super) canal: Canal,
    pub(super) adresse: &'a str,
    pub(super) expire_le: DateTime<Utc>,
    /// What the journal says once it has left, in this order.
    pub(super) evenements: Vec<EvenementParcours>,
}

/// Until when a link given now opens.
pub(super) fn echeance(app: &App) -> Result<DateTime<Utc>, Erreur> {
    let jours = i64::try_from(app.config().seuils.jours_lien_signature).unwrap_or(i64::MAX);
    let duree = TimeDelta::try_days(jours).ok_or(Erreur::Interne)?;
    app.horloge().maintenant().checked_add_signed(duree).ok_or(Erreur::Interne)
}

/// What is told when a link did not leave.
fn pas_parti(canal: Canal) -> String {
    let quoi = if canal == Canal::Sms { "SMS" } else { "courriel" };
    format!("Le {quoi} n’est pas parti, et rien n’a été noté. Vérifiez l’adresse ou réessayez plus tard.")
}

pub(super) async fn envoyer(
    Visite { app, qui, headers }: Visite,
    Path((id, document)): Path<(Uuid, Uuid)>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let entree = parcours::entrer(app.store().read(), perimetre, app.catalogue(), id).await?;
    let (lu, _) = entree.ok_or(Erreur::Introuvable)?;
    let partie = partie_sans_compte(perimetre, &lu, &saisie)?;
    let connu = lu.suivi.etat.documents.iter().find(|connu| connu.id == document);
    let modele = connu.ok_or(Erreur::Introuvable)?.modele;
    let formulaire = format!("lien-{}", partie.id);
    let proches = Proches::lire(&app, perimetre, &lu).await?;
    let connue = saisie.id("par").and_then(|par| proches.choisie(partie, par));
    let Some(destination) = connue.or_else(|| Destination::lire(&mut saisie, app.envoie_des_sms())) else {
        let refuse = (formulaire, saisie.reponses(None));
        return voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await;
    };
    let expire_le = echeance(&app)?;
    let jusqu_au = app.horloge().local(expire_le).date();
    let (canal, nom) = (destination.canal, partie.nom.clone());
    let lien = ADonner {
        but: ButLien::Signer,
        parcours: id,
        document,
        partie: partie.id,
        jeton: jeton::court().ok_or(Erreur::Interne)?,
        canal,
        adresse: &destination.adresse,
        expire_le,
        evenements: vec![EvenementParcours::LienEnvoye {
            document,
            modele,
            partie: partie.id,
            nom,
            canal,
            expire_le: jusqu_au,
            but: ButLien::Signer,
        }],
    };
    let adresse = format!("{}/signer/{}", app.config().origine, jeton::en_groupes(&lien.jeton));
    let texte = message(&app, perimetre, &lu, partie.acteur, canal, &adresse, jusqu_au);
    let envoi = destination.clone().envoyer(&app, "Un document à signer", texte);
    let Some(probleme) = donner(&app, perimetre, &lu, &lien, envoi).await? else {
        return Ok(Redirect::to(&format!("/parcours/{id}")).into_response());
    };
    let refuse = (formulaire, saisie.reponses(Some(probleme)));
    voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await
}

/// The party that a form is about, for whom whoever holds the dossier acts.
fn partie_sans_compte<'a>(
    perimetre: &Perimetre,
    lu: &'a ParcoursLu,
    saisie: &Saisie,
) -> Result<&'a Partie, Erreur> {
    let id = saisie.id("partie").ok_or(Erreur::Introuvable)?;
    let partie = lu.suivi.etat.presents().find(|partie| partie.id == id).ok_or(Erreur::Introuvable)?;
    if pour_autrui(perimetre, lu, partie) { Ok(partie) } else { Err(Erreur::Interdit) }
}

/// Gives a link; what to tell when the fiche refuses, or when it did not leave.
pub(super) async fn donner(
    app: &App,
    perimetre: &Perimetre,
    lu: &ParcoursLu,
    lien: &ADonner<'_>,
    envoi: impl Future<Output = Result<(), NonParti>>,
) -> Result<Option<String>, Erreur> {
    match faire_partir(app, perimetre, lu, lien, envoi).await {
        Ok(true) => Ok(None),
        Ok(false) => Ok(Some(pas_parti(lien.canal))),
        Err(StoreError::RefusParcours(refus)) => Ok(Some(en_phrase(&refus.to_string()))),
        Err(error) => Err(error.into()),
    }
}

/// The link opens from before it leaves, and the journal tells that it left once it has; then those of before open no more.
/// `false` when it did not leave.
async fn faire_partir(
    app: &App,
    perimetre: &Perimetre,
    lu: &ParcoursLu,
    lien: &ADonner<'_>,
    envoi: impl Future<Output = Result<(), NonParti>>,
) -> Result<bool, StoreError> {
    let (id, absent) = (lien.parcours, StoreError::Absent { quoi: "dispositif" });
    let fiche = app.catalogue().get(&lu.suivi.etat.dispositif).ok_or(absent)?;
    let seuils = &app.config().seuils;
    let ecrire = async || app.store().write(app.horloge().maintenant()).await;
    let inscrire = async |writer: &Writer| {
        for evenement in &lien.evenements {
            parcours::inscrire(writer, perimetre, id, None, evenement.clone(), fiche, seuils).await?;
        }
        Ok::<(), StoreError>(())
    };
    // What the fiche would refuse afterwards must not leave: tried, then undone.
    let writer = ecrire().await?;
    inscrire(&writer).await?;
    writer.rollback().await?;
    let writer = ecrire().await?;
    let nouveau = NouveauLien {
        but: lien.but,
        parcours: id,
        document: lien.document,
        partie: lien.partie,
        canal: lien.canal,
        adresse: lien.adresse,
        expire_le: lien.expire_le,
    };
    signature_lien::creer(&writer, perimetre, lien.jeton.as_bytes(), &nouveau).await?;
    writer.commit().await?;
    // No transaction waits for a mail server.
    let parti = envoi.await;
    let writer = ecrire().await?;
    if parti.is_err() {
        signature_lien::abandonner(&writer, lien.jeton.as_bytes()).await?;
        writer.commit().await?;
        return Ok(false);
    }
    inscrire(&writer).await?;
    signature_lien::retirer(&writer, lien.document, lien.partie, Some(lien.jeton.as_bytes())).await?;
    writer.commit().await?;
    Ok(true)
}

pub(super) async fn retirer(
    Visite { app, qui, headers }: Visite,
    Path((id, document)): Path<(Uuid, Uuid)>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let entree = parcours::entrer(&writer, perimetre, app.catalogue(), id).await?;
    let (lu, fiche) = entree.ok_or(Erreur::Introuvable)?;
    let partie = partie_sans_compte(perimetre, &lu, &saisie)?;
    let connu = lu.suivi.etat.documents.iter().find(|connu| connu.id == document);
    let modele = connu.ok_or(Erreur::Introuvable)?.modele;
    let recoit = fiche.remise(modele).is_some_and(|remise| remise.a == partie.acteur);
    let but = if recoit { ButLien::Remettre } else { ButLien::Signer };
    let evenement =
        EvenementParcours::LienRetire { document, modele, partie: partie.id, nom: partie.nom.clone(), but };
    match parcours::inscrire(&writer, perimetre, id, None, evenement, fiche, &app.config().seuils).await {
        Ok(()) => {}
        Err(StoreError::RefusParcours(refus)) => {
            drop(writer);
            let refuse = (String::new(), saisie.reponses(Some(en_phrase(&refus.to_string()))));
            return voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await;
        }
        Err(error) => return Err(error.into()),
    }
    // Nothing to take back: nothing is written either.
    if signature_lien::retirer(&writer, document, partie.id, None).await? > 0 {
        writer.commit().await?;
    } else {
        writer.rollback().await?;
    }
    Ok(Redirect::to(&format!("/parcours/{id}")).into_response())
}

/// What leaves: plain words, and of the young person a first name alone; of themselves nothing.
fn message(
    app: &App,
    perimetre: &Perimetre,
    lu: &ParcoursLu,
    acteur: Acteur,
    canal: Canal,
    adresse: &str,
    jusqu_au: NaiveDate,
) -> String {
    let prenom = lu.identite.prenoms.first().map(|lu| francais::prenom(lu)).unwrap_or_default();
    let pour_qui = if acteur == Acteur::Jeune || prenom.is_empty() {
        String::new()
    } else {
        format!(" Il concerne {prenom}.")
    };
    let structure = &perimetre.organisation().nom;
    if canal == Canal::Sms {
        return ponctuer(&format!(
            "Bonjour, ici {structure}. Un document attend votre signature.{pour_qui} Pour le lire : "
        )) + adresse;
    }
    let marque = &app.config().marque;
    let telephone = marque
        .telephone
        .as_ref()
        .map(|numero| format!("Une question ? Appelez le {numero}.\n\n"))
        .unwrap_or_default();
    ponctuer(&format!(
        "Bonjour,\n\nUn document attend votre signature.{pour_qui}\n\nPour le lire, puis le signer ou dire pourquoi vous ne \
         le signez pas, ouvrez ce lien jusqu’au {} :\n",
        date_longue(jusqu_au)
    )) + adresse
        + &ponctuer(&format!(
            "\n\nUn code vous sera envoyé à cette même adresse. Ne transmettez ni ce lien ni le code : ils valent votre \
             signature.\n\nSi ce message n’est pas pour vous, ne faites rien.\n\n{telephone}{}\n{structure}\n{}\n",
            perimetre.nom(),
            marque.entite
        ))
}

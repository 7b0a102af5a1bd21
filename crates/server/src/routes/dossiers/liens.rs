//! Giving a young person a signed link: by mail, by text message where the académie sends them, on paper with a code, or in
//! a message to copy. The link is shown once; the database keeps only what its token gives when hashed.
//!
//! What is sent is written in the journal once it has left, and a link that could not be given is taken back: the journal
//! tells nothing that did not happen.

use axum::{
    extract::Path,
    http::HeaderMap,
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use raccroche_domain::{
    francais::{self, date_longue, majuscule, ponctuer},
    suivi::{Canal, Evenement},
};
use raccroche_pages::{components::Fact, form::Choice, jeune::LettreLien, layout::Link};
use raccroche_store::{
    Perimetre, StoreError, Writer, acces,
    contact::{self, Coordonnee, EtatCoordonnee, GenreCoordonnee},
    dossier::{self, DossierLu},
    jeune::{self, Jeune},
    lien,
};
use uuid::Uuid;

use super::voir;
use crate::{
    auth::jeton,
    auth::session::Qui,
    courriel::{Lettre, NonParti},
    erreur::Erreur,
    etat::App,
    rendu,
    saisie::Saisie,
    sms,
    visite::Visite,
};

/// For how long a link may be used.
const DUREE: TimeDelta = TimeDelta::days(30);

/// The addresses of the young person to which a link may be mailed; not those of the family, who would answer instead.
fn adresses(coordonnees: &[Coordonnee]) -> impl Iterator<Item = &Coordonnee> {
    coordonnees.iter().filter(|c| {
        c.genre == GenreCoordonnee::Courriel && c.representant.is_none() && c.etat != EtatCoordonnee::Faux
    })
}

/// The ways to give a link; `sms` when text messages leave by themselves.
pub(super) fn moyens(coordonnees: &[Coordonnee], sms: bool) -> Vec<Choice> {
    let mut moyens: Vec<Choice> = adresses(coordonnees)
        .map(|c| Choice::new(c.id.to_string(), format!("Par courriel, à {}", c.valeur)))
        .collect();
    let mobiles = coordonnees.iter().filter(|c| sms && sms::numero(c).is_some());
    let mobiles: Vec<Choice> =
        mobiles.map(|c| Choice::new(c.id.to_string(), format!("Par SMS, au {}", c.valeur))).collect();
    let a_copier = mobiles.is_empty();
    moyens.extend(mobiles);
    moyens
        .push(Choice::new(Canal::Courrier.code(), "Par une lettre à imprimer, avec un code à photographier"));
    if a_copier {
        moyens.push(Choice::new(
            Canal::Sms.code(),
            "Par un SMS, à copier depuis votre téléphone professionnel",
        ));
    }
    moyens.push(Choice::new(Canal::Autre.code(), "En main propre"));
    moyens
}

/// How a link is given.
enum Moyen {
    /// By mail, to this address.
    Courriel(String),
    /// By text message, to this number.
    Sms(String),
    /// On the page that follows: a letter, a message to copy.
    SurPlace(Canal),
}

impl Moyen {
    fn canal(&self) -> Canal {
        match self {
            Self::Courriel(_) => Canal::Courriel,
            Self::Sms(_) => Canal::Sms,
            Self::SurPlace(canal) => *canal,
        }
    }

    /// What the form chose among the ways that were offered.
    fn lire(saisie: &mut Saisie, coordonnees: &[Coordonnee], sms: bool) -> Option<Self> {
        let par = saisie.id("par");
        if let Some(choisie) = adresses(coordonnees).find(|c| Some(c.id) == par) {
            return Some(Self::Courriel(choisie.valeur.clone()));
        }
        let mobile = coordonnees.iter().find(|c| sms && Some(c.id) == par).and_then(sms::numero);
        if let Some(numero) = mobile {
            return Some(Self::Sms(numero));
        }
        let canal = saisie.choix("par", |code| {
            Canal::de_code(code).filter(|c| [Canal::Courrier, Canal::Sms, Canal::Autre].contains(c))
        });
        canal.map(Self::SurPlace)
    }
}

/// The links given so far, in words.
pub(super) async fn envoyes(app: &App, perimetre: &Perimetre, id: Uuid) -> Result<Vec<Fact>, Erreur> {
    let jour = |le: DateTime<Utc>| date_longue(app.horloge().local(le).date());
    let maintenant = app.horloge().maintenant();
    let liens = lien::of_dossier(app.store().read(), perimetre, id).await?;
    Ok(liens
        .into_iter()
        .map(|lien| {
            let canal = Canal::de_code(&lien.canal).map_or("", Canal::libelle);
            let suite = match lien.utilise_le {
                Some(le) => format!("réponse reçue le {}", jour(le)),
                None if lien.expire_le <= maintenant => {
                    format!("sans réponse, expiré le {}", jour(lien.expire_le))
                }
                None => format!("sans réponse, valable jusqu’au {}", jour(lien.expire_le)),
            };
            Fact::new(format!("{}, le {}", majuscule(canal), jour(lien.cree_le)), suite)
        })
        .collect())
}

/// A link about to be given.
struct ADonner {
    jeton: String,
    expire_le: DateTime<Utc>,
    evenement: Evenement,
}

pub(super) async fn envoyer(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let lu = dossier::lire(reader, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let personne = jeune::find(reader, perimetre, lu.jeune).await?.ok_or(Erreur::Introuvable)?;
    let coordonnees = contact::of_jeune(reader, perimetre, lu.jeune).await?;
    let Some(moyen) = Moyen::lire(&mut saisie, &coordonnees, app.envoie_des_sms()) else {
        return montrer(&app, &qui, &headers, id, &saisie, None).await;
    };
    let canal = moyen.canal();
    let expire_le = app.horloge().maintenant() + DUREE;
    let jusqu_au = app.horloge().local(expire_le).date();
    let evenement = Evenement::LienEnvoye { canal, expire_le: jusqu_au };
    let lien = ADonner { jeton: jeton::court().ok_or(Erreur::Interne)?, expire_le, evenement };
    let prenom = personne.identite.prenoms.first().map(|lu| francais::prenom(lu)).unwrap_or_default();
    let adresse = format!("{}/r/{}", app.config().origine, jeton::en_groupes(&lien.jeton));
    let ecrit = match &moyen {
        Moyen::SurPlace(_) => sur_place(&app, perimetre, id, &lien).await,
        Moyen::Courriel(a) => {
            let texte = courriel(&app, perimetre, &prenom, &adresse, &date_longue(jusqu_au));
            let lettre = Lettre { a: a.clone(), objet: ponctuer("Comment ça va ?"), texte };
            par_envoi(&app, perimetre, id, &lien, app.poster(lettre)).await
        }
        Moyen::Sms(numero) => {
            let message = sms::Message { numero: numero.clone(), texte: sms(perimetre, &prenom, &adresse) };
            par_envoi(&app, perimetre, id, &lien, app.envoyer_sms(&message)).await
        }
    };
    let rang = match ecrit {
        Ok(rang) => rang,
        Err(Echec::Erreur(erreur)) => return Err(erreur),
        Err(Echec::Phrase(phrase)) => {
            return montrer(&app, &qui, &headers, id, &saisie, Some(phrase)).await;
        }
        Err(Echec::NonParti) => {
            let quoi = if canal == Canal::Sms { "SMS" } else { "courriel" };
            let phrase = format!(
                "Le {quoi} n’est pas parti, et rien n’a été noté. Réessayez plus tard, ou donnez le lien autrement."
            );
            return montrer(&app, &qui, &headers, id, &saisie, Some(phrase)).await;
        }
    };
    if matches!(moyen, Moyen::SurPlace(_)) {
        return rendu::page(&lettre(&app, &qui, &headers, &lu, &personne, &adresse, jusqu_au)?);
    }
    let vers = format!("/dossiers/{id}?onglet=contacts");
    let annonce = if canal == Canal::Sms { "sms_envoye" } else { "lien_envoye" };
    Ok((AppendHeaders([rendu::annoncer(annonce, id, rang)]), Redirect::to(&vers)).into_response())
}

/// Why a link was not given.
enum Echec {
    /// It did not leave.
    NonParti,
    /// The rules refuse: the sentence for the page.
    Phrase(String),
    /// Anything else.
    Erreur(Erreur),
}

impl From<StoreError> for Echec {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refus(refus) => Self::Phrase(majuscule(&ponctuer(&format!("{refus}.")))),
            error => Self::Erreur(error.into()),
        }
    }
}

/// A link that the next page shows: everything is written at once.
async fn sur_place(app: &App, perimetre: &Perimetre, id: Uuid, lien: &ADonner) -> Result<u32, Echec> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    garder(&writer, perimetre, id, lien).await?;
    let rang = inscrire(app, &writer, perimetre, id, lien).await?;
    writer.commit().await?;
    Ok(rang)
}

/// A link that is sent: it opens from before it leaves, and the journal tells that it left once it has.
async fn par_envoi(
    app: &App,
    perimetre: &Perimetre,
    id: Uuid,
    lien: &ADonner,
    envoi: impl Future<Output = Result<(), NonParti>>,
) -> Result<u32, Echec> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    // What the rules would refuse afterwards must not leave: tried, then undone.
    inscrire(app, &writer, perimetre, id, lien).await?;
    writer.rollback().await?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    garder(&writer, perimetre, id, lien).await?;
    writer.commit().await?;
    // No transaction waits for a mail server.
    let parti = envoi.await;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    if parti.is_err() {
        lien::retirer(&writer, lien.jeton.as_bytes()).await?;
        writer.commit().await?;
        return Err(Echec::NonParti);
    }
    let rang = inscrire(app, &writer, perimetre, id, lien).await?;
    writer.commit().await?;
    Ok(rang)
}

async fn garder(writer: &Writer, perimetre: &Perimetre, id: Uuid, lien: &ADonner) -> Result<(), StoreError> {
    let Evenement::LienEnvoye { canal, .. } = lien.evenement else { return Ok(()) };
    lien::creer(writer, perimetre, id, lien.jeton.as_bytes(), canal, lien.expire_le).await.map(drop)
}

async fn inscrire(
    app: &App,
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    lien: &ADonner,
) -> Result<u32, Echec> {
    let (evenement, seuils) = (lien.evenement.clone(), &app.config().seuils);
    let rang = dossier::inscrire(writer, perimetre, id, None, evenement, None, seuils).await?;
    let motif = dossier::pourquoi(writer, perimetre, id).await?;
    let motif = motif.first().ok_or(Echec::Erreur(Erreur::Introuvable))?;
    acces::record(writer, perimetre, Some(id), "lien", motif.code()).await?;
    Ok(rang)
}

async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    id: Uuid,
    saisie: &Saisie,
    probleme: Option<String>,
) -> Result<Response, Erreur> {
    let refuse = ("/liens".to_owned(), saisie.reponses(probleme));
    voir::montrer(app, qui, headers, id, None, Some(&refuse)).await
}

/// What a text message says: short, and in the letters that every phone has, so that it is one message or two.
fn sms(perimetre: &Perimetre, prenom: &str, adresse: &str) -> String {
    format!(
        "Bonjour {prenom}, ici {}. Donne-nous de tes nouvelles en deux clics, sans mot de passe : {adresse}",
        perimetre.organisation().nom
    )
}

/// What a mail says: plain words, « tu », and nothing of the dossier.
fn courriel(app: &App, perimetre: &Perimetre, prenom: &str, adresse: &str, jusqu_au: &str) -> String {
    let marque = &app.config().marque;
    let telephone = marque
        .telephone
        .as_ref()
        .map(|numero| format!("Tu préfères parler ? Appelle le {numero}.\n\n"))
        .unwrap_or_default();
    ponctuer(&format!(
        "Bonjour {prenom},\n\nNous n’avons pas de nouvelles de toi depuis un moment. Comment ça va ?\n\n\
         Réponds en deux clics, sans mot de passe, jusqu’au {jusqu_au} :\n"
    )) + adresse
        + &ponctuer(&format!(
            "\n\nTu peux y dire que tu es déjà en formation, demander qu’on te rappelle, ou qu’on ne t’écrive plus.\n\n\
             {telephone}{}\n{}\n{}\n",
            perimetre.nom(),
            perimetre.organisation().nom,
            marque.entite
        ))
}

fn lettre(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    lu: &DossierLu,
    personne: &Jeune,
    adresse: &str,
    jusqu_au: chrono::NaiveDate,
) -> Result<LettreLien, Erreur> {
    let perimetre = qui.perimetre()?;
    let marque = &app.config().marque;
    let identite = &personne.identite;
    let prenom = identite.prenoms.first().map(|lu| francais::prenom(lu)).unwrap_or_default();
    let nom = format!("{prenom} {}", identite.nom_famille);
    let domicile = &personne.adresse;
    let ville = [domicile.code_postal.clone(), domicile.ville.clone()];
    let ville = ville.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let destinataire = [nom.clone(), domicile.lignes.clone(), ville];
    let qr = crate::qr::adresse(adresse).ok_or(Erreur::Interne)?;
    let telephone =
        marque.telephone.as_ref().map(|n| format!(" Tu peux aussi appeler le {n}.")).unwrap_or_default();
    Ok(LettreLien {
        layout: rendu::autour(app, qui, headers, "/jeunes"),
        dossier: Link::new(nom, format!("/dossiers/{}?onglet=contacts", lu.id)),
        destinataire: destinataire.into_iter().filter(|ligne| !ligne.trim().is_empty()).collect(),
        expediteur: vec![perimetre.organisation().nom.clone(), marque.entite.clone()],
        date: date_longue(perimetre.le()),
        paragraphes: [
            format!("Bonjour {prenom},"),
            "Nous n’avons pas de nouvelles de toi depuis un moment. Comment ça va ?".to_owned(),
            format!(
                "Avec ton téléphone, photographie le code ci-dessous, ou recopie l’adresse. Tu pourras répondre en deux \
                 clics, sans mot de passe, jusqu’au {} : dire que tu es déjà en formation, demander qu’on te rappelle, ou \
                 qu’on ne t’écrive plus.{telephone}",
                date_longue(jusqu_au)
            ),
        ]
        .map(|texte| ponctuer(&texte))
        .to_vec(),
        message: ponctuer(&format!("Bonjour {prenom}, comment ça va ? Réponds en deux clics : ")) + adresse,
        adresse: adresse.to_owned(),
        qr,
        signature: format!("{}, {}", perimetre.nom(), perimetre.role().libelle()),
    })
}

//! Giving a young person a signed link: by mail, on paper with a code, or in a message to copy. The link is shown once; the
//! database keeps only what its token gives when hashed.

use axum::{
    extract::Path,
    http::HeaderMap,
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use raccroche_domain::{
    francais::{date_longue, majuscule, ponctuer},
    suivi::{Canal, Evenement},
};
use raccroche_pages::{components::Fact, form::Choice, jeune::LettreLien, layout::Link};
use raccroche_store::{
    Perimetre, StoreError, acces,
    contact::{self, Coordonnee, EtatCoordonnee, GenreCoordonnee},
    dossier::{self, DossierLu},
    jeune::{self, Jeune},
    lien,
};
use uuid::Uuid;

use super::voir;
use crate::{
    auth::jeton, auth::session::Qui, courriel::Lettre, erreur::Erreur, etat::App, rendu, saisie::Saisie,
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

/// The ways to give a link.
pub(super) fn moyens(coordonnees: &[Coordonnee]) -> Vec<Choice> {
    let mut moyens: Vec<Choice> = adresses(coordonnees)
        .map(|c| Choice::new(c.id.to_string(), format!("Par courriel, à {}", c.valeur)))
        .collect();
    moyens.extend(Choice::list(&[
        (Canal::Courrier.code(), "Par une lettre à imprimer, avec un code à photographier"),
        (Canal::Sms.code(), "Par un SMS, à copier depuis votre téléphone professionnel"),
        (Canal::Autre.code(), "En main propre"),
    ]));
    moyens
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
    let choisie = saisie.id("par").and_then(|par| adresses(&coordonnees).find(|c| c.id == par));
    let canal = match choisie {
        Some(_) => Some(Canal::Courriel),
        None => saisie.choix("par", |code| {
            Canal::de_code(code).filter(|c| [Canal::Courrier, Canal::Sms, Canal::Autre].contains(c))
        }),
    };
    let Some(canal) = canal else {
        return montrer(&app, &qui, &headers, id, &saisie, None).await;
    };
    let jeton = jeton::court().ok_or(Erreur::Interne)?;
    let expire_le = app.horloge().maintenant() + DUREE;
    let jusqu_au = app.horloge().local(expire_le).date();
    let writer = app.store().write(app.horloge().maintenant()).await?;
    lien::creer(&writer, perimetre, id, jeton.as_bytes(), canal, expire_le).await?;
    let evenement = Evenement::LienEnvoye { canal, expire_le: jusqu_au };
    let rang =
        match dossier::inscrire(&writer, perimetre, id, None, evenement, None, &app.config().seuils).await {
            Ok(rang) => rang,
            Err(StoreError::Refus(refus)) => {
                drop(writer);
                let phrase = majuscule(&ponctuer(&format!("{refus}.")));
                return montrer(&app, &qui, &headers, id, &saisie, Some(phrase)).await;
            }
            Err(error) => return Err(error.into()),
        };
    let motif = dossier::pourquoi(&writer, perimetre, id).await?;
    let motif = motif.first().ok_or(Erreur::Introuvable)?;
    acces::record(&writer, perimetre, Some(id), "lien", motif.code()).await?;
    writer.commit().await?;

    let prenom = personne.identite.prenoms.first().cloned().unwrap_or_default();
    let adresse = format!("{}/r/{}", app.config().origine, jeton::en_groupes(&jeton));
    let Some(choisie) = choisie else {
        return rendu::page(&lettre(&app, &qui, &headers, &lu, &personne, &adresse, jusqu_au)?);
    };
    let courriel = Lettre {
        a: choisie.valeur.clone(),
        objet: ponctuer("Comment ça va ?"),
        texte: courriel(&app, perimetre, &prenom, &adresse, &date_longue(jusqu_au)),
    };
    if app.poster(courriel).await.is_err() {
        let phrase = "Le courriel n’est pas parti. Réessayez plus tard, ou donnez le lien autrement.";
        return montrer(&app, &qui, &headers, id, &saisie, Some(phrase.to_owned())).await;
    }
    let vers = format!("/dossiers/{id}?onglet=contacts");
    Ok((AppendHeaders([rendu::annoncer("lien_envoye", id, rang)]), Redirect::to(&vers)).into_response())
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
    let prenom = identite.prenoms.first().cloned().unwrap_or_default();
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

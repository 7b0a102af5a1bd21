//! What a parcours has of a public contract: which one, what it says, and the sealed proof handed to its buyer.

use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect, Response},
};
use chrono::NaiveDate;
use raccroche_domain::{
    dispositif::{Besoin, Dispositif},
    droits::{Action, Agregat, peut},
    francais::{compter, date_longue, guillemets, ponctuer},
    parcours::{ButLien, DocumentParcours, EtatParcours, EvenementParcours, Partie},
    suivi::Canal,
};
use raccroche_pages::{
    components::{Badge, Fact, Tone},
    form::{Choice, Drawer},
    layout::Link,
    parcours::{Parcours, SignatureVue},
};
use raccroche_store::{
    Perimetre,
    marche::{self, Marche},
    parcours::{self, ParcoursLu},
};
use uuid::Uuid;

use super::{
    conduit,
    liens::{ADonner, Destination, donner, echeance},
    voir,
};
use crate::{auth::jeton, erreur::Erreur, etat::App, rendu::moment_en_mots, saisie::Saisie, visite::Visite};

/// What a contract's hours are called.
pub(crate) const HEURES_DUES: &str = "Heures dues";
/// Where a document is handed over, told beside the need that asks for it.
pub(super) const OU: &str =
    "Se remet par un lien, sous le document, plus bas : l’accusé de réception se note alors tout seul.";
/// Contracts offered to choose from.
const AU_PLUS: u64 = 500;

/// The contract of a parcours, and those that may be chosen.
pub(super) struct SousMarche {
    pub(super) marche: Option<Marche>,
    /// Whether who asks may open its page.
    ouvrable: bool,
    /// Those under way, and the one that was chosen; empty when the fiche asks for none.
    pub(super) choix: Vec<Choice>,
}

impl SousMarche {
    pub(super) async fn lire(
        app: &App,
        perimetre: &Perimetre,
        lu: &ParcoursLu,
        fiche: &Dispositif,
    ) -> Result<Self, Erreur> {
        let reader = app.store().read();
        let marche = marche::du_parcours(reader, lu).await?;
        let etape = lu.suivi.etat.etape_en_cours(fiche).ok();
        let demande = etape
            .is_some_and(|etape| etape.besoins.iter().any(|besoin| matches!(besoin, Besoin::Marche { .. })));
        let mut choix = Vec::new();
        if demande && lu.suivi.etat.fin.is_none() {
            for offert in marche::lister(reader, perimetre, AU_PLUS).await? {
                if offert.clos_le.is_none() || marche.as_ref().is_some_and(|connu| connu.id == offert.id) {
                    choix.push(Choice::new(offert.id.to_string(), offert.nom()));
                }
            }
        }
        let ouvrable = match &marche {
            Some(marche) if peut(perimetre.role(), Agregat::Marche, Action::Lire) => {
                marche::lire(reader, perimetre, marche.id).await?.is_some()
            }
            _ => false,
        };
        Ok(Self { marche, ouvrable, choix })
    }

    /// What the page of the parcours shows of it: nothing of it is typed there.
    pub(super) fn vu(&self) -> Option<(Link, Vec<Fact>)> {
        let marche = self.marche.as_ref()?;
        let href = if self.ouvrable { format!("/marches/{}", marche.id) } else { String::new() };
        Some((Link::new(marche.objet.clone(), href), faits(marche)))
    }
}

/// What a contract says, but for its name: what is empty is left out.
pub(crate) fn faits(marche: &Marche) -> Vec<Fact> {
    let contact = [marche.contact.as_str(), marche.courriel.as_str()];
    let contact = contact.into_iter().filter(|dit| !dit.is_empty()).collect::<Vec<_>>().join(", ");
    [
        ("Acheteur", marche.acheteur.clone()),
        ("Numéro", marche.reference.clone()),
        ("Suivi de la clause", contact),
        (HEURES_DUES, compter(marche.heures().into(), "heure")),
        ("Entreprise", marche.entreprise.clone()),
        ("SIRET", marche.siret.clone()),
        ("Adresse", marche.adresse.clone()),
        ("Missions", ponctuer(&marche.missions.lines().map(str::trim).collect::<Vec<_>>().join(" ; "))),
    ]
    .into_iter()
    .filter(|(_, dit)| !dit.is_empty())
    .map(|(nom, dit)| Fact::new(nom, dit))
    .collect()
}

/// Where the handing over of a document stands, what hands it, and to whom when they take part already; nothing when the fiche has
/// it handed to nobody, or before it is sealed.
pub(super) fn vue<'e>(
    etat: &'e EtatParcours,
    fiche: &Dispositif,
    document: &DocumentParcours,
    base: &str,
    marche: Option<&Marche>,
    jours: u64,
) -> Option<(SignatureVue, Drawer, Option<&'e Partie>)> {
    let remise = fiche.remise(document.modele)?;
    document.scelle.as_ref()?;
    if etat.document_en_vigueur(document.modele).is_none_or(|dernier| dernier.id != document.id) {
        return None;
    }
    let faite = etat.remises.iter().rev().find(|faite| faite.document == document.id);
    let partie = faite
        .and_then(|faite| etat.presents().find(|partie| partie.id == faite.partie))
        .or_else(|| etat.presents().find(|partie| partie.acteur == remise.a));
    let badge = match faite.map(|faite| (faite.le, faite.recu)) {
        Some((_, Some(quand))) => Badge::new(format!("reçu le {}", moment_en_mots(quand)), Tone::Success),
        Some((le, None)) => {
            Badge::new(format!("remis le {}, réception attendue", date_longue(le)), Tone::Info)
        }
        None => Badge::new("à remettre", Tone::Warning),
    };
    let acheteur = marche.map(|marche| {
        let nom = if marche.contact.is_empty() { &marche.acheteur } else { &marche.contact };
        (nom.as_str(), marche.courriel.as_str())
    });
    let numero = partie.map(|partie| partie.id.to_string());
    let tiroir = Parcours::remettre(
        base,
        &document.id.to_string(),
        numero.as_deref(),
        acheteur.unwrap_or_default(),
        jours,
    );
    let nom = partie.map(|partie| partie.nom.clone()).or_else(|| marche.map(|m| m.acheteur.clone()));
    let vue = SignatureVue {
        nom: nom.unwrap_or_else(|| "Destinataire à préciser".to_owned()),
        qualite: remise.a.libelle().to_owned(),
        etat: badge,
        numerisation: None,
        lien: None,
        formulaires: Vec::new(),
        retirer: None,
    };
    Some((vue, tiroir, partie))
}

/// Hands a sealed document over: whoever receives takes part from then on, and gets a link.
pub(super) async fn remettre(
    Visite { app, qui, headers }: Visite,
    Path((id, document)): Path<(Uuid, Uuid)>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let entree = parcours::entrer(app.store().read(), perimetre, app.catalogue(), id).await?;
    let (lu, fiche) = entree.ok_or(Erreur::Introuvable)?;
    if !conduit(perimetre, &lu) {
        return Err(Erreur::Interdit);
    }
    let etat = &lu.suivi.etat;
    let connu = etat.documents.iter().find(|connu| connu.id == document).ok_or(Erreur::Introuvable)?;
    let remise = fiche.remise(connu.modele).ok_or(Erreur::Introuvable)?;
    let connue = match saisie.id("partie") {
        Some(partie) => {
            let sans_compte =
                |p: &&Partie| p.id == partie && p.acteur == remise.a && p.organisation.is_none();
            Some(etat.presents().find(sans_compte).ok_or(Erreur::Introuvable)?)
        }
        None => None,
    };
    let nom = match connue {
        Some(partie) => partie.nom.clone(),
        None => saisie.requis("nom", "Indiquez qui reçoit le document."),
    };
    let destination = Destination::lire(&mut saisie, false);
    let formulaire = format!("remettre-{document}");
    let (Some(destination), None) = (destination, saisie.en_erreur()) else {
        let refuse = (formulaire, saisie.reponses(None));
        return voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await;
    };
    let expire_le = echeance(&app)?;
    let jusqu_au = app.horloge().local(expire_le).date();
    let partie = match connue {
        Some(partie) => partie.id,
        None => app.store().write(app.horloge().maintenant()).await?.new_id(),
    };
    let mut evenements = Vec::new();
    if connue.is_none() {
        let (nom, acteur) = (nom.clone(), remise.a);
        evenements.push(EvenementParcours::PartieAjoutee { id: partie, acteur, nom, organisation: None });
    }
    evenements.push(EvenementParcours::LienEnvoye {
        document,
        modele: connu.modele,
        partie,
        nom,
        canal: Canal::Courriel,
        expire_le: jusqu_au,
        but: ButLien::Remettre,
    });
    let lien = ADonner {
        but: ButLien::Remettre,
        parcours: id,
        document,
        partie,
        jeton: jeton::court().ok_or(Erreur::Interne)?,
        canal: Canal::Courriel,
        adresse: &destination.adresse,
        expire_le,
        evenements,
    };
    let adresse = format!("{}/recevoir/{}", app.config().origine, jeton::en_groupes(&lien.jeton));
    let objet = marche::du_parcours(app.store().read(), &lu).await?.map(|marche| marche.objet);
    let texte = message(&app, perimetre, connu, objet.as_deref(), &adresse, jusqu_au);
    let envoi = destination.clone().envoyer(&app, "Un document vous est remis", texte);
    let Some(probleme) = donner(&app, perimetre, &lu, &lien, envoi).await? else {
        return Ok(Redirect::to(&format!("/parcours/{id}")).into_response());
    };
    let refuse = (formulaire, saisie.reponses(Some(probleme)));
    voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await
}

/// What leaves: plain words, the contract, and nobody's name but the sender's.
fn message(
    app: &App,
    perimetre: &Perimetre,
    document: &DocumentParcours,
    objet: Option<&str>,
    adresse: &str,
    jusqu_au: NaiveDate,
) -> String {
    let marche = objet.map(|objet| format!(" pour le marché {}", guillemets(objet))).unwrap_or_default();
    let marque = &app.config().marque;
    let telephone = marque
        .telephone
        .as_ref()
        .map(|numero| format!("Une question ? Appelez le {numero}.\n\n"))
        .unwrap_or_default();
    ponctuer(&format!(
        "Bonjour,\n\nLe document {} vous est remis{marche} : il prouve que la clause sociale a été exécutée.\n\nPour le lire et \
         en accuser réception, ouvrez ce lien jusqu’au {} :\n",
        guillemets(document.modele.libelle()),
        date_longue(jusqu_au)
    )) + adresse
        + &ponctuer(&format!(
            "\n\nUn code vous sera envoyé à cette même adresse. Ne transmettez ni ce lien ni le code.\n\nSi ce message n’est \
             pas pour vous, ne faites rien.\n\n{telephone}{}\n{}\n{}\n",
            perimetre.nom(),
            perimetre.organisation().nom,
            marque.entite
        ))
}

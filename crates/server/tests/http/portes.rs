//! Documents that wait for somebody without an account, behind a link: one to sign, one to receive.

use chrono::TimeDelta;
use raccroche_documents::modeles::{Cadre, PafiContrat, Remplir as _};
use raccroche_domain::{
    dispositif::{Acteur, Catalogue, ModeleDocument},
    parcours::{ButLien, EvenementParcours, MoyenSignature},
    suivi::Canal,
};
use raccroche_store::{
    Perimetre, Store, parcours,
    signature_lien::{self, NouveauLien},
};
use uuid::Uuid;

use crate::app::{Compte, debut, jour};

/// Makes a contract that waits for somebody without an account, with a link to sign it.
pub(crate) async fn a_signer(store: &Store, compte: &Compte, parcours: Uuid, jeton: &[u8]) {
    let writer = store.write(debut()).await.unwrap();
    let perimetre =
        Perimetre::of(&writer, compte.utilisateur, compte.appartenance, jour()).await.unwrap().unwrap();
    let (fiche, seuils) =
        (Catalogue::livre().get("pafi").unwrap(), raccroche_domain::suivi::Seuils::default());
    let partie = writer.new_id();
    let ajoutee = EvenementParcours::PartieAjoutee {
        id: partie,
        acteur: Acteur::Jeune,
        nom: "Nour".to_owned(),
        organisation: None,
    };
    parcours::inscrire(&writer, &perimetre, parcours, None, ajoutee, fiche, &seuils).await.unwrap();
    let feuille = PafiContrat::default().remplir(&Cadre::default());
    let contenu = serde_json::to_vec(&feuille).unwrap();
    let modele = ModeleDocument::PafiContrat;
    let document =
        parcours::etablir(&writer, &perimetre, parcours, modele, &contenu, fiche, &seuils).await.unwrap();
    let nouveau = NouveauLien {
        but: ButLien::Signer,
        parcours,
        document,
        partie,
        canal: Canal::Courriel,
        adresse: "nour@courriel.example",
        expire_le: debut() + TimeDelta::days(7),
    };
    signature_lien::creer(&writer, &perimetre, jeton, &nouveau).await.unwrap();
    writer.commit().await.unwrap();
}

/// Makes a proof that two people signed, handed by a link to a buyer who has not answered.
pub(crate) async fn a_recevoir(store: &Store, compte: &Compte, dossier: Uuid, jeton: &[u8]) {
    let writer = store.write(debut()).await.unwrap();
    let perimetre =
        Perimetre::of(&writer, compte.utilisateur, compte.appartenance, jour()).await.unwrap().unwrap();
    let (fiche, seuils) =
        (Catalogue::livre().get("clause_sociale").unwrap(), raccroche_domain::suivi::Seuils::default());
    let id = parcours::ouvrir(&writer, &perimetre, dossier, fiche, &seuils).await.unwrap();
    let dire = async |evenement| {
        parcours::inscrire(&writer, &perimetre, id, None, evenement, fiche, &seuils).await.unwrap();
    };
    let acteurs = [Acteur::Tuteur, Acteur::ReferentPedagogique, Acteur::Acheteur];
    let parties = acteurs.map(|acteur| (writer.new_id(), acteur));
    for (id, acteur) in parties {
        let nom = acteur.libelle().to_owned();
        dire(EvenementParcours::PartieAjoutee { id, acteur, nom, organisation: None }).await;
    }
    let modele = ModeleDocument::BilanCroise;
    let contenu = serde_json::to_vec(&PafiContrat::default().remplir(&Cadre::default())).unwrap();
    let document =
        parcours::etablir(&writer, &perimetre, id, modele, &contenu, fiche, &seuils).await.unwrap();
    let [(tuteur, _), (referent, _), (partie, _)] = parties;
    for partie in [tuteur, referent] {
        let (nom, quand, moyen) = (String::new(), debut().naive_utc(), MoyenSignature::Papier);
        dire(EvenementParcours::Signe { document, modele, partie, nom, quand, moyen }).await;
    }
    parcours::sceller(&writer, &perimetre, id, document, b"%PDF-1.7", fiche, &seuils).await.unwrap();
    let (but, canal, expire_le) = (ButLien::Remettre, Canal::Courriel, debut() + TimeDelta::days(7));
    let adresse = "clauses@metropole.example";
    let nouveau = NouveauLien { but, parcours: id, document, partie, canal, adresse, expire_le };
    signature_lien::creer(&writer, &perimetre, jeton, &nouveau).await.unwrap();
    let (nom, expire_le) = ("Métropole".to_owned(), jour() + TimeDelta::days(7));
    dire(EvenementParcours::LienEnvoye { document, modele, partie, nom, canal, expire_le, but }).await;
    writer.commit().await.unwrap();
}

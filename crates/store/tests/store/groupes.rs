//! Groups on both databases: who sees one, who takes its last place, and a register that forgets nothing.

use chrono::{Days, NaiveTime};
use raccroche_domain::{
    dispositif::Issue,
    groupe::{EtatPresence, GenrePeriode, Groupe, GroupeChoisi, Moment, Periode, RefusPresence, Seance},
    parcours::{Creneau, DemiJournee, EvenementParcours, RefusParcours, Saisi},
};
use raccroche_store::{
    Perimetre, Store, StoreError,
    groupe::{self, Notee, NouveauGroupe, Regard},
    organisation::{GenreOrganisation, Organisation},
    parcours,
};
use sea_orm::ConnectionTrait as _;
use uuid::Uuid;

use crate::{
    bases::{Base, after, november, on_both},
    parcours::{dossier_de, inscrire, ouvrir},
    territoires::{perimeter, register},
};

on_both!(
    who_conducts_sees_all_and_a_neighbour_sees_places,
    the_last_place_is_taken_once_and_given_back,
    a_group_changes_once_at_a_time,
    the_register_adds_and_never_changes,
);

const PAPS: &str = "paps";

fn seance(quand: DemiJournee) -> Seance {
    let creneau = Creneau { quand, activite: "Français".into(), lieu: String::new(), tuteur: String::new() };
    let heure = |heure| NaiveTime::from_hms_opt(heure, 0, 0).unwrap();
    Seance { creneau, de: heure(9), a: heure(12) }
}

/// The second of November is a Monday.
fn nouveau(places: u32) -> NouveauGroupe {
    let semaine = [DemiJournee::LundiMatin, DemiJournee::LundiApresMidi, DemiJournee::MardiMatin];
    NouveauGroupe {
        dispositif: PAPS.into(),
        etablissement: None,
        groupe: Groupe {
            nom: "Session d’automne".into(),
            lieu: "Lycée des Tilleuls".into(),
            du: november(2) - Days::new(14),
            au: november(30),
            places,
            semaine: semaine.map(seance).to_vec(),
            periodes: vec![Periode { genre: GenrePeriode::Stage, du: november(9), au: november(20) }],
            vacances: vec![],
        },
    }
}

/// Who conducts a group with so many places.
struct Monde {
    zap: Organisation,
    qui: Perimetre,
    groupe: Uuid,
}

impl Monde {
    async fn avec(store: &Store, places: u32) -> Self {
        let zap = register(store, GenreOrganisation::Zap, "1", "33").await;
        let qui = perimeter(store, &zap).await;
        let writer = store.write(after(1)).await.unwrap();
        let groupe = groupe::creer(&writer, &qui, &nouveau(places)).await.unwrap();
        writer.commit().await.unwrap();
        Self { zap, qui, groupe }
    }

    /// Somebody of this name with a parcours in the dispositif.
    async fn parcours(&self, store: &Store, nom: &str) -> Uuid {
        let dossier = dossier_de(store, nom, &self.zap).await;
        ouvrir(store, &self.qui, dossier, PAPS).await.unwrap()
    }

    fn entree(&self) -> EvenementParcours {
        let choisi = GroupeChoisi {
            id: self.groupe,
            nom: "Session d’automne".into(),
            semaine: nouveau(1).groupe.semaine,
        };
        let valeur = Saisi::Groupe(choisi);
        EvenementParcours::Saisi { code: "groupe".into(), titre: "Session et groupe".into(), valeur }
    }

    async fn entrer(&self, store: &Store, parcours: Uuid) -> Result<(), StoreError> {
        inscrire(store, &self.qui, parcours, None, self.entree()).await
    }

    async fn occupees(&self, store: &Store) -> u32 {
        groupe::lire(store.read(), &self.qui, self.groupe).await.unwrap().unwrap().occupees
    }

    async fn noter(
        &self,
        store: &Store,
        notees: &[(Uuid, Moment, EtatPresence)],
        vues: Option<u64>,
    ) -> Result<u32, StoreError> {
        let jour = november(2);
        let notees: Vec<Notee> =
            notees.iter().map(|&(parcours, moment, etat)| Notee { parcours, moment, etat }).collect();
        let writer = store.write(after(30)).await.unwrap();
        let combien = groupe::noter(&writer, &self.qui, self.groupe, jour, &notees, vues).await?;
        writer.commit().await.unwrap();
        Ok(combien)
    }
}

async fn who_conducts_sees_all_and_a_neighbour_sees_places(base: &Base) {
    let store = &base.store;
    let monde = Monde::avec(store, 2).await;
    let parcours = monde.parcours(store, "DUVAL").await;
    monde.entrer(store, parcours).await.unwrap();
    let lycee = register(store, GenreOrganisation::Etablissement, "0330001X", "33").await;
    let accueil = perimeter(store, &lycee).await;
    let voisine = perimeter(store, &register(store, GenreOrganisation::Zap, "2", "33").await).await;
    let loin = perimeter(store, &register(store, GenreOrganisation::Zap, "3", "40").await).await;
    for (qui, places) in [(&voisine, Some(1)), (&accueil, Some(1)), (&loin, None)] {
        let liste = groupe::lister(store.read(), qui, november(2)).await.unwrap();
        assert_eq!(liste.first().map(groupe::GroupeLu::libres), places);
        let ouverts = groupe::ouverts(store.read(), qui, PAPS).await.unwrap();
        assert_eq!(ouverts.len(), usize::from(places.is_some()));
        assert_eq!(groupe::lire(store.read(), qui, monde.groupe).await.unwrap(), None);
        assert_eq!(groupe::membres(store.read(), qui, monde.groupe).await.unwrap(), []);
        let registre = groupe::registre(store.read(), qui, monde.groupe, november(1), november(30)).await;
        assert_eq!(registre.unwrap(), []);
        let writer = store.write(after(30)).await.unwrap();
        let note = groupe::noter(&writer, qui, monde.groupe, november(2), &[], None).await;
        assert!(matches!(note, Err(StoreError::Absent { .. })), "{note:?}");
        let change = groupe::modifier(&writer, qui, monde.groupe, 1, &nouveau(3)).await;
        assert!(matches!(change, Err(StoreError::Absent { .. })), "{change:?}");
    }

    // The school that receives it sees all of it, and changes nothing.
    let writer = store.write(after(40)).await.unwrap();
    let chez_eux = NouveauGroupe { etablissement: Some(lycee.id), ..nouveau(2) };
    groupe::modifier(&writer, &monde.qui, monde.groupe, 1, &chez_eux).await.unwrap();
    writer.commit().await.unwrap();
    let vu = groupe::lire(store.read(), &accueil, monde.groupe).await.unwrap().unwrap();
    assert_eq!(vu.regard, Regard::Accueille);
    let membres = groupe::membres(store.read(), &accueil, monde.groupe).await.unwrap();
    assert_eq!(membres.len(), 1);
    assert_eq!((membres[0].identite.nom_famille.as_str(), membres[0].lisible), ("DUVAL", false));
    let writer = store.write(after(50)).await.unwrap();
    let change = groupe::modifier(&writer, &accueil, monde.groupe, 2, &nouveau(3)).await;
    assert!(matches!(change, Err(StoreError::Absent { .. })), "{change:?}");
}

async fn the_last_place_is_taken_once_and_given_back(base: &Base) {
    let store = &base.store;
    let monde = Monde::avec(store, 1).await;
    let [un, autre] = [monde.parcours(store, "DUVAL").await, monde.parcours(store, "MARTIN").await];
    let (a, b) = tokio::join!(monde.entrer(store, un), monde.entrer(store, autre));
    let (dedans, dehors, refus) = if a.is_ok() { (un, autre, b) } else { (autre, un, a) };
    let plein = matches!(&refus, Err(StoreError::RefusParcours(RefusParcours::Impossible(dit))) if dit.contains("plus de place"));
    assert!(plein, "{refus:?}");
    assert_eq!(monde.occupees(store).await, 1);
    // What is refused leaves no trace in the journal either.
    let lu = parcours::lire(store.read(), &monde.qui, dehors).await.unwrap().unwrap();
    assert_eq!(lu.suivi.etat.groupe(), None);
    monde.entrer(store, dedans).await.unwrap();
    assert_eq!(monde.occupees(store).await, 1, "whoever is in it does not enter twice");

    let quitter =
        EvenementParcours::GroupeQuitte { code: "groupe".into(), groupe: monde.groupe, nom: String::new() };
    inscrire(store, &monde.qui, dedans, None, quitter).await.unwrap();
    assert_eq!(monde.occupees(store).await, 0);
    monde.entrer(store, dehors).await.unwrap();
    assert_eq!(monde.occupees(store).await, 1);
    // The end of a parcours gives its place back.
    let fin = EvenementParcours::Termine { issue: Issue::Interrompu };
    inscrire(store, &monde.qui, dehors, None, fin).await.unwrap();
    assert_eq!(monde.occupees(store).await, 0);

    // A group of another dispositif, or that the perimeter does not know of, is none.
    let dossier = dossier_de(store, "PETIT", &monde.zap).await;
    let micro = ouvrir(store, &monde.qui, dossier, "dipa").await.unwrap();
    let ailleurs = inscrire(store, &monde.qui, micro, None, monde.entree()).await;
    assert!(
        matches!(ailleurs, Err(StoreError::RefusParcours(RefusParcours::Introuvable(_)))),
        "{ailleurs:?}"
    );
    let landes = register(store, GenreOrganisation::Zap, "9", "40").await;
    let loin = perimeter(store, &landes).await;
    let dossier = dossier_de(store, "ROCHE", &landes).await;
    let parcours = ouvrir(store, &loin, dossier, PAPS).await.unwrap();
    let refus = inscrire(store, &loin, parcours, None, monde.entree()).await;
    assert!(matches!(refus, Err(StoreError::RefusParcours(RefusParcours::Introuvable(_)))), "{refus:?}");
}

async fn a_group_changes_once_at_a_time(base: &Base) {
    let store = &base.store;
    let monde = Monde::avec(store, 4).await;
    let changer = async |version, places| {
        let writer = store.write(after(10)).await.unwrap();
        groupe::modifier(&writer, &monde.qui, monde.groupe, version, &nouveau(places)).await?;
        writer.commit().await
    };
    changer(1, 5).await.unwrap();
    let tard = changer(1, 6).await;
    assert!(matches!(tard, Err(StoreError::Conflit { .. })), "{tard:?}");
    let lu = groupe::lire(store.read(), &monde.qui, monde.groupe).await.unwrap().unwrap();
    assert_eq!((lu.groupe, lu.version), (nouveau(5).groupe, 2));
    for nom in ["DUVAL", "MARTIN"] {
        let parcours = monde.parcours(store, nom).await;
        monde.entrer(store, parcours).await.unwrap();
    }
    let trop_petit = changer(2, 1).await;
    assert!(matches!(trop_petit, Err(StoreError::RefusParcours(_))), "{trop_petit:?}");
    changer(2, 2).await.unwrap();
}

async fn the_register_adds_and_never_changes(base: &Base) {
    use EtatPresence::{Absent, AbsentExcuse, Present};
    use Moment::{ApresMidi, Matin};
    let store = &base.store;
    let monde = Monde::avec(store, 3).await;
    let [un, autre] = [monde.parcours(store, "MARTIN").await, monde.parcours(store, "DUVAL").await];
    monde.entrer(store, un).await.unwrap();
    let refus = monde.noter(store, &[(autre, Matin, Present)], None).await;
    assert!(matches!(refus, Err(StoreError::RefusPresence(RefusPresence::PasMembre))), "{refus:?}");
    monde.entrer(store, autre).await.unwrap();
    let feuille = [(un, Matin, Present), (autre, Matin, Absent), (autre, ApresMidi, Absent)];
    assert_eq!(monde.noter(store, &feuille, Some(0)).await.unwrap(), 3);
    assert_eq!(monde.noter(store, &feuille, Some(3)).await.unwrap(), 0, "what stands is not written again");
    let tard = monde.noter(store, &[(un, Matin, Absent)], Some(0)).await;
    assert!(matches!(tard, Err(StoreError::Conflit { .. })), "{tard:?}");
    assert_eq!(monde.noter(store, &[(autre, Matin, AbsentExcuse)], Some(3)).await.unwrap(), 1);

    let registre =
        groupe::registre(store.read(), &monde.qui, monde.groupe, november(1), november(30)).await.unwrap();
    assert_eq!(registre.len(), 4, "the correction keeps what it corrects");
    let dits: Vec<_> =
        registre.iter().filter(|p| p.parcours == autre).map(|p| (p.moment, p.rang, p.etat)).collect();
    assert_eq!(dits, [(Matin, 1, Absent), (Matin, 2, AbsentExcuse), (ApresMidi, 1, Absent)]);
    assert!(registre.iter().all(|p| p.auteur == monde.qui.nom()));
    assert_eq!(groupe::en_vigueur(&registre).count(), 3);
    let bilans = groupe::bilans(store.read(), &monde.qui, &[monde.groupe]).await.unwrap();
    let somme = bilans[&monde.groupe].somme();
    assert_eq!((somme.presents, somme.excuses, somme.absents, somme.en_stage), (1, 1, 1, 0));
    let lu = parcours::lire(store.read(), &monde.qui, autre).await.unwrap().unwrap();
    let siennes = groupe::de_parcours(store.read(), &lu).await.unwrap();
    assert_eq!(siennes.iter().map(|p| p.etat).collect::<Vec<_>>(), [AbsentExcuse, Absent]);
    let loin = perimeter(store, &register(store, GenreOrganisation::Zap, "3", "33").await).await;
    assert!(groupe::bilans(store.read(), &loin, &[monde.groupe]).await.unwrap().is_empty());

    // Days to come, half-days out of the grid, a fortnight in companies: nobody is expected.
    let writer = store.write(after(60)).await.unwrap();
    for (jour, moment, refus) in
        [(november(3), Matin, RefusPresence::Avenir), (november(1), Matin, RefusPresence::PasAttendue)]
    {
        let notee = Notee { parcours: un, moment, etat: Present };
        let dit = groupe::noter(&writer, &monde.qui, monde.groupe, jour, &[notee], None).await;
        assert!(matches!(&dit, Err(StoreError::RefusPresence(lu)) if *lu == refus), "{jour}: {dit:?}");
    }
    drop(writer);
    for sql in ["UPDATE groupe_presence SET etat = 'present'", "DELETE FROM groupe_presence"] {
        let writer = store.write(after(70)).await.unwrap();
        assert!(writer.execute_unprepared(sql).await.is_err(), "{sql}");
    }
}

//! A whole server without a socket: a SQLite file of its own, a clock that moves when told, a small académie.
//!
//! Two territories that share nothing but the académie, `ici` and `ailleurs`, each with an organisation of each kind, somebody
//! in each role, and a young person with an open dossier; a third young person lives nowhere known, and the académie
//! answers for the dossier. A session is put in the store rather than opened with a password: hashing takes long by design.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use http_body_util::BodyExt as _;
use raccroche_domain::{
    Adresse, EtendueJeton, Identite,
    dispositif::Catalogue,
    droits::{GenreOrganisation, MotifPortee, Role},
    suivi::{
        Canal, Evenement, GenreEntretien, GenreTache, MotifRelais, NatureSolution, Origine, Responsable,
        Structure,
    },
};
use raccroche_server::{App, Config, Courriel, Fuseau, Horloge, Marque, Sms, router};
use raccroche_store::{
    Auteur, Config as Base, Keyring, Perimetre, Store, agenda,
    appartenance::{self, NouvelleAppartenance},
    contact::{self, GenreCoordonnee},
    dossier,
    invitation::{self, NouvelleInvitation},
    jeton_api::{self, NouveauJeton},
    jeune::{self, NouveauJeune},
    lien,
    organisation::{self, NouvelleOrganisation, Organisation},
    parcours,
    session::{self, NouvelleSession},
    utilisateur::{self, NouvelUtilisateur},
};
use tempfile::TempDir;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::portes::{a_recevoir, a_signer};

/// Where the service is reached; cookies are plain, as it is not encrypted.
pub(crate) const ORIGINE: &str = "http://raccroche.example";

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Personne {
    /// Somebody in that role in the first territory.
    Ici(Role),
    /// Somebody in that role in the other; those of the académie are the same in both.
    Ailleurs(Role),
    /// Nobody: not signed in.
    Visiteur,
}

impl From<Role> for Personne {
    fn from(role: Role) -> Self {
        Self::Ici(role)
    }
}

/// An account, with the membership in whose name it acts.
#[derive(Debug, Clone)]
pub(crate) struct Compte {
    pub(crate) utilisateur: Uuid,
    pub(crate) appartenance: Uuid,
}

/// What can be acted upon in a dossier.
#[derive(Debug, Clone)]
pub(crate) struct Dossier {
    pub(crate) id: Uuid,
    pub(crate) jeune: Uuid,
    pub(crate) entretien: Uuid,
    pub(crate) solution: Uuid,
    pub(crate) tache: Uuid,
    pub(crate) relais: Uuid,
    pub(crate) parcours: Uuid,
    /// A group of their territory.
    pub(crate) groupe: Uuid,
}

/// A territory: its organisations, and somebody who lives in it.
#[derive(Debug, Clone)]
pub(crate) struct Territoire {
    pub(crate) organisations: BTreeMap<GenreOrganisation, Organisation>,
    pub(crate) dossier: Dossier,
}

/// An answer, whole.
#[derive(Debug)]
pub(crate) struct Reponse {
    pub(crate) statut: StatusCode,
    pub(crate) entetes: HeaderMap,
    pub(crate) corps: String,
    pub(crate) octets: Vec<u8>,
}

impl Reponse {
    /// Where it sends; empty when nowhere.
    pub(crate) fn vers(&self) -> &str {
        self.entetes.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// The body of an answer of the API.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.corps)
            .unwrap_or_else(|_| panic!("no JSON: {} {}", self.statut, self.corps))
    }

    /// A header as text; empty when missing.
    pub(crate) fn entete(&self, nom: &str) -> &str {
        self.entetes.get(nom).map_or("", |value| value.to_str().unwrap())
    }
}

/// The server and what is in it.
pub(crate) struct TestApp {
    pub(crate) app: App,
    router: Router,
    pub(crate) comptes: BTreeMap<Personne, Compte>,
    pub(crate) ici: Territoire,
    pub(crate) ailleurs: Territoire,
    /// A dossier in no territory: the académie answers for it.
    pub(crate) nulle_part: Dossier,
    /// An account in no role that the tests walk in, for what ends accounts.
    pub(crate) de_passage: Compte,
    /// Token of an invitation that waits.
    pub(crate) invitation: String,
    /// Token by which the calendar of who leads the PSAD of the first territory reads.
    pub(crate) agenda: String,
    /// Token of a link of the first young person, that waits for its answer.
    pub(crate) lien: String,
    /// Token of a link to sign a document of the young person who lives nowhere known.
    pub(crate) signature: String,
    /// Token of a link to receive the proof of a placement of the same young person.
    pub(crate) remise: String,
    avance: Arc<AtomicI64>,
    jetons: AtomicU64,
    pub(crate) dossier_de_donnees: TempDir,
}

/// The moment at which tests begin: a Thursday, ten o'clock in the morning in Paris.
pub(crate) fn debut() -> DateTime<Utc> {
    "2026-11-12T09:00:00Z".parse().unwrap()
}

/// The day at which tests begin.
pub(crate) fn jour() -> NaiveDate {
    debut().date_naive()
}

/// Identifiers one after the other: a failing test fails the same way again.
fn identifiants() -> raccroche_store::NewIds {
    let suivant = AtomicU64::new(1);
    Arc::new(move || {
        Uuid::from_u128(
            0x7261_6363_0000_4000_8000_0000_0000_0000 + u128::from(suivant.fetch_add(1, Ordering::Relaxed)),
        )
    })
}

fn configuration(donnees: &TempDir) -> Config {
    Config {
        base: format!("sqlite:{}", donnees.path().join("raccroche.sqlite").display()),
        cles: donnees.path().join("cles"),
        adresse: [127, 0, 0, 1].into(),
        port: 0,
        origine: ORIGINE.to_owned(),
        donnees: donnees.path().to_owned(),
        courriel: Courriel::default(),
        sms: Sms::default(),
        marque: Marque {
            entite: "Académie d’essai".to_owned(),
            telephone: Some("05 56 00 00 00".to_owned()),
            dpo: Some("dpd@academie.example".to_owned()),
            contact: Some("equipe@academie.example".to_owned()),
            ..Marque::default()
        },
        dispositifs: None,
        catalogue: None,
        fuseau: Fuseau::Metropole,
        seuils: raccroche_domain::suivi::Seuils::default(),
        second_facteur_obligatoire: false,
        // One address asks for everything here; a test of limits switches them on.
        limites_a_blanc: true,
        // A test listens on this machine.
        webhooks_internes: true,
        webhooks_autorites: None,
        demonstration: Vec::new(),
    }
}

impl TestApp {
    /// The small académie, with the ordinary configuration.
    pub(crate) async fn new() -> Self {
        Self::avec(|_| {}).await
    }

    /// The same, with a configuration that `regler` changed.
    pub(crate) async fn avec(regler: impl FnOnce(&mut Config)) -> Self {
        let donnees = tempfile::tempdir().unwrap();
        let mut config = configuration(&donnees);
        regler(&mut config);
        Keyring::create(&config.cles).unwrap();
        let mut base = Base::new(&config.base, &config.cles);
        base.readers = 2;
        let store = Store::open(&base, identifiants()).await.unwrap();
        store.migrate().await.unwrap();

        let academie = organisation(&store, GenreOrganisation::Academie, "essai", "33").await;
        let mut comptes = BTreeMap::new();
        let mut ici = peupler(&store, &mut comptes, Personne::Ici, &academie, "33", ("Inès", "DUVAL")).await;
        let mut ailleurs =
            peupler(&store, &mut comptes, Personne::Ailleurs, &academie, "40", ("Lucas", "MARTINEAU")).await;
        let responsable = Responsable { structure: structure(&academie), agent: None };
        let portees = vec![(academie.id, MotifPortee::Responsable)];
        let vers = &ici.organisations[&GenreOrganisation::Psad];
        let nulle_part = suivre(&store, ("Nour", "BRUNET"), responsable, portees, vers).await;
        let de_passage =
            compte(&store, "de.passage", &ici.organisations[&GenreOrganisation::Psad], Role::ResponsablePsad)
                .await;

        let invitation = "ab".repeat(32);
        let writer = store.write(debut()).await.unwrap();
        let nouvelle = NouvelleInvitation {
            courriel: "invite@academie.example".to_owned(),
            organisation: ici.organisations[&GenreOrganisation::Cio].id,
            role: Role::PsyEn.code().to_owned(),
            invite_par: de_passage.utilisateur,
            expire_le: debut() + TimeDelta::days(7),
        };
        invitation::create(&writer, invitation.as_bytes(), nouvelle).await.unwrap();
        let lien = "cdcdc-dcdcd-cdcdc-dcdcd".to_owned();
        let psad = &comptes[&Personne::Ici(Role::ResponsablePsad)];
        let perimetre =
            Perimetre::of(&writer, psad.utilisateur, psad.appartenance, jour()).await.unwrap().unwrap();
        let agenda = "a9".repeat(32);
        agenda::ouvrir(&writer, psad.utilisateur, agenda.as_bytes()).await.unwrap();
        let fin = debut() + TimeDelta::days(30);
        lien::creer(&writer, &perimetre, ici.dossier.id, "cd".repeat(10).as_bytes(), Canal::Courrier, fin)
            .await
            .unwrap();
        writer.commit().await.unwrap();

        let signature = "bcbcb-cbcbc-bcbcb-cbcbc".to_owned();
        let saio = &comptes[&Personne::Ici(Role::Saio)];
        a_signer(&store, saio, nulle_part.parcours, signature.replace('-', "").as_bytes()).await;
        let remise = "dbdbd-bdbdb-dbdbd-bdbdb".to_owned();
        a_recevoir(&store, saio, nulle_part.id, remise.replace('-', "").as_bytes()).await;

        for (territoire, conduit) in [
            (&mut ici, Personne::Ici(Role::CoordonnateurMlds)),
            (&mut ailleurs, Personne::Ailleurs(Role::CoordonnateurMlds)),
        ] {
            territoire.dossier.groupe = crate::groupes::ouvrir(&store, &comptes[&conduit], territoire).await;
        }

        let avance = Arc::new(AtomicI64::new(0));
        let horloge = Horloge::autre(Fuseau::Metropole, {
            let avance = Arc::clone(&avance);
            move || debut() + TimeDelta::seconds(avance.load(Ordering::Relaxed))
        });
        let app = App::new(store, config, horloge);
        Self {
            router: router(app.clone()),
            app,
            comptes,
            ici,
            ailleurs,
            nulle_part,
            de_passage,
            invitation,
            agenda,
            lien,
            signature,
            remise,
            avance,
            jetons: AtomicU64::new(1),
            dossier_de_donnees: donnees,
        }
    }

    /// Time passes.
    pub(crate) fn avancer(&self, duree: TimeDelta) {
        self.avance.fetch_add(duree.num_seconds(), Ordering::Relaxed);
    }

    /// The account of somebody.
    pub(crate) fn compte(&self, qui: impl Into<Personne>) -> &Compte {
        &self.comptes[&qui.into()]
    }

    /// What somebody may see now.
    pub(crate) async fn perimetre(&self, qui: impl Into<Personne>) -> Perimetre {
        let compte = self.compte(qui);
        let jour = self.app.horloge().aujourd_hui();
        let reader = self.app.store().read();
        Perimetre::of(reader, compte.utilisateur, compte.appartenance, jour).await.unwrap().unwrap()
    }

    /// A dossier that somebody in that role may see, when the role sees any.
    pub(crate) fn dossier_de(&self, role: Role) -> &Dossier {
        if role.organisations() == [GenreOrganisation::Academie] {
            &self.nulle_part
        } else {
            &self.ici.dossier
        }
    }

    /// So many more young people in the first territory, each with a dossier in which everything waits.
    pub(crate) async fn ajouter_ici(&self, nombre: usize) {
        let psad = &self.ici.organisations[&GenreOrganisation::Psad];
        let portees: Vec<(Uuid, MotifPortee)> = [
            (GenreOrganisation::Psad, MotifPortee::Psad),
            (GenreOrganisation::Etablissement, MotifPortee::Etablissement),
            (GenreOrganisation::MissionLocale, MotifPortee::MissionLocale),
        ]
        .map(|(genre, motif)| (self.ici.organisations[&genre].id, motif))
        .to_vec();
        let vers = &self.ici.organisations[&GenreOrganisation::MissionLocale];
        for rang in 0..nombre {
            let nom = format!("DUVAL-{}", ["MARIN", "ROCHE", "PETIT", "NOËL", "BLANC"][rang % 5]);
            let responsable = Responsable { structure: structure(psad), agent: None };
            suivre(self.app.store(), ("Camille", &nom), responsable, portees.clone(), vers).await;
        }
    }

    /// Signs an account in; gives the cookie.
    pub(crate) async fn connecter(&self, compte: &Compte) -> String {
        self.connecter_avec(compte, false).await
    }

    /// The same, with or without the second factor given.
    pub(crate) async fn connecter_avec(&self, compte: &Compte, second_facteur: bool) -> String {
        let jeton = format!("{:064x}", self.jetons.fetch_add(1, Ordering::Relaxed));
        let le = self.app.horloge().maintenant();
        let writer = self.app.store().write(le).await.unwrap();
        let nouvelle = NouvelleSession {
            utilisateur: compte.utilisateur,
            appartenance: Some(compte.appartenance),
            expire_le: le + TimeDelta::hours(1),
            agent: "Firefox sur Linux".to_owned(),
            second_facteur,
        };
        session::open(&writer, jeton.as_bytes(), nouvelle).await.unwrap();
        writer.commit().await.unwrap();
        format!("session={jeton}")
    }

    /// The mails that left, each as it is in its file.
    pub(crate) fn courriels(&self) -> Vec<String> {
        let dossier = self.dossier_de_donnees.path().join("courriels");
        let mut fichiers: Vec<_> = std::fs::read_dir(dossier).unwrap().map(|f| f.unwrap().path()).collect();
        fichiers.sort();
        fichiers
            .into_iter()
            .filter(|fichier| fichier.extension().is_some_and(|fin| fin == "eml"))
            .map(|fichier| std::fs::read_to_string(fichier).unwrap())
            .collect()
    }

    /// What a browser is answered that asks for a page.
    pub(crate) async fn get(&self, qui: impl Into<Personne>, chemin: &str) -> Reponse {
        self.demander(qui.into(), Method::GET, chemin, &[]).await
    }

    /// What a browser is answered that posts a form.
    pub(crate) async fn post(
        &self,
        qui: impl Into<Personne>,
        chemin: &str,
        form: &[(&str, &str)],
    ) -> Reponse {
        self.demander(qui.into(), Method::POST, chemin, form).await
    }

    /// A request of somebody; each has a new session, so that one that signs out does not disturb the next. To the API, a
    /// new token with every scope, and the form as JSON.
    pub(crate) async fn demander(
        &self,
        qui: Personne,
        methode: Method,
        chemin: &str,
        form: &[(&str, &str)],
    ) -> Reponse {
        if chemin.starts_with("/api/") {
            let jeton = match qui {
                Personne::Visiteur => None,
                connu => Some(self.jeton(self.compte(connu), EtendueJeton::TOUS).await),
            };
            let corps: serde_json::Map<_, _> =
                form.iter().map(|(nom, valeur)| ((*nom).to_owned(), (*valeur).into())).collect();
            let corps = (methode == Method::POST).then_some(serde_json::Value::Object(corps));
            return self.appeler(jeton.as_deref(), methode, chemin, corps.as_ref()).await;
        }
        let cookie = match qui {
            Personne::Visiteur => None,
            connu => Some(self.connecter(self.compte(connu)).await),
        };
        self.envoyer(cookie.as_deref(), methode, chemin, form).await
    }

    /// A token of the API for an account, with those scopes.
    pub(crate) async fn jeton(&self, compte: &Compte, etendues: &[EtendueJeton]) -> String {
        let jeton = format!("{:064x}", self.jetons.fetch_add(1, Ordering::Relaxed));
        let le = self.app.horloge().maintenant();
        let writer = self.app.store().write(le).await.unwrap();
        let jour = self.app.horloge().aujourd_hui();
        let tenu = Perimetre::of(&writer, compte.utilisateur, compte.appartenance, jour).await.unwrap();
        // Whose membership is over had a token from before.
        let perimetre = match tenu {
            Some(perimetre) => perimetre,
            None => Perimetre::of(&writer, compte.utilisateur, compte.appartenance, debut().date_naive())
                .await
                .unwrap()
                .unwrap(),
        };
        let nouveau = NouveauJeton {
            nom: "Logiciel d’essai".to_owned(),
            etendues: etendues.to_vec(),
            second_facteur: false,
            expire_le: le + TimeDelta::days(30),
        };
        jeton_api::creer(&writer, &perimetre, jeton.as_bytes(), nouveau).await.unwrap();
        writer.commit().await.unwrap();
        format!("rac_{jeton}")
    }

    /// A request of a program, with that token.
    pub(crate) async fn appeler(
        &self,
        jeton: Option<&str>,
        methode: Method,
        chemin: &str,
        corps: Option<&serde_json::Value>,
    ) -> Reponse {
        let mut request =
            Request::builder().method(methode).uri(chemin).header(header::HOST, "raccroche.example");
        if let Some(jeton) = jeton {
            request = request.header(header::AUTHORIZATION, format!("Bearer {jeton}"));
        }
        let corps = match corps {
            Some(corps) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(corps.to_string())
            }
            None => Body::empty(),
        };
        self.brut(request.body(corps).unwrap()).await
    }

    /// A request with that cookie.
    pub(crate) async fn envoyer(
        &self,
        cookie: Option<&str>,
        methode: Method,
        chemin: &str,
        form: &[(&str, &str)],
    ) -> Reponse {
        let mut request =
            Request::builder().method(&methode).uri(chemin).header(header::HOST, "raccroche.example");
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let corps = if methode == Method::POST {
            // What browsers send with a form of the same site.
            request = request
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(header::ORIGIN, ORIGINE)
                .header("sec-fetch-site", "same-origin");
            Body::from(serde_urlencoded::to_string(form).unwrap())
        } else {
            Body::empty()
        };
        self.brut(request.body(corps).unwrap()).await
    }

    /// Any request.
    pub(crate) async fn brut(&self, request: Request<Body>) -> Reponse {
        let (tete, corps) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let octets = corps.collect().await.unwrap().to_bytes();
        Reponse {
            statut: tete.status,
            entetes: tete.headers,
            corps: String::from_utf8_lossy(&octets).into_owned(),
            octets: octets.to_vec(),
        }
    }
}

fn structure(organisation: &Organisation) -> Structure {
    Structure { id: organisation.id, nom: organisation.nom.clone() }
}

async fn organisation(
    store: &Store,
    genre: GenreOrganisation,
    code: &str,
    departement: &str,
) -> Organisation {
    let writer = store.write(debut()).await.unwrap();
    let nouvelle = NouvelleOrganisation {
        genre: genre.into(),
        code: code.to_owned(),
        nom: format!("{} {code}", genre.libelle()),
        departement: departement.to_owned(),
    };
    let faite = organisation::register(&writer, nouvelle).await.unwrap();
    writer.commit().await.unwrap();
    faite
}

async fn compte(store: &Store, nom: &str, organisation: &Organisation, role: Role) -> Compte {
    let writer = store.write(debut()).await.unwrap();
    let nouveau = NouvelUtilisateur {
        courriel: format!("{nom}@academie.example"),
        nom: format!("Nom-{nom}"),
        prenom: "Camille".to_owned(),
        mot_de_passe: None,
        doit_changer_mot_de_passe: false,
    };
    let utilisateur = utilisateur::create(&writer, nouveau).await.unwrap();
    let nouvelle = NouvelleAppartenance {
        utilisateur: utilisateur.id,
        organisation: organisation.id,
        role: role.code().to_owned(),
        du: jour(),
        au: None,
    };
    let appartenance = appartenance::grant(&writer, nouvelle).await.unwrap();
    // As signing in does.
    utilisateur::prepare_totp(&writer, utilisateur.id, &[1; 20]).await.unwrap();
    writer.commit().await.unwrap();
    Compte { utilisateur: utilisateur.id, appartenance: appartenance.id }
}

/// Makes a territory: organisations, accounts, a young person.
async fn peupler(
    store: &Store,
    comptes: &mut BTreeMap<Personne, Compte>,
    personne: fn(Role) -> Personne,
    academie: &Organisation,
    departement: &str,
    identite: (&str, &str),
) -> Territoire {
    use GenreOrganisation as G;
    let mut organisations = BTreeMap::from([(G::Academie, academie.clone())]);
    for genre in [G::Psad, G::Cio, G::MissionLocale, G::Zap, G::Dsden] {
        organisations.insert(genre, organisation(store, genre, departement, departement).await);
    }
    let uai = format!("0{departement}0001X");
    organisations.insert(G::Etablissement, organisation(store, G::Etablissement, &uai, departement).await);
    for role in Role::TOUS {
        let lieu = role.organisations().iter().find_map(|genre| organisations.get(genre)).unwrap();
        let nouveau = if lieu.id == academie.id {
            // One for the whole académie.
            match comptes.get(&Personne::Ici(*role)) {
                Some(connu) => connu.clone(),
                None => compte(store, role.code(), lieu, *role).await,
            }
        } else {
            compte(store, &format!("{}.{departement}", role.code()), lieu, *role).await
        };
        comptes.insert(personne(*role), nouveau);
    }
    let portees = [
        (G::Psad, MotifPortee::Psad),
        (G::Etablissement, MotifPortee::Etablissement),
        (G::Cio, MotifPortee::Cio),
        (G::MissionLocale, MotifPortee::MissionLocale),
        (G::Zap, MotifPortee::Zap),
        (G::Dsden, MotifPortee::Departement),
    ];
    let portees = portees.map(|(genre, motif)| (organisations[&genre].id, motif)).to_vec();
    let agent = comptes[&personne(Role::ResponsablePsad)].utilisateur;
    let nom = utilisateur::names(store.read(), [agent]).await.unwrap().remove(&agent).unwrap();
    let responsable = Responsable {
        structure: structure(&organisations[&G::Psad]),
        agent: Some(Structure { id: agent, nom }),
    };
    let vers = &organisations[&G::MissionLocale];
    let dossier = suivre(store, identite, responsable, portees, vers).await;
    Territoire { organisations, dossier }
}

/// Opens a dossier with one of each thing that is acted upon: an interview whose issue is awaited, a solution under way, a
/// task, a hand-off that waits.
async fn suivre(
    store: &Store,
    (prenom, nom): (&str, &str),
    responsable: Responsable,
    portees: Vec<(Uuid, MotifPortee)>,
    vers: &Organisation,
) -> Dossier {
    let writer = store.write(debut() - TimeDelta::days(30)).await.unwrap();
    let ouvert_le = jour() - TimeDelta::days(30);
    let nouveau = NouveauJeune {
        identite: Identite {
            nom_famille: nom.to_owned(),
            prenoms: vec![prenom.to_owned()],
            date_naissance: NaiveDate::from_ymd_opt(2009, 5, 4),
            ..Identite::default()
        },
        adresse: Adresse { ville: Some("Saint-Essai".to_owned()), ..Adresse::default() },
    };
    let jeune = jeune::create(&writer, &nouveau).await.unwrap();
    contact::see(&writer, jeune.id, None, GenreCoordonnee::Telephone, "06 39 98 12 34", "SIECLE")
        .await
        .unwrap();
    contact::see(&writer, jeune.id, None, GenreCoordonnee::Courriel, "jeune@courriel.example", "SIECLE")
        .await
        .unwrap();
    let auteur = Auteur::sans_compte("Campagne d’essai");
    let seuils = raccroche_domain::suivi::Seuils::default();
    let nouveau = dossier::Nouveau {
        jeune: jeune.id,
        naissance: nouveau.identite.date_naissance,
        evenement: Evenement::Ouvert {
            origine: Origine::Campagne,
            campagne: Some("SIEI novembre 2026".to_owned()),
            signale_le: None,
            sans_formation_depuis: NaiveDate::from_ymd_opt(2026, 6, 30),
            responsable,
        },
        portees,
        dernier_etablissement: "LP d’essai".to_owned(),
        derniere_formation: "CAP cuisine".to_owned(),
    };
    let id = dossier::ouvrir(&writer, &auteur, ouvert_le, &nouveau, &seuils).await.unwrap();
    let [entretien, solution, tache, relais] = std::array::from_fn(|_| writer.new_id());
    let evenements = [
        Evenement::EntretienPrevu {
            id: entretien,
            genre: GenreEntretien::Situation,
            le: (jour() - TimeDelta::days(2)).and_time(NaiveTime::MIN),
            lieu: "CIO".to_owned(),
            representant: true,
        },
        Evenement::SolutionOuverte {
            id: solution,
            nature: NatureSolution::MicroLycee,
            structure: "Micro-lycée d’essai".to_owned(),
            debut: jour() - TimeDelta::days(5),
            fin_prevue: None,
        },
        Evenement::TacheAjoutee { id: tache, genre: GenreTache::Appeler, pour_le: jour() },
        Evenement::RelaisPropose { id: relais, vers: structure(vers), motif: MotifRelais::Accompagnement },
    ];
    let fiche = Catalogue::livre().get("pafi").unwrap();
    let hier = jour() - TimeDelta::days(1);
    let parcours = parcours::ouvrir_du_systeme(&writer, &auteur, hier, id, fiche, &seuils).await.unwrap();
    for evenement in evenements {
        dossier::inscrire_du_systeme(&writer, &auteur, jour() - TimeDelta::days(1), id, evenement, &seuils)
            .await
            .unwrap();
    }
    writer.commit().await.unwrap();
    Dossier { id, jeune: jeune.id, entretien, solution, tache, relais, parcours, groupe: Uuid::nil() }
}

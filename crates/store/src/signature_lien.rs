//! Links given outside, each for one purpose: somebody without an account signs one version of one document, or receives it
//! sealed, as one party, until a day.
//!
//! The link alone opens nothing: a code goes to the address that the link went to, and whoever gives it back gets a proof
//! that their browser keeps for a short while. Of the token, the code and the proof, only hashes are kept, and the code is
//! hashed with the token: who reads the database cannot find six digits by trying them all. The address is sealed.
//!
//! A link is worth what the journal says at the moment of its use: a newer version, a party that was removed, a document that
//! was sealed close it without a word being written here. [`trouver`] tells so much and nothing of anybody; with the proof it
//! gives a [`LienTenu`], which is a title to read and to sign ([`crate::parcours::Titre`]).

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use raccroche_domain::{
    dispositif::{Acteur, Dispositif},
    parcours::{Attente, ButLien, EtatParcours, EvenementParcours, Personne, RefusParcours},
    suivi::Canal,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

use crate::{
    Perimetre, Place, Writer,
    connection::microseconds,
    entite::{
        signature_lien::{ActiveModel, Column, Entity, Model},
        suivi,
    },
    error::{Result, StoreError},
    parcours::{self, MotifParcours, ParcoursLu},
    session::hash,
};

/// Wrong codes after which a link opens nothing more.
pub const ESSAIS: i32 = 5;

/// A link to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NouveauLien<'a> {
    /// What for.
    pub but: ButLien,
    /// In which parcours.
    pub parcours: Uuid,
    /// Which version.
    pub document: Uuid,
    /// As whom.
    pub partie: Uuid,
    /// By mail or by text message.
    pub canal: Canal,
    /// The address or the number.
    pub adresse: &'a str,
    /// Until when it opens.
    pub expire_le: DateTime<Utc>,
}

/// A link that was given, for those who gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LienDonne {
    /// What for.
    pub but: ButLien,
    /// Which version.
    pub document: Uuid,
    /// As whom.
    pub partie: Uuid,
    /// By mail or by text message.
    pub canal: Canal,
    /// When.
    pub cree_le: DateTime<Utc>,
    /// Until when it opens.
    pub expire_le: DateTime<Utc>,
    /// Whether wrong codes have closed it.
    pub bloque: bool,
}

/// What a token leads to; `A` is where the document stands for who holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Etat<A = Attente> {
    /// A link that opens as far as the journal lets it.
    Lien(Lien<A>),
    /// Too many wrong codes.
    Bloque,
    /// It expired, was taken back, or never was a link: nothing tells these apart.
    Absent,
}

/// Where a document stands for somebody who was handed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reception {
    /// They may read it and acknowledge it.
    ARecevoir,
    /// They acknowledged it at that time, local, and may still read it.
    Recue(NaiveDateTime),
    /// A newer version took its place.
    Remplace,
    /// They take part no more.
    Retiree,
}

/// What a link lets its holder know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lien<A = Attente> {
    /// Who asks.
    pub qui_ecrit: String,
    /// Through what the link and its codes go.
    pub canal: Canal,
    /// Whether a code was sent that may still be given.
    pub code_attendu: bool,
    /// Where the document stands for who holds this link.
    pub attente: A,
    /// For who gave the code, when the document may be read: the title to read it, and to answer.
    pub tenu: Option<LienTenu>,
}

/// A title to read one document and to answer for one party, on one day: a link whose code was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LienTenu {
    id: Uuid,
    but: ButLien,
    parcours: Uuid,
    document: Uuid,
    partie: Uuid,
    acteur: Acteur,
    nom: String,
    le: NaiveDate,
}

impl LienTenu {
    /// In which parcours.
    pub fn parcours(&self) -> Uuid {
        self.parcours
    }

    /// Which version of which document.
    pub fn document(&self) -> Uuid {
        self.document
    }

    /// For whom.
    pub fn partie(&self) -> Uuid {
        self.partie
    }

    /// As what they take part.
    pub fn acteur(&self) -> Acteur {
        self.acteur
    }

    /// Their name, as the parcours has it.
    pub fn nom(&self) -> &str {
        &self.nom
    }

    /// The day.
    pub fn le(&self) -> NaiveDate {
        self.le
    }

    /// Why they see the parcours.
    pub(crate) fn motif(&self) -> MotifParcours {
        match self.but {
            ButLien::Signer => MotifParcours::Lien(self.acteur),
            ButLien::Remettre => MotifParcours::Remise(self.acteur),
        }
    }

    /// Whether this is an answer to what the link asks, or what follows from the last one.
    pub(crate) fn permet(&self, evenement: &EvenementParcours) -> bool {
        use EvenementParcours as E;
        if self.but == ButLien::Remettre {
            return matches!(evenement, E::Recu { document, partie, .. }
                if (*document, *partie) == (self.document, self.partie));
        }
        match evenement {
            E::Signe { document, partie, .. }
            | E::SignatureRefusee { document, partie, .. }
            | E::SignatureRetiree { document, partie, .. } => {
                (*document, *partie) == (self.document, self.partie)
            }
            E::Scelle { document, .. } => *document == self.document,
            _ => false,
        }
    }

    /// Whether the link is still there, with its proof.
    pub(crate) async fn tient_encore(&self, writer: &Writer) -> Result<bool> {
        let ligne = Entity::find_by_id(self.id)
            .filter(Column::ExpireLe.gt(writer.le()))
            .filter(Column::PreuveExpireLe.gt(writer.le()))
            .one(writer)
            .await?;
        Ok(ligne.is_some())
    }
}

/// What came of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Essai {
    /// It is the one: the proof holds from now on.
    Juste,
    /// It is not; so many tries are left, 1 or more.
    Faux(i32),
    /// None was sent, or it is too old: another is to be asked for.
    Perime,
    /// The link opens nothing more.
    Bloque,
}

fn place(id: Uuid) -> Place {
    Place { table: "signature_lien", column: "adresse", row: id }
}

/// The form in which a code is kept.
fn empreinte_du_code(jeton: &[u8], code: &str) -> Vec<u8> {
    hash(&[jeton, b":", code.as_bytes()].concat())
}

/// Whether two hashes are the same, in a time that does not tell where they differ.
fn memes(un: &[u8], autre: &[u8]) -> bool {
    un.len() == autre.len() && un.iter().zip(autre).fold(0, |ecart, (a, b)| ecart | (a ^ b)) == 0
}

/// Keeps a link under its token. Links that have expired go, with their addresses.
///
/// # Errors
/// [`StoreError::Absent`] unless the perimeter holds the dossier; [`StoreError::Existe`] when the token has served.
pub async fn creer(
    writer: &Writer,
    perimetre: &Perimetre,
    jeton: &[u8],
    nouveau: &NouveauLien<'_>,
) -> Result<()> {
    let lu = parcours::lire(writer, perimetre, nouveau.parcours).await?;
    if !lu.is_some_and(|lu| lu.ecriture && matches!(lu.motif, MotifParcours::Dossier(_))) {
        return Err(StoreError::Absent { quoi: "parcours" });
    }
    Entity::delete_many().filter(Column::ExpireLe.lte(writer.le())).exec(writer).await?;
    let id = writer.new_id();
    let ligne = Model {
        id,
        but: nouveau.but.code().to_owned(),
        empreinte: hash(jeton),
        parcours: nouveau.parcours,
        document: nouveau.document,
        partie: nouveau.partie,
        canal: nouveau.canal.code().to_owned(),
        adresse: writer.keyring().seal(place(id), nouveau.adresse.as_bytes())?,
        qui_ecrit: format!(
            "{}, {}, {}",
            perimetre.nom(),
            perimetre.role().libelle(),
            perimetre.organisation().nom
        ),
        cree_par: perimetre.utilisateur(),
        cree_le: writer.le(),
        expire_le: microseconds(nouveau.expire_le),
        code: None,
        code_expire_le: None,
        essais: 0,
        preuve: None,
        preuve_expire_le: None,
    };
    Entity::insert(ligne.into_active_model()).exec_without_returning(writer).await?;
    Ok(())
}

/// Takes back the link of this token: it could not be given, so nobody will use it.
///
/// # Errors
/// When the database refuses.
pub async fn abandonner(writer: &Writer, jeton: &[u8]) -> Result<()> {
    Entity::delete_many().filter(Column::Empreinte.eq(hash(jeton))).exec(writer).await?;
    Ok(())
}

/// Takes back the links of a party for a document, but for the one of this token when it is given. The caller has written
/// in the parcours in the same transaction: nobody signs meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn retirer(writer: &Writer, document: Uuid, partie: Uuid, sauf: Option<&[u8]>) -> Result<u64> {
    let mut leurs =
        Entity::delete_many().filter(Column::Document.eq(document)).filter(Column::Partie.eq(partie));
    if let Some(jeton) = sauf {
        leurs = leurs.filter(Column::Empreinte.ne(hash(jeton)));
    }
    Ok(leurs.exec(writer).await?.rows_affected)
}

/// The links of a parcours that have not expired, latest first. Without their addresses.
///
/// # Errors
/// When the database does not answer.
pub async fn of_parcours(
    db: &impl ConnectionTrait,
    lu: &ParcoursLu,
    le: DateTime<Utc>,
) -> Result<Vec<LienDonne>> {
    let lignes = Entity::find()
        .filter(Column::Parcours.eq(lu.suivi.id))
        .filter(Column::ExpireLe.gt(le))
        .order_by_desc(Column::CreeLe)
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    Ok(lignes
        .into_iter()
        .map(|ligne| LienDonne {
            but: ButLien::de_code(&ligne.but).unwrap_or_default(),
            document: ligne.document,
            partie: ligne.partie,
            canal: canal(&ligne),
            cree_le: ligne.cree_le,
            expire_le: ligne.expire_le,
            bloque: ligne.essais >= ESSAIS,
        })
        .collect())
}

/// The schema lets nothing else in.
fn canal(ligne: &Model) -> Canal {
    Canal::de_code(&ligne.canal).unwrap_or(Canal::Courriel)
}

/// Who asks what a token leads to, and when.
#[derive(Debug, Clone, Copy)]
struct Question<'a> {
    but: ButLien,
    jeton: &'a [u8],
    preuve: Option<&'a [u8]>,
    quand: (DateTime<Utc>, NaiveDate),
}

/// What a token to sign leads to at this moment, and with the proof that the code was given, the title to sign. `fiche` finds a
/// dispositif by its code.
///
/// # Errors
/// When the database does not answer.
pub async fn trouver<'f>(
    db: &impl ConnectionTrait,
    jeton: &[u8],
    preuve: Option<&[u8]>,
    quand: (DateTime<Utc>, NaiveDate),
    fiche: impl Fn(&str) -> Option<&'f Dispositif>,
) -> Result<Etat> {
    let question = Question { but: ButLien::Signer, jeton, preuve, quand };
    chercher(db, question, fiche, |ligne, dossier, etat, fiche| {
        let personne = Personne { naissance: dossier.naissance };
        let mut attente = etat.attente(ligne.document, ligne.partie, fiche, quand.1, personne);
        if dossier.clos_le.is_some() && !matches!(attente, Attente::Scellee(_)) {
            attente = Attente::Fini;
        }
        let lisible = matches!(attente, Attente::ASigner(_) | Attente::Signee(_) | Attente::Scellee(_));
        (attente, lisible)
    })
    .await
}

/// What a token to receive leads to at this moment, and with the proof that the code was given, the title to read the document
/// and acknowledge it.
///
/// # Errors
/// When the database does not answer.
pub async fn trouver_remise<'f>(
    db: &impl ConnectionTrait,
    jeton: &[u8],
    preuve: Option<&[u8]>,
    quand: (DateTime<Utc>, NaiveDate),
    fiche: impl Fn(&str) -> Option<&'f Dispositif>,
) -> Result<Etat<Reception>> {
    let question = Question { but: ButLien::Remettre, jeton, preuve, quand };
    chercher(db, question, fiche, |ligne, _, etat, fiche| {
        let attente = match etat.remise_a(ligne.document, ligne.partie, fiche) {
            Ok(None) => Reception::ARecevoir,
            Ok(Some(quand)) => Reception::Recue(quand),
            Err(RefusParcours::Remplace) => Reception::Remplace,
            Err(_) => Reception::Retiree,
        };
        (attente, matches!(attente, Reception::ARecevoir | Reception::Recue(_)))
    })
    .await
}

/// The link of a token, for one purpose; `stand` says where its document stands, and whether it may be read.
async fn chercher<'f, A>(
    db: &impl ConnectionTrait,
    Question { but, jeton, preuve, quand: (le, jour) }: Question<'_>,
    fiche: impl Fn(&str) -> Option<&'f Dispositif>,
    stand: impl FnOnce(&Model, &suivi::dossier::Model, &EtatParcours, &'f Dispositif) -> (A, bool),
) -> Result<Etat<A>> {
    let ligne = Entity::find()
        .filter(Column::Empreinte.eq(hash(jeton)))
        .filter(Column::But.eq(but.code()))
        .filter(Column::ExpireLe.gt(le));
    let Some(ligne) = ligne.one(db).await? else { return Ok(Etat::Absent) };
    if ligne.essais >= ESSAIS {
        return Ok(Etat::Bloque);
    }
    let Some((dossier, _, suivi)) = parcours::tel_quel(db, ligne.parcours).await? else {
        return Ok(Etat::Absent);
    };
    let Some(fiche) = fiche(&suivi.etat.dispositif) else { return Ok(Etat::Absent) };
    let (attente, lisible) = stand(&ligne, &dossier, &suivi.etat, fiche);
    let prouve =
        preuve.zip(ligne.preuve.as_deref()).is_some_and(|(donnee, gardee)| memes(&hash(donnee), gardee))
            && ligne.preuve_expire_le.is_some_and(|fin| fin > le);
    let partie = suivi.etat.presents().find(|partie| partie.id == ligne.partie);
    let tenu = partie.filter(|_| lisible && prouve).map(|partie| LienTenu {
        id: ligne.id,
        but,
        parcours: ligne.parcours,
        document: ligne.document,
        partie: ligne.partie,
        acteur: partie.acteur,
        nom: partie.nom.clone(),
        le: jour,
    });
    Ok(Etat::Lien(Lien {
        canal: canal(&ligne),
        code_attendu: ligne.code_expire_le.is_some_and(|fin| fin > le),
        qui_ecrit: ligne.qui_ecrit,
        attente,
        tenu,
    }))
}

/// The row of a token, held until the end of the transaction, so that tries are counted one by one.
async fn tenir(writer: &Writer, jeton: &[u8]) -> Result<Option<Model>> {
    let ligne = Entity::find()
        .filter(Column::Empreinte.eq(hash(jeton)))
        .filter(Column::ExpireLe.gt(writer.le()))
        .lock_exclusive()
        .one(writer)
        .await?;
    Ok(ligne.filter(|ligne| ligne.essais < ESSAIS))
}

/// Keeps a new code, in the place of the one before; gives where it is to be sent. Nothing when the link opens nothing more.
///
/// # Errors
/// When the database refuses, or the address does not open.
pub async fn poser_code(
    writer: &Writer,
    jeton: &[u8],
    code: &str,
    expire_le: DateTime<Utc>,
) -> Result<Option<(Canal, String)>> {
    let Some(ligne) = tenir(writer, jeton).await? else { return Ok(None) };
    let adresse = writer.keyring().open(place(ligne.id), &ligne.adresse)?;
    let adresse = String::from_utf8_lossy(&adresse).into_owned();
    let change = ActiveModel {
        id: Set(ligne.id),
        code: Set(Some(empreinte_du_code(jeton, code))),
        code_expire_le: Set(Some(microseconds(expire_le))),
        ..Default::default()
    };
    change.update(writer).await?;
    Ok(Some((canal(&ligne), adresse)))
}

/// Tries a code. A right one serves once and makes the proof hold until `expire_le`; a wrong one is counted, which the caller
/// must commit.
///
/// # Errors
/// When the database refuses.
pub async fn essayer(
    writer: &Writer,
    jeton: &[u8],
    code: &str,
    preuve: &[u8],
    expire_le: DateTime<Utc>,
) -> Result<Essai> {
    let Some(ligne) = tenir(writer, jeton).await? else { return Ok(Essai::Bloque) };
    let vaut = ligne.code_expire_le.is_some_and(|fin| fin > writer.le());
    let Some(gardee) = ligne.code.as_deref().filter(|_| vaut) else { return Ok(Essai::Perime) };
    let juste = memes(&empreinte_du_code(jeton, code), gardee);
    let essais = if juste { 0 } else { ligne.essais + 1 };
    let mut change = ActiveModel { id: Set(ligne.id), essais: Set(essais), ..Default::default() };
    if juste || essais >= ESSAIS {
        (change.code, change.code_expire_le) = (Set(None), Set(None));
        let preuve = juste.then(|| (hash(preuve), microseconds(expire_le)));
        (change.preuve, change.preuve_expire_le) =
            (Set(preuve.clone().map(|(preuve, _)| preuve)), Set(preuve.map(|(_, fin)| fin)));
    }
    change.update(writer).await?;
    Ok(match (juste, ESSAIS - essais) {
        (true, _) => Essai::Juste,
        (false, 0) => Essai::Bloque,
        (false, restent) => Essai::Faux(restent),
    })
}

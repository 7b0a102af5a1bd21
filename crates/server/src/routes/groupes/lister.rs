//! The groups of the département: one's own with their register, the others with their places.

use axum::response::Response;
use chrono::{Days, NaiveDate};
use raccroche_domain::droits::{Action, Agregat, peut};
use raccroche_pages::{
    components::{Badge, Tone},
    groupes::{Groupes, LigneGroupe},
    layout::Link,
};
use raccroche_store::groupe::{self, Bilan, GroupeLu};
use uuid::Uuid;

use super::{ICI, a_noter, entier, lien_a_noter, nom_du_dispositif, ou_et_quand, places};
use crate::{
    erreur::Erreur,
    etat::App,
    rendu::{self, jour_en_mots},
    visite::Visite,
};

/// Days for which a session that is over stays in the list: its last sheets are still to be noted.
const APRES: u64 = 30;

pub(super) async fn lister(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let (reader, jour) = (app.store().read(), perimetre.le());
    let depuis = jour.checked_sub_days(Days::new(APRES)).unwrap_or(jour);
    let connus = groupe::lister(reader, perimetre, depuis).await?;
    let (miens, autres): (Vec<GroupeLu>, Vec<GroupeLu>) =
        connus.into_iter().partition(|lu| entier(perimetre, lu));
    let ids: Vec<Uuid> = miens.iter().map(|lu| lu.id).collect();
    let bilans = groupe::bilans(reader, perimetre, &ids).await?;
    let nouveau = peut(perimetre.role(), Agregat::Groupe, Action::Ecrire);
    rendu::page(&Groupes {
        layout: rendu::autour(&app, &qui, &headers, ICI),
        nouveau: nouveau.then(|| Link::new("Ouvrir un groupe", "/groupes/nouveau")),
        miens: miens.iter().map(|lu| ligne(&app, lu, bilans.get(&lu.id), jour)).collect(),
        // One's own without a right to their register are seen as others are.
        autres: autres
            .iter()
            .filter(|lu| lu.groupe.au >= jour)
            .map(|lu| LigneGroupe { presence: String::new(), a_noter: None, ..ligne(&app, lu, None, jour) })
            .collect(),
        vide: Groupes::rien(),
    })
}

fn ligne(app: &App, lu: &GroupeLu, bilan: Option<&Bilan>, jour: NaiveDate) -> LigneGroupe {
    let demain = jour.checked_add_days(Days::new(1)).unwrap_or(jour);
    let a_noter = a_noter(lu, bilan, jour);
    LigneGroupe {
        nom: Link::new(lu.groupe.nom.clone(), format!("{ICI}/{}", lu.id)),
        ouvrable: true,
        dispositif: nom_du_dispositif(app, &lu.dispositif).to_owned(),
        detail: ou_et_quand(lu),
        places: places(lu),
        presence: bilan.map(Bilan::somme).unwrap_or_default().en_mots(),
        a_noter: a_noter.first().map(|(quand, _)| {
            let tone = if *quand < jour { Tone::Warning } else { Tone::Info };
            (lien_a_noter(lu, *quand, jour), Badge::new("à noter", tone))
        }),
        prochaine: lu
            .groupe
            .attendues_entre(demain, lu.groupe.au)
            .next()
            .map(|(quand, _)| jour_en_mots(quand, jour))
            .unwrap_or_default(),
    }
}

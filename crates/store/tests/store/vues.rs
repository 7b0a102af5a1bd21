//! Lists kept under a name.

use raccroche_store::{StoreError, vue};
use uuid::Uuid;

use crate::{
    bases::{Base, after, now, on_both},
    comptes,
};

on_both!(a_view_is_of_one_account_under_one_name);

async fn a_view_is_of_one_account_under_one_name(base: &Base) {
    let store = &base.store;
    let (une, autre) =
        (comptes::create(store, "une@exemple.fr").await, comptes::create(store, "autre@exemple.fr").await);
    let noms = async |qui: Uuid| -> Vec<String> {
        vue::of_utilisateur(store.read(), qui).await.unwrap().into_iter().map(|vue| vue.nom).collect()
    };
    let writer = store.write(now()).await.unwrap();
    let gardee = vue::keep(&writer, une.id, "À rappeler", "contact=en_cours").await.unwrap();
    vue::keep(&writer, autre.id, "À rappeler", "contact=joint").await.unwrap();
    writer.commit().await.unwrap();
    let writer = store.write(after(1)).await.unwrap();
    let deux = vue::keep(&writer, une.id, "À rappeler", "contact=joint").await;
    assert!(matches!(deux, Err(StoreError::Existe(_))), "{deux:?}");
    drop(writer);
    let writer = store.write(after(2)).await.unwrap();
    vue::keep(&writer, une.id, "Mineurs", "age=mineur").await.unwrap();
    // Nobody touches another's.
    for essai in [
        vue::rename(&writer, autre.id, gardee.id, "Volée").await,
        vue::remove(&writer, autre.id, gardee.id).await,
        vue::remove(&writer, une.id, Uuid::nil()).await,
    ] {
        assert!(matches!(essai, Err(StoreError::Absent { quoi: "vue" })), "{essai:?}");
    }
    vue::rename(&writer, une.id, gardee.id, "En cours").await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(noms(une.id).await, ["En cours", "Mineurs"]);
    let writer = store.write(after(3)).await.unwrap();
    vue::remove(&writer, une.id, gardee.id).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(
        (noms(une.id).await, noms(autre.id).await),
        (vec!["Mineurs".into()], vec!["À rappeler".into()])
    );
}

//! Files, sent as a browser sends them.

use axum::{
    body::Body,
    http::{Method, Request, header},
};

use crate::app::{ORIGINE, Personne, Reponse, TestApp};

impl TestApp {
    /// What a browser is answered that posts a form with a file: the name of its field, its own, its bytes.
    pub(crate) async fn envoyer_fichier(
        &self,
        qui: impl Into<Personne>,
        chemin: &str,
        (champ, nom, octets): (&str, &str, &[u8]),
        champs: &[(&str, &str)],
    ) -> Reponse {
        const LIMITE: &str = "----essai7f3a";
        let mut corps = Vec::new();
        let entete = format!(
            "--{LIMITE}\r\nContent-Disposition: form-data; name=\"{champ}\"; filename=\"{nom}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        corps.extend_from_slice(entete.as_bytes());
        corps.extend_from_slice(octets);
        for (nom, valeur) in champs {
            let champ =
                format!("\r\n--{LIMITE}\r\nContent-Disposition: form-data; name=\"{nom}\"\r\n\r\n{valeur}");
            corps.extend_from_slice(champ.as_bytes());
        }
        corps.extend_from_slice(format!("\r\n--{LIMITE}--\r\n").as_bytes());
        let cookie = self.connecter(self.compte(qui.into())).await;
        let request = Request::builder()
            .method(Method::POST)
            .uri(chemin)
            .header(header::HOST, "raccroche.example")
            .header(header::COOKIE, cookie)
            .header(header::ORIGIN, ORIGINE)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={LIMITE}"))
            .body(Body::from(corps))
            .unwrap();
        self.brut(request).await
    }
}

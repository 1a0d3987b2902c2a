//! The form in which the official script sends a payload (client-side facts, run with its crypto-js): AES-256-CBC
//! with PKCS#7, and the key beside it. It hides nothing; whoever has the form can read it.

use aes::Aes256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};

/// `data` is the ciphertext in base64, `session_key` is key and initial vector in base64 with `##` between.
pub(super) fn open(data: &str, session_key: &str) -> Option<Vec<u8>> {
    let (key, iv) = session_key.split_once("##")?;
    let (key, iv) = (BASE64.decode(key).ok()?, BASE64.decode(iv).ok()?);
    let decryptor = Decryptor::<Aes256>::new_from_slices(&key, &iv).ok()?;
    decryptor.decrypt_padded_vec::<Pkcs7>(&BASE64.decode(data).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    // Made with `node:crypto`: aes-256-cbc, key 00…1f, iv 20…2f.
    const DATA: &str = "BRGPdNRfvnWyFQrFXlNi+E5koWIx8sTGPZ+JA6FX0H1GEAQj02ombBr6v+A9jidb";
    const SESSION_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=##ICEiIyQlJicoKSorLC0uLw==";

    #[test]
    fn a_payload_of_node() {
        let opened = String::from_utf8(open(DATA, SESSION_KEY).unwrap()).unwrap();
        assert_eq!(opened, r#"{"name":"본인인증","price":0}"#);
    }

    #[test]
    fn what_does_not_open() {
        let (key, iv) = SESSION_KEY.split_once("##").unwrap();
        let other_key = format!("{}##{iv}", "A".repeat(43) + "=");
        for (data, session_key) in [
            (DATA, key.to_owned()),
            (DATA, format!("{key}##")),
            (DATA, format!("{iv}##{key}")),
            (DATA, other_key),
            (&DATA[..DATA.len() - 4], SESSION_KEY.to_owned()),
            ("", SESSION_KEY.to_owned()),
            ("%%%%", SESSION_KEY.to_owned()),
        ] {
            assert_eq!(open(data, &session_key), None, "{data} {session_key}");
        }
    }
}

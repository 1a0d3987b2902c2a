//! Which certificates are believed.

use std::error::Error as StdError;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{CertificateError, ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use crate::config::{CA_VARIABLES, Config};
use crate::error::Error;
use crate::foreign::excerpt;

/// OpenSSL's name for a file of CA certificates, which most programs follow. It belongs to the process, as the
/// proxy's variables do.
const SSL_CERT_FILE: &str = "SSL_CERT_FILE";

/// Many times the size of any system's whole bundle.
const LARGEST_CA_FILE: u64 = 16 * 1024 * 1024;

/// A file of CA certificates, or a folder of such files, that a variable names.
pub(crate) struct CaFile {
    name: &'static str,
    path: PathBuf,
    certificates: io::Result<Vec<CertificateDer<'static>>>,
}

impl CaFile {
    /// How many certificates it has.
    ///
    /// # Errors
    /// A sentence, if it has none or cannot be read.
    pub(crate) fn certificates(&self) -> Result<usize, String> {
        match &self.certificates {
            Ok(found) if found.is_empty() => Err(format!("{} has no certificate in PEM form", self.shown())),
            Ok(found) => Ok(found.len()),
            Err(error) => Err(format!("{} cannot be read: {error}", self.shown())),
        }
    }

    /// As it was named: `SSL_CERT_FILE=/path/to/ca.pem`.
    pub(crate) fn shown(&self) -> String {
        format!("{}={}", self.name, excerpt(&self.path.to_string_lossy()))
    }
}

/// What the process's variable names, and what the configuration's do.
pub(crate) fn ca_files(named: &[(&'static str, String)]) -> Vec<CaFile> {
    let of_the_process = std::env::var_os(SSL_CERT_FILE).map(|path| (SSL_CERT_FILE, PathBuf::from(path)));
    let others = named.iter().map(|(name, path)| (*name, PathBuf::from(path)));
    let set = of_the_process.into_iter().chain(others).filter(|(_, path)| !path.as_os_str().is_empty());
    set.map(|(name, path)| CaFile { name, certificates: certificates(&path), path }).collect()
}

/// How TLS is done, and what to say where it fails.
pub(crate) struct Trust {
    pub(crate) tls: ClientConfig,
    /// Files that were named and hold nothing: each as a sentence.
    unreadable: Vec<String>,
}

impl Trust {
    /// Certificates are checked as the operating system does, with Mozilla's roots beside its own: slim containers
    /// have no CA bundle. The files that the environment names come on top, and one that cannot be read changes
    /// nothing. The provider is handed over here, because a library must not install a process-wide one.
    pub(crate) fn of(config: &Config) -> Result<Self, Error> {
        let mut roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.to_vec();
        let mut unreadable = Vec::new();
        for file in ca_files(&config.ca_files) {
            unreadable.extend(file.certificates().err());
            roots.extend(file.certificates.into_iter().flatten());
        }

        let broken =
            |error: rustls::Error| Error::config("TLS cannot be set up").with_causes(vec![error.to_string()]);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = Verifier::new_with_extra_roots(roots, provider.clone()).map_err(broken)?;
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(broken)?
            .dangerous() // the name of every builder step that takes a verifier; this one verifies
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        Ok(Self { tls, unreadable })
    }

    /// What helps, if a certificate was refused because nobody here knows who signed it.
    pub(crate) fn advice(&self, error: &(dyn StdError + 'static)) -> Option<String> {
        // the second: a CA of the same name is known, with another key, such as a sandbox's before its restart
        let Some(rustls::Error::InvalidCertificate(
            CertificateError::UnknownIssuer | CertificateError::BadSignature,
        )) = beneath(error)
        else {
            return None;
        };
        let mut advice = format!(
            "if a company's proxy or a sandbox signed it, name that CA's certificate: {SSL_CERT_FILE}=/path/to/ca.pem \
             ({} are read too)",
            CA_VARIABLES.join(", ")
        );
        for sentence in &self.unreadable {
            advice.push_str("; ");
            advice.push_str(sentence);
        }
        Some(advice)
    }
}

/// The first error of this type in the chain. An `io::Error` hides the one that it wraps from `source`.
pub(crate) fn beneath<'e, T: StdError + 'static>(error: &'e (dyn StdError + 'static)) -> Option<&'e T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = wrapped.map(|error| error as &(dyn StdError + 'static)).or_else(|| error.source());
    }
    None
}

/// The certificates of a PEM file, or of all files of a folder as requests and OpenSSL take it. Everything else in
/// them is passed over.
fn certificates(path: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    if !path.is_dir() {
        return certificates_in_file(path);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path)? {
        found.extend(certificates_in_file(&entry?.path()).unwrap_or_default());
    }
    Ok(found)
}

fn certificates_in_file(path: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no file")); // opening a pipe would wait for who writes into it
    }
    let mut text = Vec::new();
    File::open(path)?.take(LARGEST_CA_FILE).read_to_end(&mut text)?;
    let usable = |certificate: &CertificateDer<'static>| {
        RootCertStore::empty().add(certificate.clone()).is_ok() // the verifier refuses all for one that is broken
    };
    Ok(CertificateDer::pem_slice_iter(&text).filter_map(Result::ok).filter(usable).collect())
}

//! The certificates of the TLS listener: made anew at each start, for the names under which the sandbox may be called,
//! kept in memory only.

use std::error::Error;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivatePkcs8KeyDer;

/// What every client may call this server.
const NAMES: &[&str] = &["127.0.0.1", "::1", "localhost"];
/// A name that nobody can have (RFC 2606).
const OTHER_NAME: &str = "sandbox.invalid";

type Failure = Box<dyn Error + Send + Sync>;

/// How a handshake may go on, for each certificate that this server can show.
pub(crate) struct Certificates {
    /// What a client has to trust.
    pub(crate) ca_pem: String,
    pub(crate) good: Arc<ServerConfig>,
    pub(crate) expired: Arc<ServerConfig>,
    pub(crate) wrong_name: Arc<ServerConfig>,
    pub(crate) unknown_ca: Arc<ServerConfig>,
}

impl Certificates {
    /// `hosts` are names beside those of loopback.
    pub(crate) fn make(hosts: &[String]) -> Result<Self, Failure> {
        let names: Vec<&str> = NAMES.iter().copied().chain(hosts.iter().map(String::as_str)).collect();
        let ca = authority("Bootpay sandbox CA")?;
        let other_ca = authority("A CA that nobody trusts")?;
        let now = Life::around_today();
        Ok(Self {
            ca_pem: ca.pem(),
            good: server(&ca, &names, &now)?,
            expired: server(&ca, &names, &Life::over())?,
            wrong_name: server(&ca, &[OTHER_NAME], &now)?,
            unknown_ca: server(&other_ca, &names, &now)?,
        })
    }
}

/// First and last day.
struct Life(Date, Date);

impl Life {
    /// A year: some systems refuse certificates that live for more than two. The machine's time, not the sandbox's:
    /// clients compare it with theirs.
    fn around_today() -> Self {
        let today = Offset::UTC.to_datetime(Timestamp::now()).date();
        Self(today.saturating_sub(1.day()), today.saturating_add(1.year()))
    }

    fn over() -> Self {
        Self(Date::constant(2020, 1, 1), Date::constant(2020, 12, 31))
    }

    fn set(&self, params: &mut CertificateParams) {
        let time = |day: Date| {
            date_time_ymd(day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs())
        };
        (params.not_before, params.not_after) = (time(self.0), time(self.1));
    }
}

fn authority(name: &str) -> Result<CertifiedIssuer<'static, KeyPair>, Failure> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::default();
    // A name of its own: a client that trusts the CA of an earlier run should miss this one, not doubt its signature.
    let run: String = params.key_identifier(&key).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    params.distinguished_name.push(DnType::CommonName, format!("{name} {run}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Life::around_today().set(&mut params);
    Ok(CertifiedIssuer::self_signed(params, key)?)
}

fn server(
    ca: &CertifiedIssuer<'static, KeyPair>,
    names: &[&str],
    life: &Life,
) -> Result<Arc<ServerConfig>, Failure> {
    let mut params = CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())?;
    params.distinguished_name.push(DnType::CommonName, "Bootpay sandbox");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true; // Python and OpenSSL ask for it when they are strict
    life.set(&mut params);
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, ca)?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.into()], PrivatePkcs8KeyDer::from(key.serialize_der()).into())?;
    Ok(Arc::new(config))
}

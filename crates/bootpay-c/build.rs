//! How the library is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // The library's threads outlive a host's dlclose, and so must their code.
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}

//! How the library is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A class loader that goes unloads its library, and the library's threads outlive that.
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}

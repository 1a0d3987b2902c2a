# Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.

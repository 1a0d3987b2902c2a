//! The four variables that point a client at the sandbox, as the lines that shells, `.env` files and containers take.

use clap::ValueEnum;

/// Who reads the lines.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    Dotenv,
    Powershell,
    Docker,
    /// A POSIX shell; nobody asks for it, since what is printed at every start has this form.
    #[value(skip)]
    Shell,
}

/// One line a variable. No value needs quotes: they are addresses, hex and base64.
pub(crate) fn lines(form: Form, environment: &[(&str, &str)]) -> String {
    let line = |(name, value): &(&str, &str)| match form {
        Form::Dotenv | Form::Docker => format!("{name}={value}"),
        Form::Powershell => format!("$env:{name} = '{value}'"),
        Form::Shell => format!("export {name}={value}"),
    };
    environment.iter().map(line).collect::<Vec<String>>().join("\n")
}

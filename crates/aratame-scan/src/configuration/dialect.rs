//! Dialects: one row a directive, over the grammar that several products share in kind.
//!
//! Owns how a document's directives become statements. The rows stand with their detector; the
//! commands of OpenSSL, which several products pass on, stand here.

use super::Service;
use super::scope::{Means, Scope, Scopes, Side, Statement};
use aratame_formats::config::{Directive, Document};

/// What one directive of a product is about. Names are in lower case.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) means: Means,
}

/// A row of a dialect table.
pub(crate) const fn row(name: &'static str, means: Means) -> Row {
    Row { name, means }
}

/// What a name means in a table, whatever its case.
pub(crate) fn meaning(rows: &[Row], name: &str) -> Option<Means> {
    rows.iter().find(|row| row.name.eq_ignore_ascii_case(name)).map(|row| row.means)
}

/// Commands of SSL_CONF_cmd(3), which products pass on and `openssl.cnf` has as names.
pub(crate) const OPENSSL_COMMANDS: &[Row] = &[
    row("cipherstring", Means::Ciphers),
    row("ciphersuites", Means::Suites13),
    row("protocol", Means::Versions),
    row("minprotocol", Means::MinVersion),
    row("maxprotocol", Means::MaxVersion),
    row("groups", Means::Groups),
    row("curves", Means::Groups),
    row("ecdhparameters", Means::Groups),
    row("signaturealgorithms", Means::Signatures),
    row("clientsignaturealgorithms", Means::Signatures),
    row("dhparameters", Means::DhParameters),
    row("certificate", Means::Certificate),
    row("privatekey", Means::PrivateKey),
    row("chaincafile", Means::Certificate),
    row("verifycafile", Means::Certificate),
    row("requestcafile", Means::Certificate),
    row("clientcafile", Means::Certificate),
    row("chaincapath", Means::Related),
    row("verifycapath", Means::Related),
    row("clientcapath", Means::Related),
    row("serverinfofile", Means::Related),
    row("verifymode", Means::Related),
    row("recordpadding", Means::Related),
    row("numtickets", Means::Related),
    row("options", Means::Related),
];

/// How a block-structured product names things.
pub(crate) struct Dialect {
    /// What a directive is about; `None` when it is about something else than TLS.
    pub(crate) meaning: fn(&Directive) -> Option<(Means, Side)>,
    /// Whether a name that no row has is about TLS, so that it is doubted.
    pub(crate) is_near: fn(&str) -> bool,
    /// The value of a directive, as the rows of its meaning want it.
    pub(crate) value: fn(&Directive, Means) -> String,
    /// Blocks that define a service.
    pub(crate) services: &'static [&'static str],
}

impl Dialect {
    /// The document's statements in their scopes: the file is scope 0, block `n` is `n + 1`.
    pub(crate) fn read(&self, service: &mut Service<'_>, document: &Document) -> Scopes {
        let mut statements = Vec::new();
        for directive in &document.directives {
            match (self.meaning)(directive) {
                Some((means, side)) => statements.extend(self.statement(directive, means, side)),
                None if (self.is_near)(&directive.name) => {
                    service.unknown_directive(directive, &directive.name);
                }
                None => {}
            }
        }
        Scopes::new(scopes(document, self.services), statements)
    }

    fn statement(&self, directive: &Directive, means: Means, side: Side) -> Vec<Statement> {
        let whole = Statement {
            means,
            side,
            name: directive.name.clone(),
            value: (self.value)(directive, means),
            line: directive.into(),
            scope: directive.block.map_or(0, |block| block + 1),
            written: Some(directive.value()),
        };
        match (means, directive.arguments.split_first()) {
            (Means::OpensslCommand, Some((command, values))) => {
                with_command(whole, command, &values.join(" "))
            }
            _ => vec![whole],
        }
    }
}

/// A directive that passes a command on: recorded as it stands, and understood as the command.
fn with_command(whole: Statement, command: &str, value: &str) -> Vec<Statement> {
    let passed = meaning(OPENSSL_COMMANDS, command).filter(|means| *means != Means::Related);
    let Some(means) = passed else {
        return vec![Statement { means: Means::Switch, ..whole }];
    };
    let recorded = Statement { means: Means::Switch, ..whole.clone() };
    let passed = Statement { means, value: value.to_owned(), written: None, ..whole };
    vec![recorded, passed]
}

fn scopes(document: &Document, services: &[&str]) -> Vec<Scope> {
    let file = Scope { label: "file".to_owned(), parent: None, is_service: false };
    let blocks = document.blocks.iter().map(|block| Scope {
        label: format!("{} (line {})", block.name, block.line),
        parent: Some(block.parent.map_or(0, |parent| parent + 1)),
        is_service: services.iter().any(|name| name.eq_ignore_ascii_case(&block.name)),
    });
    std::iter::once(file).chain(blocks).collect()
}

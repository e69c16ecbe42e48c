//! The flags, from which help, completions and the man page follow.

use aratame_policy::Profile;
use aratame_report::Lang;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use std::path::PathBuf;

/// Finds the cryptography of a system and judges it by CRYPTREC.
#[derive(Debug, Parser)]
#[command(name = "aratame", version, propagate_version = true)]
#[command(after_help = "\
Examples:
  aratame scan /etc /usr                          summary on the terminal
  aratame scan / --one-file-system -o all.cdx.json --format cbom
  aratame scan . --deny broken --deny 'algorithm=rsa bits<2048'     for CI
  aratame judge all.json --policy all --as-of 2031-01-01            without a new scan
  aratame diff january.json july.json                               what became of it
  aratame policy diff cryptrec-ls-0001-2022r1 cryptrec all.json     what a new edition changes
  aratame explain X25519MLKEM768
  aratame query 'algorithm=rsa bits<3072' a.cdx.json b.cdx.json

Exit status: 0 complete and nothing denied; 1 complete, something denied; 2 failed or incomplete.")]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Walk files and folders and make an inventory of their cryptography
    Scan(Box<Scan>),
    /// Ask live endpoints what they negotiate: those, and only those, of a file with permissions
    Probe(Box<Probe>),
    /// Judge a stored inventory anew: by other lists, at another date, without a scan
    Judge(Box<Rejudge>),
    /// Plan the migration: what first, to what, until when, and what to change
    Plan(Box<Plan>),
    /// Tell what changed between two stored inventories: new, gone, improved, regressed
    Diff(Box<Diff>),
    /// List, show and compare policy lists
    Policy {
        /// What to do with them
        #[command(subcommand)]
        what: Policy,
    },
    /// Make a report from a stored inventory: HTML, workbook, Markdown or CSV, of seven kinds
    Report(Box<Report>),
    /// Compare a supplier's SBOM with a stored inventory: declared against found
    Sbom {
        /// What to do with it
        #[command(subcommand)]
        what: Sbom,
    },
    /// Sign a stored inventory with an ML-DSA key
    Sign(Sign),
    /// Check the signature of a stored inventory
    Verify(Verify),
    /// Make a new ML-DSA key to sign inventories with
    NewKey(NewKey),
    /// Tell what an algorithm, OID, code point or diagnostic is and which list says what of it
    Explain(Explain),
    /// List detectors, algorithms, policies, formats or diagnostics
    List(List),
    /// Ask a question over one or many inventories (own JSON and any CycloneDX CBOM)
    Query(Query),
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print a manual page: of the program, or of one command
    Man {
        /// The command
        command: Option<String>,
    },
}

/// Flags of `scan`.
#[derive(Debug, Args)]
pub(crate) struct Scan {
    /// Files and folders; `-` reads one artefact from standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,

    /// What is written, and where
    #[command(flatten)]
    pub emit: Emit,

    /// By what it is judged
    #[command(flatten)]
    pub judging: Judging,

    /// Run only these detectors; repeatable
    #[arg(long, value_name = "DETECTOR", value_delimiter = ',')]
    pub only: Vec<String>,

    /// Leave out these detectors; repeatable
    #[arg(long, value_name = "DETECTOR", value_delimiter = ',', conflicts_with = "only")]
    pub skip: Vec<String>,

    /// Leave out what matches: a name (`*.log`) or a path with `/`; repeatable
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,

    /// Stay on the file system of each PATH
    #[arg(long)]
    pub one_file_system: bool,

    /// Leave out larger files, such as `500M` or `2G`; no limit by default
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub max_file_size: Option<u64>,

    /// List the evidence of every algorithm in programs and libraries instead: file, offset,
    /// bytes, section or function, rule, confidence
    #[arg(long, conflicts_with = "format")]
    pub explain_evidence: bool,

    /// Reading threads; one a processor by default
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
}

/// Flags of `probe`.
#[derive(Debug, Args)]
#[command(after_help = "\
The file of targets says for each host who owns it and who allowed the probe; without that the
whole file is refused and nothing is sent. TOML, or CSV with the same names as headings:

  [[target]]
  host = \"www.example.go.jp\"        # a name or an address; no ranges
  port = [443, 8443]                  # the protocol's own by default
  protocol = \"tls\"                  # tls ssh ike smtp imap pop3 ftp ldap xmpp postgresql mysql rdp
  owner = \"Information Systems Division\"
  permission = \"2026-117\"           # the reference of the owner's consent
  window = \"22:00/05:00+09:00\"      # or one moment to another: 2026-12-01T22:00+09:00/...
  rate = 5                            # connections a second to this host

Examples:
  aratame probe targets.toml --check                          what would be probed; sends nothing
  aratame probe targets.toml -o live.json                     stored, summary on the terminal
  aratame probe targets.csv -o live.json --resume run.jsonl   goes on where it was interrupted
  aratame report live.json -o live.html

A probe shows what a server agrees to. Nothing is logged in to and no weakness is exploited.
See docs/probe.md for what it finds and what it misses.")]
pub(crate) struct Probe {
    /// The targets: TOML, or CSV in UTF-8 or Shift_JIS
    #[arg(value_name = "TARGETS", value_hint = ValueHint::FilePath)]
    pub targets: PathBuf,

    /// What is written, and where
    #[command(flatten)]
    pub emit: Emit,

    /// By what it is judged
    #[command(flatten)]
    pub judging: Judging,

    /// Only check the file and tell what would be probed; nothing is sent
    #[arg(long)]
    pub check: bool,

    /// A journal of what is done: kept while it runs, and read when it runs again
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub resume: Option<PathBuf>,

    /// Seconds that a connection, and then the answer over it, may take
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=300))]
    pub timeout: u32,

    /// Endpoints that are probed side by side
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = clap::value_parser!(u16).range(1..=10000))]
    pub side_by_side: u16,
}

/// Flags of `judge`.
#[derive(Debug, Args)]
pub(crate) struct Rejudge {
    /// Stored inventories: what `aratame scan` or `probe` wrote with --format json; `-` is standard
    /// input. Several become one: what they saw of the same thing is joined
    #[arg(value_hint = ValueHint::FilePath, required = true)]
    pub inventory: Vec<PathBuf>,

    /// What is written, and where
    #[command(flatten)]
    pub emit: Emit,

    /// By what it is judged
    #[command(flatten)]
    pub judging: Judging,
}

/// What to do with an SBOM.
#[derive(Debug, Subcommand)]
pub(crate) enum Sbom {
    /// List what is declared and not found, found and not declared, and of other versions; the
    /// exit status is 1 when there is any
    Compare(SbomCompare),
}

/// Flags of `sbom compare`.
#[derive(Debug, Args)]
pub(crate) struct SbomCompare {
    /// The SBOM: CycloneDX in JSON or XML, SPDX in JSON or tag-value
    #[arg(value_hint = ValueHint::FilePath)]
    pub sbom: PathBuf,

    /// A stored inventory: what `aratame scan --format json` wrote
    #[arg(value_hint = ValueHint::FilePath)]
    pub inventory: PathBuf,

    /// Write JSON instead of Markdown
    #[arg(long)]
    pub json: bool,

    /// Write to a file; `-` is standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,

    /// The language of what people read
    #[arg(long, value_enum)]
    pub lang: Option<Language>,
}

/// Flags of `plan`.
#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// Stored inventories: what `aratame scan --format json` wrote; `-` is standard input. Of
    /// several each is a machine's, called HOST or as the file without its ending
    #[arg(required = true, value_name = "[HOST=]INVENTORY", value_hint = ValueHint::FilePath)]
    pub inventories: Vec<String>,

    /// The ledger of systems
    #[command(flatten)]
    pub systems: Systems,

    /// Output format
    #[arg(short, long, value_name = "FORMAT", value_parser = plan_format_values())]
    pub format: Option<String>,

    /// Write the plan to this file, whole or not at all
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,

    /// By which lists, and when
    #[command(flatten)]
    pub basis: Basis,

    /// What planning assumes
    #[command(flatten)]
    pub assumptions: Assumptions,

    /// A workbook of a report in which people answered what the ledger leaves open; repeatable
    #[arg(long, value_name = "FILE.xlsx", value_hint = ValueHint::FilePath, requires = "systems")]
    pub answers: Vec<PathBuf>,

    /// Knowledge of products from this file instead of ours
    #[arg(long, value_name = "FILE.toml", value_hint = ValueHint::FilePath)]
    pub knowledge: Option<PathBuf>,

    /// Where the scanned files stand now, for the patches: `/` by default
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub root: Option<PathBuf>,

    /// Change settings of TLS until they reach this profile of CRYPTREC GL-3001, not only what is
    /// broken or old in them
    #[arg(long, value_enum, value_name = "PROFILE")]
    pub tls_profile: Option<TlsProfile>,

    /// Accept gaps of this code, everywhere or at a path or glob; repeatable
    #[arg(long, value_name = "CODE[=PATH]")]
    pub allow: Vec<String>,

    /// Language of what people read; from the locale by default
    #[arg(long, value_enum)]
    pub lang: Option<Language>,
}

/// A profile of CRYPTREC GL-3001 that a service is to reach.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum TlsProfile {
    /// 高セキュリティ型
    HighSecurity,
    /// 推奨セキュリティ型
    RecommendedSecurity,
}

impl From<TlsProfile> for Profile {
    fn from(profile: TlsProfile) -> Self {
        match profile {
            TlsProfile::HighSecurity => Self::HighSecurity,
            TlsProfile::RecommendedSecurity => Self::RecommendedSecurity,
        }
    }
}

/// Flags of `diff`.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The older inventory: what `aratame scan --format json` wrote
    #[arg(value_hint = ValueHint::FilePath)]
    pub old: PathBuf,

    /// The newer inventory
    #[arg(value_hint = ValueHint::FilePath)]
    pub new: PathBuf,

    /// Output format
    #[arg(short, long, default_value = "table", value_parser = change_format_values())]
    pub format: String,

    /// Write to this file, whole or not at all
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,

    /// By which lists, and when
    #[command(flatten)]
    pub basis: Basis,

    /// Exit with status 1 on an asset of this kind; a fall from hybrid to classical always does;
    /// repeatable
    #[arg(long, value_name = "CHANGE", value_parser = ["regressed", "new", "changed", "improved", "gone", "not-seen"])]
    pub deny: Vec<String>,

    /// Accept gaps of this code, everywhere or at a path or glob; repeatable
    #[arg(long, value_name = "CODE[=PATH]")]
    pub allow: Vec<String>,

    /// Language of what people read; from the locale by default
    #[arg(long, value_enum)]
    pub lang: Option<Language>,
}

/// The ledger of systems, for every command that speaks of systems.
#[derive(Debug, Args)]
pub(crate) struct Systems {
    /// The ledger of systems (情報システム台帳): TOML, CSV in UTF-8 or Shift_JIS, or XLSX
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub systems: Option<PathBuf>,

    /// The host that was scanned, as the ledger calls it, where there is one inventory
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
}

/// By which lists is judged, and when.
#[derive(Debug, Args)]
pub(crate) struct Basis {
    /// Judge by this list: an id of `aratame policy list`, `all`, or a TOML file; repeatable
    #[arg(long, value_name = "ID|FILE.toml")]
    pub policy: Vec<String>,

    /// Judge as of this date; today by default
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<String>,
}

/// What a plan assumes.
#[derive(Debug, Args)]
pub(crate) struct Assumptions {
    /// Year in which a quantum computer is assumed to break today's public keys (z of Mosca's
    /// inequality); the target year of the move by default, which is no prediction
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(2000..=2200))]
    pub quantum_year: Option<i32>,
}

/// What is done with policy lists.
#[derive(Debug, Subcommand)]
pub(crate) enum Policy {
    /// Every list that comes with the program: id, edition, date, provisional entries, title
    List {
        /// Language of what people read; from the locale by default
        #[arg(long, value_enum)]
        lang: Option<Language>,
    },
    /// Everything that a list says: entries, dates, citations
    Show {
        /// An id of `aratame policy list`, or a TOML file
        list: String,
        /// Language of what people read; from the locale by default
        #[arg(long, value_enum)]
        lang: Option<Language>,
    },
    /// What changes from one list or edition to another, in general and for an inventory
    Diff {
        /// An id of `aratame policy list`, or a TOML file
        first: String,
        /// The other list
        second: String,
        /// A stored inventory
        #[arg(value_hint = ValueHint::FilePath)]
        inventory: Option<PathBuf>,
        /// Judge as of this date; today by default
        #[arg(long, value_name = "YYYY-MM-DD")]
        as_of: Option<String>,
        /// Year in which the system is planned to end
        #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(2000..=2200))]
        end_of_life: Option<i32>,
        /// Output format
        #[arg(short, long, default_value = "table", value_parser = ["table", "json"])]
        format: String,
        /// Language of what people read; from the locale by default
        #[arg(long, value_enum)]
        lang: Option<Language>,
    },
}

/// What is written of a judged inventory, and where.
#[derive(Debug, Args)]
pub(crate) struct Emit {
    /// Output format; without -o it goes to standard output instead of the summary
    #[arg(short, long, value_name = "FORMAT", value_parser = format_values())]
    pub format: Option<String>,

    /// Write the inventory to this file, whole or not at all
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,

    /// Version of the CycloneDX specification to write
    #[arg(long, value_name = "VERSION", default_value = "1.7", value_parser = ["1.6", "1.7"])]
    pub cbom_version: String,

    /// Language of what people read; from the locale by default
    #[arg(long, value_enum)]
    pub lang: Option<Language>,

    /// Neither progress nor messages about single files
    #[arg(short, long)]
    pub quiet: bool,
}

/// By what an inventory is judged, and what then counts as a failure.
#[derive(Debug, Args)]
pub(crate) struct Judging {
    /// By which lists, and when
    #[command(flatten)]
    pub basis: Basis,

    /// Year in which the system is planned to end: strengths must suffice until then
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(2000..=2200))]
    pub end_of_life: Option<i32>,

    /// The ledger of systems: strengths must suffice until the fiscal year in which each is
    /// renewed, and the output names the systems
    #[command(flatten)]
    pub systems: Systems,

    /// Exit with status 1 when an asset matches: `broken`, `prohibited`, `quantum-vulnerable`,
    /// or a condition such as 'algorithm=rsa bits<2048'; repeatable
    #[arg(long, value_name = "CONDITION")]
    pub deny: Vec<String>,

    /// Accept gaps of this code, everywhere or at a path or glob; repeatable
    #[arg(long, value_name = "CODE[=PATH]")]
    pub allow: Vec<String>,
}

/// Flags of `report`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  aratame report inventory.json -o report.html --lang ja
  aratame report inventory.json --kind ciso -o ciso.html --lang ja --marking 機密性２情報
  aratame report inventory.json -o ledger.xlsx --lang ja
  aratame report inventory.json --answers ledger.xlsx -o report.html
  aratame report inventory.json --kind usage --redact hosts,paths,names -o usage.csv")]
pub(crate) struct Report {
    /// The inventory: JSON of `aratame scan`; `-` reads standard input
    #[arg(value_name = "INVENTORY", value_hint = ValueHint::FilePath)]
    pub inventory: PathBuf,

    /// What the report is for
    #[arg(short, long, value_name = "KIND", default_value = "full", value_parser = kind_values())]
    pub kind: String,

    /// Format; by the name of -o where that tells it
    #[arg(short, long, value_name = "FORMAT", value_parser = report_format_values())]
    pub format: Option<String>,

    /// Write the report to this file, whole or not at all; standard output by default
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,

    /// By which lists, and when
    #[command(flatten)]
    pub basis: Basis,

    /// Year in which the systems are planned to end: strengths must suffice until then
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(2000..=2200))]
    pub end_of_life: Option<i32>,

    /// The ledger of systems
    #[command(flatten)]
    pub systems: Systems,

    /// What planning assumes
    #[command(flatten)]
    pub assumptions: Assumptions,

    /// An earlier inventory: what was found before and what is gone (kind `audit`)
    #[arg(long, value_name = "INVENTORY", value_hint = ValueHint::FilePath)]
    pub previous: Option<PathBuf>,

    /// A workbook of an earlier report with columns that people filled in; repeatable
    #[arg(long, value_name = "FILE.xlsx", value_hint = ValueHint::FilePath, conflicts_with = "redact")]
    pub answers: Vec<PathBuf>,

    /// Take out names before anything is written: `hosts`, `paths`, `names`
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_parser = ["hosts", "paths", "names"])]
    pub redact: Vec<String>,

    /// Words of the classification, printed on every page
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub marking: String,

    /// Language of the report; from the locale by default
    #[arg(long, value_enum)]
    pub lang: Option<Language>,
}

/// Flags of `sign`.
#[derive(Debug, Args)]
pub(crate) struct Sign {
    /// The inventory, in any format
    #[arg(value_name = "INVENTORY", value_hint = ValueHint::FilePath)]
    pub inventory: PathBuf,
    /// The private key: PKCS #8 in PEM, as `aratame new-key` and OpenSSL 3.5 write it
    #[arg(long, value_name = "KEY.pem", value_hint = ValueHint::FilePath)]
    pub key: PathBuf,
    /// The signature's file; INVENTORY.sig by default
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Language of what people read; from the locale by default
    #[arg(long, value_enum)]
    pub lang: Option<Language>,
}

/// Flags of `verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The inventory, in any format
    #[arg(value_name = "INVENTORY", value_hint = ValueHint::FilePath)]
    pub inventory: PathBuf,
    /// The public key: SPKI in PEM
    #[arg(long, value_name = "KEY.pub.pem", value_hint = ValueHint::FilePath)]
    pub key: PathBuf,
    /// The signature's file; INVENTORY.sig by default
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub signature: Option<PathBuf>,
    /// Language of what people read; from the locale by default
    #[arg(long, value_enum)]
    pub lang: Option<Language>,
}

/// Flags of `new-key`.
#[derive(Debug, Args)]
pub(crate) struct NewKey {
    /// The private key's file; the public key goes beside it, with `.pub.pem`
    #[arg(value_name = "KEY.pem", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    /// The parameter set
    #[arg(long, default_value = "ML-DSA-65", value_parser = ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"])]
    pub algorithm: String,
    /// Language of what people read; from the locale by default
    #[arg(long, value_enum)]
    pub lang: Option<Language>,
}

/// Flags of `explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A name, OID, code point (0x11ec), cipher suite or diagnostic code
    #[arg(required_unless_present_any = ["cipher_string", "gnutls", "ssh", "sshd_config", "tls_profile"])]
    pub what: Vec<String>,
    /// Print the suites of a cipher string of OpenSSL, one a line
    #[arg(long, value_name = "STRING")]
    pub cipher_string: Option<String>,
    /// The release of OpenSSL whose suites these are, from 1.1.1 to 3.x
    #[arg(long, value_name = "VERSION", default_value = "3.0")]
    pub openssl: String,
    /// Print what a priority string of GnuTLS comes to, one name a line
    #[arg(long, value_name = "PRIORITY")]
    pub gnutls: Option<String>,
    /// Print the names of a list of OpenSSH: `+3des-cbc`, `KexAlgorithms=-*sha1`
    #[arg(long, value_name = "LIST", allow_hyphen_values = true)]
    pub ssh: Option<String>,
    /// Print the lists of this sshd_config as they hold for one connection, as `sshd -T -C` does
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub sshd_config: Option<PathBuf>,
    /// The connection: user=…,group=…,host=…,addr=…,laddr=…,lport=…; group may stand again
    #[arg(long, value_name = "SPEC", requires = "sshd_config")]
    pub connection: Option<String>,
    /// Print the settings by which a product reaches a profile of CRYPTREC GL-3001
    #[arg(long, value_enum, value_name = "PROFILE", requires = "product")]
    pub tls_profile: Option<TlsProfile>,
    /// The product whose settings are printed: nginx, postfix, postgresql …
    #[arg(long, value_name = "PRODUCT", requires = "tls_profile")]
    pub product: Option<String>,
    /// With the hybrid group first: for OpenSSL 3.5 and later
    #[arg(long, requires = "tls_profile")]
    pub hybrid: bool,
    /// Judge as of this date; today by default
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<String>,
    /// Year in which the system is planned to end
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(2000..=2200))]
    pub end_of_life: Option<i32>,
    /// Language of what people read; from the locale by default
    #[arg(long, value_enum)]
    pub lang: Option<Language>,
}

/// Flags of `list`.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// What to list
    pub what: Listing,
    /// Language of what people read; from the locale by default
    #[arg(long, value_enum)]
    pub lang: Option<Language>,
}

/// What `list` lists.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Listing {
    /// Every detector
    Detectors,
    /// Every algorithm of the catalogue
    Algorithms,
    /// Every policy list
    Policies,
    /// Every output format
    Formats,
    /// Every diagnostic code
    Diagnostics,
    /// What products support, from which version on
    Products,
}

/// Flags of `query`.
#[derive(Debug, Args)]
pub(crate) struct Query {
    /// A condition such as 'algorithm=rsa bits<3072', 'kind=certificate', 'path~/etc/'
    pub condition: String,
    /// Inventories: this program's JSON or CycloneDX documents of any tool
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// Print only how many assets and places match
    #[arg(short, long)]
    pub count: bool,
    /// Language of what people read; from the locale by default
    #[arg(long, value_enum)]
    pub lang: Option<Language>,
}

/// The languages.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Language {
    /// English
    En,
    /// 日本語
    Ja,
}

impl Language {
    /// The flag's language, or that of the locale.
    #[must_use]
    pub(crate) fn resolve(flag: Option<Self>) -> Lang {
        match flag {
            Some(Self::En) => Lang::En,
            Some(Self::Ja) => Lang::Ja,
            None => locale(),
        }
    }
}

/// POSIX: `LC_ALL` beats `LC_MESSAGES` beats `LANG`; an empty variable counts as unset.
fn locale() -> Lang {
    let set = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"));
    Lang::of_locale(&locale.unwrap_or_default())
}

fn plan_format_values() -> clap::builder::PossibleValuesParser {
    aratame_report::PLAN_FORMATS
        .iter()
        .map(|format| clap::builder::PossibleValue::new(format.id).help(format.title))
        .collect::<Vec<_>>()
        .into()
}

fn format_values() -> clap::builder::PossibleValuesParser {
    aratame_report::FORMATS
        .iter()
        .map(|format| clap::builder::PossibleValue::new(format.id).help(format.title))
        .collect::<Vec<_>>()
        .into()
}

fn change_format_values() -> clap::builder::PossibleValuesParser {
    aratame_report::CHANGE_FORMATS.iter().map(|format| format.id).collect::<Vec<_>>().into()
}

fn kind_values() -> clap::builder::PossibleValuesParser {
    aratame_report::KINDS
        .iter()
        .map(|kind| clap::builder::PossibleValue::new(kind.id).help(kind.title))
        .collect::<Vec<_>>()
        .into()
}

fn report_format_values() -> clap::builder::PossibleValuesParser {
    aratame_report::REPORT_FORMATS
        .iter()
        .map(|format| clap::builder::PossibleValue::new(format.id).help(format.title))
        .collect::<Vec<_>>()
        .into()
}

/// Reads `4096`, `500k`, `10M`, `2G`; units are powers of 1000.
fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit: u64 = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "t" | "tb" => 1_000_000_000_000,
        other => return Err(format!("unknown unit '{other}': use k, M, G or T")),
    };
    let number: u64 = digits.parse().map_err(|_| "not a number".to_owned())?;
    number.checked_mul(unit).ok_or_else(|| "too large".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_flags_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(parse_size("500M"), Ok(500_000_000));
        assert_eq!(parse_size("2g"), Ok(2_000_000_000));
        assert!(parse_size("5X").is_err());
        assert!(parse_size("99999999999T").is_err());
        assert!(parse_size("").is_err());
    }
}

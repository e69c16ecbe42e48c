//! One information system, and the kinds of value that a ledger states of it.

use crate::error::Place;
use aratame_policy::Date;
use std::fmt;
use std::sync::Arc;

/// The id of a system: the ledger's own, or the system's name where the ledger has none.
pub type SystemId = Arc<str>;

/// 機密性: the class of confidentiality of the Common Standards, by the most sensitive information
/// that the system handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidentiality {
    /// 機密性1.
    One,
    /// 機密性2.
    Two,
    /// 機密性3.
    Three,
}

impl Confidentiality {
    /// Every class, lowest first.
    pub const ALL: [Self; 3] = [Self::One, Self::Two, Self::Three];

    /// The number of the class.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Three => 3,
        }
    }

    /// `confidentiality class 3`.
    #[must_use]
    pub fn en(self) -> &'static str {
        match self {
            Self::One => "confidentiality class 1",
            Self::Two => "confidentiality class 2",
            Self::Three => "confidentiality class 3",
        }
    }

    /// `機密性3`.
    #[must_use]
    pub fn ja(self) -> &'static str {
        match self {
            Self::One => "機密性1",
            Self::Two => "機密性2",
            Self::Three => "機密性3",
        }
    }
}

/// How far a system can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exposure {
    /// Separated from every other network.
    Closed,
    /// Reached from the organisation's own network.
    Internal,
    /// Reached from the Internet, or speaking over it.
    Internet,
}

impl Exposure {
    /// Every kind, the least exposed first.
    pub const ALL: [Self; 3] = [Self::Closed, Self::Internal, Self::Internet];

    /// The stable word that ledgers and outputs use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Internal => "internal",
            Self::Internet => "internet",
        }
    }

    /// The Japanese word for it.
    #[must_use]
    pub fn ja(self) -> &'static str {
        match self {
            Self::Closed => "閉域",
            Self::Internal => "府省内",
            Self::Internet => "インターネット",
        }
    }
}

/// Who answers for the cryptography of a system, by the division of responsibility (責任分界).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Responsibility {
    /// The organisation itself.
    Own,
    /// A contractor who builds or runs the system.
    Contractor,
    /// The provider of the cloud service.
    CloudProvider,
    /// Another public body that runs the platform for the organisation.
    SharedPlatform,
    /// Divided: the contract tells who does what.
    Divided,
}

impl Responsibility {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Own, Self::Contractor, Self::CloudProvider, Self::SharedPlatform, Self::Divided];

    /// The stable word that ledgers and outputs use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Contractor => "contractor",
            Self::CloudProvider => "cloud-provider",
            Self::SharedPlatform => "shared-platform",
            Self::Divided => "divided",
        }
    }

    /// The Japanese word for it.
    #[must_use]
    pub fn ja(self) -> &'static str {
        match self {
            Self::Own => "自組織",
            Self::Contractor => "委託先",
            Self::CloudProvider => "クラウド事業者",
            Self::SharedPlatform => "共通基盤",
            Self::Divided => "責任分界による",
        }
    }
}

/// How long something must be protected or trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// So many years from when it is made.
    Years(u16),
    /// Until the end of this year.
    Until(u16),
    /// Without end.
    Permanent,
}

impl Period {
    /// The years from a year on; `None` where there is no end.
    #[must_use]
    pub fn years_from(self, year: i32) -> Option<u32> {
        match self {
            Self::Years(years) => Some(years.into()),
            Self::Until(end) => Some(u32::try_from(i32::from(end) - year).unwrap_or(0)),
            Self::Permanent => None,
        }
    }

    /// The last year of protection of what is made in a year; `None` where there is no end.
    #[must_use]
    pub fn last_year(self, year: i32) -> Option<i32> {
        match self {
            Self::Years(years) => Some(year + i32::from(years)),
            Self::Until(end) => Some(end.into()),
            Self::Permanent => None,
        }
    }

    /// For people, in Japanese.
    #[must_use]
    pub fn ja(self) -> String {
        match self {
            Self::Years(years) => format!("{years}年"),
            Self::Until(year) => format!("{year}年まで"),
            Self::Permanent => "永年".to_owned(),
        }
    }
}

/// `10 years`, `until 2045`, `permanent`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Years(years) => write!(f, "{years} years"),
            Self::Until(year) => write!(f, "until {year}"),
            Self::Permanent => f.write_str("permanent"),
        }
    }
}

/// A Japanese fiscal year (年度), from 1 April to 31 March.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiscalYear(u16);

/// The years that a ledger may speak of.
pub(crate) const YEARS: std::ops::RangeInclusive<u16> = 1900..=2200;

impl FiscalYear {
    /// The fiscal year that begins in April of `year`, within 1900 to 2200.
    #[must_use]
    pub fn new(year: u16) -> Option<Self> {
        YEARS.contains(&year).then_some(Self(year))
    }

    /// The fiscal year in which a month of a calendar year lies.
    #[must_use]
    pub fn of_month(year: u16, month: u8) -> Option<Self> {
        Self::new(if month < 4 { year.checked_sub(1)? } else { year })
    }

    /// The calendar year in which it begins.
    #[must_use]
    pub fn year(self) -> u16 {
        self.0
    }

    /// 1 April.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::new(self.0, 4, 1).unwrap_or(Date::end_of(self.0.into()))
    }

    /// 31 March of the next calendar year.
    #[must_use]
    pub fn last_day(self) -> Date {
        Date::new(self.0 + 1, 3, 31).unwrap_or(Date::end_of(self.0.into()))
    }

    /// `令和10年度`, in the era that its first day has; without an era the year alone.
    #[must_use]
    pub fn ja(self) -> String {
        let era = |name: &str, start: u16| match self.0 - start {
            1 => format!("{name}元年度"),
            year => format!("{name}{year}年度"),
        };
        match self.0 {
            // The era changed on 1 May 2019; the year as a whole is counted to the new one.
            2019.. => era("令和", 2018),
            1989.. => era("平成", 1988),
            year => format!("{year}年度"),
        }
    }
}

/// `FY2028`.
impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FY{}", self.0)
    }
}

/// One information system as the ledger states it. What the ledger leaves open is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct System {
    /// Unique in the ledger.
    pub id: SystemId,
    /// 情報システム名.
    pub name: String,
    /// The organisation or part of it.
    pub organisation: Option<String>,
    /// The person or office who answers for it.
    pub owner: Option<String>,
    /// 機密性 of what it handles.
    pub confidentiality: Option<Confidentiality>,
    /// How long what it handles must stay secret.
    pub protection: Option<Period>,
    /// How long its signatures must be trusted.
    pub trust: Option<Period>,
    /// 更改年度: the fiscal year of the next renewal.
    pub renewal: Option<FiscalYear>,
    /// Who makes or maintains it.
    pub vendor: Option<String>,
    /// How far it can be reached.
    pub exposure: Option<Exposure>,
    /// Who answers for its cryptography.
    pub responsibility: Option<Responsibility>,
    /// How many years its migration takes, where the organisation has estimated that.
    pub migration_years: Option<u16>,
    /// Names of its hosts.
    pub hosts: Vec<String>,
    /// Paths that belong to it: folders, files, or patterns with `*` and `?`.
    pub paths: Vec<String>,
    /// What else the ledger's author wrote.
    pub note: Option<String>,
    /// Where in the ledger it stands.
    pub place: Place,
}

//! The columns of a ledger, by the headings that people give them in Japanese and English.

/// What a column states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The id.
    Id,
    /// The name.
    Name,
    /// The organisation.
    Organisation,
    /// Who answers for it.
    Owner,
    /// 機密性.
    Confidentiality,
    /// How long the data must stay secret.
    Protection,
    /// How long signatures must be trusted.
    Trust,
    /// 更改年度.
    Renewal,
    /// Who makes or maintains it.
    Vendor,
    /// How far it can be reached.
    Exposure,
    /// Who answers for the cryptography.
    Responsibility,
    /// Estimated years of migration.
    MigrationYears,
    /// Hosts.
    Hosts,
    /// Paths.
    Paths,
    /// Remarks.
    Note,
}

impl Column {
    /// Every column, in the order of a template.
    pub const ALL: [Self; 15] = [
        Self::Id,
        Self::Name,
        Self::Organisation,
        Self::Owner,
        Self::Confidentiality,
        Self::Protection,
        Self::Trust,
        Self::Renewal,
        Self::Vendor,
        Self::Exposure,
        Self::Responsibility,
        Self::MigrationYears,
        Self::Hosts,
        Self::Paths,
        Self::Note,
    ];

    /// The heading in English, which is the key in TOML.
    #[must_use]
    pub fn en(self) -> &'static str {
        self.headings().first().copied().unwrap_or_default()
    }

    /// The heading in Japanese.
    #[must_use]
    pub fn ja(self) -> &'static str {
        self.headings().get(1).copied().unwrap_or_default()
    }

    /// The headings that mean this column: English, Japanese, then others in use.
    #[must_use]
    pub fn headings(self) -> &'static [&'static str] {
        match self {
            Self::Id => {
                &["id", "情報システムID", "システムID", "管理番号", "台帳番号", "system id"]
            }
            Self::Name => &[
                "name",
                "情報システム名",
                "システム名",
                "情報システムの名称",
                "名称",
                "system",
                "system name",
            ],
            Self::Organisation => &[
                "organisation",
                "組織",
                "所管部局",
                "府省庁",
                "部局",
                "担当部局",
                "所管",
                "organization",
                "ministry",
                "department",
            ],
            Self::Owner => &[
                "owner",
                "情報システムセキュリティ責任者",
                "責任者",
                "管理責任者",
                "担当課室",
                "担当者",
                "主管課",
                "system owner",
            ],
            Self::Confidentiality => &[
                "confidentiality",
                "機密性",
                "機密性格付",
                "機密性の格付",
                "機密性区分",
                "格付",
                "confidentiality class",
            ],
            Self::Protection => &[
                "protection",
                "データ保護期間",
                "保護期間",
                "秘匿期間",
                "情報の保護期間",
                "保存期間",
                "data protection period",
                "shelf life",
            ],
            Self::Trust => &[
                "trust",
                "署名検証期間",
                "署名の有効性が必要な期間",
                "検証期間",
                "signature trust period",
            ],
            Self::Renewal => &[
                "renewal",
                "更改年度",
                "更改予定年度",
                "更改時期",
                "更改予定",
                "次期更改",
                "renewal year",
            ],
            Self::Vendor => &[
                "vendor",
                "ベンダ",
                "ベンダー",
                "委託先",
                "事業者",
                "運用事業者",
                "保守事業者",
                "supplier",
            ],
            Self::Exposure => &["exposure", "接続区分", "公開範囲", "接続範囲", "ネットワーク区分"],
            Self::Responsibility => &[
                "responsibility",
                "責任分界",
                "暗号の責任分界",
                "クラウド責任分界",
                "cloud responsibility",
            ],
            Self::MigrationYears => {
                &["migration_years", "移行所要年数", "移行期間", "移行見込年数", "migration years"]
            }
            Self::Hosts => {
                &["hosts", "ホスト名", "ホスト", "サーバ名", "サーバ", "host", "hostname"]
            }
            Self::Paths => &["paths", "パス", "対象パス", "ディレクトリ", "path", "directories"],
            Self::Note => &["note", "備考", "注記", "remarks", "notes"],
        }
    }

    /// The column that a heading means. Width, case, spaces and what stands in brackets behind it
    /// do not matter.
    #[must_use]
    pub fn of_heading(heading: &str) -> Option<Self> {
        let wanted = plain(heading);
        Self::ALL
            .into_iter()
            .find(|column| column.headings().iter().any(|each| plain(each) == wanted))
    }
}

/// Longest heading that is compared.
const HEADING: usize = 256;

/// A heading without what people vary: width, case, spaces, `_` and a remark in brackets.
fn plain(heading: &str) -> String {
    let narrow: String = heading.chars().take(HEADING).map(narrow).collect();
    let bare = narrow.split(['(', '[']).next().unwrap_or_default();
    let kept = bare.chars().filter(|c| !c.is_whitespace() && !"_-*※".contains(*c));
    kept.flat_map(char::to_lowercase).collect()
}

/// The ASCII form of a full-width character (U+FF01 to U+FF5E stand 0xFEE0 above theirs).
pub(crate) fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_heading_means_one_column() {
        let mut seen = BTreeMap::new();
        for column in Column::ALL {
            for heading in column.headings() {
                assert_eq!(Column::of_heading(heading), Some(column), "{heading}");
                let other = seen.insert(plain(heading), column);
                assert!(other.is_none_or(|other| other == column), "{heading}");
            }
        }
        assert!(seen.len() > 80);
    }

    #[test]
    fn headings_are_read_as_people_write_them() {
        for heading in [" 機密性（格付） ", "機　密　性", "機密性\n[1～3]", "CONFIDENTIALITY Class"]
        {
            assert_eq!(Column::of_heading(heading), Some(Column::Confidentiality), "{heading}");
        }
        assert_eq!(Column::of_heading("完全性"), None);
        assert_eq!(Column::of_heading(""), None);
    }
}

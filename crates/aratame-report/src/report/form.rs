//! What people fill in: the sheets that ask for it, how their rows are recognised, and the columns
//! that are read back ([`crate::answers`]).

use crate::lang::Lang;
use crate::paper::{Cell, Column};
use crate::report::Report;

/// A column that people fill in.
#[derive(Debug)]
pub(crate) struct Field {
    /// Stable key.
    pub key: &'static str,
    /// Title in English.
    pub en: &'static str,
    /// Title in Japanese.
    pub ja: &'static str,
    /// Answers allowed, in English; empty for free text.
    pub choices: &'static [&'static str],
    /// The same in Japanese.
    pub choices_ja: &'static [&'static str],
    /// Definition in English.
    pub means: &'static str,
    /// Definition in Japanese.
    pub means_ja: &'static str,
}

impl Field {
    pub(crate) fn title(&self, lang: Lang) -> &'static str {
        lang.pick(self.en, self.ja)
    }

    pub(crate) fn column(&self, lang: Lang, width: u16) -> Column {
        let choices = lang.pick(self.choices, self.choices_ja);
        Column::new(self.title(lang), width).fillable(choices.iter().copied())
    }

    /// One of the answers allowed, by its place in the list.
    pub(crate) fn choice(&self, at: usize, lang: Lang) -> &'static str {
        lang.pick(self.choices, self.choices_ja).get(at).copied().unwrap_or_default()
    }

    /// The English word of an answer that is one of those allowed; free text as it is.
    pub(crate) fn canonical(&self, answer: &str) -> Option<String> {
        if self.choices.is_empty() {
            return Some(answer.to_owned());
        }
        let both = self.choices.iter().zip(self.choices_ja);
        let found = both.into_iter().find(|(en, ja)| [**en, **ja].contains(&answer));
        found.map(|(en, _)| (*en).to_owned())
    }

    /// An answer in the language of a report.
    fn shown(&self, answer: &str, lang: Lang) -> String {
        let at = self.choices.iter().position(|each| *each == answer);
        at.map_or_else(|| answer.to_owned(), |at| self.choice(at, lang).to_owned())
    }
}

/// A sheet that people fill in.
#[derive(Debug)]
pub(crate) struct Form {
    /// Stable name.
    pub id: &'static str,
    /// Title of the column that tells the rows apart, in English and Japanese.
    pub key: (&'static str, &'static str),
    /// The columns that are read back.
    pub fields: &'static [&'static Field],
}

impl Form {
    /// The column that tells the rows apart.
    pub(crate) fn key_column(&self, lang: Lang, width: u16) -> Column {
        Column::new(lang.pick(self.key.0, self.key.1), width)
    }
}

impl Report<'_> {
    /// What a person answered in a row of a form, or what is proposed.
    pub(crate) fn filled(
        &self,
        form: &Form,
        row: &str,
        field: &Field,
        proposal: impl Into<Cell>,
    ) -> Cell {
        match self.answers.get(form.id, row, field.key) {
            Some(answer) => field.shown(answer, self.lang).into(),
            None => proposal.into(),
        }
    }
}

macro_rules! form {
    (
        $(#[doc = $doc:literal])*
        $form:ident $id:literal ($key_en:literal, $key_ja:literal);
        $($name:ident $key:literal $en:literal $ja:literal
            [$($choice:literal)*] [$($choice_ja:literal)*] $means:literal $means_ja:literal;)*
    ) => {
        $(
            #[doc = $means]
            pub(crate) const $name: &Field = &Field {
                key: $key, en: $en, ja: $ja,
                choices: &[$($choice),*], choices_ja: &[$($choice_ja),*],
                means: $means, means_ja: $means_ja,
            };
        )*
        $(#[doc = $doc])*
        pub(crate) const $form: &Form =
            &Form { id: $id, key: ($key_en, $key_ja), fields: &[$($name),*] };
    };
}

form! {
    /// The ledger of assets and the fields of M-23-02.
    LEDGER "ledger" ("Asset id", "資産ID");
    SCOPE "scope" "Scope" "スコープ"
        ["own development" "product or service" "unknown"] ["自組織開発" "製品・サービス" "不明"]
        "Whether the organisation developed what uses the cryptography, or bought it. A scan cannot know."
        "暗号を利用する対象が自組織の開発か、第三者の製品・サービスか。走査では判別できないため記入します。";
    ROTATION "key-rotation" "Key renewal interval" "鍵の更新頻度"
        [] []
        "How often the key is replaced. For certificates the validity period is proposed."
        "鍵を更新する頻度。証明書は有効期間を案として示します。";
    MANAGEMENT "key-management" "Key management" "鍵管理方法"
        [] []
        "Where and how the private key is kept. The form of the file is proposed; HSM and KMS cannot be seen."
        "秘密鍵の保管場所・方法。ファイルの形式を案として示します（HSM・KMSは走査では確認できません）。";
    LONG_LIVED "long-lived-data" "Touches long-lived data" "長期保護データとの接点有無"
        ["yes" "no" "unknown"] ["有" "無" "不明"]
        "Whether data is protected by it that must stay confidential for long (ten years or more)."
        "長期間（10年以上を目安）秘匿が必要なデータの保護に用いているか。";
    OWNER "owner" "Person in charge" "担当者"
        [] []
        "Who answers for the asset."
        "当該資産の担当者。";
    CONFIRMED "confirmed" "Confirmed" "確認状況"
        ["not confirmed" "confirmed"] ["未確認" "確認済"]
        "Whether a person has confirmed the row."
        "行の内容を担当者が確認したか。";
    REMARK "remark" "Remarks" "備考"
        [] []
        "Anything else."
        "その他の事項。";
    AGENCY "agency" "Agency" "府省庁（Agency）"
        [] [] "M-23-02: agency." "M-23-02の項目：機関名。";
    SYSTEM_ID "system-id" "FISMA system id" "システム識別子（FISMA system id）"
        [] [] "M-23-02: identifier of the information system." "M-23-02の項目：情報システムの識別子。";
    CATEGORY "fips-199" "FIPS 199 category" "FIPS 199区分"
        ["low" "moderate" "high"] ["低" "中" "高"]
        "M-23-02: impact level of the system." "M-23-02の項目：システムの影響度区分。";
    HVA "hva" "High value asset" "高価値資産（HVA）"
        ["yes" "no" "unknown"] ["有" "無" "不明"]
        "M-23-02: whether the system is a high value asset." "M-23-02の項目：高価値資産に該当するか。";
    PACKAGE "package-type" "Package type" "調達形態"
        ["COTS" "GOTS" "open source" "custom"] ["市販品" "政府内製品" "オープンソース" "個別開発"]
        "M-23-02: how the software was obtained." "M-23-02の項目：ソフトウェアの調達形態。";
    VENDOR "vendor" "Vendor" "提供事業者"
        [] [] "M-23-02: vendor of the package." "M-23-02の項目：提供事業者。";
    PLATFORM "operating-system" "Operating system and version" "OS・版"
        [] [] "M-23-02: operating system with version." "M-23-02の項目：OSと版。";
    HOSTING "hosting" "Hosting" "設置形態"
        ["on premises" "government cloud" "commercial cloud" "other"] ["オンプレミス" "ガバメントクラウド" "民間クラウド" "その他"]
        "M-23-02: hosting environment." "M-23-02の項目：設置・運用の環境。";
    DATA_LIFE "data-life" "Data sensitivity lifetime (years)" "データの秘匿必要年数"
        [] [] "M-23-02: for how many years the data must stay confidential." "M-23-02の項目：データの秘匿が必要な年数。";
}

form! {
    /// The steps of the plan.
    PLAN "plan" ("Step", "手順");
    STEP_PERSON "step-person" "In charge" "担当" [] []
        "Who carries the step out." "手順を実施する担当者。";
    STEP_DATE "step-date" "Date agreed" "実施予定日" [] []
        "The day on which the step is to be done, as agreed; the dates of the plan are proposals."
        "関係者間で合意した実施予定日（計画の日付は案です）。";
    STEP_STATE "step-state" "State" "状態"
        ["not begun" "in progress" "done" "postponed"] ["未着手" "実施中" "完了" "延期"]
        "How far the step is." "手順の進捗。";
    STEP_REMARK "step-remark" "Remarks" "備考" [] []
        "Anything else on the step." "手順に関するその他の事項。";
}

form! {
    /// What the ledger of systems leaves open. An answer is read as the ledger's own column would
    /// be.
    QUESTIONS "questions" ("Question id", "確認事項ID");
    ANSWER "answer" "Answer" "回答" [] []
        "What belongs in the column of the ledger; read as the ledger itself is."
        "台帳の当該項目に記入すべき内容。台帳と同じ書き方で記入します。";
}

form! {
    /// The findings of an audit.
    FINDINGS "findings" ("Finding id", "指摘ID");
    IMPROVEMENT "improvement" "Improvement plan" "改善計画" [] []
        "What will be done about the finding; the steps of the plan are proposed."
        "指摘事項に対する改善計画。移行計画の手順を案として示します。";
    FINDING_PERSON "finding-person" "In charge" "担当" [] []
        "Who answers for the improvement." "改善の担当者。";
    DUE "due" "Due" "改善期限" [] []
        "The day by which the improvement is due." "改善の期限。";
    FINDING_STATE "finding-state" "State" "状態"
        ["found" "plan made" "in progress" "to be checked" "closed" "risk accepted"]
        ["指摘" "改善計画策定" "対応中" "確認待ち" "完了" "リスク受容"]
        "How far the improvement is." "改善の状況。";
    FOLLOW_UP "follow-up" "Follow-up" "フォローアップ結果" [] []
        "What the follow-up found." "フォローアップで確認した結果。";
}

form! {
    /// The clauses of the Common Standards.
    CLAUSES "clauses" ("Clause", "条項");
    CONFIRMATION "clause-confirmation" "Confirmation" "担当者の確認"
        ["confirmed" "improving" "not applicable"] ["確認済" "改善中" "対象外"]
        "What the person in charge found." "担当者が確認した結果。";
    CLAUSE_REMARK "clause-remark" "Remarks" "備考" [] []
        "Anything else on the clause." "条項に関するその他の事項。";
}

form! {
    /// The questionnaire on the migration.
    SURVEY "survey" ("Question no.", "設問番号");
    SURVEY_ANSWER "survey-answer" "Answer" "回答" [] []
        "The organisation's answer; a proposal from the scan stands beside it."
        "組織としての回答。走査による回答案を併記しています。";
    SURVEY_STATE "survey-state" "Confirmation" "確認"
        ["not confirmed" "confirmed" "corrected"] ["未確認" "確認済" "修正"]
        "Whether a person has confirmed the answer." "回答を担当者が確認したか。";
    CONFIRMED_BY "confirmed-by" "Confirmed by" "確認者" [] []
        "Who confirmed the answer." "回答を確認した者。";
}

form! {
    /// What suppliers answer to the clauses of a specification.
    SUPPLIER "answer-sheet" ("Clause no.", "項番");
    CONFORMITY "conformity" "Conformity" "適否"
        ["conforms" "partly" "does not" "not applicable"] ["適合" "一部適合" "不適合" "対象外"]
        "Whether the product conforms, as the supplier states." "事業者が申告する適否。";
    PRODUCT "product" "Product and version" "製品名・版" [] []
        "The product and its version." "製品名とその版。";
    HOW_MET "how-met" "How it is met" "実現方法" [] []
        "How the clause is met." "条項を満たす方法。";
    ALGORITHMS "algorithms" "Algorithms and key lengths" "アルゴリズム・鍵長" [] []
        "The algorithms and key lengths that are used." "利用するアルゴリズムと鍵長。";
    AVAILABLE "available" "Available from" "対応（予定）時期" [] []
        "From when it is available." "対応済又は対応予定の時期。";
    PROOF "evidence" "Evidence (documents, certificate no.)" "根拠資料・認証番号" [] []
        "Documents and numbers of certificates." "根拠となる資料、認証番号など。";
    SUPPLIER_REMARK "supplier-remark" "Remarks" "備考" [] []
        "Anything else of the supplier." "事業者のその他の記載。";
}

/// Every sheet that people fill in.
pub(crate) const FORMS: &[&Form] = &[CLAUSES, FINDINGS, LEDGER, PLAN, QUESTIONS, SUPPLIER, SURVEY];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn are_unique<'a>(names: impl Iterator<Item = &'a str>) -> bool {
        let mut seen = BTreeSet::new();
        names.into_iter().all(|name| seen.insert(name))
    }

    #[test]
    fn a_sheet_is_known_by_its_key_and_a_column_by_its_title() {
        let keys = |of: fn(&Form) -> &'static str| FORMS.iter().map(move |form| of(form));
        assert!(are_unique(keys(|form| form.id)));
        assert!(are_unique(keys(|form| form.key.0)) && are_unique(keys(|form| form.key.1)));
        for form in FORMS {
            assert!(are_unique(form.fields.iter().map(|field| field.en)), "{}", form.id);
            assert!(are_unique(form.fields.iter().map(|field| field.ja)), "{}", form.id);
        }
        let fields = || FORMS.iter().flat_map(|form| form.fields);
        assert!(are_unique(fields().map(|field| field.key)));
        assert!(fields().all(|field| field.choices.len() == field.choices_ja.len()));
    }

    #[test]
    fn an_answer_allowed_has_one_form_in_both_languages() {
        assert_eq!(SCOPE.canonical("製品・サービス").as_deref(), Some("product or service"));
        assert_eq!(SCOPE.canonical("product or service").as_deref(), Some("product or service"));
        assert_eq!(SCOPE.canonical("たぶん"), None);
        assert_eq!(SCOPE.shown("product or service", Lang::Ja), "製品・サービス");
        assert_eq!(REMARK.canonical("何でも").as_deref(), Some("何でも"));
    }
}

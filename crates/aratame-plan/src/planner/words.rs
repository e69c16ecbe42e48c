//! Titles and ids of steps, and the places that are filled in later.

use super::gather::{Group, Subject};
use crate::figure::text;
use crate::knowledge::Axis;
use crate::priority::{Class, Priority};
use crate::step::{Schedule, StepKind, Today};
use aratame_policy::Date;
use aratame_policy::verdict::Text;
use sha2::{Digest, Sha256};

/// An id that is the same between runs on equal input.
pub(super) fn id(system: Option<&str>, group: &Group, part: &str) -> String {
    let subject = match group.subject {
        Subject::Service(today) => today.as_str(),
        Subject::Key => "key",
    };
    let axis = match group.axis {
        Axis::Classical => "classical",
        Axis::Quantum => "quantum",
    };
    let risk = format!("{:?}", group.risk);
    let parts = [
        system.unwrap_or_default(),
        axis,
        group.purpose.as_str(),
        &risk,
        subject,
        &group.label,
        part,
    ];
    let mut digest = Sha256::new();
    for part in parts {
        digest = digest.chain_update(part).chain_update([0]);
    }
    let digest: [u8; 32] = digest.finalize().into();
    let hex: String = digest.iter().take(5).map(|byte| format!("{byte:02x}")).collect();
    format!("step-{hex}")
}

/// The work that an answer asks for.
pub(super) fn kind_of(today: Today) -> StepKind {
    match today {
        Today::Configuration | Today::Default | Today::DependsOnVersion => StepKind::Configuration,
        Today::AfterUpgrade => StepKind::Upgrade,
        Today::Reissue => StepKind::Reissue,
        Today::Vendor => StepKind::Vendor,
        Today::NotYet | Today::Offered => StepKind::Watch,
    }
}

/// One line that says what is done.
pub(super) fn title(kind: StepKind, today: Today, group: &Group) -> Text {
    let purpose = group.purpose.title();
    let offer = group.offer().unwrap_or_default();
    let used = group.product.as_ref();
    let label = &group.label;
    let needed = used.and_then(|used| used.needed.as_deref()).unwrap_or_default();
    let product = used.map_or("", |used| used.name.as_str());
    let found = used.and_then(|used| used.found.as_deref()).unwrap_or_default();
    match (kind, group.axis) {
        (StepKind::Configuration, Axis::Classical) => text(
            format!("{label}: take weak settings out ({})", purpose.en),
            format!("{label}：脆弱な設定の除去（{}）", purpose.ja),
        ),
        (StepKind::Configuration, Axis::Quantum) => match today {
            Today::Default => text(
                format!("{label}: confirm that {offer} is negotiated"),
                format!("{label}：{offer}が既定で用いられることの確認"),
            ),
            Today::DependsOnVersion => text(
                format!("{label}: find the version, then offer {offer}"),
                format!("{label}：版を確認した上で{offer}を有効化"),
            ),
            _ => text(
                format!("{label}: offer {offer} ({})", purpose.en),
                format!("{label}：{offer}の有効化（{}）", purpose.ja),
            ),
        },
        (StepKind::Upgrade, _) => text(
            format!("upgrade {product} from {found} to {needed} or newer ({label})"),
            format!("{product} {found}から{needed}以上への更新（{label}）"),
        ),
        (StepKind::Vendor, _) => text(
            format!("{label}: ask the maker for a version with post-quantum or current algorithms"),
            format!("{label}：対応版の有無及び時期を開発元・事業者に確認"),
        ),
        (StepKind::Reissue, _) => text(
            format!("make anew: {} ({})", purpose.en, names(group)),
            format!("{}の再発行（{}）", purpose.ja, names(group)),
        ),
        (StepKind::Data, _) => text(
            format!("protect anew: {} ({})", purpose.en, names(group)),
            format!("{}の再保護（{}）", purpose.ja, names(group)),
        ),
        (StepKind::Watch, _) => text(
            format!("watch: {} ({})", purpose.en, names(group)),
            format!("{}の移行先の注視（{}）", purpose.ja, names(group)),
        ),
    }
}

/// Names that a title lists.
const IN_TITLE: usize = 4;

fn names(group: &Group) -> String {
    let mut names: Vec<&str> = group.from.iter().take(IN_TITLE).map(String::as_str).collect();
    if group.from.len() > IN_TITLE {
        names.push("…");
    }
    names.join(", ")
}

/// Some of the lines cannot be proposed.
pub(super) fn by_hand() -> Text {
    text(
        "of some of these files no lines are proposed: change them by the product's manual, at the places listed",
        "一部のファイルは変更行を提示できない。検出箇所を基に、製品の説明書に従って変更する",
    )
}

/// A hybrid is only as good as the other side.
pub(super) fn both_sides() -> Text {
    text(
        "takes effect only with peers that support it, by TLS 1.3 or a current SSH; what is left for others stays quantum-vulnerable",
        "効果は対応する相手との通信（TLS 1.3又は対応版のSSH）に限られる。それ以外の通信は引き続き脆弱",
    )
}

/// Filled in when every step is known.
pub(super) fn no_priority() -> Priority {
    Priority {
        class: Class::Watch,
        overshoot: None,
        safe_until: None,
        figures: Vec::new(),
        missing: Vec::new(),
    }
}

/// Filled in when every step is known.
pub(super) fn no_schedule(as_of: Date) -> Schedule {
    Schedule { start: as_of, end: as_of, deadline: None, reason: text("", ""), late: false }
}

//! The charts, drawn into SVG by the plotting library from numbers and our own words.
//!
//! Ink and grid have fixed colours that the page's style sheet replaces in its dark theme.

use crate::paper::Chart;
use crate::report::Report;
use crate::report::outlook::Outlook;
use crate::summary::Summary;
use crate::table::outcome_word;
use aratame_policy::verdict::Outcome;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::fmt::Write as _;

/// Width of every chart, in pixels; the page scales it.
const WIDTH: u32 = 760;
/// Ink: `#202020` in the file, the theme's own on the page.
const INK: RGBColor = RGBColor(0x20, 0x20, 0x20);
/// Grid and axes.
const GRID: RGBColor = RGBColor(0x88, 0x88, 0x88);
/// The year by which government systems are to be migrated in principle (interim report of the
/// inter-ministry council, 2025-11-20).
pub(crate) const TARGET_YEAR: i32 = 2035;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

fn colour(outcome: Outcome) -> RGBColor {
    match outcome {
        Outcome::NotApplicable => RGBColor(0xC8, 0xC8, 0xC8),
        Outcome::Conforming => RGBColor(0x3B, 0x8E, 0x52),
        Outcome::Unlisted => RGBColor(0x9A, 0x9A, 0x9A),
        Outcome::Conditional => RGBColor(0xC2, 0xA0, 0x2E),
        Outcome::Unknown => RGBColor(0x8A, 0x79, 0xB8),
        Outcome::Migrate => RGBColor(0xDD, 0x7E, 0x1E),
        Outcome::Prohibited => RGBColor(0xC2, 0x3B, 0x3B),
    }
}

fn style(size: u32, colour: RGBColor, at: HPos) -> TextStyle<'static> {
    let font = ("sans-serif", size).into_font().color(&colour);
    font.pos(Pos::new(at, VPos::Center))
}

fn word(area: &Area<'_>, text: &str, at: (i32, i32), style: TextStyle<'static>) -> Drawn {
    area.draw(&Text::new(text.to_owned(), at, style))
}

fn bar(area: &Area<'_>, from: (i32, i32), to: (i32, i32), colour: RGBColor) -> Drawn {
    area.draw(&Rectangle::new([from, to], colour.filled()))
}

/// An SVG of this height; what cannot be drawn leaves it empty, and the words beside it stand.
fn drawn(height: u32, draw: impl FnOnce(&Area<'_>) -> Drawn) -> String {
    let mut svg = String::new();
    let complete = {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        draw(&area).is_ok() && area.present().is_ok()
    };
    if complete { svg } else { String::new() }
}

/// The outcomes in the order of their gravity, as bars and legends have them.
const ORDER: [Outcome; 6] = [
    Outcome::Prohibited,
    Outcome::Migrate,
    Outcome::Unknown,
    Outcome::Conditional,
    Outcome::Unlisted,
    Outcome::Conforming,
];

/// For each list one bar: how many assets have which outcome as their gravest.
pub(crate) fn verdicts(report: &Report<'_>, summary: &Summary<'_>) -> Chart {
    const ROW: i32 = 34;
    let lang = report.lang;
    let rows: Vec<(&str, [usize; 6])> = report
        .judgement
        .lists
        .iter()
        .zip(&summary.statuses)
        .map(|(list, statuses)| {
            let count = |outcome| {
                statuses.iter().filter(|((each, _), _)| *each == outcome).map(|(_, n)| n).sum()
            };
            (&*list.edition, ORDER.map(count))
        })
        .collect();
    let height = u32::try_from(rows.len()).unwrap_or(0) * ROW.unsigned_abs() + 40;
    let svg = drawn(height, |area| {
        for (at, (edition, counts)) in rows.iter().enumerate() {
            stacked(area, i32::try_from(at).unwrap_or(0) * ROW + 4, edition, counts)?;
        }
        legend(area, i32::try_from(height).unwrap_or(0) - 16, lang)
    });
    let mut said = String::new();
    for (edition, counts) in &rows {
        let parts: Vec<String> = ORDER
            .iter()
            .zip(counts)
            .filter(|(_, count)| **count > 0)
            .map(|(outcome, count)| format!("{} {count}", outcome_word(*outcome, lang)))
            .collect();
        let _ = write!(said, "{edition}: {}. ", parts.join(lang.pick(", ", "、")));
    }
    let caption = report.pick(
        "Assets by the gravest outcome of each list",
        "リスト別の判定（資産ごとに最も重い判定）",
    );
    Chart { caption: caption.to_owned(), svg, words: said.trim_end().to_owned() }
}

fn stacked(area: &Area<'_>, top: i32, label: &str, counts: &[usize; 6]) -> Drawn {
    const LEFT: i32 = 190;
    const LENGTH: usize = 550;
    word(area, label, (LEFT - 10, top + 12), style(13, INK, HPos::Right))?;
    let total = counts.iter().sum::<usize>().max(1);
    let edge = |seen: usize| LEFT + i32::try_from(seen * LENGTH / total).unwrap_or(0);
    let mut seen = 0;
    for (outcome, count) in ORDER.iter().zip(counts) {
        let (from, to) = (edge(seen), edge(seen + count));
        seen += count;
        if to > from {
            bar(area, (from, top), (to, top + 24), colour(*outcome))?;
        }
        let text = count.to_string();
        if to - from > 9 * i32::try_from(text.len()).unwrap_or(0) + 6 {
            word(area, &text, ((from + to) / 2, top + 12), style(13, WHITE, HPos::Center))?;
        }
    }
    Ok(())
}

fn legend(area: &Area<'_>, middle: i32, lang: crate::Lang) -> Drawn {
    for (at, outcome) in ORDER.into_iter().enumerate() {
        let left = 190 + i32::try_from(at).unwrap_or(0) * 92;
        bar(area, (left, middle - 6), (left + 12, middle + 6), colour(outcome))?;
        let text = outcome_word(outcome, lang);
        word(area, text, (left + 17, middle), style(12, INK, HPos::Left))?;
    }
    Ok(())
}

/// What the coming years do to the inventory if nothing changes, and the way to none by 2035.
pub(crate) fn burn_down(report: &Report<'_>, summary: &Summary<'_>) -> Chart {
    let lang = report.lang;
    let vulnerable = summary.quantum_vulnerable;
    let caption = report.pick(
        "Bars: assets that the lists applied will prohibit or want migrated if nothing is changed, by year end. Lines: quantum-vulnerable assets that the plan leaves, and the way to none by 2035.",
        "棒：対応しない場合に適用リストで利用不可・移行要となる資産数（各年末）。線：移行計画による量子脆弱な資産の残数と、2035年に0件とする場合の目安。",
    );
    let years = report.outlook.iter().map(|each| each.year);
    let remaining = report.planned.remaining(report.inventory, years);
    let svg = drawn(320, |area| self::years(area, report.outlook, &remaining, vulnerable, lang));
    let at = |year| report.outlook.iter().find(|each| each.year == year);
    let said = [2030, 2031, TARGET_YEAR, TARGET_YEAR + 1]
        .into_iter()
        .filter_map(at)
        .map(|each| match lang {
            crate::Lang::En => format!(
                "End of {}: {} of {} prohibited, {} to be migrated.",
                each.year, each.prohibited, each.judged, each.migrate
            ),
            crate::Lang::Ja => format!(
                "{}年末：{}件中、利用不可{}件、移行要{}件。",
                each.year, each.judged, each.prohibited, each.migrate
            ),
        })
        .chain(remaining.iter().filter(|(year, _)| [2030, TARGET_YEAR].contains(year)).map(
            |(year, left)| match lang {
                crate::Lang::En => format!("By the plan {left} of {vulnerable} quantum-vulnerable assets are left at the end of {year}."),
                crate::Lang::Ja => format!("移行計画では、{year}年末に量子脆弱な資産{vulnerable}件中{left}件が残る。"),
            },
        ))
        .collect::<Vec<_>>();
    Chart { caption: caption.to_owned(), svg, words: said.join(report.pick(" ", "")) }
}

fn years(
    area: &Area<'_>,
    outlook: &[Outlook],
    remaining: &[(i32, usize)],
    vulnerable: usize,
    lang: crate::Lang,
) -> Drawn {
    let (Some(first), Some(last)) = (outlook.first(), outlook.last()) else { return Ok(()) };
    let highest = outlook.iter().map(|each| each.prohibited + each.migrate).max().unwrap_or(0);
    let highest = highest.max(vulnerable).max(1);
    let top = highest + highest / 12 + 1;
    let (from, to) = (f64::from(first.year) - 0.6, f64::from(last.year) + 0.6);
    let (upper, lower) = area.split_vertically(262);
    let mut chart = ChartBuilder::on(&upper)
        .margin(8)
        .x_label_area_size(26)
        .y_label_area_size(64)
        .build_cartesian_2d(from..to, 0.0..top as f64)?;
    let ticks = outlook.len();
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(GRID.mix(0.0))
        .bold_line_style(GRID.mix(0.25))
        .axis_style(GRID)
        .x_labels(ticks.min(14))
        .x_label_formatter(&|year| format!("{year:.0}"))
        .y_labels(6)
        .y_label_formatter(&|count| format!("{count:.0}"))
        .label_style(style(13, INK, HPos::Center))
        .draw()?;
    for each in outlook {
        let year = f64::from(each.year);
        let span = |low: usize, high: usize, colour: RGBColor| {
            let corners = [(year - 0.32, low as f64), (year + 0.32, high as f64)];
            Rectangle::new(corners, colour.filled())
        };
        let migrate = each.prohibited + each.migrate;
        chart.draw_series([
            span(0, each.prohibited, colour(Outcome::Prohibited)),
            span(each.prohibited, migrate, colour(Outcome::Migrate)),
        ])?;
    }
    let target = [(f64::from(first.year), vulnerable as f64), (f64::from(TARGET_YEAR), 0.0)];
    chart.draw_series(DashedLineSeries::new(target, 6, 5, TARGET_LINE.stroke_width(2)))?;
    let planned = remaining.iter().map(|(year, left)| (f64::from(*year), *left as f64));
    chart.draw_series(LineSeries::new(planned, PLAN_LINE.stroke_width(3)).point_size(4))?;
    key(&lower, lang)
}

/// The line to none by the target year.
const TARGET_LINE: RGBColor = RGBColor(0x6F, 0x7F, 0x8F);
/// The line of what the plan leaves.
const PLAN_LINE: RGBColor = RGBColor(0x2F, 0x6F, 0xB5);

fn key(area: &Area<'_>, lang: crate::Lang) -> Drawn {
    let entries = [
        (colour(Outcome::Prohibited), outcome_word(Outcome::Prohibited, lang), (70, 12)),
        (colour(Outcome::Migrate), outcome_word(Outcome::Migrate, lang), (70, 34)),
        (
            PLAN_LINE,
            lang.pick(
                "quantum-vulnerable assets left by the plan",
                "移行計画による量子脆弱な資産の残数",
            ),
            (230, 12),
        ),
        (
            TARGET_LINE,
            lang.pick("straight way to none by 2035", "2035年に0件とする場合の目安（直線）"),
            (230, 34),
        ),
    ];
    for (colour, text, (left, top)) in entries {
        bar(area, (left, top), (left + 12, top + 12), colour)?;
        word(area, text, (left + 18, top + 6), style(12, INK, HPos::Left))?;
    }
    Ok(())
}

//! Bars of the times of the report, as inline SVG.

use crate::timing::Timed;
use plotters::prelude::*;

/// The chart of one operation, where more than one implementation has it.
pub(crate) fn bars(group: &[Timed]) -> String {
    // A chart that cannot be drawn is left out: the table has its figures.
    if group.len() > 1 { chart(group).unwrap_or_default() } else { String::new() }
}

fn chart(group: &[Timed]) -> Option<String> {
    let first = group.first()?;
    let micro = |row: &Timed| row.median as f64 / 1000.0;
    let longest = group.iter().map(micro).fold(0.0, f64::max);
    let height = 70 + 28 * u32::try_from(group.len()).ok()?;
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (720, height)).into_drawing_area();
        let title = format!("{} {} (µs)", first.algorithm, first.operation);
        let mut chart = ChartBuilder::on(&area)
            .caption(title, ("sans-serif", 16))
            .margin(6)
            .x_label_area_size(24)
            .y_label_area_size(130)
            .build_cartesian_2d(0.0..longest * 1.05, (0..group.len()).into_segmented())
            .ok()?;
        let label = |value: &SegmentValue<usize>| match value {
            SegmentValue::CenterOf(index) => {
                group.get(*index).map_or(String::new(), |row| row.implementation.clone())
            }
            _ => String::new(),
        };
        let mesh = chart.configure_mesh().disable_y_mesh().y_label_formatter(&label).draw();
        mesh.ok()?;
        let bars = group.iter().enumerate().map(|(index, row)| {
            let corners =
                [(0.0, SegmentValue::Exact(index)), (micro(row), SegmentValue::Exact(index + 1))];
            let mut bar = Rectangle::new(corners, RGBColor(0x3b, 0x6e, 0xa8).filled());
            bar.set_margin(4, 4, 0, 0);
            bar
        });
        chart.draw_series(bars).ok()?;
        area.present().ok()?;
    }
    Some(svg)
}

#![no_main]
use aratame_formats::config::line::{self, Continuation, Sections, Separator, Style};

// The first bytes choose the style; the rest is the file.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [a, b, rest @ ..] = data else { return };
    let style = Style {
        continuation: [Continuation::Never, Continuation::Backslash, Continuation::Indent]
            [usize::from(a % 3)],
        separator: [
            Separator::Equals,
            Separator::Colon,
            Separator::EqualsOrSpace,
            Separator::Space,
        ][usize::from(a / 3 % 4)],
        sections: [Sections::None, Sections::Brackets, Sections::Colons, Sections::Tags]
            [usize::from(a / 12 % 4)],
        braces: b & 1 != 0,
        lists: b & 2 != 0,
        comments_inside: b & 4 != 0,
        values: if b & 8 != 0 { Style::DIRECTIVES.values } else { Style::INI.values },
        bare: if b & 16 != 0 { &["include", "!include*"] } else { &[] },
        ..Style::ASSIGNMENTS
    };
    let _ = line::parse(rest, &style);
});

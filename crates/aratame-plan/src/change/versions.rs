//! Versions of TLS in the words of each product. Every function gives the new value, or `None`
//! when nothing has to change.

/// Words for versions that go.
const OLD: &[&str] = &["sslv2", "sslv3", "tlsv1", "tlsv1.0", "tlsv1.1"];

fn is_old(word: &str) -> bool {
    OLD.iter().any(|old| old.eq_ignore_ascii_case(word))
}

/// `TLSv1 TLSv1.1 TLSv1.2`: the old ones go; TLS 1.2 and 1.3 come where nothing would be left.
pub(super) fn listed(value: &str) -> Option<String> {
    let words: Vec<&str> = value.split_whitespace().collect();
    if !words.iter().any(|word| is_old(word)) {
        return None;
    }
    let kept: Vec<&str> = words.into_iter().filter(|word| !is_old(word)).collect();
    Some(if kept.is_empty() { "TLSv1.2 TLSv1.3".to_owned() } else { kept.join(" ") })
}

/// The hybrid groups are of TLS 1.3: it comes where a list lacks it.
pub(super) fn with_13(value: &str) -> Option<String> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let has = words.iter().any(|word| word.eq_ignore_ascii_case("TLSv1.3"));
    (!has && !words.is_empty()).then(|| format!("{} TLSv1.3", words.join(" ")))
}

/// `all -SSLv3`, `+TLSv1 +TLSv1.2`, `TLSv1.2`: the old ones go.
pub(super) fn apache(value: &str) -> Option<String> {
    let on = apache_on(value);
    if !on.iter().any(|each| is_old(each)) {
        return None;
    }
    let mut kept: Vec<&str> = on.into_iter().filter(|each| !is_old(each)).collect();
    if kept.is_empty() {
        kept.push("TLSv1.2");
    }
    Some(apache_words(&kept))
}

/// The hybrid groups are of TLS 1.3: it comes where it is off.
pub(super) fn apache_with_13(value: &str) -> Option<String> {
    let mut on = apache_on(value);
    if on.is_empty() || on.contains(&"TLSv1.3") {
        return None;
    }
    on.push("TLSv1.3");
    Some(apache_words(&on))
}

const APACHE: [&str; 5] = ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

/// The versions that are on: signs add and take away from the left.
fn apache_on(value: &str) -> Vec<&'static str> {
    let mut on: Vec<&str> = Vec::new();
    for word in value.split_whitespace() {
        let (sign, name) = match word.split_at_checked(1) {
            Some((sign @ ("+" | "-"), name)) => (sign, name),
            _ => ("", word),
        };
        let is_named =
            |known: &&str| name.eq_ignore_ascii_case("all") || known.eq_ignore_ascii_case(name);
        let named: Vec<&str> = APACHE.into_iter().filter(is_named).collect();
        match sign {
            "-" => on.retain(|each| !named.contains(each)),
            // Without a sign the word replaces what stands before it.
            "" => on = named,
            _ => on.extend(named),
        }
    }
    APACHE.into_iter().filter(|each| on.contains(each)).collect()
}

fn apache_words(on: &[&str]) -> String {
    if on == ["TLSv1.2", "TLSv1.3"] {
        return "all -SSLv3 -TLSv1 -TLSv1.1".to_owned();
    }
    let signed: Vec<String> = on.iter().map(|each| format!("+{each}")).collect();
    format!("-all {}", signed.join(" "))
}

/// The lowest version of OpenSSL.
pub(super) fn lowest(value: &str) -> Option<String> {
    let word = value.trim();
    (is_old(word) || word.eq_ignore_ascii_case("none")).then(|| "TLSv1.2".to_owned())
}

/// `no-sslv3 no-tlsv10`: what is not switched off and no lowest version forbids is on.
pub(super) fn haproxy(value: &str) -> Option<String> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let at = words.iter().position(|word| *word == "ssl-min-ver");
    let lowest = at.and_then(|at| words.get(at + 1));
    let off = |name: &str| words.contains(&name);
    let is_fine = match lowest {
        Some(version) => !is_old(version),
        None => off("no-sslv3") && off("no-tlsv10") && off("no-tlsv11"),
    };
    if is_fine {
        return None;
    }
    let is_about_old = |word: &&str| {
        ["no-sslv3", "no-tlsv10", "no-tlsv11", "force-tlsv10", "force-tlsv11", "force-sslv3"]
            .contains(word)
    };
    let mut kept = vec!["ssl-min-ver", "TLSv1.2"];
    let without = words.iter().enumerate().filter(|(index, word)| {
        let is_lowest = at.is_some_and(|at| *index == at || *index == at + 1);
        !is_lowest && !is_about_old(word)
    });
    kept.extend(without.map(|(_, word)| *word));
    Some(kept.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_versions_go_and_the_rest_stays() {
        assert_eq!(listed("TLSv1 TLSv1.1 TLSv1.2 TLSv1.3").as_deref(), Some("TLSv1.2 TLSv1.3"));
        assert_eq!(listed("SSLv3 TLSv1").as_deref(), Some("TLSv1.2 TLSv1.3"));
        assert_eq!(listed("TLSv1.2"), None);
        assert_eq!(with_13("TLSv1.2").as_deref(), Some("TLSv1.2 TLSv1.3"));
        assert_eq!(with_13("TLSv1.2 TLSv1.3"), None);
    }

    #[test]
    fn apache_adds_and_takes_away() {
        assert_eq!(apache("all -SSLv3").as_deref(), Some("all -SSLv3 -TLSv1 -TLSv1.1"));
        assert_eq!(apache("all -SSLv3 -TLSv1 -TLSv1.1"), None);
        assert_eq!(apache("TLSv1 TLSv1.2"), None);
        assert_eq!(apache("+TLSv1 +TLSv1.2").as_deref(), Some("-all +TLSv1.2"));
        assert_eq!(apache("-all +TLSv1.2 +TLSv1.3"), None);
        assert_eq!(apache_with_13("-all +TLSv1.2").as_deref(), Some("all -SSLv3 -TLSv1 -TLSv1.1"));
        assert_eq!(apache_with_13("all -SSLv3"), None);
        assert_eq!(
            apache_with_13("all -TLSv1.3 -SSLv3 -TLSv1").as_deref(),
            Some("-all +TLSv1.1 +TLSv1.2 +TLSv1.3")
        );
    }

    #[test]
    fn haproxy_switches_off() {
        assert_eq!(
            haproxy("no-sslv3 no-tls-tickets").as_deref(),
            Some("ssl-min-ver TLSv1.2 no-tls-tickets")
        );
        assert_eq!(
            haproxy("ssl-min-ver TLSv1.0 prefer-client-ciphers").as_deref(),
            Some("ssl-min-ver TLSv1.2 prefer-client-ciphers")
        );
        assert_eq!(haproxy("ssl-min-ver TLSv1.2"), None);
        assert_eq!(haproxy("no-sslv3 no-tlsv10 no-tlsv11"), None);
    }
}

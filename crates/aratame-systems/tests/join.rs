//! Which system a place belongs to.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_inventory::{AssetKind, Confidence, EntryPath, Inventory, Merger, Observation};
use aratame_systems::{Join, Ledger, Scan, read};
use std::path::Path;

const LEDGER: &str = r#"
[[system]]
name = "web"
paths = ["/etc/nginx", "/srv/www"]

[[system]]
name = "shop"
paths = ["/srv/www/shop", "/opt/*/shop"]

[[system]]
name = "database"
hosts = ["db01", "db02.example.go.jp"]

[[system]]
name = "mail on web01"
hosts = ["web01"]
paths = ["/etc"]

[[system]]
name = "image"
paths = ["images/base/etc"]

[[system]]
name = "twin"
paths = ["/etc/nginx"]

[[system]]
name = "windows"
paths = ['C:\inetpub']

[[system]]
name = "idle"
paths = ["/nowhere"]
"#;

fn ledger() -> Ledger {
    read("a.toml", LEDGER.as_bytes()).unwrap()
}

fn names(host: Option<&str>, path: &str) -> Vec<String> {
    let ledger = ledger();
    let join = Join::new(&ledger.systems);
    let found = join.systems_of(host, path);
    found.into_iter().map(|at| ledger.systems[at].name.clone()).collect()
}

#[test]
fn the_most_specific_rule_holds() {
    for (host, path, wanted) in [
        (None, "/srv/www/index.html", vec!["web"]),
        (None, "/srv/www/shop/key.pem", vec!["shop"]),
        (None, "/srv/www/shop", vec!["shop"]),
        (None, "/srv/www/shopping/key.pem", vec!["web"]),
        (None, "/srv/www2/key.pem", vec![]),
        (None, "/opt/v1/shop/a.jar!/META-INF/key.pem", vec!["shop"]),
        (None, "/opt/v1/x/shop/a.jar", vec![]),
        (Some("db01"), "/etc/my.cnf", vec!["database"]),
        (Some("DB02.example.go.jp"), "/etc/my.cnf", vec!["database"]),
        (Some("db01"), "/srv/www/a", vec!["web"]),
        (Some("web01"), "/etc/postfix/main.cf", vec!["mail on web01"]),
        (None, "/etc/postfix/main.cf", vec![]),
        (None, "copies/web01/etc/postfix/main.cf", vec![]),
        (None, "copies/db01/etc/my.cnf", vec!["database"]),
        (None, "/mnt/images/base/etc/ssl/a.pem", vec!["image"]),
        (None, "images/base/etc2/a.pem", vec![]),
        (None, r"C:\inetpub\wwwroot\web.config", vec!["windows"]),
        (None, "/etc/nginx/nginx.conf", vec!["web", "twin"]),
        (None, "", vec![]),
    ] {
        assert_eq!(names(host, path), wanted, "{host:?} {path}");
    }
}

fn inventory(paths: &[&str]) -> Inventory {
    let mut merger = Merger::default();
    for (at, path) in paths.iter().enumerate() {
        let mut observation = Observation::new(AssetKind::Certificate, at.to_string(), "x");
        observation.confidence = Confidence::High;
        merger.observe(&EntryPath::of_file(Path::new(path)), "test", observation);
    }
    merger.finish()
}

#[test]
fn what_has_no_partner_is_listed_on_both_sides() {
    let ledger = ledger();
    let inventory =
        inventory(&["/etc/nginx/a.pem", "/srv/www/shop/b.pem", "/home/c.pem", "/home/d.pem"]);
    let joined = Join::new(&ledger.systems).scan(Scan { host: None, inventory: &inventory });
    assert_eq!(joined.of_asset.len(), 4);
    assert_eq!(joined.without_system.len(), 2);
    assert_eq!(joined.folders_without_system, [("/home".to_owned(), 2)]);
    assert_eq!(joined.shared.len(), 1);
    assert_eq!(joined.shared[0].0.len(), 2);
    let idle: Vec<&str> = joined.without_scan.iter().map(|id| &**id).collect();
    assert_eq!(idle, ["database", "mail on web01", "image", "windows", "idle"]);
    assert_eq!(joined.assets_of("shop").len(), 1);
    assert_eq!(joined.assets_of("nonesuch").len(), 0);
}

"""Writes docs/examples/ministry/systems.csv (Shift_JIS, as Excel in Japan saves it) from systems.toml
beside it. Run with Python 3.11 or newer."""
import csv
import pathlib
import tomllib

folder = pathlib.Path(__file__).parents[2] / "docs" / "examples" / "ministry"
HEADINGS = {
    "id": "情報システムID", "name": "情報システム名", "organisation": "所管部局",
    "owner": "情報システムセキュリティ責任者", "confidentiality": "機密性", "protection": "データ保護期間",
    "trust": "署名検証期間", "renewal": "更改年度", "vendor": "事業者", "exposure": "接続区分",
    "responsibility": "責任分界", "migration_years": "移行所要年数", "hosts": "ホスト名", "paths": "パス",
    "note": "備考",
}
WORDS = {
    "internet": "インターネット", "internal": "府省内", "closed": "閉域", "own": "自組織",
    "contractor": "委託先", "cloud-provider": "クラウド事業者", "divided": "責任分界による", "permanent": "永年",
}


def cell(value):
    if isinstance(value, list):
        return "\n".join(value)
    return WORDS.get(value, str(value))


systems = tomllib.loads((folder / "systems.toml").read_text("utf-8"))["system"]
with open(folder / "systems.csv", "w", encoding="cp932", newline="") as out:
    rows = csv.writer(out)
    rows.writerow(["海洋資源省　情報システム台帳（例）"])
    rows.writerow(HEADINGS.values())
    for system in systems:
        rows.writerow([cell(system.get(key, "")) for key in HEADINGS])

"""What a database's bytes are of, a quotation: python benchmarks/bytes.py DB.

Each table and index with its pages (`dbstat`), the heaviest first, and what the columns of `quotes` hold.
"""

from __future__ import annotations

import sqlite3
import sys

SHOWN = 25


def main(path: str) -> None:
    """Print bytes a quotation. Raises SystemExit where SQLite was built without dbstat."""
    conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    (quotations,) = conn.execute("SELECT count(*) FROM quotes").fetchone()
    if not quotations:
        raise SystemExit(f"{path}: holds no quotations")
    try:
        pages = conn.execute("SELECT name, sum(pgsize) AS size FROM dbstat GROUP BY name ORDER BY size DESC").fetchall()
    except sqlite3.OperationalError as error:
        raise SystemExit(f"this SQLite cannot tell ({error})") from error
    print(f"{quotations:,} quotations, {sum(size for _, size in pages) / quotations:,.0f} bytes each")
    for name, size in pages[:SHOWN]:
        print(f"{size / quotations:8.1f}  {name}")
    columns = [row[1] for row in conn.execute("PRAGMA table_info(quotes)")]
    sums = ", ".join(f"sum(length(CAST({column} AS BLOB)))" for column in columns)
    held = zip(columns, conn.execute(f"SELECT {sums} FROM quotes").fetchone(), strict=True)
    print("of quotes, by column:")
    for name, size in sorted(held, key=lambda each: -(each[1] or 0))[:SHOWN]:
        print(f"{(size or 0) / quotations:8.1f}  {name}")


if __name__ == "__main__":
    main(sys.argv[1])

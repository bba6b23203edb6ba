"""This file is a stub of Django's manage.py that records its calls."""

import os
import sys
import time
from pathlib import Path

import dj_database_url
import psycopg2

target = dj_database_url.parse(os.environ["DATABASE_URL"])
connection = psycopg2.connect(host=target["HOST"], user=target["USER"], dbname=target["NAME"])
connection.autocommit = True
cursor = connection.cursor()
command, *arguments = sys.argv[1:]
with Path(os.environ["MAHALLEH_STATE"], "calls").open("a") as calls:
    calls.write(f"{command}\n")
if command == "migrate":
    cursor.execute("SELECT to_regclass('visit') IS NULL")
    if cursor.fetchone()[0]:
        cursor.execute("CREATE TABLE visit (at timestamptz DEFAULT now())")
    else:
        print("  No migrations to apply.")
elif command == "publish":
    sys.exit(int(os.environ.get("STUB_PUBLISH_CODE", "0")))
elif command == "load_public":
    print("reading", flush=True)
    time.sleep(float(os.environ.get("STUB_LOAD_SECONDS", "0")))
elif command == "demo_accounts":
    print("planner secret-words")
elif command == "query":
    cursor.execute(arguments[0])
    print(*[row[0] for row in cursor.fetchall()], sep="\n")
elif command == "address":
    print(os.environ["DATABASE_URL"])
elif command == "sleep":
    print("asleep", flush=True)
    time.sleep(float(arguments[0]))
elif command == "fail":
    sys.exit(9)

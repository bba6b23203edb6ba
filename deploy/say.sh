# This file prints the messages of ./gis: each in Persian, then in English.
# shellcheck shell=sh

# One exit code per kind of failure, so that scripts can distinguish them.
ERR_USAGE=2 ERR_PACKAGES=3 ERR_DISK=4 ERR_STATE=5 ERR_DATABASE=6 ERR_PYTHON=7 ERR_PORT=8

say() { # FA EN
    printf '%s\n%s\n' "$1" "$2"
}

fail() { # CODE FA EN
    printf '\n%s\n\n%s\n' "$2" "$3" >&2
    exit "$1"
}

show_end_of() { # FILE: its last lines, indented, for a failure message
    tail -n 15 "$1" 2>/dev/null | sed 's/^/    /' >&2
}

usage() {
    cat <<'TEXT'
محله — ./gis فرمان
  up             آماده‌سازی و روشن کردن سامانه روی این دستگاه؛ پایان با Ctrl-C
                 ‎--bundle فایل ‎--sha256 عدد: بدون شبکه، از بستهٔ ‎./gis bundle
  bundle فایل    بستهٔ همهٔ نیازها برای دستگاه بی‌شبکه با همین نسخهٔ دبیان
  test [نشانی…]  همهٔ بررسی‌ها و آزمون‌ها؛ با نشانیِ آزمون یا گزینهٔ pytest، فقط همان
                 ‎--quick: بدون مرورگر و کندها · release: آزمون‌های پیش از انتشار هم
  backup فایل    پشتیبان همهٔ داده‌ها، کلیدها و تنظیم‌ها، هنگام کار؛ ‎--check فایل: وارسی؛
                 ‎--keep N پوشه: N پشتیبان آخر می‌ماند؛ ‎--passphrase: با گذرواژه
  restore فایل   بازگرداندن پشتیبان، همه یا هیچ؛ ‎--overwrite به جای دادهٔ موجود
  check          چه چیزی در این نصب کم یا نادرست است
  manage فرمان…  فرمان‌های مدیریت، مانند createsuperuser یا load_public
  bench [نام]    اندازه‌گیری سرعت، روی داده‌های جداگانه
  help           همین راهنما

Mahalleh — ./gis COMMAND
  up             prepare this machine and serve on it; Ctrl-C stops
                 --bundle FILE --sha256 HASH: without network, from a bundle
  bundle FILE    all that a machine of this Debian release needs without network
  test [ARG…]    every check and test; with arguments for pytest, only that
                 --quick: without the browser and slow ones · release: those before a release too
  backup FILE    back up all data, keys and settings while people work; --check FILE reads it;
                 --keep N DIR keeps the last N; --passphrase locks it
  restore FILE   restore a backup, all or nothing; --overwrite replaces the data there are
  check          what is missing or wrong with this set-up
  manage CMD…    management commands, such as createsuperuser or load_public
  bench [NAME]   measure speed, on data of its own
  help           this text

DATABASE_URL        a PostGIS server of yours; no database is started then, no sample data loaded
MAHALLEH_STATE      where database, keys and packages are kept (var/)
MAHALLEH_PORT       first port to try (8000)
MAHALLEH_DEMO=1     sample data and demo accounts also with DATABASE_URL
All settings: docs/settings.md
Exit codes: 2 usage, 3 Debian packages, 4 disk full, 5 state folder, 6 database, 7 Python, 8 port
TEXT
}

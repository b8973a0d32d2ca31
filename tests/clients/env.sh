# Where the client tests keep what they install. Sourced by `install` and `run`; sets
# names, changes nothing. The folders are named after what is in them, so two checkouts
# with different versions do not disturb each other.

clients_dir="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cache="${FOLKMOOT_TEST_CACHE:-${HOME:-/tmp}/.cache/folkmoot-tests}"

digest() { cat "$@" | sha256sum | cut -c1-12; }

# A virtual environment is bound to the Python that made it, so its version counts too.
python_version="$(/usr/bin/env python3 -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null || echo none)"
venv="$cache/python-$python_version-$(digest "$clients_dir/requirements.txt")"
node_home="$cache/node-$(digest "$clients_dir/package.json" "$clients_dir/package-lock.json")"

# Names the programs read. Java needs a UTF-8 locale to open `members/何知远/index.html`.
export LC_ALL=C.UTF-8
# Zones come from the pinned `tzdata` package, not from whatever the machine has.
export PYTHONTZPATH=""
export PYTHONDONTWRITEBYTECODE=1
export CLIENTS_PYTHON="$venv/bin/python"
export CLIENTS_NODE_HOME="$node_home"
# A small program around libical, compiled where it is first needed.
export CLIENTS_LIBICAL="$cache/libical-$(digest "$clients_dir/hard/libical.c")/read-calendars"
export CLIENTS_VNU="$node_home/node_modules/vnu-jar/build/dist/vnu.jar"
export CLIENTS_CHROMIUM="${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}"

#!/bin/sh
# Builds the site on a host that has no Folkmoot yet. Netlify and Cloudflare Pages call it.
set -eu
version="%VERSION%"

# When a page was last changed is taken from the whole history.
if [ "$(git rev-parse --is-shallow-repository 2>/dev/null)" = true ]; then
  git fetch --quiet --unshallow || echo "the history is cut off here: dates of change will be missing" >&2
fi

PATH="$HOME/.cargo/bin:$PATH"
if [ "$(folkmoot --version 2>/dev/null)" != "folkmoot $version" ]; then
  if ! command -v cargo >/dev/null; then
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal --no-modify-path
  fi
  cargo install --locked folkmoot --version "=$version"
fi

exec folkmoot build "$@"

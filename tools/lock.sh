#!/bin/sh
# Pin the packages with hashes. The files name no package index: every installation uses its own.
set -eu
cd "$(dirname "$0")/../requirements"
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
../.venv/bin/python -m venv "$tools"
"$tools/bin/pip" install --quiet --disable-pip-version-check pip-tools
compile() {
	"$tools/bin/pip-compile" --quiet --generate-hashes --strip-extras --no-header --allow-unsafe \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file "$1.txt" "$1.in"
}
compile base
compile dev
if grep -nE '://|index-url|find-links' base.txt dev.txt; then
	echo "an address of a package index got in" >&2
	exit 1
fi

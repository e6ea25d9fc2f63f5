#!/usr/bin/env bash
# What Apex costs on top of the commands that it runs, beside xargs on the spot. Options: --categories N, --rounds N.
# Exits non-zero only when something failed: a slow machine is no failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export MSBUILDDISABLENODEREUSE=1
dotnet build tests/Benchmarks -c Release -v quiet --nologo 1>&2
exec tests/Benchmarks/bin/Release/net10.0/Apex.Benchmarks "$@"

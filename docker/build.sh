#!/usr/bin/env bash
# Builds the programs and lays them out as the image holds them:
#   docker/build.sh OUT   ->   OUT/usr/bin/{caselensd,caselens,caselens-web,caselens-lca}
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:?want the folder to lay the programs out in}

./dev build
for program in caselensd caselens caselens-web caselens-lca; do
  [[ -x build/release/bin/$program ]] || continue
  install -D -s -m 755 "build/release/bin/$program" "$out/usr/bin/$program"
done

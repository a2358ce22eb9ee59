#!/usr/bin/env bash
# with-node.sh VERSION COMMAND…: runs the command under that Node, which is fetched from the npm registry once.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
version=$1
shift
case "$(uname -m)" in
  x86_64) arch=x64 ;;
  aarch64 | arm64) arch=arm64 ;;
  *) echo "with-node.sh: no Node $version for $(uname -m)" >&2; exit 1 ;;
esac
folder="$root/.cache/node-$version"
bin="$folder/node_modules/node-linux-$arch/bin"
if [ ! -x "$bin/node" ]; then
  echo "Fetching Node $version …"
  mkdir -p "$folder"
  npm install --prefix "$folder" --no-save --ignore-scripts --no-audit --no-fund --loglevel=error "node-linux-$arch@$version"
fi
PATH="$bin:$PATH" exec "$@"

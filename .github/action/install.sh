#!/usr/bin/env bash
# Installs the binary of a release, and refuses it if its SHA-256 is not the one in the input `checksum`.
set -euo pipefail

refuse() {
  echo "::error title=lookervault::Cannot install lookervault: $1"
  exit 1
}

[[ $VERSION =~ ^[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.-]*$ ]] || refuse "the input version must be a release such as 1.2.3, or source"

case "$RUNNER_OS" in
  Linux) system=linux suffix= ;;
  macOS) system=macos suffix= ;;
  Windows) system=windows suffix=.exe ;;
  *) refuse "there is no binary for $RUNNER_OS" ;;
esac
case "$RUNNER_ARCH" in
  X64) machine=x64 ;;
  ARM64) machine=arm64 ;;
  *) refuse "there is no binary for $RUNNER_ARCH" ;;
esac
asset=lookervault-$system-$machine$suffix

# Either one checksum, or lines of a SHA256SUMS file, from which the line of this system is used.
expected=$(printf '%s\n' "$CHECKSUM" | tr -d '\r' | awk -v asset="$asset" '
  NF == 1 { print $1 }
  NF == 2 { sub(/^\*/, "", $2); if ($2 == asset) print $1 }' | tr 'A-F' 'a-f')
[[ $expected =~ ^[0-9a-f]{64}$ ]] ||
  refuse "the input checksum must be the SHA-256 of $asset, or the lines of SHA256SUMS of that release"

bin=$RUNNER_TEMP/lookervault-bin
mkdir -p "$bin"
url=${DOWNLOAD_URL:-$SERVER_URL/$REPOSITORY/releases/download/v$VERSION}/$asset
curl --fail --silent --show-error --location --retry 3 --proto '=https,file' --proto-redir '=https' \
  --output "$bin/download" "$url" || refuse "$asset of version $VERSION could not be downloaded; check version and download-url"

if command -v sha256sum >/dev/null; then
  actual=$(sha256sum <"$bin/download")
else
  actual=$(shasum -a 256 <"$bin/download")
fi
actual=${actual%% *}
if [ "$actual" != "$expected" ]; then
  rm -f "$bin/download"
  refuse "the SHA-256 of $asset is $actual, not $expected as in the input checksum"
fi
mv "$bin/download" "$bin/lookervault$suffix"
chmod 755 "$bin/lookervault$suffix"
echo "$bin" >>"$GITHUB_PATH"

#!/bin/bash
# Install the Debian packages that some tests and benchmarks use. None is needed to run Siding: without one,
# the tests that want it say "skipped". As root they are installed; otherwise one line says which to install.
set -u

wanted=(exfat-fuse exfatprogs age gnupg)
command -v dpkg-query >/dev/null || exit 0

missing=()
for package in "${wanted[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "Some tests will be skipped; to run all of them: apt-get install ${missing[*]}" >&2
    exit 0
fi

export DEBIAN_FRONTEND=noninteractive
apt-get -qq update >/dev/null 2>&1
for package in "${missing[@]}"; do
    apt-get -qq install --no-install-recommends "$package" >/dev/null 2>&1 ||
        echo "Could not install $package: the tests that want it will be skipped." >&2
done
exit 0

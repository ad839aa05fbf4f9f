#!/bin/bash
# Install the Debian packages that the desktop, some tests and the benchmarks use. As root they are installed;
# otherwise one line says which to install. Elsewhere than on Debian nothing is done.
set -u

# What Qt loads at run time and PyPI's packages do not carry: first for any window, then for a real one under X.
desktop=(libglib2.0-0 libgl1 libegl1 libxkbcommon0 libfontconfig1 libfreetype6 libdbus-1-3 libx11-6 libbrotli1
    libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
    libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 libxcb-render0 libx11-xcb1 libxcb-glx0)
# A screen where there is none, keys and mouse for it, a message bus, sticks for the tests, and what the benchmarks compare with.
tests=(xvfb xauth xdotool dbus exfat-fuse exfatprogs age gnupg)
command -v dpkg-query >/dev/null || exit 0

# Since Debian 13 some of them have a new name.
renamed() {
    case "$1" in
        libglib2.0-0) echo libglib2.0-0t64 ;;
        *) echo "$1" ;;
    esac
}
installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; }

missing=()
for package in "${desktop[@]}" "${tests[@]}"; do
    installed "$package" || installed "$(renamed "$package")" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "Missing for the desktop or some tests: apt-get install ${missing[*]}" >&2
    exit 0
fi

export DEBIAN_FRONTEND=noninteractive
apt-get -qq update >/dev/null 2>&1
for package in "${missing[@]}"; do
    apt-get -qq install --no-install-recommends "$package" >/dev/null 2>&1 ||
        apt-get -qq install --no-install-recommends "$(renamed "$package")" >/dev/null 2>&1 ||
        echo "Could not install $package: what needs it will say so." >&2
done
exit 0

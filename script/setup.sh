# Sourced by the other scripts: installs what is missing, configures and builds. POSIX sh.

root=$(CDPATH="" cd -- "$(dirname -- "$0")/.." && pwd)

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    echo "error: packages are missing, and installing them needs root or sudo:" >&2
    echo "  $*" >&2
    exit 4
  fi
}

# install_missing GROUP…: exactly the packages of script/packages that are not there yet.
install_missing() {
  wanted=''
  for group in "$@"; do
    wanted="$wanted $(sed -n "s/^$group  *//p" "$root/script/packages" | tr '\n' ' ')"
  done
  # shellcheck disable=SC2086 # one word a package
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^installed //p')
  missing=''
  for package in $wanted; do
    # Node.js as its makers package it brings npm along, and Debian's two would not go beside it.
    case $package in nodejs | npm) command -v "${package%js}" >/dev/null && continue ;; esac
    printf '%s\n' "$installed" | grep -qxF -- "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  echo "installing:$missing"
  as_root apt-get update -qq
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# build PRESET [TARGET…]: configures once, then lets ninja see what changed.
build() {
  preset=$1
  shift
  dir="$root/build/$preset"
  if [ ! -f "$dir/build.ninja" ]; then
    (cd "$root" && cmake --preset "$preset" -Wno-dev >"$root/build-$preset.log" 2>&1) || {
      cat "$root/build-$preset.log" >&2
      exit 4
    }
    mv "$root/build-$preset.log" "$dir/configure.log"
  fi
  ninja -C "$dir" --quiet "$@" || exit 4
}

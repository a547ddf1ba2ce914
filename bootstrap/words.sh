# shellcheck shell=sh
# Words that every step uses. A step defines `check` (is it so already?) and `apply` (make it so), and prints nothing when all is
# well. One that only a person can finish ends with status 10 and says what is to be done. The settings, from the environment:
#   HOMELAB_USER     the account that talks to the Docker engine        (homelab)
#   HOMELAB_COMPOSE  v1 for the hyphenated 1.29.2, v2 for the plugin     (v2)
#   HOMELAB_KEYS     public keys of that account, a line each            (none: left alone)
#   HOMELAB_NAME     the node's name in the mesh                         (the machine's own)

: "${HOMELAB_USER:=homelab}" "${HOMELAB_COMPOSE:=v2}" "${HOMELAB_KEYS:=}" "${HOMELAB_NAME:=}"
export DEBIAN_FRONTEND=noninteractive LC_ALL=C

# Are the packages installed?
has_packages() {
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || return 1
  done
}

# Installs packages, and says what apt says only when it fails; the lists are fetched at most once an hour.
install_packages() {
  lists=/var/lib/apt/homelab-lists
  if [ -z "$(find "$lists" -mmin -60 2>/dev/null)" ]; then
    quietly apt-get update
    : >"$lists"
  fi
  quietly apt-get install -y --no-install-recommends -o Dpkg::Options::=--force-confold "$@"
}

quietly() {
  said=$("$@" 2>&1) || {
    printf '%s\n' "$said" | tail -n 20 >&2
    return 1
  }
}

# Is the file there with exactly this content (standard input)?
has_content() {
  cmp -s - "$1"
}

# Writes a file whole or not at all. $1: the path; $2: the mode; standard input: the content.
put_file() {
  mkdir -p "$(dirname "$1")"
  cat >"$1.homelab-new"
  chmod "$2" "$1.homelab-new"
  mv -f "$1.homelab-new" "$1"
}

# Is a service manager at work? In a chroot there is none, and services are only made to start with the machine.
is_booted() { [ -d /run/systemd/system ]; }

starts_with_machine() { systemctl is-enabled --quiet "$1" 2>/dev/null; }

start_with_machine() {
  systemctl enable --quiet "$1"
  if is_booted; then systemctl restart "$1"; fi
}

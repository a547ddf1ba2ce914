# shellcheck shell=sh
# The account that may talk to the Docker engine, with its keys when there are any.
keys_file() { echo "$(getent passwd "$HOMELAB_USER" | cut -d : -f 6)/.ssh/authorized_keys"; }

check() {
  id "$HOMELAB_USER" >/dev/null 2>&1 || return 1
  id -nG "$HOMELAB_USER" | tr ' ' '\n' | grep -qx docker || return 1
  [ -z "$HOMELAB_KEYS" ] && return 0
  file=$(keys_file)
  [ -f "$file" ] || return 1
  # Keys that a person added stay; those that are asked for must be among them.
  printf '%s\n' "$HOMELAB_KEYS" | while IFS= read -r key; do
    [ -z "$key" ] || grep -qxF "$key" "$file" || exit 1
  done
}

apply() {
  id "$HOMELAB_USER" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "$HOMELAB_USER"
  usermod --append --groups docker "$HOMELAB_USER"
  [ -n "$HOMELAB_KEYS" ] || return 0
  file=$(keys_file)
  install -d -m 0700 -o "$HOMELAB_USER" -g "$HOMELAB_USER" "$(dirname "$file")"
  [ -f "$file" ] || install -m 0600 -o "$HOMELAB_USER" -g "$HOMELAB_USER" /dev/null "$file"
  printf '%s\n' "$HOMELAB_KEYS" | while IFS= read -r key; do
    [ -z "$key" ] || grep -qxF "$key" "$file" || printf '%s\n' "$key" >>"$file"
  done
}

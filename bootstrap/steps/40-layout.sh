# shellcheck shell=sh
# The folders below /opt/homelab. The same as homelab:node:Layout makes and reads back; here so that the first deployment finds them.
folders="data logs state events world actions services config"

mode_of() { case $1 in config) echo 700 ;; *) echo 755 ;; esac; }

check() {
  for folder in $folders; do
    [ "$(stat -c '%a %U' "/opt/homelab/$folder" 2>/dev/null)" = "$(mode_of "$folder") $HOMELAB_USER" ] || return 1
  done
}

apply() {
  install -d -m 0755 -o "$HOMELAB_USER" -g "$HOMELAB_USER" /opt/homelab
  for folder in $folders; do
    install -d -m "0$(mode_of "$folder")" -o "$HOMELAB_USER" -g "$HOMELAB_USER" "/opt/homelab/$folder"
  done
}

# shellcheck shell=sh
# A right clock: tokens, certificates and the order of events depend on it.
check() { has_packages systemd-timesyncd && starts_with_machine systemd-timesyncd; }

apply() {
  install_packages systemd-timesyncd
  start_with_machine systemd-timesyncd
}

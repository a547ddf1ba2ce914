# shellcheck shell=sh
# What every node needs to be reached, to fetch over TLS and to have its files read.
packages="ca-certificates curl jq openssh-server rsync util-linux logrotate"

# shellcheck disable=SC2086 # a list of words
check() { has_packages $packages; }

# shellcheck disable=SC2086
apply() { install_packages $packages; }

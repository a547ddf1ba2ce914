# shellcheck shell=sh
# After a power cut without an uplink the machine has no time to ask for: the last known one is better than 1970.
check() { has_packages fake-hwclock; }

apply() { install_packages fake-hwclock; }

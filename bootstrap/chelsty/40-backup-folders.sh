# shellcheck shell=sh
# Where the critical backup sets of the cottage are put down, readable by nobody else: they hold the Zigbee network key.
check() { [ "$(stat -c '%a %U' /opt/homelab/data/backups 2>/dev/null)" = "700 $HOMELAB_USER" ]; }

apply() { install -d -m 0700 -o "$HOMELAB_USER" -g "$HOMELAB_USER" /opt/homelab/data/backups; }

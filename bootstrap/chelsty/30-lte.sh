# shellcheck shell=sh
# The uplink is LTE: package lists once a week, downloads not faster than 500 kB/s, and none for hours after a failure.
settings() {
  cat <<'END'
// Written by bootstrap/chelsty/30-lte.sh; read after 60homelab.
APT::Periodic::Update-Package-Lists "7";
APT::Periodic::Unattended-Upgrade "7";
Acquire::http::Dl-Limit "500";
Acquire::https::Dl-Limit "500";
Acquire::Retries "1";
Acquire::Languages "none";
END
}

check() { settings | has_content /etc/apt/apt.conf.d/70homelab-lte; }

apply() { settings | put_file /etc/apt/apt.conf.d/70homelab-lte 0644; }

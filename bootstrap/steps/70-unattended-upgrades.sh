# shellcheck shell=sh
# Security fixes come by themselves; a restart of the machine does not, and the Docker engine only moves in a maintenance.
settings() {
  cat <<'END'
// Written by bootstrap/steps/70-unattended-upgrades.sh.
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
Unattended-Upgrade::Automatic-Reboot "false";
Unattended-Upgrade::Package-Blacklist { "docker"; "containerd"; "runc"; };
END
}

check() { has_packages unattended-upgrades && settings | has_content /etc/apt/apt.conf.d/60homelab; }

apply() {
  install_packages unattended-upgrades
  settings | put_file /etc/apt/apt.conf.d/60homelab 0644
}

# shellcheck shell=sh
# Logs of containers and services do not fill the disk, and running containers outlive a restart of the engine.
daemon=/etc/docker/daemon.json
wanted='{"log-driver":"json-file","log-opts":{"max-size":"10m","max-file":"3"},"live-restore":true}'

rotation() {
  cat <<'END'
/opt/homelab/logs/*/*.log {
  weekly
  rotate 4
  size 10M
  missingok
  notifempty
  compress
  copytruncate
}
END
}

check() {
  command -v jq >/dev/null || return 1
  [ -f "$daemon" ] && jq -e --argjson wanted "$wanted" '. == (. * $wanted)' "$daemon" >/dev/null 2>&1 || return 1
  rotation | has_content /etc/logrotate.d/homelab
}

apply() {
  # What somebody else set there stays.
  if [ -s "$daemon" ]; then
    merged=$(jq --argjson wanted "$wanted" '. * $wanted' "$daemon")
  else
    merged=$(printf '%s' "$wanted" | jq .)
  fi
  printf '%s\n' "$merged" | put_file "$daemon" 0644
  rotation | put_file /etc/logrotate.d/homelab 0644
  # live-restore is read by a reload; a restart would stop every container once.
  if is_booted && systemctl is-active --quiet docker; then systemctl reload docker; fi
}

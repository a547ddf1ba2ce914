# shellcheck shell=sh
# The mesh. Joining it is a person's decision and needs their login, so this only says what is left to do.
check() { command -v tailscale >/dev/null && tailscale status >/dev/null 2>&1; }

apply() {
  name=${HOMELAB_NAME:-$(uname -n)}
  if ! command -v tailscale >/dev/null; then
    echo "tailscale is not installed: add its package source, then \`apt-get install tailscale\`, then" >&2
  fi
  echo "join the mesh: tailscale up --hostname $name --ssh=false" >&2
  return 10
}

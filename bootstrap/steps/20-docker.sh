# shellcheck shell=sh
# The Docker engine and the Compose generation that the node's capabilities name.
check() {
  command -v dockerd >/dev/null || return 1
  case $HOMELAB_COMPOSE in
    v1) [ "$(docker-compose version --short 2>/dev/null)" = 1.29.2 ] ;;
    v2) docker compose version >/dev/null 2>&1 ;;
    *) return 1 ;;
  esac
}

apply() {
  case $HOMELAB_COMPOSE in
    v1 | v2) ;;
    *)
      echo "HOMELAB_COMPOSE is \"$HOMELAB_COMPOSE\"; allowed: v1, v2" >&2
      return 1
      ;;
  esac
  command -v dockerd >/dev/null || install_packages docker.io
  check && return 0
  quietly apt-get update
  if [ "$HOMELAB_COMPOSE" = v1 ]; then
    # Debian 12 has just this version.
    version=$(apt-cache madison docker-compose | awk '{print $3}' | grep -m 1 '^1\.29\.2' || true)
    if [ -z "$version" ]; then
      echo "apt offers no docker-compose 1.29.2; fix: use Debian 12 on this node, or declare compose: v2 in its capabilities" >&2
      return 1
    fi
    install_packages "docker-compose=$version"
    return 0
  fi
  # Docker's own packages and Ubuntu's have a name of their own for the plugin; Debian 13 keeps the old one.
  for package in docker-compose-plugin docker-compose-v2 docker-compose; do
    offered=$(apt-cache policy "$package" 2>/dev/null | awk '$1 == "Candidate:" {print $2}')
    case $offered in
      "" | "(none)" | 1.*) ;;
      *)
        install_packages "$package"
        check && return 0
        ;;
    esac
  done
  echo "apt offers no Compose v2; fix: add Docker's own package source, or use Debian 13" >&2
  return 1
}

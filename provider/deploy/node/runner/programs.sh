# The programs of the node: Compose, the engine, and what the orders say about containers.

# Compose also expands variables from its own environment, and those would win over the env file: it gets next to none.
bare() {
  env -i PATH="$PATH" HOME="${HOME:-/}" ${DOCKER_HOST:+DOCKER_HOST="$DOCKER_HOST"} ${DOCKER_CONFIG:+DOCKER_CONFIG="$DOCKER_CONFIG"} \
    ${XDG_RUNTIME_DIR:+XDG_RUNTIME_DIR="$XDG_RUNTIME_DIR"} ${DOCKER_API_VERSION:+DOCKER_API_VERSION="$DOCKER_API_VERSION"} "$@"
}

# compose DOCUMENT ARGUMENTS…, at most `bound` seconds. Never gets -y, -v, --volumes or --renew-anon-volumes; stdin is closed.
compose() {
  file=$1
  shift
  variables=$env_file
  [ -f "$variables" ] || variables=$home/.no-variables
  set -- --ansi never -p "$project" --project-directory "$directory" --env-file "$variables" -f "$file" "$@"
  if [ "$generation" = plugin ]; then set -- docker compose "$@"; else set -- docker-compose "$@"; fi
  bare timeout "$bound" "$@"
}

engine_answers() { docker version --format '{{.Server.Version}}' </dev/null >/dev/null 2>&1; }

# An engine that is restarted comes back: its work is waited for rather than given up.
wait_for_engine() {
  waited=0
  until engine_answers; do
    [ "$waited" -lt 180 ] || return 1
    sleep 1
    waited=$((waited + 1))
  done
}

# The ids of the project's containers, of one service when it is named.
containers() {
  if [ -n "$1" ]; then
    docker ps -aq --no-trunc --filter "label=com.docker.compose.project=$project" --filter "label=com.docker.compose.service=$1" </dev/null
  else
    docker ps -aq --no-trunc --filter "label=com.docker.compose.project=$project" </dev/null
  fi
}

orders() { sed -n "s/^$1 //p" "$incoming/plan"; }

replicas() {
  count=$(sed -n "s/^replicas $1 //p" "$incoming/checks")
  echo "${count:-1}"
}

runs() { [ "$(docker inspect --type container --format '{{.State.Running}}' "$1" </dev/null 2>/dev/null)" = true ]; }

is_fresh() { ! grep -qx "$1" "$incoming/known"; }

# Whether a service has containers and all of them are this run's own.
is_new() {
  own=$(containers "$1") || return 1
  [ -n "$own" ] || return 1
  for id in $own; do
    if grep -qx "$id" "$incoming/known"; then return 1; fi
  done
  # Two of them: Compose was cut off between making the new one and removing the old one.
  [ "$(printf '%s\n' "$own" | wc -l)" -le "$(replicas "$1")" ]
}

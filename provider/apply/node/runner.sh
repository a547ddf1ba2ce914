#!/bin/sh
# One run: makes the containers of one service what its document says, or takes them away. Placed and started by start.sh,
# detached, so that it goes on when whoever started it is gone. $1 root of the layout, $2 service, $3 run.
#
# Reads its orders from incoming-<run>/: `settings` (`key value` a line), `document.yml`, `files/` (what is placed in the project
# directory), `plan` (`verb argument` a line), `known` (ids of the containers as they were when the plan was made), `pull`,
# `services`, `checks`, `secrets`, `hidden`. Everything in there was checked by the provider; nothing of it is ever evaluated.
#
# Writes <service>.json (the stage, atomically), the event log, `diagnosis` (reason and last log lines, values of the env file
# blotted out) and, when the service is healthy, last-good/. Never removes a volume.
LC_ALL=C
export LC_ALL
umask 077
root=$1 service=$2 run=$3
state=$root/state/deploy
home=$state/$service
incoming=$home/incoming-$run
good=$home/last-good
directory=$root/services/$service
env_file=$root/config/$service/.env

setting() { sed -n "s/^$1 //p" "$incoming/settings"; }
project=$(setting project)
node=$(setting node)
generation=$(setting generation)
digest=$(setting digest)
by=$(setting by)
mode=$(setting mode)
started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)
sequence=0
stage=prepare
cleared=
recovering=

# ---- words for other programs ---------------------------------------------------------------------------------------

# Text for the inside of a JSON string: ASCII only, no control characters, at most 700 bytes.
json() {
  printf '%s' "$1" | tr '\n\t' '  ' | tr '\200-\377' '?' | tr -cd '\040-\176' | cut -c1-700 | tr -d '\n' | sed 's/\\/\\\\/g; s/"/\\"/g'
}

# Blots out the values of the env file, and the lines of `hidden`. Secrets (their names are in `secrets`) at any length, the
# others from four characters on.
redact() {
  values=$env_file names=$incoming/secrets
  [ -r "$values" ] || values=/dev/null
  [ -r "$names" ] || names=/dev/null
  hidden=$incoming/hidden
  [ -r "$hidden" ] || hidden=/dev/null
  awk -v names="$names" -v values="$values" -v hidden="$hidden" '
    function add(text, secret) {
      if (text == "" || (!secret && length(text) < 4)) return
      if (!(text in known)) { known[text] = 1; list[++count] = text }
    }
    function both(text, secret,   inner) {
      sub(/\r$/, "", text); sub(/^[ \t]+/, "", text); sub(/[ \t]+$/, "", text)
      add(text, secret)
      inner = text
      if (inner ~ /^["\047]/) { inner = substr(inner, 2); sub(/["\047][ \t]*(#.*)?$/, "", inner) } else sub(/[ \t]+#.*$/, "", inner)
      add(inner, secret)
    }
    BEGIN {
      while ((getline line < names) > 0) secret[line] = 1
      while ((getline line < hidden) > 0) add(line, 1)
      while ((getline line < values) > 0) {
        if (line ~ /^[ \t]*#/) continue
        name = line; sub(/^[ \t]*(export[ \t]+)?/, "", name)
        at = index(name, "=")
        key = at ? substr(name, 1, at - 1) : ""; sub(/[ \t]+$/, "", key)
        if (key ~ /^[A-Za-z_][A-Za-z0-9_.-]*$/) both(substr(name, at + 1), (last = (key in secret))); else both(line, last)
      }
      # The longest first, so that no part of a value stays behind another one.
      for (i = 2; i <= count; i++) {
        text = list[i]
        for (j = i - 1; j > 0 && length(list[j]) < length(text); j--) list[j + 1] = list[j]
        list[j + 1] = text
      }
    }
    {
      rest = $0
      for (i = 1; i <= count; i++) {
        out = ""
        while (at = index(rest, list[i])) { out = out substr(rest, 1, at - 1) "(hidden)"; rest = substr(rest, at + length(list[i])) }
        rest = out rest
      }
      print substr(rest, 1, 500)
      fflush()
    }'
}

# record STAGE OUTCOME [REASON]: one line, written beside and renamed, so that nobody ever reads half of it.
record() {
  stage=$1
  sequence=$((sequence + 1))
  printf '{"version":1,"service":"%s","project":"%s","node":"%s","run":"%s","digest":"%s","mode":"%s","by":"%s","stage":"%s","outcome":"%s","started":"%s","updated":"%s","pid":%s,"boot":"%s","reason":"%s","cleared":"%s","sequence":%s}\n' \
    "$service" "$project" "$node" "$run" "$digest" "$mode" "$(json "$by")" "$1" "$2" "$started" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
    "$$" "$(json "$boot")" "$(json "$3")" "$(json "$cleared")" "$sequence" >"$home/.record" || return 1
  chmod 644 "$home/.record"
  sync "$home/.record" 2>/dev/null || sync
  mv "$home/.record" "$state/$service.json"
}

# event TYPE SEVERITY MESSAGE: one line, one write at the end of the file, shorter than what a pipe takes at once.
event() {
  day=$root/events/$(date -u +%Y-%m-%d)/$node
  (umask 022; mkdir -p "$day") || return 0
  line=$(printf '{"timestamp":"%s","type":"%s","severity":"%s","node":"%s","service":"%s","source":"homelab-provider","run":"%s","mode":"%s","stage":"%s","message":"%s"}' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" "$2" "$node" "$service" "$run" "$mode" "$stage" "$(json "$3")")
  (
    umask 022
    # A line that a power cut tore stays alone.
    if [ -s "$day/events.jsonl" ] && [ -n "$(tail -c 1 "$day/events.jsonl")" ]; then line="
$line"; fi
    printf '%s\n' "$line" >>"$day/events.jsonl"
  )
}

# The rest of a run that came to an end. Also takes the orders away: what they held is in last-good or is not wanted.
over() {
  : >"$state/.holder"
  rm -rf "$incoming"
  exit 0
}

# fail REASON: nothing on the node was touched yet.
fail() {
  printf '%s\n' "$1" | redact >>"$home/diagnosis"
  reason=$(printf '%s' "$1" | redact)
  event deployment_failed error "$reason"
  record "$stage" failed "$reason"
  over
}

# logged COMMAND…: its output goes, without values of the env file, into the log. Ends as the command does.
logged() {
  { "$@" </dev/null; echo $? >"$home/.code"; } 2>&1 | tee_redacted
  return "$(cat "$home/.code")"
}
tee_redacted() { redact | tee "$home/.last"; }

# The last lines of the last command's output, on one line.
last_words() { tail -n 6 "$home/.last" 2>/dev/null | tr '\n' '|' | sed 's/|$//; s/|/ | /g' | tail -c 500; }

# ---- the programs ----------------------------------------------------------------------------------------------------

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

replicas() {
  count=$(sed -n "s/^replicas $1 //p" "$incoming/checks")
  echo "${count:-1}"
}

# ---- the stages -------------------------------------------------------------------------------------------------------

lock() {
  # File 8, which start.sh opened and locked, says that this run lives.
  exec 9>>"$state/.lock"
  patience=$(setting patience)
  if ! flock -n 9; then
    waited=0
    record prepare waiting "another run holds the node: $(cat "$state/.holder" 2>/dev/null)"
    until flock -n 9; do
      if [ "$waited" -ge "$patience" ]; then
        reason="the node was locked for $patience s by $(cat "$state/.holder" 2>/dev/null)"
        printf '%s\n' "$reason" >"$home/diagnosis"
        record prepare locked "$reason"
        rm -rf "$incoming"
        exit 0
      fi
      sleep 1
      waited=$((waited + 1))
    done
  fi
  # The kernel frees the lock of a dead run; only its name is left, and it is told.
  if [ -s "$state/.holder" ]; then cleared=$(cat "$state/.holder"); fi
  printf 'run %s of %s (process %s since %s, started by %s)' "$run" "$service" "$$" "$started" "$by" >"$state/.holder"
}

# Everything is copied beside its place first; when the disk fills up, nothing was replaced.
put_files_beside() {
  (umask 022; mkdir -p "$directory") || return 1
  [ -d "$incoming/files" ] || return 0
  (cd "$incoming/files" && umask 022 && find . -type f -exec sh -c '
    to=$1; shift
    for file; do
      mkdir -p "$to/${file%/*}" && cp -p "$file" "$to/$file.homelab-new" || exit 1
    done' place "$directory" {} +)
}

drop_files_beside() {
  [ -d "$1" ] || return 0
  (cd "$1" && find . -type f -exec sh -c 'to=$1; shift; for file; do rm -f "$to/$file.homelab-new"; done' drop "$directory" {} +)
}

# Puts what lies beside into place. A file that is already right keeps its inode, which a container may have mounted.
turn_files() {
  [ -d "$1" ] || return 0
  (cd "$1" && find . -type f -exec sh -c '
    to=$1; shift
    for file; do
      new=$to/$file.homelab-new
      [ -f "$new" ] || cp -p "$file" "$new" || exit 1
      if cmp -s "$new" "$to/$file" && [ "$(stat -c %a "$new")" = "$(stat -c %a "$to/$file")" ]; then rm -f "$new"
      else
        # A folder that Docker made because the file was missing when it was mounted.
        [ ! -d "$to/$file" ] || rmdir "$to/$file" || exit 1
        mv "$new" "$to/$file" || exit 1
      fi
    done' turn "$directory" {} +)
}

# drop_former FORMER NEW: takes away what an earlier run placed and the new declaration no longer has.
drop_former() {
  [ -d "$1" ] || return 0
  (cd "$1" && find . -type f -exec sh -c '
    to=$1 new=$2; shift 2
    for file; do [ -f "$new/$file" ] || rm -f "$to/$file"; done' drop "$directory" "$2" {} +)
}

place_document() {
  cp "$1" "$directory/docker-compose.yml.homelab-new" && chmod 640 "$directory/docker-compose.yml.homelab-new" &&
    mv "$directory/docker-compose.yml.homelab-new" "$directory/docker-compose.yml"
}

# The first run over a project that somebody started by hand: what they started it from is the last good document, as far as
# its files are still there. The paths come from the labels that Compose put onto the containers.
former_document() {
  prior=$home/by-hand
  rm -rf "$prior"
  [ ! -f "$good/document.yml" ] || return 0
  [ -n "$(orders up)" ] || return 0
  id=$(head -n 1 "$incoming/known")
  [ -n "$id" ] || return 0
  where=$(docker inspect --format '{{index .Config.Labels "com.docker.compose.project.working_dir"}}' "$id" </dev/null 2>/dev/null)
  files=$(docker inspect --format '{{index .Config.Labels "com.docker.compose.project.config_files"}}' "$id" </dev/null 2>/dev/null)
  [ -d "$where" ] && [ -n "$files" ] || return 0
  mkdir "$prior" || return 0
  set --
  while [ -n "$files" ]; do
    file=${files%%,*}
    case $files in *,*) files=${files#*,} ;; *) files= ;; esac
    case $file in /*) ;; *) file=$where/$file ;; esac
    set -- "$@" -f "$file"
  done
  variables=$env_file
  [ -f "$variables" ] || variables=$home/.no-variables
  set -- --ansi never -p "$project" --project-directory "$where" --env-file "$variables" "$@" config
  if [ "$generation" = plugin ]; then set -- docker compose "$@"; else set -- docker-compose "$@"; fi
  if bare "$@" --no-interpolate >"$prior/document.yml" 2>/dev/null </dev/null && bare "$@" --services >"$prior/services" 2>/dev/null </dev/null; then
    : >"$prior/images"
    { sed 's/^/run /' "$prior/services"; grep -E '^(deadline|interval|timeout|settle) ' "$incoming/checks"; } >"$prior/checks"
    good=$prior
  else
    rm -rf "$prior"
  fi
}

prepare() {
  record prepare running
  event deployment_started info "${mode} of $service started by $by"
  while IFS= read -r image; do
    [ -n "$image" ] || continue
    record prepare running "pulling $image"
    logged bare docker pull -q "$image" || fail "the image $image cannot be pulled: $(last_words)"
  done <"$incoming/pull"
  if ! put_files_beside 2>"$home/.last"; then
    drop_files_beside "$incoming/files"
    fail "its files cannot be placed, and none was replaced: $(last_words)"
  fi
}

validate() {
  record validate running
  if ! logged compose "$incoming/document.yml" config -q; then
    drop_files_beside "$incoming/files"
    fail "the Compose of the node refuses the document: $(last_words)"
  fi
}

# Compose is asked for what is not done yet. When the engine went away meanwhile, it is asked again once it is back; what was
# made anew before that is not made anew again.
up() {
  attempt=0
  while :; do
    waiting=
    for name in $services; do is_new "$name" || waiting="$waiting $name"; done
    [ -n "$waiting" ] || break
    # shellcheck disable=SC2086 # names of services hold neither blanks nor patterns
    logged compose "$1" up -d --no-deps --force-recreate $waiting && break
    code=$?
    attempt=$((attempt + 1))
    if [ "$code" -ge 124 ] || [ "$attempt" -ge 4 ]; then return 1; fi
    if engine_answers; then
      # It may have been gone and be back already: then the containers that were there are not all as Compose expected them.
      [ "$attempt" -eq 1 ] && grep -qiE 'cannot connect|connection (refused|reset|aborted)|EOF|daemon|shutting down' "$home/.last" || return 1
    fi
    wait_for_engine || return 1
  done
  [ "$attempt" -eq 0 ] || logged compose "$1" up -d --no-deps --no-recreate $services
}

deploy() {
  record deploy running
  services=$(orders up | tr '\n' ' ')
  turn_files "$incoming/files" 2>"$home/.last" || give_up "its files cannot be placed: $(last_words)"
  drop_former "$good/files" "$incoming/files"
  place_document "$incoming/document.yml" 2>"$home/.last" || give_up "its document cannot be placed: $(last_words)"
  : >"$home/.last"
  for id in $(orders remove); do
    logged docker stop "$id" && logged docker rm "$id" || logged docker rm -f "$id" || ! docker inspect "$id" >/dev/null 2>&1 ||
      give_up "the container $id, which nobody declares, cannot be removed: $(last_words)"
  done
  for network in $(orders renew-network); do
    for id in $(docker network inspect --format '{{range $id, $c := .Containers}}{{$id}} {{end}}' "$network" </dev/null 2>/dev/null); do
      logged docker network disconnect -f "$network" "$id"
    done
    logged docker network rm "$network" || give_up "the network $network cannot be made anew: $(last_words)"
  done
  for verb in unpause start restart; do
    for id in $(orders "$verb"); do
      logged docker "$verb" "$id" || { wait_for_engine && logged docker "$verb" "$id"; } || give_up "$verb of the container $id failed: $(last_words)"
    done
  done
  if [ -n "$services" ]; then
    up "$incoming/document.yml" || give_up "Compose could not bring up $services: $(last_words)"
  fi
}

# state_of ID: `running healthy 0 0` (status, health, restarts, exit code).
state_of() {
  docker inspect --type container --format '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}} {{.RestartCount}} {{.State.ExitCode}}' "$1" </dev/null 2>/dev/null
}

# One look at every service; `trouble` says what is wrong, `hopeless` that waiting does not help, `restarts` how often.
look() {
  trouble= hopeless= restarts= bad=
  while read -r verb name _; do
    [ "$verb" = run ] || [ "$verb" = healthy ] || [ "$verb" = once ] || continue
    ids=$(containers "$name")
    if [ -z "$ids" ]; then trouble="$trouble$name: has no container; "; continue; fi
    for id in $ids; do
      set -- $(state_of "$id")
      status=$1 health=$2 count=${3:-0} code=$4
      [ "$verb" != once ] || { [ "$status" = exited ] && [ "$code" = 0 ] && continue; }
      # Docker counts the restarts; from the third on it is a loop.
      before=$(sed -n "s/^$id //p" "$home/.restarts")
      if [ -z "$before" ]; then before=$count; printf '%s %s\n' "$id" "$count" >>"$home/.restarts"; fi
      restarts="$restarts$id:$count "
      if [ "$((count - before))" -ge 3 ] || { is_fresh "$id" && [ "$count" -ge 3 ]; }; then
        hopeless=1 bad="$bad $id"
        # It runs at this very moment: what it ends with is known in a moment.
        tries=0
        while [ "$status" = running ] && [ "$tries" -lt 5 ]; do
          sleep 1
          set -- $(state_of "$id")
          status=$1 code=$4 tries=$((tries + 1))
        done
        trouble="$trouble$name: crashes at start (exit code $code, started $((count + 1)) times); "
      elif [ "$status" = exited ] || [ "$status" = dead ]; then
        bad="$bad $id"
        trouble="$trouble$name: has stopped with exit code $code; "
        if ! is_restarted "$id"; then hopeless=1; fi
      elif [ "$status" != running ]; then
        bad="$bad $id"
        trouble="$trouble$name: is $status (exit code $code); "
      elif [ "$health" != none ] && [ "$health" != healthy ] && { [ "$verb" = healthy ] || [ "$health" = unhealthy ]; }; then
        bad="$bad $id"
        trouble="$trouble$name: is $health; "
      fi
    done
  done <"$checks"
}

is_fresh() { ! grep -qx "$1" "$incoming/known"; }
is_restarted() { case $(docker inspect --format '{{.HostConfig.RestartPolicy.Name}}' "$1" </dev/null 2>/dev/null) in always | unless-stopped | on-failure) ;; *) return 1 ;; esac; }

# The contract's own question, asked from the node.
ask() {
  kind=$(sed -n 's/^ask //p' "$checks")
  patience_s=$(sed -n 's/^timeout //p' "$checks")
  case $kind in
    http)
      url=$(sed -n 's/^url //p' "$checks") wanted=$(sed -n 's/^status //p' "$checks")
      if command -v curl >/dev/null 2>&1; then
        got=$(bare curl -s -o /dev/null -m "$patience_s" -w '%{http_code}' -- "$url" </dev/null 2>/dev/null)
      elif command -v python3 >/dev/null 2>&1; then
        got=$(bare timeout "$patience_s" python3 -c '
import sys, urllib.request, urllib.error
class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_): return None
try: print(urllib.request.build_opener(Stay, urllib.request.ProxyHandler({})).open(sys.argv[1]).status)
except urllib.error.HTTPError as e: print(e.code)
except Exception: print("000")' "$url" </dev/null 2>/dev/null)
      else
        got=$(bare timeout "$patience_s" wget -S -O /dev/null "$url" </dev/null 2>&1 | sed -n 's|^ *HTTP/[0-9.]* \([0-9]*\).*|\1|p' | head -n 1)
      fi
      [ "$got" = "$wanted" ] || trouble="$trouble$url answers ${got:-nothing} instead of $wanted; "
      ;;
    tcp)
      host=$(sed -n 's/^host //p' "$checks") port=$(sed -n 's/^port //p' "$checks")
      if command -v nc >/dev/null 2>&1; then bare timeout "$patience_s" nc -z -- "$host" "$port" </dev/null >/dev/null 2>&1
      elif command -v python3 >/dev/null 2>&1; then
        bare python3 -c 'import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), float(sys.argv[3]))' "$host" "$port" "$patience_s" </dev/null >/dev/null 2>&1
      else bare timeout "$patience_s" bash -c 'exec 3<>"/dev/tcp/$1/$2"' ask "$host" "$port" </dev/null >/dev/null 2>&1
      fi || trouble="${trouble}nobody listens at $host:$port; "
      ;;
  esac
}

# healthy CHECKS KNOWN: waits until the deadline; two good looks in a row, so that one lucky moment is not enough.
healthy() {
  checks=$1
  deadline=$(sed -n 's/^deadline //p' "$checks") interval=$(sed -n 's/^interval //p' "$checks")
  settle=$(sed -n 's/^settle //p' "$checks")
  : >"$home/.restarts"
  began=$(date +%s) good_since= former=
  while :; do
    look
    [ -n "$hopeless" ] || [ -n "$trouble" ] || ask
    now=$(date +%s)
    if [ -z "$trouble" ]; then
      if [ -z "$good_since" ] || [ "$restarts" != "$former" ]; then good_since=$now; fi
      [ "$((now - good_since))" -lt "$settle" ] || return 0
      former=$restarts
      [ "$settle" -eq 0 ] || { sleep 1; continue; }
    else
      good_since=
    fi
    if [ -n "$hopeless" ]; then return 1; fi
    if [ "$((now - began))" -ge "$deadline" ]; then
      if [ -z "$trouble" ]; then trouble="not steady; "; fi
      trouble="not healthy after $deadline s: $trouble"
      return 1
    fi
    sleep "$interval"
  done
}

verify() {
  record verify running
  if ! healthy "$incoming/checks"; then
    trouble=${trouble%; }
    event healthcheck_failed error "$(printf '%s' "$trouble" | redact)"
    give_up "$trouble"
  fi
}

# What a failed service said last, before its containers go.
diagnose() {
  record diagnose running "$1"
  printf '%s\n' "$1" | redact >"$home/diagnosis"
  if [ -z "$bad" ]; then
    for name in $services; do
      for id in $(containers "$name" 2>/dev/null); do bad="$bad $id"; done
    done
  fi
  # Most of the trouble is with the first ones; the error has room for some lines only.
  shown=0
  for id in $bad; do
    [ "$shown" -lt 3 ] || break
    shown=$((shown + 1))
    title=$(docker inspect --format '{{.Name}}' "$id" </dev/null 2>/dev/null)
    [ -n "$title" ] || continue
    printf -- '--- the last lines of %s:\n' "${title#/}"
    docker logs --tail 20 "$id" </dev/null 2>&1 | tail -c 65536 | tail -n 20
    docker inspect --format '{{if .State.Health}}{{range .State.Health.Log}}{{.Output}}{{"\n"}}{{end}}{{end}}' "$id" </dev/null 2>/dev/null |
      grep -v '^[[:space:]]*$' | tail -n 3 | sed 's/^/health check: /'
  done 2>&1 | redact >>"$home/diagnosis"
}

# give_up REASON: something was touched. Says why, puts the last good document back, and ends.
give_up() {
  reason=$(printf '%s' "$1" | redact | tr '\n' ' ' | sed 's/[; ]*$//')
  failed_at=$stage
  wait_for_engine
  diagnose "$reason"
  event service_unhealthy error "$reason"
  roll_back
  stage=$failed_at
  event deployment_failed error "$failed_at: $reason; $outcome"
  record "$failed_at" "$result" "$reason; $outcome"
  over
}

# Only what this run touched goes back.
roll_back() {
  touched=
  for name in $services; do
    changed=
    for id in $(containers "$name"); do is_fresh "$id" && changed=1; done
    for id in $(sed -n "s/^held $name //p" "$incoming/checks"); do docker inspect "$id" >/dev/null 2>&1 </dev/null || changed=1; done
    if [ -n "$changed" ]; then touched="$touched $name"; fi
  done
  record diagnose running "$reason; putting the last good document back"
  drop_files_beside "$incoming/files"
  if [ ! -f "$good/document.yml" ]; then
    for name in $touched; do
      for id in $(containers "$name"); do
        if is_fresh "$id"; then logged docker rm -f "$id"; fi
      done
    done
    rm -f "$directory/docker-compose.yml"
    drop_former "$incoming/files" "$home/nothing"
    result=failed outcome="there is no last good document to put back, so what this run made was removed; no volume was"
    return
  fi
  drop_former "$incoming/files" "$good/files"
  turn_files "$good/files"
  place_document "$good/document.yml"
  # The same content as then, though a tag may have moved since.
  while read -r name image id; do
    now=$(docker image inspect --format '{{.Id}}' "$image" </dev/null 2>/dev/null)
    if [ "$now" != "$id" ]; then logged docker tag "$id" "$image"; fi
  done <"$good/images"
  back=
  for name in $touched; do
    if grep -qx "$name" "$good/services"; then back="$back $name"; continue; fi
    for id in $(containers "$name"); do
      if is_fresh "$id"; then logged docker rm -f "$id"; fi
    done
  done
  for id in $(orders restart); do logged docker restart "$id"; done
  ok=1
  if [ -n "$back" ]; then
    # shellcheck disable=SC2086
    logged compose "$good/document.yml" up -d --no-deps --force-recreate $back || { wait_for_engine && logged compose "$good/document.yml" up -d --no-deps $back; } || ok=
  fi
  if [ -n "$ok" ] && healthy "$good/checks"; then
    event service_recovered info "put back to the last good document"
    result=rolled-back outcome="put back to the last good document, which is healthy"
  else
    result=failed outcome="put back to the last good document, which is not healthy either: ${trouble:-$(last_words)}"
  fi
}

remember() {
  good=$home/last-good
  rm -rf "$home/by-hand"
  rm -rf "$home/last-good.new"
  mkdir "$home/last-good.new" || return 1
  cp -p "$incoming/document.yml" "$incoming/checks" "$incoming/services" "$home/last-good.new/" || return 1
  if [ -d "$incoming/files" ]; then cp -pR "$incoming/files" "$home/last-good.new/files" || return 1; fi
  while read -r name; do
    for id in $(containers "$name"); do docker inspect --format "$name {{.Config.Image}} {{.Image}}" "$id" </dev/null; done
  done <"$incoming/services" | sort -u | grep -v ' sha256:[0-9a-f]* sha256:' >"$home/last-good.new/images"
  sync
  rm -rf "$home/last-good.old"
  [ ! -d "$good" ] || mv "$good" "$home/last-good.old"
  mv "$home/last-good.new" "$good"
  rm -rf "$home/last-good.old"
}

complete() {
  remember 2>"$home/.last" || printf 'the last good document could not be kept: %s\n' "$(last_words)"
  stage=complete
  event deployment_completed info "$mode of $service completed"
  if [ -n "$recovering" ]; then event service_recovered info "healthy again"; fi
  record complete completed
  over
}

# Stops and removes the containers and the networks that carry the project's label. Never a volume, never a bind source.
delete() {
  record deploy running
  services=
  for id in $(containers ""); do
    one_off=$(docker inspect --format '{{index .Config.Labels "com.docker.compose.oneoff"}}' "$id" </dev/null 2>/dev/null)
    [ "$one_off" != True ] || continue
    logged docker stop "$id"
    logged docker rm "$id" || ! docker inspect "$id" >/dev/null 2>&1 </dev/null || fail "a container cannot be removed: $(last_words)"
  done
  for network in $(docker network ls -q --filter "label=com.docker.compose.project=$project" </dev/null); do
    logged docker network rm "$network" || printf 'the network %s is still used by others and stays\n' "$network"
  done
  rm -rf "$good"
  stage=complete
  event deployment_completed info "$mode of $service completed; no volume was removed"
  record complete completed
  over
}

# ---- one run ----------------------------------------------------------------------------------------------------------

bound=$(setting bound)
: >"$home/.no-variables"
if [ ! -d "$good" ] && [ -d "$home/last-good.old" ]; then mv "$home/last-good.old" "$good"; fi
if grep -qE '"outcome":"(failed|rolled-back)"' "$state/$service.json" 2>/dev/null; then recovering=1; fi
: >"$home/diagnosis"
lock
wait_for_engine || { record prepare failed "the Docker engine does not answer"; over; }
# Compose 5 asks an older engine for more than it can; no program needs more than the engine has.
: "${DOCKER_API_VERSION:=$(docker version --format '{{.Server.APIVersion}}' </dev/null 2>/dev/null)}"
if [ "$mode" = delete ]; then
  record prepare running
  event deployment_started info "delete of $service started by $by"
  delete
fi
# The plan was made from what was there a moment ago. When another run was quicker, it is made again.
if [ "$(containers "" | sort)" != "$(sort "$incoming/known")" ]; then
  record prepare moved "the containers of $project changed while the lock was waited for"
  over
fi
prepare
validate
former_document
deploy
verify
complete

# The stages.

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

prepare() {
  record prepare running
  [ -n "$asked" ] || event deployment_started info "${mode} of $service started by $by"
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
  # Files from git are not in their places yet: where the document names one, this one leads to the run's own.
  checked=$incoming/validate.yml
  [ -f "$checked" ] || checked=$incoming/document.yml
  if ! logged compose "$checked" config -q; then
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
  drop_former "$good/files" "$incoming/files" "$incoming/covered"
  place_document "$incoming/document.yml" 2>"$home/.last" || give_up "its document cannot be placed: $(last_words)"
  drop_files_beside
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

verify() {
  record verify running
  if ! healthy "$incoming/checks"; then
    trouble=${trouble%; }
    event healthcheck_failed error "$(printf '%s' "$trouble" | redact)"
    give_up "$trouble"
  fi
}

complete() {
  remember 2>"$home/.last" || printf 'the last good document could not be kept: %s\n' "$(last_words)"
  stage=complete
  event deployment_completed info "$mode of $service completed${kept:+; ${kept%; }}"
  if [ -n "$recovering" ]; then event service_recovered info "healthy again"; fi
  record complete completed "${kept%; }"
  over
}

is_asked() { case " $asked " in *" $1 "*) ;; *) return 1 ;; esac; }

# Only the stages that are asked for, none of which changes what runs or lies in its place.
some_stages() {
  services=
  if is_asked prepare; then prepare; fi
  if is_asked validate; then validate; fi
  drop_files_beside "$incoming/files"
  if is_asked verify; then
    record verify running
    if ! healthy "$incoming/checks"; then
      trouble=$(printf '%s' "${trouble%; }" | redact)
      event healthcheck_failed error "$trouble"
      is_asked diagnose && { services=$(cat "$incoming/services"); diagnose "$trouble"; }
      record verify failed "$trouble; nothing was changed"
      over
    fi
  fi
  if is_asked diagnose; then
    services=$(cat "$incoming/services")
    diagnose "as asked"
  fi
  last=${asked##* }
  record "$last" stopped "stopped after $last as asked; nothing was deployed"
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
  rm -rf "$good" "$home/normal-forms.json"
  stage=complete
  event deployment_completed info "$mode of $service completed; no volume was removed"
  record complete completed
  over
}

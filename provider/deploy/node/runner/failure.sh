# What happens when it goes wrong, and the ends of a run.

# The rest of a run that came to an end. Also takes the orders away: what they held is in last-good or is not wanted.
over() {
  drop_files_beside
  : >"$state/.holder"
  rm -rf "$incoming"
  exit 0
}

# fail REASON: nothing on the node was touched yet.
fail() {
  printf '%s\n' "$1" | redact >>"$home/diagnosis"
  reason=$(printf '%s' "$1" | redact)
  [ -n "$asked" ] || event deployment_failed error "$reason"
  record "$stage" failed "$reason"
  over
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
    # Cut behind what is shown of a line, so that no half of a value is left that nobody knows.
    docker logs --tail 20 "$id" </dev/null 2>&1 | cut -c1-16384 | tail -n 20
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
    # Gone, or stopped and renamed by a Compose that then failed.
    for id in $(sed -n "s/^held $name //p" "$incoming/checks"); do runs "$id" || changed=1; done
    for id in $(sed -n "s/^ended $name //p" "$incoming/checks"); do docker inspect "$id" </dev/null >/dev/null 2>&1 || changed=1; done
    if [ -n "$changed" ]; then touched="$touched $name"; fi
  done
  record diagnose running "$reason; putting the last good document back"
  drop_files_beside "$incoming/files"
  if [ ! -f "$good/document.yml" ]; then
    for name in $touched; do
      for id in $(containers "$name"); do
        if is_fresh "$id"; then logged docker rm -f "$id"; fi
      done
      for id in $(sed -n "s/^held $name //p" "$incoming/checks"); do runs "$id" || logged docker start "$id"; done
    done
    rm -f "$directory/docker-compose.yml"
    drop_former "$incoming/files" "$home/nothing" ""
    result=failed outcome="there is no last good document to put back, so what this run made was removed; no volume was${kept:+; ${kept%; }}"
    return
  fi
  ok=1
  drop_former "$incoming/files" "$good/files" "$good/covered"
  { turn_files "$good/files" && place_document "$good/document.yml"; } 2>"$home/.last" || ok=
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
  # Services that the new document no longer has, and whose containers this run removed.
  if [ -n "$(orders remove)" ]; then
    for name in $(awk '$1 ~ /^(run|healthy|once|job)$/ { print $2 }' "$good/checks"); do
      case " $services $back " in *" $name "*) continue ;; esac
      [ -n "$(containers "$name")" ] || back="$back $name"
    done
  fi
  for id in $(orders restart); do logged docker restart "$id"; done
  if [ -n "$back" ]; then
    # shellcheck disable=SC2086
    logged compose "$good/document.yml" up -d --no-deps --force-recreate $back || { wait_for_engine && logged compose "$good/document.yml" up -d --no-deps $back; } || ok=
  fi
  drop_files_beside
  outcome=${kept:+; ${kept%; }}
  if [ -n "$ok" ] && healthy "$good/checks"; then
    event service_recovered info "put back to the last good document"
    result=rolled-back outcome="put back to the last good document, which is healthy$outcome"
  else
    result=failed outcome="put back to the last good document, which is not healthy either: ${trouble:-$(last_words)}$outcome"
  fi
}

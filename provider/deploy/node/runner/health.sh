# Whether what was deployed is healthy.

# state_of ID: `running healthy 0 0` (status, health, restarts, exit code).
state_of() {
  docker inspect --type container --format '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}} {{.RestartCount}} {{.State.ExitCode}}' "$1" </dev/null 2>/dev/null
}

is_restarted() { case $(docker inspect --format '{{.HostConfig.RestartPolicy.Name}}' "$1" </dev/null 2>/dev/null) in always | unless-stopped | on-failure) ;; *) return 1 ;; esac; }

# One look at every service; `trouble` says what is wrong, `hopeless` that waiting does not help, `restarts` how often.
look() {
  trouble='' hopeless='' restarts='' bad=''
  while read -r verb name _; do
    [ "$verb" = run ] || [ "$verb" = healthy ] || [ "$verb" = once ] || [ "$verb" = job ] || continue
    ids=$(containers "$name")
    if [ -z "$ids" ]; then trouble="$trouble$name: has no container; "; continue; fi
    for id in $ids; do
      # shellcheck disable=SC2046 # four words
      set -- $(state_of "$id")
      status=$1 health=$2 count=${3:-0} code=$4
      if [ "$verb" = once ] || [ "$verb" = job ]; then { [ "$status" = exited ] && [ "$code" = 0 ]; } && continue; fi
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
          # shellcheck disable=SC2046
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
      elif [ "$verb" = job ]; then
        # The contract wants to know how it ends.
        trouble="$trouble$name: has not ended yet; "
      elif [ "$health" != none ] && [ "$health" != healthy ] && { [ "$verb" = healthy ] || [ "$health" = unhealthy ]; }; then
        bad="$bad $id"
        trouble="$trouble$name: is $health; "
      fi
    done
  done <"$checks"
}

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
        got=$(bare timeout "$patience_s" wget -S -O /dev/null "$url" </dev/null 2>&1 | sed -n 's|^.*HTTP/[0-9.]* \([0-9][0-9]*\).*|\1|p' | head -n 1)
      fi
      [ "$got" = "$wanted" ] || trouble="$trouble$url answers ${got:-nothing} instead of $wanted; "
      ;;
    tcp)
      host=$(sed -n 's/^host //p' "$checks") port=$(sed -n 's/^port //p' "$checks")
      if command -v bash >/dev/null 2>&1; then bare timeout "$patience_s" bash -c 'exec 3<>"/dev/tcp/$1/$2"' ask "$host" "$port" </dev/null >/dev/null 2>&1
      elif command -v python3 >/dev/null 2>&1; then
        bare python3 -c 'import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), float(sys.argv[3]))' "$host" "$port" "$patience_s" </dev/null >/dev/null 2>&1
      elif nc -h 2>&1 </dev/null | grep -q -e -z; then bare timeout "$patience_s" nc -z "$host" "$port" </dev/null >/dev/null 2>&1
      else
        # Without -z it may stay until its bound: whoever still talks then has got through.
        bare timeout "$((patience_s + 1))" nc -w "$patience_s" "$host" "$port" </dev/null >/dev/null 2>&1 || [ $? -eq 124 ]
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
  began=$(date +%s) good_since='' former=''
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

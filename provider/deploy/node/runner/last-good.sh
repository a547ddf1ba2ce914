# What a rollback puts back.

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
    # A job of the new document was one before.
    { awk 'FNR == NR { if ($1 == "once" || $1 == "job") verb[$2] = $1; next } { print ($1 in verb ? verb[$1] : "run"), $1 }' "$incoming/checks" "$prior/services"; grep -E '^(deadline|interval|timeout|settle) ' "$incoming/checks"; } >"$prior/checks"
    good=$prior
  else
    rm -rf "$prior"
  fi
}

remember() {
  good=$home/last-good
  rm -rf "$home/by-hand"
  rm -rf "$home/last-good.new"
  mkdir "$home/last-good.new" || return 1
  cp -p "$incoming/document.yml" "$incoming/checks" "$incoming/services" "$home/last-good.new/" || return 1
  if [ -f "$incoming/covered" ]; then cp -p "$incoming/covered" "$home/last-good.new/" || return 1; fi
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

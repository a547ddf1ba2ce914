# Files from git and the document, on their way into the project directory.
#
# A container may write into a folder below it that it mounts, at any moment. So nothing is written through a link: every copy is
# made in a private folder first; a shell goes into the folder of each file name by name, sees where it came to, and only then
# renames into place by a name without a slash. A link on the way ends the run with its path.

# inside FOLDER PATH [make]: goes into the folder PATH below FOLDER; for subshells. Ends with 2 when it is not there.
inside() {
  cd -P "$1" 2>/dev/null || { printf '%s cannot be entered\n' "$1" >&2; return 1; }
  here=$(pwd -P) way=$2
  while [ -n "$way" ]; do
    case $way in */*) next=${way%%/*} way=${way#*/} ;; *) next=$way way= ;; esac
    case $next in . | '') continue ;; ..) printf '%s leads out of %s\n' "$2" "$1" >&2; return 1 ;; esac
    if [ -L "./$next" ]; then linked "$here/$next"; return 1; fi
    if [ ! -e "./$next" ]; then
      [ -n "$3" ] || return 2
      (umask 022; mkdir "./$next") || return 1
    fi
    [ -d "./$next" ] || { printf '%s is no folder\n' "$here/$next" >&2; return 1; }
    here=$here/$next
    cd -P "./$next" || return 1
    # It may have become a link since it was looked at.
    if [ "$(pwd -P)" != "$here" ]; then linked "$here"; return 1; fi
  done
}

linked() { printf '%s is a link, and nothing is written through a link; fix: look who made it, then remove it on the node\n' "$1" >&2; }

folder_of() { case $1 in */*) printf '%s' "${1%/*}" ;; esac; }

# Every file below FOLDER, a path a line: none has a line break in its name.
files_of() { [ ! -d "$1" ] || (cd "$1" && find . -type f | sed 's|^\./||'); }

device_of() { stat -c %d "$1"; }

# free_place FILE: whether FILE could be put into place as things are; nothing is changed.
free_place() (
  umask 022
  inside "$directory" "$(folder_of "$1")" || { [ $? -eq 2 ] && exit 0; exit 1; }
  name=./${1##*/}
  if [ -L "$name" ]; then linked "$(pwd -P)/${1##*/}"; exit 1; fi
  if [ -d "$name" ]; then
    # Docker makes an empty folder where a file that it is to mount is missing.
    [ -z "$(ls -A "$name")" ] || { printf '%s is a folder with something in it\n' "$directory/$1" >&2; exit 1; }
  elif [ -e "$name" ] && [ ! -f "$name" ]; then
    printf '%s is neither a file nor a folder\n' "$directory/$1" >&2
    exit 1
  fi
  [ "$(device_of .)" = "$(device_of "$aside")" ] || { printf '%s is on another file system than %s, so that it cannot be replaced at once\n' "$(pwd -P)" "$directory" >&2; exit 1; }
)

# Makes `aside`, a folder that nobody else can enter, on the file system of the project directory.
make_stage() {
  (umask 022; mkdir -p "$directory") || return 1
  for beside in "$incoming" "${directory%/*}" "$directory"; do
    [ "$(device_of "$beside")" = "$(device_of "$directory")" ] || continue
    # What a killed run left; this run has the lock.
    rm -rf "$beside/.homelab-stage-${directory##*/}".*
    aside=$(umask 077; mktemp -d "$beside/.homelab-stage-${directory##*/}.XXXXXX") || { aside=; return 1; }
    break
  done
  # Without -T, mv would go into a folder that a link leads to.
  : >"$aside/from"
  : >"$aside/to"
  if mv -T "$aside/from" "$aside/to" 2>/dev/null; then exactly=-T; else exactly=; fi
}

# is_right COPY PATH: whether PATH below the project directory has the content and the mode of COPY.
is_right() (
  inside "$directory" "$(folder_of "$2")" || exit 1
  name=./${2##*/}
  [ ! -L "$name" ] && [ -f "$name" ] && cmp -s "$1" "$name" && [ "$(stat -c %a "$1")" = "$(stat -c %a "$name")" ]
)

# stage_files FOLDER: copies the files of FOLDER that are not in place yet into the stage, after a look at every place. A file
# that is already right keeps its inode, which a container may have mounted.
stage_files() {
  drop_files_beside
  make_stage || return 1
  : >"$aside/list"
  mkdir "$aside/files" || return 1
  files_of "$1" >"$aside/all" || return 1
  while IFS= read -r file; do
    free_place "$file" || return 1
    ! is_right "$1/$file" "$file" || continue
    mkdir -p "$aside/files/./$(folder_of "$file")" && cp -p "$1/$file" "$aside/files/$file" && printf '%s\n' "$file" >>"$aside/list" || return 1
  done <"$aside/all"
  free_place docker-compose.yml || return 1
  staged=$1
}

# Everything is copied and every place looked at first; when the disk fills up or a link is found, nothing was replaced.
put_files_beside() { stage_files "$incoming/files"; }

drop_files_beside() {
  if [ -n "$aside" ]; then rm -rf "$aside"; fi
  aside='' staged=''
}

# into_place STAGED PATH: renames a staged file to PATH below the project directory.
into_place() (
  inside "$directory" "$(folder_of "$2")" make || exit 1
  name=./${2##*/}
  if [ -L "$name" ]; then linked "$(pwd -P)/${2##*/}"; exit 1; fi
  [ ! -d "$name" ] || rmdir "$name" || exit 1
  # Renaming is what is safe; a copy to another file system is not.
  [ "$(device_of .)" = "$(device_of "$1")" ] || { printf '%s is on another file system than %s\n' "$(pwd -P)" "$directory" >&2; exit 1; }
  same=$(stat -c %i "$1")
  # shellcheck disable=SC2086 # nothing or one flag
  mv -f $exactly "$1" "$name" || exit 1
  if [ -L "$name" ] || [ "$(stat -c %i "$name")" != "$same" ]; then linked "$(pwd -P)/${2##*/}"; exit 1; fi
)

# turn_files FOLDER: puts its files into place. Goes on after one that cannot be placed, so that a rollback puts back all it can.
turn_files() {
  [ -d "$1" ] || return 0
  [ "$staged" = "$1" ] || stage_files "$1" || return 1
  turned=0
  while IFS= read -r file; do
    into_place "$aside/files/$file" "$file" || turned=1
  done <"$aside/list"
  return "$turned"
}

# drop_former FORMER NEW [COVERED]: removes what an earlier run placed and the new declaration no longer has. What is no longer
# as it was placed, or has become data by the lines of COVERED, is kept; `kept` says what and why.
drop_former() {
  kept=
  [ -d "$1" ] || return 0
  files_of "$1" >"$incoming/.former" || return 1
  while IFS= read -r file; do
    [ ! -f "$2/$file" ] || continue
    if why=$(drop_one "$1/$file" "$file" "$3" 2>&1); then continue; fi
    kept="$kept$file was kept on the node, since $(printf '%s' "$why" | tr '\n' ' '); "
  done <"$incoming/.former"
  [ -z "$kept" ] || printf '%s\n' "$kept"
}

drop_one() (
  inside "$directory" "$(folder_of "$2")"
  case $? in 0) ;; 2) exit 0 ;; *) exit 1 ;; esac
  name=./${2##*/}
  if [ -L "$name" ]; then echo "it has become a link"; exit 1; fi
  [ -e "$name" ] || exit 0
  [ -f "$name" ] || { echo "it is no file any more"; exit 1; }
  cmp -s "$1" "$name" || { echo "it is not what was placed: something wrote into it"; exit 1; }
  if why=$(covered "$2" "$3"); then printf '%s\n' "$why"; exit 1; fi
  rm -f "$name"
)

# covered FILE LINES: whether a line `tree|file PATH what` is about FILE. Ends with 1 when none is.
covered() {
  [ -n "$2" ] && [ -f "$2" ] || return 1
  while IFS="$tab" read -r kind place what; do
    case $kind in
      tree) case $place in .) ;; *) case $1 in "$place" | "$place"/*) ;; *) continue ;; esac ;; esac ;;
      file) [ "$1" = "$place" ] || continue ;;
      *) continue ;;
    esac
    printf '%s\n' "$what"
    return 0
  done <"$2"
  return 1
}

tab=$(printf '\t')

place_document() {
  [ -n "$aside" ] || make_stage || return 1
  cp "$1" "$aside/document.yml" && chmod 640 "$aside/document.yml" || return 1
  is_right "$aside/document.yml" docker-compose.yml 2>/dev/null || into_place "$aside/document.yml" docker-compose.yml
}

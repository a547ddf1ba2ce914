# Files from git and the document, on their way into the project directory.

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

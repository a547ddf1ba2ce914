# Makes the folders of a layout and mends their owner, group and mode. Sent as the text of `sh -c`. $1 the root; then for each
# folder four words: mode, owner, group, path below the root. Never removes or empties anything.
# Prints a line `cannot …` for everything that could not be done, and `done`.
LC_ALL=C
export LC_ALL
umask 022
root=$1
shift
mkdir -p "$root" 2>/dev/null || printf 'cannot make %s as %s\n' "$root" "$(id -un)"
while [ $# -ge 4 ]; do
  mode=$1 owner=$2 group=$3 folder=$root/$4
  shift 4
  if [ -e "$folder" ] || [ -L "$folder" ]; then
    if [ ! -d "$folder" ]; then
      printf 'cannot make the folder %s: something else is there\n' "$folder"
      continue
    fi
  elif ! mkdir -p "$folder" 2>/dev/null; then
    printf 'cannot make %s as %s\n' "$folder" "$(id -un)"
    continue
  fi
  has=$(stat -c '%U %u %G %g %a' "$folder")
  name=${has%% *}; has=${has#* }
  uid=${has%% *}; has=${has#* }
  gname=${has%% *}; has=${has#* }
  gid=${has%% *}
  if [ "$owner" != "$name" ] && [ "$owner" != "$uid" ]; then
    chown "$owner" "$folder" 2>/dev/null || printf 'cannot give %s to the user %s as %s\n' "$folder" "$owner" "$(id -un)"
  fi
  if [ "$group" != "$gname" ] && [ "$group" != "$gid" ]; then
    chgrp "$group" "$folder" 2>/dev/null || printf 'cannot give %s to the group %s as %s\n' "$folder" "$group" "$(id -un)"
  fi
  # A leading zero makes both octal.
  [ "$((0$(stat -c %a "$folder")))" -eq "$((0$mode))" ] || chmod "$mode" "$folder" 2>/dev/null ||
    printf 'cannot set the mode of %s to %s as %s\n' "$folder" "$mode" "$(id -un)"
done
echo done

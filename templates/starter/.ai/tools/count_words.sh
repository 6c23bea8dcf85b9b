#!/bin/sh
# description: Counts the words and lines of a text file, and returns its first line.
# effect: none
# param: path string required The file, relative to the project root.

# Parameters come as JSON on stdin; the result goes out as JSON on stdout. The project root is the current folder.
path=$(sed -n 's/.*"path"[[:space:]]*:[[:space:]]*"\([^"\\]*\)".*/\1/p' | head -n 1)

# An exit code other than 0 is a failure, and what stands on stderr is the reason.
if [ -z "$path" ] || [ ! -f "./$path" ]; then
  echo "There is no file \"$path\"." >&2
  exit 1
fi

words=$(wc -w < "./$path" | tr -d ' ')
lines=$(wc -l < "./$path" | tr -d ' ')
first=$(sed -n '/[^[:space:]]/{p;q;}' "./$path" | tr -d '\000-\037' | sed 's/^#*[[:space:]]*//; s/\\/\\\\/g; s/"/\\"/g')

printf '{"path": "%s", "words": %s, "lines": %s, "first_line": "%s"}\n' "$path" "$words" "$lines" "$first"

#!/bin/sh
# Every Markdown page that a comment, a message or a page refers to is there, from the root or from the folder of the
# file that names it; so is the numbered heading, where a section of it is named ("section 3", "2.1, 3.4 and 4").
# And every source file that a page names with its folder is there (the changelog's may be of an older tree).
# Prints one line per broken reference and fails if there is any. Usage: pages.sh SOURCE_DIR
#
# No references: addresses; what programs write (a path through a folder "tables", and in C++ and Python a string that
# is nothing but a path).
set -eu
cd "$1"

ours() { find . -path './build*' -prune -o -path ./demo_out -prune -o -path ./.git -prune -o -type f "$@"; }
files=$({
  ours -name '*.md' -print
  ours ! -name '*.png' ! -name '*.pt' ! -name '*.h5' -exec grep -l '[.]md' {} +
} | LC_ALL=C sort -u)
[ -n "$files" ] || { echo "no pages under $1"; exit 1; }

# file names hold no blanks here
# shellcheck disable=SC2086
LC_ALL=C awk '
BEGIN {
  page = "[A-Za-z0-9_./$~-]*[A-Za-z0-9_][.]md"
  source = "(src|jobs|data_tools|analysis|slurm|tests)/[A-Za-z0-9_./-]*[A-Za-z0-9_][.](h|cpp|sh|sbatch|ini|py|txt|tsv|cmake)"
  number = "[0-9]+([.][0-9]+)*"
  numbers = number "((,| and) " number ")*"
}
function broken(text) { printf "%s:%d: %s\n", file, row, text; faults++ }
function is_file(path,   line, there) {
  if (!(path in known)) {
    there = (getline line < path) >= 0
    close(path)
    known[path] = there
  }
  return known[path]
}
# The page that `file` means by this; "" if there is none.
function found(path,   folder) {
  sub(/^[$][A-Za-z0-9_]+\//, "", path)
  if (is_file("./" path)) return "./" path
  folder = file
  sub(/[^\/]*$/, "", folder)
  return is_file(folder path) ? folder path : ""
}
function has_heading(path, wanted,   line) {
  if (!(path in read)) {
    read[path] = 1
    while ((getline line < path) > 0)
      if (line ~ "^#+ " number "([. ]|$)") {
        sub(/^#+ /, "", line)
        match(line, "^" number)
        headings[path, substr(line, 1, RLENGTH)] = 1
        numbered[path] = 1
      }
    close(path)
  }
  return (path, wanted) in headings
}
# `rest` is what follows the name of the page.
function check_sections(name, path, rest,   named, list, n, i) {
  sub(/^`/, "", rest)
  named = sub(/^ sections? /, "", rest) || sub(/^, sections? /, "", rest)
  if (!named) sub(/^ /, "", rest)
  if (!match(rest, "^" numbers)) return
  n = split(substr(rest, 1, RLENGTH), list, /, | and /)
  for (i = 1; i <= n; ++i)
    if (!has_heading(path, list[i]) && (named || path in numbered)) broken(name " has no heading " list[i])
}
function check(line,   before, after, name, path) {
  gsub(/[a-z]+:\/\/[^ )>"]*/, "", line)
  while (match(line, page)) {
    before = substr(line, RSTART - 1, RSTART > 1)
    name = substr(line, RSTART, RLENGTH)
    line = substr(line, RSTART + RLENGTH)
    after = substr(line, 1, 1)
    if (after ~ /[A-Za-z0-9_(]/ || name ~ /(^|\/)tables\//) continue
    if (file ~ /[.](h|cpp|py)$/ && before == "\"" && after == "\"") continue
    path = found(name)
    if (path == "")
      broken("there is no page " name)
    else
      check_sections(name, path, line)
  }
}
function check_sources(line,   before, name) {
  while (match(line, source)) {
    before = substr(line, RSTART - 1, RSTART > 1)
    name = substr(line, RSTART, RLENGTH)
    line = substr(line, RSTART + RLENGTH)
    if (before !~ /[A-Za-z0-9_.\/-]/ && line !~ /^[A-Za-z0-9_]/ && !is_file(name)) broken("there is no file " name)
  }
}
FNR == 1 {
  check(open_end)
  open_end = ""
  file = FILENAME
}
{
  # A reference may go on in the next line.
  row = FNR
  line = $0
  if (file ~ /[.]md$/ && file != "./CHANGELOG.md") check_sources(line)
  if (open_end != "") sub(/^[ \t]*(\/\/+|#+|[*])?[ \t]*/, "", line)
  line = open_end line
  open_end = ""
  if (match(line, page "`?(,? sections?)?( " numbers "(,| and))?[ \t]*$")) {
    open_end = substr(line, RSTART)
    sub(/[ \t]*$/, " ", open_end)
    line = substr(line, 1, RSTART - 1)
  }
  check(line)
}
END {
  check(open_end)
  if (faults) { printf "%d references to pages are broken\n", faults; exit 1 }
}' $files

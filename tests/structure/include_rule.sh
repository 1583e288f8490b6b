#!/bin/sh
# Who may include whom. Prints one line per broken rule and fails if there is any.
# Usage: include_rule.sh SOURCE_DIR
set -eu
cd "$1"

files=$(find src jobs data_tools analysis -type f \( -name '*.h' -o -name '*.cpp' \) | LC_ALL=C sort)
[ -n "$files" ] || { echo "no sources under $1"; exit 1; }

# file names hold no blanks here
# shellcheck disable=SC2086
awk '
BEGIN {
  # A folder may include itself and these; an edge that is not here is forbidden.
  edges["core"] = ""
  edges["cli"] = "core"
  edges["page"] = "core"
  edges["stats"] = "core"
  edges["data"] = "core"
  edges["tasks"] = "core data stats"
  # The farm runs any program: it knows no study, and the study knows no farm; sweep puts one on the other.
  edges["farm"] = "core"
  edges["study"] = "core"
  edges["sweep"] = "core study farm"
  edges["nn"] = "core"
  edges["train"] = "core nn data stats tasks"
  edges["jobs"] = "core train study farm sweep tasks data cli"  # of farm/mpi launch_main.cpp alone, below
  edges["data_tools"] = "core data cli page"
  edges["analysis"] = "core stats data tasks study farm sweep cli page"

  # The same within src/farm.
  edges["farm/results"] = ""
  edges["farm/schedule"] = "farm/results"
  edges["farm/processes"] = "farm/schedule"
  edges["farm/status"] = "farm/results farm/schedule"
  edges["farm/launch"] = "farm/results farm/schedule farm/processes farm/status"
  edges["farm/join"] = "farm/results farm/status farm/launch"
  edges["farm/mpi"] = "farm/launch farm/processes"

  # And within analysis; what stands above them (programs, all_tables) may include all.
  edges["analysis/render"] = ""
  edges["analysis/read"] = ""
  edges["analysis/tables"] = "analysis/read analysis/render"
  edges["analysis/compare"] = "analysis/read analysis/render analysis/tables"
  edges["analysis/verify"] = "analysis/read analysis/tables"
  edges["analysis/figures"] = "analysis/read analysis/render analysis/tables analysis/compare"
  edges["analysis/report"] = "analysis/read analysis/render analysis/tables analysis/compare analysis/verify analysis/figures"

  # And within jobs: what launcher and runs share, and each program.
  edges["jobs/setup"] = edges["jobs/status"] = ""
  edges["jobs/launch"] = edges["jobs/plan"] = edges["jobs/run"] = "jobs/setup"
  edges["jobs/segment"] = "jobs/setup jobs/run"
  parted["farm"] = parted["analysis"] = parted["jobs"] = 1

  # Each foreign header has its homes.
  split("^torch/ ^ATen/ ^c10/ ^caffe2/ ^mpi[.]h$ ^(hdf5|hdf5_hl|H5[A-Za-z]*)[.]h$ ^opencv2/ " \
        "^librsvg/ ^cairo[.]h$ ^boost/program_options ^boost/math/ ^spdlog/ ^sodium ^openssl/ ^csv[.]h$ ^simdjson " \
        "^jpeglib[.]h$ ^png[.]h$ ^tiffio[.]h$ ^utf8proc ^libav ^libsw", foreign, " ")
  homes["^torch/"] = homes["^ATen/"] = homes["^c10/"] = homes["^caffe2/"] = "^src/(nn|train)/"
  homes["^mpi[.]h$"] = "^src/farm/mpi/"
  homes["^(hdf5|hdf5_hl|H5[A-Za-z]*)[.]h$"] = "^src/data/"
  homes["^librsvg/"] = homes["^cairo[.]h$"] = "^analysis/figures/png[.]cpp$"
  homes["^opencv2/"] = "^data_tools/"
  homes["^jpeglib[.]h$"] = "^data_tools/images/jpeg_file[.]cpp$"
  homes["^png[.]h$"] = "^data_tools/images/png_file[.]cpp$"
  homes["^tiffio[.]h$"] = "^data_tools/images/tiff_file[.]cpp$"
  homes["^libav"] = homes["^libsw"] = "^data_tools/video/"
  homes["^boost/program_options"] = "^(src/cli/.*|src/study/study_file[.]cpp|[a-z_/]*_main[.]cpp)$"
  homes["^boost/math/"] = "^src/stats/distributions[.]cpp$"
  homes["^spdlog/"] = "^src/core/log[.]cpp$"
  homes["^csv[.]h$"] = "^src/core/csv[.]cpp$"
  homes["^utf8proc"] = "^src/core/unicode[.]cpp$"
  homes["^simdjson"] = "^analysis/read/result_reader[.]cpp$"
  homes["^openssl/"] = "^src/core/sha256[.]cpp$"
  homes["^sodium"] = "^src/(core/(sha256|blake2b)|page/base64)[.]cpp$"
}
function broken(text) { printf "%s:%d: %s\n", FILENAME, FNR, text; faults++ }
function allowed(from, to,   list, n, i) {
  if (from == to) return 1
  n = split(edges[from], list, " ")
  for (i = 1; i <= n; ++i) if (list[i] == to) return 1
  return 0
}
FNR == 1 {
  n = split(FILENAME, parts, "/")
  folder = parts[1] == "src" ? parts[2] : parts[1]
  if (!(folder in edges)) broken("folder " folder " has no rule in tests/structure/include_rule.sh")
  at = parts[1] == "src" ? 3 : 2
  part = folder in parted && n > at ? folder "/" parts[at] : ""
  if (part && !(part in edges)) broken("folder " part " has no rule in tests/structure/include_rule.sh")
}
/^[ \t]*#[ \t]*include[ \t]*["<]/ {
  quoted = $0 ~ /include[ \t]*"/
  name = $0
  sub(/^[ \t]*#[ \t]*include[ \t]*["<]/, "", name)
  sub(/[">].*$/, "", name)
  for (i in foreign) {
    pattern = foreign[i]
    if (name ~ pattern && FILENAME !~ homes[pattern])
      broken("<" name "> belongs in " homes[pattern] " only")
  }
  slash = index(name, "/")
  target = slash ? substr(name, 1, slash - 1) : ""
  if (target in edges) {
    if (!quoted) broken("own header in angle brackets: <" name ">")
    if (!allowed(folder, target)) broken(folder " may not include " name)
    if (name ~ /^farm\/mpi\// && folder != "farm" && FILENAME != "jobs/launch/launch_main.cpp")
      broken("of farm/mpi launch_main.cpp alone knows")
    if (part && target == folder) {
      split(name, pieces, "/")
      if (!allowed(part, folder "/" pieces[2])) broken(part " may not include " name)
    }
  } else if (target == "tests" || name == "temp_dir.h" || name ~ /^gtest\/|^gmock\//) {
    broken("nothing includes tests: " name)
  } else if (quoted && name != "version.h" && name != "git_describe.h") {
    broken("write the folder of \"" name "\", or angle brackets if it is foreign")  # those two are generated
  }
}
END {
  if (faults) { printf "%d includes break the rule\n", faults; exit 1 }
}' $files

# The farm's tests know no study either (farm_alone.sh builds them so); those of farm/mpi start the launcher.
# shellcheck disable=SC2046
strangers=$(grep -nE '#include "(study|sweep|tasks|data|stats|train|nn|jobs|analysis)/' \
  $(find tests/farm -path tests/farm/mpi -prune -o -type f \( -name '*.h' -o -name '*.cpp' \) -print) || true)
[ -z "$strangers" ] || { echo "$strangers"; echo "a test of the farm includes what the farm may not"; exit 1; }

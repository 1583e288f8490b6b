#!/usr/bin/env bash
# Installs what sonosweep needs on Debian (bookworm or trixie). Says what it installs; nothing is done twice.
#   ./install_deps.sh            to build and to run
#   ./install_deps.sh --tests    what the test suite needs besides
set -euo pipefail

build=(build-essential cmake ninja-build ccache pkg-config git ca-certificates
       libtorch-dev libopenblas0-openmp libopenmpi-dev openmpi-bin libhdf5-dev libboost-dev libboost-program-options-dev
       libopencv-core-dev libopencv-imgproc-dev libopencv-imgcodecs-dev libopencv-videoio-dev
       libavformat-dev libavcodec-dev libswscale-dev libavutil-dev
       libjpeg-dev libpng-dev libtiff-dev
       libcsv-dev libutf8proc-dev libsodium-dev libssl-dev nlohmann-json3-dev libsimdjson-dev libspdlog-dev libfmt-dev librsvg2-dev)
tests=(libgtest-dev libgmock-dev ffmpeg hdf5-tools procps
       shellcheck clang-format munge slurmctld slurmd slurm-client slurm-wlm-basic-plugins
       chromium)  # 110 MB to download, 360 MB on disk; without it the report is not opened in a browser

case ${1:-} in
  "") wanted=("${build[@]}") ;;
  --tests) wanted=("${build[@]}" "${tests[@]}") ;;
  *) echo "usage: $0 [--tests]" >&2; exit 2 ;;
esac

command -v dpkg-query >/dev/null || {
  echo "install_deps.sh: this is no Debian system. Install by its own means: ${wanted[*]}" >&2
  exit 1
}
missing=()
for package in "${wanted[@]}"; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $state == installed ]] || missing+=("$package")
done
if (( ${#missing[@]} == 0 )); then
  exit 0
fi
echo "install_deps.sh: installing ${missing[*]}" >&2
if (( EUID != 0 )); then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    exec sudo -n -- "$0" "$@"
  fi
  echo "install_deps.sh: not root, and sudo asks for a password. Ask an administrator to run:" >&2
  echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null

#!/usr/bin/env bash
# Data races: the flow tests and the unit tests of the rooms with threads, under ThreadSanitizer. Any report fails.
# usage: tsan.sh [--record]   (--record adds a line to docs/proofs.md)
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
root=$PWD
build=$root/build/tsan
reports=$build/reports
rooms=(net listen runtime gateway)
record=no
case "${1:-}" in
  "") ;;
  --record) record=yes ;;
  *) echo "usage: tsan.sh [--record]" >&2; exit 64 ;;
esac

mkdir -p "$root/build"
cmake --preset tsan > "$root/build/tsan.configure.log" 2>&1 || { cat "$root/build/tsan.configure.log"; exit 1; }
mapfile -t targets < <(ninja -C "$build" -t targets all | sed -nE 's/^(flow-[a-z0-9_-]+): phony.*/\1/p' | sort -u)
for room in "${rooms[@]}"; do
  [ ! -e "tests/unit/$room/CMakeLists.txt" ] || targets+=("unit-$room")
done
echo "building with ThreadSanitizer: ${targets[*]}"
ninja -C "$build" -j "${JOBS:-$(nproc)}" "${targets[@]}" > "$root/build/tsan.build.log" 2>&1 ||
  { grep -A20 'FAILED\|error' "$root/build/tsan.build.log" | head -100; exit 1; }

rm -rf "$reports"
mkdir -p "$reports"
# Reports go to files, so that a test that expects a failing exit code cannot hide one.
export TSAN_OPTIONS="halt_on_error=0 second_deadlock_stack=1 history_size=5 log_path=$reports/report"
picked="^(flow\.|unit\.($(IFS='|'; echo "${rooms[*]}"))\.)"
status=0
ctest --test-dir "$build" -R "$picked" --no-tests=error --timeout 300 --output-on-failure > "$build/tsan.ctest.log" 2>&1 || status=$?
grep -E '^[0-9]+% tests passed|^\s+[0-9]+ - ' "$build/tsan.ctest.log" || tail -20 "$build/tsan.ctest.log"

found=$(cat "$reports"/report.* 2> /dev/null | grep -c '^WARNING: ThreadSanitizer' || true)
if [ "$found" -gt 0 ]; then
  echo "what was reported, by kind and place:"
  cat "$reports"/report.* | grep '^SUMMARY: ThreadSanitizer' | sort | uniq -c | sort -rn
  echo "in full: $reports"
fi
tests=$(grep -cE 'Test +#[0-9]+: ' "$build/tsan.ctest.log" || true)
echo "tsan: $tests tests, $found reports, ctest $([ "$status" -eq 0 ] && echo passed || echo failed)"
[ "$status" -eq 0 ] && [ "$found" -eq 0 ] || exit 1

if [ "$record" = yes ]; then
  machine=$(cd tests/bench && /usr/bin/python3 -c 'import machine; print(machine.machine_class(machine.describe()))')
  row="| $(date +%F) | $machine | $tests | $found |"
  sed -i "s#^<!-- tsan: #${row//#/}\\n&#" docs/proofs.md
  echo "recorded in docs/proofs.md"
fi

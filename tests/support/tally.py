"""Sums up JUnit files: what failed, what was skipped and why, and the closing line."""
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

folder, expected = pathlib.Path(sys.argv[1]), sys.argv[2:]
passed = failed = skipped = 0
for name in expected:
    file = folder / f"{name}.xml"
    if not file.exists():
        failed += 1
        print(f"failed   {name}: its runner left no results")
        continue
    for case in ElementTree.parse(file).getroot().iter("testcase"):
        name = f"{file.stem}: {case.get('name')}"
        problem = case.find("failure") if case.find("failure") is not None else case.find("error")
        skip = case.find("skipped")
        if problem is not None or case.get("status") in ("fail", "notrun"):
            failed += 1
            print(f"failed   {name}")
        elif skip is not None or case.get("status") == "disabled":
            skipped += 1
            cause = (skip.get("message") if skip is not None else None) or "disabled"
            print(f"skipped  {name}: {cause}")
        else:
            passed += 1
if passed == 0:
    print("no test ran")
print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(0 if failed == 0 and passed > 0 else 1)

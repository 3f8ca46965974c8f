"""`python -m benchmarks [NAME …]`: every benchmark, or those named, each in a process of its own."""

import importlib
import subprocess
import sys

ALL = (
    "intake",
    "pages-100k",
    "pages-1m",
    "website",
    "kill9",
    "search",
    "hotline",
    "pop",
    "command",
    "wechat",
    "topics",
    "asked",
)
MODULES = {
    "intake": "intake",
    "pages-100k": "pages",
    "pages-1m": "pages",
    "website": "website",
    "kill9": "kill9",
    "search": "search",
    "hotline": "hotline",
    "pop": "pop",
    "command": "command",
    "wechat": "wechat",
    "topics": "topics",
    "asked": "asked",
}


def main(names: list[str]) -> int:
    if unknown := sorted(set(names) - set(ALL)):
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(ALL)}", file=sys.stderr)
        return 2
    if len(names) == 1:
        module = importlib.import_module(f"benchmarks.{MODULES[names[0]]}")
        module.run(*names[0].split("-")[1:])
        return 0
    return max(subprocess.call([sys.executable, "-m", "benchmarks", name]) for name in names or ALL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Every HTML page before the Nu HTML Checker, the one behind validator.w3.org.

Takes a folder with a built site; starts one Java program for all pages. Errors fail,
warnings are shown in short and do not.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from urllib.parse import unquote, urlsplit

from folder import site_from_arguments
from report import Report

WARNINGS_SHOWN = 10


def messages(root):
    """What the checker says, as a list of objects."""
    command = [
        "java", "-Xss8m", "-Xmx1500m", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8",
        "-jar", os.environ["CLIENTS_VNU"],
        "--skip-non-html", "--no-langdetect", "--stdout", "--exit-zero-always", "--format", "json", str(root),
    ]  # fmt: skip
    finished = subprocess.run(command, capture_output=True, check=False)
    try:
        return json.loads(finished.stdout)["messages"]
    except (ValueError, KeyError):
        raise SystemExit(f"the validator stopped with status {finished.returncode}: "
                         f"{finished.stderr.decode('utf-8', 'replace')[-2000:]}") from None  # fmt: skip


def check(site):
    report = Report("html")
    errors = report.check("valid", "pages")
    # A page the checker did not open must not count as valid.
    errors.saw(len(site.with_suffix(".html")))
    root = os.path.realpath(site.root)
    warnings = Counter()
    for message in messages(root):
        path = unquote(urlsplit(message.get("url", "")).path)
        file = os.path.relpath(path, root) if path else "?"
        line = message.get("lastLine")
        text = " ".join(message.get("message", "").split())
        if message["type"] == "info":
            if message.get("subType") == "warning":
                warnings[text] += 1
        else:  # `error`, and `non-document-error`: the file could not be read
            errors.fault(f"{file}:{line}" if line else file, text)
    return report, warnings


def main(arguments):
    report, warnings = check(site_from_arguments(arguments))
    status = report.finish()
    for text, count in warnings.most_common(WARNINGS_SHOWN):
        print(f"       warning, {count} times: {text}")
    if len(warnings) > WARNINGS_SHOWN:
        print(f"       and {len(warnings) - WARNINGS_SHOWN} more warnings")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

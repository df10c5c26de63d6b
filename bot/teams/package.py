"""The app package for Teams: `python -m bot.teams.package`, run where the repository is.

    python -m bot.teams.package --icons              draws teams/color.png and teams/outline.png
    python -m bot.teams.package --app-id ID          zips them with the manifest: finops-teams.zip

The manifest in the repository has no bot of anybody's: its id is all zeros and is replaced by
`--app-id`, or TEAMS_APP_ID.
"""

import argparse
import json
import os
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from bot.teams.icons import color_icon, outline_icon

FOLDER = Path("teams")
MANIFEST = "manifest.json"
# The same input gives the same bytes: the first moment that a zip can hold.
EPOCH = (1980, 1, 1, 0, 0, 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0, or 2 for a mistake in it."""
    parser = argparse.ArgumentParser(prog="python -m bot.teams.package", description="Zip the app.")
    parser.add_argument("--icons", action="store_true", help="draw the icons again, and no more")
    parser.add_argument("--app-id", default=os.environ.get("TEAMS_APP_ID"), help="of the bot")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="default: %(default)s")
    parser.add_argument("--out", type=Path, default=Path("finops-teams.zip"))
    options = parser.parse_args(arguments)
    if options.icons:
        (options.folder / "color.png").write_bytes(color_icon())
        (options.folder / "outline.png").write_bytes(outline_icon())
        return 0
    try:
        app_id = UUID(options.app_id or "")
    except ValueError:
        parser.error("--app-id, or TEAMS_APP_ID, must be the bot's application id: a UUID")
    make_package(options.folder, str(app_id), options.out)
    sys.stdout.write(f"{options.out}\n")
    return 0


def make_package(folder: Path, app_id: str, out: Path) -> None:
    """Write the package of the app in `folder` for one bot. Raises OSError."""
    manifest = manifest_for(json.loads((folder / MANIFEST).read_text("utf-8")), app_id)
    icons = manifest["icons"].values()
    files = {name: (folder / name).read_bytes() for name in icons}
    files[MANIFEST] = json.dumps(manifest, indent=2, ensure_ascii=False).encode()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in sorted(files.items()):
            package.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)


def manifest_for(manifest: dict[str, Any], app_id: str) -> dict[str, Any]:
    """The manifest with the bot's own id."""
    bots = [{**bot, "botId": app_id} for bot in manifest["bots"]]
    return {**manifest, "id": app_id, "bots": bots}


if __name__ == "__main__":
    sys.exit(main())

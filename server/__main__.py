"""`python -m server …`: the operators' commands. Each room that has some offers them in its cli.py."""

from __future__ import annotations

import importlib
import importlib.util
import sys

import click

from server.settings import BadSetting

# (module, the command it holds); a command module imports nothing heavy until it runs
COMMANDS = ("server.operations.cli", "server.metrology.cli", "server.accounts.cli", "server.registry.cli",
            "server.labels.cli", "server.jobs.cli", "server.operations.demo.cli")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Hengjian 衡鉴, the field system of a metrology authority."""


def _load() -> None:
    for name in COMMANDS:
        if importlib.util.find_spec(name.rpartition(".")[0]) and importlib.util.find_spec(name):
            for one in importlib.import_module(name).commands:
                main.add_command(one)


if __name__ == "__main__":
    _load()
    try:
        main(prog_name="python -m server")
    except BadSetting as error:
        sys.exit(f"设置有误 / bad setting: {error}")

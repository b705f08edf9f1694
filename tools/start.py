"""`make run` after everything is installed and built: the database, the demo city when it is empty, then the server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from server.settings import BadSetting, Settings, read_settings

SERVER = [sys.executable, "-m", "server"]


def is_busy(host: str, port: int) -> bool:
    """Whether somebody already listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def prepare_database(settings: Settings, *seed_options: str) -> None:
    """Bring the schema to head; fill the demo, which leaves a filled one as it is. A failure ends the start."""
    print("正在准备数据库，首次约需半分钟……  / preparing the database, half a minute the first time …", flush=True)
    commands = [["migrate"], ["seed-demo", *seed_options]] if settings.demo else [["migrate"]]
    for command in commands:
        code = subprocess.run([*SERVER, *command]).returncode
        if code:
            sys.exit(code)


def main() -> None:
    try:
        settings = read_settings()
    except BadSetting as error:
        sys.exit(f"设置有误 / bad setting: {error}")
    if is_busy(settings.host, settings.port):
        sys.exit(f"端口 {settings.port} 已被占用；请换一个：HENGJIAN_PORT=8010 make run\n"
                 f"Port {settings.port} is taken; choose another: HENGJIAN_PORT=8010 make run")
    prepare_database(settings)
    print(f"\n衡鉴 Hengjian  http://{settings.host}:{settings.port}/  (Ctrl-C 停止 / to stop)\n", flush=True)
    os.execv(sys.executable, [*SERVER, "serve"])


if __name__ == "__main__":
    main()

"""A cable between the program and a PostgreSQL server, to be cut at the worst moment."""

from __future__ import annotations

import re
import select
import socket
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

SOCKET = ".s.PGSQL.5432"


class Cable:
    """Passes everything on; cut at the next COMMIT, before the server hears it or after.

    Unless it `waits` the server may still be at it. `stays_cut` refuses later connections too.
    """

    def __init__(
        self, url: str, *, server_hears: bool, stays_cut: bool = False, waits: bool = True
    ) -> None:
        folder = re.search(r"host=([^&]+)", url)
        assert folder is not None
        self._target = f"{folder[1]}/{SOCKET}"
        self._folder = tempfile.TemporaryDirectory(prefix="bo-cable-")
        self._listener = socket.socket(socket.AF_UNIX)
        self._server_hears = server_hears
        self._waits = waits
        self._stays_cut = stays_cut
        self._armed = False
        self._carried: list[socket.socket] = []
        self.url = url.replace(folder[1], self._folder.name)

    def arm(self) -> None:
        """From now on the next COMMIT cuts it."""
        self._armed = True

    def __enter__(self) -> Self:
        self._listener.bind(str(Path(self._folder.name) / SOCKET))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.close()
        self._folder.cleanup()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._carried.append(client)
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server:
            server.connect(self._target)
            while True:
                readable, _, _ = select.select([client, server], [], [])
                for side in readable:
                    data = side.recv(65536)
                    if not data or (side is client and self._cuts(data, server)):
                        return
                    (server if side is client else client).sendall(data)

    def _cuts(self, data: bytes, server: socket.socket) -> bool:
        if not (self._armed and b"COMMIT\0" in data):
            return False
        self._armed = False
        if self._server_hears:
            server.sendall(data)
            if self._waits:
                server.recv(65536)
        if self._stays_cut:
            (Path(self._folder.name) / SOCKET).unlink()
            for client in self._carried:
                client.shutdown(socket.SHUT_RDWR)
        return True

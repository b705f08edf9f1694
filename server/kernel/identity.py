"""Who acts. An identity is the set of appointments in force, resolved to permission → divisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.kernel.problems import Forbidden


@dataclass(frozen=True)
class Identity:
    """A person on one device (or the system). `grants` names, for each permission, the divisions it reaches."""

    user_id: str
    username: str
    name: str
    home_division: str
    device_id: str | None = None
    grants: Mapping[str, frozenset[str]] = field(default_factory=dict)
    is_system: bool = False
    roles: tuple[str, ...] = ()

    def divisions(self, permission: str) -> frozenset[str]:
        """The division codes where this identity holds the permission now."""
        return self.grants.get(permission, frozenset())

    def has(self, permission: str) -> bool:
        return self.is_system or bool(self.divisions(permission))

    def may(self, permission: str, division: str) -> bool:
        return self.is_system or division in self.divisions(permission)

    def require(self, permission: str, division: str) -> None:
        if not self.may(permission, division):
            raise Forbidden(permission=permission)


SYSTEM = Identity(user_id="00000000-0000-7000-8000-000000000000", username="system", name="系统", home_division="",
                  is_system=True)

"""One gateway as it is configured; its secrets are read when they are first needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from boxoffice.config_gateways import GATEWAY_BY_NAME, KINDS, Section
from boxoffice.domain.money import parse_amount
from boxoffice.errors import BoxofficeError, Invalid, Refused
from boxoffice.outbound.gateways.secret import Secret, read_secret

_LOOPBACK = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class Profile:
    """The section of one gateway. A till that only takes webhooks needs no key, and the reverse."""

    name: str
    section: Section = field(repr=False)
    environ: Mapping[str, str] = field(repr=False)

    @property
    def kind(self) -> str:
        """Which implementation: what the section says, or its name where that is a kind."""
        kind = str(self.value("kind")) or (self.name if self.name in KINDS else "")
        if not kind:
            raise Invalid("gateways.no_kind", gateway=self.name, kinds=list(KINDS))
        return kind

    def value(self, setting: str) -> Any:
        """A setting of this gateway, or its default."""
        return self.section.get(setting, (GATEWAY_BY_NAME[setting].default, "default"))[0]

    def required(self, setting: str) -> str:
        """A setting that this kind of gateway cannot do without."""
        value = str(self.value(setting))
        if not value:
            raise Invalid("gateways.not_set", setting=f"gateways.{self.name}.{setting}")
        return value

    def key(self) -> Secret:
        """The secret key of the account."""
        found = self._secret("key")
        if found is None:
            raise Invalid("gateways.not_set", setting=f"gateways.{self.name}.key_file (or key_env)")
        return found

    def webhook_secrets(self) -> tuple[Secret, ...]:
        """One or two secrets that webhooks may be signed with, the new one first."""
        found = (self._secret("webhook_secret"), self._secret("old_webhook_secret"))
        return tuple(secret for secret in found if secret is not None)

    def required_webhook_secrets(self) -> tuple[Secret, ...]:
        """As above; Invalid where there is none."""
        secrets = self.webhook_secrets()
        if not secrets:
            setting = f"gateways.{self.name}.webhook_secret_file (or webhook_secret_env)"
            raise Invalid("gateways.not_set", setting=setting)
        return secrets

    def base_url(self, default: str) -> str:
        """Where the gateway answers; a key travels unencrypted only within this machine."""
        address = str(self.value("base_url")).rstrip("/") or default
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise Invalid("gateways.not_encrypted", setting=f"gateways.{self.name}.base_url")
        return address

    def require_amount(self, amount_minor: int, *, currency: str) -> None:
        """Refused for a currency or a sum that the house does not take here."""
        limits = self._limits()
        if limits and currency not in limits:
            raise Refused(
                "gateways.currency_not_taken",
                gateway=self.name, currency=currency, currencies=sorted(limits),
            )  # fmt: skip
        least, most = limits.get(currency, (1, None))
        if amount_minor < max(least, 1) or (most is not None and amount_minor > most):
            raise Refused(
                "gateways.outside_limits",
                gateway=self.name, currency=currency, amount_minor=amount_minor,
                least_minor=max(least, 1), most_minor=most,
            )  # fmt: skip

    def _limits(self) -> dict[str, tuple[int, int | None]]:
        return {line[:3]: self._limit(line) for line in self.value("currencies")}

    def _limit(self, line: str) -> tuple[int, int | None]:
        currency, _, span = line.partition(" ")
        least, _, most = span.partition("-")
        try:
            return (
                parse_amount(least, currency=currency) if least else 1,
                parse_amount(most, currency=currency) if most else None,
            )
        except BoxofficeError:
            setting = f"gateways.{self.name}.currencies"
            raise Invalid("gateways.bad_limit", setting=setting, limit=line) from None

    def _secret(self, name: str) -> Secret | None:
        return read_secret(
            f"gateways.{self.name}.{name}",
            path=str(self.value(f"{name}_file")),
            variable=str(self.value(f"{name}_env")),
            environ=self.environ,
        )

"""Amounts as a gateway counts them, and what a house lets through.

Sources: docs.stripe.com/currencies (zero-decimal, three-decimal, special cases) and
razorpay.com/docs/api/payments/payment-links (the parameter `amount`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from boxoffice.domain.money import exponent
from boxoffice.errors import Refused

THREE_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Units:
    """How one gateway counts: `exponents` where it differs from ISO 4217, `unknown` what it lacks.

    Of a currency with three decimals the card networks take only amounts whose last digit is 0.
    """

    gateway: str
    exponents: Mapping[str, int]
    unknown: frozenset[str]

    def of(self, amount_minor: int, *, currency: str) -> int:
        """The gateway's number for an amount; Refused if it cannot express it exactly."""
        currency = currency.upper()
        if currency in self.unknown:
            raise Refused("gateways.currency_unknown", gateway=self.gateway, currency=currency)
        if exponent(currency) == THREE_DECIMALS and amount_minor % 10:
            raise Refused(
                "gateways.last_digit",
                gateway=self.gateway, currency=currency, amount_minor=amount_minor,
            )  # fmt: skip
        shift = self._exponent(currency) - exponent(currency)
        return self._shifted(amount_minor, by=shift, currency=currency)

    def minor(self, units: int, *, currency: str) -> int:
        """Minor units of what the gateway reports."""
        currency = currency.upper()
        shift = exponent(currency) - self._exponent(currency)
        return self._shifted(units, by=shift, currency=currency)

    def _exponent(self, currency: str) -> int:
        return self.exponents.get(currency, exponent(currency))

    def _shifted(self, amount: int, *, by: int, currency: str) -> int:
        power: int = 10 ** abs(by)
        if by >= 0:
            return amount * power
        whole, rest = divmod(amount, power)
        if rest:
            raise Refused(
                "gateways.not_exact", gateway=self.gateway, currency=currency, amount=amount
            )
        return whole


STRIPE_UNITS = Units(
    "stripe",
    {"ISK": 2, "MGA": 0},
    frozenset({"UGX", "IQD", "LYD", "CLF", "UYI", "UYW"}),
)
"""ISK is counted in hundredths that must be 00, MGA in whole ariary.

UGX stands both on Stripe's zero-decimal list and among the special cases that want hundredths: a
hundredfold mistake either way, so it is refused.
"""

RAZORPAY_UNITS = Units("razorpay", {}, frozenset({"CLF", "UYI", "UYW"}))

SIMULATED_UNITS = Units("simulated", {}, frozenset())

"""Every rule, one line each, in the order in which they speak."""

from __future__ import annotations

from chargeline.rules.assistants import assistant_modifier
from chargeline.rules.codes import code_entered, medicare_code
from chargeline.rules.modifiers import discipline_modifier
from chargeline.rules.rule import Rule
from chargeline.rules.units import ama_midpoint, cms_8_minute, equal_remainders, own_time_base, untimed_unit

RULES: tuple[Rule, ...] = (
    cms_8_minute.RULE,
    ama_midpoint.RULE,
    equal_remainders.RULE,
    own_time_base.RULE,
    untimed_unit.RULE,
    code_entered.RULE,
    medicare_code.RULE,
    assistant_modifier.RULE,
    discipline_modifier.RULE,
)

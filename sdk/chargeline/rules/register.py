"""Every rule, one line each, in the order in which they speak."""

from __future__ import annotations

from chargeline.rules.assistants import (
    aide_minutes,
    assistant_minutes,
    assistant_modifier,
    assistant_share,
    evaluation_by_assistant,
    rendering_therapist,
    speech_assistant,
    student_direction,
)
from chargeline.rules.codes import (
    code_bundled,
    code_entered,
    code_not_covered,
    code_unknown,
    medicare_code,
    not_performed,
    service_code,
)
from chargeline.rules.modifiers import discipline_modifier
from chargeline.rules.payers import counting_method, payer_policy
from chargeline.rules.rule import Rule
from chargeline.rules.units import (
    already_charged,
    ama_midpoint,
    cms_8_minute,
    equal_remainders,
    first_code_missing,
    group_treatment,
    minutes_differ_from_note,
    minutes_missing,
    overlapping_times,
    own_time_base,
    totals_contradict,
    units_differ,
    untimed_unit,
    window_code,
)

RULES: tuple[Rule, ...] = (
    payer_policy.RULE,
    counting_method.RULE,
    service_code.RULE,
    code_entered.RULE,
    code_unknown.RULE,
    code_bundled.RULE,
    code_not_covered.RULE,
    medicare_code.RULE,
    not_performed.RULE,
    cms_8_minute.RULE,
    ama_midpoint.RULE,
    equal_remainders.RULE,
    own_time_base.RULE,
    untimed_unit.RULE,
    window_code.RULE,
    group_treatment.RULE,
    evaluation_by_assistant.RULE,
    aide_minutes.RULE,
    speech_assistant.RULE,
    minutes_missing.RULE,
    minutes_differ_from_note.RULE,
    overlapping_times.RULE,
    totals_contradict.RULE,
    first_code_missing.RULE,
    units_differ.RULE,
    already_charged.RULE,
    assistant_modifier.RULE,
    assistant_minutes.RULE,
    assistant_share.RULE,
    student_direction.RULE,
    rendering_therapist.RULE,
    discipline_modifier.RULE,
)

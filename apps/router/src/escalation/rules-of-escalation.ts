import type { Reference } from '@hub/amocrm';
import type { RoutingRulesBody } from '@hub/contracts';
import { message, type Message } from '@hub/messages';

/** What of the HQ account the rules of escalation name. */
export function referencesOfEscalation({ escalation }: RoutingRulesBody): Reference[] {
  if (!escalation) return [];
  const { pipelineId, handBackStatusId } = escalation;
  const path = 'escalation.handBackStatusId';
  return [
    { path: 'escalation.pipelineId', to: 'pipeline', id: pipelineId },
    ...(handBackStatusId == null
      ? []
      : [
          { path, to: 'stage' as const, id: handBackStatusId, pipelineId, isOpen: true, isBehindFirst: true },
        ]),
  ];
}

/** What is wrong in the rules of escalation, by field, beside what the HQ account does not have. */
export function lintEscalation({
  escalation,
  intakePipelineId,
}: RoutingRulesBody): { path: string; detail: Message }[] {
  if (!escalation) return [];
  const hours = escalation.calendar?.hours ?? [];
  const reversed = hours.flatMap(({ from, to }, at) =>
    from < to ? [] : [{ path: `escalation.calendar.hours.${at}.to`, detail: message('references.hours') }],
  );
  const isIntake = escalation.pipelineId === intakePipelineId;
  // Its minutes are working minutes: the clock would never run.
  const isNeverOpen =
    escalation.acceptWithinMinutes != null && escalation.calendar != null && hours.length === 0;
  return [
    ...(isNeverOpen
      ? [{ path: 'escalation.calendar.hours', detail: message('rules.escalation-no-hours') }]
      : []),
    ...(isIntake ? [{ path: 'escalation.pipelineId', detail: message('rules.escalation-intake') }] : []),
    ...reversed,
  ];
}

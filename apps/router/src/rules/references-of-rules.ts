import type { Reference } from '@hub/amocrm';
import type { RoutingRulesBody } from '@hub/contracts';
import { referencesOfEscalation } from '../escalation/rules-of-escalation.js';

/** What of the HQ account the rules name. A handed-over lead stays open until its outcome, and apart from new ones. */
export function referencesOfRules(rules: RoutingRulesBody): Reference[] {
  const { intakePipelineId, handedOverStatusId, regionFieldId, cityFieldId, branchFieldId, allowedFieldIds } =
    rules;
  return [
    { path: 'intakePipelineId', to: 'pipeline', id: intakePipelineId },
    {
      ...{ path: 'handedOverStatusId', to: 'stage', id: handedOverStatusId },
      ...{ pipelineId: intakePipelineId, isOpen: true, isBehindFirst: true },
    },
    { path: 'regionFieldId', to: 'leadField', id: regionFieldId },
    ...(cityFieldId == null ? [] : [{ path: 'cityFieldId', to: 'leadField' as const, id: cityFieldId }]),
    ...(branchFieldId == null
      ? []
      : [{ path: 'branchFieldId', to: 'leadField' as const, id: branchFieldId }]),
    ...referencesOfEscalation(rules),
    ...allowedFieldIds.map((id, at) => ({ path: `allowedFieldIds.${at}`, to: 'leadField' as const, id })),
  ];
}

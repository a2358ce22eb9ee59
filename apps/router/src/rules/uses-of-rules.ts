import type { ObjectUse, RoutingRulesBody } from '@hub/contracts';

/** What the routing rules name in an account. Only the HQ account is in them. */
export function usesOfRules(rules: RoutingRulesBody, accountId: string): ObjectUse[] {
  if (rules.hqAccountId !== accountId) return [];
  const { intakePipelineId, handedOverStatusId, regionFieldId, branchFieldId, allowedFieldIds } = rules;
  const field = (by: ObjectUse['by'], id: number): ObjectUse => {
    return { kind: 'field', id: `leads/${id}`, by, name: '' };
  };
  return [
    { kind: 'pipeline', id: String(intakePipelineId), by: 'intake', name: '' },
    { kind: 'stage', id: `${intakePipelineId}/${handedOverStatusId}`, by: 'handed-over', name: '' },
    field('region-field', regionFieldId),
    ...(branchFieldId ? [field('branch-field', branchFieldId)] : []),
    ...allowedFieldIds.map((id) => field('allowed-field', id)),
  ];
}

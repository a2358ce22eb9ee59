import { objectOf } from '@hub/amocrm/pure';
import type { ObjectUse, RoutingRulesBody, UseName } from '@hub/contracts';
import { referencesOfRules } from './references-of-rules.js';

const names: Readonly<Record<string, UseName>> = {
  intakePipelineId: 'intake',
  handedOverStatusId: 'handed-over',
  regionFieldId: 'region-field',
  cityFieldId: 'city-field',
  branchFieldId: 'branch-field',
  allowedFieldIds: 'allowed-field',
  escalation: 'escalation',
};

/** What the routing rules name in an account. Only the HQ account is in them. */
export function usesOfRules(rules: RoutingRulesBody, accountId: string): ObjectUse[] {
  if (rules.hqAccountId !== accountId) return [];
  return referencesOfRules(rules).map((reference) => {
    const by = names[reference.path.split('.')[0] ?? ''] ?? 'other';
    return { ...objectOf(reference), by, name: '' };
  });
}

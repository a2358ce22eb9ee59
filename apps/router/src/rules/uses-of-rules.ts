import { objectOf } from '@hub/amocrm/pure';
import type { ObjectUse, RoutingRulesBody, UseName } from '@hub/contracts';
import { reasonCode, reasonName, usualPipelineName } from '../escalation/names-in-accounts.js';
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

/** What the routing rules name in an account: in HQ's by id, in those of branches what escalation finds there by name. */
export function usesOfRules(rules: RoutingRulesBody, accountId: string): ObjectUse[] {
  if (rules.hqAccountId !== accountId) return usesInBranches(rules);
  return referencesOfRules(rules).map((reference) => {
    const by = names[reference.path.split('.')[0] ?? ''] ?? 'other';
    return { ...objectOf(reference), by, name: '' };
  });
}

function usesInBranches({ escalation }: RoutingRulesBody): ObjectUse[] {
  if (!escalation) return [];
  const title = escalation.branchPipelineName ?? usualPipelineName;
  return [
    { kind: 'pipeline', id: '', title, by: 'escalation-branch', name: '' },
    { kind: 'field', id: 'leads', title: reasonName, code: reasonCode, by: 'escalation-reason', name: '' },
  ];
}

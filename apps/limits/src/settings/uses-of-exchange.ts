import type { Reference } from '@hub/amocrm';
import { objectOf } from '@hub/amocrm/pure';
import type { ObjectUse, UseName } from '@hub/contracts';

const names: Readonly<Record<string, UseName>> = {
  exchangeStages: 'exchange-stage',
  targetStage: 'exchange-target',
  excludedStages: 'excluded-stage',
  keyStages: 'key-stage',
  saleStages: 'sale-stage',
  refusalStages: 'refusal-stage',
  exchangeUserIds: 'exchange-user',
  managerIds: 'limited-user',
  users: 'limited-user',
};

/** What the references of an account's exchange settings and limits name there. */
export function usesOfExchange(references: readonly Reference[]): ObjectUse[] {
  return references.map((reference) => {
    const setting = reference.path.split('.').find((part) => part in names) ?? '';
    return { ...objectOf(reference), by: names[setting] ?? 'other', name: '' };
  });
}

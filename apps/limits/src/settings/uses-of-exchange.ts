import { objectOf, type Reference } from '@hub/amocrm';
import type { ObjectUse, UseName } from '@hub/contracts';

const names: Readonly<Record<string, UseName>> = {
  exchangeStages: 'exchange-stage',
  targetStage: 'exchange-target',
  excludedStages: 'excluded-stage',
  exchangeUserIds: 'exchange-user',
  users: 'limited-user',
};

/** What the references of an account's exchange settings and limits name there. */
export function usesOfExchange(references: readonly Reference[]): ObjectUse[] {
  return references.map((reference) => {
    const by = names[reference.path.split('.')[0] ?? ''] ?? 'other';
    return { ...objectOf(reference), by, name: '' };
  });
}

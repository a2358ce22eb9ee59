import { message, type Message } from '@hub/messages';
import { nameOfSegment } from '../configuration/key.js';
import { isRemoval, type Change, type Plan, type RiskCode } from '../plan/plan.js';

/**
 * What a plan makes anew that an earlier plan of the account deleted, and what of it does not come back: moved deals stay
 * where they are, deleted values are gone, and a reference by the old id names nothing.
 */
export function irrevocableIn({ changes }: Pick<Plan, 'changes'>, deleted: readonly Change[]): Message[] {
  const gone = deleted.filter(isRemoval);
  return changes
    .filter(({ action }) => action === 'create')
    .flatMap((creation) => {
      const before = gone.find(({ kind, ref, key }) => {
        return kind === creation.kind && (ref === creation.ref || key === creation.key);
      });
      return before ? [describe(before)] : [];
    });
}

function describe(deletion: Change): Message {
  const { kind, name, migrateTo } = deletion;
  const facts = { what: message(`kinds.${kind}`), name };
  const deals = countOf(deletion, 'deals-in-stage') + countOf(deletion, 'deals-in-pipeline');
  if (migrateTo !== null && deals > 0) {
    const to = migrateTo.split('/').map(nameOfSegment).join(' / ');
    return message('rollouts.deals-stay', { ...facts, count: deals, to });
  }
  const values = countOf(deletion, 'cards-with-value');
  if (values > 0) return message('rollouts.values-stay-lost', { ...facts, count: values });
  return message('rollouts.made-anew', facts);
}

function countOf({ risks }: Change, code: RiskCode): number {
  return risks.find((risk) => risk.code === code)?.count ?? 0;
}

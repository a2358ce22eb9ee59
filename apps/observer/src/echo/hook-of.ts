import type { CrmChanged } from '@hub/contracts';
import type { LeadHook } from './judge-echo.js';

const changing: readonly CrmChanged['action'][] = ['update', 'status', 'responsible'];

/**
 * What a hint says of a lead where it may be the echo of an own write: a webhook about a change in the name of the user as
 * whom the hub writes. Null: it is none, and the card is read.
 */
export function hookOf(
  { entity, action, source, changedAt, changedBy, receivedAt, lead }: CrmChanged,
  hubUserId: number | null,
): LeadHook | null {
  const isChange = source === 'webhook' && entity === 'lead' && changing.includes(action);
  if (!isChange || receivedAt === undefined || !lead || changedAt == null) return null;
  return hubUserId !== null && changedBy === hubUserId ? { ...lead, changedAt } : null;
}

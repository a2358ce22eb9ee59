import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import type { EntityType } from '../state/entity.js';
import { entityOf, keepMainOfLeads } from './links.js';

interface CardRef {
  type: EntityType;
  id: number;
}

/** Moves a card to the trash; its links stay, so that a restored card has them again. False when it was there. */
export function deleteCard(scope: WriteScope, ref: CardRef): boolean {
  const card = entityOf(scope.account, ref);
  if (!card || card.is_deleted) return false;
  const lead = ref.type === 'leads' ? scope.account.leads.get(ref.id) : undefined;
  card.is_deleted = true;
  card.updated_at = scope.now;
  card.updated_by = scope.origin.author;
  const last = lead ? { status_id: lead.status_id, pipeline_id: lead.pipeline_id } : {};
  recordChanges(scope, ref, [{ kind: 'deleted', last }]);
  if (ref.type === 'contacts') keepMainOfLeads(scope, ref.id);
  return true;
}

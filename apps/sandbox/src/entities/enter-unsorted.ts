import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import type { Lead } from '../state/entity.js';
import type { Unsorted } from '../state/unsorted.js';
import { waitingUnsorted } from './waiting-unsorted.js';

/** An incoming form that says nothing: a lead that a person puts into «Неразобранное» has brought none. */
function emptyForm(scope: WriteScope, lead: Lead): Unsorted {
  return {
    uid: scope.sandbox.ids.hex(40),
    source_uid: scope.sandbox.ids.hex(32),
    source_name: '',
    category: 'forms',
    pipeline_id: lead.pipeline_id,
    created_at: scope.now,
    metadata: {},
    lead_id: lead.id,
    contact_ids: [],
    company_ids: [],
    state: 'waiting',
    sorted_at: null,
  };
}

/**
 * Makes a lead that has come to «Неразобранное» again, from the trash or by hand, wait there: its last incoming data are
 * open again, and one that never had any gets empty ones. So no lead is there that `leads/unsorted` does not list.
 */
export function enterUnsorted(scope: WriteScope, lead: Lead): void {
  const { unsorted } = scope.account;
  const waiting = waitingUnsorted(scope.account, lead.id);
  if (waiting) {
    waiting.pipeline_id = lead.pipeline_id;
    return;
  }
  const last = [...unsorted.values()].findLast((one) => one.lead_id === lead.id);
  const item = last ?? emptyForm(scope, lead);
  Object.assign(item, { state: 'waiting', sorted_at: null, pipeline_id: lead.pipeline_id });
  unsorted.set(item.uid, item);
  recordChanges(scope, { type: 'leads', id: lead.id }, [{ kind: 'unsorted_added', uid: item.uid }]);
}

import type { Change } from '../changes/change.js';
import { switchOf, type Account } from '../state/account.js';
import type { Lead } from '../state/entity.js';
import { customFieldsPayload } from './custom-fields-payload.js';
import type { FormBody, FormValue } from './form-encode.js';

/** Ids and names of an entity's tags, as public logs show them (entities 13). */
export function tagsPayload(account: Account, ids: readonly number[]): FormValue[] {
  return ids.flatMap((id) => {
    const tag = account.tags.get(id);
    return tag ? [{ id, name: tag.name }] : [];
  });
}

/**
 * `old_…` keys of a hook (config 7.4): the stage before, where it changed; of a new owner the owner before and, changed or
 * not, the stage before the present one.
 */
function oldKeys(lead: Lead, changes: readonly Change[], action: string): FormBody {
  const old: FormBody = {};
  const stage = changes.find((change) => change.kind === 'stage');
  if (stage && stage.before.pipeline_id !== stage.after.pipeline_id)
    old.old_pipeline_id = stage.before.pipeline_id;
  if (stage) old.old_status_id = stage.before.status_id;
  if (action !== 'responsible') return old;
  const owner = changes.find((change) => change.kind === 'responsible');
  old.old_status_id ??= lead.previous_status_id ?? lead.status_id;
  old.old_responsible_user_id = owner?.before;
  return old;
}

/** Recorded bodies of one account lack the price of a lead that has none. */
function priceKey(account: Account, price: number): FormBody {
  return price === 0 && switchOf(account, 'hook_zero_price') === 'left_out' ? {} : { price };
}

/** A lead in the names of v2 (config 7.4), as it is after the write; the action is that of the hook. */
export function leadPayload(
  account: Account,
  lead: Lead,
  changes: readonly Change[],
  action: string,
): FormBody {
  return {
    id: lead.id,
    name: lead.name,
    status_id: lead.status_id,
    ...oldKeys(lead, changes, action),
    ...priceKey(account, Math.trunc(lead.price)),
    responsible_user_id: lead.responsible_user_id,
    last_modified: lead.updated_at,
    modified_user_id: lead.updated_by,
    created_user_id: lead.created_by,
    date_create: lead.created_at,
    pipeline_id: lead.pipeline_id,
    tags: tagsPayload(account, lead.tags),
    account_id: account.id,
    custom_fields: customFieldsPayload(account, lead.custom_fields_values),
    created_at: lead.created_at,
    updated_at: lead.updated_at,
  };
}

/** All that `leads[delete]` says. */
export function deletedLeadPayload({ id, status_id, pipeline_id }: Lead): FormBody {
  return { id, status_id, pipeline_id };
}

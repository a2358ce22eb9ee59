import type { Change } from '../changes/change.js';
import { switchOf, type Account } from '../state/account.js';
import type { Lead } from '../state/entity.js';
import type { PipelineTrigger, TriggerEvent } from '../state/webhook.js';
import type { FormBody } from './form-encode.js';

/** The digital pipeline event a change of a lead makes; null: none. */
export function pipelineEvent(change: Change): TriggerEvent | null {
  if (change.kind === 'added' || change.kind === 'stage') return 'status';
  if ('quiet' in change && change.quiet) return null;
  if (change.kind === 'call') return change.direction === 'in' ? 'call_in' : null;
  if (change.kind === 'message') return change.direction === 'in' ? 'chat' : null;
  if (change.kind !== 'note_added') return null;
  if (change.note_type === 'site_visit') return 'site_visit';
  return change.note_type === 'amomail_message' ? 'mail_in' : null;
}

/** The form of «API: отправить webhook» (config 7.5); here the account comes last. A lead made in the stage may be `add` there. */
export function pipelineForm(account: Account, lead: Lead, change: Change, event: TriggerEvent): FormBody {
  const { id, status_id, pipeline_id } = lead;
  const before = change.kind === 'stage' ? change.before : undefined;
  const old = { old_status_id: before?.status_id, old_pipeline_id: before?.pipeline_id };
  const action = change.kind === 'added' ? switchOf(account, 'dp_hook_added') : event;
  return {
    leads: { [action]: [{ id, status_id, pipeline_id, ...old }] },
    account: { id: account.id, subdomain: account.subdomain },
  };
}

const typeNumbers = { status: 14, mail_in: 16, call_in: 17, site_visit: 18, chat: 19 } as const;

/** The JSON of a widget's trigger (entities 14.1). */
export function pipelineJson(
  account: Account,
  lead: Lead,
  change: Change,
  trigger: PipelineTrigger,
): Record<string, unknown> {
  const [type, code] =
    change.kind === 'added'
      ? [1, 'lead_added']
      : trigger.event === 'status'
        ? [typeNumbers.status, 'lead_status_changed']
        : [typeNumbers[trigger.event], trigger.event];
  const { id, status_id, pipeline_id } = lead;
  const data = { id, element_type: 2, status_id, pipeline_id, direction_of_movement: 'went_to_trigger' };
  return {
    event: { type, type_code: code, data, time: change.at },
    action: { settings: { widget: { settings: trigger.settings } } },
    subdomain: account.subdomain,
    account_id: account.id,
  };
}

import type { WriteScope } from '../changes/write-scope.js';
import { changeLead } from '../entities/write-lead.js';
import { ItemValidation } from '../http/validation.js';
import type { BotRun } from '../state/bot.js';
import { readCustomValues } from '../values/custom-values.js';
import type { BotHandler } from './bot-code.js';
import { fillMarkers } from './markers.js';

/** `set_custom_fields` with a text on a lead. Anything else, a marker that is not known, a lead in the trash and what the
 * account does not take do nothing. */
export function fillByBot(scope: WriteScope, run: BotRun, params: BotHandler['params']): void {
  const { entity_id, entity_type } = run;
  const inner = (params.params ?? {}) as Record<string, unknown>;
  const lead = entity_type === 'leads' ? scope.account.leads.get(entity_id) : undefined;
  const fieldId = idOf(inner);
  const value = typeof inner.value === 'string' ? fillMarkers(scope.account, run, inner.value) : null;
  if (params.name !== 'set_custom_fields' || !lead || lead.is_deleted || fieldId === null) return;
  if (typeof value !== 'string' || value.includes('{{')) return;
  const errors = new ItemValidation('0');
  const values = readCustomValues(
    scope.account,
    'leads',
    [{ field_id: fieldId, values: [{ value }] }],
    errors,
  );
  if (errors.errors.length === 0) changeLead(scope, lead, { body: {}, place: lead, values });
}

function idOf({ custom_fields_id: id, custom_field: marker }: Record<string, unknown>): number | null {
  if (typeof id === 'number') return id;
  const found = typeof marker === 'string' ? /^\{\{lead\.cf\.(\d+)\}\}$/.exec(marker)?.[1] : undefined;
  return found === undefined ? null : Number(found);
}

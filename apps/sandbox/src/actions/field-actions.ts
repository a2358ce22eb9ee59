import { changeLead } from '../entities/write-lead.js';
import type { CustomValue } from '../state/entity.js';
import { readCustomValues } from '../values/custom-values.js';
import { action, BadAction, type Action } from './action.js';
import { leadOf } from './lead-actions.js';

interface FillField {
  leadId: number;
  fieldId: number;
  value?: unknown;
  enumId?: number;
  values?: CustomValue[] | null;
}

const fill = action<FillField>(
  {
    leadId: { type: 'int', required: true },
    fieldId: { type: 'int', required: true },
    value: { type: 'any' },
    enumId: { type: 'int' },
    values: { type: 'array', nullable: true, items: { type: 'object' } },
  },
  (scope, { leadId, fieldId, value, enumId, values }, errors) => {
    const lead = leadOf(scope.account, leadId, errors);
    if (value === undefined && enumId === undefined && values === undefined)
      errors.add('FieldMissing', 'value');
    const single: CustomValue[] = enumId === undefined ? [{ value }] : [{ enum_id: enumId }];
    const sent = { field_id: fieldId, values: values === undefined ? single : values };
    const before = errors.errors.length;
    const read = readCustomValues(scope.account, 'leads', [sent], errors);
    for (const error of errors.errors.slice(before)) {
      error.path = error.path.endsWith('field_id') ? 'fieldId' : enumId === undefined ? 'value' : 'enumId';
    }
    if (errors.errors.length > 0) throw new BadAction();
    changeLead(scope, lead, { body: {}, place: lead, values: read });
    return { leadId };
  },
);

/** Filling one field of a lead; null or an empty text clears it. */
export const fieldActions: Record<string, Action> = { 'field.fill': fill };

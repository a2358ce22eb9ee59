import { eventRow } from '../changes/stored-events.js';
import type { Account } from '../state/account.js';
import type { EntityBase, Lead } from '../state/entity.js';
import { taskView, userName } from './account-view.js';

const shownRows = 20;

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);

interface FieldRow {
  id: number;
  name: string;
  type: string;
  values: string[];
}

function fieldRows(account: Account, card: EntityBase): FieldRow[] {
  return card.custom_fields_values.flatMap(({ field_id, values }) => {
    const field = account.fields.get(field_id);
    if (!field || values.length === 0) return [];
    const texts = values.map((one) =>
      one.catalog_element_id === undefined ? textOf(one.value) : `#${one.catalog_element_id}`,
    );
    return [{ id: field.id, name: field.name, type: field.type, values: texts }];
  });
}

/** One lead opened: fields, contacts, tasks, notes and its last events. */
export function leadDetails(account: Account, lead: Lead): unknown {
  const pipeline = account.pipelines.get(lead.pipeline_id);
  const ofLead = (one: { entity_type: string | null; entity_id: number | null }): boolean =>
    one.entity_type === 'leads' && one.entity_id === lead.id;
  const company = lead.company_id === null ? undefined : account.companies.get(lead.company_id);
  return {
    id: lead.id,
    name: lead.name,
    price: lead.price,
    pipeline: pipeline?.name ?? '',
    stage: pipeline?.stages.find(({ id }) => id === lead.status_id)?.name ?? '',
    responsible: userName(account, lead.responsible_user_id),
    createdAt: lead.created_at,
    updatedAt: lead.updated_at,
    lossReason:
      lead.loss_reason_id === null ? null : (account.lossReasons.get(lead.loss_reason_id)?.name ?? null),
    tags: lead.tags.flatMap((id) => account.tags.get(id)?.name ?? []),
    fields: fieldRows(account, lead),
    contacts: lead.contacts.flatMap(({ id }) => {
      const contact = account.contacts.get(id);
      return contact ? [{ id, name: contact.name, fields: fieldRows(account, contact) }] : [];
    }),
    company: company ? { id: company.id, name: company.name, fields: fieldRows(account, company) } : null,
    tasks: [...account.tasks.values()].filter(ofLead).map((task) => taskView(account, task)),
    notes: [...account.notes.values()]
      .filter(ofLead)
      .slice(-shownRows)
      .map(({ id, note_type, params, created_at }) => ({
        id,
        type: note_type,
        text: textOf(params.text ?? params),
        at: created_at,
      })),
    events: account.events
      .filter((one) => one.entity_type === 'lead' && one.entity_id === lead.id)
      .slice(-shownRows)
      .reverse()
      .map(eventRow)
      .map(({ id, type, created_by, created_at }) => ({
        id,
        type,
        author: created_by === 0 ? null : userName(account, created_by),
        at: created_at,
      })),
  };
}

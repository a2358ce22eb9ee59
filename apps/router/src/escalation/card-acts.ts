import { createContact, createLead, type AmoLead } from '@hub/amocrm';
import { TRANSFER_FIELD_CODE } from '@hub/contracts';
import { message, say, type Fact } from '@hub/messages';
import { findClientContact, personOf } from '../receive/client-contact.js';
import { findMadeLead } from '../receive/find-made.js';
import { shortNameLength, type CardPart } from '../transfer/card-parts.js';
import { contactPartsOf } from '../transfer/contact-step.js';
import { mapFields } from '../transfer/map-fields.js';
import { unique } from '../transfer/what-stays.js';
import { writeCard } from '../transfer/write-card.js';
import type { ActOf, ActPlace, ActStep } from './act-step.js';
import { stagesOf } from './escalation-setting.js';
import { reverseMap } from './reverse-map.js';

/**
 * The client's contact at HQ: found by phone or e-mail, or made. `contactBefore`: one that the account's search may not
 * know yet.
 */
export function contactAct(contactBefore: number | null): ActStep<ActOf<'contact'>> {
  return {
    async find({ context }, since) {
      const client = await context.readClient();
      if (!client) return {};
      const places = { contactBefore, since };
      const hqContactId = await findClientContact(context.hq, personOf(client), places);
      return hqContactId === null ? null : { change: { hqContactId } };
    },

    async write({ context, row }) {
      const client = await context.readClient();
      if (!client) return {};
      const { answer, dropped } = await writeCard(contactPartsOf(client, null), (card) =>
        createContact(context.hq.client, card),
      );
      const change = { hqContactId: answer, leftOut: unique([...row.leftOut, ...dropped]) };
      return { change, isTaken: true };
    },
  };
}

/** The card at HQ. It is known again by the id of the escalation in the hub's field. */
export const cardAct: ActStep<ActOf<'card'>> = {
  async find({ context, row }, since) {
    if (since === null) return null;
    const carries = ({ custom_fields_values: fields }: AmoLead) =>
      fields.some(({ values }) => values.some(({ value }) => value === row.id));
    const made = await findMadeLead(context.hq.client, since, carries);
    return made && { change: { hqLeadId: made.id } };
  },

  async write(place) {
    const { context, row } = place;
    const lead = await context.branch.findLead(row.branchLeadId);
    // A lead that is gone by now gets its card all the same; the next check decides about it.
    const { parts, leftOut } = await composeCard(place, lead);
    const { answer, dropped } = await writeCard(parts, (card) => createLead(context.hq.client, card));
    const change = { hqLeadId: answer, leftOut: unique([...row.leftOut, ...leftOut, ...dropped]) };
    return { change, isTaken: true };
  },
};

/** Without the price: the branch's revenue must not count twice. */
async function composeCard(
  { context, row }: ActPlace,
  lead: AmoLead | null,
): Promise<{ parts: CardPart[]; leftOut: Fact[] }> {
  const { rules } = context.setting;
  const { first } = stagesOf(row, context.setting);
  const needed = (place: string, value: unknown): CardPart => ({ place, value, name: null });
  const fields = await fieldParts({ context, row }, lead);
  const name =
    lead?.name ?? say(message('cards.escalation-name', { branch: row.branchName }), context.locale);
  const shown: CardPart[] =
    rules.branchFieldId == null
      ? []
      : [
          {
            place: 'custom_fields_values',
            value: { field_id: rules.branchFieldId, values: [{ value: row.branchName }] },
            name: message('leftOut.branch'),
          },
        ];
  const contact = row.hqContactId === null ? [] : [{ id: row.hqContactId, is_main: true }];
  const parts: CardPart[] = [
    { place: 'name', value: name, name: message('leftOut.name'), instead: name.slice(0, shortNameLength) },
    needed('pipeline_id', first.pipelineId),
    needed('status_id', first.statusId),
    ...(contact.length > 0 ? [needed('_embedded.contacts', contact)] : []),
    {
      place: '_embedded.tags',
      value: [{ name: say(message('cards.escalation-tag'), context.locale) }],
      name: message('leftOut.tag'),
    },
    needed('custom_fields_values', { field_code: TRANSFER_FIELD_CODE, values: [{ value: row.id }] }),
    ...shown,
    ...fields.parts,
  ];
  return { parts, leftOut: fields.leftOut };
}

async function fieldParts(
  { context }: Pick<ActPlace, 'context' | 'row'>,
  lead: AmoLead | null,
): Promise<{ parts: CardPart[]; leftOut: string[] }> {
  const { rules } = context.setting;
  if (!lead || rules.allowedFieldIds.length === 0) return { parts: [], leftOut: [] };
  const { links, allowedFieldIds } = reverseMap((await context.readFieldMap()).fields, rules.allowedFieldIds);
  const source = lead.custom_fields_values.map((field) => ({
    fieldId: field.field_id,
    name: field.field_name ?? String(field.field_id),
    type: field.field_type ?? '',
    values: field.values.map(({ value, enum_id: enumId }) => ({ value, enumId })),
  }));
  const { fields, leftOut } = mapFields(source, links, allowedFieldIds);
  const parts = fields.map(({ fieldId, name, values }) => ({
    place: 'custom_fields_values',
    value: {
      field_id: fieldId,
      values: values.map(({ value, enumId }) => (enumId === undefined ? { value } : { enum_id: enumId })),
    },
    name,
  }));
  return { parts, leftOut };
}

import { createContact, createLead, linkEntities, type AmoLead } from '@hub/amocrm';
import { TRANSFER_FIELD_CODE } from '@hub/contracts';
import { message, say, type Fact } from '@hub/messages';
import { isFinalRefusal } from '@hub/platform';
import { findClientContact, personOf } from '../receive/client-contact.js';
import { personKey } from '../receive/compose-received.js';
import { findMadeLead } from '../receive/find-made.js';
import { shortNameLength, type CardPart } from '../transfer/card-parts.js';
import { contactPartsOf } from '../transfer/contact-step.js';
import { mapFields } from '../transfer/map-fields.js';
import { leadPartsLeft, unique, withoutName } from '../transfer/what-stays.js';
import { writeCard } from '../transfer/write-card.js';
import type { ActOf, ActPlace, ActResult, ActStep } from './act-step.js';
import type { EscalationContext } from './escalation-context.js';
import { stagesOf } from './escalation-setting.js';
import type { EscalationRow } from './escalation.entity.js';
import { cardIdOf } from './move-act.js';
import { reverseMap } from './reverse-map.js';

/** What the client of the branch lead is known by; null: the lead has no contact, or one that is gone. */
export async function clientKeyOf(context: EscalationContext): Promise<string | null> {
  const client = await context.readClient();
  return typeof client === 'string' ? null : personKey(personOf(client), `contact ${client.id}`);
}

/**
 * The client's contact at HQ: found by phone or e-mail, or made. `contactBefore`: one that the account's search may not
 * know yet. A client whose contact cannot be read is named in `leftOut`.
 */
export function contactAct({
  client,
  contactBefore,
}: {
  client: string | null;
  contactBefore: number | null;
}): ActStep<ActOf<'contact'>> {
  return {
    async find({ context, row }, since) {
      const contact = await context.readClient();
      if (typeof contact === 'string') return without(row, contact);
      const places = { contactBefore, since };
      const hqContactId = await findClientContact(context.hq, personOf(contact), places);
      return hqContactId === null ? null : { change: { hqContactId, client, leftOut: withClient(row) } };
    },

    async write({ context, row }) {
      const contact = await context.readClient();
      if (typeof contact === 'string') return without(row, contact);
      const { answer, dropped } = await writeCard(contactPartsOf(contact, null), (card) =>
        createContact(context.hq.client, card),
      );
      const leftOut = unique([...withClient(row), ...dropped]);
      return { change: { hqContactId: answer, client, leftOut }, isTaken: true };
    },
  };
}

/** The contact of a card that was made without one. A contact that people have given to the card stays its main one. */
export const linkAct: ActStep<ActOf<'link'>> = {
  async find({ context, row }) {
    if (row.hqContactId === null) return {};
    const card = await context.hq.findLead(cardIdOf(row));
    return !card || card._embedded.contacts.some(({ id }) => id === row.hqContactId) ? {} : null;
  },

  async write({ context, row }) {
    const card = await context.hq.findRecentLead(cardIdOf(row));
    if (!card || row.hqContactId === null) return {};
    const metadata = { is_main: card._embedded.contacts.length === 0 };
    const link = { to_entity_id: row.hqContactId, to_entity_type: 'contacts' as const, metadata };
    try {
      await linkEntities(context.hq.client, 'leads', card.id, [link]);
      return { isTaken: true };
    } catch (error) {
      if (!isFinalRefusal(error)) throw error;
      return { change: { hqContactId: null, leftOut: unique([...row.leftOut, message('leftOut.contact')]) } };
    }
  },
};

function without(row: EscalationRow, why: 'none' | 'gone'): ActResult {
  const name = message(why === 'none' ? 'leftOut.no-contact' : 'leftOut.contact');
  return { change: { leftOut: unique([...withClient(row), name]) } };
}

/** What was left out beside the contact that was missing, or could not be read. */
function withClient({ leftOut }: EscalationRow): Fact[] {
  return withoutName(withoutName(leftOut, 'leftOut.no-contact'), 'leftOut.contact');
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
  return { parts, leftOut: unique([...fields.leftOut, ...(lead ? staysOf(lead) : [])]) };
}

function staysOf({ custom_fields_values, _embedded: { companies, contacts, tags } }: AmoLead): Fact[] {
  const fields = custom_fields_values.map(({ field_id, field_name, field_type, values }) => ({
    ...{ name: field_name ?? String(field_id), type: field_type ?? '', isFilled: values.length > 0 },
  }));
  const counts = { companies: companies.length, contacts: contacts.length, tags: tags.length };
  return leadPartsLeft({ ...counts, fields });
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

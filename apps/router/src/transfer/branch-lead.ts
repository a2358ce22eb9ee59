import {
  awaitFirstWrite,
  findLead,
  listNewestLeads,
  mainContactOf,
  priceOf,
  unlessMarked,
  type AmoLead,
} from '@hub/amocrm';
import { type Fact, message, say } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { closingStatusIds } from '../lead/route-lead.js';
import { shortNameLength, type CardPart } from './card-parts.js';
import { mapFields, type MappedFields } from './map-fields.js';
import type { TransferContext } from './transfer-context.js';
import type { TransferRow } from './transfer.entity.js';
import type { TransferProgress } from './transfer.repository.js';
import { isNamed, leadPartsLeft, unique } from './what-stays.js';

const untilSyncedMs = 60_000;
/** amoCRM's clock may be behind the hub's. */
const clocksApartS = 300;

/** The fields of an HQ lead as the branch calls them, and what of the lead does not cross. */
export interface MappedLead {
  fields: MappedFields['fields'];
  leftOut: Fact[];
  transferFieldId: number;
}

interface MadeLead {
  branchContactId: number | null;
  isJoined: boolean;
  leftOut: Fact[];
}

/** The parts of the branch lead, without its contact. */
export function leadPartsOf(
  { transfer, locale }: TransferContext,
  source: AmoLead,
  { fields, transferFieldId }: MappedLead,
): CardPart[] {
  const { id, target } = transfer;
  const { pipelineId, statusId, ownerId } = target;
  const needed = (place: string, value: unknown): CardPart => ({ place, value, name: null });
  return [
    {
      place: 'name',
      value: source.name,
      name: message('leftOut.name'),
      instead: source.name.slice(0, shortNameLength),
    },
    {
      place: 'price',
      value: priceOf(source),
      name: message('leftOut.price'),
    },
    needed('pipeline_id', pipelineId),
    needed('status_id', statusId),
    ...(ownerId === null
      ? []
      : [{ place: 'responsible_user_id', value: ownerId, name: message('leftOut.owner') }]),
    ...fields.map(({ fieldId, name, values }) => ({
      place: 'custom_fields_values',
      value: {
        field_id: fieldId,
        values: values.map(({ value, enumId }) => (enumId === undefined ? { value } : { enum_id: enumId })),
      },
      name,
    })),
    needed('custom_fields_values', { field_id: transferFieldId, values: [{ value: id }] }),
    {
      place: '_embedded.tags',
      value: [{ name: say(message('cards.transfer-tag'), locale) }],
      name: message('leftOut.tag'),
    },
  ];
}

/**
 * Translates the fields. Throws `RetryLater` while the branch has no field for the transfer id: nothing may be written
 * then.
 */
export async function mapHqFields(context: TransferContext, source: AmoLead): Promise<MappedLead> {
  const { fields: links, transferFieldId } = await context.readFieldMap(source);
  if (transferFieldId === null) {
    // Without this field a crash could make a second lead, so nothing is written.
    throw new RetryLater(message('failures.not-synced'), untilSyncedMs);
  }
  const fields = source.custom_fields_values.map((field) => ({
    fieldId: field.field_id,
    name: field.field_name ?? String(field.field_id),
    type: field.field_type ?? '',
    values: field.values.map(({ value, enum_id }) => ({ value, enumId: enum_id })),
  }));
  const mapped = mapFields(fields, links, context.rules.allowedFieldIds);
  const { companies, contacts, tags } = source._embedded;
  const stays = leadPartsLeft({
    companies: companies.length,
    contacts: contacts.length,
    tags: tags.length,
    fields: fields.map(({ name, type, values }) => ({ name, type, isFilled: values.length > 0 })),
  });
  return {
    fields: mapped.fields,
    leftOut: unique([...context.transfer.leftOut, ...mapped.leftOut, ...stays]),
    transferFieldId,
  };
}

/**
 * The branch lead that an earlier attempt made, or null. The leads are walked newest first back to `since`, because
 * filters are a paid option and may lag behind (entities sheet 18). One that is older than `since` is a deal of the branch
 * to which duplicate control has joined the lead.
 */
export async function findMadeLead(
  context: TransferContext,
  since: number,
): Promise<(TransferProgress & MadeLead) | null> {
  const found = await findByMark(context, context.transfer.id, since);
  if (!found) return null;
  // The HQ lead may be deleted by now; the one in the branch is there all the same.
  const source = await context.findHqLead();
  const leftOut = source ? missingIn(found, await mapHqFields(context, source)) : context.transfer.leftOut;
  return {
    state: 'lead-created',
    branchLeadId: found.id,
    branchContactId: mainContactOf(found),
    ...(isAsMade(found) ? keptOwner(context, found) : {}),
    isJoined: found.created_at < since,
    leftOut,
  };
}

async function findByMark(
  { branch }: TransferContext,
  transferId: string,
  since: number,
): Promise<AmoLead | null> {
  for await (const page of listNewestLeads(branch, unlessMarked(transferId))) {
    const found = page.find((lead) => carries(lead, transferId));
    if (found) return found;
    if (page.some((lead) => lead.created_at < since)) return null;
  }
  return null;
}

/**
 * The lead that the branch account had by an earlier leg of the trail, when it lives there although that leg has ended:
 * the account was removed and is back, or people have restored the lead or opened it again. The transfer takes it over,
 * so that the account has no second one.
 */
export async function findLivingBefore(context: TransferContext): Promise<TransferProgress | null> {
  for (const leg of await context.listFormer()) {
    const lead =
      leg.branchLeadId === null
        ? await findByMark(context, leg.id, madeSince(leg))
        : await context.findBranchLead(leg.branchLeadId);
    if (!lead || closingStatusIds.includes(lead.status_id)) continue;
    const branchContactId = mainContactOf(lead);
    return {
      ...{ state: 'lead-created', branchLeadId: lead.id, branchContactId },
      hqContactId: branchContactId === leg.branchContactId ? leg.hqContactId : null,
      // A deal that the branch made itself stays unchanged.
      isJoined: leg.isJoined || lead.created_at < madeSince(leg),
      // The journal may show it as it was before people opened it.
      branchKeptAt: lead.updated_at,
      leftOut: context.transfer.leftOut,
    };
  }
  return null;
}

/** A branch lead that the leg has made is no older, in amoCRM's seconds. */
function madeSince({ startedAt }: TransferRow): number {
  return Math.floor(startedAt.getTime() / 1000) - clocksApartS;
}

/**
 * The end of a transfer whose HQ lead took in a handed-over one: that one has its branch lead. Null: it is to be made.
 * Called when no earlier attempt can have made one, as shortly before the write as its intent allows.
 */
export async function endAsMerged(
  context: TransferContext,
  source: AmoLead,
): Promise<TransferProgress | null> {
  const handedOver = await context.findHandedOver(source);
  if (!handedOver) return null;
  return { state: 'cancelled', cancelReason: message('failures.merged', { transferId: handedOver.id }) };
}

/**
 * The end of a transfer whose HQ lead is gone, and whose branch lead was begun and is not there. Null: the HQ lead is
 * there. Throws `RetryLater` while the begun write may still be running.
 */
export async function endAsDeleted({
  transfer,
  findHqLead,
}: TransferContext): Promise<TransferProgress | null> {
  if (await findHqLead()) return null;
  const begunAt = transfer.stepWrittenAt ?? transfer.stepStartedAt;
  if (begunAt) awaitFirstWrite(begunAt, new Date());
  return {
    state: 'cancelled',
    cancelReason: message('failures.hq-lead-deleted', { leadId: transfer.hqLeadId }),
  };
}

/** A lead that an earlier attempt made may lack fields that amoCRM refused then. */
function missingIn(found: AmoLead, { fields, leftOut }: MappedLead): Fact[] {
  const written = found.custom_fields_values.map(({ field_id }) => field_id);
  const missing = fields.filter(({ fieldId }) => !written.includes(fieldId)).map(({ name }) => name);
  return unique([...leftOut, ...missing]);
}

/** Whether the lead has the id of the transfer in one of its fields. */
export function carries(lead: AmoLead, transferId: string): boolean {
  return lead.custom_fields_values.some(({ values }) => values.some(({ value }) => value === transferId));
}

/** Nobody has changed the lead since it was made, by amoCRM's whole seconds. */
function isAsMade({ created_at, updated_at }: AmoLead): boolean {
  return created_at === updated_at;
}

/**
 * The owner that the branch lead has got where amoCRM has refused the one of the target (`dropped`): by the target it is seen
 * whether somebody has taken the lead. Costs a read then.
 */
export async function ownerInstead(
  context: TransferContext,
  leadId: number,
  dropped: readonly Fact[],
): Promise<Pick<TransferProgress, 'target'>> {
  if (!isNamed(dropped, 'leftOut.owner')) return {};
  const lead = await findLead(context.branch, leadId);
  return lead ? keptOwner(context, lead) : {};
}

/** The target with the owner that the lead has. */
export function keptOwner(
  { transfer: { target } }: Pick<TransferContext, 'transfer'>,
  { responsible_user_id: ownerId }: AmoLead,
): Pick<TransferProgress, 'target'> {
  return target.ownerId === null || target.ownerId === ownerId ? {} : { target: { ...target, ownerId } };
}

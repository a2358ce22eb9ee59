import {
  awaitFirstWrite,
  createComplexLead,
  mainContactOf,
  type ComplexLead,
  type ContactWrite,
  type LeadWrite,
  type NewComplexLead,
} from '@hub/amocrm';
import type { Fact } from '@hub/messages';
import {
  endAsDeleted,
  endAsMerged,
  findLivingBefore,
  findMadeLead,
  leadPartsOf,
  mapHqFields,
  ownerInstead,
} from './branch-lead.js';
import { contactLeft, contactPartsOf, contactStep, contactTermsOf, readMainContact } from './contact-step.js';
import type { TransferContext } from './transfer-context.js';
import type { TransferStep } from './transfer-step.js';
import type { TransferProgress } from './transfer.repository.js';
import { unique } from './what-stays.js';
import { writeCards, type CardInCall } from './write-card.js';

/** Most field values of one card in a call that makes several (entities sheet 0.5). */
const mostValues = 40;

/**
 * `decided` → `lead-created`: contact and lead are made in one call, where the contact is new and amoCRM's duplicate
 * control is known not to meet the hub there; else → `contact-ready`, as `contactStep`. After a lost answer the lead is
 * searched first; while the call may still be running nothing else is done, because a contact that is found alone may
 * be the first half of its result.
 */
export const firstStep: TransferStep = {
  side: 'branch',
  async contactTerms(context) {
    return (await context.findHqLead()) ? contactTermsOf(context) : [];
  },
  makesLead: ({ duplicateControl }) => duplicateControl === 'absent',

  async find(context, since, others) {
    const { stepMakesLead, stepWrittenAt } = context.transfer;
    if (since !== null && stepMakesLead) {
      const made = await findMadeLead(context, since);
      if (made) {
        const lost = await contactLost(context);
        return {
          ...made,
          hqContactId: await copiedBy(context, made),
          leftOut: unique([...lost, ...made.leftOut]),
        };
      }
      if (stepWrittenAt) awaitFirstWrite(stepWrittenAt, new Date());
    }
    const living = await findLivingBefore(context);
    if (living) return living;
    const deleted = since !== null && stepMakesLead ? await endAsDeleted(context) : null;
    if (deleted) return deleted;
    const found = await contactStep.find(context, since, others);
    if (found || context.duplicateControl !== 'absent') return found;
    // Read before the intent is kept: other transfers of the client count its age.
    const source = await context.readHqLead();
    const ended = await endAsMerged(context, source);
    if (!ended) await mapHqFields(context, source);
    return ended;
  },

  async write(context) {
    const contact = await readMainContact(context);
    if (!contact || context.duplicateControl !== 'absent') return contactStep.write(context);
    const source = await context.readHqLead();
    const mapped = await mapHqFields(context, source);
    const cards = [
      { prefix: '_embedded.contacts.0.', parts: contactPartsOf(contact, context.transfer.target.ownerId) },
      { prefix: '', parts: leadPartsOf(context, source, mapped) },
    ];
    if (cards.some(hasTooMuch)) return contactStep.write(context);
    const { answer, dropped } = await writeCards(cards, ([person, lead]) =>
      createComplexLead(context.branch, withContact(lead ?? {}, person ?? {})),
    );
    return {
      state: 'lead-created',
      ...madeBy(answer),
      hqContactId: contact.id,
      ...(await ownerInstead(context, answer.id, dropped)),
      leftOut: unique([...contactLeft(contact), ...mapped.leftOut, ...dropped]),
    };
  },
};

/** What of the contact does not cross; nothing is known of it when the HQ lead is gone by now. */
async function contactLost(context: TransferContext): Promise<Fact[]> {
  const contact = (await context.findHqLead()) && (await readMainContact(context));
  return contact ? contactLeft(contact) : [];
}

/** Whose copy the contact of the lead is that was made with it; not known of a deal that the branch had before. */
async function copiedBy(
  { findHqLead }: TransferContext,
  { isJoined }: Pick<TransferProgress, 'isJoined'>,
): Promise<number | null> {
  const source = isJoined ? null : await findHqLead();
  return source && mainContactOf(source);
}

function hasTooMuch({ parts }: CardInCall): boolean {
  const counts = parts.map(({ value }) => (value as { values?: unknown[] } | null)?.values?.length ?? 0);
  return counts.reduce((sum, count) => sum + count, 0) > mostValues;
}

function withContact({ _embedded, ...lead }: LeadWrite, contact: ContactWrite): NewComplexLead {
  return {
    ...lead,
    _embedded: { ...(_embedded?.tags ? { tags: _embedded.tags } : {}), contacts: [contact] },
  };
}

/** A lead that duplicate control has merged is no new one: the transfer has joined a deal of the branch. */
function madeBy({ id, contact_id, merged }: ComplexLead): Partial<TransferProgress> {
  return { branchLeadId: id, branchContactId: contact_id, isJoined: merged };
}

import { createLead } from '@hub/amocrm';
import {
  endAsDeleted,
  endAsMerged,
  findLivingBefore,
  findMadeLead,
  leadPartsOf,
  mapHqFields,
  ownerInstead,
} from './branch-lead.js';
import type { CardPart } from './card-parts.js';
import { isContactRefused } from './is-contact-refused.js';
import type { TransferStep } from './transfer-step.js';
import { unique } from './what-stays.js';
import { writeCard } from './write-card.js';

/**
 * `contact-ready` → `lead-created`: one POST makes the branch lead with its contact, tag, fields and the hub-owned
 * field that carries the transfer id. By that field a later attempt recognises the lead. Where the contact is gone meanwhile:
 * → `decided`, and the transfer keeps its id, so that it is not found again.
 */
export const leadStep: TransferStep = {
  side: 'branch',
  makesLead: () => true,

  async find(context, since) {
    const made = since === null ? null : await findMadeLead(context, since);
    // A lead that is made apart from its contact is not joined to anything.
    if (made) return { ...made, isJoined: false, branchContactId: context.transfer.branchContactId };
    return (await findLivingBefore(context)) ?? (since === null ? null : endAsDeleted(context));
  },

  async write(context) {
    const source = await context.readHqLead();
    const ended = await endAsMerged(context, source);
    if (ended) return ended;
    const mapped = await mapHqFields(context, source);
    const { branchContactId } = context.transfer;
    const parts = [...leadPartsOf(context, source, mapped), ...linkOf(branchContactId)];
    try {
      const { answer, dropped } = await writeCard(parts, (card) => createLead(context.branch, card));
      return {
        state: 'lead-created',
        branchLeadId: answer,
        ...(await ownerInstead(context, answer, dropped)),
        leftOut: unique([...mapped.leftOut, ...dropped]),
      };
    } catch (error) {
      if (await isContactRefused(context.branch, error, branchContactId)) return { state: 'decided' };
      throw error;
    }
  },
};

const contactPlace = '_embedded.contacts';

function linkOf(contactId: number | null): CardPart[] {
  if (contactId === null) return [];
  return [{ place: contactPlace, value: [{ id: contactId, is_main: true }], name: null }];
}

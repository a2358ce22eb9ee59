import { createLead, ValidationFailed } from '@hub/amocrm';
import { endAsMerged, findLivingBefore, findMadeLead, leadPartsOf, mapHqFields } from './branch-lead.js';
import type { CardPart } from './card-parts.js';
import { isContactGone } from './contact-step.js';
import type { TransferContext } from './transfer-context.js';
import type { TransferStep } from './transfer-step.js';
import type { TransferProgress } from './transfer.repository.js';
import { unique } from './what-stays.js';
import { writeCard } from './write-card.js';

/**
 * `contact-ready` → `lead-created`: one POST makes the branch lead with its contact, tag, fields and the hub-owned
 * field that carries the transfer id. By that field a later attempt recognises the lead. Where people have deleted or
 * merged away the contact meanwhile, amoCRM refuses the call: → `decided`, and the contact is found or made anew.
 */
export const leadStep: TransferStep = {
  side: 'branch',
  makesLead: () => true,

  async look(context, since) {
    const made = since === null ? null : await findMadeLead(context, since);
    // A lead that is made apart from its contact is not joined to anything.
    if (made) return { ...made, isJoined: false, branchContactId: context.transfer.branchContactId };
    return findLivingBefore(context);
  },

  async write(context) {
    const source = await context.readHqLead();
    const ended = await endAsMerged(context, source);
    if (ended) return ended;
    const mapped = await mapHqFields(context, source);
    const parts = [...leadPartsOf(context, source, mapped), ...linkOf(context.transfer.branchContactId)];
    try {
      const { answer, dropped } = await writeCard(parts, (card) => createLead(context.branch, card));
      const leftOut = unique([...mapped.leftOut, ...dropped]);
      return { state: 'lead-created', branchLeadId: answer, leftOut };
    } catch (error) {
      if (isContactRefused(error) && (await isContactGone(context))) return contactAnew(context);
      throw error;
    }
  },
};

const contactPlace = '_embedded.contacts';

function isContactRefused(error: unknown): boolean {
  if (!(error instanceof ValidationFailed)) return false;
  return error.items.some(({ errors }) => errors.some(({ path }) => path.startsWith(contactPlace)));
}

/** The transfer keeps the contact's id, so that no search that lags finds it again. */
function contactAnew({ transfer }: TransferContext): TransferProgress {
  return { state: 'decided', branchContactId: transfer.branchContactId, leftOut: [] };
}

function linkOf(contactId: number | null): CardPart[] {
  if (contactId === null) return [];
  return [{ place: contactPlace, value: [{ id: contactId, is_main: true }], name: null }];
}

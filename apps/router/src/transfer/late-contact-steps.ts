import { linkEntities, type AmoLead } from '@hub/amocrm';
import { message, type Fact } from '@hub/messages';
import { isRefusal } from '@hub/platform';
import { contactStep, contactTermsOf } from './contact-step.js';
import { isContactGone } from './is-contact-refused.js';
import type { TransferContext } from './transfer-context.js';
import type { TransferStep } from './transfer-step.js';
import type { TransferProgress } from './transfer.repository.js';
import { branchLeadOf, type TransferRow } from './transfer.entity.js';
import { leadPartsLeft, unique, withoutName } from './what-stays.js';

/*
 * A contact that was linked to the HQ lead, or was made its main one, after the branch lead was made. The branch lead
 * gets it whatever became of that lead meanwhile, also when it is closed: a closed lead is opened again, and then
 * somebody has to be called. A branch lead that is gone gets nothing, and no contact is made for it. A contact that the
 * branch lead has already stays the main one. The note of the branch lead keeps what it said when it was written.
 */

/** `contact-late` → `contact-late-ready`: the contact exists in the branch account; found there, or created. */
export const lateContactStep: TransferStep = {
  side: 'branch',

  async contactTerms(context) {
    return (await context.findHqLead()) ? contactTermsOf(context) : [];
  },

  async find(context, since, others) {
    const source = await context.findHqLead();
    if (!source) return { state: 'done', branchContactId: null, hqContactId: null };
    if (!(await findBranchLead(context))) return tooLate(context);
    const found = await contactStep.find(context, since, others);
    return found && carried(context, source, found);
  },

  async write(context) {
    return carried(context, await context.readHqLead(), await contactStep.write(context));
  },
};

/**
 * `contact-late-ready` → `done`: the contact is linked to the branch lead, and has its company where it has none. Linking twice
 * changes nothing; the company comes first, because a lead that has the contact is done. A contact that people have deleted or
 * merged away meanwhile is found or made anew: → `contact-late`.
 */
export const lateLinkStep: TransferStep = {
  side: 'branch',

  async find(context) {
    const lead = await findBranchLead(context);
    if (!lead) return tooLate(context);
    const isLinked = lead._embedded.contacts.some(({ id }) => id === context.transfer.branchContactId);
    return isLinked ? { state: 'done' } : null;
  },

  async write(context) {
    const { branch, transfer } = context;
    const lead = await findBranchLead(context);
    if (!lead) return tooLate(context);
    if (transfer.branchContactId === null) throw new Error(`Transfer ${transfer.id} has no contact to link`);
    if (transfer.branchCompanyId !== null)
      await linkCompany(context, transfer.branchContactId, transfer.branchCompanyId);
    const metadata = { is_main: lead._embedded.contacts.length === 0 };
    const link = { to_entity_id: transfer.branchContactId, to_entity_type: 'contacts' as const, metadata };
    try {
      await linkEntities(branch, 'leads', lead.id, [link]);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (!(await findBranchLead(context))) return tooLate(context);
      if (await isContactGone(branch, transfer.branchContactId))
        return { state: 'contact-late', branchContactId: transfer.branchContactId };
      throw error;
    }
    return { state: 'done' };
  },
};

/** The contact goes on without a company that amoCRM refuses it. */
async function linkCompany(
  { branch, findBranchContact }: TransferContext,
  contactId: number,
  companyId: number,
): Promise<void> {
  try {
    const contact = await findBranchContact(contactId);
    if (contact?._embedded.companies.length !== 0) return;
    await linkEntities(branch, 'companies', companyId, [
      { to_entity_id: contactId, to_entity_type: 'contacts' },
    ]);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

function findBranchLead({ transfer, findBranchLead: find }: TransferContext): Promise<AmoLead | null> {
  return find(branchLeadOf(transfer));
}

/**
 * Without a contact the transfer is done as it was: it was unlinked again, or is gone, also where the branch had it
 * before.
 */
function carried(
  { transfer }: TransferContext,
  source: AmoLead,
  { branchContactId = null, hqContactId = null, leftOut = [] }: TransferProgress,
): TransferProgress {
  // The main contact of before is in the branch.
  const before = hqContactId === transfer.hqContactId ? null : transfer.hqContactId;
  const contacts = source._embedded.contacts.filter(({ id }) => id !== before).length;
  const more = leadPartsLeft({ companies: 0, contacts, tags: 0, fields: [] });
  const known = withoutName(withoutContact(transfer), 'leftOut.contacts');
  const left = unique([...known, ...leftOut, ...more]);
  return branchContactId === null
    ? { state: 'done', branchContactId, hqContactId, leftOut: left }
    : { state: 'contact-late-ready', branchContactId, hqContactId, leftOut: left };
}

/** A contact that was made is linked to nothing, and the transfer names none. */
function tooLate({ transfer }: TransferContext): TransferProgress {
  const leftOut = unique([...withoutContact(transfer), message('leftOut.contact-late')]);
  return { state: 'done', branchContactId: null, hqContactId: null, leftOut };
}

/** What was left out beside the contact that was missing, or could not be read. */
function withoutContact({ leftOut }: TransferRow): Fact[] {
  return withoutName(withoutName(leftOut, 'leftOut.no-contact'), 'leftOut.contact');
}

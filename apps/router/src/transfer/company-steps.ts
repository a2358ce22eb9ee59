import {
  createCompany,
  linkEntities,
  listNewestCompanies,
  searchCompanies,
  unlessMadeSince,
  type AmoClient,
  type NewLink,
} from '@hub/amocrm';
import { isRefusal } from '@hub/platform';
import { companyLeft, companyPartsOf, firmOf } from './company-parts.js';
import { firmTerms, isFirmMadeFrom, isSameFirm, type Firm } from './match-company.js';
import type { TransferContext } from './transfer-context.js';
import type { TransferStep } from './transfer-step.js';
import { branchLeadOf, type TransferRow } from './transfer.entity.js';
import type { TransferProgress } from './transfer.repository.js';
import { isNamed, unique, withoutName } from './what-stays.js';
import { writeCard } from './write-card.js';

/*
 * The company of the HQ lead follows the branch lead, so that it delays none. What cannot be had of it stays among what
 * did not cross. Two leads of one new company at once may make two of it: their clients are two people.
 */

/** Whether the HQ lead had a company that has not crossed. A deal that the lead was joined to keeps its own. */
export function hasCompanyLeft({ leftOut, isJoined }: Pick<TransferRow, 'leftOut' | 'isJoined'>): boolean {
  return !isJoined && isNamed(leftOut, 'leftOut.company');
}

const without = { state: 'company-linked' } as const;

/** `lead-created` → `company-ready`: the company exists in the branch account; found there, or created. */
export const companyStep: TransferStep = {
  side: 'branch',

  find: (context, since) =>
    unlessRefused(async () => {
      const source = await context.readHqCompany();
      if (!source) return without;
      const firm = firmOf(source);
      const found =
        (await findKnown(context.branch, firm)) ??
        (since === null ? null : await findFresh(context.branch, firm, since));
      return found === null ? null : ready(context, found, companyLeft(source));
    }),

  async write(context) {
    const made = await unlessRefused(async () => {
      const source = await context.readHqCompany();
      if (!source) return without;
      const { answer, dropped } = await writeCard(
        companyPartsOf(source, context.transfer.target.ownerId),
        (card) => createCompany(context.branch, card),
      );
      return ready(context, answer, [...companyLeft(source), ...dropped]);
    });
    return made ?? without;
  },
};

/** `company-ready` → `company-linked`: lead and contact have the company. A contact with another company keeps that one. */
export const companyLinkStep: TransferStep = {
  side: 'branch',

  // Linking twice changes nothing.
  find: () => Promise.resolve(null),

  async write({ branch, transfer, findBranchContact }) {
    const { branchCompanyId, branchContactId } = transfer;
    if (branchCompanyId === null) throw new Error(`Transfer ${transfer.id} has no company to link`);
    const contact = branchContactId === null ? null : await findBranchContact(branchContactId);
    const links: NewLink[] = [{ to_entity_id: branchLeadOf(transfer), to_entity_type: 'leads' }];
    if (contact?._embedded.companies.length === 0)
      links.push({ to_entity_id: contact.id, to_entity_type: 'contacts' });
    const linked = await unlessRefused(async () => {
      await linkEntities(branch, 'companies', branchCompanyId, links);
      return { ...without, leftOut: withoutName(transfer.leftOut, 'leftOut.company') };
    });
    return linked ?? without;
  },
};

/** The lead goes on without its company where amoCRM refuses anything about it. */
async function unlessRefused(act: () => Promise<TransferProgress | null>): Promise<TransferProgress | null> {
  try {
    return await act();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return without;
  }
}

function ready(
  { transfer }: TransferContext,
  branchCompanyId: number,
  left: TransferRow['leftOut'],
): TransferProgress {
  return { state: 'company-ready', branchCompanyId, leftOut: unique([...transfer.leftOut, ...left]) };
}

/** The oldest of those that are the same company. The search hits any field, so each hit is compared again. */
async function findKnown(branch: AmoClient, firm: Firm): Promise<number | null> {
  for (const term of firmTerms(firm)) {
    const hits = await searchCompanies(branch, term);
    const ids = hits.filter((hit) => isSameFirm(firmOf(hit), firm)).map(({ id }) => id);
    if (ids.length > 0) return Math.min(...ids);
  }
  return null;
}

/** A company whose creation was begun and whose answer was lost; the search may not know it yet. */
async function findFresh(branch: AmoClient, firm: Firm, since: number): Promise<number | null> {
  for await (const page of listNewestCompanies(branch, unlessMadeSince(since))) {
    const found = page.find((hit) => hit.created_at >= since && isFirmMadeFrom(firmOf(hit), firm));
    if (found) return found.id;
    if (page.every((hit) => hit.created_at < since)) return null;
  }
  return null;
}

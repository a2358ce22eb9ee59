import type { BlockView, ClaimAnswer } from '@hub/contracts';
import { explainLimit } from '@hub/limits';
import { message } from '@hub/messages';
import type { Block } from './decide-claim.js';
import { wordsOfUnknownStock } from './unknown-stock.js';

/** A claim that is no longer open. */
interface ResolvedClaim {
  id: string;
  state: string;
  leadId: number | null;
  blocks: readonly Block[];
}

/** What the user who pressed reads, with moments in the account's zone. The same claim always gives the same answer. */
export function answerClaim(claim: ResolvedClaim, host: string, zone: string): ClaimAnswer {
  const { id: claimId, leadId } = claim;
  if (claim.state === 'granted' && leadId !== null) {
    const link = linkToLead(host, leadId);
    const text = message('limits.granted', { leadId });
    return { claimId, outcome: 'granted', leadId, link, reasons: [], text };
  }
  const nothing = { claimId, leadId: null, link: null };
  if (claim.state === 'refused') {
    const reasons = claim.blocks.map((block) => viewBlock(block, zone));
    return { ...nothing, outcome: 'refused', reasons, text: message('limits.refused') };
  }
  return { ...nothing, outcome: 'empty', reasons: [], text: message('limits.empty') };
}

/** Address of a lead's card. */
export function linkToLead(host: string, leadId: number): string {
  return `https://${host}/leads/detail/${leadId}`;
}

/** What blocks the claim, in words. */
export function viewBlock(block: Block, zone: string): BlockView {
  const { reason } = block;
  const none = { limit: null, value: null, bound: null, freesAt: null };
  if (block.reason === 'stock-unknown') return { reason, ...none, ...wordsOfUnknownStock(block) };
  if (!('judged' in block)) {
    const text = message(`limits.${block.reason}`);
    const whatFrees = message(`limits.${block.reason}-frees`);
    return { reason, ...none, text, whatFrees };
  }
  const { judged } = block;
  const [value, freesAt] = judged.isKnown ? [judged.value, judged.freesAt] : [null, null];
  return {
    ...{ reason, limit: judged.limit, value, bound: judged.bound },
    freesAt: freesAt === null ? null : new Date(freesAt).toISOString(),
    ...explainLimit(judged, zone),
  };
}

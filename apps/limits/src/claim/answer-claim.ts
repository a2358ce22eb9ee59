import type { BlockView, ClaimAnswer } from '@hub/contracts';
import { explainLimit } from '@hub/limits';
import { message } from '@hub/messages';
import type { Block } from './decide-claim.js';
import { wordsOfUnknownStock } from './unknown-stock.js';

/** A claim that is answered. */
export interface ResolvedClaim {
  id: string;
  state: 'granted' | 'refused' | 'empty';
  pressedAt: Date;
  leadId: number | null;
  blocks: readonly Block[];
}

/** What the user who pressed reads, with moments in the account's zone. The same claim always gives the same answer. */
export function answerClaim(claim: ResolvedClaim, host: string, zone: string): ClaimAnswer {
  const { id: claimId, state: outcome, leadId } = claim;
  const nothing = { claimId, outcome, pressedAt: claim.pressedAt.toISOString(), leadId: null, link: null };
  switch (outcome) {
    case 'granted': {
      if (leadId === null) throw new Error(`Claim ${claimId} is granted without a lead`);
      const text = message('limits.granted', { leadId });
      return { ...nothing, leadId, link: linkToLead(host, leadId), reasons: [], text };
    }
    case 'refused': {
      const reasons = claim.blocks.map((block) => viewBlock(block, zone));
      return { ...nothing, reasons, text: message('limits.refused') };
    }
    case 'empty':
      return { ...nothing, reasons: [], text: message('limits.empty') };
  }
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

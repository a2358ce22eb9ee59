import type { BlockView, ClaimAnswer } from '@hub/contracts';
import { message } from '@hub/messages';
import type { Block } from './decide-claim.js';

/** A claim that is no longer open. */
interface SettledClaim {
  id: string;
  state: string;
  leadId: number | null;
  blocks: readonly Block[];
}

/** What the user who pressed reads. The same claim always gives the same answer. */
export function answerClaim(claim: SettledClaim, host: string): ClaimAnswer {
  const { id: claimId, leadId } = claim;
  if (claim.state === 'granted' && leadId !== null) {
    const link = `https://${host}/leads/detail/${leadId}`;
    const text = message('limits.granted', { leadId });
    return { claimId, outcome: 'granted', leadId, link, reasons: [], text };
  }
  const nothing = { claimId, leadId: null, link: null };
  if (claim.state === 'refused') {
    const reasons = claim.blocks.map(viewBlock);
    return { ...nothing, outcome: 'refused', reasons, text: message('limits.refused') };
  }
  return { ...nothing, outcome: 'empty', reasons: [], text: message('limits.empty') };
}

function viewBlock(block: Block): BlockView {
  const { limit } = block;
  if (limit !== 'active-deals') {
    const text = message(`limits.${limit}`);
    return { limit, value: null, bound: null, text, whatFrees: message(`limits.${limit}-frees`) };
  }
  const { value, bound } = block;
  const whatFrees = message(`limits.${limit}-frees`, { rest: value - bound + 1 });
  return { limit, value, bound, text: message(`limits.${limit}`, { value, bound }), whatFrees };
}

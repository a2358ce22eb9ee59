import type { BlockView, ClaimAnswer } from '@hub/contracts';
import type { LimitsTexts } from '../texts.js';
import type { Block } from './decide-claim.js';

/** A claim that is no longer open. */
interface SettledClaim {
  id: string;
  state: string;
  leadId: number | null;
  blocks: readonly Block[];
}

/** What the user who pressed reads. The same claim always gives the same answer. */
export function answerClaim(claim: SettledClaim, host: string, texts: LimitsTexts): ClaimAnswer {
  const { id: claimId, leadId } = claim;
  if (claim.state === 'granted' && leadId !== null) {
    const link = `https://${host}/leads/detail/${leadId}`;
    return { claimId, outcome: 'granted', leadId, link, reasons: [], text: texts.granted(leadId) };
  }
  const nothing = { claimId, leadId: null, link: null };
  if (claim.state === 'refused') {
    const reasons = claim.blocks.map((block) => viewBlock(block, texts));
    return { ...nothing, outcome: 'refused', reasons, text: texts.refused };
  }
  return { ...nothing, outcome: 'empty', reasons: [], text: texts.empty };
}

function viewBlock(block: Block, texts: LimitsTexts): BlockView {
  const [value, bound] = block.limit === 'active-deals' ? [block.value, block.bound] : [null, null];
  return { limit: block.limit, value, bound, ...texts.block(block) };
}

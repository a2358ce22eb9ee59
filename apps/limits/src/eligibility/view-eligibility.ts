import type { EligibilityView, LimitState } from '@hub/contracts';
import { limits } from '@hub/limits';
import { message } from '@hub/messages';
import { viewBlock } from '../claim/answer-claim.js';
import type { Eligibility } from './judge-user.js';

/** Everything that an eligibility says, every limit of the list included, whether or not it is on. */
export function viewEligibility(userId: number, { group, judged, blocks, at }: Eligibility): EligibilityView {
  return {
    userId,
    group: group?.name ?? null,
    mayPress: blocks.length === 0,
    reasons: blocks.map((block) => viewBlock(block, at.zone)),
    limits: limits.map(({ name, number, words }): LimitState => {
      const one = judged.find(({ limit }) => limit === name);
      const verdict = one?.isKnown ? one : null;
      return {
        ...{ limit: name, number, title: message(words.title), rule: message(words.rule) },
        bound: one?.bound ?? null,
        value: verdict?.value ?? null,
        isKnown: one?.isKnown ?? true,
        isEstimated: verdict?.isEstimated ?? false,
        blocks: blocks.some((block) => 'judged' in block && block.judged.limit === name),
        freesAt: verdict?.blocks && verdict.freesAt !== null ? new Date(verdict.freesAt).toISOString() : null,
      };
    }),
  };
}

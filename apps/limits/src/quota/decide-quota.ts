import {
  judgeLimits,
  quotasOn,
  type Judged,
  type Question,
  type QuotaBounds,
  type QuotaName,
  type QuotaQuestion,
} from '@hub/limits';

/** A branch's quota as it is judged, at a moment in epoch milliseconds. */
export interface QuotaTerms {
  bounds: QuotaBounds;
  savedAt: number;
  zone: string;
  now: number;
}

/** Whether a branch may get a lead, and how each bound of its quota was judged. */
export interface QuotaVerdict {
  isFull: boolean;
  /** Since when it is full, in epoch milliseconds: its last lead, or the last change of the quota. Null: it is not. */
  since: number | null;
  /** When every bound that it met has freed itself. Null: it is not full, or waiting does not free it. */
  until: number | null;
  judged: Judged<QuotaName>[];
  zone: string;
}

/** Answers what a branch's quota asks. Pure. */
export type QuotaAnswers = (question: QuotaQuestion) => number | null;

/** The questions of a branch's quota, the last lead always among them. */
export function questionsOf({ bounds, now, zone }: QuotaTerms): QuotaQuestion[] {
  const asked = quotasOn(bounds, { now, zone }).flatMap(({ questions }) => Object.values(questions));
  return [{ of: 'lastGrant' }, ...asked.map(ofQuota).filter(({ of }) => of !== 'lastGrant')];
}

/** Judges the quota of a branch by what it got. */
export function decideQuota({ bounds, savedAt, zone, now }: QuotaTerms, answer: QuotaAnswers): QuotaVerdict {
  const at = { now, zone };
  const known = { answer: (question: Question) => answer(ofQuota(question)), reach: () => 'whole' as const };
  const judged = judgeLimits(quotasOn(bounds, at), known, at);
  const full = judged.filter((one) => one.isKnown && one.blocks);
  if (full.length === 0) return { isFull: false, since: null, until: null, judged, zone };
  const frees = full.map((one) => (one.isKnown ? one.freesAt : null));
  const until = frees.some((at) => at === null) ? null : Math.max(...frees.map((at) => at ?? 0));
  const since = Math.max(savedAt, answer({ of: 'lastGrant' }) ?? 0);
  return { isFull: true, since, until, judged, zone };
}

/** No other answers are known of a branch; the specs of libs/limits check that no quota needs others. */
function ofQuota(question: Question): QuotaQuestion {
  const { of } = question;
  if (of === 'lastGrant' || of === 'leadsGiven' || of === 'activeDeals') return question;
  throw new Error(`A quota cannot ask ${of}`);
}

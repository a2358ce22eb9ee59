import type { StageRef } from '@hub/contracts';
import { locales, message, say } from '@hub/messages';
import { sameStage } from '../rule/same-stage.js';

/** The lead of a branch, as far as it may say that the branch rejects it. */
export interface MaybeRejected extends StageRef {
  seen: { stage: string | null };
  tags: readonly string[];
}

/** Only that of a branch lead. */
export function signsOf({ pipelineId, statusId, seen: { stage }, tags }: MaybeRejected): MaybeRejected {
  return { pipelineId, statusId, seen: { stage }, tags: [...tags] };
}

/**
 * Of what a lead has shown before, what it shows still: while a rejection cannot be followed, what the branch sets stays new, and what
 * it removes is new when it is set again.
 */
export function lastingSigns(before: MaybeRejected, now: MaybeRejected): MaybeRejected {
  const stage = sameStage(before, now) ? before.seen.stage : null;
  return { ...signsOf(now), seen: { stage }, tags: before.tags.filter((tag) => now.tags.includes(tag)) };
}

/**
 * Whether a branch lead is in the stage, or has the tag, with which a branch rejects it. Names are compared as people
 * read them. What the hub itself has given the lead, its first stage (`putInto`) and its tag, is no rejection, whatever
 * the rules say.
 */
export function isRejected(
  lead: MaybeRejected,
  { rejectStatusName, rejectTag }: { rejectStatusName?: string | null; rejectTag?: string | null },
  putInto: StageRef,
): boolean {
  const { stage } = lead.seen;
  const isWherePut = sameStage(lead, putInto);
  const isStage = rejectStatusName != null && stage !== null && isSameName(stage, rejectStatusName);
  const isTag =
    rejectTag != null && !isTransferTag(rejectTag) && lead.tags.some((tag) => isSameName(tag, rejectTag));
  return (isStage && !isWherePut) || isTag;
}

/** Whether two names are one to a person: case and blanks around do not count. */
export function isSameName(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

/** Whether a tag is the one by which handed-over leads are known, in any language of the cards. */
export function isTransferTag(tag: string): boolean {
  return locales.some((locale) => isSameName(tag, say(message('cards.transfer-tag'), locale)));
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}

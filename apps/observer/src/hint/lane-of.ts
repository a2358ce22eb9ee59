import { closingStatusIds } from '@hub/amocrm/pure';

/** In which order cards of an account are read: leads that routing waits for, and the rest. */
export type Lane = 'intake' | 'rest';

export interface LaneFacts {
  entity: string;
  /** Whether the account is the head office. */
  isHq: boolean;
  /** The pipeline that routing follows there; null when there are no rules, or nobody could say. */
  intakePipelineId: number | null;
  /** The place of the lead when it was last seen; null for a new one. */
  knownPipelineId: number | null;
}

/** A hint as far as it decides whether the router reads the lead for it. */
interface RoutedFacts extends LaneFacts {
  action: string;
  /** The stage of the intake pipeline for leads that were handed over. */
  handedOverStatusId: number | null;
  knownStatusId: number | null;
}

/** A lead of the head office goes first unless it is known to be in another pipeline than routing's. */
export function laneOf({ entity, isHq, intakePipelineId, knownPipelineId }: LaneFacts): Lane {
  if (entity !== 'lead' || !isHq) return 'rest';
  const isElsewhere =
    knownPipelineId !== null && intakePipelineId !== null && knownPipelineId !== intakePipelineId;
  return isElsewhere ? 'rest' : 'intake';
}

/**
 * Whether the router reads the lead for this hint, so that the observer waits for its reading: the lead is new at the
 * head office, or is in the intake pipeline, and is neither handed over nor closed. This is a guess: a wrong one costs
 * a second.
 */
export function isReadByRouter({
  action,
  handedOverStatusId,
  knownStatusId,
  ...facts
}: RoutedFacts): boolean {
  if (facts.intakePipelineId === null || laneOf(facts) !== 'intake') return false;
  if (action === 'delete' || action === 'note') return false;
  return (
    knownStatusId === null ||
    (knownStatusId !== handedOverStatusId && !closingStatusIds.includes(knownStatusId))
  );
}

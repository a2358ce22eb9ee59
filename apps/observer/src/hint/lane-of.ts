/** In which order cards of an account are read: leads that routing waits for, and the rest. */
export type Lane = 'intake' | 'rest';

export interface LaneFacts {
  entity: string;
  /** Whether the account is the head office. */
  isHq: boolean;
  /** The pipeline that routing follows there; null when there are no rules, or nobody could say. */
  intakePipelineId: number | null;
  /** Where the lead stood when it was last seen; null for one that is new. */
  knownPipelineId: number | null;
}

/** A lead of the head office goes first unless it is known to stand in another pipeline than routing's. */
export function laneOf({ entity, isHq, intakePipelineId, knownPipelineId }: LaneFacts): Lane {
  if (entity !== 'lead' || !isHq) return 'rest';
  const isElsewhere =
    knownPipelineId !== null && intakePipelineId !== null && knownPipelineId !== intakePipelineId;
  return isElsewhere ? 'rest' : 'intake';
}

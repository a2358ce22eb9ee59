import type { Act } from './escalation-act.js';
import type { EscalationContext } from './escalation-context.js';
import type { EscalationRow } from './escalation.entity.js';

/** What an act has found or made. */
export interface ActResult {
  change?: Partial<EscalationRow>;
  /** The lead to be moved is not where it was expected: nothing was written. */
  isElsewhere?: boolean;
  /** amoCRM has taken the call, one that it could have refused. */
  isTaken?: boolean;
}

/**
 * One kind of act. `find` searches first for what an earlier attempt may have made; `since` is when that may have
 * begun.
 */
export interface ActStep<A extends Act = Act> {
  find: (place: ActPlace<A>, since: number | null) => Promise<ActResult | null>;
  write: (place: ActPlace<A>) => Promise<ActResult>;
}

/** What one attempt at an act works on. */
export interface ActPlace<A extends Act = Act> {
  context: EscalationContext;
  row: EscalationRow;
  act: A;
}

export type ActOf<D extends Act['do']> = Extract<Act, { do: D }>;

/** The last line of the note that is now to be written: by it a later attempt knows it again. */
export function noteMark({ id, actsDone }: Pick<EscalationRow, 'id' | 'actsDone'>): string {
  return `[hub ${id}/${actsDone}]`;
}

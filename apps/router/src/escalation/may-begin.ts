import type { EscalationRow } from './escalation.entity.js';

/**
 * Whether a branch lead that is in its pipeline for head office begins an escalation: `begin`; `if-reason`: it was asked
 * for a reason and stayed there, and may have got one since; `no`: its last escalation has ended, and nobody has given it
 * to HQ anew. `version`: that of the lead in the journal.
 */
export function mayBegin(
  last: Pick<EscalationRow, 'isInPipeline' | 'endedAs' | 'seenBranch'> | null,
  version: number,
): 'begin' | 'if-reason' | 'no' {
  if (!last?.isInPipeline) return 'begin';
  return last.endedAs === 'no-reason' && version > last.seenBranch ? 'if-reason' : 'no';
}

import type { CustodyDecision, LegState } from './decide-custody.js';

/**
 * Whether the HQ lead shows the branch lead of a leg. It does not where a later leg has the lead, nor where this one
 * was left, whose lead a new leg shows when it lives again. While the leg is leaving, a closing may be the hub's own and
 * is no outcome, so only a foreign deal is shown, and only while it is open.
 */
export function isShown(
  leg: LegState,
  decision: CustodyDecision['kind'],
  lead: { isOpen: boolean; isForeign: boolean },
): boolean {
  if (decision === 'resume' || (leg.state === 'ended' && !leg.isLast)) return false;
  if (decision !== 'stay') return true;
  if (leg.state === 'leaving') return lead.isForeign && lead.isOpen;
  return leg.state !== 'ended' || leg.as === 'won' || leg.as === 'lost' || leg.as === 'gone';
}

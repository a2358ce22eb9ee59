import type { CustodyDecision, LegState } from './decide-custody.js';

/**
 * Whether the HQ lead shows what the branch lead of a leg says. Not where a later leg has the lead, nor where this one
 * was left; while it is leaving, a closing may be the hub's own and is no outcome, so that only a foreign deal shows,
 * and while it is open.
 */
export function isShown(
  leg: LegState,
  decision: CustodyDecision['kind'],
  lead: { isOpen: boolean; isForeign: boolean },
): boolean {
  if (leg.state === 'ended' && !leg.isLast) return false;
  if (decision !== 'stay') return true;
  if (leg.state === 'leaving') return lead.isForeign && lead.isOpen;
  return leg.state !== 'ended' || leg.as === 'won' || leg.as === 'lost' || leg.as === 'gone';
}

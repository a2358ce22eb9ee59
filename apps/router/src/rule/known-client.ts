import { findTerritory } from './find-territory.js';
import type { KnownBranch } from './facts.js';
import type { Finding, StepRule } from './routing-rule.js';

const foundBy = {
  contact: 'has-client',
  phone: 'has-client-by-phone',
  email: 'has-client-by-email',
} as const;
const mostNamed = 3;

/**
 * A client who came before goes to the branch that has them, of several to the one with their newest lead, unless it
 * cannot take the lead now, or the client's place belongs to another branch alone.
 */
export const knownClient: StepRule = {
  name: 'known-client',
  words: { 'known-client': 'routing.known-client' },
  judge({ lead, rules, branches, candidates, hindranceOf }) {
    if (candidates || rules.repeatClientFirst === false) return null;
    const isThere = ({ branchId }: KnownBranch) => branches.some(({ id }) => id === branchId);
    const known = lead.known?.find(isThere);
    const branch = branches.find(({ id }) => id === known?.branchId);
    if (!known || !branch) return notRead(lead.unreadBranches ?? []);
    const { id: branchId, name: value } = branch;
    const territory = findTerritory(lead.place, rules, branches);
    const isOthers =
      territory.isExclusive && territory.candidates.every(({ branch: own }) => own.id !== branchId);
    if (isOthers) return { notTaken: [{ check: 'known-client', found: 'other-territory', value, branchId }] };
    const hindered = hindranceOf(branch);
    if (hindered) return { notTaken: [hindered.reason] };
    return {
      reasons: [{ check: 'known-client', found: foundBy[known.by], value }],
      course: { candidates: [{ branch, weight: null }], isBound: false },
    };
  },
};

/** Whether these branches have the client cannot be said yet. */
function notRead(names: readonly string[]): Finding | null {
  if (names.length === 0) return null;
  const named = names.slice(0, mostNamed).join(', ');
  const value = names.length > mostNamed ? `${named}…` : named;
  return { reasons: [{ check: 'known-client', found: 'not-read', value }] };
}

import { normaliseRegion } from '@hub/accounts/pure';
import type { BranchFacts } from '../lead/route-lead.js';

/** The one branch that is not closed and has this name; null: none, several, or no name. */
export function chooseByName(name: string | null, branches: readonly BranchFacts[]): BranchFacts | null {
  const wanted = normaliseRegion(name ?? '');
  if (wanted === '') return null;
  const named = branches.filter(
    (branch) => branch.state !== 'closed' && normaliseRegion(branch.name) === wanted,
  );
  return named.length === 1 ? (named[0] ?? null) : null;
}

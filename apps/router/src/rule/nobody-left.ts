import { withoutBranch } from './without-branch.js';
import type { Hindered, StepRule } from './routing-rule.js';

/** Where no branch can take the lead it waits for the first one that can, or a person decides. */
export const nobodyLeft: StepRule = {
  name: 'nobody-left',
  words: {},
  judge({ candidates, hindered, path }) {
    if (candidates !== null && candidates.length > 0) return null;
    const [first] = hindered.filter(({ waits }) => waits !== 'no').sort(byEnd);
    if (!first) return { ends: { kind: 'manual' } };
    const reason = withoutBranch(first.reason);
    // The last step of the path is what the lead waits for.
    const isLast = path.at(-1)?.value === reason.value && path.at(-1)?.found === reason.found;
    return { reasons: isLast ? [] : [reason], ends: { kind: 'wait' } };
  },
};

/** Those that say when they end come first. */
function byEnd(one: Hindered, other: Hindered): number {
  const [a, b] = [one.until ?? '~', other.until ?? '~'];
  return a < b ? -1 : a > b ? 1 : 0;
}

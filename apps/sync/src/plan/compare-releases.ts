import type { Configuration } from '../configuration/configuration.js';
import type { Observed } from '../kind/kind.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import type { LedgerEntry } from './ledger.js';
import { countAddress } from './live-counts-needed.js';
import { planAccount } from './plan-account.js';
import { stepChecksum } from './plan-wanted.js';
import type { Plan } from './plan.js';

/**
 * What a release changes against another: the plan of an account that is exactly as `from`. Objects are the same
 * when their origin says so (`ref`), else when they have the same key, so releases of different origins compare too.
 */
export function compareReleases(from: Configuration, to: Configuration): Plan {
  const refs = new Set(to.objects.map(({ kind, ref }) => `${kind} ${ref}`));
  const byKey = new Map(to.objects.map(({ kind, key, ref }) => [address(kind, key), ref]));
  const objects = from.objects.map(({ kind, key, within, attributes, fixed }, at): Observed => {
    const common = { kind, id: key, within, attributes, sort: (at + 1) * 10 };
    return fixed === undefined ? common : { ...common, fixed };
  });
  const ledger = from.objects.map((object): LedgerEntry => {
    const { kind, key, ref } = object;
    const same = refs.has(`${kind} ${ref}`) ? ref : (byKey.get(address(kind, key)) ?? ref);
    // Because a step names no object of the account: its words are what was confirmed.
    const branchId = kindOf(kind).isStep ? stepChecksum(object) : key;
    return { kind, ref: same, branchId, origin: 'created' };
  });
  const liveCounts = Object.fromEntries(
    objects.flatMap(({ kind, id }): [string, number][] => {
      const { guard } = kindOf(kind);
      const waiting = guard ? [countAddress(guard.risk, kind, id)] : [];
      return [address(kind, id), ...waiting].map((counted) => [counted, 0]);
    }),
  );
  const plan = planAccount({
    release: to,
    branch: { objects, unmanaged: [], mentions: [], unread: from.unread ?? [] },
    ledger,
    prune: true,
    liveCounts,
  });
  // Because only an account has something of its own.
  const counts = { ...plan.counts, own: 0 };
  return { ...plan, counts, changes: plan.changes.map((change) => ({ ...change, risks: [] })) };
}

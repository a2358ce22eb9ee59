import fc from 'fast-check';
import { entityTypes } from '../src/configuration/raw-snapshot.js';
import { normaliseSnapshot } from '../src/configuration/normalise-snapshot.js';
import { stagePalette } from '../src/kind/stage-colors.js';
import type { LedgerEntry } from '../src/plan/ledger.js';
import type { Plan } from '../src/plan/plan.js';
import { someName } from './arbitrary.js';
import type { ModelAccount } from './model-account.js';

/** Something a branch's people do to their account between two passes. */
export type Damage = (account: ModelAccount) => void;

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];
const line = (account: ModelAccount, at: number) =>
  pick(
    account.state.pipelines.filter(({ is_archive }) => !is_archive),
    at,
  );
const field = (account: ModelAccount, at: number) =>
  pick(
    entityTypes.flatMap((entity) => account.state.fields[entity]),
    at,
  );
const ordinary = (account: ModelAccount, at: number) =>
  (line(account, at)?._embedded.statuses ?? []).filter(
    ({ id, type }) => type !== 1 && id !== 142 && id !== 143,
  );

export const someDamage: fc.Arbitrary<Damage> = fc
  .record({ what: fc.nat(12), at: fc.nat(20), then: fc.nat(20), name: someName })
  .map(({ what, at, then, name }) => (account: ModelAccount) => {
    const { state } = account;
    const pipeline = line(account, at);
    const path = pipeline ? `/api/v4/leads/pipelines/${pipeline.id}` : '';
    const stage = pick(ordinary(account, at), then);
    const some = field(account, at);
    if (what === 0 && pipeline) account.call('PATCH', path, { name });
    if (what === 1 && stage)
      account.call('PATCH', `${path}/statuses/${stage.id}`, { name, color: pick(stagePalette, at) });
    if (what === 2 && stage) account.call('PATCH', `${path}/statuses/${stage.id}`, { sort: then * 10 + 5 });
    if (what === 3 && stage && ordinary(account, at).length > 1)
      account.call('DELETE', `${path}/statuses/${stage.id}`, null);
    if (what === 4 && pipeline) account.call('POST', `${path}/statuses`, [{ name, sort: then * 10 + 5 }]);
    if (what === 5 && pipeline) account.call('PATCH', `${path}/statuses/142`, { name });
    if (what === 6 && pipeline && state.pipelines.length > 1) account.call('DELETE', path, null);
    if (what === 7 && some) some.name = name;
    if (what === 8 && some) some.sort = then;
    if (what === 9 && some?.enums)
      some.enums = [...some.enums, { id: account.nextId(), value: name, sort: then, code: null }];
    if (what === 10 && some?.enums && some.enums.length > 1)
      some.enums = [...some.enums.slice(1)].reverse().map((item, sort) => ({ ...item, sort: sort + 1 }));
    if (what === 12 && pipeline && !pipeline.is_main) pipeline.is_archive = true;
    if (what === 11) for (const entity of entityTypes) state.groups[entity] = [];
    if (what === 11)
      for (const item of entityTypes.flatMap((entity) => state.fields[entity])) item.group_id = null;
  });

/**
 * What belongs to the branch alone, as text: everything neither in the ledger nor adopted by the plan, what is blocked included. The numbers
 * amoCRM gives stages are left out (it renumbers them by itself), their order is not; nor is the main flag, which
 * amoCRM takes from a pipeline when another gets it.
 */
export function ownObjects(account: ModelAccount, ledger: readonly LedgerEntry[], plan: Plan): unknown {
  const managed = new Set(
    [...ledger, ...plan.changes.filter(({ action }) => action !== 'blocked' && action !== 'manual')].map(
      ({ kind, branchId }) => `${kind} ${String(branchId)}`,
    ),
  );
  return normaliseSnapshot(account.snapshot())
    .objects.filter((object) => object.fixed === undefined && !managed.has(`${object.kind} ${object.id}`))
    .sort((a, b) =>
      `${a.kind} ${a.within}` < `${b.kind} ${b.within}`
        ? -1
        : `${a.kind} ${a.within}` > `${b.kind} ${b.within}`
          ? 1
          : 0,
    )
    .map(({ sort, attributes: { isMain: _isMain, ...attributes }, ...object }) => ({
      ...object,
      attributes,
      sort: object.kind === 'stage' ? null : sort,
    }));
}

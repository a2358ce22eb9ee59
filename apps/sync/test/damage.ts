import fc from 'fast-check';
import { entityTypes, type RawStageLink } from '../src/configuration/raw-snapshot.js';
import type { KindName } from '../src/kind/kind-name.js';
import { stagePalette } from '../src/kind/stage-colors.js';
import { tagPalette } from '../src/kind/tag-colors.js';
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
  .record({ what: fc.nat(15), at: fc.nat(20), then: fc.nat(20), name: someName })
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
    if (what === 13 && some && some.is_deletable !== false) {
      const code = pick(['HUB_A', 'HUB_B', null], then) ?? null;
      const isTaken = entityTypes.some(
        (entity) =>
          state.fields[entity].includes(some) && state.fields[entity].some((other) => other.code === code),
      );
      if (code === null || !isTaken) some.code = code;
    }
    if (what === 14 && some && pipeline && stage)
      some.required_statuses = [
        ...(some.required_statuses ?? []).filter(({ status_id }) => status_id !== stage.id),
        { pipeline_id: pipeline.id, status_id: stage.id },
      ];
    if (what === 15) for (const tag of state.tags.leads) tag.color = pick(tagPalette, then);
    if (what === 11) for (const entity of entityTypes) state.groups[entity] = [];
    if (what === 11)
      for (const item of entityTypes.flatMap((entity) => state.fields[entity])) item.group_id = null;
  });

/** List values as the screen shows them: by their numbers, whatever order they are stored in. */
const shownOrder = <T extends { sort: number }>(values: readonly T[]) =>
  [...values].sort((a, b) => a.sort - b.sort);

/**
 * What belongs to the branch alone, row by row as amoCRM shows it: everything neither in the ledger nor adopted by the
 * plan, what is blocked included, and the fields that amoCRM brings itself. Left out is what amoCRM changes by itself:
 * the numbers of stages (not their order), the main flag, which moves with another pipeline's, and links of a field to a
 * stage that the plan deletes.
 */
export function ownRows(
  { state }: ModelAccount,
  ledger: readonly LedgerEntry[],
  plan: Plan,
): readonly string[] {
  const written = plan.changes.filter(({ action }) => action !== 'blocked' && action !== 'manual');
  const managed = new Set([...ledger, ...written].map(({ kind, branchId }) => `${kind} ${String(branchId)}`));
  const gone = new Set(written.filter(({ action }) => action === 'delete').map(({ branchId }) => branchId));
  const rows = <T extends { id: number | string }>(
    kind: KindName,
    list: readonly T[],
    { within = '', write = (item: T): unknown => item } = {},
  ) =>
    list
      .filter(({ id }) => !managed.has(`${kind} ${within}${id}`))
      .map((item) => `${kind} ${within} ${JSON.stringify(write(item))}`);
  const stays = (link: RawStageLink) =>
    !gone.has(String(link.pipeline_id)) && !gone.has(`${link.pipeline_id}/${link.status_id}`);
  return [
    ...rows('task-type', state.taskTypes),
    ...rows('loss-reason', state.lossReasons),
    ...rows('pipeline', state.pipelines, {
      write: ({ is_main: _isMain, _embedded: _stages, ...line }) => line,
    }),
    ...state.pipelines.flatMap((line) =>
      rows(
        'stage',
        line._embedded.statuses.filter(({ id, type }) => type !== 1 && id !== 142 && id !== 143),
        { within: `${line.id}/`, write: ({ sort: _sort, ...stage }) => stage },
      ),
    ),
    ...entityTypes.flatMap((entity) => [
      ...rows('field-group', state.groups[entity], { within: `${entity}/` }),
      ...rows('field', state.fields[entity], {
        within: `${entity}/`,
        write: ({ required_statuses: required, hidden_statuses: hidden, ...field }) => ({
          ...field,
          links: [required, hidden].map((list) => list?.filter(stays)),
        }),
      }),
      ...state.fields[entity].flatMap((field) =>
        rows('enum', shownOrder(field.enums ?? []), { within: `${entity}/${field.id}/` }),
      ),
      ...rows('tag', state.tags[entity], { within: `${entity}/` }),
    ]),
  ];
}

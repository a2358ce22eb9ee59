import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readBlueprint } from '../src/configuration/read-blueprint.js';
import { configurationChecksum } from '../src/configuration/configuration.js';
import { normaliseSnapshot } from '../src/configuration/normalise-snapshot.js';
import { writeBlueprint } from '../src/configuration/write-blueprint.js';
import type { Kind } from '../src/kind/kind.js';
import { kinds } from '../src/kind/kinds.js';
import { isEmpty } from '../src/plan/plan.js';
import { planAccount } from '../src/plan/plan-account.js';
import { applyToModel } from './apply-to-model.js';
import type { LedgerEntry } from '../src/plan/ledger.js';
import { doByHand } from './do-by-hand.js';
import { someConfiguration } from './arbitrary.js';
import { inventedByHand, inventedKind } from './invented.kind.js';
import { ModelAccount } from './model-account.js';
import { newAccountState } from './model-state.js';
import { SyncFixture, type Branch } from './sync-fixture.js';

// The one line.
(kinds as Kind[]).push(inventedKind);

// @ts-expect-error A kind without a part does not compile.
const halfAKind: Kind = { ...inventedKind, blueprint: undefined };

const path = '/api/v4/customers/custom_fields/groups';

describe('a kind that is a file and a line', () => {
  let sync: SyncFixture;
  beforeAll(async () => {
    sync = await SyncFixture.start();
  });
  afterAll(() => sync.close());

  const tabsOf = async ({ api }: Branch): Promise<string[]> => {
    const { body } = await api('GET', path);
    const rows = (body as { _embedded: { custom_field_groups: { name: string; sort: number }[] } })._embedded;
    return rows.custom_field_groups.map(({ name }) => name);
  };

  it('goes from the reference into a branch, into a blueprint and back, and leaves nothing to do', async () => {
    const reference = await sync.branch(['reference']);
    const tabs = [
      { name: 'Бонусы', sort: 10 },
      { name: 'Договор', sort: 20 },
    ];
    expect(await reference.api('POST', path, tabs)).toMatchObject({ status: 201 });
    const release = await sync.hub.ask('sync.releases.make', { accountId: reference.accountId });
    const branch = await sync.branch();
    const plan = await sync.plan(branch, release.id);
    expect(plan.text).toContain('«Бонусы»');
    expect(await sync.apply(plan)).toMatchObject({ state: 'applied' });
    expect(await tabsOf(branch)).toEqual(expect.arrayContaining(['Бонусы', 'Договор']));

    const { text } = await sync.hub.ask('sync.blueprints.export', { releaseId: release.id });
    expect(text).toContain('customerTabs:');
    const imported = await sync.importRelease(text);
    expect(imported.objects).toBe(release.objects);
    const other = await sync.branch();
    expect(await sync.apply(await sync.plan(other, imported.id))).toMatchObject({ state: 'applied' });
    expect(await sync.plan(other, imported.id)).toMatchObject({ isEmpty: true });
    expect(await tabsOf(other)).toEqual(expect.arrayContaining(['Бонусы', 'Договор']));
    expect(await sync.plan(branch, release.id)).toMatchObject({ isEmpty: true });
  });
});

it.each([
  ['written by the API', inventedKind],
  ['made by hand', inventedByHand],
])('is drawn by the generators, and held to the same rules: %s', (_name, kind) => {
  expect(halfAKind.blueprint).toBeUndefined();
  (kinds as Kind[]).splice(kinds.indexOf(inventedKind), 1, kind);
  const drawn = fc.sample(someConfiguration, { numRuns: 20, seed: 1 });
  expect(drawn.flatMap(({ objects }) => objects).some((object) => object.kind === kind.name)).toBe(true);
  for (const release of drawn) {
    const account = new ModelAccount(newAccountState());
    const plan = (ledger: readonly LedgerEntry[]) =>
      planAccount({ release, branch: normaliseSnapshot(account.snapshot()), ledger });
    const first = plan([]);
    const made = doByHand(first, account, applyToModel(first, account, []));
    const second = plan(made);
    const ledger = applyToModel(second, account, made);
    expect(isEmpty(plan(ledger))).toBe(true);
    const read = readBlueprint(writeBlueprint(release, 'Проба'), 'x.yaml');
    expect(read.ok && configurationChecksum(read.configuration)).toBe(configurationChecksum(release));
  }
  (kinds as Kind[]).splice(kinds.indexOf(kind), 1, inventedKind);
});

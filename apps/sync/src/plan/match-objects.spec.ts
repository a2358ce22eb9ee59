import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyToModel } from '../../test/apply-to-model.js';
import { someConfiguration } from '../../test/arbitrary.js';
import { ModelAccount } from '../../test/model-account.js';
import { buildConfiguration } from '../configuration/build-configuration.js';
import type { Draft } from '../configuration/draft.js';
import type { Configuration } from '../configuration/configuration.js';
import { textOf } from '../configuration/json.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import type { LedgerEntry } from './ledger.js';
import { planAccount } from './plan-account.js';
import type { PlanInput } from './plan-input.js';
import { foldName } from './near-twin.js';

/** The same content from another origin, as a reference account gives it after a blueprint. */
const fromElsewhere = ({ objects }: Configuration): Configuration => ({
  objects: objects.map((object) => ({ ...object, ref: `other/${object.ref}` })),
});
const field = (name: string, type: string): Draft => ({
  kind: 'field',
  within: 'leads',
  attributes: { name, type, group: null, apiOnly: false, requiredAt: [], hiddenAt: [] },
});

function branch(release: Configuration) {
  const account = new ModelAccount();
  const objects = () => normaliseSnapshot(account.snapshot()).objects;
  const plan = (wanted: Configuration, ledger: readonly LedgerEntry[]) => {
    const liveCounts = Object.fromEntries(
      objects().flatMap(({ kind, id }) => [
        [`${kind} ${id}`, 0],
        [`waiting ${kind} ${id}`, 0],
      ]),
    );
    const state = normaliseSnapshot(account.snapshot());
    return planAccount({ release: wanted, branch: state, ledger, prune: true, liveCounts });
  };
  const ledger = applyToModel(plan(release, []), account, []);
  return { account, ledger, objects, plan };
}

describe('a release of another origin', () => {
  it('finds what the first one made, makes nothing twice, and deletes nothing that it has too', () => {
    fc.assert(
      fc.property(someConfiguration, (release) => {
        const { account, ledger, objects, plan } = branch(release);
        const before = objects();
        const wanted = plan(fromElsewhere(release), ledger);
        expect(
          wanted.changes.filter(({ action }) => !['adopt', 'blocked', 'manual'].includes(action)),
        ).toEqual([]);
        const after = applyToModel(wanted, account, ledger);
        expect(objects()).toEqual(before);
        expect(new Set(after.map(({ origin }) => origin)).has('adopted')).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('removes once what it does not have, and replaces what changed its type', () => {
    const { account, ledger, plan } = branch(
      buildConfiguration([field('А', 'text'), field('Б', 'text'), field('В', 'text')]),
    );
    const next = fromElsewhere(buildConfiguration([field('А', 'text'), field('В', 'numeric')]));
    const wanted = plan(next, ledger);
    const short = (changes: typeof wanted.changes) => changes.map(({ action, name }) => `${action} ${name}`);
    expect(short(wanted.changes)).toEqual(['adopt А', 'create В', 'delete Б', 'delete В']);
    const after = applyToModel(wanted, account, ledger);
    expect(plan(next, after).changes).toEqual([]);
    const last = fromElsewhere(buildConfiguration([field('В', 'numeric')]));
    expect(short(plan(last, after).changes)).toEqual(['delete А']);
  });

  it.each<[string, (release: Configuration) => Configuration]>([
    ['in a reference account', fromElsewhere],
    ['in a blueprint', (release) => release],
  ])('says how a field is replaced that kept its code %s', (_, origin) => {
    const coded = (type: string, code: string) => {
      const draft = field('А', type);
      return buildConfiguration([{ ...draft, attributes: { ...draft.attributes, code } }]);
    };
    const { ledger, plan } = branch(coded('text', 'OLD'));
    expect(plan(origin(coded('numeric', 'OLD')), ledger)).toMatchObject({
      changes: [
        { action: 'blocked', reason: { code: 'type-replaced', facts: { name: 'А', found: 'text' } } },
      ],
      counts: { delete: 0 },
    });
    const replaced = plan(origin(coded('numeric', 'NEW')), ledger);
    expect(replaced.changes.map(({ action }) => action)).toEqual(['create', 'delete']);
  });

  it('leaves what another release made as long as a person has to say what it is', () => {
    const { account, ledger, plan } = branch(buildConfiguration([field('А', 'text')]));
    account.call('POST', '/api/v4/leads/custom_fields', [{ name: 'А', type: 'text', sort: 900 }]);
    const wanted = plan(fromElsewhere(buildConfiguration([field('А', 'text')])), ledger);
    expect(wanted).toMatchObject({
      changes: [{ action: 'blocked', reason: { code: 'ambiguous-name' } }],
      leftovers: [{ name: 'А' }],
    });
  });

  it('finds the one of two namesakes that fits, whether the other stands already or not', () => {
    const { account, ledger, plan } = branch(buildConfiguration([field('А', 'text')]));
    const coded = {
      ...field('А', 'numeric'),
      attributes: { ...field('А', 'numeric').attributes, code: 'A' },
    };
    const next = fromElsewhere(buildConfiguration([coded, field('А', 'text')]));
    const wanted = plan(next, ledger);
    expect(wanted.changes.map(({ action, key }) => `${action} ${key}`)).toEqual([
      'create leads/A',
      'adopt leads/А',
    ]);
    expect(plan(next, applyToModel(wanted, account, ledger)).changes).toEqual([]);
  });
});

describe('an object of nearly the same name', () => {
  const wanted = buildConfiguration([
    { kind: 'loss-reason', within: '', attributes: { name: 'Не отвечает' } },
    { kind: 'tag', within: 'leads', attributes: { name: 'Приём' } },
    field('Дата замера', 'date'),
  ]);
  const existing = buildConfiguration([
    { kind: 'loss-reason', within: '', attributes: { name: 'не  отвечает' } },
    { kind: 'tag', within: 'leads', attributes: { name: 'прием' } },
    { kind: 'tag', within: 'contacts', attributes: { name: 'приём' } },
    field('Дата-замера', 'date'),
  ]);
  const planFor = (more: Partial<PlanInput> = {}) => {
    const { account, plan } = branch({ objects: [] });
    applyToModel(plan(existing, []), account, []);
    const state = normaliseSnapshot(account.snapshot());
    return planAccount({ release: wanted, branch: state, ledger: [], ...more });
  };
  const actions = (more: Partial<PlanInput> = {}) =>
    planFor(more).changes.map(({ key, action, reason }) => [key, action, reason?.code ?? null]);

  it('is a question, in its own place alone', () => {
    expect(actions()).toEqual([
      ['Не отвечает', 'blocked', 'near-twin'],
      ['leads/Дата замера', 'create', null],
      ['leads/Приём', 'blocked', 'near-twin'],
    ]);
    expect(planFor().changes[0]?.reason?.facts).toMatchObject({ names: '«не  отвечает»' });
  });

  it('stays where the answer is to make another, and becomes the one where it is adopted', () => {
    const createAnyway = [{ kind: 'tag', key: 'leads/Приём' } as const];
    expect(actions({ createAnyway })).toContainEqual(['leads/Приём', 'create', null]);
    const [question] = planFor().changes;
    const ids = String(question?.reason?.facts.ids);
    const ledger = [{ kind: 'loss-reason', ref: 'Не отвечает', branchId: ids, origin: 'adopted' } as const];
    expect(actions({ ledger })).toContainEqual(['Не отвечает', 'update', null]);
  });

  it('is a question too where another release brought it, and stays until that is answered', () => {
    const reason = (name: string): Draft => ({ kind: 'loss-reason', within: '', attributes: { name } });
    const { account, ledger, objects } = branch(
      buildConfiguration([reason('не  отвечает'), reason('Дорого')]),
    );
    const liveCounts = Object.fromEntries(objects().map(({ kind, id }) => [`${kind} ${id}`, 0]));
    const release = buildConfiguration([reason('Не отвечает')]);
    const state = normaliseSnapshot(account.snapshot());
    const asked = (more: Partial<PlanInput> = {}) =>
      planAccount({ ...{ release, branch: state, ledger, liveCounts, prune: true }, ...more })
        .changes.map(({ action, name }) => `${action} ${name}`)
        .sort();
    expect(asked()).toEqual(['blocked Не отвечает', 'delete Дорого']);
    const createAnyway = [{ kind: 'loss-reason', key: 'Не отвечает' } as const];
    expect(asked({ createAnyway })).toEqual(['create Не отвечает', 'delete Дорого', 'delete не  отвечает']);
    const twin = objects().find((object) => object.attributes.name === 'не  отвечает')!;
    const answer = { kind: 'loss-reason', ref: 'Не отвечает', branchId: twin.id, origin: 'created' } as const;
    expect(asked({ ledger: [...ledger, answer] })).toEqual(['delete Дорого', 'update Не отвечает']);
  });

  it('is no question where it is a field of another type that an earlier release brought', () => {
    const { account, ledger } = branch(buildConfiguration([field('дата замера', 'date')]));
    const state = normaliseSnapshot(account.snapshot());
    const release = buildConfiguration([field('Дата замера', 'text')]);
    expect(planAccount({ release, branch: state, ledger }).changes).toMatchObject([{ action: 'create' }]);
  });

  it('is the one that a person has named, also where a call without an answer may have made it', () => {
    const release = buildConfiguration([field('Город', 'text')]);
    const { account, ledger, objects, plan } = branch(release);
    const [made] = ledger;
    const named = buildConfiguration([field('Город клиента', 'text')]);
    applyToModel(
      plan({ objects: named.objects.map((object) => ({ ...object, ref: made!.ref })) }, ledger),
      account,
      [],
    );
    const unseen: LedgerEntry = { ...made!, branchId: '', beside: [] };
    for (const known of [
      [...ledger, unseen],
      [unseen, ...ledger],
    ])
      expect(plan(release, known).changes).toMatchObject([{ action: 'update', branchId: objects()[0]?.id }]);
  });

  it('is never made beside one of the branch without a word', () => {
    const respelt = (release: Configuration): Configuration => ({
      objects: release.objects.map((object) => {
        const { name } = object.attributes;
        return typeof name === 'string'
          ? { ...object, attributes: { ...object.attributes, name: name.toUpperCase() } }
          : object;
      }),
    });
    fc.assert(
      fc.property(someConfiguration, (release) => {
        const { account, plan, objects } = branch({ objects: [] });
        applyToModel(plan(respelt(release), []), account, []);
        const folded = new Set(
          objects().map(
            ({ kind, within, attributes }) => `${kind} ${within} ${foldName(textOf(attributes.name))}`,
          ),
        );
        const created = plan(release, []).changes.filter(
          ({ action, within, kind, name }) =>
            action === 'create' && folded.has(`${kind} ${within} ${foldName(name)}`),
        );
        expect(created).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

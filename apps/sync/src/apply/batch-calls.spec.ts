import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { someConfiguration } from '../../test/arbitrary.js';
import { applyToModel } from '../../test/apply-to-model.js';
import { goldenCases } from '../../test/golden-cases.js';
import { ModelAccount } from '../../test/model-account.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import { UnknownIdError } from '../kind/placeholder.js';
import { planAccount } from '../plan/plan-account.js';
import { batchCalls } from './batch-calls.js';
import { fillCall, type WriteCall } from './call.js';
import { expectedCalls } from './expected-calls.js';
import { writtenLists } from './written-lists.js';
import { AnswerMismatchError, readAnswer } from './read-answer.js';

const [fresh, used, risky] = goldenCases('blueprints/franchise.yaml').map(({ plan }) => plan);
const short = (plan: typeof fresh) =>
  batchCalls(plan!).map((step) =>
    step.do === 'write'
      ? `${step.method} ${step.path.replace('/api/v4/', '')} ×${step.items.length}`
      : step.do,
  );

describe('batchCalls', () => {
  it('brings a fresh branch to the franchise solution in eight calls, three of them for described stages', () => {
    expect(short(fresh)).toEqual([
      'POST leads/loss_reasons ×6',
      'POST leads/custom_fields/groups ×1',
      'POST leads/pipelines ×3',
      'POST leads/pipelines/{0}/statuses ×3',
      'POST leads/pipelines/{0}/statuses ×3',
      'POST leads/pipelines/{0}/statuses ×2',
      'POST leads/custom_fields ×9',
      'POST leads/tags ×2',
    ]);
  });

  it('places one new stage and moves one in a branch in use', () => {
    expect(short(used).filter((call) => call.includes('statuses'))).toEqual([
      'POST leads/pipelines/1006/statuses ×1',
      'POST leads/pipelines/{0}/statuses ×2',
      ...[1, 2, 3, 4].map(() => expect.stringMatching(/^PATCH leads\/pipelines\/1006\/statuses\/\d+ ×1$/)),
    ]);
  });

  it('moves deals away before their stage goes, and deletes children with their parent', () => {
    expect(short(risky).map((call) => call.replace(/\d{4}/g, 'N'))).toEqual([
      'PATCH leads/pipelines/N/statuses/N ×1',
      'PATCH leads/custom_fields ×1',
      'DELETE leads/custom_fields/N ×1',
      'DELETE leads/custom_fields/N ×1',
      'move-deals',
      'DELETE leads/pipelines/N/statuses/N ×1',
      'DELETE leads/pipelines/N ×1',
    ]);
  });

  it('meets the formula at any batch size', () => {
    fc.assert(
      fc.property(
        someConfiguration,
        someConfiguration,
        fc.integer({ min: 1, max: 5 }),
        (first, second, size) => {
          const account = new ModelAccount();
          const branch = () => normaliseSnapshot(account.snapshot());
          const ledger = applyToModel(
            planAccount({ release: first, branch: branch(), ledger: [] }),
            account,
            [],
          );
          const plan = planAccount({ release: second, branch: branch(), ledger, prune: true });
          expect(batchCalls(plan, size)).toHaveLength(expectedCalls(plan, size));
        },
      ),
    );
  });

  it('names each collection to read back once', () => {
    expect(writtenLists(batchCalls(fresh!)).map(({ name }) => `${name.part} ${name.list}`)).toEqual([
      'lossReasons ',
      'groups leads',
      'pipelines ',
      'fields leads',
      'tags leads',
    ]);
  });
});

describe('readAnswer', () => {
  const post = batchCalls(fresh!)[0]!;

  it('tells items apart by our index, in whatever order they come back', () => {
    if (post.do !== 'write') throw new Error('a write is expected');
    const rows = post.items.map((_, at) => ({ id: 70 + at, request_id: String(at) })).reverse();
    const { entries } = readAnswer(post, { _embedded: { loss_reasons: rows } });
    expect(entries.map(({ branchId }) => branchId)).toEqual(['70', '71', '72', '73', '74', '75']);
  });

  it('refuses an answer that does not name everything', () => {
    if (post.do !== 'write') throw new Error('a write is expected');
    expect(() => readAnswer(post, { _embedded: { loss_reasons: [{ id: 70, request_id: '0' }] } })).toThrow(
      AnswerMismatchError,
    );
    expect(() => readAnswer(post, null)).toThrow(AnswerMismatchError);
  });

  it('gives no item the id of another one where the answer lacks a row or repeats one', () => {
    if (post.do !== 'write') throw new Error('a write is expected');
    const rows = post.items.map((_, at) => ({ id: 70 + at, request_id: String(at) }));
    const unnamed = rows.map(({ id }) => ({ id }));
    const read = (given: readonly object[]) => () => readAnswer(post, { _embedded: { loss_reasons: given } });
    expect(read(rows.filter(({ id }) => id !== 71))).toThrow(AnswerMismatchError);
    expect(read(unnamed.slice(1))).toThrow(AnswerMismatchError);
    expect(read([...rows.slice(0, -1), { ...rows[0], request_id: '5' }])).toThrow(AnswerMismatchError);
    expect(read(unnamed)).not.toThrow();
  });
});

describe('the answer of a batch of changes', () => {
  const place = (name: string, branchId: string | null) => ({
    ...{ key: `leads/${name}`, ref: name, branchId, name, within: 'leads', children: [] },
  });
  const fieldWith = (id: number) => ({
    ...{ ...place(`Поле ${id}`, `leads/${id}`), kind: 'field' as const, action: 'update' as const },
    children: [{ ...place('Да', null), kind: 'enum' as const, action: 'create' as const, ref: `of ${id}` }],
  });
  const call: WriteCall = {
    do: 'write',
    method: 'PATCH',
    path: '/api/v4/leads/custom_fields',
    answerKey: 'custom_fields',
    ...{ within: 'leads', pending: null, isUncertain: false },
    items: [fieldWith(5), fieldWith(7)],
    body: [5, 7].map((id, at) => ({ id, enums: [{ value: 'Да' }], request_id: String(at) })),
  };

  it.each([
    ['that echoes nothing', [{}, {}]],
    ['that echoes the places of the rows', [{ request_id: '0' }, { request_id: '1' }]],
  ])('%s is read by the ids of what was changed, in whatever order it comes', (_name, [first, second]) => {
    const rows = [
      { id: 7, ...first, enums: [{ id: 71, value: 'Да' }] },
      { id: 5, ...second, enums: [{ id: 51, value: 'Да' }] },
    ];
    const { entries } = readAnswer(call, { _embedded: { custom_fields: rows } });
    expect(entries.map(({ ref, branchId }) => [ref, branchId])).toEqual([
      ['of 5', 'leads/5/51'],
      ['of 7', 'leads/7/71'],
    ]);
  });

  it('teaches nothing of a change that it does not name', () => {
    const rows = [
      { id: 7, enums: [{ id: 71, value: 'Да' }] },
      { id: 9, enums: [{ id: 91, value: 'Да' }] },
    ];
    expect(() => readAnswer(call, { _embedded: { custom_fields: rows } })).toThrow(AnswerMismatchError);
  });
});

describe('fillCall', () => {
  it('never sends a body or a path with a hole', () => {
    const [, , , stages, , , fields] = batchCalls(fresh!);
    if (stages?.do !== 'write' || fields?.do !== 'write') throw new Error('a write is expected');
    expect(() => fillCall(fields, new Map())).toThrow(UnknownIdError);
    expect(() => fillCall(stages, new Map())).toThrow(UnknownIdError);
    expect(fillCall(stages, new Map([[stages.pending ?? '', '77']])).path).toBe(
      '/api/v4/leads/pipelines/77/statuses',
    );
  });
});

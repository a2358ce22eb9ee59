import type { PreflightCheck } from '@hub/contracts/pure';
import { say } from '@hub/messages';
import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import { buildConfiguration } from '../configuration/build-configuration.js';
import type { Draft } from '../configuration/draft.js';
import type { AccountState } from '../configuration/normalise-snapshot.js';
import type { Observed } from '../kind/kind.js';
import { planAccount } from '../plan/plan-account.js';
import type { PlanInput } from '../plan/plan-input.js';
import { judgeFit } from './judge-fit.js';

const rest = { group: null, apiOnly: false, requiredAt: [], hiddenAt: [] };
const field = (name: string, code: string | null = null, type = 'text'): Draft => ({
  ...{ kind: 'field', within: 'leads' },
  attributes: { name, type, ...(code ? { code } : {}), ...rest },
});
const existing = (id: number, name: string, code: string | null = null, type = 'text'): Observed => ({
  ...{ kind: 'field', id: `leads/${id}`, within: 'leads', sort: id },
  attributes: { name, type, ...(code ? { code } : {}), ...rest },
});
const pipeline = (name: string): Draft => ({
  ...{ kind: 'pipeline', within: '', attributes: { name, main: false, unsorted: true } },
});
const existingPipeline = (id: number, name: string, archived = false): Observed => ({
  ...{ kind: 'pipeline', id: String(id), within: '', sort: id },
  attributes: { name, main: false, unsorted: true, ...(archived ? { archived } : {}) },
});
const many = (count: number) =>
  Array.from({ length: count }, (_, at) => existingPipeline(at + 1, `Своя ${at}`));
const state = (objects: Observed[]): AccountState => ({ objects, unmanaged: [], mentions: [], unread: [] });

function fit(drafts: Draft[], objects: Observed[], more: Partial<PlanInput> = {}, tariffs: number[] = []) {
  const branch = state(objects);
  const plan = planAccount({ release: buildConfiguration(drafts), branch, ledger: [], ...more });
  return judgeFit(plan, branch, tariffs);
}
const of = (checks: readonly PreflightCheck[], name: string) => {
  const { verdict, text, suggestion } = checks.find(({ check }) => check === name)!;
  return { verdict, key: text.key, words: say(text, 'ru'), suggestion: suggestion && say(suggestion, 'ru') };
};

describe('judgeFit', () => {
  it('counts what a plan would do', () => {
    const checks = fit([field('А'), field('Б')], []);
    expect(of(checks, 'changes')).toMatchObject({
      verdict: 'ok',
      words: expect.stringMatching(/создать 2.*не будет сделано 0/),
    });
    expect(checks.map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'unknown', 'ok', 'ok']);
    expect(of(fit([], []), 'changes').key).toBe('preflight.changes.none');
  });

  it.each([
    [
      'two of the name',
      [field('А')],
      [existing(1, 'А'), existing(2, 'А')],
      'несколько объектов (leads/1, leads/2)',
    ],
    ['another type', [field('А')], [existing(1, 'А', null, 'date')], 'нужен тип text'],
    ['another code', [field('А', 'ONE')], [existing(1, 'А', 'TWO')], 'код'],
    ['nearly the same name', [field('Приём')], [existing(1, 'прием')], 'прием'],
    [
      'two pipelines of the name',
      [pipeline('П')],
      [1, 2].map((id) => existingPipeline(id, 'П')),
      'несколько',
    ],
  ])('asks about %s', (_title, drafts, objects, words) => {
    const checks = fit(drafts, objects);
    expect(of(checks, 'questions')).toMatchObject({
      verdict: 'failure',
      words: expect.stringContaining(words),
      suggestion: expect.stringMatching(/[а-я]/),
    });
    expect(of(checks, 'changes')).toMatchObject({
      verdict: 'warning',
      words: expect.stringMatching(/создать 0.*не будет сделано 1/),
    });
  });

  it('asks about a managed pipeline in the archive', () => {
    const ledger = [{ kind: 'pipeline', ref: 'П', branchId: '1', origin: 'created' }] as const;
    const asked = of(fit([pipeline('П')], [existingPipeline(1, 'П', true)], { ledger }), 'questions');
    expect(asked).toMatchObject({ verdict: 'failure', words: expect.stringContaining('в архиве') });
  });

  it('names what it would take over, and not what the hub made', () => {
    const drafts = [field('А'), field('Б', 'B')];
    const objects = [existing(1, 'А'), existing(2, 'Другое', 'B')];
    expect(of(fit(drafts, objects), 'adoptions')).toMatchObject({
      verdict: 'warning',
      words: expect.stringContaining('есть: Поле «А» (сделки); Поле «Б» (сделки).'),
    });
    const ledger = objects.map(
      ({ id }) => ({ kind: 'field', ref: id, branchId: id, origin: 'created' }) as const,
    );
    expect(of(fit(drafts, objects, { ledger }), 'adoptions').verdict).toBe('ok');
  });

  it('tells want of room from questions', () => {
    const full = fit([pipeline('А'), pipeline('Б')], many(49));
    expect(of(full, 'room')).toMatchObject({
      verdict: 'failure',
      words: expect.stringMatching(/\(1\): Воронка «Б»: в аккаунте может быть не больше 50 воронок/),
    });
    expect(of(full, 'questions').verdict).toBe('ok');
    expect(of(fit([pipeline('А')], many(49)), 'room').verdict).toBe('ok');
  });

  it('leaves out what merely waits for another change, or for a count that a plan makes', () => {
    const plan = planOf(
      ...(['parent-blocked', 'reference-blocked', 'not-counted'] as const).map((code) => ({
        ...{ action: 'blocked' as const, reason: { code, facts: {} } },
      })),
    );
    const counts = { ...plan.counts, blocked: plan.changes.length };
    const checks = judgeFit({ ...plan, counts }, state([]), []);
    expect(of(checks, 'questions').verdict).toBe('ok');
    expect(of(checks, 'changes').words).toContain('не будет сделано 2');
  });

  it('says that nothing is to be done where more stands than the release has', () => {
    const ledger = [{ kind: 'field', ref: 'leads/1', branchId: 'leads/1', origin: 'created' }] as const;
    expect(of(fit([], [existing(1, 'А')], { ledger }), 'changes').words).toBe(
      'Плану к этому релизу делать нечего.',
    );
  });

  it('names five objects that it would take over and counts the others', () => {
    const drafts = Array.from({ length: 7 }, (_, at) => field(`Поле ${at}`));
    const objects = drafts.map((_, at) => existing(at + 1, `Поле ${at}`));
    const { words } = of(fit(drafts, objects), 'adoptions');
    expect(words.match(/«Поле/g)).toHaveLength(5);
    expect(words).toContain('ещё 2');
  });

  it('names five questions and counts the others', () => {
    const drafts = Array.from({ length: 7 }, (_, at) => field(`Поле ${at}`));
    const objects = drafts.map((_, at) => existing(at + 1, `Поле ${at}`, null, 'date'));
    const { words } = of(fit(drafts, objects), 'questions');
    expect(words.match(/нужен тип/g)).toHaveLength(5);
    expect(words).toContain('ещё 2');
  });

  it.each([
    ['nobody knows the tariffs', [], 3, 'unknown', 'unpublished'],
    ['any tariff will do', [5, 9], 3, 'ok', 'fits'],
    ['a larger tariff is needed', [5, 9], 6, 'warning', 'tariff'],
    ['nothing is added', [5, 9], 0, 'ok', 'ok'],
  ] as const)('says of fields that %s', (_title, tariffs, add, verdict, finding) => {
    const drafts = Array.from({ length: add }, (_, at) => field(`Поле ${at}`));
    const found = of(fit(drafts, [existing(1, 'Своё')], {}, [...tariffs]), 'fieldRoom');
    expect(found).toMatchObject({ verdict, key: `preflight.fieldRoom.${finding}` });
    expect(found.words).not.toContain('…');
  });

  it('has no room above the largest tariff', () => {
    const checks = fit([field('А'), field('Б')], [existing(1, 'Своё')], { limits: { fields: 2 } }, [1, 2]);
    expect(of(checks, 'room')).toMatchObject({ verdict: 'failure', words: expect.stringContaining('«Б»') });
  });
});

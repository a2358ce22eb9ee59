import { describe, expect, it } from '@jest/globals';
import { say } from '@hub/messages';
import { planOf } from '../../test/plan-of.js';
import { answersOf, moveAll } from './answers.js';
import type { Change } from './plan.js';

const by = { planId: 'p1', accountId: 'a1', releaseId: 'r1', again: '--release r1 --prune' };
const asking = (code: NonNullable<Change['reason']>['code'], facts = {}): Change => {
  const [change] = planOf({ action: 'blocked', reason: { code, facts } }).changes;
  return change as Change;
};
const said = (change: Change) => answersOf(change, by).map(({ words }) => say(words, 'en'));

describe('answersOf', () => {
  it('says how to take an object over and how to make another, with the ids at hand', () => {
    const [adopt, create] = said(asking('near-twin', { ids: '7, 9' }));
    expect(adopt).toContain('answer p1 "stage:a/x" --adopt 7');
    expect(adopt).toContain('POST /api/v1/ledger/re-adopt');
    expect(create).toContain('plan a1 --release r1 --prune --create "stage:a/x"');
    expect(create).toContain('createAnyway');
  });

  it.each(['needs-target', 'by-hand', 'archived', 'ambiguous-name', 'in-use', 'reference-excepted'] as const)(
    'names both ways for %s',
    (code) => {
      const answers = said(asking(code));
      expect(answers.length).toBeGreaterThan(0);
      for (const answer of answers) expect(answer).toMatch(/npm run hub -- .*REST: .*POST \/api\/v1\//);
    },
  );

  it('asks for the plan to the same release again, and gives a name to a shell as one word', () => {
    expect(said(asking('archived'))[0]).toContain('plan a1 --release r1 --prune;');
    const { reason } = asking('by-hand');
    const [step] = planOf({ kind: 'manual', key: 'Виджет "Чат"', reason }).changes;
    expect(said(step!)[0]).toContain('answer p1 "manual:Виджет \\"Чат\\"" --done');
  });

  it('writes a name with = so that a rollout can be asked with it', () => {
    const words = say(moveAll('Продажи/Цена=0', 'r1'), 'en');
    expect(words).toContain('--move "Продажи/Цена\\\\=0=Pipeline/Stage"');
  });

  it('names the exception that keeps out what an object refers to', () => {
    const facts = { key: 'Сервис/Заявка', exception: 'pipeline:Сервис' };
    const [end, except] = said(asking('reference-excepted', facts));
    expect(end).toContain('exception "pipeline:Сервис"');
    expect(end).toContain('DELETE /api/v1/accounts/a1/exceptions');
    expect(except).toContain('answer p1 "stage:a/x" --except');
  });

  it('sends to the whole plan for a question that a narrowed one does not have', () => {
    const [whole] = answersOf(asking('reference-blocked', { key: 'a/y' }), { ...by, isNarrowed: true });
    expect(say(whole!.words, 'en')).toContain('plan a1 --release r1;');
    expect(said(asking('reference-blocked', { key: 'a/y' }))).toEqual([]);
  });

  it('says nothing for what waits for another question, or asks nothing', () => {
    expect(said(asking('parent-blocked'))).toEqual([]);
    expect(answersOf({ ...asking('archived'), reason: null }, by)).toEqual([]);
  });
});

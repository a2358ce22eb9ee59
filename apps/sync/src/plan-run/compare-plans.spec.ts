import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import { message, say, type Message } from '@hub/messages';
import { placeOf, type Change } from '../plan/plan.js';
import * as plans from './compare-plans.js';

const words = (said: Message | null) => said && say(said, 'en');
const whyStale = (...given: Parameters<typeof plans.whyStale>) => words(plans.whyStale(...given));
const beyondApproved = (...given: Parameters<typeof plans.beyondApproved>) =>
  words(plans.beyondApproved(...given));
const begun = { hasBegun: true, forcedBy: null, outcomes: {} };

describe('beyondApproved', () => {
  const color = { before: { color: '#c1c1c1' }, after: { color: '#fff000' } };
  const approved = planOf(
    {},
    { key: 'a/y', action: 'update', ...color },
    { key: 'a/m', action: 'adopt', after: {} },
    { key: 'a/m', action: 'manual', after: {} },
  );

  const late = { action: 'update', before: { newbie: '' }, after: { newbie: 'Позвонить' } } as const;

  it.each([
    ['what is still to do', planOf({})],
    ['nothing', planOf()],
    ['a created object whose answer was lost', planOf({ action: 'adopt', origin: 'created', after: {} })],
    ['a created object whose texts are not yet written', planOf(late)],
    ['one whose answer was lost, too', planOf({ ...late, action: 'adopt', origin: 'created' })],
    ['the rest of an update', planOf({ key: 'a/y', action: 'update', ...color })],
    ['a neighbour that has to make room', planOf({ key: 'a/z', action: 'update', after: {}, moved: true })],
    ['a step for a person', planOf({ key: 'b', action: 'manual' })],
    ['an adoption that also has a step for a person', planOf({ key: 'a/m', action: 'adopt', after: {} })],
  ])('covers %s', (_, remaining) => {
    expect(beyondApproved(remaining, approved)).toBeNull();
  });

  it.each([
    ['a new object', planOf({ key: 'a/n' })],
    ['a deletion', planOf({ action: 'delete' })],
    ['an object of that name which nobody sent', planOf({ action: 'adopt', after: {} })],
    ['what people made of a new object', planOf({ ...color, action: 'update' })],
    ['the same where its answer was lost', planOf({ ...color, action: 'adopt', origin: 'created' })],
    ['another text of people’s own', planOf({ ...late, before: { newbie: 'Не звонить' } })],
    [
      'a value somebody set meanwhile',
      planOf({ key: 'a/y', action: 'update', before: { color: '#ccc8f9' }, after: { color: '#fff000' } }),
    ],
    ['another attribute', planOf({ key: 'a/y', action: 'update', after: { name: 'other' } })],
    ['an object that vanished', planOf({ key: 'a/y', action: 'create' })],
    ['another object of that name', planOf({ key: 'a/m', action: 'adopt', branchId: '1/9', after: {} })],
    ['a move elsewhere', planOf({ key: 'b/z', within: 'b', action: 'update', after: {}, moved: true })],
  ])('does not cover %s', (_, remaining) => {
    expect(beyondApproved(remaining, approved)).toMatch(/Stage/);
  });
});

describe('whyStale', () => {
  it('makes nothing a second time that this plan has made and the account does not show', () => {
    const plan = planOf({});
    const outcomes = { 'stage a/x': { result: 'done' } } as const;
    expect(whyStale(plan, plan, begun)).toBeNull();
    expect(whyStale(plan, plan, { ...begun, outcomes })).toMatch(/Stage "a\/x" was made and is gone/);
  });

  it('tells the object that goes from the one that gets its name', () => {
    const renamed = { action: 'update', branchId: '1/3', before: { name: 'y' } } as const;
    const replaced = planOf(renamed, { action: 'delete', branchId: '1/2', after: null });
    expect(whyStale(replaced, replaced, { ...begun, hasBegun: false })).toBeNull();
    expect(whyStale(replaced, planOf(renamed), begun)).toBe('delete Stage "a/x"');
  });

  const lost = (count: number) => ({
    action: 'delete' as const,
    risks: [{ code: 'cards-with-value' as const, count }],
  });
  it('wants exactly the approved plan until something was written', () => {
    const [approved, now] = [planOf({}), { ...planOf({}), checksum: 'other' }];
    expect(whyStale(now, approved, { ...begun, hasBegun: false })).toMatch(/another plan/);
    expect(whyStale(now, approved, begun)).toBeNull();
  });

  it('stops when cards filled up while the plan waited', () => {
    const [approved, now] = [planOf(lost(0)), planOf(lost(300))];
    expect(whyStale(now, approved, { ...begun, hasBegun: false })).toMatch(/300/);
    expect(whyStale(planOf(lost(300)), planOf(lost(300)), { ...begun, forcedBy: 'Анна' })).toBeNull();
    expect(whyStale(planOf(lost(301)), planOf(lost(300)), { ...begun, forcedBy: 'Анна' })).toMatch(/301/);
  });

  const forced = { ...begun, forcedBy: 'Анна' };
  const gone = { action: 'delete', branchId: '1/2', after: null } as const;

  it('accepts with force what each change loses as shown, not a sum', () => {
    const lostOf = (...counts: number[]) =>
      planOf(...counts.map((count, at) => ({ ...lost(count), branchId: `1/${at}` })));
    expect(whyStale(lostOf(300, 0), lostOf(300, 0), forced)).toBeNull();
    expect(whyStale(lostOf(0, 300), lostOf(300, 0), forced)).toMatch(/touch 300 .* 0 were shown/);
  });

  it('accepts with force the blocked changes that were shown, not their number', () => {
    const blocked = (key: string) => planOf({ key, action: 'blocked' });
    expect(whyStale(blocked('a/x'), blocked('a/x'), forced)).toBeNull();
    expect(whyStale(blocked('a/y'), blocked('a/x'), forced)).toBe('decide on Stage "a/y"');
  });

  it('moves no deals that were not to be moved, nor elsewhere, nor more of them', () => {
    const moving = (migrateTo: string | null, count: number) =>
      planOf({ ...gone, migrateTo, risks: [{ code: 'deals-in-stage', count }] });
    expect(whyStale(moving(null, 0), moving('a/y', 4), begun)).toBeNull();
    expect(whyStale(moving('a/y', 3), moving('a/y', 4), begun)).toBeNull();
    expect(whyStale(moving('a/y', 5), moving('a/y', 4), begun)).toMatch(/touch 5 /);
    expect(whyStale(moving('a/y', 4), moving('b/z', 4), begun)).toBe('delete Stage "a/x"');
    expect(whyStale(planOf({ ...gone, migrateTo: 'a/y' }), planOf(gone), begun)).toBe('delete Stage "a/x"');
  });

  it('deletes the object that was shown, as it was shown, and no other', () => {
    const shown = { ...gone, before: { name: 'x', isMain: true }, inside: 'stages' };
    const deletes = (more: Partial<Change>) => whyStale(planOf({ ...shown, ...more }), planOf(shown), begun);
    expect(deletes({})).toBeNull();
    expect(deletes({ before: { name: 'x' } })).toBeNull();
    for (const more of [{ branchId: '1/9' }, { before: { name: 'y' } }, { inside: 'others' }])
      expect(deletes(more)).toBe('delete Stage "a/x"');
    expect(deletes({ before: { ...shown.before, code: 'NEW' } })).toBe('delete Stage "a/x"');
  });

  it('asks which is the object that a lost answer may have made, and makes no second one', () => {
    const reason = { code: 'maybe-made', facts: { names: '«Опт Москва»', ids: '5' } } as const;
    expect(whyStale(planOf({ action: 'blocked', reason }), planOf({}), begun)).toMatch(
      /create Stage "a\/x" was sent and not answered, and «Опт Москва» came since/,
    );
  });

  const kept = { kind: 'stage', name: 'x', branchId: '1/2' } as const;
  it.each([
    ['what cannot be read any more', { ...planOf(), unread: ['stage' as const] }, planOf({})],
    ['what is left to a person now', planOf({ action: 'manual' }), planOf({})],
    ['what is blocked now', planOf({ action: 'blocked' }), planOf({})],
    ['a deletion that is blocked now', planOf({ ...gone, action: 'blocked' }), planOf(gone)],
    ['a deletion of what stays now', { ...planOf(), leftovers: [kept] }, planOf(gone)],
  ])('does not take for done %s', (_, now, approved) => {
    expect(whyStale(now, approved, forced)).toMatch(/(create|delete) Stage "a\/x" can no longer be written/);
  });

  it('takes for done what has a step for a person left beside it', () => {
    const step = { action: 'manual', after: { color: '#fff000' } } as const;
    expect(whyStale(planOf(step), planOf({ action: 'update' }, step), begun)).toBeNull();
  });
});

describe('forgottenSince', () => {
  const gone = { kind: 'tag', key: 'leads/VIP', name: 'VIP', branchId: 'leads/7', after: null } as const;
  const approved = planOf({ ...gone, action: 'delete' });
  const place = placeOf(approved.changes[0] as Change);
  const refused = { [place]: { result: 'refused', detail: message('failures.unexpected') } } as const;
  const forgotten = (...given: Parameters<typeof plans.forgottenSince>) =>
    words(plans.forgottenSince(...given));

  it('takes a missing entry for the own deletion only where that was answered', () => {
    expect(forgotten(approved, { outcomes: {} }, [])).toContain('VIP');
    expect(forgotten(approved, { outcomes: refused }, [])).toContain('VIP');
    expect(forgotten(approved, { outcomes: { [place]: { result: 'done' } } }, [])).toBeNull();
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planBranchList, renamedValues, type ListValue } from './plan-branch-list.js';

const value = (id: number, text: string): ListValue => ({ id, value: text });
const kazan = { id: 'k', name: 'Казань' };
const tula = { id: 't', name: 'Тула' };

describe('planBranchList', () => {
  it('adds what is missing', () => {
    const list = [value(1, 'Головной офис'), value(2, 'Своё')];
    const { add, rename, missing } = planBranchList(list, [kazan, tula], {});
    expect([add, rename, missing]).toEqual([['Казань', 'Тула'], [], ['Казань', 'Тула']]);
  });

  it('leaves a list alone that has them all, and knows whose they are', () => {
    const { missing, known } = planBranchList([value(1, ' казань')], [kazan], {});
    expect([missing, known]).toEqual([[], { k: { enumId: 1, name: 'Казань', text: ' казань' } }]);
  });

  it('renames the value of a renamed branch, so that leads keep it', () => {
    const known = { k: { enumId: 1, name: 'Казань', text: 'Казань' } };
    const renamed = { id: 'k', name: 'Казань Центр' };
    const { add, rename, missing } = planBranchList([value(1, 'Казань')], [renamed], known);
    expect([add, rename]).toEqual([[], [{ ...value(1, 'Казань Центр'), before: 'Казань' }]]);
    expect(missing).toEqual(['Казань Центр']);
  });

  it('adds one beside a value that a person has given other words', () => {
    const known = { k: { enumId: 1, name: 'Казань', text: 'Казань' } };
    const plan = planBranchList([value(1, 'Казань (закрыт)')], [{ id: 'k', name: 'Казань 2' }], known);
    expect([plan.add, plan.rename]).toEqual([['Казань 2'], []]);
  });

  it('takes a spelling for the branch’s that routing takes for it, and follows a new spelling of the branch', () => {
    const orel = { id: 'o', name: 'Орёл - 2' };
    const { missing, known } = planBranchList([value(1, 'Орел–2'), value(2, 'орел 2')], [orel], {});
    expect([missing, known]).toEqual([[], { o: { enumId: 1, name: 'Орёл - 2', text: 'Орел–2' } }]);
    const plain = { o: { enumId: 1, name: 'Орел', text: 'Орел' } };
    const respelt = planBranchList([value(1, 'Орел')], [{ id: 'o', name: 'Орёл' }], plain);
    expect(respelt.rename).toEqual([{ ...value(1, 'Орёл'), before: 'Орел' }]);
  });

  it('says which values were given other words', () => {
    const before = {
      ...{ k: { enumId: 1, name: 'Казань', text: 'Казань' }, t: { enumId: 2, name: 'Тула', text: 'Тула' } },
      u: { enumId: 3, name: 'Уфа', text: 'Уфа' },
    };
    const now = {
      ...{ k: { enumId: 1, name: 'Казань Центр', text: 'Казань Центр' }, t: before.t },
      ...{ u: { enumId: 4, name: 'Уфа Юг', text: 'Уфа Юг' }, n: { enumId: 5, name: 'Новая', text: 'Новая' } },
    };
    expect(renamedValues(before, now)).toEqual([{ from: 'Казань', to: 'Казань Центр' }]);
  });

  it('renames only what is there, and has nothing to do after itself', () => {
    const names = fc.constantFrom('Казань', 'Тула', 'Юг', 'Орел', 'Орёл');
    const lists = fc.uniqueArray(names, { maxLength: 4 });
    const named = fc.dictionary(fc.constantFrom('a', 'b', 'c'), names);
    fc.assert(
      fc.property(lists, named, named, (texts, before, after) => {
        const branchesOf = (all: Record<string, string>) => [
          ...new Map(
            Object.entries(all).map(([id, name]) => [name.replace('ё', 'е'), { id, name }]),
          ).values(),
        ];
        const written = (list: ListValue[], { add, rename }: ReturnType<typeof planBranchList>) => [
          ...list.map(({ id, value: text }) => value(id, rename.find((one) => one.id === id)?.value ?? text)),
          ...add.map((text, at) => value(100 + list.length + at, text)),
        ];
        const list = texts.map((text, at) => value(at + 1, text));
        const one = planBranchList(list, branchesOf(before), {});
        const afterOne = written(list, one);
        const { known } = planBranchList(afterOne, branchesOf(before), one.known);
        const two = planBranchList(afterOne, branchesOf(after), known);
        const afterTwo = written(afterOne, two);
        for (const { id } of two.rename) expect(afterOne.map((one) => one.id)).toContain(id);
        expect(new Set(two.rename.map(({ id }) => id)).size).toBe(two.rename.length);
        expect(planBranchList(afterTwo, branchesOf(after), two.known).missing).toEqual([]);
      }),
    );
  });
});

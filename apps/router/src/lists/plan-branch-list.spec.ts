import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planBranchList, renamedValues, type ListValue } from './plan-branch-list.js';

const value = (id: number, text: string, sort = id): ListValue => ({ id, value: text, sort, code: null });
const kazan = { id: 'k', name: 'Казань' };
const tula = { id: 't', name: 'Тула' };

describe('planBranchList', () => {
  it('adds what is missing behind what is there, with all ids', () => {
    const list = [value(1, 'Головной офис', 10), { ...value(2, 'Своё', 500), code: 'OWN' }];
    const { values, missing } = planBranchList(list, [kazan, tula], {});
    expect(values).toEqual([
      { id: 1, value: 'Головной офис', sort: 10 },
      { id: 2, value: 'Своё', sort: 500, code: 'OWN' },
      { value: 'Казань', sort: 501 },
      { value: 'Тула', sort: 502 },
    ]);
    expect(missing).toEqual(['Казань', 'Тула']);
  });

  it('leaves a list alone that has them all, and knows whose they are', () => {
    const { values, known } = planBranchList([value(1, ' казань')], [kazan], {});
    expect([values, known]).toEqual([null, { k: { enumId: 1, name: 'Казань', text: ' казань' } }]);
  });

  it('renames the value of a renamed branch, so that leads keep it', () => {
    const known = { k: { enumId: 1, name: 'Казань', text: 'Казань' } };
    const renamed = { id: 'k', name: 'Казань Центр' };
    expect(planBranchList([value(1, 'Казань')], [renamed], known).values).toEqual([
      { id: 1, value: 'Казань Центр', sort: 1 },
    ]);
  });

  it('adds one beside a value that a person has given other words', () => {
    const known = { k: { enumId: 1, name: 'Казань', text: 'Казань' } };
    const { values } = planBranchList([value(1, 'Казань (закрыт)')], [{ id: 'k', name: 'Казань 2' }], known);
    expect(values?.map(({ value: text }) => text)).toEqual(['Казань (закрыт)', 'Казань 2']);
  });

  it('takes a spelling for the branch’s that routing takes for it, and follows a new spelling of the branch', () => {
    const orel = { id: 'o', name: 'Орёл - 2' };
    const { values, known } = planBranchList([value(1, 'Орел–2'), value(2, 'орел 2')], [orel], {});
    expect([values, known]).toEqual([null, { o: { enumId: 1, name: 'Орёл - 2', text: 'Орел–2' } }]);
    const plain = { o: { enumId: 1, name: 'Орел', text: 'Орел' } };
    const respelt = planBranchList([value(1, 'Орел')], [{ id: 'o', name: 'Орёл' }], plain);
    expect(respelt.values).toEqual([{ id: 1, value: 'Орёл', sort: 1 }]);
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

  it('never drops a value, and has nothing to do after itself', () => {
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
        const written = (list: ListValue[], planned: ReturnType<typeof planBranchList>) =>
          planned.values?.map((one, at) => ({
            ...value(one.id ?? 100 + list.length + at, one.value, one.sort),
          })) ?? list;
        const list = texts.map((text, at) => value(at + 1, text));
        const one = planBranchList(list, branchesOf(before), {});
        const afterOne = written(list, one);
        const { known } = planBranchList(afterOne, branchesOf(before), one.known);
        const two = planBranchList(afterOne, branchesOf(after), known);
        const afterTwo = written(afterOne, two);
        const ids = afterTwo.map(({ id }) => id);
        for (const { id } of afterOne) expect(ids).toContain(id);
        expect(planBranchList(afterTwo, branchesOf(after), two.known).values).toBeNull();
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { areasOf, RegionReader } from '@hub/regions';
import fc from 'fast-check';
import { branchOf } from '../../test/situation.js';
import { readPlace } from '../region/read-place.js';
import { findTerritory } from '../rule/find-territory.js';
import { decidePlace, isSameText, placeTextOf, textsOfPlace, type PlaceFacts } from './decide-place.js';

const reader = new RegionReader();
const read = (text: string) => reader.read(text);
const branch = (id: string, ...names: string[]) => {
  const regions = names.map((name) => ({ name, aliases: [] }));
  return branchOf(id, { regions, areas: areasOf(regions, read) });
};
const branches = [
  branch('samara', 'Самара'),
  branch('tolyatti', 'Тольятти'),
  branch('tatarstan', 'Татарстан'),
  branch('chelny', 'Набережные Челны'),
  branch('sochi', 'Краснодарский край', 'Сочи'),
  branch('south', 'Зона Юг'),
];
const meant = (text: string) => {
  const place = readPlace({ ...textsOfPlace(text)!, phoneRegion: null }, read);
  const { candidates } = findTerritory(place, { territories: [] }, branches);
  return { place, branchIds: candidates.map(({ branch: { id } }) => id) };
};
const textOf = (text: string) => {
  const [region = '', city = ''] = text.split('/');
  return placeTextOf(region, city);
};
const plain = { ownBranchId: 'samara', waitsFor: null, isLiving: true, isUsable: true, isTried: false };
/** The place that was known, and the one that is shown now; «/» stands before the city. */
const judge = (before: string | null, now: string, change: Partial<PlaceFacts> = {}) => {
  const [last, shown] = [before === null ? null : textOf(before), textOf(now)];
  const texts = textsOfPlace(last);
  return decidePlace({
    ...{ ...plain, shown, last, before: texts && last !== null ? meant(last) : null },
    ...{ now: textsOfPlace(shown) ? meant(shown) : { place: { kind: 'empty' }, branchIds: [] } },
    ...change,
  });
};

describe('decidePlace', () => {
  it.each<[string, string | null, string, Partial<PlaceFacts>, string]>([
    ['another branch has the place alone', 'Самара', 'Казань', {}, 'choose'],
    ['another branch of the region has it', 'Самара', 'Тольятти', {}, 'choose'],
    ['nothing has changed', 'Самара', 'Самара', {}, 'none'],
    ['it is spelt otherwise', 'Самара/', ' самара', {}, 'none'],
    ['its own branch has it', 'Казань', 'Самара', {}, 'remember'],
    ['several share it', 'Самара', 'Сызрань', {}, 'remember'],
    ['nobody has it', 'Самара', 'Уфа', {}, 'remember'],
    ['the branch has rejected the lead', 'Самара', 'Казань', { isTried: true }, 'remember'],
    ['the branch takes no leads now', 'Самара', 'Казань', { isUsable: false }, 'wait'],
    ['there was none before', '', 'Казань', {}, 'remember'],
    ['nobody knows what was there before', null, 'Казань', {}, 'same'],
    ['it was emptied', 'Самара', ' / ', {}, 'remember'],
    ['it is a zone of another branch', 'Самара', 'Зона Юг', {}, 'choose'],
  ])('when %s', (_, before, now, change, expected) => {
    expect(judge(before, now, change)).toBe(expected);
  });

  const byHand = { ownBranchId: 'south' };

  it.each<[string, string, string, string]>([
    ['a street is added', 'Самара', 'Самара, ул. Ленина 5', 'same'],
    ['a misspelling is mended', 'Самарра', 'Самара', 'same'],
    ['a short form is written out', 'наб. Челны', 'Набережные Челны', 'same'],
    ['the city is filled in beside the region', 'Татарстан', 'Татарстан/Казань', 'same'],
    ['a town of the same branch is named', 'Краснодарский край', 'Сочи', 'same'],
    ['another town of the region is named', 'Самара', 'Тольятти', 'remember'],
    ['a narrower town of the region is named', 'Татарстан', 'Татарстан/Челны', 'remember'],
    ['a text is mended that nobody could read', 'Смр', 'Самара', 'remember'],
    ['a doubtful town is made clear', 'Киров', 'Казань', 'remember'],
    ['another region is named', 'Самара', 'Казань', 'choose'],
    ['another region than one that nobody has', 'Уфа', 'Казань', 'choose'],
  ])('leaves a lead with the branch that a person chose, when %s', (_, before, now, expected) => {
    expect(judge(before, now, byHand)).toBe(expected);
  });

  it('goes by a place that can be read at last, for a lead that no branch has', () => {
    expect(judge('Смр', 'Самара', { ...byHand, isLiving: false })).toBe('choose');
    expect(judge('Самара', 'Тольятти', { ...byHand, isLiving: false })).toBe('choose');
    expect(judge('Самара', 'г. Самара', { ...byHand, isLiving: false })).toBe('same');
  });

  it('goes by the place where the lead waits for the branch of the former one', () => {
    expect(judge('Самара', 'Тольятти', { ...byHand, waitsFor: 'samara' })).toBe('choose');
    expect(judge('Тольятти', 'г. Тольятти', { ...byHand, waitsFor: 'tolyatti' })).toBe('same');
  });

  const texts = [
    ...[
      'Самара',
      'г. Самара',
      'Самара, ул. Ленина 5',
      'Самарская область/Самара',
      'Самарра',
      'Самарская обл.',
    ],
    ...[
      'Тольятти',
      'тлт',
      'Ставрополь-на-Волге',
      'Сызрань',
      'Казань',
      'кзн',
      'Татарстан',
      'РТ',
      'Татарстан/Казань',
    ],
    ...[
      'Челны',
      'наб. Челны',
      'Набережные Челны',
      'Сочи',
      'Адлер',
      'Анапа',
      'Уфа',
      'Смр',
      'Киров',
      'Зона Юг',
      '',
    ],
  ];
  const facts = fc.record({
    ownBranchId: fc.constantFrom(...branches.map(({ id }) => id)),
    waitsFor: fc.constantFrom(null, ...branches.map(({ id }) => id)),
    ...{ isLiving: fc.boolean(), isUsable: fc.boolean(), isTried: fc.boolean() },
  });

  it('moves no lead for the same meaning or the same branches, and none to a branch that had it', () => {
    const text = fc.constantFrom(...texts);
    fc.assert(
      fc.property(text, text, facts, (before, now, change) => {
        const verdict = judge(before, now, change);
        if (verdict !== 'choose' && verdict !== 'wait') return;
        const [former, found] = [meant(textOf(before)), meant(textOf(now))];
        expect(found.branchIds).toHaveLength(1);
        expect(found.branchIds).not.toEqual(former.branchIds);
        expect(found.branchIds).not.toContain(change.ownBranchId);
        expect(change.isTried).toBe(false);
        expect(read(now.replace('/', ', '))).not.toEqual(read(before.replace('/', ', ')));
      }),
    );
  });
});

describe('a place as one text', () => {
  it('is read again as it was written', () => {
    const text = placeTextOf(' Одинцовский г.о. ', 'Рост|ов');
    expect(textsOfPlace(text)).toEqual({ region: 'Одинцовский г.о.', city: 'Рост ов' });
    expect(textsOfPlace(placeTextOf(null, ' '))).toBeNull();
    expect(textsOfPlace(null)).toBeNull();
  });

  it('is the same in another spelling', () => {
    expect(isSameText(placeTextOf('Орёл ', null), 'орел|')).toBe(true);
    expect(isSameText(placeTextOf('Орёл', 'Орёл'), 'орел|')).toBe(false);
    expect(isSameText(placeTextOf(null, null), null)).toBe(false);
  });
});

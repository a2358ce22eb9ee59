import { describe, expect, it } from '@jest/globals';
import { RegionReader } from '@hub/regions';
import { readPlace } from './read-place.js';

const reader = new RegionReader();
const place = (region: string | null, city: string | null = null, phoneRegion: string | null = null) =>
  readPlace({ region, city, phoneRegion }, (text) => reader.read(text));

describe('readPlace', () => {
  it('reads the region, and the city when there is none', () => {
    expect(place('Самарская обл.')).toMatchObject({ region: 'Самарская область', from: 'region' });
    expect(place(' ', 'Екатеренбург')).toMatchObject({
      ...{ region: 'Свердловская область', from: 'city', how: 'fuzzy' },
    });
    expect(place(null)).toEqual({ kind: 'empty' });
  });

  it('lets the city decide between the regions that may be meant', () => {
    expect(place('Благовещенск')).toMatchObject({ kind: 'ambiguous' });
    expect(place('Башкирия', 'Благовещенск')).toMatchObject({ region: 'Республика Башкортостан' });
    expect(place('РБ', 'Уфа')).toMatchObject({ region: 'Республика Башкортостан', town: 'Уфа' });
  });

  it('asks when they contradict each other', () => {
    expect(place('Самарская область', 'Казань')).toMatchObject({
      kind: 'ambiguous',
      candidates: ['Самарская область', 'Республика Татарстан'],
    });
  });

  it('takes no word that it does not understand for a contradiction', () => {
    expect(place('другой', 'Казань')).toMatchObject({ region: 'Республика Татарстан', from: 'city' });
    expect(place('Самарская область', 'Верхние Васюки')).toMatchObject({ region: 'Самарская область' });
    expect(place('другой', 'не знаю')).toEqual({ kind: 'unknown', from: 'region', text: 'другой' });
  });

  it('looks at the phone only when nothing else is said', () => {
    expect(place(null, null, 'Пермский край')).toMatchObject({ region: 'Пермский край', how: 'phone' });
    expect(place('другой', null, 'Пермский край').kind).toBe('unknown');
    expect(place(null, 'Киров', 'Кировская область').kind).toBe('ambiguous');
  });
});

import { describe, expect, it } from '@jest/globals';
import type { ConfigObject } from '../configuration/configuration.js';
import { allowedDifferences, unite } from './allowed-differences.js';

const endsAt = new Date('2030-01-01T00:00:00Z');
const stage = (key: string, ref: string): ConfigObject => ({
  ...{ kind: 'stage', key, ref, within: 'Заявки', attributes: { name: key } },
});
const exception = (more: object = {}) => ({
  ...{ kind: 'stage' as const, key: 'Заявки/Новая', ref: '1/2', attributes: [] as string[] },
  ...{ reason: 'Договор', endsAt, ...more },
});
const why = { reason: 'Договор', endsAt: endsAt.toISOString() };

describe('allowedDifferences', () => {
  it.each([
    [
      'the object of the same identity, under its present key',
      stage('Заявки/Первая', '1/2'),
      { key: 'Заявки/Первая', refs: ['1/2'] },
    ],
    [
      'the object of the same key in a release of another origin',
      stage('Заявки/Новая', '7/8'),
      { key: 'Заявки/Новая', refs: ['1/2', '7/8'] },
    ],
    [
      'a whole object that the release does not have, under the key that it had',
      stage('Заявки/Другая', '9/9'),
      { key: 'Заявки/Новая', refs: ['1/2'] },
    ],
  ])('finds %s', (_, object, found) => {
    expect(allowedDifferences([exception()], { objects: [object] })).toEqual([
      { kind: 'stage', ...found, ...why },
    ]);
  });

  it('knows an object under what earlier releases of other origins called it', () => {
    const earlier = [{ objects: [stage('Заявки/Новая', '7/8')] }, { objects: [] }];
    expect(allowedDifferences([exception()], { objects: [] }, earlier)).toEqual([
      { kind: 'stage', key: 'Заявки/Новая', refs: ['1/2', '7/8'], ...why },
    ]);
  });

  it('says nothing of attributes of an object that the release does not have', () => {
    const name = exception({ attributes: ['name'] });
    expect(allowedDifferences([name], { objects: [stage('Заявки/Другая', '9/9')] })).toEqual([]);
  });

  it('allows each attribute by itself', () => {
    const both = exception({ attributes: ['name', 'order'] });
    expect(allowedDifferences([both], { objects: [stage('Заявки/Новая', '1/2')] })).toEqual([
      { kind: 'stage', key: 'Заявки/Новая', attribute: 'name', ...why },
      { kind: 'stage', key: 'Заявки/Новая', attribute: 'order', ...why },
    ]);
  });
});

describe('unite', () => {
  it('keeps what a plan was made with, adds what came since, and takes the newer reason', () => {
    const name = { kind: 'stage', key: 'a', attribute: 'name' } as const;
    const color = { kind: 'stage', key: 'a', attribute: 'color' } as const;
    expect(unite([{ ...name, reason: 'old' }], [color, { ...name, reason: 'new' }])).toEqual([
      { ...name, reason: 'new' },
      color,
    ]);
  });
});

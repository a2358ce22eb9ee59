import { describe, expect, it } from '@jest/globals';
import type { ConfigObject } from '../configuration/configuration.js';
import { exceptionAbout, objectOf } from './object-of.js';

const stage = (key: string, ref: string): ConfigObject => ({
  ...{ kind: 'stage', key, ref, within: 'Заявки', attributes: { name: key } },
});
const exception = { kind: 'stage' as const, key: 'Заявки/Новая', ref: '1/2' };
const [renamed, newcomer] = [stage('Заявки/Первая', '1/2'), stage('Заявки/Новая', '1/9')];

describe('the object of an exception', () => {
  it.each([
    ['is the one of its identity, whatever took its name', [newcomer, renamed], '1/2'],
    ['is the one of its key in a release of another origin', [stage('Заявки/Новая', '7/8')], '7/8'],
    ['is none of another kind', [{ ...renamed, kind: 'tag' as const }], undefined],
  ])('%s', (_, objects, ref) => {
    expect(objectOf(exception, { objects })?.ref).toBe(ref);
  });
});

describe('the exception about an object', () => {
  it.each([
    ['is found after a rename', renamed, [renamed, newcomer], exception],
    ['is not that of the object that had the name before', newcomer, [renamed, newcomer], undefined],
    ['is found in a release of another origin', newcomer, [newcomer], exception],
  ])('%s', (_, object, objects, found) => {
    expect(exceptionAbout(object, [exception], { objects })).toBe(found);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { RegionReader } from './region-reader.js';

interface Case {
  input: string;
  /** A region, or `ask`: the text alone does not decide. */
  expected: string;
  kind: string;
}

const folder = new URL('../test-data/', import.meta.url);
const files = ['region-cases.json', 'more-region-cases.json'];
const reader = new RegionReader();

function answerTo(text: string): string {
  const answer = reader.read(text);
  return answer.kind === 'region' ? answer.region : 'ask';
}

describe.each(files)('the cases of %s', (file) => {
  const cases = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case[];
  const judged = cases.map((one) => ({ ...one, got: answerTo(one.input) }));
  const line = ({ kind, input, expected, got }: Case & { got: string }) =>
    `${kind}: ${JSON.stringify(input)} → ${got}, expected ${expected}`;

  it('gives no lead to a wrong region', () => {
    const wrong = judged.filter(({ got, expected }) => got !== expected && got !== 'ask');
    expect(wrong.map(line)).toEqual([]);
  });

  it('asks a person in vain in at most three of a hundred', () => {
    const missed = judged.filter(({ got, expected }) => got === 'ask' && expected !== 'ask');
    const allowed = Math.floor(judged.length * 0.03);
    expect(missed.length > allowed ? missed.map(line) : []).toEqual([]);
  });

  it('names regions that exist', () => {
    const names = new Set([...RegionReader.names, 'ask']);
    expect(cases.filter(({ expected }) => !names.has(expected))).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { message } from '@hub/messages';
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import { readBlueprint } from './read-blueprint.js';
import { scanYaml } from './scan-yaml.js';

const nested = (open: string, close = '') => open.repeat(1000) + 'x' + close.repeat(1000);
const steps = Array.from({ length: 300 }, (_, at) => `${' '.repeat(at)}a:`).join('\n');
const listed = Array.from({ length: 300 }, (_, at) => `${' '.repeat(at)}- a:`).join('\n');

describe('scanYaml', () => {
  it.each([
    ['brackets', nested('['), 29],
    ['closed brackets', nested('[', ']'), 29],
    ['braces', nested('{'), 29],
    ['members of braces', nested('{a: ', '}'), 116],
    ['list marks', nested('- '), 60],
    ['key marks', nested('? '), 60],
    ['value marks', nested(': '), 60],
    ['keys of brackets', nested('? [', ']'), undefined],
    ['list marks in brackets', `a:\n  - ${nested('[')}`, undefined],
    ['indented mappings', steps, undefined],
    ['indented lists', listed, undefined],
    ['a string before', `a: "]]]]'{"\nb: ${nested('[')}`, undefined],
    ['brackets in a block text before', `a: |\n  ]]\n  ]\nb: ${nested('[')}`, undefined],
  ])('refuses too many levels of %s', (_name, text, offset) => {
    const fault = scanYaml(text);
    expect(fault?.expected).toEqual(message('blueprints.levels', { most: 30 }));
    if (offset !== undefined) expect(fault?.offset).toBe(offset);
  });

  it.each([
    ['an alias', 'a: &x [1]\nb: *x', 3],
    ['a bomb', 'a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]', 3],
    ['a tag', 'a: !!binary x', 3],
    ['a directive', '%YAML 1.2\n---\na: 1', 0],
    ['a bracket too many', 'a: [1]]', 6],
    ['a comma too many', 'a: [1,,2]', 6],
  ])('refuses %s', (_name, text, offset) => {
    expect(scanYaml(text)?.offset).toBe(offset);
  });

  it.each([
    ['nothing', ''],
    ['marks in strings', `a: "[[[[ &x *y"\nb: '{{{{'\nc: x[y]z & w * v`],
    ['marks in a block text', `a: |\n  ${'['.repeat(100)}\n  &x *y\nb: >\n  - - - - -`],
    ['marks in comments', `# ${'['.repeat(100)}\na: 1 # ]]]`],
    ['a long list', 'a:\n' + '- [b, {c: d}]\n'.repeat(1000)],
    ['windows line ends', 'a:\r\n  - b: 1\r\n    c: [1, 2,]\r\n'.repeat(3)],
  ])('lets %s through', (_name, text) => {
    expect(scanYaml(text)).toBeNull();
  });

  it('lets nothing through on which the parser runs out of stack', () => {
    const piece = fc.constantFrom(
      '[',
      '{',
      ']',
      '}',
      '- ',
      '? ',
      ': ',
      'a: ',
      '\n',
      '  ',
      'x',
      ',',
      '"',
      "'",
      '|',
      '# ',
      '\t',
    );
    const soup = fc.array(fc.tuple(piece, fc.integer({ min: 1, max: 60 })), { maxLength: 40 });
    fc.assert(
      fc.property(soup, (pieces) => {
        const text = pieces.map(([one, times]) => one.repeat(times)).join('');
        if (scanYaml(text)) return;
        const { errors } = parseDocument(text, { uniqueKeys: false });
        expect(errors.map(({ message }) => message).filter((words) => words.includes('stack'))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a text full of faults', () => {
  it.each([
    ['wrong keys', Array.from({ length: 5000 }, (_, at) => `k${at}: 1`).join('\n')],
    ['broken lines', 'a: |\n'.repeat(5000)],
  ])('of %s names 200 of them', (_name, text) => {
    const read = readBlueprint(text, 'x.yaml');
    expect(read.ok ? [] : read.problems).toHaveLength(200);
  });

  it('names a key that stands twice', () => {
    const read = readBlueprint('blueprint: 1\nname: a\nname: b', 'x.yaml');
    expect(read.ok ? [] : read.problems).toEqual([
      {
        ...{ file: 'x.yaml', line: 3, column: 1, found: 'name' },
        expected: message('blueprints.once', { name: 'name' }),
      },
    ]);
  });
});

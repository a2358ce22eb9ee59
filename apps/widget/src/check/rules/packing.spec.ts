import { expect, it } from '@jest/globals';
import { complaintsAfter, type Spoilt } from '../../../test/good-archive.js';

/** Takes the files of a spoilt case under other names. */
function rename(one: Spoilt, to: (path: string) => string): void {
  for (const [path, file] of Object.entries({ ...one.files })) {
    Reflect.deleteProperty(one.files, path);
    one.files[to(path)] = file;
  }
}

it.each<[string, (one: Spoilt) => void, string[]]>([
  ['nothing', () => undefined, []],
  ['no manifest', ({ files }) => delete files['manifest.json'], ['E manifest-missing manifest.json']],
  ['a folder', (one) => rename(one, (path) => `my/${path}`), ['E zip-root my/manifest.json']],
  ['a folder in a folder', (one) => rename(one, (path) => `a/b/${path}`), ['E zip-root a/b/manifest.json']],
  [
    'a desktop file',
    ({ files }) => (files['images/.DS_Store'] = { text: 'x' }),
    ['W zip-junk images/.DS_Store'],
  ],
  ['a history', ({ files }) => (files['.git/config'] = { text: 'x' }), ['W zip-junk .git/config']],
  ['a path upwards', ({ files }) => (files['../a.txt'] = { text: 'x' }), ['E zip-path ../a.txt']],
  ['a path of a drive', ({ files }) => (files['C:/a.txt'] = { text: 'x' }), ['E zip-path C:/a.txt']],
  ['a mark in JSON', ({ files }) => (files['i18n/en.json']!.bom = true), ['E bom i18n/en.json']],
  ['a mark in the script', ({ files }) => (files['script.js']!.bom = true), ['E bom script.js']],
  ['line ends of Windows', ({ files }) => (files['style.css']!.crlf = true), ['W crlf style.css']],
  ['no JSON', ({ files }) => (files['i18n/en.json'] = { text: '{' }), ['E json i18n/en.json']],
  ['words in a list', ({ files }) => (files['i18n/en.json'] = { json: ['a'] }), ['E json i18n/en.json']],
  ['JSON of the widget’s own', ({ files }) => (files['data.json'] = { text: '//' }), []],
])('%s', (_, spoil, found) => {
  expect(complaintsAfter(spoil)).toEqual(found);
});

it('names every path with a backslash, and judges the rest as if they were slashes', () => {
  const found = complaintsAfter((one) => rename(one, (path) => path.replaceAll('/', '\\')));
  expect(found.every((line) => line.startsWith('E zip-path '))).toBe(true);
  expect(found).toContain('E zip-path images\\logo.png');
});

it('a manifest that is no JSON is told, and nothing is guessed behind it', () => {
  expect(complaintsAfter(({ files }) => (files['manifest.json'] = { text: 'x' }))).toEqual([
    'E json manifest.json',
  ]);
});

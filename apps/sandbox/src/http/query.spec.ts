import { expect, it } from '@jest/globals';
import { parseQuery } from './query.js';

it.each([
  ['f[]=a&f[]=b', ['a', 'b']],
  ['f[1]=a&f[]=b', ['a', 'b']],
  ['f[2]=a&f[]=b&f[]=c', ['a', 'b', 'c']],
  ['f[x]=a&f[]=b', ['b', 'a']],
])('%s keeps every value', (text, values) => {
  expect(Object.values(parseQuery(text)['f'] as object)).toEqual(values);
});

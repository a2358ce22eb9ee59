import { expect, it } from '@jest/globals';
import { markdownOf } from './markdown.js';

it('names the counts and keeps the text in its fence', () => {
  expect(
    markdownOf('План', { create: 2, delete: 0, blocked: 1 }, 'Создать\n  + Тег «```»\n').split('\n'),
  ).toEqual([
    ...['## План', '', '| create | blocked |', '| --- | --- |', '| 2 | 1 |', ''],
    ...['````', 'Создать', '  + Тег «```»', '````'],
  ]);
  expect(markdownOf('План', { create: 0 }, 'Пусто')).toBe('## План\n\n```\nПусто\n```');
});

import { expect, it } from '@jest/globals';
import type { Message } from '@hub/messages';
import { markdownOf } from './markdown.js';

it('names the counts and keeps the text in its fence', () => {
  const words = ({ key }: Message) => key;
  const none = { create: 0, update: 0, delete: 0, adopt: 0, manual: 0, blocked: 0, managed: 0, own: 0 };
  const plan = { heading: 'План', text: 'Создать\n  + Тег «```»\n' };
  expect(markdownOf({ ...plan, counts: { ...none, create: 2, blocked: 1 } }, words).split('\n')).toEqual([
    ...['## План', '', '| plans.blocked | plans.create |', '| --- | --- |', '| 1 | 2 |', ''],
    ...['````', 'Создать', '  + Тег «```»', '````'],
  ]);
  expect(markdownOf({ heading: 'План', counts: none, text: 'Пусто' }, words)).toBe(
    '## План\n\n```\nПусто\n```',
  );
});

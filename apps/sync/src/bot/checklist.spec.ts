import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { checklistOf } from './checklist.js';
import { factsOfFile } from './bot-facts.js';

const read = (name: string) =>
  factsOfFile(readFileSync(new URL(`../../test/bots/${name}/input.json`, import.meta.url), 'utf8'));
const stepsOf = (name: string, more: { triggers?: string; old?: string; circle?: string[] } = {}) =>
  checklistOf({
    ...{ facts: read(name), botName: 'Бот', circle: more.circle ?? [] },
    ...{ triggers: more.triggers ?? null, old: more.old ?? null },
  });

describe('checklistOf', () => {
  it('tells what the bot needs, and nothing else', () => {
    expect(stepsOf('d01-code-array').map(({ text }) => text.key)).toEqual([
      'bots.todo-paste',
      'bots.todo-triggers-unknown',
      'bots.todo-switch-on',
    ]);
    expect(stepsOf('d01-code-array', { circle: ['А', 'Б'] })[1]?.text).toEqual({
      key: 'bots.todo-starts',
      facts: { bots: ['«А»', '«Б»'] },
    });
    const widget = stepsOf('d05-export-widget', { triggers: 'Этап «Новая»', old: 'Бот v1' });
    expect(widget.map(({ text }) => text.key)).toEqual([
      'bots.todo-import',
      'bots.todo-widgets',
      'bots.todo-channels',
      'bots.todo-triggers',
      'bots.todo-switch-on',
      'bots.todo-switch-off-old',
    ]);
    expect(widget.at(-1)?.text.facts).toEqual({ name: 'Бот v1' });
  });
});

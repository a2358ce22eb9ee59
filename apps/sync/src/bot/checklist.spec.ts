import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { checklistOf, type ChecklistFacts } from './checklist.js';
import { factsOfFile } from './bot-facts.js';

const read = (name: string) =>
  factsOfFile(readFileSync(new URL(`../../test/bots/${name}/input.json`, import.meta.url), 'utf8'));
const stepsOf = (name: string, more: Partial<ChecklistFacts> = {}) =>
  checklistOf({
    ...{ facts: read(name), botName: 'Бот', circle: [], startsReplaced: [], starters: [] },
    ...{ triggers: null, old: null, ...more },
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

  it('has the bots follow whose id has changed, before the old one is switched off', () => {
    const steps = stepsOf('d01-code-array', { startsReplaced: ['А'], old: 'Бот v1', starters: ['Б'] });
    expect(steps.slice(-2)).toEqual([
      { step: 'deliver-again', text: { key: 'bots.todo-deliver-again', facts: { bots: ['«А»'] } } },
      {
        step: 'switch-off-old',
        text: { key: 'bots.todo-switch-off-started', facts: { name: 'Бот v1', bots: ['«Б»'] } },
      },
    ]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { inspectBot, isSound } from './inspect-bot.js';
import { markBot } from './mark-bot.js';
import { proveBot } from './prove-bot.js';
import { readBot } from './read-bot.js';
import { writeBot } from './rewrite-bot.js';

const folder = new URL('../../../test/bots/', import.meta.url);
const sound = readdirSync(folder)
  .map((name) => ({ name, file: readFileSync(new URL(`${name}/input.json`, folder), 'utf8') }))
  .filter(({ file }) => isSound(inspectBot(file)));
const mark = { fieldId: 990_001, text: 'hub-1a2b3c4d' };

describe('markBot', () => {
  it.each(sound)('$name stays sound, and writes the mark before all else', ({ file }) => {
    const bot = readBot(file).bot!;
    const marked = writeBot(markBot(bot, mark), null);
    const found = inspectBot(marked);
    expect(found.complaints.filter(({ severity }) => severity === 'error')).toEqual([]);
    const own = found.references.filter(({ id }) => String(id) === String(mark.fieldId));
    expect(own.map(({ kind }) => kind)).toEqual(bot.form === 'code' ? ['field'] : ['field', 'field']);
    expect(own[0]?.path).toMatch(/0\/question\/0\//);
    expect(proveBot(marked, marked)).toEqual([]);
    expect(proveBot(writeBot(bot, null), marked)).not.toEqual([]);
  });

  it('leaves a bot alone that has no question to begin with', () => {
    const bot = readBot(JSON.stringify({ 0: { finish: [] } })).bot!;
    expect(markBot(bot, mark)).toBe(bot);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { leadTextCoded } from './account-objects.js';
import { inspectBot, isSound } from './inspect-bot.js';
import { markBot } from './mark-bot.js';
import { proveBot } from './prove-bot.js';
import { readBot, type Bot } from './read-bot.js';
import { writeBot } from './rewrite-bot.js';

const folder = new URL('../../../test/bots/', import.meta.url);
const sound = readdirSync(folder)
  .map((name) => ({ name, file: readFileSync(new URL(`${name}/input.json`, folder), 'utf8') }))
  .filter(({ file }) => isSound(inspectBot(file)));
/** A block of a layout. */
type Block = { actions?: { id: unknown }[] };

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

  const drawn = sound.find(({ name }) => name === 'd03-export-buttons')!.file;
  /** The drawn bot with other ids of its actions. */
  const withIds = (idOf: (id: number, at: number) => unknown): Bot => {
    const bot = structuredClone(readBot(drawn).bot!);
    const actions = (bot.blocks as Block[]).flatMap((one) => one.actions ?? []);
    actions.forEach((action, at) => (action.id = idOf(action.id as number, at)));
    expect(isSound(inspectBot(writeBot(bot, null)))).toBe(true);
    return bot;
  };
  it.each<[string, (id: number, at: number) => unknown]>([
    ['numbers as texts', (id) => String(id)],
    ['one id missing', (id, at) => (at === 1 ? undefined : id)],
    ['one id that is nothing', (id, at) => (at === 1 ? '' : id)],
  ])('gives its action an id of its own: %s', (_, idOf) => {
    const marked = markBot(withIds(idOf), mark);
    const actions = (marked.blocks as Block[]).flatMap((one) => one.actions ?? []);
    const isOwn = (action: object) => JSON.stringify(action).includes(mark.text);
    const [own] = actions.filter(isOwn);
    expect(Number.isSafeInteger(own?.id)).toBe(true);
    expect(actions.filter((one) => one !== own).map(({ id }) => String(id))).not.toContain(String(own?.id));
    expect(isSound(inspectBot(writeBot(marked, null)))).toBe(true);
  });

  it('leaves a bot alone whose actions have texts as ids', () => {
    const bot = withIds((id) => `a-${id}`);
    expect(markBot(bot, mark)).toBe(bot);
  });

  it.each([
    ['text', 880],
    ['textarea', 880],
    ['select', null],
    ['numeric', null],
  ])('is written into a field of the type %s: %s', (type, id) => {
    const field = { kind: 'field', id: '880', name: 'Бот', within: 'leads', code: 'HUB_BOT', type } as const;
    expect(leadTextCoded({ objects: [{ ...field, id: '7', within: 'contacts' }, field] }, 'HUB_BOT')).toBe(
      id,
    );
  });

  it('leaves a bot alone that has no question to begin with', () => {
    const bot = readBot(JSON.stringify({ 0: { finish: [] } })).bot!;
    expect(markBot(bot, mark)).toBe(bot);
  });
});

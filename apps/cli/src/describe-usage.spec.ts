import { expect, it } from '@jest/globals';
import { say } from '@hub/messages';
import { CommanderError } from 'commander';
import { describeUsage } from './describe-usage.js';
import { buildProgram } from './program.js';

const program = () =>
  buildProgram({
    bench: () => {
      throw new Error('nothing is run here');
    },
    words: (name) => name,
    ...{ folder: '', key: undefined, isGithub: false, setExitCode: () => undefined },
  });

it.each([
  ['plan', 'не хватает <account>'],
  ['plan kazan --jsn', 'параметра --jsn нет'],
  ['plan kazan --out', 'у параметра -o, --out <file> нет значения'],
  ['plna kazan', 'команды plna нет'],
  ['plan kazan tver', 'лишние слова после команды plan'],
])('%s: %s', async (words, said) => {
  const error = await program()
    .parseAsync(words.split(' '), { from: 'user' })
    .catch((thrown: unknown) => thrown as CommanderError);
  expect(error).toBeInstanceOf(CommanderError);
  expect(say(describeUsage(error as CommanderError), 'ru')).toBe(said);
});

it('shows help without a word of English', () => {
  const { commands } = program();
  for (const command of commands)
    expect(command.helpInformation()).not.toMatch(/\[options\]|\[command\]|\(default: /);
});

import { message, type Message } from '@hub/messages';

const mistakes = {
  'commander.unknownOption': 'cli.usage-unknown-option',
  'commander.unknownCommand': 'cli.usage-unknown-command',
  'commander.missingArgument': 'cli.usage-missing-argument',
  'commander.optionMissingArgument': 'cli.usage-missing-value',
  'commander.excessArguments': 'cli.usage-too-many',
} as const;

/** What is wrong with a command as it was typed. Of commander's own words only the name in quotes is taken. */
export function describeUsage({ code, message: words }: { code: string; message: string }): Message {
  const key = code in mistakes ? mistakes[code as keyof typeof mistakes] : 'cli.usage-other';
  const word = /'([^']*)'/.exec(words)?.[1] ?? '';
  return message(key, { word: code === 'commander.missingArgument' ? `<${word}>` : word });
}

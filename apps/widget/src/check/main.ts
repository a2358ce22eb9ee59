import { parseArgs } from 'node:util';
import { message } from '@hub/messages';
import { sayIn } from '../terminal-words.js';
import { judgeArchive } from './judge-archive.js';
import { readArchive } from './read-archive.js';
import { readFiles } from './read-files.js';

/**
 * `npm run widget:check`: every complaint on a line of its own; ends with 1 when there is an error, 2 when nothing
 * could be read.
 */
function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    strict: false,
    options: {
      public: { type: 'boolean' },
      previous: { type: 'string' },
      json: { type: 'boolean' },
      locale: { type: 'string' },
    },
  });
  const words = sayIn(textOf(values['locale']));
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) {
    console.error(words(message('archive.check-usage')));
    return 2;
  }
  let files;
  try {
    files = readFiles(path);
  } catch (error) {
    console.error(
      words(message('archive.unreadable', { path, error: error instanceof Error ? error.message : '' })),
    );
    return 2;
  }
  const about = {
    integration: values['public'] ? 'public' : 'private',
    previousVersion: textOf(values['previous']) ?? null,
  } as const;
  const complaints = judgeArchive(readArchive(files, about)).map((one) => ({
    ...one,
    text: words(one.text),
  }));
  const errors = complaints.filter(({ severity }) => severity === 'error').length;
  const warnings = complaints.length - errors;
  const verdict = errors > 0 ? 'bad' : 'good';
  if (values['json']) {
    console.log(JSON.stringify({ verdict, complaints }, null, 2));
  } else {
    for (const { severity, code, path: at, text } of complaints)
      console.log(`${words(message(`archive.${severity}`))}  ${at}  ${text}  [${code}]`);
    console.log(words(message(`archive.${verdict}`, { errors, warnings })));
  }
  return errors > 0 ? 1 : 0;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

// What a checked script leaves behind is not the command's own.
process.on('unhandledRejection', () => undefined);
process.exitCode = main();

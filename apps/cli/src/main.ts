import { homedir } from 'node:os';
import { CommanderError } from 'commander';
import { message, type Message } from '@hub/messages';
import { CliError } from './cli-error.js';
import { decideSettings, settingsFolder } from './hub/decide-settings.js';
import { HubApi, HubRefusal } from './hub/hub-api.js';
import { readSettings } from './hub/settings-file.js';
import { describeUsage } from './describe-usage.js';
import { buildProgram, localeFrom } from './program.js';
import { Terminal, type Streams } from './terminal/terminal.js';

const { env, argv, stdin: input, stdout: output, stderr: errors } = process;
const streams: Streams = { input, output, errors };
// Whoever reads may have seen enough of it. What was begun goes on, and its exit code says how it ended.
for (const stream of [output, errors])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

let terminal = new Terminal(streams, 'ru');
try {
  terminal = new Terminal(streams, localeFrom(argv, env.HUB_LOCALE));
  await run(terminal);
} catch (error) {
  process.exitCode = 1;
  fail(terminal, saidOf(error), error instanceof HubRefusal ? error.problem : undefined);
}

/** Prints what went wrong; with `--json` as data too, in the hub's own answer where there was one. */
function fail(terminal: Terminal, said: Message, problem?: object): void {
  terminal.print(said);
  if (argv.includes('--json') && !terminal.hasData)
    terminal.json(problem ?? { detail: terminal.words(said) });
}

async function run(terminal: Terminal): Promise<void> {
  const folder = settingsFolder(env, homedir());
  const hub = async () => new HubApi(decideSettings(env, await readSettings(folder)), terminal.locale);
  const program = buildProgram({
    bench: (isJson) => ({ terminal, isJson, hub }),
    words: (name, facts) => terminal.words(message(`cli.${name}`, facts)),
    ...{ folder, key: env.HUB_KEY, isGithub: env.GITHUB_ACTIONS === 'true' },
    setExitCode: (code) => (process.exitCode = code),
  });
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode;
    const isHelp = error.code === 'commander.helpDisplayed' || error.code === 'commander.help';
    if (!isHelp) fail(terminal, message('cli.usage', { detail: describeUsage(error) }));
  }
}

function saidOf(error: unknown): Message {
  return error instanceof CliError ? error.said : message('cli.unexpected', { error: String(error) });
}

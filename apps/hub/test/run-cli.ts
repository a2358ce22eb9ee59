import { spawn } from 'node:child_process';

/** What a run of the command line left behind. */
export interface CliRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

function start(words: readonly string[], environment: Record<string, string>) {
  return spawn(process.execPath, ['dist/apps/cli/src/main.js', ...words], {
    env: { PATH: process.env.PATH ?? '', ...environment },
  });
}

/** The exit code of a run whose words and data nobody reads: both pipes are closed at once. */
export function runUnread(
  words: readonly string[],
  environment: Record<string, string>,
): Promise<number | null> {
  const child = start(words, environment);
  child.stdout.destroy();
  child.stderr.destroy();
  child.stdin.end();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}

/** Runs the built command line with these words, typing `input`, and with exactly these variables beside PATH. */
export function runCli(
  words: readonly string[],
  { input = '', ...environment }: Record<string, string> = {},
): Promise<CliRun> {
  const child = start(words, environment);
  const run = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (run.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (run.stderr += chunk.toString()));
  // A command that asks nothing may have ended before.
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...run }));
  });
}

/** A blueprint of pipelines with one stage each. */
export const blueprint = (pipelines: readonly string[]) =>
  [
    'blueprint: 1',
    'name: Проба',
    'pipelines:',
    ...pipelines.map((name) => `  - { name: ${name}, stages: [Новая] }`),
  ].join('\n');

/** A change of a plan with its answers. */
export interface Question {
  kind: string;
  key: string;
  action: string;
  answers: string[];
}

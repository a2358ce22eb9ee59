#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withEnvFile } from './env-file.mjs';

/**
 * The commands of package.json that must work on a fresh clone: installs the dependencies when the lock file has
 * changed since the last time, builds, then runs the named task with the remaining arguments. What runs the hub also
 * gets the variables of .env.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const compiled = (file, ...args) => ['--enable-source-maps', `dist/${file}`, ...args];
const script = (file, ...args) => ['--import', './scripts/loader/register.js', file, ...args];
const tasks = {
  build: { run: () => null },
  demo: { run: (args) => compiled('demo/main.js', ...args) },
  test: { run: (args) => script('scripts/run-jest.js', ...args), variables: { HUB_TEST_BUILD: '1' } },
  start: { run: (args) => compiled('apps/hub/src/main.js', ...args), hasEnvFile: true, isAlone: true },
  'start:distributed': {
    run: (args) => compiled('apps/hub/src/distributed.js', ...args),
    hasEnvFile: true,
    isAlone: true,
  },
  'key:new': { run: (args) => compiled('apps/hub/src/new-key.js', ...args), hasEnvFile: true },
  'secrets:rotate': { run: (args) => compiled('apps/hub/src/rotate-secrets.js', ...args), hasEnvFile: true },
  'secrets:forget': { run: (args) => compiled('apps/hub/src/forget-secrets.js', ...args), hasEnvFile: true },
  sandbox: { run: (args) => compiled('apps/sandbox/src/main.js', ...args), hasEnvFile: true },
  'widget:build': { run: (args) => script('apps/widget/src/build/main.ts', ...args), isSource: true },
  'test:browser': { run: (args) => ['scripts/test-browser.mjs', ...args], isSource: true },
  'docs:pictures': { run: (args) => ['scripts/test-browser.mjs', '--pictures', ...args], isSource: true },
  'widget:check': { run: (args) => script('apps/widget/src/check/main.ts', ...args), isSource: true },
  hub: { run: (args) => compiled('apps/cli/src/main.js', ...args) },
};

const [name, ...rest] = process.argv.slice(2);
const task = tasks[name];
if (!task) {
  console.error(`Usage: node scripts/run.mjs ${Object.keys(tasks).join('|')}`);
  process.exit(2);
}
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node 20.19 or newer is needed, this is ${process.versions.node}`);
  process.exit(2);
}
const environment = task.hasEnvFile ? withEnvFile(root, process.env) : process.env;
// A hub that runs out of this folder would lose its packages and its build.
if (task.isAlone && existsSync(`${root}/node_modules/.installed`))
  await run(process.execPath, script('scripts/assert-not-running.ts'), environment);
await install();
// What runs from the source needs no build.
if (!task.isSource) await build();
const args = task.run(rest);
if (args) await run(process.execPath, args, { ...environment, ...task.variables });

/**
 * Install scripts run for the packages that `allowScripts` of package.json allows, also under an npm that does not know
 * that field.
 */
async function install() {
  const marker = `${root}/node_modules/.installed`;
  const lock = createHash('sha256')
    .update(readFileSync(`${root}/package-lock.json`))
    .digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  console.error('Installing the packages; the first time takes a minute or two …');
  await prepare('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  const { allowScripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
  const allowed = Object.keys(allowScripts).filter(
    (each) => allowScripts[each] && existsSync(`${root}/node_modules/${each}`),
  );
  await prepare('npm', ['rebuild', '--ignore-scripts=false', '--loglevel=error', ...allowed]);
  writeFileSync(marker, lock);
}

/** A build empties dist/ first, so without a changed source what runs from there is left alone. */
async function build() {
  const marker = `${root}/dist/.built`;
  const sources = hashSources();
  if (name !== 'build' && existsSync(marker) && readFileSync(marker, 'utf8') === sources) return;
  console.error('Building …');
  await prepare(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build']);
  await prepare(process.execPath, ['scripts/bundle.mjs']);
  writeFileSync(marker, sources);
}

/** Of everything a build reads, by name, size and moment of the last change. */
function hashSources() {
  const hash = createHash('sha256');
  const files = [
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'nest-cli.json',
    'scripts/bundle.mjs',
  ];
  for (const folder of ['apps', 'libs', 'demo']) {
    const names = readdirSync(`${root}/${folder}`, { recursive: true });
    files.push(...names.sort().map((path) => `${folder}/${path}`));
  }
  for (const file of files) {
    const { size, mtimeMs } = statSync(`${root}/${file}`);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** Like `run`, with every word on stderr: stdout belongs to the task. */
function prepare(program, programArgs) {
  return run(program, programArgs, process.env, ['inherit', process.stderr, 'inherit']);
}

/** Runs to the end; passes signals on, and ends this process too when the program fails. */
async function run(program, programArgs, env = process.env, stdio = 'inherit') {
  const child = spawn(program, programArgs, {
    cwd: root,
    env,
    stdio,
    shell: program === 'npm' && process.platform === 'win32',
  });
  const forward = (signal) => child.kill(signal);
  // Ctrl+C in a terminal reaches the child by itself; this process only has to outlive it.
  const ignore = () => undefined;
  process.on('SIGTERM', forward).on('SIGINT', ignore);
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
  process.off('SIGTERM', forward).off('SIGINT', ignore);
  if (status !== 0) process.exit(status);
}

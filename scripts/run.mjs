#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The commands of package.json that must work on a fresh clone: installs the dependencies when the lock file has
 * changed since the last time, builds, then runs the named task with the remaining arguments.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const compiled = (file, ...args) => ['node', ['--enable-source-maps', `dist/${file}`, ...args]];
const tasks = {
  build: () => [],
  demo: (args) => [compiled('demo/main.js', ...args)],
  test: (args) => [script('scripts/run-jest.ts', ...args)],
  start: (args) => [compiled('apps/hub/src/main.js', ...args)],
  'start:distributed': (args) => [compiled('apps/hub/src/distributed.js', ...args)],
  sandbox: (args) => [compiled('apps/sandbox/src/main.js', ...args)],
};

function script(file, ...args) {
  return ['node', ['--import', '@swc-node/register/esm-register', file, ...args]];
}

const [task, ...rest] = process.argv.slice(2);
const commands = tasks[task]?.(rest);
if (!commands) {
  console.error(`Usage: node scripts/run.mjs ${Object.keys(tasks).join('|')}`);
  process.exit(2);
}
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node 20.19 or newer is needed, this is ${process.versions.node}`);
  process.exit(2);
}
install();
run('node', ['node_modules/@nestjs/cli/bin/nest.js', 'build']);
for (const [program, args] of commands) run(program, args);

function install() {
  const marker = `${root}/node_modules/.installed`;
  const lock = createHash('sha256')
    .update(readFileSync(`${root}/package-lock.json`))
    .digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(marker, lock);
}

function run(program, args) {
  const isNode = program === 'node';
  const ended = spawnSync(isNode ? process.execPath : program, args, {
    cwd: root,
    stdio: 'inherit',
    shell: !isNode && process.platform === 'win32',
  });
  if (ended.status !== 0) process.exit(ended.status ?? 1);
}

import { readdirSync, readFileSync } from 'node:fs';

/** Folders that decide only, whatever a file of them looks like. */
const folders =
  /^(apps\/router\/src\/rule|apps\/sync\/src\/(bot\/core|configuration|kind|plan)|libs\/(calendar|limits|messages|regions)\/src)\//;

/** What is no plain code although it may look so: parts that are all effect, what is put together only, and calls of a framework. */
const effects =
  /^(libs\/(bus|contracts|database|local-servers|platform|service|testing)|apps\/(cli|hub|sandbox|widget))\//;
const assembled = /\/migrations\/|\.(config|module|providers)\.ts$|\/(index|main|pure)\.ts$/;
const ofFramework = /^apps\/gateway\/src\/(prepare-gateway|docs\/describe-api|route\/route)\.ts$/;

const root = new URL('../../', import.meta.url);
const files = ['apps', 'libs'].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /^\w+\/[^/]+\/src\/.*(?<!\.d)\.ts$/.test(path)),
);
const specs = new Set(files.filter((path) => path.endsWith('.spec.ts')));

/** Exports a function or a constant, awaits nothing and has no decorator. Comments do not count. */
function isPlain(path) {
  if ([effects, assembled, ofFramework].some((what) => what.test(path))) return false;
  const code = readFileSync(new URL(path, root), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  return (
    /^export (function|const) /m.test(code) && !/^\s*@[A-Z]\w*\(|\bawait\b|\basync\b|\bPromise</m.test(code)
  );
}

/**
 * The files that decide: with a spec beside them, named so (`decide-*`), in a folder that only decides, or plain code.
 * ESLint keeps the clock and random values out of them, `.pure-core.mjs` all that does I/O.
 */
export const decidingFiles = files.filter(
  (path) =>
    !specs.has(path) &&
    (specs.has(path.replace(/\.ts$/, '.spec.ts')) ||
      /\/decide-[^/]+\.ts$/.test(path) ||
      folders.test(path) ||
      isPlain(path)),
);

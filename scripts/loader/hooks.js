import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

/**
 * Hooks of Node's loader: `@hub/name` is the entry file of that lib, `@hub/name/pure` its pure one, `./file.js` is `./file.ts` where that exists,
 * TypeScript is compiled as tsconfig.json says, and `@jest/globals` is what the runner of the tests gives a file. A query
 * behind a file's address goes on to all it imports: that file has modules of its own.
 */
const root = new URL('../../', import.meta.url).href;
const isOurs = (url) => url?.startsWith(root) && !url.includes('/node_modules/');
const asModule = (url) => ({ url, format: 'module', shortCircuit: true });

export async function resolve(specifier, context, nextResolve) {
  if (specifier === '@jest/globals') return asModule(`${root}scripts/jest/globals.js`);
  const query = isOurs(context.parentURL) ? new URL(context.parentURL).search : '';
  const [, lib, entry = 'index'] = /^@hub\/([\w-]+)(?:\/(pure))?$/.exec(specifier) ?? [];
  if (lib) return asModule(`${root}libs/${lib}/src/${entry}.ts${query}`);
  if (specifier.startsWith('.') && isOurs(context.parentURL)) {
    const { href } = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (href.endsWith('.ts') && existsSync(fileURLToPath(href))) return asModule(`${href}${query}`);
  }
  return nextResolve(specifier, context);
}

export async function load(url, context, nextLoad) {
  if (!isOurs(url) || !new URL(url).pathname.endsWith('.ts')) return nextLoad(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), {
    ...{ filename, sourceMaps: 'inline', swcrc: false, configFile: false, module: { type: 'es6' } },
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
  });
  return { format: 'module', source: code, shortCircuit: true };
}

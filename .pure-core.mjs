import { readdirSync } from 'node:fs';

/**
 * What a deciding file loads when it runs, through any number of files, is no framework and no I/O. A deciding file is one
 * with a spec beside it, every file of the folders named here, and every one that says so by its name. Types alone load
 * nothing, so this reads the compiled code.
 */
const folders = [
  'apps/router/src/rule',
  'apps/sync/src/(bot/core|configuration|kind|plan)',
  'libs/(calendar|limits|messages|regions)/src',
];
/** Edges with a spec: they parse what comes in, with decorators of the contract. */
const edges = [
  'apps/gateway/src/account/configuration-views.ts',
  'apps/limits/src/table/read-limits.ts',
  'libs/service/src/crm.config.ts',
];

const files = ['apps', 'libs'].flatMap((root) =>
  readdirSync(root, { recursive: true }).map((path) => `${root}/${path.replaceAll('\\', '/')}`),
);
const deciding = files
  .filter((path) => path.endsWith('.spec.ts') || /\/src\/.*\bdecide-[^/]+\.ts$/.test(path))
  .map((path) => path.replace(/\.spec\.ts$/, '.ts'))
  .filter((path) => !edges.includes(path));
const exactly = (paths) => `^(${paths.map((path) => path.replaceAll('.', '\\.')).join('|')})$`;

export default {
  forbidden: [
    {
      name: 'pure-core',
      severity: 'error',
      from: { path: [exactly(deciding), ...folders.map((folder) => `^${folder}/`)] },
      to: {
        path: [
          '^node_modules/(@nestjs|@nats-io|typeorm|pg|undici|pino|prom-client|express)/',
          '^(node:)?(fs|http|https|net|tls|child_process|process|timers)(/|$)',
        ],
        reachable: true,
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['\\.spec\\.ts$', '^(apps|libs)/[^/]+/test/', '^apps/(sandbox|widget|hub|cli)/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};

import { decidingFiles } from './scripts/lint/deciding-files.js';

/*
 * What a deciding file loads when it runs, through any number of files, is no framework and no I/O. Types alone load
 * nothing, so this reads the compiled code.
 */

/** Edges among them: SQL and columns, or what translates what comes in and goes out. */
const edges = [
  'apps/gateway/src/account/configuration-views.ts',
  'apps/gateway/src/account/throw-as-problem.ts',
  'apps/limits/src/table/read-limits.ts',
  'apps/observer/src/rest/views.ts',
  'apps/router/src/waiting/mirror-stuck.ts',
  'libs/journal/src/id-columns.ts',
  'libs/service/src/crm.config.ts',
];
const deciding = decidingFiles.filter((path) => !edges.includes(path));
const exactly = (paths) => `^(${paths.map((path) => path.replaceAll('.', '\\.')).join('|')})$`;

export default {
  forbidden: [
    {
      name: 'pure-core',
      severity: 'error',
      from: { path: exactly(deciding) },
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

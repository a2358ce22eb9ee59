import { readFileSync } from 'node:fs';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { decidingFiles } from './scripts/lint/deciding-files.js';
import { hubRules } from './scripts/lint/hub-rules.js';

/** Kinds of configuration objects, by their words in the catalogue. */
const kindNames = [
  ...readFileSync(new URL('libs/messages/src/catalogue/en/kinds.ts', import.meta.url), 'utf8').matchAll(
    /^ {2}'?([\w-]+)'?:/gm,
  ),
].map(([, name]) => name);

export default tseslint.config(
  { ignores: ['dist', '.data', '.cache', 'coverage', 'node_modules'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.js', '*.cjs'] } },
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        module: 'writable',
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', 400],
      'max-params': ['error', 5],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      // Because contract classes and entities are plain rows without methods.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Environment is parsed once, in libs/platform.' },
      ],
    },
  },
  {
    files: decidingFiles,
    rules: {
      'no-restricted-globals': [
        'error',
        'fetch',
        'setTimeout',
        'setInterval',
        'setImmediate',
        'process',
        'performance',
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Time is an argument.',
        },
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Time is an argument.',
        },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'Random values are arguments.',
        },
        { selector: "CallExpression[callee.name='randomUUID']", message: 'Ids are arguments.' },
      ],
    },
  },
  {
    files: ['apps/**/*.ts', 'bench/**/*.ts', 'demo/**/*.ts'],
    ignores: ['apps/observer/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@hub/journal',
              importNames: ['JournalWriter'],
              message: 'The observer alone writes the journal; ask `Journal`.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.spec.ts', '**/test/**/*.ts'],
    plugins: { hub: hubRules },
    rules: {
      'hub/no-short-deadlines': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      'no-restricted-properties': 'off',
    },
  },
  {
    files: [
      'scripts/**',
      'bench/**',
      'libs/platform/**',
      'libs/local-servers/**',
      'libs/testing/**',
      'apps/cli/src/main.ts',
      'apps/hub/src/main.ts',
      'apps/hub/src/distributed.ts',
      'demo/**',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['apps/widget/archive/script/*.js', 'apps/hub/test/browser/amo-page.js'],
    languageOptions: {
      globals: Object.fromEntries(
        'document window fetch Element amo'.split(' ').map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['apps/sandbox/src/page/files/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        'document window location fetch setTimeout clearTimeout setInterval URLSearchParams'
          .split(' ')
          .map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'],
    ignores: [
      '**/*.spec.ts',
      'libs/messages/src/catalogue/**',
      // What amoCRM itself says, and examples of the API's document.
      'apps/sandbox/**',
      'apps/sync/src/kind/final-names.ts',
      'apps/gateway/src/docs/give-examples.ts',
      'libs/contracts/src/sync-blueprints.ts',
      // Words that people write into contacts, and spellings of regions.
      'apps/router/src/transfer/match-company.ts',
      'libs/amocrm/src/client-keys.ts',
      'libs/accounts/src/find-region.ts',
      'libs/regions/**',
      // Names of pipelines and fields of the blueprint, by which accounts are searched.
      'apps/router/src/escalation/names-in-accounts.ts',
      // Names of decrees.
      'libs/calendar/src/data/**',
    ],
    plugins: { hub: hubRules },
    rules: { 'hub/words-in-catalogue': 'error' },
  },
  {
    files: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    plugins: { hub: hubRules },
    rules: { 'hub/facts-of-messages': 'error', 'hub/no-bags': 'error' },
  },
  {
    // The gateway is an edge: its handlers translate and forward.
    files: ['apps/gateway/src/**/*.controller.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 20 }] },
  },
  {
    files: ['apps/sync/src/**/*.ts'],
    ignores: [
      '**/*.spec.ts',
      'apps/sync/src/kind/**',
      // What YAML, and what the file of a bot calls so: its references have kinds of their own.
      'apps/sync/src/configuration/scan-yaml.ts',
      'apps/sync/src/bot/core/**',
      'apps/sync/src/bot/read-account-objects.ts',
    ],
    plugins: { hub: hubRules },
    rules: { 'hub/kinds-own-names': ['error', kindNames] },
  },
  {
    // Which field of one account is which in another: about lead fields and their values alone.
    files: ['apps/sync/src/field-map/**/*.ts', 'apps/sync/src/list/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    plugins: { hub: hubRules },
    rules: { 'hub/kinds-own-names': ['error', kindNames, { mayImport: true }] },
  },
  { plugins: { hub: hubRules }, rules: { 'hub/plain-names': 'error' } },
  { files: ['**/*.js', '**/*.cjs', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);

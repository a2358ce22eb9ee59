import type { ESLint } from 'eslint';

export const hubRules: ESLint.Plugin;

/**
 * Arguments for Node that run a program of the tests from the repository's root. `npm test` has just built it, and a start
 * from `dist/` takes a third of the time; everywhere else it is compiled from its source as it starts. A program outside
 * of `src/` is in `files` of tsconfig.build.json.
 */
export function programOf(file: `${string}.ts`): string[] {
  if (process.env.HUB_TEST_BUILD === '1') return [`dist/${file.replace(/\.ts$/, '.js')}`];
  return ['--import', './scripts/loader/register.js', file];
}

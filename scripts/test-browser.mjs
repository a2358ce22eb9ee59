import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Runs the tests that need a browser: `*.browser.ts`, or with `--pictures` what draws the pictures of the documentation. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const { CHROMIUM_BIN: given } = process.env;
const found = given ?? places.find((place) => existsSync(place));
if (found === undefined || !existsSync(found)) {
  const why =
    given === undefined ? 'No Chromium was found.' : `CHROMIUM_BIN names ${given}, which is not there.`;
  console.error(`${why} Install it (Debian: apt-get install chromium) or name it in CHROMIUM_BIN.`);
  process.exit(1);
}
const isDrawing = process.argv.includes('--pictures');
const kinds = isDrawing ? 'picture' : 'browser';
const rest = process.argv.slice(2).filter((word) => word !== '--pictures');
const { status } = spawnSync(
  process.execPath,
  [
    ...[
      '--import',
      './scripts/loader/register.js',
      'scripts/run-jest.js',
      `--testMatch=**/test/**/*.${kinds}.ts`,
    ],
    ...rest,
  ],
  { stdio: 'inherit', env: { ...process.env, CHROMIUM_BIN: found } },
);
process.exitCode = status ?? 1;

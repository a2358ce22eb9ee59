import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { message } from '@hub/messages';
import { sayIn } from '../terminal-words.js';
import { archiveVersion, buildArchive } from './build-archive.js';
import { hubAddress } from './hub-address.js';

/** `npm run widget:build`: writes the archive of one integration. */
function main(): number {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    strict: false,
    options: { hub: text, out: text, version: text, locale: text },
  });
  const given = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  const words = sayIn(given('locale'));
  const [wanted, version = archiveVersion(), path = 'widget.zip'] = ['hub', 'version', 'out'].map(given);
  if (wanted === undefined) {
    console.error(words(message('archive.build-usage')));
    return 2;
  }
  const hub = hubAddress(wanted);
  if (hub === null) {
    console.error(words(message('archive.hub-wrong', { hub: wanted })));
    return 2;
  }
  if (!/^\d+(\.\d+){0,3}$/.test(version)) {
    console.error(words(message('archive.version-wrong', { version })));
    return 2;
  }
  writeFileSync(path, buildArchive({ hub, version }));
  console.log(words(message('archive.built', { path, version, hub })));
  return 0;
}

process.exitCode = main();

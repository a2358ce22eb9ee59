import { readFileSync } from 'node:fs';
import { satisfies } from 'semver';

/*
 * Fails when an entry of package-lock.json that is not listed below refuses the oldest Node the hub runs on by its
 * `engines`, and when a listed one no longer does: the list may only become shorter.
 */
const oldestNode = '20.19.0';

/** They run on 20.19 all the same, which every test proves; an upgrade of one of them has to be tried there. */
const knownRefusals = new Set([
  '@angular-devkit/core@22.2.0',
  '@angular-devkit/schematics@22.2.0',
  '@angular-devkit/schematics-cli@22.2.0',
  '@nats-io/nuid@3.0.0',
  '@nestjs/schematics@12.0.6',
  'commander@15.0.0',
  'file-type@22.3.0',
]);

const [lock = 'package-lock.json'] = process.argv.slice(2);
const { packages } = JSON.parse(readFileSync(lock, 'utf8'));
const refusing = new Set();
for (const [path, { version, engines }] of Object.entries(packages)) {
  const name = path.replace(/^.*node_modules\//, '');
  if (path !== '' && engines?.node && !satisfies(oldestNode, engines.node))
    refusing.add(`${name}@${version}`);
}
const added = [...refusing].filter((entry) => !knownRefusals.has(entry));
const gone = [...knownRefusals].filter((entry) => !refusing.has(entry));
for (const entry of added) console.error(`${entry} refuses Node ${oldestNode}: take an older version`);
for (const entry of gone)
  console.error(`${entry} no longer refuses Node ${oldestNode}: take it off the list`);
console.log(
  `${refusing.size} packages refuse Node ${oldestNode} by their engines, ${added.length} of them new`,
);
if (added.length + gone.length > 0) process.exit(1);

import type { Archive, Complaint, Rule } from './archive.js';
import { oldKeys, risingVersion, settings, widgetFields } from './rules/manifest.js';
import { encoding, leftovers, manifestAtRoot, paths, readableJson } from './rules/packing.js';
import { icons, lightImages, logos, tour } from './rules/images.js';
import { advancedTitle, digitalPipeline, leftMenu, places } from './rules/places.js';
import { callbacks, forbiddenCalls, loads, placeCallbacks, results } from './rules/script.js';
import { secrets } from './rules/secrets.js';
import { localeFiles, namedWords, oneShape, shortName } from './rules/words.js';

/** Every rule. A new one is an entry here and a case in its spec. */
const rules: readonly Rule[] = [
  ...[paths, manifestAtRoot, leftovers, encoding, readableJson],
  ...[widgetFields, risingVersion, oldKeys, settings],
  ...[places, leftMenu, advancedTitle, digitalPipeline],
  ...[logos, lightImages, tour, icons],
  ...[localeFiles, namedWords, oneShape, shortName],
  ...[loads, callbacks, results, placeCallbacks, forbiddenCalls, secrets],
];

/** Everything that is wrong with an archive, errors first. */
export function judgeArchive(archive: Archive): Complaint[] {
  const all = rules.flatMap((rule) => rule(archive));
  return [...all.filter(isError), ...all.filter((one) => !isError(one))];
}

/** Whether amoCRM refuses the archive for this, or the widget does not work. */
export function isError({ severity }: Complaint): boolean {
  return severity === 'error';
}

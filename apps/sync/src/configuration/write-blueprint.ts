import { stringify } from 'yaml';
import { compact } from '../kind/blueprint-parts.js';
import { kinds } from '../kind/kinds.js';
import type { ObjectsOf } from '../kind/kind.js';
import { notReadable, type Configuration } from './configuration.js';
import { sectionsOf } from './sections.js';

/**
 * A configuration as YAML that `readBlueprint` reads back to the same checksum. Defaults are left out. Throws a 409
 * `Problem` where a kind was not read: without it the text would say that there is nothing of it, and remove it elsewhere.
 */
export function writeBlueprint(configuration: Configuration, name: string): string {
  if (configuration.unread) throw notReadable(configuration.unread);
  const of: ObjectsOf = (kind, within = '') =>
    configuration.objects.filter((object) => object.kind === kind && object.within === within);
  const written = sectionsOf(kinds).map(({ section, write }) => [section, write(of)] as const);
  const leaveOut = (configuration.leftOut ?? []).map(({ kind, key }) => compact({ kind, key: key ?? null }));
  return stringify(compact({ blueprint: 1, name, ...Object.fromEntries(written), leaveOut }), {
    lineWidth: 110,
  });
}

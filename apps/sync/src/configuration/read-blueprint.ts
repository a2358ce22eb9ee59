import type { Node } from 'yaml';
import { kinds } from '../kind/kinds.js';
import type { KnownKeys } from '../kind/kind.js';
import type { KindName } from '../kind/kind-name.js';
import { buildConfiguration } from './build-configuration.js';
import type { Configuration, LeftOut } from './configuration.js';
import { draftKey, type Draft } from './draft.js';
import { fits, isHubsOwn, sortedRules } from './leave-out.js';
import { sectionsOf } from './sections.js';
import { expected, YamlReader, type BlueprintProblem } from './yaml-reader.js';

export type BlueprintResult =
  | { readonly ok: true; readonly name: string; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly BlueprintProblem[] };

/**
 * Reads a configuration written by hand. Every problem is reported at once, with line and what is expected there;
 * a blueprint with any problem gives no configuration at all.
 */
export function readBlueprint(text: string, file: string): BlueprintResult {
  const reader = new YamlReader(text, file);
  if (reader.root === null && reader.problems.length > 0) return { ok: false, problems: reader.problems };
  const sections = sectionsOf(kinds);
  const members = ['blueprint', 'name', ...sections.map(({ section }) => section), 'leaveOut'];
  const root = reader.mapping(reader.root, expected('blueprint'), members);
  reader.choice(root.get('blueprint'), expected('format'), ['1']);
  const drafts: Draft[] = [];
  const keys = new Map<KindName, Set<string>>(kinds.map(({ name: kind }) => [kind, new Set()]));
  const known = (kind: KindName) => keys.get(kind) ?? new Set<string>();
  for (const { section, read } of sections) {
    const found = read(reader, root.get(section), known);
    drafts.push(...found);
    for (const draft of found) keys.get(draft.kind)?.add(draftKey(draft));
  }
  const leftOut = sortedRules(readLeftOut(reader, root.get('leaveOut'), known));
  const name = reader.words(root.get('name'), expected('blueprint-name'));
  if (reader.problems.length > 0) return { ok: false, problems: reader.problems };
  const configuration = buildConfiguration(drafts);
  return {
    ok: true,
    name,
    configuration: leftOut.length > 0 ? { ...configuration, leftOut } : configuration,
  };
}

/** What the blueprint does not manage, and therefore does not have. */
function readLeftOut(reader: YamlReader, node: Node | undefined, known: KnownKeys): readonly LeftOut[] {
  const names = kinds.map(({ name }) => name);
  return reader.list(node, expected('left-out')).flatMap((item): LeftOut[] => {
    const map = reader.mapping(item, expected('left-out'), ['kind', 'key']);
    const said = reader.choice(map.get('kind') ?? item, expected('kind'), names);
    const kind = names.find((name) => name === said);
    if (kind === undefined) return [];
    const rule = map.has('key') ? { kind, key: reader.words(map.get('key'), expected('key')) } : { kind };
    const isThere = [...known(kind)].some((key) => !isHubsOwn({ kind, key }) && fits(rule, { kind, key }));
    if (isThere) reader.wrong(item, expected('not-in-blueprint'));
    return [rule];
  });
}

import type { Node } from 'yaml';
import { draftKey, type Draft } from '../configuration/draft.js';
import type { ConfigObject } from '../configuration/configuration.js';
import type { Json } from '../configuration/json.js';
import { lastSegment, nameOfSegment } from '../configuration/key.js';
import { entityTypes, type EntityType } from '../configuration/raw-snapshot.js';
import { expected, type YamlReader } from '../configuration/yaml-reader.js';
import type { Attributes, KindName } from './kind-name.js';

/**
 * Reads the children of one parent. Two with one key cannot be distinguished, so the second is a problem; so are two codes
 * that differ by case alone, because nobody promises that amoCRM distinguishes those.
 */
export function distinct(
  reader: YamlReader,
  nodes: readonly Node[],
  read: (node: Node) => readonly Draft[],
): readonly Draft[] {
  const seen = new Set<string>();
  return nodes.flatMap((node) => {
    const drafts = read(node);
    const key = drafts[0] ? draftKey(drafts[0]) : '';
    const code = drafts[0]?.attributes.code === undefined ? key : `code ${key.toUpperCase()}`;
    if (seen.has(key) || seen.has(code))
      reader.wrong(node, expected('another-name', { name: nameOfSegment(lastSegment(key)) }));
    seen.add(key).add(code);
    return drafts;
  });
}

/** Reads a section that has a list for each entity type. */
export function perEntity(
  reader: YamlReader,
  node: Node | undefined,
  read: (node: Node, entity: EntityType) => readonly Draft[],
): readonly Draft[] {
  if (node === undefined) return [];
  const map = reader.mapping(node, expected('entities', { of: entityTypes }), entityTypes);
  return entityTypes.flatMap((entity) =>
    distinct(reader, reader.list(map.get(entity), expected('fields', { entity })), (item) =>
      read(item, entity),
    ),
  );
}

/** Writes a section that has a list for each entity type. */
export function writePerEntity(write: (entity: EntityType) => readonly Json[]): Json {
  return compact(Object.fromEntries(entityTypes.map((entity) => [entity, write(entity)])));
}

/** An object of which a blueprint says its name alone. */
export function readNamed(reader: YamlReader, node: Node, kind: KindName, within: string): Draft {
  return { kind, within, attributes: { name: reader.name(node, expected('name')) } };
}

/** Reads a section that is a list of names. */
export function namesSection(reader: YamlReader, node: Node | undefined, kind: KindName): readonly Draft[] {
  return distinct(reader, reader.list(node, expected('names')), (item) => [
    readNamed(reader, item, kind, ''),
  ]);
}

export function nameOf({ attributes }: ConfigObject): Json {
  return attributes.name ?? '';
}

/** The one text alone when nothing else is known. */
export function shortened(attributes: Attributes, main: string): Json {
  const full = compact(attributes);
  return Object.keys(full).length === 1 ? (full[main] ?? '') : full;
}

/** Without nulls, empty lists and empty mappings. */
export function compact(members: Attributes): Record<string, Json> {
  const isEmpty = (value: Json) =>
    value === null || (typeof value === 'object' && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !isEmpty(value)));
}

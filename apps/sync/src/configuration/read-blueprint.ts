import type { NameIn } from '@hub/messages';
import { isMap, isScalar, type Node } from 'yaml';
import { statisticGroup } from '../kind/field.kind.js';
import { listTypes, typesOf } from '../kind/field-types.js';
import type { Attributes } from '../kind/kind.js';
import { tagPalette } from '../kind/tag-colors.js';
import { paletteColor, stagePalette } from '../kind/stage-colors.js';
import { descriptionLevels } from '../kind/stage.kind.js';
import { buildConfiguration, draftKey, type Draft } from './build-configuration.js';
import type { Configuration } from './configuration.js';
import { lostName, wonName } from './final-names.js';
import { joinKey, lastSegment, nameOfSegment, segment } from './key.js';
import { entityTypes, type EntityType } from './raw-snapshot.js';
import { expected, YamlReader, type BlueprintProblem } from './yaml-reader.js';

export type BlueprintResult =
  | { readonly ok: true; readonly name: string; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly BlueprintProblem[] };

const sections = [
  'blueprint',
  'name',
  'lossReasons',
  'taskTypes',
  'groups',
  'pipelines',
  'fields',
  'tags',
  'manual',
];
const fieldKeys = 'name type code group apiOnly required hidden currency remind callback values'.split(' ');

/**
 * Reads a configuration written by hand. Every problem is reported at once, with line and what is expected there;
 * a blueprint with any problem gives no configuration at all.
 */
export function readBlueprint(text: string, file: string): BlueprintResult {
  const reader = new YamlReader(text, file);
  if (reader.root === null && reader.problems.length > 0) return { ok: false, problems: reader.problems };
  const root = reader.mapping(reader.root, expected('blueprint'), sections);
  reader.choice(root.get('blueprint'), expected('format'), ['1']);
  const list = (section: string, what: NameIn<'blueprints'>, read: (node: Node) => readonly Draft[]) =>
    distinct(reader, reader.list(root.get(section), expected(what)), read);
  const pipelines = list('pipelines', 'pipelines', (node) => readPipeline(reader, node));
  refuseSecondMain(reader, reader.list(root.get('pipelines'), expected('pipelines')));
  const groups = perEntity(reader, root.get('groups'), (node, within) => [
    named(reader, node, 'field-group', within),
  ]);
  const stages = new Set(pipelines.filter(({ kind }) => kind === 'stage').map(draftKey));
  const known = { stages, groups: new Set(groups.map(draftKey)) };
  const drafts = [
    ...list('lossReasons', 'names', (node) => [named(reader, node, 'loss-reason', '')]),
    ...list('taskTypes', 'names', (node) => [named(reader, node, 'task-type', '')]),
    ...groups,
    ...pipelines,
    ...perEntity(reader, root.get('fields'), (node, entity) => readField(reader, node, entity, known)),
    ...perEntity(reader, root.get('tags'), (node, entity) => [readTag(reader, node, entity)]),
    ...list('manual', 'steps', (node) => [readStep(reader, node)]),
  ];
  const name = reader.words(root.get('name'), expected('blueprint-name'));
  if (reader.problems.length > 0) return { ok: false, problems: reader.problems };
  return { ok: true, name, configuration: buildConfiguration(drafts) };
}

/** Reads the children of one parent. Two of one key could not be told apart, so the second is a problem. */
function distinct(
  reader: YamlReader,
  nodes: readonly Node[],
  read: (node: Node) => readonly Draft[],
): readonly Draft[] {
  const seen = new Set<string>();
  return nodes.flatMap((node) => {
    const drafts = read(node);
    const key = drafts[0] ? draftKey(drafts[0]) : '';
    if (seen.has(key))
      reader.wrong(node, expected('another-name', { name: nameOfSegment(lastSegment(key)) }));
    seen.add(key);
    return drafts;
  });
}

/** An account has one main pipeline. */
function refuseSecondMain(reader: YamlReader, pipelines: readonly Node[]): void {
  const flags = pipelines.flatMap((node) => (isMap(node) ? [node.get('main', true)] : []));
  const mains = flags.filter((flag) => isScalar(flag) && flag.value === true);
  for (const flag of mains.slice(1)) reader.wrong(flag, expected('one-main'));
}

function perEntity(
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

function named(reader: YamlReader, node: Node, kind: Draft['kind'], within: string): Draft {
  return { kind, within, attributes: { name: reader.words(node, expected('name')) } };
}

function readPipeline(reader: YamlReader, node: Node): readonly Draft[] {
  const map = reader.mapping(node, expected('pipeline'), [
    'name',
    'main',
    'unsorted',
    'stages',
    'won',
    'lost',
  ]);
  const name = reader.words(map.get('name') ?? node, expected('pipeline-name'));
  const key = segment(name);
  const stages = reader.list(map.get('stages'), expected('stages'));
  // Because amoCRM refuses a pipeline without a stage of its own (sheet 3.4).
  if (stages.length === 0) reader.wrong(map.get('stages') ?? node, expected('one-stage'));
  const final = (fixed: string, member: string, usual: string): Draft => {
    const given = map.get(member);
    return {
      kind: 'stage',
      within: key,
      fixed,
      attributes: { name: given ? reader.words(given, expected('name')) : usual },
    };
  };
  const attributes: Attributes = {
    name,
    ...(map.has('unsorted') ? { unsorted: reader.flag(map.get('unsorted'), false) } : {}),
    archived: false,
    ...(reader.flag(map.get('main'), false) ? { isMain: true } : {}),
  };
  return [
    { kind: 'pipeline', within: '', attributes },
    ...distinct(reader, stages, (stage) => [readStage(reader, stage, key)]),
    final('~won', 'won', wonName),
    final('~lost', 'lost', lostName),
  ];
}

function readStage(reader: YamlReader, node: Node, pipeline: string): Draft {
  const map = isMap(node)
    ? reader.mapping(node, expected('stage'), ['name', 'color', ...descriptionLevels])
    : new Map<string, Node>();
  const color = map.get('color');
  const texts = descriptionLevels.map((level) => {
    const text = map.get(level);
    const value = text ? reader.words(text, expected('stage-description', { level })) : '';
    if (value.length > 1000) reader.wrong(text, expected('at-most', { max: 1000 }));
    return [level, value];
  });
  const attributes: Attributes = {
    name: reader.words(map.get('name') ?? node, expected('stage-name')),
    color: color ? reader.choice(color, expected('stage-color'), stagePalette) : paletteColor(null),
    ...(Object.fromEntries(texts) as Attributes),
  };
  return { kind: 'stage', within: pipeline, attributes };
}

interface Known {
  readonly stages: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

function readField(reader: YamlReader, node: Node, entity: EntityType, known: Known): Draft[] {
  const map = reader.mapping(node, expected('field'), fieldKeys);
  const type = reader.choice(map.get('type') ?? node, expected('field-type', { entity }), typesOf(entity));
  const optional = (member: string) =>
    map.has(member) ? reader.words(map.get(member), expected('text-for', { member })) : null;
  const stages = (member: string) =>
    reader
      .list(map.get(member), expected('stages'))
      .map((item) => {
        const key = reader.words(item, expected('stage-path'));
        if (!known.stages.has(key)) reader.wrong(item, expected('stage-of-blueprint'));
        return key;
      })
      .sort();
  const group = map.has('group')
    ? groupKey(entity, reader.words(map.get('group'), expected('group-name')))
    : null;
  if (group !== null && !known.groups.has(group) && (group !== statisticGroup || entity !== 'leads'))
    reader.wrong(map.get('group'), expected('group-of-blueprint', { entity }));
  const currency = type === 'monetary' ? reader.words(map.get('currency') ?? node, expected('currency')) : '';
  const code = optional('code');
  const attributes: Attributes = {
    name: reader.words(map.get('name') ?? node, expected('field-name')),
    type,
    ...(code === null ? {} : { code }),
    group,
    apiOnly: reader.flag(map.get('apiOnly'), false),
    requiredAt: stages('required'),
    ...(entity === 'leads' ? { hiddenAt: stages('hidden') } : {}),
    ...(type === 'monetary' ? { currency } : {}),
    ...(type === 'birthday' ? { remind: optional('remind') ?? 'never' } : {}),
    ...(type === 'tracking_data' ? { callback: optional('callback') ?? '' } : {}),
  };
  const field: Draft = { kind: 'field', within: entity, attributes };
  const values = reader.list(map.get('values'), expected('values'));
  if (listTypes.has(type) !== values.length > 0)
    reader.wrong(
      map.get('values') ?? node,
      listTypes.has(type) ? expected('one-value') : expected('no-values', { type }),
    );
  return [field, ...distinct(reader, values, (value) => [readValue(reader, value, draftKey(field))])];
}

/** A name; or, behind a `~`, the built-in statistics tab or a name written as in keys. */
function groupKey(entity: EntityType, text: string): string {
  if (text === statisticGroup) return text;
  return joinKey(entity, text.startsWith('~') ? text : segment(text));
}

function readValue(reader: YamlReader, node: Node, within: string): Draft {
  if (!isMap(node)) return named(reader, node, 'enum', within);
  const map = reader.mapping(node, expected('value'), ['value', 'code']);
  const code: Attributes = map.has('code') ? { code: reader.words(map.get('code'), expected('code')) } : {};
  return {
    kind: 'enum',
    within,
    attributes: { name: reader.words(map.get('value') ?? node, expected('value')), ...code },
  };
}

function readTag(reader: YamlReader, node: Node, entity: EntityType): Draft {
  if (!isMap(node)) return named(reader, node, 'tag', entity);
  const map = reader.mapping(node, expected('tag'), entity === 'leads' ? ['name', 'color'] : ['name']);
  const color: Attributes = map.has('color')
    ? { color: reader.choice(map.get('color'), expected('tag-color'), tagPalette) }
    : {};
  return {
    kind: 'tag',
    within: entity,
    attributes: { name: reader.words(map.get('name') ?? node, expected('name')), ...color },
  };
}

function readStep(reader: YamlReader, node: Node): Draft {
  const map = reader.mapping(node, expected('step'), ['name', 'text']);
  const name = reader.words(map.get('name') ?? node, expected('step-name'));
  return {
    kind: 'manual',
    within: '',
    attributes: { name, text: reader.words(map.get('text') ?? node, expected('step-text')) },
  };
}

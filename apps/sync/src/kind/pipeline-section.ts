import { isMap, isScalar, type Node } from 'yaml';
import { segment } from '../configuration/key.js';
import { textOf, type Json } from '../configuration/json.js';
import { expected, type YamlReader } from '../configuration/yaml-reader.js';
import type { ConfigObject } from '../configuration/configuration.js';
import type { Draft } from '../configuration/draft.js';
import { compact, distinct } from './blueprint-parts.js';
import { lostName, wonName } from './final-names.js';
import type { Section } from './kind.js';
import type { Attributes } from './kind-name.js';
import { descriptionLevels } from './stage-descriptions.js';
import { paletteColor, stagePalette } from './stage-colors.js';

/** What amoCRM takes (sheet 1.5): pipelines of an account, and stages of one, without «Неразобранное», won and lost. */
const [mostPipelines, mostStages] = [50, 97];

/** Pipelines with their stages in a blueprint. */
export const pipelineSection: Section = {
  section: 'pipelines',
  place: 40,
  read: (reader, node) => {
    const nodes = reader.list(node, expected('pipelines'));
    if (nodes.length > mostPipelines)
      reader.wrong(nodes[mostPipelines], expected('most-pipelines', { max: mostPipelines }));
    const drafts = distinct(reader, nodes, (item) => readPipeline(reader, item));
    refuseSecondMain(reader, nodes);
    return drafts;
  },
  write: (of) => of('pipeline').map((pipeline) => writePipeline(pipeline, of('stage', pipeline.key))),
};

/** An account has one main pipeline. */
function refuseSecondMain(reader: YamlReader, pipelines: readonly Node[]): void {
  const flags = pipelines.flatMap((node) => (isMap(node) ? [node.get('main', true)] : []));
  const mains = flags.filter((flag) => isScalar(flag) && flag.value === true);
  for (const flag of mains.slice(1)) reader.wrong(flag, expected('one-main'));
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
  const name = reader.name(map.get('name') ?? node, expected('pipeline-name'));
  const key = segment(name);
  const stages = reader.list(map.get('stages'), expected('stages'));
  // Because amoCRM refuses a pipeline without a stage of its own (sheet 3.4).
  if (stages.length === 0) reader.wrong(map.get('stages') ?? node, expected('one-stage'));
  if (stages.length > mostStages)
    reader.wrong(stages[mostStages], expected('most-stages', { max: mostStages }));
  const final = (fixed: string, member: string, usual: string): Draft => {
    const given = map.get(member);
    return {
      kind: 'stage',
      within: key,
      fixed,
      attributes: { name: given ? reader.name(given, expected('name')) : usual },
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
    name: reader.name(map.get('name') ?? node, expected('stage-name')),
    color: color ? reader.choice(color, expected('stage-color'), stagePalette) : paletteColor(null),
    ...(Object.fromEntries(texts) as Attributes),
  };
  return { kind: 'stage', within: pipeline, attributes };
}

function writePipeline({ attributes }: ConfigObject, stages: readonly ConfigObject[]): Json {
  const final = (fixed: string, usual: string) => {
    const name = stages.find((stage) => stage.fixed === fixed)?.attributes.name ?? usual;
    return name === usual ? null : name;
  };
  return compact({
    name: attributes.name ?? '',
    main: attributes.isMain ?? null,
    unsorted: attributes.unsorted ?? null,
    stages: stages.filter(({ fixed }) => fixed === undefined).map(writeStage),
    won: final('~won', wonName),
    lost: final('~lost', lostName),
  });
}

function writeStage({ attributes }: ConfigObject): Json {
  const texts = descriptionLevels.map((level) => [level, textOf(attributes[level]) || null] as const);
  return compact({
    name: attributes.name ?? '',
    color: attributes.color ?? null,
    ...Object.fromEntries(texts),
  });
}

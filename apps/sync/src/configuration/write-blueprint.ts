import { stringify } from 'yaml';
import { statisticGroup } from '../kind/field.kind.js';
import type { Attributes, KindName } from '../kind/kind.js';
import { descriptionLevels } from '../kind/stage.kind.js';
import { notReadable, type ConfigObject, type Configuration } from './configuration.js';
import { textOf, type Json } from './json.js';
import { lastSegment, nameOfSegment } from './key.js';
import { entityTypes } from './raw-snapshot.js';
import { lostName, wonName } from './final-names.js';

/**
 * A configuration as YAML that `readBlueprint` reads back to the same checksum. Defaults are left out. Throws a 409
 * `Problem` where a kind was not read: without it the text would say that there is nothing of it, and remove it elsewhere.
 */
export function writeBlueprint(configuration: Configuration, name: string): string {
  if (configuration.unread) throw notReadable(configuration.unread);
  const of = (kind: KindName, within = '') =>
    configuration.objects.filter((object) => object.kind === kind && object.within === within);
  const perEntity = (write: (entity: string) => readonly Json[]) =>
    compact(Object.fromEntries(entityTypes.map((entity) => [entity, write(entity)])));
  const document = compact({
    blueprint: 1,
    name,
    lossReasons: of('loss-reason').map(nameOf),
    taskTypes: of('task-type').map(nameOf),
    groups: perEntity((entity) => of('field-group', entity).map(nameOf)),
    pipelines: of('pipeline').map((pipeline) => writePipeline(pipeline, of('stage', pipeline.key))),
    fields: perEntity((entity) =>
      of('field', entity).map((field) => writeField(field.attributes, of('enum', field.key))),
    ),
    tags: perEntity((entity) => of('tag', entity).map(({ attributes }) => short(attributes, 'name'))),
    manual: of('manual').map(({ attributes }) => attributes),
  });
  return stringify(document, { lineWidth: 110 });
}

function nameOf({ attributes }: ConfigObject): Json {
  return attributes.name ?? '';
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

function writeField(attributes: Attributes, values: readonly ConfigObject[]): Json {
  const { name, type, code, group, apiOnly, requiredAt, hiddenAt, currency, remind, callback } = attributes;
  return compact({
    name: name ?? '',
    type: type ?? '',
    code: code ?? null,
    group: typeof group === 'string' ? groupText(group) : null,
    apiOnly: apiOnly === true ? true : null,
    required: requiredAt ?? [],
    hidden: hiddenAt ?? [],
    currency: currency ?? null,
    remind: remind === 'never' ? null : (remind ?? null),
    callback: textOf(callback) || null,
    values: values.map(({ attributes: value }) =>
      short({ value: value.name ?? '', code: value.code ?? null }, 'value'),
    ),
  });
}

/** A group's name, escaped where it would look like a key; the statistics tab by its key. */
function groupText(group: string): string {
  const name = nameOfSegment(lastSegment(group));
  return group === statisticGroup || !name.startsWith('~') ? name : lastSegment(group);
}

/** The one text alone when nothing else is known. */
function short(attributes: Attributes, main: string): Json {
  const full = compact(attributes);
  return Object.keys(full).length === 1 ? (full[main] ?? '') : full;
}

/** Without nulls, empty lists and empty mappings. */
function compact(members: Attributes): Record<string, Json> {
  const isEmpty = (value: Json) =>
    value === null || (typeof value === 'object' && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !isEmpty(value)));
}

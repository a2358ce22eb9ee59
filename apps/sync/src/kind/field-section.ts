import { TRANSFER_FIELD_CODE } from '@hub/contracts/pure';
import { isMap, isScalar, type Node } from 'yaml';
import type { ConfigObject } from '../configuration/configuration.js';
import { draftKey, type Draft } from '../configuration/draft.js';
import { textOf, type Json } from '../configuration/json.js';
import { joinKey, lastSegment, nameOfSegment, segment } from '../configuration/key.js';
import type { EntityType } from '../configuration/raw-snapshot.js';
import { expected, type YamlReader } from '../configuration/yaml-reader.js';
import { compact, distinct, perEntity, readNamed, shortened, writePerEntity } from './blueprint-parts.js';
import { listTypes, typesOf } from './field-types.js';
import type { KnownKeys, Section } from './kind.js';
import type { Attributes } from './kind-name.js';
import { statisticGroup } from './statistic-group.js';
import { isTransferField, transferField } from './transfer-field.js';

const members = 'name type code group apiOnly required hidden currency remind callback values'.split(' ');

/** The one type whose fields have this member. */
const typeOfMember = { currency: 'monetary', remind: 'birthday', callback: 'tracking_data' } as const;

/** When amoCRM reminds of a birthday (sheet 4.2). */
const reminders = ['never', 'day', 'week', 'month'];

/** Fields with the values of their lists in a blueprint. */
export const fieldSection: Section = {
  section: 'fields',
  place: 50,
  read: (reader, node, known) =>
    perEntity(reader, node, (item, entity) => readField(reader, item, entity, known)),
  write: (of) =>
    writePerEntity((entity) =>
      of('field', entity).map((field) => writeField(field.attributes, of('enum', field.key))),
    ),
};

function readField(reader: YamlReader, node: Node, entity: EntityType, known: KnownKeys): Draft[] {
  const map = reader.mapping(node, expected('field'), members);
  const type = reader.choice(map.get('type') ?? node, expected('field-type', { entity }), typesOf(entity));
  refuseMisfits(reader, map, { type, entity });
  const optional = (member: string) =>
    map.has(member) ? reader.words(map.get(member), expected('text-for', { member })) : null;
  const stages = (member: string) => {
    const seen = new Set<string>();
    for (const item of reader.list(map.get(member), expected('stages'))) {
      const key = reader.words(item, expected('stage-path'));
      if (!known('stage').has(key)) reader.wrong(item, expected('stage-of-blueprint'));
      else if (seen.has(key)) reader.wrong(item, expected('once', { name: key }));
      seen.add(key);
    }
    return [...seen].sort();
  };
  const group = map.has('group')
    ? groupKey(entity, reader.words(map.get('group'), expected('group-name')))
    : null;
  if (group !== null && !known('field-group').has(group) && (group !== statisticGroup || entity !== 'leads'))
    reader.wrong(map.get('group'), expected('group-of-blueprint', { entity }));
  const code = map.has('code') ? reader.code(map.get('code')) : null;
  const attributes: Attributes = {
    name: reader.name(map.get('name') ?? node, expected('field-name')),
    type,
    ...(code === null ? {} : { code }),
    group,
    apiOnly: reader.flag(map.get('apiOnly'), false),
    requiredAt: stages('required'),
    ...(entity === 'leads' ? { hiddenAt: stages('hidden') } : {}),
    ...(type === 'monetary' ? { currency: readCurrency(reader, map.get('currency') ?? node) } : {}),
    ...(type === 'birthday' ? { remind: readReminder(reader, map.get('remind')) } : {}),
    ...(type === 'tracking_data' ? { callback: optional('callback') ?? '' } : {}),
  };
  const field: Draft = { kind: 'field', within: entity, attributes };
  if (draftKey(field).toUpperCase() === transferField.key.toUpperCase() && !isTransferField(attributes))
    reader.wrong(
      map.get('type') ?? node,
      expected('transfer-field', { type: 'text', code: TRANSFER_FIELD_CODE }),
    );
  const values = reader.list(map.get('values'), expected('values'));
  if (listTypes.has(type) !== values.length > 0)
    reader.wrong(
      map.get('values') ?? node,
      listTypes.has(type) ? expected('one-value') : expected('no-values', { type }),
    );
  return [field, ...distinct(reader, values, (value) => [readValue(reader, value, draftKey(field))])];
}

/** Members that a field of this type, or of this entity type, does not have: nobody would ever write them. */
function refuseMisfits(
  reader: YamlReader,
  map: ReadonlyMap<string, Node>,
  { type, entity }: { type: string; entity: EntityType },
): void {
  if (map.has('hidden') && entity !== 'leads')
    reader.wrong(map.get('hidden'), expected('no-hidden', { entity }));
  for (const [member, of] of Object.entries(typeOfMember))
    if (map.has(member) && type !== of)
      reader.wrong(map.get(member), expected('no-member', { member, type, of }));
}

/** An account may show a field without one, and is exported so. */
function readCurrency(reader: YamlReader, node: Node): string {
  if (isScalar(node) && node.value === '') return '';
  const currency = reader.words(node, expected('currency'));
  if (currency !== '' && !/^[A-Z]{3}$/.test(currency)) reader.wrong(node, expected('currency'));
  return currency;
}

function readReminder(reader: YamlReader, node: Node | undefined): string {
  return node === undefined ? 'never' : reader.choice(node, expected('reminder'), reminders);
}

/** A name; or, behind a `~`, the built-in statistics tab or a name written as in keys. */
function groupKey(entity: EntityType, text: string): string {
  if (text === statisticGroup) return text;
  return joinKey(entity, text.startsWith('~') ? text : segment(text));
}

function readValue(reader: YamlReader, node: Node, within: string): Draft {
  if (!isMap(node)) return readNamed(reader, node, 'enum', within);
  const map = reader.mapping(node, expected('value'), ['value', 'code']);
  const code: Attributes = map.has('code') ? { code: reader.words(map.get('code'), expected('code')) } : {};
  return {
    kind: 'enum',
    within,
    attributes: { name: reader.name(map.get('value') ?? node, expected('value')), ...code },
  };
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
      shortened({ value: value.name ?? '', code: value.code ?? null }, 'value'),
    ),
  });
}

/** A group's name, escaped where it would look like a key; the statistics tab by its key. */
function groupText(group: string): string {
  const name = nameOfSegment(lastSegment(group));
  return group === statisticGroup || !name.startsWith('~') ? name : lastSegment(group);
}

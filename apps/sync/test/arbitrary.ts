import { buildConfiguration, type Draft } from '../src/configuration/build-configuration.js';
import { textOf } from '../src/configuration/json.js';
import fc from 'fast-check';
import type { Configuration } from '../src/configuration/configuration.js';
import { joinKey, segment } from '../src/configuration/key.js';
import { entityTypes, type EntityType } from '../src/configuration/raw-snapshot.js';
import { fieldTypes, listTypes } from '../src/kind/field-types.js';
import type { Attributes } from '../src/kind/kind.js';
import { stagePalette } from '../src/kind/stage-colors.js';

/** Few names, so that they collide between release and branch; some with the characters keys must escape. */
export const someName = fc.constantFrom(
  'Новая',
  'Контакт',
  'Договор',
  'А/Б',
  '~won',
  'Регион',
  'Филиал',
  'Оплата',
  'Архив',
  'Возврат',
);
const names = (max: number) => fc.uniqueArray(someName, { minLength: 1, maxLength: max });
const someColor = fc.constantFrom(...stagePalette);
const someText = fc.constantFrom('', 'Позвонить', 'Выслать договор 📄');

const stageDraft =
  (pipeline: string) =>
  (name: string, [color, newbie, master]: readonly [string, string, string]): Draft => ({
    kind: 'stage',
    within: pipeline,
    attributes: { name, color, newbie, candidate: '', master },
  });

const finals = (pipeline: string, won: string, lost: string): Draft[] => [
  { kind: 'stage', within: pipeline, fixed: '~won', attributes: { name: won } },
  { kind: 'stage', within: pipeline, fixed: '~lost', attributes: { name: lost } },
];

const pipelineDrafts = fc
  .record({ lines: fc.uniqueArray(someName, { maxLength: 3 }), main: fc.nat(5) })
  .chain(({ lines, main }) =>
    fc.tuple(
      ...lines.map((name, at) =>
        fc
          .record({
            stages: names(7),
            looks: fc.array(fc.tuple(someColor, someText, someText), { minLength: 7, maxLength: 7 }),
            unsorted: fc.boolean(),
            won: fc.constantFrom('Успешно реализовано', 'Оплачено'),
          })
          .map(({ stages, looks, unsorted, won }): Draft[] => {
            const key = segment(name);
            const attributes = { name, unsorted, archived: false, ...(at === main ? { isMain: true } : {}) };
            const own = stages.map((stage, place) =>
              stageDraft(key)(stage, looks[place] ?? ['#fffeb2', '', '']),
            );
            return [
              { kind: 'pipeline', within: '', attributes },
              ...own,
              ...finals(key, won, 'Закрыто и не реализовано'),
            ];
          }),
      ),
    ),
  );

function fieldDrafts(entity: EntityType, groups: readonly string[], stages: readonly string[]) {
  const types = Object.keys(fieldTypes).filter((type) => fieldTypes[type]?.includes(entity));
  const one = fc.record({
    name: someName,
    type: fc.oneof(fc.constantFrom('select', 'multiselect'), fc.constantFrom(...types)),
    code: fc.option(fc.constantFrom('HUB_A', 'HUB_B', 'HUB_C'), { nil: null }),
    group: fc.constantFrom(null, ...groups.map((name) => `${entity}/${segment(name)}`)),
    requiredAt: fc.subarray([...stages], { maxLength: Math.min(2, stages.length) }),
    values: names(6),
    apiOnly: fc.boolean(),
  });
  const unique = fc.uniqueArray(one, { maxLength: 4, selector: ({ name, code }) => code ?? name });
  return unique.map((fields) =>
    fields.flatMap(({ values, ...field }): Draft[] => {
      const key = joinKey(entity, segment(field.code ?? field.name));
      const attributes: Attributes = {
        name: field.name,
        type: field.type,
        ...(field.code ? { code: field.code } : {}),
        group: field.group,
        apiOnly: field.apiOnly,
        requiredAt: [...field.requiredAt].sort(),
        ...(entity === 'leads' ? { hiddenAt: [] } : {}),
        ...(field.type === 'monetary' ? { currency: 'RUB' } : {}),
        ...(field.type === 'birthday' ? { remind: 'week' } : {}),
        ...(field.type === 'tracking_data' ? { callback: '' } : {}),
      };
      const list = listTypes.has(field.type) ? values : [];
      return [
        { kind: 'field', within: entity, attributes },
        ...list.map((name): Draft => ({ kind: 'enum', within: key, attributes: { name } })),
      ];
    }),
  );
}

/** Any configuration the API could hold. */
export const someConfiguration: fc.Arbitrary<Configuration> = fc
  .record({
    reasons: fc.uniqueArray(someName, { maxLength: 3 }),
    groups: fc.tuple(...entityTypes.map(() => fc.uniqueArray(someName, { maxLength: 2 }))),
    lines: pipelineDrafts,
    tags: fc.uniqueArray(someName, { maxLength: 3 }),
  })
  .chain(({ reasons, groups, lines, tags }) => {
    const stages = lines.flat().filter(({ kind }) => kind === 'stage');
    const keys = stages.map((stage) =>
      joinKey(stage.within, stage.fixed ?? segment(textOf(stage.attributes.name))),
    );
    return fc
      .tuple(...entityTypes.map((entity, at) => fieldDrafts(entity, groups[at] ?? [], keys)))
      .map((fields) =>
        buildConfiguration([
          ...reasons.map((name): Draft => ({ kind: 'loss-reason', within: '', attributes: { name } })),
          ...entityTypes.flatMap((entity, at) =>
            (groups[at] ?? []).map((name): Draft => ({
              kind: 'field-group',
              within: entity,
              attributes: { name },
            })),
          ),
          ...lines.flat(),
          ...fields.flat(),
          ...tags.sort().map((name): Draft => ({ kind: 'tag', within: 'leads', attributes: { name } })),
        ]),
      );
  });

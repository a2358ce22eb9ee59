import { buildConfiguration, type Draft } from '../src/configuration/build-configuration.js';
import { textOf } from '../src/configuration/json.js';
import fc from 'fast-check';
import type { Configuration } from '../src/configuration/configuration.js';
import { joinKey, segment } from '../src/configuration/key.js';
import { entityTypes, type EntityType } from '../src/configuration/raw-snapshot.js';
import { statisticGroup } from '../src/kind/field.kind.js';
import { listTypes, typesOf } from '../src/kind/field-types.js';
import type { Attributes, KindName } from '../src/kind/kind.js';
import { stagePalette } from '../src/kind/stage-colors.js';
import { tagPalette } from '../src/kind/tag-colors.js';

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
const rareText = fc.constantFrom('', '', '', 'Спросить');

const stageDraft =
  (pipeline: string) =>
  (name: string, [color, newbie, candidate, master]: readonly [string, string, string, string]): Draft => ({
    kind: 'stage',
    within: pipeline,
    attributes: { name, color, newbie, candidate, master },
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
            looks: fc.array(fc.tuple(someColor, someText, rareText, someText), {
              minLength: 7,
              maxLength: 7,
            }),
            unsorted: fc.boolean(),
            won: fc.constantFrom('Успешно реализовано', 'Оплачено'),
          })
          .map(({ stages, looks, unsorted, won }): Draft[] => {
            const key = segment(name);
            const attributes = { name, unsorted, archived: false, ...(at === main ? { isMain: true } : {}) };
            const own = stages.map((stage, place) =>
              stageDraft(key)(stage, looks[place] ?? ['#fffeb2', '', '', '']),
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

/** Values of one list: told apart by code or, without one, by name. */
const someValues = fc.uniqueArray(
  fc.record({ name: someName, code: fc.option(fc.constantFrom('FIRST', 'SECOND'), { nil: null, freq: 2 }) }),
  { minLength: 1, maxLength: 6, selector: ({ name, code }) => code ?? name },
);

function fieldDrafts(
  entity: EntityType,
  codes: readonly string[],
  groups: readonly string[],
  stages: readonly string[],
) {
  const someStages = fc.subarray([...stages], { maxLength: Math.min(2, stages.length) });
  const builtIn = entity === 'leads' ? [statisticGroup] : [];
  const one = fc.record({
    name: someName,
    type: fc.oneof(fc.constantFrom('select', 'multiselect'), fc.constantFrom(...typesOf(entity))),
    code: fc.option(fc.constantFrom(...codes), { nil: null }),
    group: fc.constantFrom(null, ...builtIn, ...groups.map((name) => `${entity}/${segment(name)}`)),
    requiredAt: someStages,
    hiddenAt: someStages,
    values: someValues,
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
        ...(entity === 'leads' ? { hiddenAt: [...field.hiddenAt].sort() } : {}),
        ...(field.type === 'monetary' ? { currency: 'RUB' } : {}),
        ...(field.type === 'birthday' ? { remind: 'week' } : {}),
        ...(field.type === 'tracking_data' ? { callback: field.apiOnly ? '' : 'onLoad' } : {}),
      };
      const list = listTypes.has(field.type) ? values : [];
      return [
        { kind: 'field', within: entity, attributes },
        ...list.map(({ name, code }): Draft => ({
          kind: 'enum',
          within: key,
          attributes: { name, ...(code === null ? {} : { code }) },
        })),
      ];
    }),
  );
}

const someTags = fc.uniqueArray(
  fc.record({ name: someName, color: fc.option(fc.constantFrom(...tagPalette), { nil: null }) }),
  { maxLength: 3, selector: ({ name }) => name },
);

const named =
  (kind: KindName, within = '') =>
  (name: string): Draft => ({ kind, within, attributes: { name } });

/** Any configuration an account could hold, its fields with these codes or without. */
const configurationWith = (codes: readonly string[]): fc.Arbitrary<Configuration> =>
  fc
    .record({
      tasks: fc.uniqueArray(someName, { maxLength: 2 }),
      steps: fc.uniqueArray(someName, { maxLength: 1 }),
      reasons: fc.uniqueArray(someName, { maxLength: 3 }),
      groups: fc.tuple(...entityTypes.map(() => fc.uniqueArray(someName, { maxLength: 2 }))),
      lines: pipelineDrafts,
      tags: someTags,
      contactTags: fc.uniqueArray(someName, { maxLength: 2 }),
    })
    .chain(({ tasks, steps, reasons, groups, lines, tags, contactTags }) => {
      const stages = lines.flat().filter(({ kind }) => kind === 'stage');
      const keys = stages.map((stage) =>
        joinKey(stage.within, stage.fixed ?? segment(textOf(stage.attributes.name))),
      );
      return fc
        .tuple(...entityTypes.map((entity, at) => fieldDrafts(entity, codes, groups[at] ?? [], keys)))
        .map((fields) =>
          buildConfiguration([
            ...tasks.map(named('task-type')),
            ...reasons.map(named('loss-reason')),
            ...entityTypes.flatMap((entity, at) => (groups[at] ?? []).map(named('field-group', entity))),
            ...lines.flat(),
            ...fields.flat(),
            ...tags.map(({ name, color }): Draft => ({
              kind: 'tag',
              within: 'leads',
              attributes: { name, ...(color === null ? {} : { color }) },
            })),
            ...contactTags.map(named('tag', 'contacts')),
            ...steps.map((name): Draft => ({
              kind: 'manual',
              within: '',
              attributes: { name, text: 'Сделайте сами' },
            })),
          ]),
        );
    });

const ownCodes = ['HUB_A', 'HUB_B', 'HUB_C'];

/** Any configuration that a new account could come to hold. */
export const someConfiguration = configurationWith(ownCodes);

/** The same with codes that amoCRM's own fields have (`newAccountState`): such a field cannot be made. */
export const someCollidingConfiguration = configurationWith([...ownCodes, 'UTM_SOURCE', 'PHONE', 'WEB']);

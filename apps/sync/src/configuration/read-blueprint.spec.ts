import { readFileSync } from 'node:fs';
import { say } from '@hub/messages';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { someConfiguration } from '../../test/arbitrary.js';
import { someDamage } from '../../test/damage.js';
import { applyToModel } from '../../test/apply-to-model.js';
import { ModelAccount } from '../../test/model-account.js';
import { newAccountState } from '../../test/model-state.js';
import { planAccount } from '../plan/plan-account.js';
import { configurationChecksum } from './configuration.js';
import { withHubFields } from './hub-fields.js';
import { normaliseSnapshot, toConfiguration } from './normalise-snapshot.js';
import { readBlueprint } from './read-blueprint.js';
import { writeBlueprint } from './write-blueprint.js';
import { problemMessage, type BlueprintProblem } from './yaml-reader.js';

const problemText = (problem: BlueprintProblem): string => say(problemMessage(problem), 'en');

const problems = (text: string) => {
  const result = readBlueprint(text, 'x.yaml');
  return result.ok ? [] : result.problems.map(problemText);
};

describe('readBlueprint', () => {
  it('reads what writeBlueprint wrote, to the same checksum', () => {
    fc.assert(
      fc.property(someConfiguration, (configuration) => {
        const result = readBlueprint(writeBlueprint(configuration, 'Сеть'), 'x.yaml');
        if (!result.ok) throw new Error(result.problems.map(problemText).join('\n'));
        expect(result.configuration).toEqual(configuration);
        expect(configurationChecksum(result.configuration)).toBe(configurationChecksum(configuration));
      }),
    );
  });

  it('reads what any account exports, or names the two objects that have one key', () => {
    fc.assert(
      fc.property(someConfiguration, fc.array(someDamage, { maxLength: 8 }), (configuration, damage) => {
        const account = new ModelAccount(newAccountState());
        const state = () => normaliseSnapshot(account.snapshot());
        applyToModel(planAccount({ release: configuration, branch: state(), ledger: [] }), account, []);
        for (const harm of damage) harm(account);
        const exported = toConfiguration(state());
        const isClear = exported.objects.every(({ key }) => !key.includes('~#'));
        const text = writeBlueprint(exported, 'Сеть');
        const result = readBlueprint(text, 'x.yaml');
        if (!isClear) expect(problems(text).join('\n')).toContain('another name or code than');
        else if (!result.ok) throw new Error(result.problems.map(problemText).join('\n'));
        else expect(configurationChecksum(result.configuration)).toBe(configurationChecksum(exported));
      }),
    );
  });

  const withStage = (name: string) =>
    `blueprint: 1\nname: Сеть\npipelines:\n  - name: Продажи\n    stages:\n      - ${name}\n`;

  it.each(['007', '+7', '1.10', '0x1F', '1e3', '12345678901234567890', '2024-01-01', 'yes'])(
    'takes %s for a name as it is written',
    (name) => {
      const result = readBlueprint(withStage(name), 'x.yaml');
      const stages = result.ok ? result.configuration.objects.filter(({ kind }) => kind === 'stage') : [];
      expect(stages[0]?.attributes.name).toBe(name);
    },
  );

  it.each(['"a\\0b"', '"\\ud83d"', 'true', '~'])('takes %s for no name', (name) => {
    expect(problems(withStage(name))).toEqual([expect.stringContaining('x.yaml:6:9: ')]);
  });

  it.each(['" Новая"', '"Новая "', '"Но\\u0007вая"', '"Но\\tвая"', '"Но\\nвая"', 'я'.repeat(256)])(
    'refuses %s, which amoCRM would not keep as it is',
    (name) => {
      expect(problems(withStage(name))).toEqual([
        expect.stringContaining('x.yaml:6:9: expected the name of the stage in one line'),
      ]);
    },
  );

  it('refuses more pipelines and stages than amoCRM takes', () => {
    const listed = (count: number, item: (at: number) => string) =>
      Array.from({ length: count }, (_, at) => item(at)).join(', ');
    const withPipelines = (pipelines: string) => `blueprint: 1\nname: Сеть\npipelines: [${pipelines}]`;
    const pipelines = (count: number) =>
      withPipelines(listed(count, (at) => `{ name: П${at}, stages: [А] }`));
    const stages = (count: number) =>
      withPipelines(`{ name: П, stages: [${listed(count, (at) => `Э${at}`)}] }`);
    expect([...problems(pipelines(50)), ...problems(stages(97))]).toEqual([]);
    expect(problems(pipelines(51))).toEqual([expect.stringContaining('at most 50 pipelines')]);
    expect(problems(stages(98))).toEqual([expect.stringContaining('at most 97 stages')]);
  });

  it('says that nothing stands where nothing does', () => {
    expect(problems('blueprint: 1\nname: Сеть\nlossReasons:\n  -\n')).toEqual([
      'x.yaml:4:4: expected a name, found nothing',
    ]);
  });

  it('says of each name without a value that it has none', () => {
    const text = [
      'blueprint: 1',
      'name: Сеть',
      'pipelines:',
      '  - { name: Продажи, main, unsorted, stages: [Новая, { name: Вторая, color }] }',
      'fields: { leads: [{ name: Сумма, type: text, apiOnly, required }] }',
      'leaveOut: [{ kind: tag, key }]',
    ].join('\n');
    expect(problems(text)).toEqual(
      [
        '4:22: | main',
        '4:28: | unsorted',
        '4:70: | color',
        '5:46: | apiOnly',
        '5:55: | required',
        '6:25: | key',
      ].map((one) => `x.yaml:${one.replace('|', 'expected a value, found')}`),
    );
    expect(problems('{ blueprint: 1, name: Сеть, tags }')).toEqual([
      'x.yaml:1:29: expected a value, found tags',
    ]);
  });

  it('tells the tab of statistics from a group of that name', () => {
    const text = (group: string, entity: string) =>
      [
        'blueprint: 1',
        'name: Сеть',
        'groups: { leads: [~statistic, Своя] }',
        `fields: { ${entity}: [{ name: А, type: text, group: ${group} }] }`,
      ].join('\n');
    const groupOf = (group: string) => {
      const result = readBlueprint(text(group, 'leads'), 'x.yaml');
      if (!result.ok) throw new Error(result.problems.map(problemText).join('\n'));
      expect(problems(writeBlueprint(result.configuration, 'Сеть'))).toEqual([]);
      return result.configuration.objects.find(({ kind }) => kind === 'field')?.attributes.group;
    };
    expect(['~statistic', '~0statistic', 'Своя'].map(groupOf)).toEqual([
      '~statistic',
      'leads/~0statistic',
      'leads/Своя',
    ]);
    expect(problems(text('~statistic', 'contacts'))).toEqual([
      'x.yaml:4:52: expected a group of contacts of this blueprint, found ~statistic',
    ]);
  });

  it('takes the colours of tags that amoCRM takes, in any case', () => {
    const colored = (color: string) =>
      `blueprint: 1\nname: Сеть\ntags: { leads: [{ name: А, color: ${color} }] }`;
    expect(['86C0FC', '86c0fc', '832161'].flatMap((color) => problems(colored(color)))).toEqual([]);
    expect(problems(colored('red'))[0]).toContain('x.yaml:3:35: expected a tag colour, one of: EBEBEB, ');
  });

  it('sorts tags of an account as it sorts those of a text', () => {
    const account = new ModelAccount();
    account.call('POST', '/api/v4/leads/tags', [{ name: 'А/' }, { name: 'А0' }]);
    const exported = toConfiguration(normaliseSnapshot(account.snapshot()));
    const result = readBlueprint(writeBlueprint(exported, 'Сеть'), 'x.yaml');
    expect(result.ok && configurationChecksum(result.configuration)).toBe(configurationChecksum(exported));
  });

  it('reads the franchise solution', () => {
    const result = readBlueprint(readFileSync('blueprints/franchise.yaml', 'utf8'), 'franchise.yaml');
    if (!result.ok) throw new Error(result.problems.map(problemText).join('\n'));
    const names = (kind: string) =>
      result.configuration.objects
        .filter((object) => object.kind === kind)
        .map(({ attributes }) => attributes.name);
    expect(names('pipeline')).toEqual(['Входящие обращения', 'Продажи — филиал', 'Передача в головной офис']);
    expect(names('field').slice(0, 5)).toEqual([
      ...['Филиал', 'Регион', 'Тип запроса', 'Комментарий', 'Номер передачи'],
    ]);
    expect(names('tag')).toEqual(['изЦентра', 'локальный_лид']);
    expect(withHubFields(result.configuration)).toBe(result.configuration);
  });

  it('names file, line and what is expected, for every problem at once', () => {
    const text = [
      'blueprint: 1',
      'name: Сеть',
      'pipelines:',
      '  - name: Продажи',
      '    stages:',
      '      - name: Новая',
      "        color: '#123456'",
      'fields:',
      '  leads:',
      '    - name: Регион',
      '      type: multitext',
      '      group: Нет такой',
      '      required: [Продажи/Нет такого]',
      '      colour: red',
    ].join('\n');
    expect(problems(text).map((line) => line.replace(/, one of:.*, found/, ', one of … found'))).toEqual([
      "x.yaml:7:16: expected a stage colour, one of … found '#123456'",
      'x.yaml:14:7: expected one of: name, type, code, group, apiOnly, required, hidden, currency, remind, callback, values, found colour',
      'x.yaml:11:13: expected a field type of leads, one of … found multitext',
      'x.yaml:12:14: expected a group of leads of this blueprint, found Нет такой',
      'x.yaml:13:18: expected a stage of this blueprint as Pipeline/Stage, or Pipeline/~won, found Продажи/Нет такого',
    ]);
  });

  const field = (entity: string, words: string) =>
    [
      'blueprint: 1',
      'name: Сеть',
      'pipelines: [{ name: А, stages: [Б] }]',
      `fields: { ${entity}: [{ name: В, ${words} }] }`,
    ].join('\n');

  it.each([
    ['contacts', 'type: text, hidden: [А/Б]', '4:53: expected no hidden in contacts'],
    ['companies', 'type: text, hidden: [А/Б]', '4:54: expected no hidden in companies'],
    ['leads', 'type: text, currency: RUB', '4:52: expected no currency for type text: only type monetary'],
    ['leads', 'type: date, remind: week', '4:50: expected no remind for type date: only type birthday'],
    ['leads', 'type: url, callback: x', '4:51: expected no callback for type url: only type tracking_data'],
    ['leads', 'type: birthday, remind: year', '4:54: expected a reminder of a birthday, one of: never, day'],
    ['leads', 'type: monetary', '4:19: expected a currency, three capital letters'],
    ['leads', 'type: monetary, currency: руб', '4:56: expected a currency, three capital letters'],
    ['leads', 'type: text, code: "a b/c"', '4:48: expected a code of Latin letters'],
    ['leads', 'type: text, code: X }, { name: Г, type: text, code: x', '4:53: expected another name or code'],
    [
      'leads',
      'type: select, code: HUB_TRANSFER_ID, values: [а]',
      '4:36: expected type: text and code: HUB_TR',
    ],
    [
      'leads',
      'type: text }, { name: HUB_TRANSFER_ID, type: text',
      '4:75: expected type: text and code: HUB_TR',
    ],
    ['leads', 'type: text, required: [А/Б, А/Б]', '4:58: expected “А/Б” once only'],
  ])('refuses what a field of %s cannot have: %s', (entity, words, expected) => {
    expect(problems(field(entity, words))).toEqual([expect.stringContaining(`x.yaml:${expected}`)]);
  });

  it.each([
    ['leads', 'type: text, hidden: [А/Б], required: [А/Б, А/~won]'],
    ['leads', 'type: text, code: HUB_TRANSFER_ID'],
    ['contacts', 'type: select, code: HUB_TRANSFER_ID, values: [а]'],
    ['companies', 'type: monetary, currency: KZT'],
    ['companies', 'type: monetary, currency: ""'],
    ['contacts', 'type: birthday, remind: Week'],
    ['leads', 'type: tracking_data, callback: onLoad'],
  ])('takes what a field of %s can have: %s', (entity, words) => {
    expect(problems(field(entity, words))).toEqual([]);
  });

  it('reports what is there twice below one parent, and a second main pipeline', () => {
    const text = [
      'blueprint: 1',
      'name: Сеть',
      'lossReasons: [Дорого, Далеко, Дорого]',
      'pipelines:',
      '  - { name: Продажи, main: true, stages: [Новая, Новая] }',
      '  - { name: Сервис, main: true, stages: [Новая] }',
      '  - { name: Продажи, stages: [Иная] }',
      'fields:',
      '  leads:',
      '    - { name: Регион, type: select, code: REGION, values: [А/Б, А/Б] }',
      '    - { name: Область, type: text, code: REGION }',
      '  contacts:',
      '    - { name: Область, type: text, code: REGION }',
    ].join('\n');
    const found = problems(text).map((line) => line.slice('x.yaml:'.length).replace(/, found .*/, ''));
    expect(found).toEqual([
      '3:31: expected another name or code than “Дорого” above',
      '5:50: expected another name or code than “Новая” above',
      '7:5: expected another name or code than “Продажи” above',
      '6:27: expected one main pipeline only',
      '10:65: expected another name or code than “А/Б” above',
      '11:7: expected another name or code than “REGION” above',
    ]);
  });

  it.each([
    ['pipelines: [', 'expected valid YAML'],
    ['- a', 'x.yaml:1:1: expected a blueprint, found - a'],
    ['blueprint: 2\nname: x', 'x.yaml:1:12: expected the format version, one of: 1, found 2'],
    [
      'blueprint: 1\nname: x\npipelines: [{name: A}]',
      'x.yaml:3:13: expected at least one stage, found {name: A}',
    ],
    ['blueprint: 1\nname: x\nfields: {leads: [{name: A, type: select}]}', 'expected values, at least one'],
  ])('refuses %j', (text, expected) => {
    expect(problems(text).join('\n')).toContain(expected);
  });
});

describe('withHubFields', () => {
  it('adds the transfer field behind the last lead field', () => {
    fc.assert(
      fc.property(someConfiguration, (configuration) => {
        const result = withHubFields(configuration);
        expect(result.objects).toHaveLength(configuration.objects.length + 1);
        expect(withHubFields(result)).toBe(result);
      }),
    );
  });
});

import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import {
  BlankIsMissing,
  ChoiceField,
  FlagField,
  IdField,
  IdListField,
  IntField,
  IntListField,
  JsonField,
  MomentField,
  ObjectField,
  ObjectListField,
  TextField,
  TextListField,
  ZoneField,
} from './fields.js';
import { parseRequest } from './parse-request.js';

const description = 'x';
const id = '3f2b6c1e-8d4a-4f57-9b0e-2a7c5d1e9f30';
const wrongMoment = 'moment: Укажите дату и время с часовым поясом, например 2026-01-01T00:00:00Z.';
const listOfIds = 'ids: Укажите список идентификаторов (UUID) — они есть в списке этих объектов; от 1 до 2.';

class Inner {
  @IntField({ description, min: 1, max: 7 })
  weekday: number;
}

class Every {
  @TextField({ description, max: 3, optional: true })
  text?: string;
  @BlankIsMissing()
  @TextField({ description, optional: true })
  said?: string | null;
  @TextField({ description, pattern: /^a+$/, optional: true })
  pattern?: string;
  @TextListField({ description, isOne: (text) => text !== 'x', optional: true })
  ones?: string[];
  @TextField({ description, pattern: /^a+$/, hint: message('fields.clock'), optional: true })
  clock?: string;
  @IntField({ description, max: 100, optional: true })
  share?: number;
  @IntField({ description, optional: true })
  count?: number;
  @FlagField({ description, optional: true })
  flag?: boolean;
  @IdField({ description, optional: true })
  id?: string;
  @IdListField({ description, max: 2, optional: true })
  ids?: string[];
  @MomentField({ description, optional: true })
  moment?: string;
  @ChoiceField({ description, of: ['a', 'b'], optional: true })
  choice?: string;
  @ZoneField({ description, optional: true })
  zone?: string;
  @TextListField({ description, min: 1, max: 2, optional: true })
  texts?: string[];
  @TextListField({ description, of: ['a', 'b'], optional: true })
  choices?: string[];
  @IntListField({ description, max: 2, least: 1, optional: true })
  ints?: number[];
  @ObjectField(() => Inner, { description, optional: true })
  object?: Inner;
  @ObjectListField(() => Inner, { description, max: 2, optional: true })
  objects?: Inner[];
  @JsonField({ description, optional: true })
  json?: object;
}

/** Path and words of everything wrong with a body. */
function wrong(body: unknown, locale: 'ru' | 'en' = 'ru'): string[] {
  try {
    parseRequest(Every, body);
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { errors = [] } = error.inLanguage(locale);
    return errors.map(({ path, detail }) => `${path}: ${detail}`);
  }
}

describe('parseRequest', () => {
  it.each([
    [{ text: '' }, 'text: Укажите строку длиной от 1 до 3 символов.'],
    [{ text: '  ' }, 'text: Укажите строку длиной от 1 до 3 символов.'],
    [{ texts: ['a', ' '] }, 'texts: Укажите список строк: от 1 до 2 непустых строк.'],
    [{ text: 7 }, 'text: Укажите строку длиной от 1 до 3 символов.'],
    [{ text: 'a\0' }, 'text: Уберите символы, которые нельзя сохранить: NUL и половины суррогатных пар.'],
    [{ pattern: 'b' }, 'pattern: Укажите строку по образцу ^a+$.'],
    [{ clock: 'b' }, 'clock: Укажите время от 00:00 до 23:59, например 09:00.'],
    [{ share: 'x' }, 'share: Укажите целое число от 0 до 100.'],
    [{ share: 101 }, 'share: Укажите целое число от 0 до 100.'],
    [{ count: -1.5 }, 'count: Укажите целое число не меньше 0.'],
    [{ flag: 'yes' }, 'flag: Укажите true или false.'],
    [{ id: 'x' }, 'id: Укажите идентификатор (UUID) — он есть в списке этих объектов.'],
    [{ ids: [id, 'x'] }, listOfIds],
    [{ ids: [] }, listOfIds],
    [{ ids: [id, id, id] }, listOfIds],
    [{ moment: '2026-W01' }, wrongMoment],
    [{ moment: '2026-01-01' }, wrongMoment],
    [{ moment: '2026-01-01T00:00:00' }, wrongMoment],
    [{ moment: '2026-01-01T00:00:00+23:59' }, wrongMoment],
    [{ moment: '0000-01-01T00:00:00Z' }, wrongMoment],
    [{ choice: 'c' }, 'choice: Укажите одно из значений: a, b.'],
    [{ zone: '+03:00' }, 'zone: Укажите часовой пояс по имени, например Europe/Moscow.'],
    [{ texts: [] }, 'texts: Укажите список строк: от 1 до 2 непустых строк.'],
    [{ texts: ['', 3, 'a'] }, 'texts: Укажите список строк: от 1 до 2 непустых строк.'],
    [{ ones: ['a', 'x'] }, 'ones: Укажите список строк: от 0 до 200 непустых строк.'],
    [{ choices: ['c'] }, 'choices: Укажите список значений из набора: a, b. Количество — от 0 до 200.'],
    [{ ints: [1.5] }, 'ints: Укажите список целых чисел от 1 и больше, в списке не больше 2.'],
    [{ ints: [0] }, 'ints: Укажите список целых чисел от 1 и больше, в списке не больше 2.'],
    [{ object: [] }, 'object: Укажите объект JSON.'],
    [{ object: { weekday: 8 } }, 'object.weekday: Укажите целое число от 1 до 7.'],
    [{ object: {} }, 'object.weekday: Укажите целое число от 1 до 7.'],
    [{ objects: 'x' }, 'objects: Укажите список объектов JSON, не больше 2.'],
    [{ objects: [{ weekday: 1 }, { weekday: 0 }] }, 'objects.1.weekday: Укажите целое число от 1 до 7.'],
    [{ objects: [{ weekday: 1, other: 1 }] }, 'objects.0.other: Неизвестное поле. Уберите его.'],
    [{ json: [] }, 'json: Укажите объект JSON.'],
    [{ other: 1 }, 'other: Неизвестное поле. Уберите его.'],
  ])('%j gets one message in words', (body, expected) => {
    expect(wrong(body)).toEqual([expected]);
  });

  it.each(['2026-01-01T00:00:00Z', '2026-01-01T00:00+14:00', '2026-01-01T00:00:00.5-0330'])(
    'takes the moment %s',
    (moment) => {
      expect(wrong({ moment })).toEqual([]);
    },
  );

  it('gives ids in lower case, in whatever case they come', () => {
    const capitals = id.toUpperCase();
    expect(parseRequest(Every, { id: capitals, ids: [capitals] })).toMatchObject({ id, ids: [id] });
    expect(wrong({ ids: [capitals, 7] })).toEqual([listOfIds]);
  });

  it('takes a blank for nothing where a form sends it', () => {
    expect(parseRequest(Every, { said: '  ' }).said).toBeNull();
    expect(parseRequest(Every, { said: '' }).said).toBeNull();
    expect(parseRequest(Every, { said: ' a' }).said).toBe(' a');
  });

  it.each([
    [{ objects: [3] }, ['objects.0: Укажите объект JSON.']],
    [{ objects: [{ weekday: 1 }, null] }, ['objects.1: Укажите объект JSON.']],
    [{ objects: [[]] }, ['objects: Укажите список объектов JSON, не больше 2.']],
    [
      { objects: [1, {}, {}] },
      [
        'objects: Укажите список объектов JSON, не больше 2.',
        'objects.0: Укажите объект JSON.',
        'objects.1.weekday: Укажите целое число от 1 до 7.',
        'objects.2.weekday: Укажите целое число от 1 до 7.',
      ],
    ],
  ])('%j names the items that are wrong', (body, expected) => {
    expect(wrong(body)).toEqual(expected);
  });

  it('names every wrong field once, in the language of the reader', () => {
    expect(wrong({ share: 'x', flag: 1, other: 1 }, 'en')).toEqual([
      'other: Unknown field. Remove it.',
      'share: Give a whole number from 0 to 100.',
      'flag: Give true or false.',
    ]);
  });

  it('refuses what is no object', () => {
    expect(() => parseRequest(Every, [])).toThrow('The body must be a JSON object.');
  });
});

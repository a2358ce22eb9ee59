import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { inspectBot } from './inspect-bot.js';
import { documentOf, readBot } from './read-bot.js';
import { writeBot } from './rewrite-bot.js';

/** Any JSON: tests change it where they like. */
type Tree = Record<string, ReturnType<JSON['parse']>>;

const errorsOf = (file: string): [string, string | undefined][] =>
  inspectBot(file)
    .complaints.filter(({ severity }) => severity === 'error')
    .map(({ code, places }) => [code, places[0]]);

const codeOf = (...question: unknown[]): string => JSON.stringify({ 0: { question } });
const action = (name: string, params: unknown) => ({ handler: 'action', params: { name, params } });
const params = '/0/question/0/params';

const exported = readFileSync(
  new URL('../../../test/bots/d03-export-buttons/input.json', import.meta.url),
  'utf8',
);

describe('a text at a place for an id', () => {
  const channel = (id: string) => ({
    handler: 'send_message',
    params: { text: 'x', chat_sources: [{ id }] },
  });
  const template = (id: string) => ({ handler: 'send_message', params: { text: 'x', template_id: id } });
  const owner = (value: string) => action('change_responsible_user', { value, type: 2 });
  const stage = (value: string) => action('change_status', { value });

  it.each([
    ['the uuid of a channel', channel('3f2b6c1e-8d4a-4f57-9b0e-2a7c5d1e9f30'), 'chat_sources/0/id'],
    ['a uuid almost without digits', channel('abcdefab-cdef-abcd-efab-cdefabcdefab'), 'chat_sources/0/id'],
    ['the name of a template', template('aa'), 'template_id'],
    ['a word behind a marker', template('{{lead.name}} welcome'), 'template_id'],
    ['digits of another script', owner('１２３４５６'), 'params/value'],
    ['digits in hexadecimal', stage('0x1F4A'), 'params/value'],
    ['a power of ten', stage('1e6'), 'params/value'],
    ['a negative number', stage('-50'), 'params/value'],
    ['the uuid of a user', owner('abcdefab-cdef-abcd-efab-cdefabcdefab'), 'params/value'],
  ])('keeps the bot out: %s', (_, one, path) => {
    expect(errorsOf(codeOf(one))).toContainEqual(['unmappable', `${params}/${path}`]);
  });

  it.each([['widget_8f2c'], [12345678]])('is asked about as a setting beside its widget: %s', (code) => {
    const { remarks, complaints } = inspectBot(
      codeOf({ handler: 'widget', params: { widget_id: '610045', widget_source_code: code } }),
    );
    const path = `${params}/widget_source_code`;
    expect(remarks).toEqual([{ kind: 'widget-setting', path, text: String(code) }]);
    expect(complaints.filter(({ places }) => places.includes(path))).toMatchObject([
      { code: 'widget-code', severity: 'note' },
    ]);
  });

  it.each([
    ['a word for an owner', owner('main')],
    ['a marker alone', template('{{lead.name}}')],
    ['nothing', template(' ')],
  ])('is no id: %s', (_, one) => {
    expect(errorsOf(codeOf(one)).filter(([code]) => code === 'unmappable')).toEqual([]);
  });
});

describe('an id where nobody looks for it keeps the bot out', () => {
  const odd = (...markers: string[]) =>
    codeOf({ handler: 'show', params: { type: 'text', value: markers.join(' ') } });
  const checked = (client: string, value: unknown) =>
    codeOf({
      handler: 'validations',
      params: { conditions: [{ client_value: client, condition_value: value, operation: '=' }], result: [] },
    });
  const compared = (term1: unknown, term2: unknown) =>
    codeOf({ handler: 'conditions', params: { conditions: [{ term1, term2, operation: '=' }], result: [] } });

  it.each([
    ['in a marker of another form', odd('{{lead.custom_fields.880101}}'), 'unmappable', `${params}/value`],
    ['in a marker of three numbers', odd('{{lead.cf.880101.990201.5}}'), 'unmappable', `${params}/value`],
    [
      'in a check of an answer',
      checked('{{lead.status_id}}', '61000011'),
      'unmappable',
      `${params}/conditions/0/condition_value`,
    ],
    [
      'in a check of an answer, as a number',
      checked('lead.pipeline_id', 7100001),
      'unmappable',
      `${params}/conditions/0/condition_value`,
    ],
    [
      'in a condition on a pipeline',
      compared('{{lead.pipeline.id}}', 7100001),
      'unmappable',
      `${params}/conditions/0/term2`,
    ],
    [
      'in a condition on a source',
      compared('chat.source', '20771'),
      'unmappable',
      `${params}/conditions/0/term2`,
    ],
    [
      'in a condition, one of a list',
      compared('{{lead.status_id}}', 'нет, 7'),
      'unmappable',
      `${params}/conditions/0/term2`,
    ],
    [
      'in a condition, with words',
      compared('{{lead.source}}', 'источник 771'),
      'unmappable',
      `${params}/conditions/0/term2`,
    ],
    [
      'in a condition, glued to a word',
      compared('{{lead.source}}', 'src20771'),
      'unmappable',
      `${params}/conditions/0/term2`,
    ],
    [
      'in a condition on an author',
      compared('{{lead.created_by}}', '5300001'),
      'unmappable',
      `${params}/conditions/0/term2`,
    ],
    [
      'in a name without braces',
      compared('lead.contact.cf.880101', 'x'),
      'unmappable',
      `${params}/conditions/0/term1`,
    ],
    [
      'in data for a channel, as a number',
      codeOf({ handler: 'meta', params: { values: [880101] } }),
      'unknown-shape',
      `${params}/values/0`,
    ],
    [
      'in data for a channel, with more behind',
      codeOf({ handler: 'meta', params: { values: ['lead.custom_fields.880101.x'] } }),
      'unmappable',
      `${params}/values/0`,
    ],
    [
      'in the place of a list',
      codeOf({ handler: 'send_message', params: { text: 'x', chat_sources: 20771 } }),
      'unknown-shape',
      `${params}/chat_sources`,
    ],
    [
      'in the place of a list, as text',
      codeOf({ handler: 'send_message', params: { text: 'x', chat_sources: '20771' } }),
      'unknown-shape',
      `${params}/chat_sources`,
    ],
    [
      'in the place of an object',
      codeOf(action('add_lead_contact', { lead: 18233901 })),
      'unknown-shape',
      `${params}/params/lead`,
    ],
    [
      'as the name of a member',
      codeOf(action('set_tag', { value: 'x', 880101: 'x' })),
      'unknown-shape',
      `${params}/params/880101`,
    ],
    [
      'as a name deeper down',
      codeOf(action('set_tag', { value: 'x', more: { 880101: 'x' } })),
      'unknown-shape',
      `${params}/params/more/880101`,
    ],
    [
      'in a list of values',
      codeOf(action('set_custom_fields', { custom_fields_id: 880102, value: [990201] })),
      'unknown-shape',
      `${params}/params/value/0`,
    ],
    [
      'in what a step needs',
      JSON.stringify({ 0: { question: [], require: [880101] } }),
      'unknown-shape',
      '/0/require/0',
    ],
    [
      'in a step behind another of its number',
      '{"0":{"question":[]},"00":{"question":[]}}',
      'unknown-shape',
      '/00',
    ],
    ['in a step told twice', '{"0":{"question":[]},"\\u0030":{"question":[]}}', 'duplicate-step', '/0'],
    [
      'in a jump that is no number',
      codeOf({ handler: 'goto', params: { type: 'question', step: true } }),
      'unknown-shape',
      params,
    ],
  ])('%s', (_where, file, code, place) => {
    expect(errorsOf(file)).toEqual([[code, place]]);
  });

  it.each<[string, (file: Tree) => void, string]>([
    ['in the sort of the bot', (file) => (file.type_functionality = 31001), '/type_functionality'],
    ['in the type', (file) => (file.model.type = { of: '{{lead.cf.880101}}' }), '/model/type/of'],
  ])('beside the bot: %s', (_what, change, place) => {
    const file = JSON.parse(exported) as Tree;
    change(file);
    expect(errorsOf(JSON.stringify(file))).toEqual([['unknown-shape', place]]);
  });

  it.each<[string, (blocks: Tree) => void, string]>([
    ['below a place', (blocks) => (blocks[2].x = { status_id: 61000011 }), '/positions/2/x/status_id'],
    [
      'below the order of an action',
      (blocks) => (blocks[2].actions[0].sort = [61000011]),
      '/positions/2/actions/0/sort/0',
    ],
    ['a member of a block', (blocks) => (blocks[2].pipeline_id = 7100001), '/positions/2/pipeline_id'],
    [
      'a member of an arrow',
      (blocks) => (blocks[2].on_error.status = 61000011),
      '/positions/2/on_error/status',
    ],
    [
      'an arrow that is none',
      (blocks) => blocks[3].actions[0].links.push(61000011),
      '/positions/3/actions/0/links/0',
    ],
  ])('in the layout: %s', (_what, change, place) => {
    const { type_functionality, model } = JSON.parse(exported) as Tree;
    const { text, positions } = documentOf(readBot(exported).bot!) as Tree;
    change(positions);
    expect(errorsOf(JSON.stringify({ type_functionality, model: { ...model, text, positions } }))).toEqual([
      ['unknown-shape', place],
    ]);
  });
});

describe('what an export has beside the bot stays behind', () => {
  it.each<[string, (file: Tree) => void, string]>([
    ['its id', (file) => (file.model.id = 31001), '/model/id'],
    ['its triggers', (file) => (file.model.triggers = [{ text: '{{lead.cf.880101}}' }]), '/model/triggers'],
    ['its account', (file) => (file.account_id = '31000001'), '/account_id'],
    [
      'its address',
      (file) => (file._links = { self: 'https://moscow.amocrm.ru/api/v4/bots/31001' }),
      '/_links',
    ],
    ['a flag that nobody knows', (file) => (file.model.is_new = true), '/model/is_new'],
  ])('%s', (_what, change, place) => {
    const file = JSON.parse(exported) as Tree;
    change(file);
    const { bot, complaints } = inspectBot(JSON.stringify(file));
    expect(complaints.filter(({ code }) => code === 'unknown-member')).toMatchObject([
      { severity: 'note', places: [place] },
    ]);
    expect(complaints.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(writeBot(bot!, null)).toBe(writeBot(readBot(exported).bot!, null));
  });
});

describe('what only looks like an id stays', () => {
  const beside = (term1: string, term2: unknown) => {
    const params = { term1, term2, operation: '=', result: [] };
    return { handler: 'condition', params };
  };

  it.each([
    ['a digit in the name of a channel', beside('chat.source', 'WhatsApp 2')],
    ['digits that belong to a word', beside('{{lead.source}}', 'vk2024, com.amocrm.wa24')],
    [
      'a button that is its own text',
      { handler: 'show', params: { type: 'text', value: '5001', buttons: ['2024', '100'] } },
    ],
    [
      'what a dialogue brought along',
      { handler: 'show', params: { type: 'text', value: '{{json.items.100}}' } },
    ],
    ['braces that do not close', { handler: 'show', params: { type: 'text', value: '{{lead.cf.880101' } }],
    [
      'a number compared with a price',
      { handler: 'condition', params: { term1: '{{lead.price}}', term2: 5001, operation: '=', result: [] } },
    ],
    [
      'a tag that is a year',
      { handler: 'condition', params: { term1: 'lead.tags', term2: '2024', operation: '=', result: [] } },
    ],
    [
      'a value in place of a range',
      {
        handler: 'validations',
        params: { conditions: [{ client_value: '{{message_text}}', condition_value: 5001 }], result: [] },
      },
    ],
    [
      'a number that a field is filled with',
      action('set_custom_fields', { custom_field: '{{lead.price}}', value: 5001 }),
    ],
  ])('%s', (_what, handler) => {
    const { complaints, references } = inspectBot(codeOf(handler));
    expect([complaints, references]).toEqual([[], []]);
  });

  it('a name of fields without braces is found in a condition too', () => {
    const condition = { term1: ' lead.custom_fields.880101 ', term2: 'x', operation: '=' };
    const { references } = inspectBot(
      codeOf({ handler: 'conditions', params: { conditions: [condition], result: [] } }),
    );
    expect(references).toEqual([
      { kind: 'field', id: 880101, path: `${params}/conditions/0/term1`, at: [20, 26] },
    ]);
  });

  it('says no more of a remark than a database takes', () => {
    const foundIn = (text: string) =>
      inspectBot(codeOf({ handler: 'show', params: { type: 'text', value: text } })).complaints[0]?.found;
    const address = 'https://moscow.amocrm.ru/';
    expect(foundIn(`${address}${'x'.repeat(54)}😀`)).toBe(`${address}${'x'.repeat(54)}\uFFFD`);
    expect(foundIn(`${address}\0`)).toBe(`${address}\uFFFD`);
  });

  it('reads an unclosed text in one pass', () => {
    const text = `"${'\\"'.repeat(300_000)}`;
    expect(errorsOf(JSON.stringify({ model: { text, positions: '[]' } }))).toEqual([['not-json', '/text']]);
  });
});

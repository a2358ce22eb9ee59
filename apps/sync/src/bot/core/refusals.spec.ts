import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { inspectBot } from './inspect-bot.js';
import { replaceAt, valueAt } from './json-pointer.js';
import { documentOf, readBot } from './read-bot.js';
import { topLevelTwice } from './top-level-twice.js';

/** Any JSON: tests change it where they like. */
type Tree = Record<string, ReturnType<JSON['parse']>>;

const folder = new URL('../../../test/bots/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(`${name}/input.json`, folder), 'utf8');

/** An uploaded file with some places of its two graphs changed. */
function changed(name: string, change: (document: Tree) => void): string {
  const document = documentOf(readBot(read(name)).bot!) as Tree;
  change(document);
  const { text, positions } = document;
  return JSON.stringify({ type_functionality: 0, model: { name: 'x', type: 2, text, positions } });
}

const errorsOf = (file: string): [string, string | undefined][] =>
  inspectBot(file)
    .complaints.filter(({ severity }) => severity === 'error')
    .map(({ code, places }) => [code, places[0]]);

const put =
  (path: string, value: unknown) =>
  (document: object): void => {
    replaceAt(document, path, value);
  };

const buttons = 'd03-export-buttons';
const conditions = 'd04-export-conditions-enum';
const widget = 'd05-export-widget';
const task = 'd06-export-task';
const messages = 'd07-export-mixed-messages';

describe('a file that is refused', () => {
  const cases: [string, string, (document: Tree) => void, [string, string][]][] = [
    [
      'an unknown handler, in both graphs',
      buttons,
      (document) => {
        put('/text/3/question/0/handler', 'opt_in')(document);
        put('/positions/5/actions/0/params/handler', 'opt_in')(document);
      },
      [
        ['unknown-handler', '/text/3/question/0/handler'],
        ['unknown-handler', '/positions/5/actions/0/params/handler'],
      ],
    ],
    [
      'an unknown action',
      conditions,
      put('/text/1/question/2/params/name', 'create_invoice'),
      [
        ['unknown-action', '/text/1/question/2/params/name'],
        ['graph-disagreement', '/text/1/question/2'],
      ],
    ],
    [
      'a trigger that makes no task',
      task,
      put('/text/0/question/0/params/trigger/action', 'send_mail'),
      [['unknown-action', '/text/0/question/0/params/trigger/action']],
    ],
    [
      'a pause by duty hours',
      widget,
      put('/text/3/question/0/params/conditions/0/event/source', 'duty'),
      [['unknown-shape', '/text/3/question/0/params/conditions/0/event/source']],
    ],
    [
      'a number under a name nobody knows',
      buttons,
      (document) => (document.text['1'].question[0].params.params.loss_reason = 77001),
      [['unknown-shape', '/text/1/question/0/params/params/loss_reason']],
    ],
    [
      'a stage that a condition names by digits',
      conditions,
      (document) => {
        put('/text/0/question/2/params/conditions/0/term1', '{{lead.status_id}}')(document);
        put('/text/0/question/2/params/conditions/0/term2', '61000011,143')(document);
      },
      [['unmappable', '/text/0/question/2/params/conditions/0/term2']],
    ],
    [
      'a step without a block',
      conditions,
      (document) => (document.text['9'] = { question: [] }),
      [['missing-block', '/text/9']],
    ],
    [
      'a block without a step',
      buttons,
      (document) => {
        document.positions.push({
          ...document.positions[3],
          id: 99,
          step: 99,
          actions: [],
          goto: null,
          block_uuid: '',
        });
      },
      [['missing-step', '/positions/9/step']],
    ],
    [
      'two blocks of one number',
      buttons,
      put('/positions/7/id', 10),
      [
        ['dangling-goto', '/positions/2/on_error/block'],
        ['dangling-goto', '/positions/5/goto/block'],
        ['dangling-goto', '/positions/6/actions/0/links/0/block'],
        ['duplicate-block', '/positions/7/id'],
      ],
    ],
    [
      'two blocks of one step',
      conditions,
      (document) => {
        document.positions.push({ id: 77, step: 3, type: 'question', actions: [], goto: null });
      },
      [['duplicate-step', '/positions/7/step']],
    ],
    [
      'two actions of one number',
      conditions,
      put('/positions/4/actions/0/id', 60),
      [['duplicate-action', '/positions/4/actions/0/id']],
    ],
    [
      'a finish that is drawn as a question',
      conditions,
      put('/text/2/question/1/params/type', 'question'),
      [['dangling-goto', '/text/2/question/1/params/step']],
    ],
    [
      'a widget exit to nowhere',
      widget,
      put('/text/0/question/0/params/exits/fail/step', 8),
      [['dangling-goto', '/text/0/question/0/params/exits/fail/step']],
    ],
    [
      'exits of a widget exchanged',
      widget,
      put('/positions/2/actions/0/links', [
        { code: 'success', block: 3 },
        { code: 'fail', block: 2 },
      ]),
      [
        ['graph-disagreement', '/text/0/question/0/params/exits/success/step'],
        ['graph-disagreement', '/text/0/question/0/params/exits/fail/step'],
      ],
    ],
    [
      'rows of a list exchanged',
      messages,
      (document) => {
        const links = document.positions[4].actions[0].links;
        [links[0].block, links[1].block] = [links[1].block, links[0].block];
      },
      [
        ['graph-disagreement', '/text/2/answer/0/params/0/params/0/params/step'],
        ['graph-disagreement', '/text/2/answer/0/params/1/params/0/params/step'],
      ],
    ],
    [
      'a start that leads past the first step',
      conditions,
      put('/positions/0/goto/block', 4),
      [['graph-disagreement', '/positions/0/goto/block']],
    ],
    [
      'another order of work',
      buttons,
      (document) => {
        document.positions[3].actions[0].sort = 5;
      },
      [['graph-disagreement', '/text/1/question/0']],
    ],
    [
      'a block with the mark of another step',
      buttons,
      put('/text/1/block_uuid', 'x'),
      [['graph-disagreement', '/text/1/block_uuid']],
    ],
    [
      'an arrow that is only drawn',
      widget,
      put('/positions/2/goto', { block: 3 }),
      [['graph-disagreement', '/positions/2/goto/block']],
    ],
    [
      'an arrow that is only written',
      buttons,
      put('/positions/3/goto', null),
      [['graph-disagreement', '/text/1/question/2/params/step']],
    ],
    [
      'a step that is no step',
      conditions,
      put('/text/3/question/0', ['x']),
      [
        ['unknown-shape', '/text/3/question/0'],
        ['graph-disagreement', '/text/3'],
      ],
    ],
  ];

  it.each(cases)('%s', (_what, name, change, errors) => {
    expect(errorsOf(changed(name, change))).toEqual(errors);
  });

  it.each([
    ['', 'not-json', ''],
    ['{"0": [', 'not-json', ''],
    ['7', 'not-a-bot', ''],
    ['[]', 'not-a-bot', ''],
    ['{"model": {"name": "x", "text": "{", "positions": "[]"}}', 'not-json', '/text'],
    ['{"model": {"name": "x", "positions": "[]"}}', 'not-a-bot', '/text'],
    ['{"model": {"name": "x", "text": "{}", "positions": "{}"}}', 'not-a-bot', '/positions'],
    ['['.repeat(10_000), 'too-deep', ''],
    [JSON.stringify({ model: { text: '['.repeat(10_000), positions: '[]' } }), 'too-deep', '/text'],
    [
      JSON.stringify([{ question: [{ handler: 'show', params: { value: 'ж'.repeat(40_000) } }] }]),
      'too-large',
      '',
    ],
    ['{"0": {"question": []}, "0": {"question": []}}', 'duplicate-step', '/0'],
  ])('is no bot: %.30s', (text, code, place) => {
    expect(errorsOf(text)).toEqual([[code, place]]);
  });

  it.each(['""', 'null', '"[]"', '[]'])('takes %s for a layout where nothing is drawn', (positions) => {
    const says = '{"0": {"question": [{"handler": "show", "params": {"type": "text", "value": "x"}}]}}';
    const model = `{"name": "x", "type": 2, "text": ${JSON.stringify(says)}, "positions": ${positions}}`;
    expect(errorsOf(`{"type_functionality": 0, "model": ${model}}`)).toEqual([]);
  });

  it('reads a byte order mark and parts that were parsed already', () => {
    const { type_functionality, model } = JSON.parse(read(buttons)) as Tree;
    const { text, positions, ...rest } = model;
    const open = { ...rest, text: JSON.parse(text), positions: JSON.parse(positions) };
    const file = JSON.stringify({ type_functionality, model: open });
    expect(inspectBot(`\uFEFF${file}`).references).toEqual(inspectBot(read(buttons)).references);
  });
});

describe('what is legal and worth a look', () => {
  const notesOf = (file: string): [string, string | undefined][] => {
    const { complaints } = inspectBot(file);
    expect(complaints.filter(({ severity }) => severity === 'error')).toEqual([]);
    return complaints.map(({ code, places }) => [code, places[0]]);
  };

  it('the way on after conditions may be without an arrow', () => {
    const file = changed(conditions, put('/positions/2/goto', null));
    expect(notesOf(file)).toEqual([['edge-without-picture', '/text/0/question/3/params/step']]);
  });

  it('buttons that nobody wired, and steps nobody reaches', () => {
    const file = changed(messages, (document) => {
      put('/text/1/answer/0/params', [])(document);
      put('/positions/3/actions/0/links', [])(document);
      put('/positions/3/goto', null)(document);
      put('/text/2/answer/0/params/0', null)(document);
      document.text['2'].answer[0].params.shift();
      document.positions[4].actions[0].links.shift();
      document.text['9'] = { question: [], block_uuid: 'n' };
      document.positions.push({
        id: 77,
        step: 9,
        type: 'question',
        actions: [],
        goto: null,
        block_uuid: 'n',
      });
    });
    // The file of the account is a note of its own.
    expect(notesOf(file).filter(([code]) => code !== 'account-file')).toEqual([
      ['dead-end', '/text/1/question/0/params/buttons'],
      ['orphan-step', '/text/3'],
      ['orphan-step', '/text/9'],
    ]);
  });

  it('a step that only an action of another leads to is no orphan', () => {
    const jump = { handler: 'goto', params: { type: 'question', step: 1 } };
    const find = { handler: 'find', params: { type: 'contacts', params: { value: 'x', actions: [jump] } } };
    expect(notesOf(JSON.stringify({ 0: { question: [find] }, 1: { question: [] } }))).toEqual([]);
  });

  it('finds what JSON would drop', () => {
    expect(topLevelTwice('{"a": {"b": 1, "b": 2}, "c\\"": "a", "a" : [], "b": "x:"}')).toEqual(['a']);
    expect(valueAt({ a: [1] }, '/a/1')).toBeUndefined();
  });
});

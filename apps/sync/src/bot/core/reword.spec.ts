import { describe, expect, it } from '@jest/globals';
import { inspectBot } from './inspect-bot.js';
import { rewriteBot } from './rewrite-bot.js';

const widget = (url: unknown) =>
  JSON.stringify({ 0: { question: [{ handler: 'widget_request', params: { url, data: {} } }] } });
const said = (value: string) =>
  JSON.stringify({ 0: { question: [{ handler: 'show', params: { type: 'text', value } }] } });

/** The first handler's params, with answers to remarks and every field renamed to 77. */
function reworded(file: string, words: Record<string, string>): unknown {
  const found = inspectBot(file);
  const code = rewriteBot(found.bot!, found, { resolve: () => 77, reword: ({ text }) => words[text] }).code;
  return (code as { 0: { question: { params: unknown }[] } })[0].question[0]?.params;
}

const remarksOf = (file: string) => inspectBot(file).remarks.map(({ kind, text }) => [kind, text]);

describe('answers to what may stay', () => {
  it('an address with markers in it is answered piece by piece, and its markers stay', () => {
    const file = widget(
      'https://back.example/hook/31234567?lead={{lead.id}}&f={{lead.cf.880201}}&acc=31234567',
    );
    expect(remarksOf(file)).toEqual([
      ['address', 'https://back.example/hook/31234567?lead='],
      ['address', '&acc=31234567'],
    ]);
    const words = {
      'https://back.example/hook/31234567?lead=': 'https://back.example/hook/9?lead=',
      '&acc=31234567': '&acc=9',
    };
    expect(reworded(file, words)).toEqual({
      url: 'https://back.example/hook/9?lead={{lead.id}}&f={{lead.cf.77}}&acc=9',
      data: {},
    });
  });

  it('a link is replaced where it stands, not inside a longer one', () => {
    const text =
      'Сделка https://a.amocrm.ru/leads/detail/1 у нас: https://a.amocrm.ru и https://a.amocrm.ru.';
    expect(reworded(said(text), { 'https://a.amocrm.ru': 'https://b.amocrm.ru' })).toEqual({
      type: 'text',
      value: 'Сделка https://a.amocrm.ru/leads/detail/1 у нас: https://b.amocrm.ru и https://b.amocrm.ru.',
    });
  });

  it('a link behind a marker is found where the reference left it', () => {
    const text = '{{lead.cf.880201}} https://a.amocrm.ru/1 {{lead.cf.880201}}';
    expect(reworded(said(text), { 'https://a.amocrm.ru/1': 'https://b.amocrm.ru/22222' })).toEqual({
      type: 'text',
      value: '{{lead.cf.77}} https://b.amocrm.ru/22222 {{lead.cf.77}}',
    });
  });

  it('ids inside a setting are told: in a list, in JSON, as a name', () => {
    const settings = {
      list: '7100001,7100002',
      json: '{"pipeline_id":7100001}',
      map: { 7100001: 'a' },
      n: 7100001,
    };
    const file = widget(settings);
    expect(remarksOf(file)).toEqual([
      ['widget-setting', '7100001,7100002'],
      ['widget-setting', '{"pipeline_id":7100001}'],
      ['widget-setting', '7100001'],
    ]);
    expect(
      inspectBot(file).complaints.map(({ code, severity, places }) => [code, severity, places[0]]),
    ).toEqual(
      ['list', 'json', 'map/7100001', 'n'].map((at) => [
        'widget-number',
        'note',
        `/0/question/0/params/url/${at}`,
      ]),
    );
    const words = { '7100001,7100002': '8,9', '{"pipeline_id":7100001}': '{"pipeline_id":8}', 7100001: '8' };
    expect(reworded(file, words)).toEqual({
      url: { list: '8,9', json: '{"pipeline_id":8}', map: { 7100001: 'a' }, n: 8 },
      data: {},
    });
  });

  it('an address of many slashes is read in one pass', () => {
    const settings = { url: '://'.repeat(20_000) };
    expect(remarksOf(widget(settings))).toEqual([]);
  });
});

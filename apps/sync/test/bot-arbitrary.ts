import fc from 'fast-check';
import type { ReferenceKind } from '../src/bot/core/reference.js';

/** Gives the id that stands for object number `n` of a kind in one account. */
export type IdsOf = (kind: ReferenceKind, n: number) => number | string;

type Handler = { handler: string; params: unknown };
interface Target {
  step: number;
  type: 'question' | 'finish';
}

/** What a handler of the pool may ask for while it is drawn. */
interface Pencil {
  id: (kind: ReferenceKind) => number | string;
  /** Number of a field of a lead, and the marker of one of its values. */
  marker: (owner?: string) => string;
  valueMarker: () => string;
  pick: (below: number) => number;
  target: () => Target;
}

/** A recipe is drawn once per account: only the ids differ. */
export interface Recipe {
  form: 'code' | 'export';
  steps: { work: number[]; last: number }[];
  seeds: number[];
}

const goto = (target: Target): Handler => ({ handler: 'goto', params: target });
const action = (name: string, params: unknown): Handler => ({ handler: 'action', params: { name, params } });
const text = (value: number | string): string => String(value);

/** Handlers that a designer's block holds one beside the other: they lead nowhere by themselves. */
const plainWork: ((p: Pencil) => Handler)[] = [
  (p) => action('change_status', { value: p.id('stage'), pipeline_id: p.id('pipeline') }),
  () => action('change_status', { value: 142 }),
  (p) => action('set_custom_fields', { type: 2, value: '{{message_text}}', custom_fields_id: p.id('field') }),
  (p) =>
    action('set_custom_fields', {
      type: 'lead',
      value: p.valueMarker(),
      value_type: 'value',
      custom_field: p.marker(),
    }),
  () => action('set_custom_fields', { type: 'lead', value: '5001', custom_field: '{{lead.price}}' }),
  (p) => action('set_tag', { type: 2, value: ['5001', p.marker()] }),
  () => action('unset_tag', { type: 1, value: 'бот' }),
  (p) => action('subscribe', { type: 'user', value: p.id('user') }),
  (p) => action('subscribe', { type: 'group', value: p.id('user_group') }),
  () => action('unsubscribe', { type: 'all', value: 0 }),
  (p) =>
    action('add_lead_contact', {
      lead: {
        status_id: p.id('stage'),
        responsible_user_id: p.id('user'),
        price: 5001,
        custom_fields: [{ id: p.id('field'), values: [{ value: p.marker('contact') }] }],
      },
      contact: { custom_fields: [{ id: p.id('field'), values: [{ value: 'x', enum: 'WORK' }] }] },
    }),
  (p) => action('add_note', { element_type: 2, note_type: 4, text: `5001 ${p.marker()} и ${p.marker()}` }),
  (p) => action('set_budget', { value: `(${p.marker()}+5001)*${p.marker('company')}` }),
  (p) => action('link', { from: 2, to: 11, to_id: p.id('catalog_element'), to_catalog_id: p.id('catalog') }),
  () => action('link_to_unsorted', { entity_type: 2, entity_id: '{{lead.id}}' }),
  (p) => action('add_linked_company', { name: p.marker('customer') }),
  () => action('unsorted', { value: 'accept' }),
  (p) => ({
    handler: 'trigger',
    params: {
      element_type: 'lead',
      trigger: {
        delay: 5001,
        action: 'create_task',
        segments: [''],
        settings: { task_type: text(p.id('task_type')), responsible_user: text(p.id('user')) },
        execution_condition: { id: 45, name: 'execute_trigger' },
      },
    },
  }),
  (p) => ({
    handler: 'send_internal',
    params: { entity_id: '{{lead.id}}', entity_type: 2, message: p.marker(), user_id: p.id('user') },
  }),
  (p) => ({ handler: 'send_internal', params: { entity_type: 2, group_id: p.id('user_group') } }),
  (p) => ({
    handler: 'send_external_message',
    params: {
      message: { type: 'external', text: p.marker(), buttons: [] },
      recipient: { type: 'main_contact' },
      channels: [{ id: p.id('chat_source') }],
      on_error: null,
    },
  }),
  (p) => ({
    handler: 'send_message',
    params: {
      text: `+7 5001 ${p.marker()}`,
      chat_sources: [{ id: p.id('chat_source') }, { id: p.id('chat_source') }],
      template_id: p.id('template'),
      attachments: [{ type: 'picture', value: p.id('file'), is_external: true }],
    },
  }),
  (p) => ({ handler: 'send_comment', params: { text: p.marker(), chat_sources: [] } }),
  (p) => ({
    handler: 'meta',
    params: { delimiter: '-', values: ['lead.tags', `lead.custom_fields.${p.id('field')}`] },
  }),
  (p) => ({
    handler: 'filter',
    params: {
      type: 2,
      value: p.marker(),
      custom_fields_id: p.id('field'),
      actions: [action('change_status', { value: p.id('stage') })],
    },
  }),
  (p) => ({
    handler: 'find',
    params: {
      type: 'catalog_elements',
      params: {
        value: p.marker(),
        catalog_id: text(p.id('catalog')),
        actions: [action('change_responsible_user', { value: p.id('user'), type: 2 })],
      },
    },
  }),
  (p) => ({
    handler: 'preset',
    params: { name: 'contacts.get_base_info', params: { success: p.marker() } },
  }),
  (p) => ({ handler: 'show', params: { type: 'text', value: `5001 ${p.marker('external_lead')}` } }),
  (p) => ({ handler: 'widget_request', params: { url: 'https://hub.example/x', data: { age: p.marker() } } }),
  (p) => ({
    handler: 'request',
    params: { url: 'https://hub.example/x', method: 'POST', data: [p.marker()] },
  }),
  () => ({ handler: 'exits', params: { value: 'success' } }),
  () => ({ handler: 'wait_answer', params: { type: 'answer', step: 0 } }),
];

/** Ways out of a step: in the code, and as the picture draws them. */
interface WayOut {
  question: Handler[];
  answer?: Handler[];
  extra?: Record<string, unknown>;
  actions: { params: Handler; links?: { to: Target; more?: object }[] }[];
  block?: Record<string, Target | null>;
}

const waysOut: ((p: Pencil) => WayOut)[] = [
  (p) => {
    const on = p.target();
    return { question: [goto(on)], actions: [], block: { goto: on } };
  },
  (p) => {
    const [yes, no, other, error, none] = Array.from({ length: 5 }, p.target) as [
      Target,
      Target,
      Target,
      Target,
      Target,
    ];
    const words = { text: p.marker(), chat_sources: [{ id: p.id('chat_source') }] };
    const buttons = ['Да?', 'Нет'].map((word) => ({ text: word, type: 'inline' }));
    const branch = (value: string, to: Target) => ({ value, params: [goto(to)], synonyms: ['5001'] });
    return {
      question: [{ handler: 'send_message', params: { ...words, buttons, on_error: goto(error) } }],
      answer: [
        {
          handler: 'buttons',
          params: [branch('Да?', yes), branch('Нет', no), { type: 'else', params: [goto(other)] }],
        },
      ],
      extra: { no_answer: goto(none) },
      actions: [
        {
          params: { handler: 'send_message', params: { ...words, buttons } },
          links: [
            { to: yes, more: { data: { regex: '/Да\\?/iu' } } },
            { to: no, more: { data: { regex: '/Нет/iu' } } },
          ],
        },
      ],
      block: { goto: other, on_error: error, no_answer: none },
    };
  },
  (p) => {
    const [a, b, on] = [p.target(), p.target(), p.target()];
    const [first, second] = [p.valueMarker(), '5001'].map((term2) => {
      return { term1: p.marker(), term2, operation: '=' };
    });
    const check = { client_value: p.marker(), type: 'simple', condition_value: '5001', operation: 'equal' };
    const asked = [
      { handler: 'conditions', params: { logic: 'and', conditions: [first] } },
      [
        { handler: 'condition', params: { ...second } },
        { handler: 'validations', params: { logic: 'or', conditions: [check] } },
      ][p.pick(2)]!,
    ];
    const withResult = (at: number, result: Handler[]): Handler => {
      const { handler, params } = asked[at]!;
      return { handler, params: { ...params, result } };
    };
    return {
      question: [withResult(0, [goto(a)]), withResult(1, [goto(b)]), goto(on)],
      actions: [a, b].map((to, at) => ({ params: withResult(at, []), links: [{ to }] })),
      block: { goto: on },
    };
  },
  (p) => {
    const targets = [p.target(), p.target()];
    const events = [
      { source: 'timer', action: 'ended', delay: 5001 },
      { source: 'message', action: 'received' },
    ];
    const conditions = events.map((event, at) => ({
      event,
      action: { type: targets[at]!.type, step: targets[at]!.step },
    }));
    return {
      question: [{ handler: 'waits', params: { logic: 'or', conditions } }],
      actions: events.map((event, at) => ({
        params: { handler: 'wait', params: { event } },
        links: [{ to: targets[at]! }],
      })),
    };
  },
  (p) => {
    const variants = [p.target(), p.target(), p.target()];
    return {
      question: [{ handler: 'distribution', params: { type: 'round_robin', seed_id: 's', variants } }],
      actions: variants.map((to) => ({
        params: { handler: 'distribution', params: { type: 'round_robin', variants: [] } },
        links: [{ to }],
      })),
    };
  },
  (p) => {
    const exits = { success: p.target(), fail: p.target() };
    const widget = {
      widget_id: text(p.id('widget')),
      widget_instance_id: '3f0f9d1e-6a55-11f1-9b2e-00163ecc0001',
      params: { text: p.marker(), delay: 5 },
    };
    return {
      question: [{ handler: 'widget', params: { ...widget, exits } }],
      actions: [
        {
          params: { handler: 'widget', params: widget },
          links: Object.entries(exits).map(([code, to]) => ({ to, more: { code } })),
        },
      ],
    };
  },
];

/** Recipes of bots that use every handler the hub knows. */
export function arbitraryRecipe(form: Recipe['form']): fc.Arbitrary<Recipe> {
  return fc.record({
    form: fc.constant(form),
    steps: fc.array(
      fc.record({
        work: fc.array(fc.nat(plainWork.length - 1), { maxLength: 4 }),
        last: fc.nat(waysOut.length - 1),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    seeds: fc.array(fc.nat(10_000), { minLength: 20, maxLength: 60 }),
  });
}

/** Every handler of the pool, in one bot. */
export function wholeRecipe(form: Recipe['form']): Recipe {
  const steps = waysOut.map((_, last) => ({
    work: plainWork.map((_work, at) => at).filter((at) => at % waysOut.length === last),
    last,
  }));
  return { form, steps, seeds: [3, 1, 4, 1, 5, 9, 2, 6] };
}

/** The bot of a recipe as it stands in the account of these ids. */
export function drawBot(recipe: Recipe, idsOf: IdsOf): string {
  let at = 0;
  const pick = (below: number): number => (recipe.seeds[at++ % recipe.seeds.length] ?? 0) % below;
  // Numbers of steps have gaps in real bots.
  const numbers = recipe.steps.map((_, index) => (index === 0 ? 0 : index * 3 + 20));
  const finish = 15;
  const pencil: Pencil = {
    pick,
    id: (kind) => idsOf(kind, pick(3)),
    marker: (owner = 'lead') => `{{${owner}.cf.${idsOf('field', pick(3))}}}`,
    valueMarker: () => `{{lead.cf.${idsOf('field', pick(3))}.${idsOf('enum', pick(3))}}}`,
    target: () => {
      const chosen = numbers[pick(numbers.length + 1)];
      return chosen === undefined ? { type: 'finish', step: finish } : { type: 'question', step: chosen };
    },
  };
  const drawn = recipe.steps.map(({ work, last }) => ({
    work: work.map((index) => plainWork[index]!(pencil)),
    out: waysOut[last]!(pencil),
  }));
  const code = Object.fromEntries(
    drawn.map(({ work, out }, index) => [
      numbers[index]!,
      {
        question: [...work, ...out.question],
        ...(out.answer ? { answer: out.answer } : {}),
        ...out.extra,
        block_uuid: `uuid ${numbers[index]}`,
      },
    ]),
  );
  const ending = [{ handler: 'stop', params: { action: 'salesbot-start', bot: pencil.id('bot') } }];
  const whole = { ...code, [finish]: { question: ending }, conversation: false };
  if (recipe.form === 'code') return JSON.stringify(whole);
  const blockOf = (step: number): number => (step === finish ? 900 : 100 + step);
  const link = (to: Target | null | undefined) => (to ? { block: blockOf(to.step) } : null);
  let actionId = 5000;
  const shown = (step: number, actions: WayOut['actions'], more: object) => ({
    id: blockOf(step),
    x: 5001,
    y: 5002,
    step,
    type: 'question',
    actions: actions.map(({ params, links = [] }, sort) => ({
      id: actionId++,
      sort,
      links: links.map(({ to, more: about }) => ({ ...about, block: blockOf(to.step) })),
      params,
    })),
    block_uuid: `uuid ${step}`,
    ...more,
  });
  const positions = [
    { id: 0, step: -1, type: 'start', goto: { block: blockOf(0) }, actions: [] },
    { id: -1, step: -1, type: 'static', code: 'trigger', actions: [] },
    ...drawn.map(({ work, out }, index) =>
      shown(numbers[index]!, [...work.map((params) => ({ params })), ...out.actions], {
        ...Object.fromEntries(Object.entries(out.block ?? {}).map(([name, to]) => [name, link(to)])),
      }),
    ),
    { id: 900, step: finish, type: 'finish', actions: [{ id: 1, params: { handler: '_stop', params: [] } }] },
  ];
  const model = {
    name: 'Бот 5001',
    type: 2,
    text: JSON.stringify(whole),
    positions: JSON.stringify(positions),
  };
  return JSON.stringify({ type_functionality: 0, model });
}

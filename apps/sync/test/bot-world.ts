import type { Branch } from './sync-fixture.js';

/** Ids of one account that the bot names. */
export interface World {
  pipeline: number;
  stage: number;
  field: number;
  value: number;
  user: number;
}

/** A designer's bot: a stage, a field's value, an owner, a message to one channel, and the start of another bot. */
export function fileOf(
  { pipeline, stage, field, value, user }: World,
  { channel = 20771, next = 0, word = 'Здравствуйте' } = {},
): string {
  const goto = (step: number, type = 'question') => ({ handler: 'goto', params: { step, type } });
  const action = (name: string, params: object) => ({ handler: 'action', params: { name, params } });
  const marker = {
    type: 'lead',
    value: `{{lead.cf.${field}.${value}}}`,
    custom_field: `{{lead.cf.${field}}}`,
  };
  const works = [
    action('change_status', { value: stage, pipeline_id: pipeline }),
    action('set_custom_fields', marker),
    action('change_responsible_user', { value: user, type: 2 }),
    {
      handler: 'send_message',
      params: {
        text: `${word}, {{lead.cf.${field}}}`,
        chat_sources: [{ id: channel }],
        send_to_all_chat_sources: false,
      },
    },
  ];
  const end =
    next === 0
      ? { handler: 'stop', params: [] }
      : { handler: 'stop', params: { action: 'salesbot-start', bot: next } };
  const text = {
    0: { question: [...works, goto(1, 'finish')], block_uuid: 'a' },
    1: { question: [end], block_uuid: 'b' },
    conversation: false,
  };
  const positions = [
    {
      id: 0,
      step: -1,
      type: 'start',
      goto: { block: 1 },
      actions: [{ id: -3, sort: 0, links: [], params: { handler: '_start', params: [] } }],
    },
    { id: -1, step: -1, type: 'static', code: 'trigger', actions: [] },
    {
      id: 1,
      step: 0,
      type: 'question',
      goto: { block: 2 },
      block_uuid: 'a',
      actions: works.map((params, sort) => ({ id: 60 + sort, sort, links: [], params })),
    },
    {
      id: 2,
      step: 1,
      type: 'finish',
      actions: [{ id: 90, sort: 0, links: [], params: { handler: '_stop', params: [] } }],
    },
  ];
  const model = {
    name: 'Приветствие',
    type: 2,
    text: JSON.stringify(text),
    positions: JSON.stringify(positions),
  };
  return JSON.stringify({ type_functionality: 0, model });
}

/** The ids of an account of the fixture that has the pipeline «Запись». */
export async function worldOf({ api }: Branch): Promise<World> {
  const { body } = await api('GET', '/api/v4/leads/pipelines');
  const pipeline = body._embedded.pipelines.find(({ name }: { name: string }) => name === 'Запись');
  const fields = (await api('GET', '/api/v4/leads/custom_fields')).body._embedded.custom_fields;
  const field = fields.find(({ name }: { name: string }) => name === 'Курс');
  const users = (await api('GET', '/api/v4/users')).body._embedded.users;
  return {
    pipeline: pipeline.id,
    stage: pipeline._embedded.statuses.find(({ name }: { name: string }) => name === 'Урок').id,
    field: field.id,
    value: field.enums.find((one: { value: string }) => one.value === 'Лето').id,
    user: users[0].id,
  };
}

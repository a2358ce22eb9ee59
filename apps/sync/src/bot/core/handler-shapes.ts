import { actionShapes, triggerShapes } from './action-shapes.js';
import {
  card,
  choice,
  empty,
  handler,
  handlers,
  id,
  jump,
  list,
  object,
  plain,
  settings,
  term,
  withPlain,
  type Shape,
} from './shape.js';

const button = withPlain('text type url value name');
const recipient = withPlain('type way_of_communication', { filter: empty });
const channels = list(object({ id: id('chat_source') }));
const rows = list(withPlain('title description callback_data'));

/** Members that the message steps of the designer share. */
const message = {
  recipient,
  on_error: handler,
  attachments: list(withPlain('type is_external name', { value: { is: 'file' } })),
};
const messageWords =
  'tag text type is_in_starting_block send_to_all_chat_sources templateType create_chat_if_not_exists';

const timed = withPlain('source action delay');
const event = choice('source', { message: timed, timer: timed });
const condition = object({
  term1: term,
  term2: term,
  operation: plain,
  value_type: plain,
});

/**
 * `params` of every known handler: what is an id and of what, where handlers are nested and where steps are named. A
 * handler that is not listed keeps its bot out.
 */
export const handlerShapes: Readonly<Record<string, Shape>> = {
  show: withPlain('type value quick_replies accept_unsorted', { buttons: list(button) }),
  buttons: list(withPlain('value regex type synonyms', { params: handlers })),
  goto: jump,
  wait_answer: jump,
  find: withPlain('type', {
    params: withPlain('type name value', { catalog_id: id('catalog'), actions: handlers }),
  }),
  filter: withPlain('type value', { custom_fields_id: id('field'), actions: handlers }),
  send_internal: withPlain('entity_type message', {
    entity_id: card,
    user_id: id('user'),
    group_id: id('user_group'),
  }),
  send_message: withPlain(messageWords, {
    ...message,
    chat_sources: channels,
    template_id: id('template'),
    buttons: list(button),
    list_message: withPlain('body header footer button title', {
      sections: list(withPlain('title', { rows })),
    }),
  }),
  send_external_message: withPlain(messageWords, {
    ...message,
    message: withPlain('type text', { buttons: list(button), attachments: message.attachments }),
    channels,
    metadata: withPlain('facebook_tag'),
  }),
  send_comment: withPlain(messageWords, { ...message, chat_sources: channels }),
  meta: withPlain('delimiter', { values: list({ is: 'meta-name' }) }),
  condition: withPlain('operation value_type', { term1: term, term2: term, result: handlers }),
  conditions: withPlain('logic', { conditions: list(condition), result: handlers }),
  validations: withPlain('logic', {
    conditions: list(
      withPlain('client_value type operation', {
        condition_value: withPlain('from to'),
      }),
    ),
    result: handlers,
  }),
  preset: withPlain('name', { params: { is: 'each', of: plain } }),
  widget_request: object({ url: settings, data: settings }),
  request: withPlain('method json', { url: settings, data: settings }),
  stop: withPlain('action', { bot: id('bot') }),
  action: choice(
    'name',
    Object.fromEntries(
      Object.entries(actionShapes).map(([name, params]) => [name, object({ name: plain, params })]),
    ),
    'unknown-action',
  ),
  trigger: withPlain('element_type', { trigger: choice('action', triggerShapes, 'unknown-action') }),
  widget: object({
    widget_id: id('widget'),
    widget_instance_id: { is: 'widget-instance' },
    widget_source_code: { is: 'widget-code' },
    params: settings,
    exits: { is: 'each', of: jump },
  }),
  waits: withPlain('logic', { conditions: list(object({ event, action: jump })) }),
  distribution: withPlain('type seed_id', { variants: list(jump) }),
  exits: withPlain('value'),
};

/** The handler of a widget's step: a person has to save it once. */
export const widgetHandler = 'widget';

/** Handlers of the layout alone. */
export const layoutShapes: Readonly<Record<string, Shape>> = {
  ...handlerShapes,
  _start: object({}),
  _stop: object({}),
  wait: object({ event }),
};

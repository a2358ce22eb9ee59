import { allHandlers, isObject, type BotHandler } from './bot-code.js';

/** Kinds of ids that a bot can name. */
export type BotReferenceKind =
  | 'status'
  | 'pipeline'
  | 'field'
  | 'enum'
  | 'user'
  | 'group'
  | 'task_type'
  | 'bot'
  | 'catalog'
  | 'element'
  | 'chat_source'
  | 'template'
  | 'file'
  | 'widget';

/** An id inside a bot, and how to put another one in its place. */
export interface BotPlace {
  kind: BotReferenceKind;
  id: number | string;
  put: (value: unknown) => void;
}

type Table = Record<string, readonly (readonly [path: string, kind: BotReferenceKind])[]>;

const channels = [['chat_sources.*.id', 'chat_source']] as const;

const handlerPlaces: Table = {
  send_message: [...channels, ['template_id', 'template'], ['attachments.*.value', 'file']],
  send_comment: channels,
  send_external_message: [['channels.*.id', 'chat_source']],
  send_internal: [
    ['user_id', 'user'],
    ['group_id', 'group'],
  ],
  find: [['params.catalog_id', 'catalog']],
  filter: [['custom_fields_id', 'field']],
  stop: [['bot', 'bot']],
  widget: [['widget_id', 'widget']],
  trigger: [
    ['trigger.settings.task_type', 'task_type'],
    ['trigger.settings.responsible_user', 'user'],
  ],
};

const actionPlaces: Table = {
  change_status: [
    ['value', 'status'],
    ['pipeline_id', 'pipeline'],
  ],
  set_custom_fields: [['custom_fields_id', 'field']],
  change_responsible_user: [['value', 'user']],
  add_lead_contact: [
    ['lead.status_id', 'status'],
    ['lead.responsible_user_id', 'user'],
    ['contact.responsible_user_id', 'user'],
    ['lead.custom_fields.*.id', 'field'],
    ['contact.custom_fields.*.id', 'field'],
  ],
  link: [['to_catalog_id', 'catalog']],
};

const subscribers: Record<string, BotReferenceKind> = { user: 'user', group: 'group' };

/** Number that an element of a list has in a link. */
const elementType = 11;

function tableOf({ handler, params }: BotHandler): { table: Table[string]; root: unknown } {
  if (handler !== 'action') return { table: handlerPlaces[handler] ?? [], root: params };
  const { name, params: root } = params;
  const inner = isObject(root) ? root : {};
  if (name === 'subscribe' || name === 'unsubscribe') {
    const kind = subscribers[String(inner.type)];
    return { table: kind ? [['value', kind]] : [], root };
  }
  const own = actionPlaces[String(name)] ?? [];
  const isElement = name === 'link' && Number(inner.to) === elementType;
  return { table: isElement ? [...own, ['to_id', 'element']] : own, root };
}

function* at(
  value: unknown,
  path: readonly string[],
): Generator<{ holder: Record<string, unknown>; key: string }> {
  const [key = '', ...rest] = path;
  if (key === '*') {
    for (const one of Array.isArray(value) ? (value as unknown[]) : []) yield* at(one, rest);
  } else if (isObject(value)) {
    if (rest.length === 0) yield { holder: value, key };
    else yield* at(value[key], rest);
  }
}

const isId = (value: unknown): value is number | string =>
  (typeof value === 'number' && value > 0) ||
  (typeof value === 'string' && (/^[1-9]\d*$/.test(value) || /^[\da-f]{8}-[\da-f-]{27}$/i.test(value)));

const marker =
  /\{\{\s*(?:lead|contact|company|customer|contact_double|external_lead|external_contact)\.cf\.(\d+)(?:\.(\d+))?\s*\}\}/g;
const metaName = /^(?:lead|contact|company|customer)\.custom_fields\.(\d+)$/;

/** A text in the place of a marker whose field is not there. */
const emptyMarker = '{{lead.name}}';

function* inTexts(value: unknown): Generator<BotPlace> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, text] of Object.entries(value) as [string, unknown][]) {
    const holder = value as Record<string, unknown>;
    if (typeof text !== 'string') {
      yield* inTexts(text);
      continue;
    }
    const meta = metaName.exec(text)?.[1];
    if (meta)
      yield {
        kind: 'field',
        id: Number(meta),
        put: () => {
          holder[key] = 'lead.name';
        },
      };
    for (const [found, field, value_] of text.matchAll(marker)) {
      const put = (): void => {
        holder[key] = String(holder[key]).replaceAll(found, emptyMarker);
      };
      yield { kind: 'field', id: Number(field), put };
      if (value_ !== undefined) yield { kind: 'enum', id: Number(value_), put };
    }
  }
}

/** Every id in bot code or in its blocks. */
export function* placesOf(code: unknown): Generator<BotPlace> {
  for (const one of allHandlers(code)) {
    const { table, root } = tableOf(one);
    for (const [path, kind] of table)
      for (const { holder, key } of at(root, path.split('.'))) {
        const id = holder[key];
        if (!isId(id)) continue;
        const put = (value: unknown): void => {
          holder[key] = typeof id === 'string' ? String(value) : value;
        };
        yield { kind, id: typeof id === 'string' && /^\d+$/.test(id) ? Number(id) : id, put };
      }
  }
  yield* inTexts(code);
}

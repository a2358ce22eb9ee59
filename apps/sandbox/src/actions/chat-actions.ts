import type { ChangeDetail } from '../changes/change.js';
import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import { closeTalk } from '../entities/close-talk.js';
import { addContact } from '../entities/write-card.js';
import { addLead } from '../entities/write-lead.js';
import type { Rule } from '../http/shape.js';
import type { ItemValidation } from '../http/validation.js';
import { mainPipeline, type Account } from '../state/account.js';
import type { Contact, Lead } from '../state/entity.js';
import { firstWorkingStage, wonStageId, type Pipeline } from '../state/pipeline.js';
import type { ChatMessage, Talk } from '../state/talk.js';
import { readCustomValues } from '../values/custom-values.js';
import { isFinal } from '../entities/lead-place.js';
import { waitingUnsorted } from '../entities/waiting-unsorted.js';
import { action, BadAction, need, refuse, type Action } from './action.js';

interface Write {
  text: string;
  /** The client's id in the channel: the same id again goes on with the same talk. */
  clientId?: string;
  contactId?: number;
  name?: string;
  phone?: string;
  origin?: string;
  pipelineId?: number;
}

const text: Rule = { type: 'string', required: true, notBlank: true };

function talkOf(account: Account, clientId: string): Talk | undefined {
  for (const message of account.messages.values()) {
    if (message.direction === 'in' && message.author.id === clientId)
      return account.talks.get(message.talk_id);
  }
  return undefined;
}

function newClient(scope: WriteScope, body: Write, hidden: boolean, errors: ItemValidation): Contact {
  const sent = body.phone === undefined ? [] : [{ field_code: 'PHONE', values: [{ value: body.phone }] }];
  const values = readCustomValues(scope.account, 'contacts', sent, errors);
  if (errors.errors.length > 0) throw new BadAction();
  return addContact(scope, { body: { name: body.name ?? 'Клиент' }, values }, hidden);
}

function activeLead(account: Account, contactId: number): Lead | undefined {
  return [...account.leads.values()]
    .filter((lead) => !lead.is_deleted && !isFinal(lead.status_id))
    .findLast((lead) => lead.contacts.some((one) => one.id === contactId));
}

/**
 * A first message of a client without an open lead: a lead in «Неразобранное», or in the first stage where that is off. What is
 * to be told of the former once the message is there is put into `news`.
 */
function incomingLead(
  scope: WriteScope,
  pipeline: Pipeline,
  contact: Contact,
  body: Write & { chatId: string; news: ChangeDetail[] },
): Lead {
  const { account, now, sandbox } = scope;
  const unsorted = pipeline.is_unsorted_on ? pipeline.stages.find((stage) => stage.type === 1) : undefined;
  const status_id = unsorted?.id ?? firstWorkingStage(pipeline)?.id ?? wonStageId;
  const place = { pipeline_id: pipeline.id, status_id };
  const lead = addLead(scope, { body: { _embedded: { contacts: [{ id: contact.id }] } }, place, values: [] });
  if (!unsorted) return lead;
  const uid = sandbox.ids.hex(40);
  const origin = body.origin ?? 'telegram';
  account.unsorted.set(uid, {
    uid,
    source_uid: `amojo:${sandbox.ids.uuid()}`,
    source_name: origin,
    category: 'chats',
    pipeline_id: pipeline.id,
    created_at: now,
    metadata: {
      from: contact.name,
      received_at: now,
      service: origin,
      client: { name: contact.name },
      last_message_text: body.text,
      source_name: origin,
      origin: { chat_id: body.chatId },
    },
    lead_id: lead.id,
    contact_ids: contact.is_unsorted ? [contact.id] : [],
    company_ids: [],
    state: 'waiting',
    sorted_at: null,
  });
  body.news.push({ kind: 'unsorted_added', uid });
  return lead;
}

function startTalk(
  scope: WriteScope,
  contact: Contact,
  lead: Lead,
  { chatId, origin }: { chatId: string; origin: string },
): Talk {
  const talk: Talk = {
    talk_id: scope.sandbox.ids.next(),
    created_at: scope.now,
    updated_at: scope.now,
    rate: 0,
    contact_id: contact.id,
    chat_id: chatId,
    entity_id: lead.id,
    entity_type: 'lead',
    is_in_work: true,
    is_read: false,
    origin,
    missed_at: null,
  };
  scope.account.talks.set(talk.talk_id, talk);
  return talk;
}

/** Adds a message and tells of it; with the `news` of what it began, where it is the first of its talk. */
function addMessage(
  scope: WriteScope,
  talk: Talk,
  said: Pick<ChatMessage, 'direction' | 'text' | 'author'>,
  news?: readonly ChangeDetail[],
): string {
  const message: ChatMessage = {
    id: scope.sandbox.ids.uuid(),
    talk_id: talk.talk_id,
    created_at: scope.now,
    ...said,
  };
  scope.account.messages.set(message.id, message);
  talk.updated_at = scope.now;
  talk.is_read = said.direction === 'out';
  const entity =
    talk.entity_id === null
      ? { type: 'contacts' as const, id: talk.contact_id }
      : { type: 'leads' as const, id: talk.entity_id };
  const { direction, text: words } = message;
  const { talk_id } = talk;
  const details: ChangeDetail[] = [
    ...(news ?? []),
    { kind: 'message', direction, message_id: message.id, talk_id, text: words },
  ];
  if (!news) details.push({ kind: 'talk_updated', talk_id });
  const waiting = talk.entity_id === null ? undefined : waitingUnsorted(scope.account, talk.entity_id);
  const isPublished = news?.some(({ kind }) => kind === 'unsorted_added');
  if (waiting && direction === 'in' && !isPublished) {
    waiting.metadata.last_message_text = words;
    details.push({ kind: 'unsorted_updated', uid: waiting.uid });
  }
  recordChanges(scope, entity, details);
  return message.id;
}

const write = action<Write>(
  {
    text,
    clientId: { type: 'string', notBlank: true },
    contactId: { type: 'int' },
    name: { type: 'string', notBlank: true },
    phone: { type: 'string', notBlank: true },
    origin: { type: 'string', notBlank: true },
    pipelineId: { type: 'int' },
  },
  (person, body, errors) => {
    const { account, sandbox } = person;
    // The client writes, nobody of the account.
    const scope: WriteScope = { ...person, origin: { author: 0, via: 'robot', clientId: null } };
    const clientId = body.clientId ?? sandbox.ids.uuid();
    const asked =
      body.pipelineId === undefined ? mainPipeline(account) : account.pipelines.get(body.pipelineId);
    const pipeline = need(errors, 'pipelineId', asked);
    const known = talkOf(account, clientId);
    const contactId = body.contactId ?? known?.contact_id;
    const found =
      contactId === undefined ? undefined : need(errors, 'contactId', account.contacts.get(contactId));
    const contact = found ?? newClient(scope, body, pipeline.is_unsorted_on, errors);
    const chatId = sandbox.ids.uuid();
    const news: ChangeDetail[] = [];
    const lead =
      activeLead(account, contact.id) ?? incomingLead(scope, pipeline, contact, { ...body, chatId, news });
    const goesOn = known?.is_in_work === true && known.entity_id === lead.id;
    const talk = goesOn
      ? known
      : startTalk(scope, contact, lead, { chatId, origin: body.origin ?? 'telegram' });
    if (!goesOn) news.push({ kind: 'talk_added', talk_id: talk.talk_id });
    const author = { id: clientId, name: contact.name, user_id: null };
    const said = { direction: 'in' as const, text: body.text, author };
    const messageId = addMessage(scope, talk, said, goesOn ? undefined : news);
    return { messageId, talkId: talk.talk_id, contactId: contact.id, leadId: lead.id, clientId };
  },
);

function openTalk(scope: WriteScope, talkId: number, errors: ItemValidation): Talk {
  const talk = need(errors, 'talkId', scope.account.talks.get(talkId));
  return talk.is_in_work ? talk : refuse('The talk is closed');
}

const answer = action<{ talkId: number; text: string }>(
  { talkId: { type: 'int', required: true }, text },
  (scope, body, errors) => {
    const talk = openTalk(scope, body.talkId, errors);
    const { amojo_id, name, id } = scope.user;
    const author = { id: amojo_id, name, user_id: id };
    return { messageId: addMessage(scope, talk, { direction: 'out', text: body.text, author }) };
  },
);

const close = action<{ talkId: number }>(
  { talkId: { type: 'int', required: true } },
  (scope, body, errors) => {
    const talk = openTalk(scope, body.talkId, errors);
    closeTalk(scope, talk);
    return { talkId: talk.talk_id };
  },
);

/** Chats: what a client writes (robot as author), what a user answers. */
export const chatActions: Record<string, Action> = {
  'chat.write': write,
  'chat.answer': answer,
  'chat.close': close,
};

import { act, call, dateTime, h } from './dom.js';
import { texts } from './texts.js';

function table(heads, rows) {
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          heads.map((head) => h('th', {}, head)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((cells) =>
          h(
            'tr',
            {},
            cells.map((cell, index) => h('td', { 'data-head': heads[index] }, cell || '')),
          ),
        ),
      ),
    ),
  );
}

function taskState(view, task) {
  if (task.done)
    return h(
      'span',
      { class: 'mark good' },
      task.result ? `${texts.taskDone}: ${task.result}` : texts.taskDone,
    );
  const late = task.till * 1000 < view.now;
  return h('span', { class: late ? 'mark bad' : 'mark' }, late ? texts.taskLate : texts.taskOpen);
}

function completeButton(view, task) {
  const body = {
    action: 'task.complete',
    subdomain: view.account.subdomain,
    userId: view.userId,
    taskId: task.id,
  };
  const complete = async () => {
    await act(() => call('POST', 'actions', body), texts.completed);
    await view.refresh();
  };
  return task.done ? '' : h('button', { type: 'button', onclick: () => void complete() }, texts.complete);
}

export function tasks(view) {
  if (view.account.tasks.length === 0) return h('p', { class: 'nothing' }, texts.noTasks);
  const rows = view.account.tasks.map((task) => [
    h('span', {}, `${task.type}: ${task.text}`),
    dateTime(task.till * 1000, view.account.timezone),
    task.leadId &&
      h(
        'button',
        { class: 'link', type: 'button', onclick: () => view.openLead(task.leadId) },
        task.lead ?? `#${task.leadId}`,
      ),
    task.responsible,
    taskState(view, task),
    completeButton(view, task),
  ]);
  return table([texts.task, texts.till, texts.lead, texts.responsible, texts.state, ''], rows);
}

export function fields(view) {
  const entities = [...new Set(view.account.fields.map(({ entity }) => entity))];
  return entities.map((entity) => [
    h('h2', {}, texts.entities[entity] ?? entity),
    table(
      ['id', texts.field, texts.type, texts.code, texts.group, texts.values],
      view.account.fields
        .filter((field) => field.entity === entity)
        .map((field) => [
          String(field.id),
          h('b', {}, field.name),
          field.type,
          field.code,
          field.group,
          (field.values.length > 0 || field.requiredStages > 0) &&
            h(
              'div',
              { class: 'tags' },
              field.values.map((value) => h('span', { class: 'tag' }, value)),
              field.requiredStages > 0 &&
                h('span', { class: 'mark' }, texts.requiredIn(field.requiredStages)),
            ),
        ]),
    ),
  ]);
}

const stateClass = { delivered: 'good', failed: 'bad', lost: 'bad', dropped: 'bad' };

function delivery(view, one) {
  return h(
    'details',
    { class: 'delivery', 'data-open': `delivery-${one.id}` },
    h(
      'summary',
      {},
      h(
        'span',
        { class: `mark ${stateClass[one.state] ?? ''}` },
        texts.deliveryStates[one.state] ?? one.state,
      ),
      h('code', {}, one.event),
      one.status !== null && h('span', {}, String(one.status)),
      one.tries > 1 && h('span', {}, texts.tries(one.tries)),
      h('time', {}, dateTime(one.at, view.account.timezone)),
    ),
    h('pre', {}, decodeURIComponent(one.body.replaceAll('+', ' ')).replaceAll('&', '\n')),
  );
}

export function hooks(view) {
  if (view.account.hooks.length === 0) return h('p', { class: 'nothing' }, texts.noHooks);
  return view.account.hooks.map((hook) => {
    const body = {
      action: 'webhook.enable',
      subdomain: view.account.subdomain,
      userId: view.userId,
      webhookId: hook.id,
    };
    const enable = async () => {
      await act(() => call('POST', 'actions', body), texts.hookEnabled);
      await view.refresh();
    };
    return h(
      'section',
      { class: 'hook' },
      h(
        'h3',
        {},
        h('code', {}, hook.destination),
        hook.disabled && h('span', { class: 'mark bad' }, texts.hookDisabled),
        hook.disabled && h('button', { type: 'button', onclick: () => void enable() }, texts.enableHook),
      ),
      h(
        'div',
        { class: 'tags' },
        hook.settings.map((name) => h('span', { class: 'tag' }, name)),
      ),
      hook.deliveries.length === 0
        ? h('p', { class: 'nothing' }, texts.noDeliveries)
        : [...hook.deliveries].reverse().map((one) => delivery(view, one)),
    );
  });
}

function facts(rows) {
  return h(
    'dl',
    {},
    rows
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
  );
}

const fieldFacts = (rows) => rows.map(({ name, values }) => [name, values.join(', ')]);

/** A lead opened in the dialog. */
export function leadDialog(view, lead, close) {
  const at = (seconds) => dateTime(seconds * 1000, view.account.timezone);
  const part = (name, rows, line) =>
    rows.length > 0 && [
      h('h3', {}, name),
      h(
        'ul',
        {},
        rows.map((row) => h('li', {}, line(row))),
      ),
    ];
  const cards = [...lead.contacts, ...(lead.company ? [lead.company] : [])];
  return [
    h(
      'header',
      {},
      h('h2', {}, lead.name, h('small', {}, `#${lead.id}`)),
      h('button', { type: 'button', class: 'close', 'aria-label': texts.close, onclick: close }, '×'),
    ),
    facts([
      [texts.pipelineStage, `${lead.pipeline} · ${lead.stage}`],
      [texts.price, view.money(lead.price)],
      [texts.responsible, lead.responsible],
      [texts.lossReason, lead.lossReason],
      [texts.tags, lead.tags.join(', ')],
      [texts.created, at(lead.createdAt)],
      [texts.updated, at(lead.updatedAt)],
      ...fieldFacts(lead.fields),
    ]),
    cards.map((card) => [h('h3', {}, card.name), facts(fieldFacts(card.fields))]),
    part(texts.tasks, lead.tasks, (task) => [`${task.text} · ${at(task.till)} `, taskState(view, task)]),
    part(texts.notes, lead.notes, (note) => `${at(note.at)} · ${note.text}`),
    part(texts.events, lead.events, (event) => [
      `${at(event.at)} · ${event.author ?? texts.robot} · `,
      h('code', {}, event.type),
    ]),
  ];
}

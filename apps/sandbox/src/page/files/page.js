import { boards } from './boards.js';
import { act, call, clockTime, h, money } from './dom.js';
import { fields, hooks, leadDialog, tasks } from './panels.js';
import { texts } from './texts.js';

const tabs = { boards, tasks, fields, hooks };
const pollMs = 1500;
const keptRequests = 200;

/** What is on the screen. `busy` while a person drags: then nothing is redrawn under the pointer. */
const view = {
  subdomain: null,
  tab: 'boards',
  userId: undefined,
  now: 0,
  accounts: [],
  account: null,
  busy: false,
  refresh: () => poll(),
  money: (value) => money(value, view.account?.currency ?? 'RUB'),
  openLead,
};

const requests = new Map();
const drawn = { main: '', top: '', journal: '' };
const place = (id) => document.getElementById(id);

function readHash() {
  const [, subdomain, tab, leadId] = decodeURIComponent(location.hash).split('/');
  view.tab = tab in tabs ? tab : 'boards';
  view.wanted = Number(leadId) || null;
  const changed = (subdomain || null) !== view.subdomain;
  view.subdomain = subdomain || null;
  if (!changed) return;
  view.userId = undefined;
  view.account = null;
  requests.clear();
}

/** Rows still open are asked for again, so that their status comes in. */
function lastSeen() {
  const rows = [...requests.values()];
  const open = rows.find((row) => row.status === null && row.receivedAt > Date.now() - 30_000);
  return open ? open.seq - 1 : (rows.at(-1)?.seq ?? 0);
}

async function poll() {
  const asked = view.subdomain;
  const query = new URLSearchParams({
    after: String(lastSeen()),
    ...(asked === null ? {} : { account: asked }),
  });
  try {
    const state = await call('GET', `page/state?${query}`);
    if (asked !== view.subdomain) return;
    Object.assign(view, { now: state.now, accounts: state.accounts, account: state.account, offline: false });
    for (const row of state.requests) requests.set(row.seq, row);
    for (const seq of [...requests.keys()].slice(0, -keptRequests)) requests.delete(seq);
  } catch {
    view.offline = true;
  }
  draw();
  if (view.account && view.wanted !== null) {
    void openLead(view.wanted);
    view.wanted = null;
  }
}

/** Replaces the children of a place when what they show has changed; keeps scroll positions and opened details. */
function put(name, what, children) {
  if (drawn[name] === what) return;
  const target = place(name);
  const kept = new Map(
    [...target.querySelectorAll('[data-scroll]')].map((one) => [one.dataset.scroll, one.scrollLeft]),
  );
  const opened = new Set([...target.querySelectorAll('details[open]')].map((one) => one.dataset.open));
  target.replaceChildren(...[children()].flat(3).filter(Boolean));
  for (const one of target.querySelectorAll('[data-scroll]'))
    one.scrollLeft = kept.get(one.dataset.scroll) ?? 0;
  for (const one of target.querySelectorAll('details')) one.open = opened.has(one.dataset.open);
  drawn[name] = what;
}

const typing = (id) =>
  ['SELECT', 'INPUT'].includes(document.activeElement?.tagName) && place(id).contains(document.activeElement);

function draw() {
  document.title = view.account ? `${view.account.name} · ${texts.title}` : texts.title;
  if (!typing('top'))
    put('top', JSON.stringify([view.accounts, view.subdomain, view.account?.users, view.offline]), top);
  const clock = place('now');
  if (clock) clock.textContent = clockTime(view.now, view.account?.timezone);
  if (!view.busy && !typing('main'))
    put('main', JSON.stringify([view.account ?? view.accounts, view.subdomain, view.tab, view.userId]), main);
  put('journal', JSON.stringify([...requests.values()]), journal);
}

function select(label, options, value, change) {
  const list = options.map(([key, name]) => h('option', { value: key, selected: key === value }, name));
  return h(
    'select',
    { 'aria-label': label, onchange: (event) => (change(event.target.value), event.target.blur()) },
    list,
  );
}

function top() {
  const advance = (advanceMs, text) =>
    h(
      'button',
      {
        type: 'button',
        onclick: () => void act(() => call('POST', 'clock', { advanceMs }), text).then(poll),
      },
      text,
    );
  const accounts = [
    ['', texts.allAccounts],
    ...view.accounts.map(({ subdomain, name }) => [subdomain, name]),
  ];
  const users = (view.account?.users ?? []).filter(({ isActive }) => isActive);
  return [
    h('a', { href: '#', class: 'logo' }, texts.title),
    select(
      texts.accounts,
      accounts,
      view.subdomain ?? '',
      (subdomain) => (location.hash = subdomain ? `/${subdomain}` : ''),
    ),
    users.length > 0 &&
      h(
        'label',
        { class: 'actor' },
        `${texts.actor} `,
        select(
          texts.actor,
          users.map(({ id, name }) => [String(id), name]),
          String(view.userId ?? users.find(({ isAdmin }) => isAdmin)?.id),
          (id) => (view.userId = Number(id)),
        ),
      ),
    view.offline && h('span', { class: 'mark bad' }, texts.offline),
    h(
      'div',
      { class: 'clock', title: texts.clockHint },
      h('span', {}, `${texts.clock}: `),
      h('time', { id: 'now', title: view.account?.timezone }, clockTime(view.now, view.account?.timezone)),
      advance(3_600_000, texts.plusHour),
      advance(86_400_000, texts.plusDay),
    ),
  ];
}

function main() {
  if (view.subdomain === null) return home();
  if (!view.account) return h('p', { class: 'nothing' }, texts.unknownAccount);
  const links = Object.entries(texts.tabs).map(([key, name]) =>
    h(
      'a',
      { href: `#/${view.subdomain}/${key}`, 'aria-current': view.tab === key ? 'page' : undefined },
      name,
    ),
  );
  return [h('nav', { class: 'tabs' }, links), tabs[view.tab](view)];
}

function home() {
  const cards = view.accounts.map((account) =>
    h(
      'a',
      { class: 'account', href: `#/${account.subdomain}` },
      h('b', {}, account.name),
      h('small', {}, `${account.subdomain}.amocrm.ru`),
      h(
        'span',
        { class: 'facts' },
        Object.entries(texts.counts).map(([key, words]) => h('span', {}, words(account[key]))),
      ),
    ),
  );
  const input = h('input', {
    placeholder: texts.newAccountHint,
    pattern: '[a-z0-9][a-z0-9\\-]*',
    required: true,
    'aria-label': texts.newAccountHint,
  });
  const form = h('form', { class: 'new' }, input, h('button', {}, texts.newAccount));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    input.blur();
    void create(input.value);
  });
  return [
    h('h1', {}, texts.accounts),
    view.accounts.length === 0
      ? h('p', { class: 'nothing' }, texts.noAccounts)
      : h('div', { class: 'accounts' }, cards),
    form,
  ];
}

async function create(subdomain) {
  let made;
  const done = await act(
    async () => (made = await call('POST', 'accounts', { subdomain })),
    texts.newAccount,
  );
  if (done)
    show([h('h2', {}, texts.newAccountMade), h('pre', {}, JSON.stringify(made, null, 2)), closeButton()]);
  await poll();
}

function show(children) {
  const dialog = place('dialog');
  dialog.replaceChildren(...children.flat(4).filter(Boolean));
  dialog.showModal();
}

const close = () => place('dialog').close();
const closeButton = () => h('button', { type: 'button', onclick: close }, texts.close);

async function openLead(id) {
  try {
    show(leadDialog(view, await call('GET', `page/leads/${view.subdomain}/${id}`), close));
  } catch (error) {
    await act(() => Promise.reject(error));
  }
}

function requestRow(row) {
  const took =
    row.answeredAt === null ? texts.pending : `${Math.round(row.answeredAt - row.receivedAt)} ${texts.ms}`;
  const kind = row.status === null ? '' : row.status < 300 ? 'good' : row.status < 500 ? 'warn' : 'bad';
  return h(
    'li',
    {},
    h('time', {}, new Date(row.receivedAt).toLocaleTimeString('ru-RU')),
    h('span', { class: `mark ${kind}` }, String(row.status ?? texts.pending)),
    h('b', {}, row.method),
    h('code', { title: row.path }, decodeURI(row.path).replace('/api/v4/', '')),
    h('small', {}, view.subdomain === null && row.subdomain ? `${row.subdomain} · ${took}` : took),
  );
}

function journal() {
  const rows = [...requests.values()].reverse();
  return [
    h('h2', {}, texts.journal),
    rows.length === 0 ? h('p', { class: 'nothing' }, texts.noRequests) : h('ol', {}, rows.map(requestRow)),
  ];
}

window.addEventListener('hashchange', () => {
  readHash();
  void poll();
});
place('dialog').addEventListener('click', (event) => {
  if (event.target === event.currentTarget) close();
});
readHash();
void poll();
setInterval(() => {
  if (document.visibilityState === 'visible') void poll();
}, pollMs);

import { makeButton } from './button.js';
import {
  changedGroups,
  previewForm,
  previewTable,
  readPreview,
  readReport,
  reportTable,
} from './head-page.js';
import { limitsTable, managersTable } from './limits-page.js';
import { element } from './place.js';
import { makePlaces } from './places.js';
import { freesAtOf, viewOf } from './view.js';
import { fill } from './words.js';

/** What is known is asked for again when somebody opens the page and it is older than this. */
const freshMs = 15000;

/** On an open page it is asked for again this often. */
const pollMs = 180000;

/** Times left are said anew this often. */
const tickMs = 15000;

/** The widget's constructor, as amoCRM wants it. */
export function makeWidget(builtForHub, css) {
  return function Widget() {
    this.callbacks = callbacksOf(this, builtForHub, css);
    return this;
  };
}

/** A user's name as the client of amoCRM knows it, or the number. */
function nameOf(id) {
  const known = window.APP && window.APP.constant && window.APP.constant('managers');
  const title = known && known[id] && known[id].title;
  return typeof title === 'string' ? title : String(id);
}

/**
 * amoCRM calls `render` at every visit and `bind_actions` right behind it whatever it gave back; a widget that is still in
 * memory gets `render` alone. So render may be repeated and makes only what is missing, and handlers are on the document, once.
 */
function callbacksOf(self, builtForHub, css) {
  const settings = () => (self.get_settings && self.get_settings()) || {};
  const code = () => String(settings().widget_code || 'franchise_hub').replace(/[^\w-]/g, '_');
  const words = () => (self.i18n && self.i18n('ui')) || {};
  const hub = () =>
    String(settings().hub_url || builtForHub)
      .trim()
      .replace(/\/+$/, '');
  const places = makePlaces({ code, words, css });
  const button = makeButton(self, { hub, words, draw });
  let isOpen = false;
  let timer = null;
  /** What the page under settings shows to the head of the branch; null: nobody has opened it. */
  let head = null;

  function draw() {
    places.draw(viewOf(button.model, words(), Date.now()), isOpen);
  }

  function setOpen(open) {
    isOpen = open;
    draw();
    if (open) button.refreshIfOld(freshMs);
  }

  const actions = {
    take: () => {
      isOpen = true;
      draw();
      return button.press();
    },
    refresh: button.startOver,
    toggle: () => setOpen(!isOpen),
    check: checkConnection,
    preview: askPreview,
  };

  function onClick(event) {
    const target = event.target instanceof Element ? event.target.closest('[data-fh]') : null;
    const root = target && target.closest(`[data-fh-code="${code()}"]`);
    if (!root) return;
    event.preventDefault();
    void actions[target.dataset.fh](root);
  }

  function onKey({ key }) {
    if (key === 'Escape' && isOpen && places.haveFocus()) setOpen(false);
  }

  function tick() {
    const freesAt = freesAtOf(button.model);
    const isDue = freesAt !== null && Date.now() >= freesAt;
    if (!document.hidden) button.refreshIfOld(isDue ? freshMs : pollMs);
    draw();
  }

  function ensureCard() {
    const isLeadCard = self.system && String((self.system() || {}).area).startsWith('lcard');
    if (!isLeadCard || !self.render_template) return;
    const id = `fh-card-${code()}`;
    if (!document.getElementById(id))
      self.render_template({
        caption: { class_name: 'fh-caption' },
        body: '',
        render: `<div id="${id}"></div>`,
      });
    places.ensure('card-place', document.getElementById(id), { isOpen: true });
  }

  async function checkConnection(root) {
    const line = root.querySelector('[data-fh-line]');
    line.textContent = fill(words(), 'checking');
    const { failure } = await button.call({ path: 'eligibility' });
    line.textContent = failure || fill(words(), 'checkGood', { hub: hub() });
  }

  async function askPreview(root) {
    const answer = root.querySelector('[data-fh-answer]');
    if (!head || !answer) return;
    const { accountId, groups } = head.settings;
    const [limit, bound] = ['limit', 'bound'].map((name) => root.querySelector(`[data-fh-${name}]`));
    const changed = changedGroups(groups, limit.value, bound);
    if (!changed) {
      answer.textContent = fill(words(), 'boundWrong');
      return;
    }
    answer.textContent = fill(words(), 'checking');
    const body = { accountId, groups: changed };
    const { preview, failure } = await readPreview(button.call, body);
    if (preview) answer.replaceChildren(previewTable(preview, head, words()));
    else answer.textContent = failure;
  }

  async function showHead(page) {
    const form = previewForm(head.limits, words());
    form.dataset.fhCode = code();
    page.append(managersTable(head, words()), form);
    const { rows, failure } = await readReport(button.call, Date.now());
    const shown = rows ? reportTable(rows, head.limits, words()) : element('p', { role: 'status' }, failure);
    form.before(shown);
  }

  function connectionCheck() {
    const check = element(
      'button',
      { type: 'button', class: 'fh-link', 'data-fh': 'check' },
      fill(words(), 'check'),
    );
    const line = element('p', { role: 'status', 'data-fh-line': '' });
    return element('div', { class: 'fh fh-check', 'data-fh-code': code() }, [check, line]);
  }

  return {
    render() {
      places.ensureStyle();
      places.ensure('button', document.body, { isOpen: false });
      ensureCard();
      draw();
      button.refreshIfOld(freshMs);
      if (timer === null) timer = window.setInterval(tick, tickMs);
      return true;
    },
    init: () => true,
    bind_actions() {
      // The same functions again change nothing.
      document.addEventListener('click', onClick);
      document.addEventListener('keydown', onKey);
      return true;
    },
    settings($body) {
      const body = ($body && $body[0]) || $body;
      places.ensureStyle();
      if (body && body.append && !body.querySelector('.fh-check')) body.append(connectionCheck());
      return true;
    },
    async advancedSettings() {
      const area = document.getElementById(`work-area-${settings().widget_code}`);
      if (!area) return true;
      places.ensureStyle();
      const page = element('div', { class: 'fh fh-page' }, [connectionCheck()]);
      area.replaceChildren(page);
      places.ensure('page', page, { isOpen: true, isForAll: true });
      draw();
      const [own, settingsOf, users] = await Promise.all(
        ['eligibility', 'settings', 'limits'].map((path) => button.call({ path })),
      );
      if (!own.body) return true;
      const { limits } = own.body;
      page.append(limitsTable(limits, words()));
      // The hub shows these to administrators of the account alone.
      if (settingsOf.body && users.body) {
        head = { settings: settingsOf.body, users: users.body.users, limits, nameOf };
        await showHead(page);
      }
      return true;
    },
    onSave: () => true,
    destroy() {
      document.removeEventListener('click', onClick);
      document.removeEventListener('keydown', onKey);
      if (timer !== null) window.clearInterval(timer);
      timer = null;
      places.remove();
      return true;
    },
  };
}

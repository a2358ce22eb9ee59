/** An element with attributes, and text or children. Texts never become markup. */
export function element(tag, attributes = {}, content = []) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (typeof content === 'string') made.textContent = content;
  else made.append(...content);
  return made;
}

/**
 * The parts of one place that shows the button, made once, so that the focus stays where it is when `paint` changes them.
 * `isOpen` places always show their details; the others have a button for them. `isForAll` places are also shown to who has
 * no button.
 */
export function makePlace(id, words, { isOpen, isForAll = false }) {
  const status = element('p', { class: 'fh-title', role: 'status', id: `${id}-status` });
  const details = element('div', { class: 'fh-details' });
  const refresh = element(
    'button',
    { type: 'button', class: 'fh-link', 'data-fh': 'refresh' },
    words.refresh,
  );
  const panel = element('section', { class: 'fh-panel', id: `${id}-panel`, 'aria-label': words.take }, [
    status,
    details,
    refresh,
  ]);
  const label = element('span');
  const note = element('span', { class: 'fh-note' });
  const take = element(
    'button',
    { type: 'button', class: 'fh-take', 'data-fh': 'take', 'aria-describedby': `${id}-status` },
    [label, note],
  );
  const toggle = element('button', {
    type: 'button',
    class: 'fh-toggle',
    'data-fh': 'toggle',
    'aria-controls': `${id}-panel`,
  });
  const bar = element('div', { class: 'fh-bar' }, isOpen ? [take] : [take, toggle]);
  const root = element('div', { id, class: isOpen ? 'fh' : 'fh fh-floating' }, [panel, bar]);
  return {
    root,
    panel,
    status,
    details,
    take,
    toggle,
    label,
    note,
    isAlwaysOpen: isOpen,
    isForAll,
    drawn: '',
  };
}

/** Shows a view in a place. Details are drawn anew only when they say something else. */
export function paint(place, view, words, { isOpen, isDark }) {
  const { root, panel, status, take, toggle, label, note } = place;
  root.dataset.kind = view.kind;
  root.hidden = !(view.isShown || place.isForAll);
  root.dataset.theme = isDark ? 'dark' : 'light';
  setText(status, view.title);
  setText(label, view.button);
  setText(note, view.note);
  take.setAttribute('aria-disabled', String(!view.mayPress));
  take.setAttribute('aria-busy', String(view.isBusy));
  panel.hidden = !(place.isAlwaysOpen || isOpen);
  toggle.setAttribute('aria-expanded', String(isOpen));
  toggle.setAttribute('aria-label', isOpen ? words.hide : words.show);
  setText(toggle, isOpen ? '\u25BE' : '\u25B4');
  const said = JSON.stringify([view.granted, view.reasons, view.stock, view.mine, view.leads]);
  if (place.drawn !== said) place.details.replaceChildren(...detailsOf(view));
  place.drawn = said;
}

function detailsOf({ granted, reasons, stock, mine, leads }) {
  const parts = [];
  if (granted) parts.push(element('p', { class: 'fh-granted' }, [leadLink(granted)]));
  if (reasons.length > 0) parts.push(element('ul', { class: 'fh-reasons' }, reasons.map(reasonItem)));
  if (stock) parts.push(element('p', { class: 'fh-stock' }, stock));
  if (mine) parts.push(element('p', { class: 'fh-mine' }, mine));
  if (leads.length > 0)
    parts.push(
      element(
        'ul',
        { class: 'fh-leads' },
        leads.map((lead) => element('li', {}, [leadLink(lead)])),
      ),
    );
  return parts;
}

function reasonItem({ text, whatFrees, frees }) {
  const lines = [
    element('span', { class: 'fh-reason' }, text),
    element('span', { class: 'fh-frees' }, whatFrees),
  ];
  if (frees) lines.push(element('span', { class: 'fh-when' }, frees));
  return element('li', {}, lines);
}

function leadLink({ text, link }) {
  return link ? element('a', { href: link }, text) : element('span', {}, text);
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Whether a background is dark; null where it says nothing, because it is transparent or not understood. */
export function isDarkColour(colour) {
  const parts = /^rgba?\(([^)]+)\)$/.exec(colour || '');
  if (!parts) return null;
  const [red, green, blue, alpha = 1] = parts[1].split(/[\s,/]+/).map(Number);
  if (![red, green, blue].every(Number.isFinite) || alpha === 0) return null;
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}

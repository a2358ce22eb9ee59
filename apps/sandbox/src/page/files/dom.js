/** Makes an element; strings become text nodes, so nothing from an account is ever read as HTML. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'class') element.className = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(
    ...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

const numbers = new Intl.NumberFormat('ru-RU');

export const number = (value) => numbers.format(value);

export const money = (value, currency) =>
  new Intl.NumberFormat('ru-RU', { style: 'currency', currency, maximumFractionDigits: 0 }).format(value);

/** Milliseconds as local date and time of the account's zone. */
export const dateTime = (ms, timeZone) =>
  new Date(ms).toLocaleString('ru-RU', { timeZone, dateStyle: 'short', timeStyle: 'short' });

/** The same with seconds; without a zone in that of the browser. */
export const clockTime = (ms, timeZone) =>
  new Date(ms).toLocaleString('ru-RU', { timeZone, dateStyle: 'short', timeStyle: 'medium' });

/** A JSON call; throws an Error with the words of the answer when it is no success. */
export async function call(method, path, body) {
  const answer = await fetch(`/__sandbox__/${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  const json = text === '' ? null : JSON.parse(text);
  if (answer.ok) return json;
  const wrong = json?.['validation-errors']?.[0]?.errors?.[0];
  throw new Error(wrong ? `${wrong.path}: ${wrong.detail}` : (json?.detail ?? String(answer.status)));
}

let hiding;

/** Shows the outcome for a few seconds. */
export function toast(text, failed = false) {
  const element = document.getElementById('toast');
  element.textContent = text;
  element.className = failed ? 'failed' : '';
  element.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (element.hidden = true), failed ? 6000 : 2500);
}

/** Runs a change and tells how it ended. */
export async function act(work, done) {
  try {
    await work();
    toast(done);
    return true;
  } catch (error) {
    toast(error.message, true);
    return false;
  }
}

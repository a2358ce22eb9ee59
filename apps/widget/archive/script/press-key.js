/** A press whose answer was lost is repeated as the same one for so long. Later its lead, if it gave one, is among those of today. */
const keptMs = 30 * 60000;

/**
 * The Idempotency-Key of a press. It is kept beyond the page until the press is answered, so that whoever reloads the page
 * after a lost answer gets the lead of that press and not a second one. The storage is shared with other tabs, so it is read
 * each time; the page itself remembers only what `storage` does not keep, because it is missing, full or forbidden.
 * `nameOf` gives the name of the entry, which is another one for each user.
 */
export function pressKey(storage, nameOf, makeId, now) {
  let refused = null;
  let taken = null;
  const isYoung = ({ at }) => now() - at < keptMs;
  const kept = () => {
    const press = refused || read(storage, nameOf());
    return press !== null && isYoung(press) ? press : null;
  };
  const isStored = ({ key }) => (read(storage, nameOf()) || {}).key === key;
  return {
    /** When an earlier press was made that has not been answered yet, in epoch milliseconds; null: there is none. */
    keptSince() {
      const press = kept();
      return press && press.at;
    },
    /**
     * What became of the press that this page made last: `open`: it can be repeated; `ended`: another tab has got its answer, or
     * it is too old to be repeated; `none`: there is none, or this page has its answer.
     */
    own() {
      if (taken === null) return 'none';
      return isYoung(taken) && (taken === refused || isStored(taken)) ? 'open' : 'ended';
    },
    take() {
      taken = kept() || { key: makeId(), at: now() };
      attempt(() => storage.setItem(nameOf(), JSON.stringify(taken)));
      refused = isStored(taken) ? null : taken;
      return taken.key;
    },
    /** The press whose key was taken last is answered. Another tab may have begun one since, which stays. */
    forget() {
      refused = null;
      if (taken && isStored(taken)) attempt(() => storage.removeItem(nameOf()));
      taken = null;
    },
  };
}

/**
 * Sends the press that waits for its answer, or a new one where none does, and returns what `call` answered; `isPast` with it
 * where the hub got that press when it was made and it brought no lead then. While nobody knows whether the press was
 * carried out, a refusal says nothing of it, and its key is kept.
 */
export async function sendPress(key, call, now) {
  const since = key.keptSince();
  const answer = await call({ method: 'POST', path: 'claims', body: {}, key: key.take() });
  const { body, isOpen } = answer;
  if (body || !(isOpen || since !== null)) key.forget();
  const isPast =
    since !== null && Boolean(body) && body.outcome !== 'granted' && wasPressedThen(body, since, now());
  return { ...answer, isPast };
}

/**
 * A click that asks for a lead now: an earlier press whose answer was lost is answered first; one that brought no lead then need
 * not be refused now, so a press of now is made after it.
 */
export async function pressAnew(key, call, now) {
  const answer = await sendPress(key, call, now);
  return answer.isPast ? sendPress(key, call, now) : answer;
}

/** An answer that is younger than this is true still. */
const trueForMs = 10000;

/** Whether the hub got the press rather when it was made than just now. Its clock may differ from the browser's by a little. */
function wasPressedThen({ pressedAt }, since, now) {
  const at = Date.parse(pressedAt);
  return now - since > trueForMs && at - since < now - at;
}

function read(storage, name) {
  const stored = attempt(() => JSON.parse(storage.getItem(name)));
  return stored && typeof stored.key === 'string' && typeof stored.at === 'number' ? stored : null;
}

function attempt(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

/** A random id, also where the page is not secure. */
export function randomId(random) {
  if (random.randomUUID) return random.randomUUID();
  return Array.from(random.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

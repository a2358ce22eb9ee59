/** A press whose answer was lost is repeated as the same one for so long. Later its lead, if it gave one, is among those of today. */
const keptMs = 30 * 60000;

/**
 * The Idempotency-Key of a press. It is kept beyond the page until the press is answered, so that whoever reloads the page
 * after a lost answer gets the lead of that press and not a second one. `storage` may be missing or refuse.
 */
export function pressKey(storage, name, makeId, now) {
  let kept = null;
  const isFresh = (stored) => stored !== null && now() - stored.at < keptMs;
  const forget = () => {
    kept = null;
    attempt(() => storage.removeItem(name));
  };
  return {
    /** Whether an earlier press has not been answered yet. */
    isKept: () => isFresh(kept || read(storage, name)),
    take() {
      const stored = kept || read(storage, name);
      kept = isFresh(stored) ? stored : { key: makeId(), at: now() };
      attempt(() => storage.setItem(name, JSON.stringify(kept)));
      return kept.key;
    },
    forget,
  };
}

/**
 * Presses, and returns what `call` answered. An earlier press whose answer was lost is answered first; if it brought no lead, that was
 * true then and need not be now, so this press is made after it.
 */
export async function pressWith(key, call) {
  const once = async () => {
    const answer = await call({ method: 'POST', path: 'claims', body: {}, key: key.take() });
    if (!answer.isOpen) key.forget();
    return answer;
  };
  const wasKept = key.isKept();
  const answer = await once();
  return wasKept && answer.body && answer.body.outcome !== 'granted' ? once() : answer;
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

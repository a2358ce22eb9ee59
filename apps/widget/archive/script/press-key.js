/** A press whose answer was lost is repeated as the same one for so long. Later its lead, if it gave one, is among those of today. */
const keptMs = 30 * 60000;

/**
 * The Idempotency-Key of a press. It is kept beyond the page until the press is answered, so that whoever reloads the page
 * after a lost answer gets the lead of that press and not a second one. `storage` may be missing or refuse.
 */
export function pressKey(storage, name, makeId, now) {
  let kept = null;
  const forget = () => {
    kept = null;
    attempt(() => storage.removeItem(name));
  };
  return {
    take() {
      const stored = kept || read(storage, name);
      kept = stored && now() - stored.at < keptMs ? stored : { key: makeId(), at: now() };
      attempt(() => storage.setItem(name, JSON.stringify(kept)));
      return kept.key;
    },
    forget,
  };
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

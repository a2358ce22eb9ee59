import { ask } from './ask.js';
import { pressKey, pressWith, randomId } from './press-key.js';
import { viewOf } from './view.js';

/**
 * What the button knows and does, wherever it is drawn. `model` is what `viewOf` shows; `draw` is called whenever it has changed.
 * A second press while one is on its way is none.
 */
export function makeButton(self, { hub, words, draw }) {
  const model = { phase: 'idle', eligibility: null, overview: null, failure: '', granted: null };
  const key = pressKey(
    storageOf(window),
    () => ['franchise-hub-press', userOf(self)].join('-'),
    () => randomId(window.crypto),
    () => Date.now(),
  );
  const call = (request) => ask(self, hub(), words(), request);
  let askedAt = 0;
  /** Whether what failed was a press, so that a repeat is one. */
  let hasPressFailed = false;

  async function refresh() {
    askedAt = Date.now();
    const [eligibility, overview] = await Promise.all([
      call({ path: 'eligibility' }),
      call({ path: 'overview' }),
    ]);
    if (overview.body) model.overview = overview.body;
    if (eligibility.body) model.eligibility = eligibility.body;
    // A press that began meanwhile, or failed and waits to be repeated, says more.
    if (model.phase === 'working') return;
    // So does a lead that was given: it stays, and the next look says what there is.
    const hasFailed = Boolean(eligibility.failure) && !model.granted;
    model.phase = hasFailed ? 'failed' : 'idle';
    model.failure = hasFailed ? eligibility.failure : '';
    hasPressFailed = false;
    draw();
  }

  async function press() {
    if (model.phase === 'working') return;
    const isRepeatedLook = model.phase === 'failed' && !hasPressFailed;
    if (isRepeatedLook || !viewOf(model, words(), Date.now()).mayPress) {
      await refresh();
      return;
    }
    Object.assign(model, { phase: 'working', granted: null });
    draw();
    const { body, failure } = await pressWith(key, call, () => Date.now());
    if (failure) {
      Object.assign(model, { phase: 'failed', failure });
      hasPressFailed = true;
      draw();
      return;
    }
    Object.assign(model, { phase: 'idle', failure: '', granted: body.outcome === 'granted' ? body : null });
    if (body.outcome === 'refused')
      model.eligibility = { mayPress: false, reasons: body.reasons, limits: [] };
    draw();
    await refresh();
  }

  return {
    model,
    call,
    press,
    /** Asks anew and lets go of what the last press gave. */
    startOver() {
      model.granted = null;
      draw();
      return refresh();
    },
    /** Asks anew where what is known is older than so many milliseconds. A failure stays until somebody repeats. */
    refreshIfOld(ageMs) {
      if (model.phase === 'idle' && Date.now() - askedAt > ageMs) void refresh();
    },
  };
}

/** Several people may use one browser. */
function userOf(self) {
  const { amouser_id: user } = (self.system && self.system()) || {};
  return user || 'unknown';
}

function storageOf(page) {
  try {
    return page.localStorage;
  } catch {
    return null;
  }
}

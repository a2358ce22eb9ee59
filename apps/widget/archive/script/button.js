import { ask } from './ask.js';
import { pressAnew, pressKey, randomId, sendPress } from './press-key.js';
import { viewOf } from './view.js';

/** A failed refresh is repeated by itself after this long, and after twice as long each time it fails again, up to the most. */
const askAgainMs = 15000;
const askAgainAtMostMs = 180000;

/**
 * What the button knows and does, wherever it is drawn. `model` is what `viewOf` shows; `draw` is called whenever it has changed.
 * A second press while one is on its way is none. «Повторить» after a press sends that press again and never makes another:
 * a new one takes a click on the plain button.
 */
export function makeButton(self, { hub, words, draw }) {
  const model = { phase: 'idle', eligibility: null, overview: null, failure: '', granted: null, notice: '' };
  const key = pressKey(
    storageOf(window),
    () => ['franchise-hub-press', userOf(self)].join('-'),
    () => randomId(window.crypto),
    () => Date.now(),
  );
  const call = (request) => ask(self, hub(), words(), request);
  let askedAt = 0;
  let failedRefreshes = 0;
  /** Whether what failed was a press: nothing but a click ends that. */
  let hasPressFailed = false;

  async function refresh() {
    askedAt = Date.now();
    const [eligibility, overview] = await Promise.all([
      call({ path: 'eligibility' }),
      call({ path: 'overview' }),
    ]);
    if (overview.body) model.overview = overview.body;
    if (eligibility.body) model.eligibility = eligibility.body;
    failedRefreshes = eligibility.body ? 0 : failedRefreshes + 1;
    // A press that began meanwhile, or failed and waits to be repeated, says more.
    if (model.phase === 'working' || hasPressFailed) return;
    // So does a lead that was given: it stays, and the next refresh says what there is.
    const hasFailed = Boolean(eligibility.failure) && !model.granted;
    model.phase = hasFailed ? 'failed' : 'idle';
    model.failure = hasFailed ? eligibility.failure : '';
    draw();
  }

  /** Asks anew instead of a repeat; `notice` is the word on what became of the press before. */
  function askAgain(notice) {
    hasPressFailed = false;
    model.notice = notice;
    return refresh();
  }

  async function press() {
    if (model.phase === 'working') return;
    const isRepeat = model.phase === 'failed';
    const before = hasPressFailed ? key.own() : 'none';
    if (isRepeat && before !== 'open') {
      await askAgain(before === 'ended' ? 'pressEnded' : model.notice);
      return;
    }
    if (!isRepeat && !viewOf(model, words(), Date.now()).mayPress) {
      await refresh();
      return;
    }
    hasPressFailed = false;
    Object.assign(model, { phase: 'working', granted: null, notice: '' });
    draw();
    const { body, failure, isPast } = await (isRepeat ? sendPress : pressAnew)(key, call, () => Date.now());
    if (failure) {
      Object.assign(model, { phase: 'failed', failure });
      hasPressFailed = true;
      draw();
      return;
    }
    const granted = body.outcome === 'granted' ? body : null;
    Object.assign(model, { phase: 'idle', failure: '', granted, notice: isPast ? 'pressGaveNone' : '' });
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
      return askAgain('');
    },
    /**
     * Asks anew where what is known is older than so many milliseconds, and after a look that failed when that is due. A press
     * that failed stays until somebody repeats it.
     */
    refreshIfOld(ageMs) {
      const isDue = Date.now() - askedAt > (failedRefreshes > 0 ? pauseAfter(failedRefreshes) : ageMs);
      if (isDue && model.phase !== 'working' && !hasPressFailed) void refresh();
    },
  };
}

/** How long after so many looks that failed the next one is made, in milliseconds. */
function pauseAfter(failedRefreshes) {
  return Math.min(askAgainMs * 2 ** (failedRefreshes - 1), askAgainAtMostMs);
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

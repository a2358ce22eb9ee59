import { fill, timeLeft } from './words.js';

/**
 * What a place of the widget shows. `model` is what is known:
 * - `phase`: idle, working or failed
 * - `eligibility` and `overview` as the hub answered them, or null
 * - `failure`: the words of what failed; `granted`: the answer to a press that gave a lead
 * - `notice`: the name of the text on what became of the press before, or empty
 */
export function viewOf(model, words, now) {
  const kind = kindOf(model);
  const reasons = kind === 'blocked' || kind === 'unready' ? reasonsOf(model, words, now) : [];
  const freesAt = freesAtOf(model);
  const frees = kind === 'blocked' && freesAt !== null;
  const overview = model.overview || { inStock: null, takenToday: [] };
  return {
    kind,
    isShown: isShown(kind, model),
    reasons,
    title: titleOf(kind, model, words),
    button: fill(words, kind === 'working' ? 'working' : kind === 'failed' ? 'retry' : 'take'),
    note: frees ? fill(words, 'freesIn', { time: timeLeft(words, freesAt, now) }) : '',
    mayPress: kind === 'free' || kind === 'empty' || kind === 'failed' || kind === 'granted',
    isBusy: kind === 'working' || kind === 'loading',
    granted: kind === 'granted' ? leadOf(model.granted, words, 'open') : null,
    stock: overview.inStock === null ? '' : fill(words, 'stock', { count: overview.inStock }),
    mine: model.overview ? fill(words, 'mine', { count: overview.takenToday.length }) : '',
    leads: overview.takenToday.map((lead) => leadOf(lead, words, 'lead')),
  };
}

/** When everything that blocks frees itself, in epoch milliseconds; null where waiting alone does not help, or nothing blocks. */
export function freesAtOf({ eligibility }) {
  const reasons = eligibility ? eligibility.reasons : [];
  if (reasons.length === 0 || reasons.some(({ freesAt }) => !freesAt)) return null;
  return Math.max(...reasons.map(({ freesAt }) => Date.parse(freesAt)));
}

function kindOf({ phase, eligibility, overview, granted }) {
  if (phase === 'working' || phase === 'failed') return phase;
  if (granted) return 'granted';
  if (!eligibility) return 'loading';
  if (!eligibility.mayPress) return isUnready(eligibility) ? 'unready' : 'blocked';
  return overview && overview.inStock === 0 ? 'empty' : 'free';
}

/** Reasons for which a user has no button at all. */
const withoutButton = ['exchange-user', 'not-enabled', 'not-in-group'];

/**
 * Whether a page of amoCRM has the button for this user. Until the hub has answered, nobody knows; a later failure gives no
 * button to who had none.
 */
function isShown(kind, { eligibility }) {
  if (kind === 'loading') return false;
  if (!eligibility || (kind !== 'blocked' && kind !== 'failed')) return true;
  return !eligibility.reasons.some(({ reason }) => withoutButton.includes(reason));
}

const unknown = ['history-missing', 'stock-unknown'];

function isUnready({ reasons }) {
  return reasons.length > 0 && reasons.every(({ reason }) => unknown.includes(reason));
}

function titleOf(kind, { failure, notice }, words) {
  if (kind === 'failed') return failure || fill(words, 'failed');
  return notice ? `${fill(words, notice)} ${fill(words, kind)}` : fill(words, kind);
}

function reasonsOf({ eligibility }, words, now) {
  return eligibility.reasons.map(({ text, whatFrees, freesAt }) => ({
    text,
    whatFrees,
    frees: freesAt ? fill(words, 'freesReason', { time: timeLeft(words, Date.parse(freesAt), now) }) : '',
  }));
}

/** Only addresses of amoCRM's own pages become links. */
function leadOf({ leadId, link }, words, name) {
  return { text: fill(words, name, { lead: leadId }), link: /^https:\/\//.test(link || '') ? link : null };
}

import { asOneWrite } from '../changes/write-scope.js';
import { wrongLossReason } from '../entities/check-lead.js';
import { checkBrought, checkNewLead } from '../entities/check-incoming.js';
import { formsMetadata, sipMetadata } from '../entities/unsorted-metadata.js';
import { addUnsorted, unsortedPlace, type NewUnsorted } from '../entities/write-unsorted.js';
import { ok, type Answer } from '../http/answer.js';
import { wholeList } from '../http/page.js';
import { readBatch, type WriteItem } from '../http/read-items.js';
import { demand, mayAdd } from '../http/rights.js';
import type { ApiContext } from '../http/route.js';
import type { Rule, Shape } from '../http/shape.js';
import { timeRule } from '../http/time-rule.js';
import { mainPipeline, switchOf } from '../state/account.js';
import { demandBrought } from './demand-cards.js';
import { refuseLossReasons } from './refuse-loss-reasons.js';
import { unsortedWritten } from './unsorted-view.js';

type Bag = Record<string, unknown>;

interface IncomingBody {
  source_uid: string;
  source_name: string;
  pipeline_id?: number;
  created_at?: number;
  metadata: Bag;
  _embedded?: { leads?: Bag[]; contacts?: Bag[]; companies?: Bag[] };
}

const objects: Rule = { type: 'array', items: { type: 'object' } };

const shapeFor = (metadata: Record<string, Rule>): Shape<IncomingBody> => {
  return {
    source_uid: { type: 'string', required: true, notBlank: true, loose: true },
    source_name: { type: 'string', required: true, notBlank: true, loose: true },
    pipeline_id: { type: 'int' },
    created_at: timeRule,
    metadata: { type: 'object', required: true, shape: metadata },
    _embedded: { type: 'object', shape: { leads: objects, contacts: objects, companies: objects } },
  };
};

const shapes = { sip: shapeFor(sipMetadata), forms: shapeFor(formsMetadata) };

/** The data of all incoming leads so far; items of one call are added as they are read. */
function knownData(ctx: ApiContext): Set<string | undefined> {
  return new Set([...ctx.account.unsorted.values()].map((one) => one.fingerprint));
}

/** Checks one item whole; null when it had errors. */
function check(
  ctx: ApiContext,
  category: 'sip' | 'forms',
  { body, errors }: WriteItem<IncomingBody>,
  known: Set<string | undefined>,
): NewUnsorted | null {
  const { account } = ctx;
  const { leads = [], contacts = [], companies = [] } = body._embedded ?? {};
  for (const [key, list] of Object.entries({ leads, contacts, companies })) {
    if (list.length > 1)
      errors.add('TooMany', `_embedded.${key}`, 'This collection should contain 1 element or less.');
  }
  const at = (path: string) => ({ account, errors, path });
  const place = unsortedPlace(account, body.pipeline_id ?? mainPipeline(account).id);
  if (!place) errors.add('NotSupportedChoice', 'pipeline_id');
  const lead = checkNewLead(at('_embedded.leads.0'), leads[0] ?? {});
  const [contact, company] = [contacts[0], companies[0]];
  const fingerprint = JSON.stringify({ ...body, category });
  const isRepeat = known.has(fingerprint);
  known.add(fingerprint);
  if (isRepeat && switchOf(account, 'unsorted_duplicate') === 'error')
    errors.add('NotUnique', 'source_uid', 'This value is already used.');
  const checked = {
    contact: contact ? checkBrought(at('_embedded.contacts.0'), 'contacts', contact) : null,
    company: company ? checkBrought(at('_embedded.companies.0'), 'companies', company) : null,
  };
  if (!place || !lead) return null;
  const { source_uid, source_name, metadata, created_at = ctx.now } = body;
  return {
    ...{ category, source_uid, source_name, metadata, created_at, place, lead, fingerprint, isRepeat },
    ...checked,
  };
}

/** POST /leads/unsorted/sip and /forms (entities 9.2). */
export function createUnsorted(ctx: ApiContext, category: 'sip' | 'forms'): Answer {
  demand(mayAdd(ctx.user, 'leads'));
  const { items, validation } = readBatch(ctx, shapes[category]);
  const known = knownData(ctx);
  const work = items.map((item) => check(ctx, category, item, known));
  validation.throwIfAny();
  for (const wanted of work) if (wanted) demandBrought(ctx, wanted);
  const keyOf = (index: number) => items[index]?.requestId ?? String(index);
  refuseLossReasons(
    work.flatMap((wanted, index) => {
      // It comes into «Неразобранное», whatever stage was sent.
      const write = wanted && { ...wanted.lead, place: wanted.place };
      return write && wrongLossReason(ctx.account, null, write) ? [keyOf(index)] : [];
    }),
  );
  const rows = work.flatMap((wanted, index) => {
    if (!wanted) return [];
    const unsorted = asOneWrite(ctx.scope, (scope) => addUnsorted(scope, wanted));
    return [unsortedWritten(ctx, unsorted, keyOf(index))];
  });
  return ok(wholeList('unsorted', rows));
}

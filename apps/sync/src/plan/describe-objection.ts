import { message, type Message } from '@hub/messages';
import { kindWords } from '../kind/kind-words.js';
import type { Objection } from './check-safety.js';

const percent = (share: number): number => Math.round(share * 100);

/** One objection of the safety check, for the person who has to decide. */
export function describeObjection(objection: Objection): Message {
  switch (objection.code) {
    case 'too-many-updates':
    case 'too-many-deletions': {
      const { code, share, allowed } = objection;
      return message(`plans.${code}`, { share: percent(share), allowed: percent(allowed) });
    }
    case 'pipelines-go':
      return message('plans.pipelines-go', { names: objection.names.map((name) => `«${name}»`) });
    case 'all-of-kind':
    case 'all-vanished': {
      const { code, kind, count } = objection;
      return message(`plans.${code}`, { kind: kindWords(kind), count });
    }
    case 'values-lost':
    case 'deals-won':
    case 'deals-lost':
      return message(`plans.${objection.code}`, { count: objection.count });
    case 'force-needs-a-name':
      return message('plans.force-needs-a-name');
  }
}

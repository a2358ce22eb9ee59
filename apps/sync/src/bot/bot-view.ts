import type { BotQuestion, BotVersionView, BotView } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import type { BotStarts } from './bot-starts.js';
import type { BotEntity } from './bot.entity.js';
import type { ListedVersion } from './bot.repository.js';
import type { Question } from './core/resolve-references.js';

/** A bot as the API shows it. */
export function botView(bot: BotEntity, versions: readonly ListedVersion[], starts: BotStarts): BotView {
  const { id, referenceId, name, amoBotId, triggers } = bot;
  return {
    id,
    referenceId,
    name,
    amoBotId,
    triggers,
    after: starts.startedBy(id).map((other) => other.name),
    circle: starts.circle(id).map((other) => other.name),
    versions: versions.map(versionView),
  };
}

function versionView({ number, checksum, facts, note, madeAt }: ListedVersion): BotVersionView {
  const { form, steps, references, remarks } = facts;
  return {
    number,
    checksum,
    form,
    steps,
    references,
    note,
    remarks: [...remarks],
    madeAt: madeAt.toISOString(),
  };
}

/** Most answers offered at once; a person who needs another one knows its id. */
const mostCandidates = 200;

/** A question with the answers that are offered for it. */
export function questionView({ kind, ref, name, places, reason, answer, candidates }: Question): BotQuestion {
  return {
    kind,
    ref,
    text: questionText({ kind, ref, name, reason }),
    isNeeded: reason !== null,
    answer,
    places: [...places],
    candidates: candidates.slice(0, mostCandidates).map(({ id, name: own }) => ({ value: id, name: own })),
  };
}

function questionText({
  kind,
  ref,
  name,
  reason,
}: Pick<Question, 'kind' | 'ref' | 'name' | 'reason'>): Message {
  if (kind === 'link' || kind === 'address' || kind === 'widget-setting')
    return message(`bots.ask-${kind}`, { text: ref });
  const what = message(`bots.kind-${kind}`);
  const own =
    name === null
      ? message('bots.numbered', { kind: what, id: ref })
      : message('bots.named', { kind: what, name });
  return message(`bots.ask-${reason ?? 'unanswered'}`, { what: own });
}

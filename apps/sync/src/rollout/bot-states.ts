import type {
  RolloutBot,
  RolloutBotCounts,
  RolloutBotState,
  RolloutBotView,
  RolloutState,
} from '@hub/contracts';
import { joined, message, type Message } from '@hub/messages';
import type { Problem } from '@hub/platform';
import type { BotDeliveryEntity } from '../bot/bot-delivery.entity.js';
import { stateText } from '../bot/delivery-view.js';
import type { BotRefusal, BotRound } from './carried-bots.js';
import type { RolloutAccount } from './rollout.entity.js';

/** The bots of a rollout with their names, and their deliveries to its accounts, newest first. */
export interface Carried {
  readonly bots: readonly RolloutBot[];
  readonly deliveries: readonly BotDeliveryEntity[];
}

/** How far each bot of a rollout is in one account; none where it will not be delivered any more. */
export function botViews(
  { state, madeAt }: { readonly state: RolloutState; readonly madeAt: Date },
  row: Pick<RolloutAccount, 'accountId' | 'state' | 'bots'>,
  { bots, deliveries }: Carried,
): RolloutBotView[] {
  const round = row.bots;
  if (round === null && (state === 'stopped' || row.state === 'skipped')) return [];
  return bots.map((bot) => {
    const { botId, version } = bot;
    const own = deliveries.filter((one) => one.botId === botId && one.accountId === row.accountId);
    const delivery = own.find((one) => one.version === version);
    const refusal = round?.refused.find((one) => one.botId === botId) ?? null;
    const kept = keptInstead(own, { version, madeAt });
    const shown = stateOf(round, refusal, delivery);
    // A newer version that came after the rollout's own, as the next rollout brings it, changes nothing of what this one did.
    const isInstead = kept && round?.isDone === true && (kept.version < version || shown.deliveryId === null);
    return { ...bot, ...(isInstead ? keptView(kept, version) : shown) };
  });
}

/**
 * The delivery that an account keeps instead of a rollout's version: the newest one, made since the rollout was made, of a
 * newer version, or of an older one that came back after the rollout's version or a newer one. `deliveries` are those of
 * the bot to the account, newest first.
 */
export function keptInstead(
  deliveries: readonly BotDeliveryEntity[],
  { version, madeAt }: { readonly version: number; readonly madeAt: Date },
): BotDeliveryEntity | undefined {
  const [newest] = deliveries;
  const isOther = newest !== undefined && newest.version !== version && newest.madeAt > madeAt;
  return isOther && deliveries.some((one) => one.version >= version) ? newest : undefined;
}

/** Whoever delivered the other version has decided: it is how far this bot is. */
function keptView(
  kept: BotDeliveryEntity,
  own: number,
): Pick<RolloutBotView, 'state' | 'text' | 'deliveryId'> {
  const { version, state, id: deliveryId } = kept;
  return { state, text: message('rollouts.bot-stays', { state: stateText(kept), version, own }), deliveryId };
}

function stateOf(
  round: BotRound | null,
  refusal: BotRefusal | null,
  delivery: BotDeliveryEntity | undefined,
): Pick<RolloutBotView, 'state' | 'text' | 'deliveryId'> {
  if (round === null) return { state: 'waiting', text: message('rollouts.bot-waits'), deliveryId: null };
  // A person may have delivered it since.
  const isOld = refusal !== null && (!delivery || delivery.madeAt <= new Date(refusal.at));
  if (isOld) return { state: 'refused', text: refusal.reason, deliveryId: null };
  if (!delivery || (refusal === null && !round.isDone))
    return { state: 'making', text: message('rollouts.bot-making'), deliveryId: null };
  return { state: delivery.state, text: stateText(delivery), deliveryId: delivery.id };
}

/** How many bots are how far. */
export function countBots(views: readonly Pick<RolloutBotView, 'state'>[]): RolloutBotCounts {
  const count = (state: RolloutBotState) => views.filter((view) => view.state === state).length;
  return {
    waiting: count('waiting'),
    making: count('making'),
    refused: count('refused'),
    delivering: count('delivering'),
    delivered: count('delivered'),
    declaredInstalled: count('declared-installed'),
    proved: count('proved'),
  };
}

/** The counts in words; empty when there are none. */
export function summaryOfBots(counts: RolloutBotCounts): Message | '' {
  const states = Object.entries<number>({ ...counts }).filter(([, count]) => count > 0);
  if (states.length === 0) return '';
  const parts = states.map(([state, count]) => message('rollouts.bot-count', { state, count }));
  return message('rollouts.summary-bots', { parts, refused: counts.refused });
}

/** The most questions of a branch that one text names. */
const mostQuestions = 5;

/** A refused delivery in words: what the branch lacks, and the next step. */
export function refusalText(
  { body: { detail, errors = [] } }: Problem,
  { botId, accountId }: { botId: string; accountId: string },
): Message {
  if (detail.key !== 'bots.not-ready') return message('rollouts.bot-refused', { why: detail });
  const shown = errors.slice(0, mostQuestions).map((error) => error.detail);
  const more = Number(detail.facts.count) - shown.length;
  return message('rollouts.bot-asks', { questions: joined(' ', shown), more, botId, accountId });
}

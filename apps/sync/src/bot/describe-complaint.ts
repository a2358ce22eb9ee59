import { message, type Message } from '@hub/messages';
import { Problem } from '@hub/platform/pure';
import type { BotRemark } from '@hub/contracts';
import { stepOfPlace } from './core/outline-bot.js';
import type { Bot } from './core/read-bot.js';
import type { Complaint } from './core/reference.js';

/** As many faults of one file are said. */
const mostErrors = 50;

/** What is wrong with a file, with its step. */
function describeComplaint(
  { code, places, found }: Pick<Complaint, 'code' | 'places' | 'found'>,
  bot: Pick<Bot, 'form' | 'blocks'> | null,
): Message {
  const step = bot && places[0] !== undefined ? stepOfPlace(bot, places[0]) : null;
  const what = message(`bots.fault-${code}`, { found });
  return step === null || step < 0 ? what : message('bots.fault-in-step', { step, what });
}

/** A remark of a version, as the API shows it. */
export function remarkView(complaint: Complaint, bot: Bot | null): BotRemark {
  const { code, severity, places } = complaint;
  return { code, severity, places: [...places], text: describeComplaint(complaint, bot) };
}

/** The refusal of a file: 413 for one that is too large, else 422, each fault with its place. */
export function refuseBot(
  complaints: readonly Complaint[],
  bot: Pick<Bot, 'form' | 'blocks'> | null,
): Problem {
  const errors = complaints.filter(({ severity }) => severity === 'error');
  const isTooLarge = errors.some(({ code }) => code === 'too-large');
  return new Problem(
    isTooLarge ? 413 : 422,
    message('bots.refused', { count: errors.length }),
    errors.slice(0, mostErrors).map((one) => ({
      path: one.places[0] === undefined || one.places[0] === '' ? 'file' : `file${one.places[0]}`,
      detail: describeComplaint(one, bot),
    })),
  );
}

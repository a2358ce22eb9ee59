import type { GivenUp, Job } from '@hub/bus';
import { message, type Message } from '@hub/messages';
import { describeFailure, isFinalRefusal, isRefusal, Problem, VerdictError } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BotRepository } from '../bot/bot.repository.js';
import { DeliverBots } from '../bot/deliver-bot.js';
import { AdvanceRollout, type RolloutBotsJob } from './advance-rollout.js';
import { describePutOff } from './describe-put-off.js';
import { keptInstead, refusalText } from './bot-states.js';
import type { BotRefusal, BotRound, CarriedBot } from './carried-bots.js';
import type { Rollout } from './rollout.entity.js';
import { RolloutRepository } from './rollout.repository.js';

/** Any other failure than a refusal, or an account that cannot be used, is reported from the third attempt on, seconds later. */
const silentAttempts = 2;

/**
 * The job that delivers the bots of a rollout to one account, exactly as a person does who delivers them one by one. The
 * same file again is the same delivery and has one task, so a job that is repeated after a kill adds nothing.
 */
@Injectable()
export class DeliverCarriedBots {
  constructor(
    @Inject(RolloutRepository) private readonly rollouts: RolloutRepository,
    @Inject(BotRepository) private readonly bots: BotRepository,
    @Inject(DeliverBots) private readonly deliveries: DeliverBots,
    @Inject(AdvanceRollout) private readonly advance: AdvanceRollout,
  ) {}

  async deliver(job: Job<RolloutBotsJob>): Promise<void> {
    const { rolloutId, accountId, askId } = job.payload;
    const rollout = await this.rollouts.get(rolloutId);
    const row = await this.rollouts.findAccount(rolloutId, accountId);
    if (row?.bots?.askId !== askId || row.bots.isDone) return;
    // A rollout that goes on asks again.
    if (rollout.state === 'paused' || rollout.state === 'stopped')
      return job.finish((tx) => this.keep(tx, job, null));
    const refused: BotRefusal[] = [];
    for (const bot of rollout.bots) {
      const reason = await this.tryOne(job, rollout, bot);
      if (reason) refused.push(refusalOf(bot, reason));
    }
    await job.finish((tx) => this.keep(tx, job, { askId, isDone: true, refused }));
    job.log.info({ rollout: rolloutId, accountId, refused: refused.length }, 'bots of a rollout delivered');
  }

  /** The job was given up: no bot counts as delivered, and `retry` tries again. */
  async giveUp(tx: EntityManager, job: GivenUp<RolloutBotsJob>): Promise<void> {
    const { rolloutId, askId } = job.payload;
    const { bots } = await this.rollouts.get(rolloutId, tx);
    const why = message('rollouts.bot-refused', { why: job.reason });
    const refused = bots.map((bot) => refusalOf(bot, why));
    await this.keep(tx, job, { askId, isDone: true, refused });
  }

  /** Null when the bot is delivered, or the branch keeps another version of it, else why it was refused. Throws what may pass. */
  private async tryOne(
    job: Job<RolloutBotsJob>,
    rollout: Rollout,
    { botId, version }: CarriedBot,
  ): Promise<Message | null> {
    const { accountId } = job.payload;
    const deliveries = await this.bots.deliveriesTo(accountId);
    const ofBot = deliveries.filter((one) => one.botId === botId);
    if (keptInstead(ofBot, { version, madeAt: rollout.madeAt })) return null;
    const by = rollout.approvedBy ?? rollout.madeBy;
    try {
      await this.deliveries.deliver({ botId, accountId, version, by }, job.correlationId);
      return null;
    } catch (error) {
      if (error instanceof Problem) return refusalText(error, { botId, accountId });
      if (isFinalRefusal(error)) return message('rollouts.bot-refused', { why: describeFailure(error) });
      const waitsForAccount = error instanceof VerdictError && 'waitsFor' in error.verdict;
      if (waitsForAccount || isRefusal(error) || job.attempt > silentAttempts)
        await this.note(job, rollout, describePutOff(error));
      throw error;
    }
  }

  /** The account does not answer, or refuses: shown meanwhile, though the job goes on. */
  private async note(job: Job<RolloutBotsJob>, { bots }: Rollout, reason: Message): Promise<void> {
    const { askId } = job.payload;
    const refused = bots.map((bot) => refusalOf(bot, reason));
    await job.step((tx) => this.keep(tx, job, { askId, isDone: false, refused }));
  }

  /** Unless the account was asked anew meanwhile. */
  private async keep(
    tx: EntityManager,
    {
      payload: { rolloutId, accountId, askId },
      correlationId,
    }: Pick<Job<RolloutBotsJob>, 'payload' | 'correlationId'>,
    bots: BotRound | null,
  ): Promise<void> {
    await this.rollouts.lock(tx, rolloutId);
    const row = await this.rollouts.findAccount(rolloutId, accountId, tx);
    if (row?.bots?.askId !== askId) return;
    await this.rollouts.changeAccount(tx, row, { bots });
    if (bots === null) await this.advance.wake(tx, rolloutId, correlationId);
  }
}

function refusalOf({ botId }: CarriedBot, reason: Message): BotRefusal {
  return { botId, reason, at: new Date().toISOString() };
}

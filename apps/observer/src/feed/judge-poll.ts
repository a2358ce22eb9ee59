import { JournalWriter, type JournalAccount } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Heal } from './decide-heal.js';
import { DroppedHints } from './dropped-hints.js';
import { HookSilence } from './hook-silence.js';

/** Judges the webhooks of an account when its feed has been read up to now. */
@Injectable()
export class JudgePoll {
  constructor(
    private readonly writer: JournalWriter,
    private readonly silence: HookSilence,
    private readonly floods: DroppedHints,
  ) {}

  /** By the locked row: a webhook that came while the feed was read counts. */
  async run(
    tx: EntityManager,
    locked: JournalAccount,
    { heals, dropped, real, now }: { heals: readonly Heal[]; dropped: number; real: number; now: Date },
  ): Promise<void> {
    const { accountId } = locked;
    const silence = this.silence.judge(locked, heals);
    await this.writer.note(tx, accountId, {
      ...{ polledAt: now, silentPolls: silence.polls, silentChanges: silence.changes },
    });
    await this.silence.say(tx, accountId, silence, now);
    await this.floods.judge(tx, accountId, { dropped, real }, now);
  }
}

import { JournalWriter } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { cardKinds } from '../card/card-kinds.js';
import { SaveReadings } from '../card/save-readings.js';
import { judgeEcho, type LeadHook } from './judge-echo.js';
import { OwnWrites } from './own-writes.js';

/** A webhook about a lead that may be the echo of an own write. */
export interface MaybeEcho {
  accountId: string;
  leadId: number;
  hook: LeadHook;
  changedBy: number | null;
}

/**
 * What became of it: `taken`, the journal has the written values; `unwritten`, no own write of that second is known yet;
 * `other`, it is no echo.
 */
export type EchoOutcome = 'taken' | 'unwritten' | 'other';

/**
 * Takes an own write into the journal when its echo comes, in place of a reading. The state is as of amoCRM's answer to
 * the write: what was read later stays.
 */
@Injectable()
export class TakeEcho {
  constructor(
    private readonly writer: JournalWriter,
    private readonly readings: SaveReadings,
    private readonly own: OwnWrites,
  ) {}

  /** Locks the account when an own write of that second is known. */
  async run(tx: EntityManager, echo: MaybeEcho, correlationId: string): Promise<EchoOutcome> {
    const { accountId, leadId, hook, changedBy: authorId } = echo;
    const writes = await this.own.findOf(tx, accountId, leadId, hook.changedAt);
    const [write] = writes;
    if (!write) return 'unwritten';
    if (!(await this.writer.lock(tx, accountId))) return 'other';
    const known = await this.writer.cards.findLeads(tx, accountId, [leadId]);
    const state = judgeEcho(hook, known.get(leadId) ?? null, writes);
    if (!state) return 'other';
    const readings = [{ id: leadId, state, authorId }];
    const about = { accountId, readings, readAt: write.answeredAt };
    await this.readings.save(tx, cardKinds.lead, about, correlationId);
    await this.own.markTaken(tx, write);
    return 'taken';
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ExceptionRepository } from '../exception/exception.repository.js';
import { objectOf } from '../exception/object-of.js';
import { forgetNeverMade } from '../ledger/forget-never-made.js';
import { ReleaseRepository } from '../release/release.repository.js';
import { BroughtRepository, type Brought } from './brought.repository.js';
import type { Admin } from './drift-account.entity.js';
import type { DriftFinding } from './drift-finding.entity.js';
import { DriftRepository } from './drift.repository.js';
import { followFindings, type Known } from './follow-findings.js';
import { isOver } from './is-over.js';
import type { DriftReading } from './read-drift.js';

/** Records what readings found, in the caller's transaction. */
@Injectable()
export class RecordDrift {
  constructor(
    @Inject(DriftRepository) private readonly drift: DriftRepository,
    @Inject(BroughtRepository) private readonly plans: BroughtRepository,
    @Inject(ExceptionRepository) private readonly exceptions: ExceptionRepository,
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
  ) {}

  /**
   * Opens, keeps and ends findings, and updates the alarms. A reading during which a plan changed the account proves
   * nothing: it is discarded, and another one is due. Returns how many findings are new.
   */
  async record(
    tx: EntityManager,
    brought: Brought,
    reading: DriftReading,
    { admins, now }: { admins: Admin[] | null | undefined; now: Date },
  ): Promise<number> {
    const { accountId, releaseId } = brought;
    const account = await this.drift.lock(tx, accountId);
    if (!account) return 0;
    const present = await this.plans.findBrought(accountId, tx);
    if (!present || present.isUnderway || present.touchedAt.getTime() !== brought.touchedAt.getTime()) {
      await this.drift.owe(tx, accountId);
      return 0;
    }
    await forgetNeverMade(tx, accountId, { objects: reading.neverMade, readFrom: now });
    const known = (await this.drift.listOpen(accountId, tx)).map(knownOf);
    const past = await this.drift.listPast(accountId, tx);
    const previousAt = later(account.readAt, brought.touchedAt);
    const followed = followFindings(known, past, { ...reading, releaseId, readAt: now, previousAt });
    await this.drift.record(tx, brought, followed, now);
    await this.drift.noteRead(tx, accountId, { releaseId, admins }, now);
    await this.drift.alarm(tx, accountId, now);
    const { configuration, groupId } = await this.releases.recall(releaseId, tx);
    for (const exception of await this.exceptions.listExpired(tx, accountId, groupId)) {
      const key = objectOf(exception, configuration)?.key ?? exception.key;
      if (isOver({ ...exception, key }, reading)) await this.exceptions.clearAlarm(tx, exception, now);
    }
    return followed.opened.length;
  }
}

function knownOf({ id, releaseId, drift }: DriftFinding): Known {
  return { ...drift, id, releaseId };
}

/** A plan reads the account back when it ends, so that is a reading too. */
function later(readAt: Date | null, touchedAt: Date): Date {
  return readAt !== null && readAt > touchedAt ? readAt : touchedAt;
}

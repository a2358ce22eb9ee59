import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { DataSource, LessThan, type EntityManager } from 'typeorm';
import { redactSecrets } from '../audit/redact-secrets.js';
import { IdempotencyEntity } from './idempotency.entity.js';

/** A POST that may come again. */
interface Repeatable {
  callerId: string;
  key: string;
  path: string;
  body: unknown;
}

/** Longer than the longest deadline of a route (a plan's two minutes), so that no first request still runs. */
const takeOverAfterMs = 150_000;
const keptForMs = 24 * 3_600_000;

/** Remembers answers for 24 hours. Secrets of an answer (a new API key) are shown once and not kept. */
@Injectable()
export class IdempotencyRepository {
  constructor(private readonly source: DataSource) {}

  /**
   * Runs `work` once per caller and key, or gives its first answer again. Throws 422 when the body differs, 409 while
   * the first request still runs. Failed work is forgotten, so that it can be tried again: a press whose outcome is
   * open must be repeatable at once, and limits knows it by the same key. Only who holds the key ends or forgets it.
   */
  async once(request: Repeatable, work: () => Promise<unknown>): Promise<unknown> {
    if (!/^[\x21-\x7e]{1,200}$/.test(request.key)) {
      throw new Problem(400, message('problems.idempotency-key-wrong'));
    }
    const id = { callerId: request.callerId, key: request.key };
    const bodyHash = createHash('sha256')
      .update(JSON.stringify([request.path, request.body ?? null]))
      .digest('hex');
    const begun = await this.begin(id, bodyHash);
    if (begun.kind === 'known') return replay(begun.earlier, bodyHash);
    const rows = this.source.getRepository(IdempotencyEntity);
    const mine = { ...id, startedAt: begun.at };
    try {
      const answer = await work();
      const kept = redactSecrets(answer);
      await rows.update(mine, { isDone: true, answer: typeof kept === 'object' ? kept : null });
      return answer;
    } catch (error) {
      await rows.delete(mine);
      throw error;
    }
  }

  /** Forgets the answers in which one of these ids or addresses stands. */
  async forget(tx: EntityManager, mentions: readonly string[]): Promise<void> {
    await tx.query(
      `DELETE FROM gateway.idempotency
        WHERE EXISTS (SELECT FROM unnest($1::text[]) AS mention WHERE strpos(answer::text, mention) > 0)`,
      [mentions],
    );
  }

  /** Forgets what is older than a day. */
  async purge(now: Date): Promise<void> {
    const startedAt = LessThan(new Date(now.getTime() - keptForMs));
    await this.source.getRepository(IdempotencyEntity).delete({ startedAt });
  }

  /** Claims the key; answers the earlier row instead when there is one. A dead first request is taken over. */
  private async begin(
    id: { callerId: string; key: string },
    bodyHash: string,
  ): Promise<{ kind: 'mine'; at: Date } | { kind: 'known'; earlier: IdempotencyEntity }> {
    // Milliseconds, because that is all a Date can carry back when the row is named by this moment.
    const claimed: { at: Date }[] = await this.source.query(
      `INSERT INTO gateway.idempotency AS kept (caller_id, key, body_hash, started_at)
       VALUES ($1, $2, $3, date_trunc('milliseconds', clock_timestamp()))
       ON CONFLICT (caller_id, key) DO UPDATE SET started_at = excluded.started_at
         WHERE NOT kept.is_done AND kept.body_hash = excluded.body_hash
           AND kept.started_at < now() - make_interval(secs => $4)
       RETURNING started_at AS at`,
      [id.callerId, id.key, bodyHash, takeOverAfterMs / 1000],
    );
    if (claimed[0]) return { kind: 'mine', at: claimed[0].at };
    const earlier = await this.source.getRepository(IdempotencyEntity).findOneBy(id);
    if (!earlier) throw new Problem(409, message('problems.idempotency-just-ended'));
    return { kind: 'known', earlier };
  }
}

function replay(earlier: IdempotencyEntity, bodyHash: string): unknown {
  if (earlier.bodyHash !== bodyHash) {
    throw new Problem(422, message('problems.idempotency-key-used'));
  }
  if (!earlier.isDone) throw new Problem(409, message('problems.idempotency-running'));
  return earlier.answer ?? undefined;
}

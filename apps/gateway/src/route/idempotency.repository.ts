import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { message } from '@hub/messages';
import { canonicalJson, LOGGER, Problem, problemOf, type Logger } from '@hub/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { hasSecrets } from '../audit/redact-secrets.js';
import { persist } from './persist.js';
import { IdempotencyEntity } from './idempotency.entity.js';

/** A POST that may come again. */
interface Repeatable {
  callerId: string;
  key: string;
  path: string;
  body: unknown;
  /** The service knows the request by its key: one that was not finished may be sent to it again. */
  isRepeatable: boolean;
}

/** Longer than the longest deadline of a route (a plan's two minutes): nobody knows how a request ended that took longer. */
const longestMs = 150_000;
const askAgainSeconds = 5;

/**
 * Remembers answers for one to two days (`ANSWERS_KEPT_DAYS`, and until that day's purge). One with a secret (a new API key, a
 * connect link) is shown once and not kept.
 */
@Injectable()
export class IdempotencyRepository {
  constructor(
    private readonly source: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Runs `work` once per caller and key, or gives its first answer again. The key is recorded before the work and kept
   * unless the work was surely refused, so nothing that happens to the record afterwards runs it twice: a repeat gets
   * 409 while the first request runs, when nobody knows how it ended, or when its answer had a secret. Repeatable work
   * that was not finished goes to its service again at once, also beside the first request: the service knows it by the key.
   * Throws 422 when the body says something else. Only who holds the key ends or forgets it.
   */
  async once(request: Repeatable, work: () => Promise<unknown>): Promise<unknown> {
    if (!/^[\x21-\x7e]{1,200}$/.test(request.key)) {
      throw new Problem(400, message('problems.idempotency-key-wrong'));
    }
    const id = { callerId: request.callerId, key: request.key };
    const said = [request.path, request.body ?? null];
    // The second is that of a row from before the order of names stopped counting.
    const hashes = [sha256(canonicalJson(said)), sha256(JSON.stringify(said))] as const;
    const begun = await this.begin(id, hashes, request.isRepeatable);
    if (begun.kind === 'known') return replay(begun.earlier, hashes, new Date());
    const rows = this.source.getRepository(IdempotencyEntity);
    const mine = { ...id, startedAt: begun.at };
    const answer = await work().catch(async (error: unknown) => {
      if (!problemOf(error).isOutcomeOpen) await this.record(() => rows.delete(mine));
      throw error;
    });
    const hasSecret = hasSecrets(answer);
    const kept = !hasSecret && typeof answer === 'object' ? answer : null;
    await this.record(() => rows.update(mine, { isDone: true, hasSecret, answer: kept }));
    return answer;
  }

  /** Deletes the answers that contain one of these ids or addresses. */
  async forget(tx: EntityManager, mentions: readonly string[]): Promise<void> {
    await tx.query(
      `DELETE FROM gateway.idempotency
        WHERE EXISTS (SELECT FROM unnest($1::text[]) AS mention WHERE strpos(answer::text, mention) > 0)`,
      [mentions],
    );
  }

  /** The work has ended, whatever becomes of the record of it: an unfinished record keeps it from running again. */
  private async record(write: () => Promise<unknown>): Promise<void> {
    await persist(write).catch((error: unknown) =>
      this.logger.error({ error }, 'the end of a request with an Idempotency-Key could not be recorded'),
    );
  }

  /** Claims the key; answers the earlier row instead when there is one. The last repeat of unfinished repeatable work holds the key. */
  private async begin(
    id: { callerId: string; key: string },
    hashes: readonly [string, string],
    isRepeatable: boolean,
  ): Promise<{ kind: 'mine'; at: Date } | { kind: 'known'; earlier: IdempotencyEntity }> {
    // Milliseconds, because that is all a Date can carry back when the row is named by this moment.
    const claimed: { at: Date }[] = await this.source.query(
      `INSERT INTO gateway.idempotency AS kept (caller_id, key, body_hash, started_at)
       VALUES ($1, $2, $3, date_trunc('milliseconds', clock_timestamp()))
       ON CONFLICT (caller_id, key) DO UPDATE SET started_at = excluded.started_at
         WHERE $4 AND NOT kept.is_done AND kept.body_hash = ANY ($5::text[])
       RETURNING started_at AS at`,
      [id.callerId, id.key, hashes[0], isRepeatable, hashes],
    );
    if (claimed[0]) return { kind: 'mine', at: claimed[0].at };
    const earlier = await this.source.getRepository(IdempotencyEntity).findOneBy(id);
    if (!earlier) throw new Problem(409, message('problems.idempotency-just-ended'));
    return { kind: 'known', earlier };
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function replay(earlier: IdempotencyEntity, hashes: readonly string[], now: Date): unknown {
  if (!hashes.includes(earlier.bodyHash)) {
    throw new Problem(422, message('problems.idempotency-key-used'));
  }
  if (earlier.hasSecret) throw new Problem(409, message('edge.repeat-secret'));
  if (earlier.isDone) return earlier.answer ?? undefined;
  const hasEnded = now.getTime() - earlier.startedAt.getTime() > longestMs;
  if (hasEnded) throw new Problem(409, message('edge.repeat-unknown'));
  const retryAfterSeconds = askAgainSeconds;
  throw new Problem(409, message('edge.repeat-running'), undefined, { retryAfterSeconds });
}

import {
  AmoClients,
  findUser,
  listCustomFields,
  listLossReasons,
  listPipelines,
  type AmoCustomField,
} from '@hub/amocrm';
import { isRefusal } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { closingStatusIds } from '../rule/closing-status-ids.js';

/**
 * How long an account's fields and loss reasons are cached: a mirror's change, and a lead that was sent, are to cost
 * few calls.
 */
const believedForMs = 10 * 60_000;

/** How long a cached list counts that was read for what it lacks, or was refused: that may be otherwise by now. */
const lackBelievedForMs = 10_000;

/** A pipeline with its stages of work, in order. */
export interface KnownPipeline {
  id: number;
  name: string;
  isArchived: boolean;
  stages: readonly { id: number; name: string }[];
  /** Names of all its stages, by id. */
  names: ReadonlyMap<number, string>;
}

interface Kept {
  read: Promise<unknown>;
  until: number;
}

function hasReason(reasons: ReadonlyMap<number, string>, asked: number | string): boolean {
  return typeof asked === 'number' ? reasons.has(asked) : [...reasons.values()].includes(asked);
}

/** What mirrors, and leads that were sent, need of an account's configuration and the journal does not have. */
@Injectable()
export class KnownNames {
  private readonly kept = new Map<string, Kept>();
  /** What cached lists have been read again for, and until when they are not for the same. */
  private readonly lacks = new Map<string, number>();

  constructor(private readonly clients: AmoClients) {}

  /** Codes of the lead fields of an account. */
  async fieldCodes(accountId: string): Promise<ReadonlySet<string>> {
    const fields = await this.fields(accountId);
    return new Set(fields.flatMap(({ code }) => (code === null ? [] : [code])));
  }

  /** The values of the lead fields of an account that are lists, by the field's id. */
  async fieldLists(accountId: string): Promise<ReadonlyMap<number, readonly string[]>> {
    const lists = (await this.fields(accountId)).filter(({ enums }) => enums.length > 0);
    return new Map(lists.map(({ id, enums }) => [id, enums.map(({ value }) => value)]));
  }

  /**
   * Names of the loss reasons of an account, by id; null: it does not let them be read, which is to keep no outcome from being
   * shown. A list that lacks the asked one, by its id or its name, is read again.
   */
  async lossReasons(accountId: string, asked: number | string): Promise<ReadonlyMap<number, string> | null> {
    const key = `reasons ${accountId}`;
    const read = async (): Promise<ReadonlyMap<number, string> | null> => {
      const reasons = await listLossReasons(this.clients.forAccount(accountId, 'routing'));
      return new Map(reasons.map(({ id, name }) => [id, name]));
    };
    try {
      return await this.answering(
        key,
        read,
        asked,
        (reasons) => reasons === null || hasReason(reasons, asked),
      );
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.kept.set(key, { read: Promise.resolve(null), until: Date.now() + lackBelievedForMs });
      return null;
    }
  }

  /** The name of a stage, or null: the account has none, or does not let its pipelines be read. */
  async stageName(accountId: string, pipelineId: number, statusId: number): Promise<string | null> {
    try {
      const pipelines = await this.pipelines(accountId, pipelineId, statusId);
      return pipelines.find(({ id }) => id === pipelineId)?.names.get(statusId) || null;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return null;
    }
  }

  /** Pipelines of an account. A list that lacks the given one, or its stage, is read again. */
  async pipelines(
    accountId: string,
    pipelineId?: number,
    statusId?: number,
  ): Promise<readonly KnownPipeline[]> {
    const key = `pipelines ${accountId}`;
    const read = async () => {
      const pipelines = await listPipelines(this.clients.forAccount(accountId, 'routing'));
      return pipelines.map(({ id, name, is_archive: isArchived, _embedded: { statuses } }) => ({
        ...{ id, name, isArchived },
        names: new Map(statuses.map((stage) => [stage.id, stage.name])),
        stages: statuses.filter(isWork).sort((one, other) => placeOf(one) - placeOf(other)),
      }));
    };
    const isAsked = ({ id, names }: KnownPipeline) =>
      id === pipelineId && (statusId === undefined ? names.size > 0 : names.has(statusId));
    if (pipelineId === undefined) return this.keep(key, read);
    const asked = `${pipelineId}/${statusId ?? ''}`;
    return this.answering(key, read, asked, (known) => known.some(isAsked));
  }

  /** The name of a user whom the journal does not know yet; null: the account shows none. A user without one is asked for again. */
  async userName(accountId: string, userId: number): Promise<string | null> {
    const key = `user ${accountId}/${userId}`;
    try {
      const user = await this.keep(key, () =>
        findUser(this.clients.forAccount(accountId, 'routing'), userId),
      );
      if (user?.name) return user.name;
      this.kept.delete(key);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
    return null;
  }

  /** Drops everything cached of an account. */
  forget(accountId: string): void {
    for (const known of [this.kept, this.lacks])
      for (const key of known.keys()) if (key.includes(accountId)) known.delete(key);
  }

  /** The cached list; read again where it lacks what is asked for, unless it was read for that a moment ago. */
  private async answering<T>(
    key: string,
    read: () => Promise<T>,
    asked: number | string,
    isAnswer: (known: T) => boolean,
  ): Promise<T> {
    const known = await this.keep(key, read);
    if (isAnswer(known)) return known;
    const [lack, now] = [`${key} ${asked}`, Date.now()];
    for (const [one, until] of this.lacks) if (until <= now) this.lacks.delete(one);
    if (!this.lacks.has(lack)) {
      this.lacks.set(lack, now + lackBelievedForMs);
      this.kept.delete(key);
    }
    return this.keep(key, read);
  }

  private async fields(accountId: string): Promise<AmoCustomField[]> {
    return this.keep(`fields ${accountId}`, () =>
      listCustomFields(this.clients.forAccount(accountId, 'routing'), 'leads'),
    );
  }

  /** Jobs that ask at once share one reading; one that fails is not kept. */
  private async keep<T>(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.kept.get(key);
    if (known && known.until > Date.now()) return known.read as Promise<T>;
    const reading = read();
    this.kept.set(key, { read: reading, until: Date.now() + believedForMs });
    try {
      return await reading;
    } catch (error) {
      this.kept.delete(key);
      throw error;
    }
  }
}

/** A stage whose place amoCRM does not show is the last one: the first of a pipeline is one that nobody works in. */
const placeOf = ({ sort }: { sort: number }): number => sort || Number.MAX_SAFE_INTEGER;

const unsortedType = 1;

function isWork({ id, type }: { id: number; type: number }): boolean {
  return type !== unsortedType && !closingStatusIds.includes(id);
}

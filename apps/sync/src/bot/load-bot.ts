import { AccountRepository, type Account } from '@hub/accounts';
import { AmoClients } from '@hub/amocrm';
import { message, type Message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import type { BotEntity, BotVersionEntity } from './bot.entity.js';
import { BotRepository } from './bot.repository.js';
import { factsOfFile } from './bot-facts.js';
import { leadTextCoded, objectOf } from './core/account-objects.js';
import { inspectBot, isSound, type Inspection } from './core/inspect-bot.js';
import type { NameOf } from './core/outline-bot.js';
import { codeBytes, maxCodeBytes, type Bot } from './core/read-bot.js';
import type { ReferenceKind } from './core/reference.js';
import {
  isSameEverywhere,
  keyOf,
  resolveBot,
  resolveReference,
  type Knowledge,
  type Question,
} from './core/resolve-references.js';
import { rewriteBot } from './core/rewrite-bot.js';
import { refuseBot } from './describe-complaint.js';
import { markField } from './judge-mark.js';
import { readAccountObjects } from './read-account-objects.js';

/** A version of a bot as it is for one branch now. */
export interface BranchBot {
  readonly questions: readonly Question[];
  /** The bot with the branch's ids; null while something has to be answered. */
  readonly bot: Bot | null;
  /** The branch's text field for the marks of bots; null when it has none. */
  readonly markFieldId: number | null;
  /** Ids that the bot has for those it starts, by their ids in the reference. */
  readonly started: Record<string, string>;
}

/** Brings together what decides about a bot in a branch. The account is read anew every time. */
@Injectable()
export class LoadBot {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
    @Inject(BotRepository) private readonly bots: BotRepository,
  ) {}

  /** Throws a 404 `Problem`. */
  async account(accountId: string): Promise<Account> {
    const account = await this.accounts.find(accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    return account;
  }

  /** Why a bot must not go to an account as that is now: it is the bot's own, or of another group. Null when it may. */
  async whyNotFor({ referenceId }: BotEntity, { id, groupId }: Account): Promise<Message | null> {
    if (id === referenceId) return message('bots.own-reference');
    const isSameGroup = groupId === (await this.account(referenceId)).groupId;
    return isSameGroup ? null : message('bots.of-other-group');
  }

  /**
   * A stored file was sound when it was taken; the hub may have learned since. Throws a 422 `Problem` for one it cannot
   * read.
   */
  inspect({ file }: Pick<BotVersionEntity, 'file'>): Inspection & { bot: Bot } {
    const found = inspectBot(file);
    if (!found.bot) throw refuseBot(found.complaints, null);
    return { ...found, bot: found.bot };
  }

  /** Names of the reference, as they were when the version was uploaded. */
  namesOf({ objects }: Pick<BotVersionEntity, 'objects'>): NameOf {
    return (reference) => objectOf({ objects }, reference)?.name ?? null;
  }

  /** Names of the branch. Throws a 404 `Problem`, and the client's errors. */
  async namesInBranch(bot: BotEntity, version: BotVersionEntity, accountId: string): Promise<NameOf> {
    const knowledge = await this.knowledge(bot, version, accountId);
    const nameOf = this.namesOf(version);
    return (reference) => {
      const result = resolveReference(reference, knowledge);
      const own = 'id' in result ? { kind: reference.kind, id: result.id } : null;
      if (own) return objectOf(knowledge.branch, own)?.name ?? nameOf(reference);
      return isSameEverywhere(reference) ? nameOf(reference) : null;
    };
  }

  /**
   * Throws a `Problem`: 404, 422 for a stored file that the hub takes no more, 409 for one that the branch's ids make too
   * large. Throws the client's errors.
   */
  async inBranch(bot: BotEntity, version: BotVersionEntity, accountId: string): Promise<BranchBot> {
    const found = this.inspect(version);
    if (!isSound(found)) throw refuseBot(found.complaints, found.bot);
    const knowledge = await this.knowledge(bot, version, accountId);
    const { ids, words, questions } = resolveBot(found, knowledge);
    const isReady = questions.every(({ reason }) => reason === null);
    const made = isReady ? rewriteBot(found.bot, found, { resolve: idIn(ids), reword: wordIn(words) }) : null;
    const bytes = made ? codeBytes(made) : 0;
    if (bytes > maxCodeBytes)
      throw new Problem(409, message('bots.too-large-here', { bytes: String(bytes) }));
    return {
      questions,
      markFieldId: leadTextCoded(knowledge.branch, markField),
      bot: made,
      started: startedIn(found, ids),
    };
  }

  private async knowledge(bot: BotEntity, version: BotVersionEntity, accountId: string): Promise<Knowledge> {
    await this.account(accountId);
    const { starts } = version.facts ?? factsOfFile(version.file);
    const circle = (await this.bots.starts(bot.referenceId)).circle(bot.id, starts);
    const [ledger, answers] = [
      await this.ledger.entriesOf(accountId),
      await this.bots.answersOf(accountId, bot.referenceId),
    ];
    return {
      ledger,
      answers: answers.map(({ kind, ref, value }) => ({ kind: kind as ReferenceKind, ref, value })),
      bots: await this.installedBots(bot.referenceId, accountId),
      circle: new Set(circle.map((one) => String(one.amoBotId))),
      reference: version,
      branch: await readAccountObjects(this.clients.forAccount(accountId, 'bulk')),
    };
  }

  /** A bot that was imported again has a new id; the newest one that is known to be there counts. */
  private async installedBots(referenceId: string, accountId: string): Promise<Map<string, string>> {
    const deliveries = await this.bots.deliveriesTo(accountId);
    const installed = new Map<string, string>();
    for (const { id, amoBotId } of await this.bots.list(referenceId)) {
      const newest = deliveries.find((one) => one.botId === id && one.amoBotId !== null);
      if (amoBotId !== null && newest?.amoBotId) installed.set(String(amoBotId), String(newest.amoBotId));
    }
    return installed;
  }
}

function idIn(ids: ReadonlyMap<string, string>): Parameters<typeof rewriteBot>[2]['resolve'] {
  return (reference) => {
    const id = ids.get(keyOf(reference));
    return id === undefined || reference.kind === 'file' ? id : Number(id);
  };
}

function wordIn(words: ReadonlyMap<string, string>): Parameters<typeof rewriteBot>[2]['reword'] {
  return ({ kind, text }) => words.get(`${kind} ${text}`);
}

function startedIn({ references }: Inspection, ids: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    references
      .filter(({ kind }) => kind === 'bot')
      .map((reference) => [String(reference.id), ids.get(keyOf(reference)) ?? '']),
  );
}

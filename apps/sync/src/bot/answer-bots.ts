import type { AnswerBot, BotAnswers } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message, type Message } from '@hub/messages';
import { Problem, type FieldError } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BotAnswerEntity } from './bot.entity.js';
import { BotRepository } from './bot.repository.js';
import { judgeAnswer } from './judge-answer.js';
import { LoadBot } from './load-bot.js';

/** Keeps what branches say about bots. Whether an id exists is checked whenever a file is made, not here. */
@Injectable()
export class AnswerBots {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(BotRepository) private readonly bots: BotRepository,
    @Inject(LoadBot) private readonly load: LoadBot,
  ) {}

  async list(accountId: string, referenceId: string): Promise<BotAnswers> {
    const rows = await this.bots.answersOf(accountId, referenceId);
    return { answers: rows.map(({ kind, ref, value }) => ({ kind, ref, value })) };
  }

  /** Throws a `Problem`: 404 for an unknown account, 422 for an answer that can be none. */
  async keep({ accountId, referenceId, answers, by }: AnswerBot): Promise<BotAnswers> {
    await this.load.account(accountId);
    await this.load.account(referenceId);
    const errors = answers.flatMap((answer, at): FieldError[] => {
      const fault = judgeAnswer(answer);
      return fault ? [{ path: `answers.${at}.${fault.field}`, detail: faultText(fault.name) }] : [];
    });
    if (errors.length > 0) throw new Problem(422, message('problems.wrong-fields'), errors);
    const now = new Date();
    await inTransaction(this.source, async (tx) => {
      for (const { kind, ref, value } of answers) {
        const key = { accountId, referenceId, kind, ref };
        if (value === null || value === undefined) await tx.delete(BotAnswerEntity, key);
        else
          await tx.upsert(BotAnswerEntity, { ...key, value: value.trim(), answeredBy: by, answeredAt: now }, [
            'accountId',
            'referenceId',
            'kind',
            'ref',
          ]);
      }
    });
    return this.list(accountId, referenceId);
  }
}

function faultText(name: NonNullable<ReturnType<typeof judgeAnswer>>['name']): Message {
  return message(`bots.answer-${name}`);
}

import { randomUUID } from 'node:crypto';
import { AccountRepository } from '@hub/accounts';
import { AmoClients } from '@hub/amocrm';
import { unpackText, type UploadBot } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { checksum } from '../configuration/configuration.js';
import type { Json } from '../configuration/json.js';
import { factsOf } from './bot-facts.js';
import { BotEntity, BotVersionEntity } from './bot.entity.js';
import { BotRepository } from './bot.repository.js';
import { objectOf, type AccountObject, type AccountObjects } from './core/account-objects.js';
import { inspectBot, isSound } from './core/inspect-bot.js';
import { documentOf } from './core/read-bot.js';
import type { Reference } from './core/reference.js';
import { refuseBot } from './describe-complaint.js';
import { readAccountObjects } from './read-account-objects.js';

/** Stores an uploaded file of a bot for a reference account. */
@Injectable()
export class TakeBot {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(BotRepository) private readonly bots: BotRepository,
  ) {}

  /**
   * The same content as the newest version makes no version. Throws a `Problem`: 404 for an unknown account, 422 for one
   * that is not a reference, for a bot without a name, an id that another bot has and for a file that is wrong, 413 for one that is too large.
   * Throws the client's errors.
   */
  async take(request: UploadBot): Promise<BotEntity> {
    const { accountId, name, amoBotId, triggers, note } = request;
    const account = await this.accounts.find(accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    if (!account.roles.includes('reference'))
      throw new Problem(422, message('problems.not-a-reference', { subdomain: account.subdomain }));
    const file = unpackText(request.packed);
    const found = inspectBot(file);
    const { bot } = found;
    if (!bot || !isSound(found)) throw refuseBot(found.complaints, bot);
    const called = (name ?? bot.name ?? '').trim().normalize('NFC');
    const fault = judgeName(called);
    if (fault !== null)
      throw new Problem(422, message('problems.wrong-fields'), [
        { path: 'name', detail: message(`bots.${fault}`) },
      ]);
    const sum = checksum(documentOf(bot) as Json);
    const facts = factsOf({ ...found, bot });
    const objects = namedIn(
      found.references,
      await readAccountObjects(this.clients.forAccount(accountId, 'bulk')),
    );
    return inTransaction(this.source, async (tx) => {
      const made = Object.assign(new BotEntity(), {
        id: randomUUID(),
        referenceId: accountId,
        name: called,
        amoBotId: null,
        triggers: null,
        madeAt: new Date(),
      });
      const row = await this.bots.lock(tx, made);
      row.amoBotId = amoBotId ?? row.amoBotId;
      await this.bots.refuseTakenId(tx, row);
      row.triggers = triggers ?? row.triggers;
      await tx.save(row);
      const newest = await this.bots.findNewest(tx, row.id);
      if (newest?.checksum !== sum)
        await tx.insert(BotVersionEntity, {
          botId: row.id,
          number: (newest?.number ?? 0) + 1,
          checksum: sum,
          file,
          objects,
          facts,
          note: note ?? null,
          madeAt: made.madeAt,
        });
      return row;
    });
  }
}

const longestName = 200;

/** Why a name is refused: none, or one that a file brought and no form would have taken. */
function judgeName(name: string): 'needs-name' | 'needs-short-name' | null {
  if (name === '') return 'needs-name';
  return name.length > longestName || /[\0\p{Surrogate}]/u.test(name) ? 'needs-short-name' : null;
}

/** The objects that a bot names: their names are shown, and a field's code finds it in other accounts. */
function namedIn(references: readonly Reference[], all: AccountObjects): AccountObject[] {
  return [...new Set(references.map((one) => objectOf(all, one)).filter((found) => found !== undefined))];
}

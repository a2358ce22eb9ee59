import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import type { HubRequest } from '../route/call.js';
import type { Caller } from '../route/decide-access.js';
import { WrongKeys } from '../route/wrong-keys.js';
import type { Manager } from './manager.js';
import { readToken, sourceOf, type TokenFault } from './read-token.js';
import { originOf, WidgetIntegrations } from './widget-integrations.js';

/** Header in which amoCRM's client sends the token. */
export const tokenHeader = 'x-auth-token';

/** Faults of whoever tries tokens out; whatever else is wrong with a token, amoCRM signed it. */
const guesses: readonly (TokenFault | 'unknown')[] = ['unreadable', 'wrong-signature', 'unknown'];

/** Finds who presses by the widget's token. A token is read as often as it comes: amoCRM's client keeps one for 25 minutes. */
@Injectable()
export class Managers {
  constructor(
    private readonly integrations: WidgetIntegrations,
    private readonly wrong: WrongKeys,
  ) {}

  /** Throws 401 or 403 that says the next step, 429 where too many wrong tokens came from this address. */
  async find(request: HubRequest, token: string): Promise<{ manager: Manager; caller: Caller }> {
    const address = request.ip ?? 'unknown';
    const isHurried = this.wrong.areTooMany(address);
    const source = sourceOf(token);
    const known = source === null ? undefined : await this.integrations.find(source, isHurried);
    if (!known) throw this.refuse(address, source === null ? 'unreadable' : 'unknown');
    const { accountId, host, widgetAudience: audience } = known;
    const found = await readToken(token, known.openSecrets(), { ...known, audience }, new Date());
    if (typeof found === 'string') throw this.refuse(address, found);
    const origin = request.get('origin');
    if (origin !== undefined && origin !== originOf(host))
      throw new Problem(403, message('widget.other-origin'));
    const { userId } = found;
    const caller: Caller = {
      ...{ id: idOf(accountId, userId), name: `${host}/${userId}`, role: 'manager' },
      ...{ branchIds: [], accountIds: [accountId] },
    };
    return { manager: { ...found, accountId }, caller };
  }

  private refuse(address: string, fault: TokenFault | 'unknown'): Problem {
    const isGuess = guesses.includes(fault);
    if (isGuess && this.wrong.areTooMany(address))
      return this.wrong.tooMany(message('widget.too-many-wrong-tokens'));
    if (isGuess) this.wrong.note(address);
    return refusalOf(fault);
  }
}

function refusalOf(fault: TokenFault | 'unknown'): Problem {
  switch (fault) {
    case 'expired':
    case 'too-early':
      return new Problem(401, message(`widget.token-${fault}`));
    case 'other-account':
    case 'other-integration':
    case 'other-audience':
      return new Problem(403, message(`widget.token-${fault}`));
    case 'unknown':
      return new Problem(403, message('widget.token-other-integration'));
    case 'malformed':
    case 'unreadable':
    case 'wrong-signature':
      return new Problem(401, message('widget.token-wrong'));
  }
}

/** One id per user of an account, in the form of a UUID: audit, throttling and remembered answers go by it. */
function idOf(accountId: string, userId: number): string {
  const hash = createHash('sha256').update(`${accountId}/${userId}`).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}

import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Bus } from '@hub/bus';
import { message } from '@hub/messages';
import { bearerOf, Problem } from '@hub/platform';
import { KeyRepository } from '../key/key.repository.js';
import { Managers, tokenHeader } from '../widget/managers.js';
import { Call, forbidden, type HubRequest } from './call.js';
import { decideAccess, type Caller, type Named } from './decide-access.js';
import { ROUTE, type RouteFacts } from './route-facts.js';
import { WrongKeys } from './wrong-keys.js';

/** Finds whose key or widget's token it is and leaves the authorised `Call` on the request. 401 and 403 give no hints. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: KeyRepository,
    private readonly wrong: WrongKeys,
    private readonly managers: Managers,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<HubRequest>();
    const facts = this.reflector.get<RouteFacts | undefined>(ROUTE, context.getHandler());
    if (!facts) throw forbidden();
    const token = facts.widget ? request.get(tokenHeader) : undefined;
    if (token !== undefined && request.headers.authorization === undefined) {
      const { manager, caller } = await this.managers.find(request, token);
      if (facts.widget === 'admins' && !manager.isAdmin)
        throw new Problem(403, message('widget.admins-only'));
      request.call = new Call(caller, 'allow', this.bus, request);
      request.call.manager = manager;
      return true;
    }
    const key = facts.who === 'anyone' ? undefined : keyIn(request);
    const caller = key === undefined ? null : await this.findCaller(request, key);
    const access = decideAccess(caller, facts.who, namedIn(request));
    if (access === 'unauthenticated') throw new Problem(401, message('problems.key-needed'));
    if (access === 'forbidden') throw forbidden();
    request.call = new Call(caller, access, this.bus, request);
    return true;
  }

  private async findCaller(request: HubRequest, key: string): Promise<Caller | null> {
    const address = request.ip ?? 'unknown';
    await this.wrong.assertMayTry(address, key);
    const caller = await this.keys.findCaller(key);
    if (!caller) this.wrong.note(address);
    return caller;
  }
}

/** Throws a 401 `Problem` for a header that carries no key: its sender believes to have sent one. */
function keyIn({ headers: { authorization } }: HubRequest): string | undefined {
  if (authorization === undefined) return undefined;
  const key = bearerOf(authorization);
  if (key === undefined || !/^[\w-]{1,200}$/.test(key))
    throw new Problem(401, message('problems.key-unreadable'));
  return key;
}

/** Ids as the input classes give them (`IdField`): in lower case. */
function namedIn(request: HubRequest): Named {
  const places = [request.params, request.query, request.body].map(
    (place: unknown) => (place ?? {}) as Record<string, unknown>,
  );
  const pick = (name: string) =>
    places
      .map((place) => place[name])
      .filter((value): value is string => typeof value === 'string')
      .map((id) => id.toLowerCase());
  return { accountIds: pick('accountId'), branchIds: pick('branchId') };
}

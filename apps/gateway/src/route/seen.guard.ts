import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Call, HubRequest } from './call.js';

/** Reads the object of a route. Throws what `Call.readOwn` throws. */
export type Sees = (call: Call, path: object) => Promise<unknown>;

/** Metadata key under which a route's `Sees` lies. */
export const SEES = Symbol('sees');

/**
 * Shows, before anything else is read, that an object is there and the caller's. A handler that asks would be too late:
 * of a stream the headers are sent with 200 by then, and a wrong body would be named to somebody who may not know the object.
 */
@Injectable()
export class SeenGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<HubRequest>();
    const sees = this.reflector.get<Sees>(SEES, context.getHandler());
    if (!request.call) throw new Error('A route without the access guard');
    await sees(request.call, request.params);
    return true;
  }
}

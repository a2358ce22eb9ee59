import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Call, HubRequest } from './call.js';

/** Looks up what a stream is about. Throws what `Call.look` throws. */
export type Sees = (call: Call, path: object) => Promise<unknown>;

/** Metadata key under which a stream's `Sees` lies. */
export const SEES = Symbol('sees');

/**
 * Shows, before a stream begins, that its object is there and the caller's: a handler that asks would be too late,
 * because the framework sends the headers with 200 while the answer is still on its way.
 */
@Injectable()
export class SeenGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<HubRequest>();
    const sees = this.reflector.get<Sees>(SEES, context.getHandler());
    if (!request.call) throw new Error('A stream without the access guard');
    await sees(request.call, request.params);
    return true;
  }
}

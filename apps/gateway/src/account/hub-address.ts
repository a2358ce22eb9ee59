import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../gateway.config.js';

/** Addresses at which amoCRM and browsers reach the gateway. */
@Injectable()
export class HubAddress {
  private readonly base: string;

  constructor(config: GatewayConfig) {
    this.base = (config.PUBLIC_URL || `http://${config.HOST}:${config.PORT}`).replace(/\/$/, '');
  }

  /** Beginning of every webhook address; the account's secret follows. */
  get hooks(): string {
    return `${this.base}/hooks/amocrm/`;
  }

  /** Where amoCRM sends people back after consent. */
  get redirectUri(): string {
    return `${this.base}/api/v1/oauth/callback`;
  }
}

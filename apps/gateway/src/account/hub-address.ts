import { callbackPath } from '@hub/amocrm';
import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../gateway.config.js';
import { isOutOfReach } from './is-local-address.js';

/** Addresses at which amoCRM and browsers reach the gateway. */
@Injectable()
export class HubAddress {
  private readonly base: string;
  /** Whether amoCRM's webhooks cannot come here. */
  readonly isOutOfReach: boolean;

  constructor(config: GatewayConfig) {
    this.base = (config.PUBLIC_URL || `http://${config.HOST}:${config.PORT}`).replace(/\/$/, '');
    this.isOutOfReach = isOutOfReach(this.base, config.AMOCRM_CONNECT_TO);
  }

  /** Beginning of every webhook address; the account's secret follows. */
  get hooks(): string {
    return `${this.base}/hooks/amocrm/`;
  }

  /** Where amoCRM sends people back after consent. */
  get redirectUri(): string {
    return `${this.base}${callbackPath}`;
  }
}

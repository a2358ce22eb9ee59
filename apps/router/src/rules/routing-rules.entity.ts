import type { RoutingRulesBody } from '@hub/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One version of the routing rules. Versions are never changed; the highest one is in force. */
@Entity({ schema: 'router', name: 'routing_rules' })
export class RoutingRules {
  @PrimaryColumn('integer')
  version: number;

  @Column('jsonb')
  rules: Pick<RoutingRulesBody, keyof RoutingRulesBody>;

  @Column('timestamptz', { name: 'saved_at' })
  savedAt: Date;
}

import { Counter, Histogram, type Registry } from 'prom-client';
import type { Priority } from './rate-budget.js';

/** Metrics of the rate budget: how long calls wait for a slot, and what stops them. */
export class BudgetMetrics {
  private readonly waits: Histogram;
  private readonly backOffs: Counter;
  private readonly stops: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.waits = new Histogram({
      name: 'amocrm_budget_wait_seconds',
      help: 'Time a call waited for a place in its rate budget; its count is the number of calls',
      labelNames: ['priority'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 15, 60],
      registers,
    });
    this.backOffs = new Counter({
      name: 'amocrm_budget_back_offs_total',
      help: 'Answers with 429',
      registers,
    });
    this.stops = new Counter({
      name: 'amocrm_budget_stops_total',
      help: 'Blocks by amoCRM (HTML 403)',
      registers,
    });
  }

  waited(priority: Priority, ms: number): void {
    this.waits.observe({ priority }, ms / 1000);
  }

  backedOff(): void {
    this.backOffs.inc();
  }

  stopped(): void {
    this.stops.inc();
  }
}

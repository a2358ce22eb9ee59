import { Counter, Gauge, type Registry } from 'prom-client';
import type { DataSource } from 'typeorm';

type Outcome = 'done' | 'retry' | 'dead' | 'lost';

/** Figures of the bus. Depth and age are read from the tables when Prometheus asks, so all copies tell the same. */
export class BusMetrics {
  private readonly services = new Map<string, DataSource>();
  private readonly jobs: Counter | undefined;

  constructor(registry: Registry | undefined) {
    if (!registry) return;
    const registers = [registry];
    this.jobs = new Counter({
      name: 'hub_bus_jobs_total',
      help: 'Attempts by outcome: done, retry, dead (given up), lost (taken over by another worker)',
      labelNames: ['consumer', 'outcome'],
      registers,
    });
    const depth: Gauge = new Gauge({
      name: 'hub_bus_depth',
      help: 'Rows by consumer and state: waiting, timer, dead; and unconfirmed for an outbox',
      labelNames: ['consumer', 'state'],
      registers,
      collect: (): Promise<void> => this.collect(depth, age),
    });
    const age: Gauge = new Gauge({
      name: 'hub_bus_oldest_seconds',
      help: 'Age of the oldest such row',
      labelNames: ['consumer', 'state'],
      registers,
    });
  }

  watch(service: string, source: DataSource): void {
    this.services.set(service, source);
  }

  count(consumer: string, outcome: Outcome): void {
    this.jobs?.inc({ consumer, outcome });
  }

  private async collect(depth: Gauge, age: Gauge): Promise<void> {
    depth.reset();
    age.reset();
    for (const [service, source] of this.services) {
      const rows: { consumer: string; state: string; depth: number; age: number }[] = await source.query(
        `SELECT consumer, state, count(*)::int AS depth,
           greatest(0, extract(epoch FROM now() - min(CASE state WHEN 'timer' THEN run_at ELSE created_at END)))::float8
             AS age
         FROM ${service}.inbox WHERE state IN ('waiting', 'timer', 'dead') GROUP BY consumer, state
         UNION ALL
         SELECT '${service}.outbox', 'unconfirmed', count(*)::int,
           coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 FROM ${service}.outbox`,
      );
      for (const row of rows) {
        const labels = { consumer: row.consumer, state: row.state };
        depth.set(labels, row.depth);
        age.set(labels, row.age);
      }
    }
  }
}

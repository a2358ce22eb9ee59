import { Counter, Gauge, type Registry } from 'prom-client';
import type { DataSource } from 'typeorm';

type Outcome = 'done' | 'retry' | 'dead' | 'lost';

interface Sample {
  consumer: string;
  state: string;
  depth: number;
  age: number;
}

/** Metrics of the bus. Depth and age are read from the tables on each scrape, so all copies report the same. */
export class BusMetrics {
  private readonly services = new Map<string, DataSource>();
  private readonly jobs: Counter | undefined;
  /** The query that is running; Prometheus asks all gauges at once, and one answer serves them. */
  private sampling: Promise<Sample[]> | undefined;

  constructor(registry: Registry | undefined) {
    if (!registry) return;
    const registers = [registry];
    this.jobs = new Counter({
      name: 'hub_bus_jobs_total',
      help: 'Attempts by outcome: done, retry, dead (given up), lost (taken over by another worker)',
      labelNames: ['consumer', 'outcome'],
      registers,
    });
    this.gauge('depth', registry, {
      name: 'hub_bus_depth',
      help: 'Rows by consumer and state: waiting, timer, dead; and unconfirmed for an outbox',
    });
    this.gauge('age', registry, { name: 'hub_bus_oldest_seconds', help: 'Age of the oldest such row' });
  }

  watch(service: string, source: DataSource): void {
    this.services.set(service, source);
  }

  count(consumer: string, outcome: Outcome): void {
    this.jobs?.inc({ consumer, outcome });
  }

  private gauge(figure: 'depth' | 'age', registry: Registry, about: { name: string; help: string }): void {
    const gauge: Gauge = new Gauge({
      ...about,
      labelNames: ['consumer', 'state'],
      registers: [registry],
      collect: async (): Promise<void> => {
        const samples = await this.sample();
        gauge.reset();
        for (const { consumer, state, ...sample } of samples) gauge.set({ consumer, state }, sample[figure]);
      },
    });
  }

  /** Empty while PostgreSQL is away, so that the other metrics of the process are still reported. */
  private sample(): Promise<Sample[]> {
    this.sampling ??= this.read()
      .catch(() => [])
      .finally(() => (this.sampling = undefined));
    return this.sampling;
  }

  private async read(): Promise<Sample[]> {
    const samples: Sample[] = [];
    for (const [service, source] of this.services)
      samples.push(...(await source.query<Sample[]>(figures(service))));
    return samples;
  }
}

/** A branch per state, because each has its partial index and the finished rows, by far the most, have another. */
function figures(service: string): string {
  const branch = (state: string, since: string) => `
    SELECT consumer, '${state}' AS state, count(*)::int AS depth,
      greatest(0, extract(epoch FROM now() - min(${since})))::float8 AS age
    FROM ${service}.inbox WHERE state = '${state}' GROUP BY consumer`;
  return `${branch('waiting', 'created_at')} UNION ALL ${branch('timer', 'run_at')}
    UNION ALL ${branch('dead', 'created_at')} UNION ALL
    SELECT '${service}.outbox', 'unconfirmed', count(*)::int,
      coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 FROM ${service}.outbox`;
}

import { setTimeout as wait } from 'node:timers/promises';
import type { Job } from '@hub/bus';
import type { CrmChanged } from '@hub/contracts';
import { startService } from './harness.js';
import { haveTwoConsumers } from './two-consumers.js';

/** What the tests pass on the command line. */
export interface WorkerOptions {
  databaseUrl: string;
  natsUrl?: string;
  leaseMs: number;
  /** How long one message takes. */
  workMs: number;
}

/** All three services of a process: each message leaves one row in public.effect, written with its finish. */
const options = JSON.parse(process.argv[2] ?? '') as WorkerOptions;
haveTwoConsumers();
const service = await startService({
  service: 'gateway',
  databaseUrl: options.databaseUrl,
  bus: {
    config: options.natsUrl ? { NATS_URL: options.natsUrl } : {},
    timings: { leaseMs: options.leaseMs, drainMs: 5_000 },
  },
  beside: [
    {
      service: 'router',
      consumers: [
        {
          consumer: 'router.lead',
          subject: 'crm.changed',
          handle: async (job: Job<CrmChanged>) => {
            if (options.workMs > 0) await wait(options.workMs);
            await job.finish((tx) =>
              tx.query('INSERT INTO public.effect (key, n, pid) VALUES ($1, $2, $3)', [
                job.key,
                job.payload.entityId,
                process.pid,
              ]),
            );
          },
        },
      ],
    },
    {
      service: 'limits',
      consumers: [{ consumer: 'limits.stock', subject: 'crm.changed', handle: () => Promise.resolve() }],
    },
  ],
});
process.stdout.write('ready\n');
process.once('SIGTERM', () => void service.stop());
